"""The man page, docs/human-extractor.1, from what the commands say of themselves: python docs/manual.py; with --check it only says whether it is in step.

It is written with the macros of man(7), which groff and mandoc know; setup.py installs it into share/man/man1. A test in nbs/76_cli.entry.ipynb keeps it in step."""
import re
import sys
from pathlib import Path

import click

TOP = Path(__file__).resolve().parent.parent
PAGE = TOP / "docs/human-extractor.1"
EXIT = {"0": "All of it was done.", "1": "Something could not be done; one line on standard error says what, and what to do.",
        "2": "The command was not understood; nothing was begun.", "130": "Stopped by Ctrl-C."}
DEBUG = "If it is 1, what goes wrong is told with the place in the program where it did."
DATE = "2026-11-29"  # of the page's form; man(7) wants one, and a date of each run would never be in step
FILES = "In a folder of results: what each was made of, so that the same command goes on where it was stopped."


def roff(text):
    "Running text, or a line of it, with what means something to roff escaped."
    text = re.sub(r"\s+", " ", re.sub(r"[\b\f]", "", text)).strip()
    return verbatim(re.sub(r"(?<![\w-])(-{1,2})(?=\w)", lambda dashes: "\0" * len(dashes[1]), text))


def verbatim(line):
    "A line as it stands; \\0 is a dash that is typed, as all are in an example."
    line = line.replace("\\", "\\e").replace("\0", "\\-")
    for special, plain in {"\N{HORIZONTAL ELLIPSIS}": "...", "\N{MULTIPLICATION SIGN}": "x", "\N{EN DASH}": "\\(en"}.items(): line = line.replace(special, plain)
    line = "".join(one if ord(one) < 128 else f"\\[u{ord(one):04X}]" for one in line)
    return f"\\&{line}" if line.startswith((".", "'")) else line


def typed(line):
    "What is typed: every dash is one."
    return verbatim(line.replace("-", "\0"))


def quoted(text):
    "An argument of a macro."
    return '"' + text.replace('"', "\\(dq") + '"'


def options(command, context):
    "A command's options under their headings, in the order of its help."
    headings = {}
    for one in command.get_params(context):
        if isinstance(one, click.Option) and (record := one.get_help_record(context)):
            headings.setdefault(getattr(one, "heading", "Other"), []).append(record)
    headings["Other"] = headings.pop("Other")
    for heading, records in headings.items():
        yield from (".PP", f".I {quoted(roff(heading))}")
        for names, about in records: yield from (".TP", f".B {quoted(typed(names))}", roff(about))


def section(name, command):
    "What the page says of one command."
    context = click.Context(command, info_name=f"human-extractor {name}")
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f".SS {quoted(typed(name))}", f".B {quoted(typed('human-extractor ' + name))}", typed(usage))
    for part in (command.help or "").split("\n\n"): yield from (".PP", roff(part))
    yield from options(command, context)
    yield from (".PP", '.I "Examples"', ".PP", ".nf", *(typed(re.sub(r"\s+#", "  #", line)) for line in command.examples), ".fi")


def manual():
    "The page."
    from human_extractor import __version__
    from human_extractor.cli.commands import tool

    about, *more = tool.help.split("\n\n")
    lines = ['.\\" written by docs/manual.py from what the commands say of themselves; change those',
             f'.TH HUMAN\\-EXTRACTOR 1 {quoted(DATE)} {quoted("human-extractor " + __version__)} "User Commands"',
             ".SH NAME", "human\\-extractor \\- cut the people out of photos and videos", ".SH SYNOPSIS",
             ".B human\\-extractor", ".I COMMAND", "[OPTIONS] ...", ".SH DESCRIPTION", roff(about)]
    for part in more: lines += [".PP", roff(part)]
    lines.append(".SH COMMANDS")
    for name, command in tool.commands.items(): lines += section(name, command)
    lines.append(".SH EXIT STATUS")
    for code, means in EXIT.items(): lines += [".TP", f".B {code}", roff(means)]
    lines += [".SH ENVIRONMENT", ".TP", ".B HUMAN_EXTRACTOR_DEBUG", roff(DEBUG)]
    lines += [".SH FILES", ".TP", f".I {typed('.human-extractor.jsonl')}", roff(FILES)]
    return "\n".join(lines) + "\n"


def main():
    "Write the page, or say whether it is in step."
    if sys.argv[1:] == ["--check"]:
        if not PAGE.is_file() or PAGE.read_text("utf-8") != manual(): sys.exit(f"{PAGE.name}: is not in step with the commands; run python docs/manual.py")
    elif sys.argv[1:]: sys.exit(f"{sys.argv[1]}: is no option; give --check, or nothing to write {PAGE.name}")
    else: PAGE.write_text(manual(), "utf-8")


if __name__ == "__main__": main()
