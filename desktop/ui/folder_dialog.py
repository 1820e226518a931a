"""Choosing a folder without the system's dialog, which notes every folder it visits in lists outside the vault."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.ui.browsing import MOST_SHOWN, BrowseDialog
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table


class FolderDialog(BrowseDialog):
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
        self._on_chosen = on_chosen
        table: Table[Path] = Table(
            [Column(_("Folder"), lambda path: path.name, icon=lambda _path: "folder")],
            name="folder_list",
            label=_("Folders"),
            key=str,
            row_height=40,
        )
        super().__init__(
            window,
            tasks,
            start,
            name="folder",
            title=title,
            table=table,
            use_words=_("Use this folder"),
            drives=drives,
            inside=_folders_in,
        )
        table.opened.connect(self.go)

    def use(self) -> None:
        self.accept()
        self._on_chosen(self.here)


def _folders_in(folder: Path) -> list[Path] | None:
    """The folders that show, by name; None when this one cannot be read."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if not entry.name.startswith(".") and entry.is_dir()]
    except OSError:
        return None
    return [folder / name for name in sorted(names, key=str.casefold)[:MOST_SHOWN]]
