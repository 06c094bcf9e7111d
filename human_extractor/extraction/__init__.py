"""The using wing: photos and videos in, only the people out. Never imports TensorFlow."""

from human_extractor import doors

__getattr__, __dir__, __all__ = doors(__name__, {
    "extractor": "Extraction Extractor check_model",
    "models": "embedded_model",
    "refine": "foreground_colours resize_matte tidy uncompose white_to_alpha",
    "options": "Options White each_person recipe remove",
    "jobs": "Job Outcome Report folder_jobs named_job",
    "sheet": "ResultSheet",
    "nobody": "NobodyList",
    "engine": "Tally extract_folder follow foresee run_jobs watch",
    "pool": "Pool extract_many",
    "cluster": "dataset_jobs extract_dataset",
    "video": "Video",
    "moving": "Animation Pictures open_film",
    "scenery": "open_background",
    "film": "extract_video video_kind",
    "smaller": "extract_video_under",
    "films": "FilmOutcome extract_videos film_jobs video_to_film",
    "raw": "RawVideo extract_raw",
})
