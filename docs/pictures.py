"""Public-domain photos that README and site show, and the card that other sites show for ours."""
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from human_extractor import Extractor, sample_photo
from human_extractor.composing import checkerboard


def hopper():
    "Grace Hopper, 1984, by James S. Davis, US Navy: a work of the US government, in the public domain; matplotlib brings it along."
    from matplotlib.cbook import get_sample_data
    return str(get_sample_data("grace_hopper.jpg", asfileobj=False))


PHOTOS = {  # name → (what gives the file, what it shows); the licence of the samples stands in human_extractor/samples/SOURCES.md
    "hopper": (hopper, "Grace Hopper in the uniform of the US Navy"),
    "astronaut": (sample_photo, "an astronaut in her orange suit"),
    "camera": (lambda: sample_photo("camera"), "a man behind a camera on a tripod"),
    "crew": (lambda: sample_photo("crew"), "three astronauts before a picture of the moon"),
    "players": (lambda: sample_photo("players"), "three footballers at play"),
    "dog": (lambda: sample_photo("dog"), "a woman with a Great Dane that stands on its hind legs"),
}


def beach(height, width):
    "Sky, sea and sand, drawn: uint8 (height, width, 3)."
    stops = (0, 0.42, 0.55, 0.56, 0.72, 0.75, 1)
    colours = ((96, 164, 222), (190, 222, 240), (214, 232, 240), (28, 112, 150), (86, 178, 190), (236, 222, 182), (214, 188, 138))
    rows = np.stack([np.interp(np.linspace(0, 1, height), stops, [colour[i] for colour in colours]) for i in range(3)], -1)
    waves = np.sin(np.arange(width) / 17 + np.arange(height)[:, None] / 3) * 4
    return np.uint8(np.clip(np.repeat(rows[:, None], width, 1) + waves[..., None] * (np.arange(height) > 0.56 * height)[:, None, None], 0, 255))


def checkered(person):
    "A cut-out on a checkerboard, RGB."
    squares = checkerboard(person.matte.shape, 16)
    return np.uint8(person.cutout[..., :3] * person.matte[..., None] + squares * (1 - person.matte[..., None]))


def card(title="Human Extractor", line="Cut the people out of a photo.\nOn your own computer, or in your browser."):
    "1200 × 630: a photo, half of it cut out, and what this is."
    picture = Image.new("RGB", (1200, 630), "#121615")
    person = Extractor().extract(hopper())
    photo, out = (Image.fromarray(one).resize((538, 630)) for one in (person.photo.pixels, checkered(person)))
    picture.paste(out, (662, 0))
    picture.paste(photo.crop((0, 0, 269, 630)), (662, 0))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((929, 0, 932, 630), fill="white")
    draw.text((60, 200), title, fill="#ecf1ef", font=ImageFont.load_default(72))
    draw.multiline_text((60, 310), line, fill="#5cc7a8", font=ImageFont.load_default(28), spacing=14)
    return picture
