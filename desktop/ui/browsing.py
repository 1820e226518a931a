"""A dialog that goes from folder to folder, without the system's, which notes what it is shown in lists outside the vault."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import CardDialog
from desktop.ui.widgets.ground import column, row
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Elided, Text
from desktop.ui.widgets.wrap_row import WrapRow

MOST_SHOWN = 500


class BrowseDialog(CardDialog):
    """Shows what is in a folder. It remembers nothing.

    Args:
        window: The window it belongs to.
        tasks: Reads folders off the main thread; a drive may be slow to answer.
        start: The folder to begin in, or the nearest one above it that exists.
        name: The start of its widgets' names.
        table: Shows what `inside` finds.
        use_words: On the button that chooses.
        drives: Places to jump to besides the home folder: (words, folder).
        inside: What is to be shown of a folder; None when it cannot be read.
    """

    def __init__(
        self,
        window: QWidget,
        tasks: Tasks,
        start: Path,
        *,
        name: str,
        title: str,
        table: Table[Any],
        use_words: str,
        drives: Sequence[tuple[str, Path]],
        inside: Callable[[Path], list[Any] | None],
    ) -> None:
        super().__init__(window, name=name, title=title)
        self.here = nearest(start)
        self.table = table
        self._tasks = tasks
        self._inside = inside
        self._path = Elided("", tone="text2", name=f"{name}_path")
        self._up = Button(_("Up"), name=f"{name}_up", icon="arrow-up", height=40)
        self._up.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._path.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._up.clicked.connect(lambda: self.go(self.here.parent))
        table.setFixedHeight(300)
        places = WrapRow(fill=False)
        for words, folder in ((_("Home"), Path.home()), *drives):
            button = Button(
                words, name=f"{name}_place", kind="quiet", icon="usb" if folder != Path.home() else "folder"
            )
            button.clicked.connect(lambda _checked=False, folder=folder: self.go(folder))
            places.add(button)
        self.use_button = Button(use_words, name=f"{name}_use", kind="primary")
        self.use_button.clicked.connect(self.use)
        cancel = Button(_("Cancel"), name=f"{name}_cancel", height=48)
        cancel.clicked.connect(self.reject)
        self.setLayout(
            column(
                Text(title, "head", wrap=True), 8, places, 4, row(self._up, self._path, spacing=12), 8, table, 20,
                row(-1, cancel, self.use_button, spacing=8), margins=(24, 20, 24, 24),
            )
        )  # fmt: skip
        self.go(self.here)

    def use(self) -> None:
        """The button was pressed."""
        raise NotImplementedError

    def go(self, folder: Path) -> None:
        """Show another folder, once it is read."""
        inside = self._inside
        self._tasks.slow(
            lambda _report, _stop: (folder, inside(folder)),
            then=self._show,
            otherwise=lambda _error: None,
            progress=lambda _done, _whole: None,
        )

    def _show(self, found: tuple[Path, list[Any] | None]) -> None:
        folder, inside = found
        if inside is None:
            return  # it cannot be read: stay where one can
        self.here = folder
        self._path.set_words(str(folder))
        self._up.setEnabled(folder.parent != folder)
        self.show_inside(inside)

    def show_inside(self, inside: list[Any]) -> None:
        """Fill the table."""
        self.table.set_rows(inside)


def nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    there = folder.expanduser().absolute()
    while not there.is_dir() and there != there.parent:
        there = there.parent
    return there
