"""Choosing a file without the system's dialog, which notes what it is shown in lists outside the vault."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui.folder_dialog import MOST_SHOWN, nearest
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import CardDialog
from desktop.ui.widgets.ground import column, row
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Elided, Text
from desktop.ui.widgets.wrap_row import WrapRow


@dataclass(frozen=True, slots=True)
class _Entry:
    """A folder to go into, or a file to choose."""

    path: Path
    is_folder: bool


class FileDialog(CardDialog):
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
        super().__init__(window, name="file", title=title)
        self._tasks = tasks
        self._endings = tuple(endings)
        self._on_chosen = on_chosen
        self._here = nearest(start)
        self._path = Elided("", tone="text2", name="file_path")
        self._up = Button(_("Up"), name="file_up", icon="arrow-up", height=40)
        self._up.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._path.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._up.clicked.connect(lambda: self._go(self._here.parent))
        self._table: Table[_Entry] = Table(
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
        self._table.setFixedHeight(300)
        self._table.chosen.connect(self._allow)
        self._table.opened.connect(self._open)
        places = WrapRow(fill=False)
        for words, folder in ((_("Home"), Path.home()), *drives):
            button = Button(words, name="file_place", kind="quiet", icon="usb" if folder != Path.home() else "folder")
            button.clicked.connect(lambda _checked=False, folder=folder: self._go(folder))
            places.add(button)
        self._use = Button(_("Use this file"), name="file_use", kind="primary")
        self._use.clicked.connect(self._use_chosen)
        cancel = Button(_("Cancel"), name="file_cancel", height=48)
        cancel.clicked.connect(self.reject)
        self.setLayout(
            column(
                Text(title, "head", wrap=True), 8, places, 4, row(self._up, self._path, spacing=12), 8, self._table, 20,
                row(-1, cancel, self._use, spacing=8), margins=(24, 20, 24, 24),
            )
        )  # fmt: skip
        self._allow(None)
        self._go(self._here)

    def _go(self, folder: Path) -> None:
        endings = self._endings
        self._tasks.slow(
            lambda _report, _stop: (folder, _entries(folder, endings)),
            then=self._show,
            otherwise=lambda _error: None,
            progress=lambda _done, _whole: None,
        )

    def _show(self, found: tuple[Path, list[_Entry] | None]) -> None:
        folder, inside = found
        if inside is None:
            return  # it cannot be read: stay where one can
        self._here = folder
        self._path.set_words(str(folder))
        self._up.setEnabled(folder.parent != folder)
        self._table.set_rows(inside)
        self._allow(None)

    def _allow(self, entry: _Entry | None) -> None:
        self._use.setEnabled(entry is not None and not entry.is_folder)

    def _open(self, entry: _Entry) -> None:
        if entry.is_folder:
            self._go(entry.path)
        else:
            self._take(entry)

    def _use_chosen(self) -> None:
        entry = self._table.chosen_record()
        if entry is not None and not entry.is_folder:
            self._take(entry)

    def _take(self, entry: _Entry) -> None:
        self.accept()
        self._on_chosen(entry.path)


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
