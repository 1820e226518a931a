"""Choosing a folder without the system's dialog, which notes every folder it visits in lists outside the vault."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import CardDialog
from desktop.ui.widgets.ground import column, row
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Elided, Text
from desktop.ui.widgets.wrap_row import WrapRow

MOST_SHOWN = 500


class FolderDialog(CardDialog):
    """Shows a folder's folders; opening one goes into it. It remembers nothing.

    Args:
        window: the window it belongs to.
        tasks: reads folders off the main thread; a drive may be slow to answer.
        start: the folder to begin in, or the nearest one above it that exists.
        drives: places to jump to besides the home folder: (words, folder).
        on_chosen: called with the folder, when one was chosen.
    """

    def __init__(
        self,
        window: QWidget,
        tasks: Tasks,
        start: Path,
        *,
        title: str,
        drives: Sequence[tuple[str, Path]] = (),
        on_chosen: Callable[[Path], object],
    ) -> None:
        super().__init__(window, name="folder", title=title)
        self._tasks = tasks
        self._on_chosen = on_chosen
        self._here = nearest(start)
        self._path = Elided("", tone="text2", name="folder_path")
        self._up = Button(_("Up"), name="folder_up", icon="arrow-up", height=40)
        self._up.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._path.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._up.clicked.connect(lambda: self._go(self._here.parent))
        self._table: Table[Path] = Table(
            [Column(_("Folder"), lambda path: path.name, icon=lambda _path: "folder")],
            name="folder_list",
            label=_("Folders"),
            key=str,
            row_height=40,
        )
        self._table.setFixedHeight(300)
        self._table.opened.connect(self._go)
        places = WrapRow(fill=False)
        for words, folder in ((_("Home"), Path.home()), *drives):
            button = Button(words, name="folder_place", kind="quiet", icon="usb" if folder != Path.home() else "folder")
            button.clicked.connect(lambda _checked=False, folder=folder: self._go(folder))
            places.add(button)
        use = Button(_("Use this folder"), name="folder_use", kind="primary")
        use.clicked.connect(self._use)
        cancel = Button(_("Cancel"), name="folder_cancel", height=48)
        cancel.clicked.connect(self.reject)
        self.setLayout(
            column(
                Text(title, "head", wrap=True), 8, places, 4, row(self._up, self._path, spacing=12), 8, self._table, 20,
                row(-1, cancel, use, spacing=8), margins=(24, 20, 24, 24),
            )
        )  # fmt: skip
        self._go(self._here)

    def _go(self, folder: Path) -> None:
        self._tasks.slow(
            lambda _report, _stop: (folder, _folders_in(folder)),
            then=self._show,
            otherwise=lambda _error: None,
            progress=lambda _done, _whole: None,
        )

    def _show(self, found: tuple[Path, list[Path] | None]) -> None:
        folder, inside = found
        if inside is None:
            return  # it cannot be read: stay where one can
        self._here = folder
        self._path.set_words(str(folder))
        self._up.setEnabled(folder.parent != folder)
        self._table.set_rows(inside)

    def _use(self) -> None:
        self.accept()
        self._on_chosen(self._here)


def nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    there = folder.expanduser().absolute()
    while not there.is_dir() and there != there.parent:
        there = there.parent
    return there


def _folders_in(folder: Path) -> list[Path] | None:
    """The folders that show, by name; None when this one cannot be read."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir()]
    except OSError:
        return None
    return [folder / name for name in sorted(names, key=str.casefold)[:MOST_SHOWN]]
