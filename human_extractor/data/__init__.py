"""Pairs of photo and matte: drawn, read, checked, prepared, and served in batches."""

from human_extractor import doors

__getattr__, __dir__, __all__ = doors(__name__, {
    "people": "sample_pairs write_sample_dataset",
    "mattes": "Labels Unusable read_matte solve_matte",
    "pairs": "AlignedPair CutoutPair Pair pairs_from_aligned pairs_from_cutouts pairs_from_folders",
    "annotations": "CocoPair SuperviselyPair pairs_from_coco pairs_from_supervisely",
    "checks": "Findings Problem check_pair contact_sheet read_split sheet_of split_of verify write_sheet",
    "dataset": "Dataset join_pair load_dataset split_pair write_shards",
    "preparing": "BackgroundPair PrepareReport prepare",
    "tools": "pairs_from_cvat pairs_from_label_studio pairs_from_labelme pairs_from_yolo",
    "voc": "pairs_from_voc",
    "batches": "AUGMENTS Augment evaluation_pairs training_pairs",
    "resident": "Resident load_resident resident_pairs",
    "translation": "prepare_translation",
})
