"""Build the documentation from the notebooks, as they are stored, into docs/_site: python docs/build.py

No notebook is executed and nothing is fetched. Exported cells become entries of the API reference, a page for each module; the landing page's
pictures are what the embedded model makes of public-domain photos; the demo is put together by demo.py. Pages that are no notebooks lie in
docs/pages, and what search engines and other sites read of ours is written by publish.py.
"""
import ast
import base64
import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image

from answers import answers
from api import contents, entries, linked, page_of
from check import out_of_step, problems
from command_line import command_line
from demo import build_demo
from human_extractor import Extractor
from owner import owner
from pictures import PHOTOS, card
from publish import publish
from readme import TOP, read_cells

PAGES, SITE = TOP / "docs/_pages", TOP / "docs/_site"
# the navigation's groups, and what comes first in each
WINGS = {"Learn": ("80_walkthrough", "80_walkthrough_es"), "Use": ("overview", "overview_es", "questions", "try", "command_line"), "Results": ("person", "81_results"), "Reference": ("api",)}
WING_OF = {**dict.fromkeys("1234", "Learn"), **dict.fromkeys("057", "Use"), **dict.fromkeys("68", "Results")}
OTHER_PAGES = {"Results": ("human_extractor/models/person.md",), "Reference": ("CHANGELOG.md", "CONTRIBUTING.md")}


def at_home(text):
    "Without pictures from other hosts, such as Colab's badge: their description stands for them."
    text = re.sub(r"!\[([^\]]*)\]\(https?://[^)]*\)", r"\1", text)
    return re.sub(r"<img\b(?=[^>]*\bsrc=[\"']https?:)[^>]*?(?:\balt=[\"']([^\"']*)[\"'])?[^>]*>", lambda m: m[1] or "", text)


def local(text):
    "Links of a notebook that lead to files of the repository, as links between pages."
    text = re.sub(r"\]\((?:\.\./)?(?:\w+/)*(\w+\.md)(?=[)#])", r"](\1", text)
    text = re.sub(r"(?<=\.ipynb#)[^)]*", lambda anchor: anchor[0].replace("'", ""), text)  # Jupyter's anchors keep apostrophes, MyST's have none
    return text.replace("](index.ipynb", "](overview.ipynb").replace("](index_es.ipynb", "](overview_es.ipynb")


def with_attachments(path):
    "A notebook's Markdown may bring pictures along: write them beside the pages; gives name → file."
    files = {}
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for name, kinds in cell.get("attachments", {}).items():
            files[name] = f"{path.stem}-{name}"
            (PAGES / files[name]).write_bytes(base64.b64decode(next(iter(kinds.values()))))
    return files


def page(path, names):
    "A notebook as MyST-NB shows it best."
    cells, module, attached = [], None, with_attachments(path)
    for kind, source, directives, outputs in read_cells(path):
        module = directives.get("default_exp", module)
        if "default_exp" in directives or kind == "code" and not source: continue
        metadata = {"tags": []}
        if kind == "markdown":
            source = re.sub(r"\(attachment:([^)]+)\)", lambda match: f"({attached[match[1]]})", source)
            source = linked(local(at_home(source)), names, module)
        elif {"export", "exports"} & directives.keys():
            defined = [entry for group in entries(source, module) for entry in group]
            if defined:
                anchors = "".join(f'<span id="{entry.anchor}"></span>' for entry in defined)
                links = " · ".join(f"{{py:obj}}`{entry.name} <{entry.path}>`" for entry in defined)
                cells.append(("markdown", f"```{{container}} defines\n{anchors}API: {links}\n```", {}, []))
        if directives.get("echo") == "false": metadata["tags"] = ["remove-input"]
        elif "export" in directives:
            imports = all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(source).body)
            if imports or source.count("\n") > 40: metadata["tags"] = ["hide-input"]
            if imports: metadata["mystnb"] = {"code_prompt_show": "Imports", "code_prompt_hide": "Imports"}
        if "fig-alt" in directives: metadata["mystnb"] = {"image": {"alt": directives["fig-alt"]}}
        for output in outputs:
            if "text/html" in output.get("data", {}): output["data"].pop("application/vnd.jupyter.widget-view+json", None)
        cells.append((kind, source, metadata, outputs))
    return cells


def notebook(cells):
    "The JSON of a notebook."
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}, "cells": [
        {"cell_type": kind, "id": f"c{i}", "metadata": metadata, "source": source,
         **({"outputs": outputs, "execution_count": None} if kind == "code" else {})} for i, (kind, source, metadata, outputs) in enumerate(cells)]})


def section(cells, heading):
    "The cells under a heading of the overview, as Markdown."
    parts, inside = [], False
    for kind, source, metadata, outputs in cells:
        if kind == "markdown":
            for part in re.split(r"(?m)^(?=## )", source):
                inside = part.startswith(f"## {heading}") if part.startswith("## ") else inside
                if inside: parts.append(re.sub(r"^## .*\n|<!--.*?-->", "", part))
        elif inside:
            if "remove-input" not in metadata["tags"]: parts.append(f"```python\n{source}\n```\n")
            parts += ["".join(output["data"]["text/markdown"]) for output in outputs if "text/markdown" in output.get("data", {})]
    if not parts: raise SystemExit(f"nbs/index.ipynb: has no section '{heading}', which the landing page shows; name another in docs/landing.md")
    return "\n".join(parts)


