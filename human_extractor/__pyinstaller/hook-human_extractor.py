"""The rooms, which open when a name is asked for, the model and the sample photos, and LiteRT's own library."""

from PyInstaller.utils.hooks import collect_data_files, collect_dynamic_libs, collect_submodules

_USING = ("files", "images", "composing", "extraction", "cli")  # what learns is added where a program imports it
datas = collect_data_files("human_extractor", excludes=["__pyinstaller/**"])
hiddenimports = collect_submodules("human_extractor", lambda name: name.count(".") == 0 or name.split(".")[1] in _USING)
hiddenimports += collect_submodules("ai_edge_litert", lambda name: name in ("ai_edge_litert", "ai_edge_litert.interpreter"))
binaries = collect_dynamic_libs("ai_edge_litert")
