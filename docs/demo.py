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

import numpy as np

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


def whole_numbers(folder, graph):
    "The whole numbers among a graph model's weights, by name."
    data, at, found = b"".join((folder / name).read_bytes() for group in graph["weightsManifest"] for name in group["paths"]), 0, {}
    for weight in (weight for group in graph["weightsManifest"] for weight in group["weights"]):
        kind, n = weight.get("quantization", weight)["dtype"], int(np.prod(weight["shape"], dtype=int))
        if kind == "int32": found[weight["name"]] = np.frombuffer(data, kind, n, at).reshape(weight["shape"])
        at += n * np.dtype(kind).itemsize
    return found


def join_dilations(folder):
    """What the converter leaves of a dilated depthwise convolution, three nodes that cut the picture up into a batch and put it together again,
    as the one node it was: bit for bit the same, in half of the network's time."""
    graph, gone = json.loads((folder / "model.json").read_text()), {}
    nodes, values = {node["name"]: node for node in graph["modelTopology"]["node"]}, whole_numbers(folder, graph)
    for after in [node for node in nodes.values() if node["op"] == "BatchToSpaceND"]:
        kernel = nodes[after["input"][0]]
        before = nodes[kernel["input"][0]]
        block, added, taken = (values[name] for name in (*before["input"][1:], after["input"][2]))
        if kernel["op"] != "DepthwiseConv2dNative" or not (added == block[:, None]).all() or taken.any(): continue  # not of a 3 × 3 kernel that keeps the size
        kernel["input"][0] = before["input"][0]
        kernel["attr"] |= {"padding": {"s": "U0FNRQ=="}, "dilations": {"list": {"i": [*map(str, (1, *block, 1))]}}}  # SAME
        gone |= {before["name"]: None, after["name"]: kernel["name"], **dict.fromkeys([*before["input"][1:], *after["input"][1:]])}
    left = [node | {"input": [gone.get(name, name) for name in node.get("input", [])]} for node in nodes.values() if node["name"] not in gone]
    graph["modelTopology"]["node"] = left
    (folder / "model.json").write_text(json.dumps(graph))


def write_model(folder):
    "The embedded model's weights as a TensorFlow.js graph model, model.json and its shards."
    from human_extractor.training.formats import write_tfjs

    with tempfile.TemporaryDirectory() as between: shutil.copytree(write_tfjs(embedded_network(), Path(between)), folder)
    join_dilations(folder)
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
