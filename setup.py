"""Hands the requirements and extras of settings.ini to setuptools; everything static stands in pyproject.toml."""
from configparser import ConfigParser
from pathlib import Path

from setuptools import setup

config = ConfigParser(delimiters=["="])
config.read(Path(__file__).parent / "settings.ini", encoding="utf-8")
settings = config["DEFAULT"]
names = ("train", "compare", "web", "onnx", "video", "heif", "serve", "ray", "dev")
extras = {name: settings[f"{name}_requirements"].split() for name in names}
extras["dev"] = sum((extras[name] for name in names), [])

setup(
    install_requires=settings["requirements"].split(),
    extras_require=extras,
)
