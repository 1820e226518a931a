"""Folders that are typed: where a backup or a table goes."""

from pathlib import Path

from desktop.domain.errors import Invalid
from desktop.i18n.catalogue import N_


def existing_folder(typed: str) -> Path:
    """The folder that was typed. It may ask a slow drive, so call it off the main thread.

    Raises:
        Invalid: For `folder`, unless it is the whole path of a folder that is there.
    """
    folder = Path(typed.strip()).expanduser()
    if not typed.strip() or not folder.is_absolute() or "\0" in typed:
        raise Invalid("folder", N_("Type the whole path of a folder, or choose one. Nothing was saved."))
    try:
        there = folder.is_dir()
    except OSError:
        there = False
    if not there:
        raise Invalid("folder", N_("There is no such folder. Nothing was saved. Check its name, or choose another."))
    return folder
