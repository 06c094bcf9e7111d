"""Say who publishes the repository, in every place at once: python docs/owner.py YOUR-NAME

The one place is `owner` in settings.ini. From there the name goes into the notebooks: Colab's badges, and the address that the
walkthrough installs from, and into SECURITY.md; the READMEs, the site and the package's links follow. Without a name there are no badges, only a line that says how to
open the notebook without one.
"""
import json
import re
import sys
from configparser import ConfigParser
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
NAME = "human-extractor"
NOTEBOOK = "nbs/80_walkthrough.ipynb"
BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
TEXTS = {  # of the badge, and what stands there while nobody's name is known
    "en": ("Open in Colab", "In Colab, choose *File → Upload notebook*, and the file `nbs/80_walkthrough.ipynb`."),
    "es": ("Abrir en Colab", "En Colab, elige *Archivo → Subir cuaderno* y el archivo `nbs/80_walkthrough_es.ipynb`."),
}
DEMOS = {  # the same of the demo's link
    "en": ("**[Try it in your browser]({}demo/)**: nothing to install, and no photo leaves the page.",
           "**Try it in your browser**: `python docs/demo.py FOLDER` writes the demo, for any host; nothing to install, and no photo leaves the page."),
    "es": ("**[Pruébalo en el navegador]({}demo/)**: no hay nada que instalar y ninguna foto sale de la página.",
           "**Pruébalo en el navegador**: `python docs/demo.py FOLDER` escribe la demo, para cualquier alojamiento; no hay nada que instalar y ninguna foto sale de la página."),
}
REPORTS = (  # where a fault is told in SECURITY.md, of a repository and without one
    "Write to the maintainers in private, on GitHub: <{}/security/advisories/new>.",
    "Write to the maintainers in private: on the repository's page on GitHub, *Security → Report a vulnerability*.",
)
PLACES = {"80_walkthrough": "en", "80_walkthrough_es": "es", "index": "en", "index_es": "es"}  # notebook → language


def owner(settings=None):
    "The name in settings.ini; empty where none is set."
    config = ConfigParser(delimiters=["="])
    config.read(settings or TOP / "settings.ini", encoding="utf-8")
    return config["DEFAULT"].get("owner", "").strip()


def repository(name): return f"https://github.com/{name}/{NAME}"


def home(name): return f"https://{name.lower()}.github.io/{NAME}/"  # where GitHub Pages publishes the site


def badge(name, language):
    "Markdown of Colab's badge, or the line in its place."
    label, without = TEXTS[language]
    if not name: return without
    notebook = NOTEBOOK.replace(".ipynb", "_es.ipynb") if language == "es" else NOTEBOOK
    address = repository(name).replace("https://github.com", "https://colab.research.google.com/github")
    return f"[![{label}]({BADGE})]({address}/blob/main/{notebook})"


def demo(name, language):
    "Markdown of the line that leads to the demo."
    linked, without = DEMOS[language]
    return linked.format(home(name)) if name else without


def marked(source, mark, text): return re.sub(rf"(?s)(<!-- {mark} -->\n).*?(\n<!-- /{mark} -->)", lambda m: m[1] + text + m[2], source)


def named(source, name, language):
    "A cell with badge and demo between their marks, and the address that is installed from."
    source = marked(marked(source, "colab", badge(name, language)), "demo", demo(name, language))
    return re.sub(r'(?m)^(REPOSITORY = )".*?"', lambda m: f'{m[1]}"{repository(name or "OWNER")}"', source)


def write(name, top=TOP):
    "Bring the notebooks and SECURITY.md into step with a name; gives the names of those that changed."
    changed = []
    for stem, language in PLACES.items():
        path = top / f"nbs/{stem}.ipynb"
        if not path.exists(): continue
        book = json.loads(path.read_text("utf-8"))
        for cell in book["cells"]: cell["source"] = named("".join(cell["source"]), name, language).splitlines(True)
        text = json.dumps(book, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        if text != path.read_text("utf-8"):
            path.write_text(text, "utf-8")
            changed.append(path.name)
    security = top / "SECURITY.md"
    text = marked(old := security.read_text("utf-8"), "report", REPORTS[0].format(repository(name)) if name else REPORTS[1])
    if text != old:
        security.write_text(text, "utf-8")
        changed.append(security.name)
    return changed


def main(arguments, top=TOP):
    "Set the name, or with no argument bring all places into step with the one that is set."
    settings = top / "settings.ini"
    if arguments:
        name = arguments[0]
        if len(arguments) > 1 or not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}", name):
            sys.exit(f"{' '.join(arguments)}: not a name on GitHub; usage: python docs/owner.py YOUR-NAME")
        settings.write_text(re.sub(r"(?m)^owner =.*$", f"owner = {name}", settings.read_text("utf-8")), "utf-8")
    name = owner(settings)
    print(f"{name or 'nobody'}: {', '.join(write(name, top)) or 'all of them say so already'}")


if __name__ == "__main__":
    main(sys.argv[1:])
    if len(sys.argv) > 1:
        import readme

        readme.main()
