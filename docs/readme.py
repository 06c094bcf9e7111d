"""Write README.md from nbs/index.ipynb, with the notebook's stored outputs: python docs/readme.py"""
import json
import re
from base64 import b64decode
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def read_cells(path):
    "The cells of a notebook that a reader sees: (type, source without directives, directives, outputs)."
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        lines, directives = "".join(cell["source"]).split("\n"), {}
        while lines and lines[0].startswith("#|"):
            name, value = re.match(r"#\|\s*([\w-]+):?\s*(.*)", lines.pop(0)).groups()
            directives[name] = value.strip('"')
        if "hide" not in directives:
            outputs = [] if directives.get("output") == "false" else cell.get("outputs", [])
            yield cell["cell_type"], "\n".join(lines).strip("\n"), directives, [o for o in outputs if o.get("name") != "stderr"]


def picture(png, number, alt):
    "Write one picture of the README, and return the Markdown that shows it."
    path = TOP / f"docs/images/readme-{number}.png"
    path.write_bytes(b64decode(png))
    return f"![{alt}]({path.relative_to(TOP).as_posix()})"


def main():
    for old in (TOP / "docs/images").glob("readme-*.png"): old.unlink()
    parts, pictures = ["<!-- Written by docs/readme.py from nbs/index.ipynb: change that, not this. -->"], 0
    for kind, source, directives, outputs in read_cells(TOP / "nbs/index.ipynb"):
        if kind == "markdown":
            source = re.sub(r"\]\((?=\w[^):]*\.ipynb)", "](nbs/", source)
            parts.append(re.sub(r"\]\(\.\./", "](", source))
        elif directives.get("echo") != "false": parts.append(f"```python\n{source}\n```")
        for output in outputs:
            data = output.get("data", {})
            if "image/png" in data:
                pictures += 1
                parts.append(picture("".join(data["image/png"]), pictures, directives.get("fig-alt", "")))
            elif "text/markdown" in data: parts.append("".join(data["text/markdown"]))
            else: parts.append("```\n{}\n```".format("".join(data.get("text/plain", output.get("text", ""))).rstrip()))
    (TOP / "README.md").write_text("\n\n".join(parts) + "\n", "utf-8")


if __name__ == "__main__": main()
