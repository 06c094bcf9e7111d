"""The page of the command line: what `human-extractor` says about itself."""
import re

import click


def options(command, context):
    "A table of a command's arguments and options."
    rows = [record for parameter in command.get_params(context) if (record := parameter.get_help_record(context))]
    cell = lambda text: re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;")
    return "\n".join(["| option | what it does |", "|---|---|", *(f"| `{cell(name)}` | {cell(text)} |" for name, text in rows), ""])


def command_line():
    "Markdown of the page, a section for each command."
    from human_extractor.cli.commands import tool

    parts = ["# Command line\n", "Every command, with what `--help` says of it. A photo, a whole folder (a batch), or a video goes in; transparent pictures come out. `man human-extractor` shows the same in a terminal.\n"]
    for name, command in tool.commands.items():
        context = click.Context(command, info_name=f"human-extractor {name}", max_content_width=100)
        usage = " ".join(command.collect_usage_pieces(context))
        about = re.sub(r"[\b\f]", "", command.help or "").strip().replace("<", "&lt;")
        parts += [f"## {name}\n", f"```\nhuman-extractor {name} {usage}\n```\n", about + "\n", options(command, context)]
    return "\n".join(parts)
