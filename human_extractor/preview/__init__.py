"""What a training has learned, epoch by epoch: pictures, curves, a page and a widget."""

from human_extractor import doors

__getattr__, __dir__, __all__ = doors(__name__, {
    "epochs": "RunPreviews read_history write_preview write_preview_inputs",
    "charts": "plot_history",
    "page": "compare_previews preview_html",
    "widget": "EpochPreview preview_summary",
})
