"""Cut the people out of a photo: `Extractor().extract("photo.jpg")`."""

from importlib import import_module

__version__ = "0.2.0"
__all__ = ["Extraction", "Extractor", "InputError", "sample_photo"]

_ROOMS = {"Extraction": "extraction", "Extractor": "extraction", "InputError": "images", "sample_photo": "images"}


def __getattr__(name):
    "Open a room only when something in it is asked for: `human_extractor.training` is to start without the embedded model, and back."
    if name not in _ROOMS: raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_ROOMS[name]}", __name__), name)


def __dir__(): return [*globals(), *_ROOMS]
