"""Cut the people out of a photo: `Extractor().extract("photo.jpg")`."""

import os
import platform
import sys
from importlib import import_module

__version__ = "0.2.0"

if "tensorflow" not in sys.modules and platform.machine() in ("x86_64", "AMD64"):
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # read when TensorFlow is imported; see 47_training.loop


def doors(package, rooms):
    "What `__getattr__`, `__dir__` and `__all__` of a package are, whose names are in rooms that open when a name is asked for."
    room_of = {name: room for room, names in rooms.items() for name in names.split()}

    def __getattr__(name):
        if name not in room_of: raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{room_of[name]}"), name)

    return __getattr__, lambda: [*vars(import_module(package)), *room_of], list(room_of)


__getattr__, __dir__, __all__ = doors(__name__, {
    "files": "InputError",
    "images": "sample_photo",
    "data": "prepare",
    "training": "TrainConfig train",
    "evaluation": "evaluate",
    "extraction": "Extraction Extractor remove",
})
