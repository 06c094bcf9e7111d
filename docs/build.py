"""Build the documentation from the notebooks, as they are stored, into docs/_site: python docs/build.py

Nothing is executed or fetched. Exported cells become API entries, read from their source, above the source itself, folded.
"""
import ast
import io
import json
import re
import shutil
import subprocess
import sys
import tokenize
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from readme import TOP, read_cells

PAGES, SITE, OTHER_PAGES = TOP / "docs/_pages", TOP / "docs/_site", ("human_extractor/models/person.md", "CHANGELOG.md", "CONTRIBUTING.md")


def target(module, name):
    "Where the entry of a name is linked to; Sphinx does not tell capitals from small letters."
    return f"api-{module}-{'class-' * name[0].isupper()}{name}"


def signature(node):
    "Names and defaults of the parameters; their types stand in the table."
    bare = ast.parse(ast.unparse(node.args).join(("def f(", "): 0"))).body[0].args
    for argument in ast.walk(bare):
        if isinstance(argument, ast.arg): argument.annotation = None
    return re.sub(r"^(self|cls)(: \w+)?(, )?", "", ast.unparse(bare))


def table(node, notes):
    "Parameters and result (of a function) or fields (of a class) with type, default and the comment on their line."
    if isinstance(node, ast.ClassDef):
        rows = [(f.target.id, f.annotation, f.value, f.end_lineno) for f in node.body if isinstance(f, ast.AnnAssign)]
    else:
        plain, a = node.args.posonlyargs + node.args.args, node.args
        defaults = [None] * (len(plain) - len(a.defaults)) + a.defaults + [None] * bool(a.vararg) + a.kw_defaults + [None]
        arguments = plain + [a.vararg] * bool(a.vararg) + a.kwonlyargs + [a.kwarg] * bool(a.kwarg)
        rows = [(arg.arg, arg.annotation, default, (default or arg).end_lineno) for arg, default in zip(arguments, defaults)
                if arg.arg not in ("self", "cls")]
        if node.returns: rows.append(("*returns*", node.returns, None, node.returns.end_lineno))
    code = lambda part: f"`{ast.unparse(part)}`".replace("|", "\\|") if part else ""
    lines = [f"| {name} | {code(kind)} | {code(default)} | {notes.get(line, '')} |" for name, kind, default, line in rows]
    return "\n".join(["| | type | default | |", "|---|---|---|---|", *lines, ""]) if lines else ""


def entries(source, module):
    "(name, Markdown) of every public function, class and method that a cell defines."
    notes = {token.start[0]: token.string.lstrip("# ").replace("|", "\\|")
             for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type == tokenize.COMMENT}
    def entry(node, owner=""):
        start = next((n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"), node)
        if not owner and isinstance(node, ast.FunctionDef) and any(ast.unparse(d) == "patch" for d in node.decorator_list):
            owner = f"{ast.unparse(node.args.args[0].annotation)}."
        name, parts = owner + node.name, [table(start, notes)]
        call = f"{name}({signature(start)})" if isinstance(start, ast.FunctionDef) else f"class {name}"
        if any(ast.unparse(d) == "property" for d in node.decorator_list): call = name
        head = f"({target(module, name)})=\n{'####' if owner else '###'} {name}\n\n```python\n{call}\n```\n"
        yield name, "\n".join([head, ast.get_docstring(node) or "", "", *parts])
        for method in node.body if isinstance(node, ast.ClassDef) else []:
            if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"): yield from entry(method, f"{name}.")
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"): yield from entry(node)


def linked(text, targets):
    "Link names in backticks to their entries: those that only code is called by, or that are followed by ()."
    def link(match):
        name, called = match[1].removesuffix("()"), match[1].endswith("()")
        known = name in targets and (called or re.search(r"[._]|^[A-Z]", name))
        return f"[`{match[1]}`](#{targets[name]})" if known else match[0]
    parts = re.split(r"(?ms)(^```.*?^```$|^#.*?$)", text)  # leave code and headings alone
    return "".join(part if i % 2 else re.sub(r"(?<![`\[])`([\w.]+(?:\(\))?)`(?![`\]])", link, part) for i, part in enumerate(parts))


def page(path, targets):
    "A notebook as MyST-NB shows it best."
    cells, module = [], None
    for kind, source, directives, outputs in read_cells(path):
        module = directives.get("default_exp", module)
        if "default_exp" in directives or kind == "code" and not source: continue
        source = linked(source, targets) if kind == "markdown" else source
        exported, tags = kind == "code" and {"export", "exports"} & directives.keys(), []
        if exported: cells += [("markdown", linked(text, targets), [], []) for _, text in entries(source, module)]
        if directives.get("echo") == "false": tags = ["remove-input"]
        elif "export" in directives: tags = ["hide-input"]
        for output in outputs:
            if "text/html" in output.get("data", {}): output["data"].pop("application/vnd.jupyter.widget-view+json", None)
        cells.append((kind, source, tags, outputs))
    return cells


def notebook(cells):
    "The JSON of a notebook."
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}, "cells": [
        {"cell_type": kind, "id": f"c{i}", "metadata": {"tags": tags}, "source": source,
         **({"outputs": outputs, "execution_count": None} if kind == "code" else {})} for i, (kind, source, tags, outputs) in enumerate(cells)]})


