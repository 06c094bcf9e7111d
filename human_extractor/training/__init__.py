"""One configuration, one run folder, one `train`; and files that others can run."""

from human_extractor import doors

__getattr__, __dir__, __all__ = doors(__name__, {
    "config": "PRESETS TrainConfig embedded_weights",
    "step": "Pix2Pix build_generator load_generator_weights matte_of",
    "run": "Run build_trainer",
    "loop": "train",
    "devices": "all_devices",
    "exporting": "export model_card",
})
