"""Where the program's own files and the person's folders are."""

import sys
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


def _resources() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources"
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


RESOURCES = _resources()
"""Icons, fonts, catalogues: read only, the same for everybody."""


def default_vault() -> Path:
    """The folder proposed for the vault: the user's own data folder, under the program's neutral name."""
    return Path(platformdirs.user_data_dir("larder", appauthor=False)) / "vault"


def pointer_file() -> Path:
    """The one small file outside the vault: the vault's path, the language, the text size."""
    return Path(platformdirs.user_config_dir("larder", appauthor=False)) / "start.json"


def drafts(vault: Path) -> Path:
    """Where the forms in progress are kept, each sealed to the one who typed it."""
    return vault / "drafts"
