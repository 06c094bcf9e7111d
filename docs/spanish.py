"""The Spanish walkthrough has the English one's cells of code, with what they show; only its prose is written by hand, in nbs/80_walkthrough_es.ipynb."""
import json
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
ENGLISH, SPANISH = "nbs/80_walkthrough.ipynb", "nbs/80_walkthrough_es.ipynb"
TESTS = "## How this notebook is tested"  # from here on the English one tests itself


def read(path): return json.loads(path.read_text("utf-8"))["cells"]


def taught(cells):
    "The cells before the tests."
    end = next((i for i, cell in enumerate(cells) if "".join(cell["source"]).startswith(TESTS)), len(cells))
    return cells[:end]


def write(top=TOP):
    "Bring the Spanish notebook's code into step. Fails where prose and code do not take turns as they do in English."
    path = top / SPANISH
    book = json.loads(path.read_text("utf-8"))
    first, *cells = book["cells"]  # the first tells nbdev not to run it
    prose = {cell["id"]: cell for cell in cells if cell["cell_type"] == "markdown"}
    english = taught(read(top / ENGLISH))
    missing = [cell["id"] for cell in english if cell["cell_type"] == "markdown" and cell["id"] not in prose]
    more = set(prose) - {cell["id"] for cell in english} - {cells[-1]["id"]}
    if missing or more: raise SystemExit(f"{SPANISH}: translate the cells {', '.join(missing) or 'none'}, and take out {', '.join(more) or 'none'}")
    pictures = {cell["id"]: cell["attachments"] for cell in english if "attachments" in cell}
    for name, attached in pictures.items(): prose[name]["attachments"] = attached
    book["cells"] = [first, *(prose.get(cell["id"], cell) for cell in english), cells[-1]]
    path.write_text(json.dumps(book, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
