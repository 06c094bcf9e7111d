"""Put the browser demo together, ready for any static host: python docs/demo.py FOLDER

The page itself lies in docs/demo. To it come the sample photo and the embedded model as TensorFlow.js takes it, with float16 weights,
at the size that the embedded LiteRT file has. Needs the extras `train` and `web`.
"""
import shutil
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
LARGEST = 8e6  # bytes of the model that a visitor has to wait for


def write_model(folder):
    "The embedded model's weights as a TensorFlow.js graph model, model.json and its shards."
    from ai_edge_litert.interpreter import Interpreter

    from human_extractor.training.formats import write_tfjs
    from human_extractor.extraction.models import embedded_model
    from human_extractor.training.config import TrainConfig, embedded_weights
    from human_extractor.training.step import build_generator, load_generator_weights

    size = int(Interpreter(str(embedded_model())).get_input_details()[0]["shape"][1])
    generator = build_generator(TrainConfig(size=size, stride=16, context=4), pretrained=False)
    load_generator_weights(generator, embedded_weights())
    with tempfile.TemporaryDirectory() as between: shutil.copytree(write_tfjs(generator, Path(between)), folder)
    weight = sum(file.stat().st_size for file in folder.iterdir())
    if weight > LARGEST: sys.exit(f"{folder}: the model has {weight / 1e6:.1f} MB; more than {LARGEST / 1e6:.0f} MB are too much to wait for")


def build_demo(folder):
    "Write the demo into a folder, in the place of what was there."
    from human_extractor.images import sample_photo

    folder = Path(folder)
    part = folder.with_name(f".part-{folder.name}")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(TOP / "docs/demo", part)
    shutil.copy(sample_photo(), part / "sample.jpg")
    write_model(part / "model")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    return folder


if __name__ == "__main__":
    if len(sys.argv) != 2: sys.exit("usage: python docs/demo.py FOLDER")
    print(build_demo(sys.argv[1]))