class Links(HTMLParser):
    "What a page refers to, what it can be referred to by, and what it loads."
    def __init__(self, path):
        super().__init__()
        self.links, self.ids, self.loads = [], set(), []
        self.feed(path.read_text("utf-8"))
    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids.add(attrs.get("id"))
        for key in {"href", "src"} & attrs.keys():
            loaded = key == "src" or tag == "link" and attrs.get("rel") not in ("canonical",)
            (self.loads if loaded else self.links).append(attrs[key] or "")


def problems():
    "Links that lead nowhere, and whatever would be loaded from another host."
    pages = {path: Links(path) for path in SITE.rglob("*.html")}
    for path, found in pages.items():
        for url in [*found.links, *found.loads]:
            parts = urlsplit(url)
            if parts.scheme or parts.netloc:
                if url in found.loads and parts.scheme != "data": yield f"{path.name}: loads {url[:80]}"
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists(): yield f"{path.name}: {url} does not exist"
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids: yield f"{path.name}: no {url}"
    for path in SITE.rglob("*.css"):
        yield from (f"{path.name}: loads {url}" for url in re.findall(r"url\(['\"]?(https?:[^)]*)|@import", path.read_text("utf-8")))


def main():
    for folder in (PAGES, SITE): shutil.rmtree(folder, ignore_errors=True)
    PAGES.mkdir()
    paths, targets, listing = sorted((TOP / "nbs").glob("[0-9]*.ipynb")), {}, defaultdict(list)
    for path in paths:
        module = None
        for kind, source, directives, _ in read_cells(path):
            module = directives.get("default_exp", module)
            if kind != "code" or not {"export", "exports"} & directives.keys(): continue
            for name, _ in entries(source, module):
                targets.setdefault(name, target(module, name))
                listing[module].append(f"[`{name}`](#{target(module, name)})")
    wings = defaultdict(list)
    for path in paths:
        (PAGES / path.name).write_text(notebook(page(path, targets)), "utf-8")
        wings[("Learn", "Use", "Results")[int(path.name[0])]].append(path.stem)
    sections = [f"## human_extractor.{module}\n\n{' · '.join(names)}\n" for module, names in listing.items()]
    (PAGES / "api.md").write_text("\n".join(["# API\n", *sections]), "utf-8")
    for name in OTHER_PAGES: shutil.copy(TOP / name, PAGES)
    wings["Project"] = ["api", *(Path(name).stem for name in OTHER_PAGES)]
    trees = "\n".join("```{{toctree}}\n:hidden:\n:caption: {}\n\n{}\n```\n".format(name, "\n".join(stems)) for name, stems in wings.items())
    front = [(kind, re.sub(r"\]\(\.\./(?:\w+/)*(\w+\.md)", r"](\1", source), tags, outputs) for kind, source, tags, outputs in page(TOP / "nbs/index.ipynb", targets)]
    (PAGES / "index.ipynb").write_text(notebook([*front, ("markdown", trees, [], [])]), "utf-8")
    code = subprocess.run([sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-c", TOP / "docs", PAGES, SITE]).returncode
    shutil.rmtree(TOP / "docs/jupyter_execute", ignore_errors=True)  # MyST-NB's by-product
    found = list(problems())
    print(*found, f"{SITE / 'index.html'}: {len(list(SITE.glob('*.html')))} pages", sep="\n")
    return 1 if code or found else 0


if __name__ == "__main__": sys.exit(main())
