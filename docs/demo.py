"""Put the browser demo together, ready for any static host: python docs/demo.py FOLDER

The page itself lies in docs/demo. To it come the sample photo and the embedded model as TensorFlow.js takes it, with float16 weights,
as person.json beside it describes it. Needs the extras `train` and `web`.
"""
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

from owner import owner, repository

TOP = Path(__file__).resolve().parent.parent
LARGEST = 8e6  # bytes of the model that a visitor has to wait for


def embedded_network():
    "The embedded model's network with its weights, as Keras has it."
    from human_extractor.files import embedded_facts
    from human_extractor.training.config import EMBEDDED, TrainConfig, embedded_weights
    from human_extractor.training.step import build_generator, load_generator_weights

    generator = build_generator(TrainConfig(size=embedded_facts()["size"], **EMBEDDED), pretrained=False)
    load_generator_weights(generator, embedded_weights())
    return generator


def write_model(folder):
    "The embedded model's weights as a TensorFlow.js graph model, model.json and its shards."
    from human_extractor.training.formats import write_tfjs

    with tempfile.TemporaryDirectory() as between: shutil.copytree(write_tfjs(embedded_network(), Path(between)), folder)
    weight = sum(file.stat().st_size for file in folder.iterdir())
    if weight > LARGEST: sys.exit(f"{folder}: the model has {weight / 1e6:.1f} MB; more than {LARGEST / 1e6:.0f} MB are too much to wait for")


def write_versions(folder):
    "files.json: each file's bytes and SHA-256, and a version that changes with any of them; sw.js is told the same, and keeps the version for use without a network."
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md" and path.name not in ("sw.js", "files.json")):
        content = path.read_bytes()
        files[path.relative_to(folder).as_posix()] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    worker = (TOP / "docs/demo/sw.js").read_text()
    version = hashlib.sha256((json.dumps(files) + worker).encode()).hexdigest()[:12]
    listed = json.dumps({"version": version, "files": files}, indent=1) + "\n"
    (folder / "files.json").write_text(listed)
    itself = {"files.json": {"bytes": len(listed), "sha256": hashlib.sha256(listed.encode()).hexdigest()}}
    empty = 'const VERSION = "", FILES = {};'
    if empty not in worker: sys.exit(f"docs/demo/sw.js: has no line {empty}")
    (folder / "sw.js").write_text(worker.replace(empty, f'const VERSION = "{version}", FILES = {json.dumps(files | itself)};'))


def build_demo(folder):
    "Write the demo into a folder, in the place of what was there."
    from human_extractor.files import embedded_facts
    from human_extractor.images import sample_photo

    folder = Path(folder)
    part = folder.with_name(f".part-{folder.name}")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(TOP / "docs/demo", part)
    page, name = part / "index.html", owner()
    page.write_text(page.read_text("utf-8").replace("<!-- repository -->", f'<a class="wide" href="{repository(name)}">GitHub</a>' if name else ""), "utf-8")
    shutil.copy(sample_photo(), part / "sample.jpg")
    (part / "facts.js").write_text(f"export const FACTS = {json.dumps(embedded_facts())};\n")
    write_model(part / "model")
    write_versions(part)
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    return folder


if __name__ == "__main__":
    if len(sys.argv) != 2: sys.exit("usage: python docs/demo.py FOLDER")
    print(build_demo(sys.argv[1]))
