"""What PyInstaller has to know of this library; it finds it by the entry point `pyinstaller40`."""

from pathlib import Path


def get_hook_dirs() -> list[str]:
    "Where the hooks are."
    return [str(Path(__file__).parent)]
