"""Pairs of photo and matte: drawn, read, checked, prepared, and served in batches."""

from human_extractor import doors

__getattr__, __dir__, __all__ = doors(__name__, {
    "people": "sample_pairs write_sample_dataset",
    "pairs": "AlignedPair CutoutPair Pair Unusable pairs_from_aligned pairs_from_cutouts "
             "pairs_from_folders read_matte solve_matte",
    "annotations": "CocoPair SuperviselyPair pairs_from_coco pairs_from_supervisely",
    "checks": "Problem check_pair read_split split_of verify",
    "dataset": "Dataset join_pair load_dataset split_pair write_shards",
    "preparing": "BackgroundPair PrepareReport prepare",
    "batches": "AUGMENTS Augment evaluation_pairs training_pairs",
    "resident": "Resident load_resident resident_pairs",
    "translation": "prepare_translation",
})