def sliders(folder, shown):
    "Write photos and their cut-outs, a few ten kilobytes each; give the sliders that compare them. shown: names in `PHOTOS`"
    figures, extractor = [], Extractor()
    for name in shown:
        file, what = PHOTOS[name]
        person = extractor.extract(file())
        Image.fromarray(person.photo.pixels).save(folder / f"{name}-photo.webp", quality=85)
        Image.fromarray(person.cutout).save(folder / f"{name}-cutout.webp", quality=85)
        height, width = person.photo.pixels.shape[:2]
        image = lambda kind, alt: f'<img class="compare-{kind}" src="pictures/{name}-{kind}.webp" width="{width}" height="{height}" alt="{html.escape(alt)}">'
        figures.append(f'<figure class="compare">{image("cutout", f"Cut-out of {what}, on a checkerboard")}{image("photo", f"Photo of {what}")}'
                       f'<span class="compare-line"></span><span class="compare-label">photo</span><span class="compare-label">cut-out</span>'
                       f'<input type="range" min="0" max="100" value="50" aria-label="How much of the photo of {html.escape(what)} to show"></figure>')
    return "\n".join(figures)


def landing(overview):
    "The landing page from docs/landing.md: {{sliders}}, {{hard}}, {{tagline}}, and the overview's sections that it names, such as {{How good it is}}."
    text, folder = (TOP / "docs/landing.md").read_text("utf-8"), PAGES / "_landing/pictures"
    folder.mkdir(parents=True)
    card().save(folder / "card.jpg", quality=88)
    own = {"sliders": sliders(folder, ("hopper", "players")), "hard": sliders(folder, ("camera", "dog")), "tagline": re.search(r"(?ms)^> (.*?)(?:\n\n|\Z)", overview[0][1])[1].replace("\n> ", " ")}
    return re.sub(r"\{\{(.*?)\}\}", lambda match: own.get(match[1]) or section(overview, match[1]), text)


def main():
    if stale := list(out_of_step(TOP)):
        print(*stale, sep="\n")
        return 1
    for folder in (PAGES, SITE): shutil.rmtree(folder, ignore_errors=True)
    PAGES.mkdir()
    paths, modules, names, sources = sorted((TOP / "nbs").glob("[0-9]*.ipynb")), {}, {}, {}
    for path in paths:
        module, head = None, ""
        for kind, source, directives, _ in read_cells(path):
            head, module = head or source, directives.get("default_exp", module)
            if kind != "code" or not {"export", "exports"} & directives.keys(): continue
            title, purpose = re.match(r"# (.*)\s+> (.*(?:\n> .*)*)", head).groups()
            groups = modules.setdefault(module, (path.name, title, purpose.replace("\n> ", " "), []))[3]
            groups += list(entries(source, module))
        for entry in (entry for group in modules.get(module, [[]])[-1] for entry in group):
            names[module, entry.name] = entry
            names.setdefault((None, entry.name), entry)
            sources[entry.path] = f"{path.stem}.html#{entry.anchor}"
    wings = {name: list(first) for name, first in WINGS.items()}
    for path in paths:
        (PAGES / path.name).write_text(notebook(page(path, names)), "utf-8")
        if path.stem not in sum(wings.values(), []): wings[WING_OF[path.stem[0]]].append(path.stem)
    (PAGES / "api.md").write_text(contents(modules), "utf-8")
    for module, about in modules.items(): (PAGES / f"api.{module}.md").write_text(page_of(module, *about, names), "utf-8")
    (PAGES / "command_line.md").write_text(command_line(), "utf-8")
    for file in (TOP / "docs/pages").glob("*.md"): (PAGES / file.name).write_text(linked(file.read_text("utf-8"), names), "utf-8")
    answers((TOP / "docs/pages/questions.md").read_text("utf-8"), PAGES / "answers")
    (PAGES / "sources.json").write_text(json.dumps(sources), "utf-8")
    for name, files in OTHER_PAGES.items():
        for file in files:
            (PAGES / Path(file).name).write_text(linked((TOP / file).read_text("utf-8").replace("](nbs/", "]("), names), "utf-8")
            if Path(file).stem not in wings[name]: wings[name].append(Path(file).stem)
    overview = page(TOP / "nbs/index.ipynb", names)
    for name, title, cells in (("overview", "Overview", overview), ("overview_es", "Resumen en español", page(TOP / "nbs/index_es.ipynb", names))):
        (PAGES / f"{name}.ipynb").write_text(notebook([(*cell[:1], re.sub(r"\A# .*", f"# {title}", cell[1]), *cell[2:]) for cell in cells]), "utf-8")
    wings = {name: [stem for stem in stems if any(PAGES.glob(f"{stem}.*"))] for name, stems in wings.items()}
    trees = "\n".join("```{{toctree}}\n:hidden:\n:caption: {}\n\n{}\n```\n".format(name, "\n".join(stems)) for name, stems in wings.items())
    (PAGES / "index.md").write_text(landing(overview) + "\n" + trees, "utf-8")
    code = subprocess.run([sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-c", TOP / "docs", PAGES, SITE]).returncode
    shutil.rmtree(TOP / "docs/jupyter_execute", ignore_errors=True)  # MyST-NB's by-product
    build_demo(SITE / "demo")
    publish(SITE, owner())
    found = list(problems(SITE))
    print(*found, f"{SITE / 'index.html'}: {len(list(SITE.rglob('*.html')))} pages", sep="\n")
    return 1 if code or found else 0


if __name__ == "__main__": sys.exit(main())
