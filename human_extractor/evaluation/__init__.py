"""How good a model is: metrics, scores, a report, and what to compare with."""

from human_extractor import doors

__getattr__, __dir__, __all__ = doors(__name__, {
    "metrics": "boundary_iou connectivity_error dtssd f_beta foreground_iou gradient_error mad mean_iou "
               "mse sad",
    "scores": "MATTING METRICS Evaluation compare evaluate",
    "reporting": "report",
    "baselines": "BASELINES NETWORKS NetworkFile",
})
