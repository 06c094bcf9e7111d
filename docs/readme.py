"""Write README.md from nbs/index.ipynb and README-es.md from nbs/index_es.ipynb, with the notebooks' stored outputs: python docs/readme.py"""
import json
import re
import sys
from base64 import b64decode
from pathlib import Path

import owner
import spanish

TOP = Path(__file__).resolve().parent.parent
READMES = {"English": ("index.ipynb", "README.md"), "Español": ("index_es.ipynb", "README-es.md")}


def read_cells(path):
    "The cells of a notebook that a reader sees: (type, source without directives, directives, outputs)."
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        lines, directives = "".join(cell["source"]).split("\n"), {}
        while lines and lines[0].startswith("#|"):
            name, value = re.match(r"#\|\s*([\w-]+):?\s*(.*)", lines.pop(0)).groups()
            directives[name] = value.strip('"')
        if "hide" not in directives and cell["cell_type"] != "raw":
            outputs = [] if directives.get("output") == "false" else cell.get("outputs", [])
            yield cell["cell_type"], "\n".join(lines).strip("\n"), directives, [o for o in outputs if o.get("name") != "stderr"]


def readme(language, pictures):
    "The text of one README. The pictures it shows are added to `pictures`, PNG as base64 → file, where they are not yet there."
    notebook = READMES[language][0]
    parts = [f"<!-- Written by docs/readme.py from nbs/{notebook}: change that, not this. -->",
             " · ".join(f"**{name}**" if name == language else f"[{name}]({file})" for name, (_, file) in READMES.items())]
    for kind, source, directives, outputs in read_cells(TOP / "nbs" / notebook):
        if kind == "markdown":
            source = re.sub(r"\]\((?=\w[^):]*\.ipynb)", "](nbs/", source)
            parts.append(re.sub(r"\]\(\.\./", "](", source))
        elif directives.get("echo") != "false": parts.append(f"```python\n{source}\n```")
        for output in outputs:
            data = output.get("data", {})
            if "image/png" in data:
                name = pictures.setdefault("".join(data["image/png"]).strip(), f"docs/images/readme-{len(pictures) + 1}.png")
                parts.append(f"![{directives.get('fig-alt', '')}]({name})")
            elif "text/markdown" in data: parts.append("".join(data["text/markdown"]))
            else: parts.append("```\n{}\n```".format("".join(data.get("text/plain", output.get("text", ""))).rstrip()))
    return "\n\n".join(parts) + "\n"


def main():
    owner.write(owner.owner())  # badges and links first
    spanish.write()
    pictures = {}
    texts = {file: readme(language, pictures) for language, (_, file) in READMES.items()}
    if len({tuple(re.findall(r"(?m)^\| .+? \| (\d[\d. |]+)$", text)) for text in texts.values()}) > 1:
        sys.exit(f"{', '.join(texts)}: their figures differ; run {' and '.join(f'nbs/{notebook}' for notebook, _ in READMES.values())} again")
    for old in (TOP / "docs/images").glob("readme-*.png"): old.unlink()
    for file, text in texts.items(): (TOP / file).write_text(text, "utf-8")
    for png, name in pictures.items(): (TOP / name).write_bytes(b64decode(png))


if __name__ == "__main__": main()
