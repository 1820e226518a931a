"""A field for a folder: its path can be typed, or the folder chosen."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal

from desktop.i18n import _
from desktop.ui.folder_dialog import FolderDialog
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import LineEdit
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.ground import boxed, row

Places = Callable[[], Sequence[tuple[str, Path]]]


class FolderField(Field):
    """Label, path, and a button that shows the folders there are.

    Args:
        tasks: reads folders off the main thread.
        places: where the dialog can jump to, such as drives: (words, folder).

    Signals:
        changed(str): while typing, and when a folder was chosen.
        entered(): Enter was pressed.
    """

    changed = Signal(str)
    entered = Signal()

    def __init__(
        self, label: str, tasks: Tasks, *, name: str, hint: str = "", value: str = "", places: Places = tuple
    ) -> None:
        self._tasks = tasks
        self._places = places
        self.edit = LineEdit(name=name)
        self.edit.setText(value)
        self.edit.setMaxLength(4096)
        choose = Button(_("Choose..."), name=f"{name}_choose", icon="folder")
        super().__init__(label, boxed(row(self.edit, choose)), hint=hint, focus=self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.returnPressed.connect(self.entered)
        choose.clicked.connect(self._choose)

    def value(self) -> str:
        """The path as typed, without the space around it."""
        return self.edit.text().strip()

    def set_value(self, value: str) -> None:
        self.edit.setText(value)
        self.set_error(None)

    def _choose(self) -> None:
        FolderDialog(
            self.window(),
            self._tasks,
            Path(self.value() or Path.home()),
            title=_("Choose a folder"),
            drives=self._places(),
            on_chosen=self._on_chosen,
        ).open()

    def _on_chosen(self, folder: Path) -> None:
        self.set_value(str(folder))
        self.changed.emit(str(folder))

    def _on_edited(self, words: str) -> None:
        if self.error():
            self.set_error(None)
        self.changed.emit(words)
