"""`python -m human_extractor` is `human-extractor`."""

import os
import sys

# Python looks in the current folder first. Of what lies there, beside somebody's photos, nothing is this tool's.
if sys.path[:1] == [os.getcwd()] and not os.path.samefile(os.getcwd(), os.path.join(os.path.dirname(__file__), "..")):
    del sys.path[0]

from human_extractor.cli.entry import main

if __name__ == "__main__":
    main()
