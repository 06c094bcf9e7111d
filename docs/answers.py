"""The pictures of docs/pages/questions.md: answers/NAME.webp shows what that page's command with `-o NAME.…` makes of a public-domain photo."""
import os
import re
import shlex
import tempfile
from pathlib import Path

from click.testing import CliRunner
from PIL import Image

from human_extractor.cli.commands import tool
from pictures import beach, hopper


def commands(text):
    "The commands of a page, each as a list of words."
    return [shlex.split(re.split(r" [<>]", line)[0])[1:] for line in re.findall(r"`(human-extractor [a-z][^`]*)`", text)]


def understood(text):
    "Every command of a page is one that the command line understands; a UsageError where it is not."
    for name, *words in commands(text):
        tool.commands[name].make_context(name, words, resilient_parsing=not words)


def made(words, name):
    "What a command makes, a small picture."
    done = CliRunner().invoke(tool, words)
    if done.exit_code: raise SystemExit(f"docs/pages/questions.md: human-extractor {' '.join(words)}: {done.output}")
    picture = Image.open(words[words.index("-o") + 1])
    picture.thumbnail((240, 240))
    picture.save(name, quality=85)


def answers(text, folder):
    "Write the pictures that a page shows into a folder."
    understood(text)
    makes = {Path(words[words.index("-o") + 1]).stem: words for words in commands(text) if "photo.jpg" in words and "-o" in words}
    folder, here = Path(folder).resolve(), Path.cwd()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        try:
            Image.open(hopper()).convert("RGB").save("photo.jpg", quality=95)
            Image.fromarray(beach(600, 512)).save("sea.jpg")
            for name in re.findall(r"\(answers/(\w+)\.webp\)", text): made(makes[name], folder / f"{name}.webp")
        finally: os.chdir(here)
