"""The using wing: photos and videos in, only the people out. Never imports TensorFlow."""

from human_extractor import doors

__getattr__, __dir__, __all__ = doors(__name__, {
    "extractor": "Extraction Extractor check_model",
    "models": "embedded_model",
    "refine": "foreground_colours resize_matte tidy uncompose white_to_alpha",
    "jobs": "Job Options folder_jobs",
    "engine": "Outcome Report extract_folder run_jobs watch",
    "cluster": "dataset_jobs extract_dataset",
    "video": "Video",
    "moving": "Animation Pictures open_film",
    "film": "extract_video video_kind",
})
