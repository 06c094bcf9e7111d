"""One configuration, one run folder, one `train`; and files that others can run."""

import os

from human_extractor import doors

# TensorFlow's chatter, and what its optimizer could not optimise, is not for the reader; what fails is raised
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

__getattr__, __dir__, __all__ = doors(__name__, {
    "config": "PRESETS TrainConfig embedded_weights",
    "step": "Pix2Pix build_generator load_generator_weights matte_of",
    "run": "Run build_trainer",
    "loop": "train",
    "devices": "all_devices",
    "exporting": "export model_card",
})
