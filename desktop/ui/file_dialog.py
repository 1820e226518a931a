"""Choosing a file without the system's dialog, which notes what it is shown in lists outside the vault."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.operations import backups
from desktop.operations.backups import Drive
from desktop.ui.browsing import MOST_SHOWN, BrowseDialog
from desktop.ui.context import Context
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table


@dataclass(frozen=True, slots=True)
class _Entry:
    """A folder to go into, or a file to choose."""

    path: Path
    is_folder: bool


class FileDialog(BrowseDialog):
    """Shows a folder's folders, and its files of some kinds. It remembers nothing.

    Args:
        window: the window it belongs to.
        tasks: reads folders off the main thread; a drive may be slow to answer.
        start: the folder to begin in, or the nearest one above it that exists.
        endings: which files are shown, such as `.png`, in small letters.
        icon: before each file.
        drives: places to jump to besides the home folder: (words, folder).
        on_chosen: called with the file, when one was chosen.
    """

    def __init__(
        self,
        window: QWidget,
        tasks: Tasks,
        start: Path,
        *,
        title: str,
        endings: Sequence[str],
        icon: str = "note",
        drives: Sequence[tuple[str, Path]] = (),
        on_chosen: Callable[[Path], object],
    ) -> None:
        self._on_chosen = on_chosen
        table: Table[_Entry] = Table(
            [
                Column(
                    _("Name"),
                    lambda entry: entry.path.name,
                    icon=lambda entry: "folder" if entry.is_folder else icon,
                )
            ],
            name="file_list",
            label=_("Folders and files"),
            key=lambda entry: str(entry.path),
            row_height=40,
        )
        super().__init__(
            window,
            tasks,
            start,
            name="file",
            title=title,
            table=table,
            use_words=_("Use this file"),
            drives=drives,
            inside=partial(_entries, endings=tuple(endings)),
        )
        table.chosen.connect(self._allow)
        table.opened.connect(self._open)
        self._allow(None)

    def show_inside(self, inside: list[_Entry]) -> None:
        super().show_inside(inside)
        self._allow(None)

    def _allow(self, entry: _Entry | None) -> None:
        self.use_button.setEnabled(entry is not None and not entry.is_folder)

    def _open(self, entry: _Entry) -> None:
        if entry.is_folder:
            self.go(entry.path)
        else:
            self._take(entry)

    def use(self) -> None:
        entry = self.table.chosen_record()
        if entry is not None and not entry.is_folder:
            self._take(entry)

    def _take(self, entry: _Entry) -> None:
        self.accept()
        self._on_chosen(entry.path)


def choose_file(
    context: Context,
    window: QWidget,
    *,
    title: str,
    endings: Sequence[str],
    icon: str,
    on_chosen: Callable[[Path], object],
    start: Path | None = None,
) -> None:
    """Look which drives there are, then ask for a file: in `start`, else on the first drive, else at home."""

    def ask(drives: Sequence[Drive]) -> None:
        FileDialog(
            window,
            context.tasks,
            start or (drives[0].path if drives else Path.home()),
            title=title,
            endings=endings,
            icon=icon,
            drives=[(drive.name, drive.path) for drive in drives],
            on_chosen=on_chosen,
        ).open()

    look = context.drives or backups.drives
    context.tasks.slow(
        lambda _report, _stop: tuple(look()),
        then=ask,
        otherwise=lambda _error: ask(()),
        progress=lambda _done, _whole: None,
    )


def _entries(folder: Path, endings: tuple[str, ...]) -> list[_Entry] | None:
    """What shows, folders first, by name; None when this folder cannot be read."""
    try:
        with os.scandir(folder) as entries:
            found = [
                _Entry(folder / entry.name, entry.is_dir())
                for entry in entries
                if not entry.name.startswith(".") and (entry.is_dir() or entry.name.lower().endswith(endings))
            ]
    except OSError:
        return None
    return sorted(found, key=lambda entry: (not entry.is_folder, entry.path.name.casefold()))[:MOST_SHOWN]
