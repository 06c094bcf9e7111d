"""Generators, discriminators and losses, in keras.layers and keras.ops."""

from human_extractor import doors

__getattr__, __dir__, __all__ = doors(__name__, {
    "pix2pix": "HEADS compose_cutout patchgan_discriminator unet_generator",
    "mobile": "WIDTHS mobile_generator mobilenet_encoder widen",
    "multiscale": "hd_generator multiscale_discriminator vgg_features",
})
