"""Hands what settings.ini holds to setuptools: requirements, extras, and links once there is an owner; everything static stands in pyproject.toml."""
from configparser import ConfigParser
from pathlib import Path

from setuptools import setup

config = ConfigParser(delimiters=["="])
config.read(Path(__file__).parent / "settings.ini", encoding="utf-8")
settings = config["DEFAULT"]
names = ("train", "compare", "web", "onnx", "video", "heif", "serve", "ray", "dev")
extras = {name: settings[f"{name}_requirements"].split() for name in names}
extras["dev"] = sum((extras[name] for name in names), [])

owner = settings["owner"].strip()
address = f"https://github.com/{owner}/human-extractor"

setup(
    project_urls={"Source": address, "Changelog": f"{address}/blob/main/CHANGELOG.md"} if owner else {},
    install_requires=settings["requirements"].split(),
    extras_require=extras,
    data_files=[("share/man/man1", ["docs/human-extractor.1"])],  # man human-extractor
)
