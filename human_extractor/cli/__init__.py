"""The command line `human-extractor`: options, and one call of the library for each command."""
