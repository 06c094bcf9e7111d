"""What must hold for the documentation: notebooks in step with the library; no broken link, no missing picture, nothing loaded from elsewhere."""
import base64
import io
import re
import shutil
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nbdev.export import nb_export
from PIL import Image


def modules(library):
    "The modules that notebooks export, by their place in the library: files and folders written by hand begin with an underscore."
    found = {path.relative_to(library): path for path in library.rglob("*.py")}
    return {place.as_posix(): path.read_text("utf-8") for place, path in found.items() if not any(part.startswith("_") for part in place.parts)}


def out_of_step(top):
    "Modules that differ from what the notebooks export."
    with tempfile.TemporaryDirectory() as folder:
        library = shutil.copytree(top / "nbs", Path(folder, "nbs")).parent / "human_extractor"
        for path in sorted(Path(folder, "nbs").glob("*.ipynb")): nb_export(path, lib_path=library)
        written = modules(library)
    present = modules(top / "human_extractor")
    for name in sorted(written.keys() | present.keys()):
        if written.get(name) != present.get(name): yield f"human_extractor/{name}: is not what the notebooks export; run nbdev-export, and look at the difference"


class Links(HTMLParser):
    "What a page refers to, what it can be referred to by, what it loads, and its pictures."
    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.loads, self.pictures, self.in_script = [], set(), [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs, self.in_script = dict(attrs), tag == "script"
        self.ids.add(attrs.get("id"))
        if tag == "img": self.pictures.append(attrs.get("src") or "")
        for key in {"href", "src"} & attrs.keys():
            loaded = key == "src" or tag == "link" and attrs.get("rel") not in ("canonical", "alternate")
            (self.loads if loaded else self.links).append(attrs[key] or "")

    def handle_data(self, data):
        if self.in_script: self.pictures += re.findall(r"data:image/[^\"'`\s]*", data)

    def handle_endtag(self, tag): self.in_script = False


def damaged(content):
    "Whether bytes are no picture that can be decoded."
    if content.lstrip()[:4] in (b"<svg", b"<?xm"): return False
    try:
        with Image.open(io.BytesIO(content)) as image: image.load()
    except Exception: return True
    return False


def picture_problems(path, sources):
    "Pictures of a page that cannot be shown: in its <img>, and as data in its scripts."
    for source in sources:
        parts = urlsplit(source)
        file = path.parent / unquote(parts.path)
        if not source: yield f"{path.name}: a picture without a source"
        elif parts.scheme == "data":
            kind, _, data = source.partition(";base64,")
            try: broken = not kind.startswith("data:image/") or damaged(base64.b64decode(data, validate=True))
            except ValueError: broken = True
            if broken: yield f"{path.name}: the picture {source[:60]} cannot be decoded"
        elif not parts.scheme and file.is_file() and damaged(file.read_bytes()): yield f"{path.name}: {source} is not a picture"


def problems(site):
    "Links that lead nowhere, pictures that cannot be shown, and whatever would be loaded from another host."
    pages = {path: Links(path.read_text("utf-8")) for path in site.rglob("*.html")}
    for path, found in pages.items():
        yield from picture_problems(path, found.pictures)
        for url in [*found.links, *found.loads]:
            parts = urlsplit(url)
            if parts.scheme or parts.netloc:
                if url in found.loads and parts.scheme != "data": yield f"{path.name}: loads {url[:80]}"
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir(): target /= "index.html"
            if not target.exists(): yield f"{path.name}: {url} does not exist"
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids: yield f"{path.name}: no {url}"
    for path in site.rglob("*.css"):
        yield from (f"{path.name}: loads {url}" for url in re.findall(r"url\(['\"]?(https?:[^)]*)|@import", path.read_text("utf-8")))
