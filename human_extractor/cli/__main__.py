"""`python -m human_extractor.cli` is `human-extractor`."""

from human_extractor.cli.entry import main

if __name__ == "__main__":
    main()
