"""A frozen program is its own Python: where the library starts a process with a line of its own, run the line and not the program again."""

import sys


def _its_line():
    "The line, and the arguments after it; None where the program was started by somebody else."
    words = sys.argv[1:]
    while words and words[0] in ("-P", "-I", "-E", "-S", "-s", "-B"):  # options of Python, which mean nothing here
        words.pop(0)
    if len(words) > 1 and words[0] == "-c" and "human_extractor" in words[1]:
        return words[1], words[2:]


if _found := _its_line():
    import multiprocessing

    multiprocessing.freeze_support()
    sys.argv = ["-c", *_found[1]]
    exec(compile(_found[0], "<human_extractor>", "exec"), {"__name__": "__main__"})
    sys.exit(0)
