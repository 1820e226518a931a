"""Where a file goes: a plain list of the drives that are plugged in, or another folder whose path is typed.

The system's file dialog is not used: it notes what it is shown in lists outside the vault.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, number_text
from desktop.operations import backups
from desktop.operations.backups import Drive
from desktop.ui.context import Context
from desktop.ui.folder_field import FolderField
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

LOOK_EVERY_MS = 3000
GIGABYTE, MEGABYTE = 1_000_000_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Target:
    """What is chosen: a drive, or (without one) the folder that was typed, perhaps still empty."""

    drive: Drive | None
    typed: str

    @property
    def path(self) -> str:
        """The folder's path as text; it is checked by an operation."""
        return self.typed if self.drive is None else str(self.drive.path)

    @property
    def words(self) -> str:
        """How the target is called on a button."""
        return _("this folder") if self.drive is None else self.drive.name


class DriveChoice(QWidget):
    """The drives, then "Another folder". A stick that is plugged in appears by itself, and is chosen when none was.

    Signals:
        changed(): another target is chosen, or a folder is being typed.
        entered(): Enter was pressed in the folder's field.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, context: Context, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._context = context
        self._look = context.drives or backups.drives
        self._drives: tuple[Drive, ...] | None = None
        self._table: Table[Drive | None] = Table(
            [
                Column(_("Drive"), _name, look="bold", icon=lambda drive: "folder" if drive is None else "usb"),
                Column(
                    _("Free"),
                    _free,
                    width=160,
                    look="second",
                    badge=lambda drive: Mark("warn") if drive is not None and drive.read_only else None,
                ),
            ],
            name=f"{name}_table",
            label=_("Drives"),
            key=lambda drive: None if drive is None else str(drive.path),
            fit=True,
        )
        self._none = Text(
            _("No stick is plugged in. Plug one in, and it appears here."), tone="text2", wrap=True, name=f"{name}_none"
        )
        self.folder = FolderField(_("Folder"), context.tasks, name=f"{name}_folder", places=self._places)
        self.folder.changed.connect(lambda _typed: self.changed.emit())
        self.folder.entered.connect(self.entered)
        self.setLayout(column(self._none, 8, self._table, 12, self.folder))
        self._none.hide()
        self.folder.hide()
        self._table.chosen.connect(self._on_chosen)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look_again)

    def value(self) -> Target | None:
        """What is chosen; None while nothing is."""
        row = self._table.current_row()
        if self._drives is None or row < 0:
            return None
        return Target(self._table.rows()[row], self.folder.value())

    def use_folder(self, typed: str = "") -> None:
        """Choose the other folder."""
        self.folder.set_value(typed)
        self._table.choose(len(self._table.rows()) - 1)

    def set_error(self, sentence: str) -> None:
        """Say below the folder's field what is wrong with it."""
        self.use_folder(self.folder.value())
        self.folder.set_error(sentence)
        self.folder.edit.setFocus()

    def look_again(self) -> None:
        """Look which drives there are now, off the main thread: a broken one may not answer."""
        look = self._look
        self._context.tasks.slow(
            lambda _report, _stop: tuple(look()),
            then=self._show,
            otherwise=lambda _error: None,
            progress=lambda _done, _whole: None,
        )

    def pause(self, paused: bool) -> None:
        """While something is written to a drive, the drives are left alone."""
        if paused:
            self._timer.stop()
        elif self.isVisible():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_again()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _show(self, drives: Sequence[Drive]) -> None:
        if self._drives == tuple(drives):
            return
        wanted = self.value()
        self._drives = tuple(drives)
        self._none.setVisible(not drives)
        self._table.blockSignals(True)
        self._table.set_rows([*drives, None])
        if wanted is not None and wanted.drive is None:
            self._table.choose(len(drives))
        elif wanted is None or not self._table.choose_key(wanted.path):
            # Nothing was chosen, or the stick was pulled out.
            self._table.choose(0 if drives else -1)
        self._table.blockSignals(False)
        self._on_chosen(None)

    def _places(self) -> list[tuple[str, Path]]:
        """Where the folder's dialog can jump to."""
        return [(drive.name, drive.path) for drive in self._drives or ()]

    def _on_chosen(self, _record: object) -> None:
        chosen = self.value()
        self.folder.setVisible(chosen is not None and chosen.drive is None)
        self.changed.emit()


def _name(drive: Drive | None) -> str:
    return _("Another folder") if drive is None else drive.name


def _free(drive: Drive | None) -> str:
    if drive is None:
        return ""
    if drive.read_only:
        return _("write-protected")
    if drive.free_bytes >= GIGABYTE:
        return _("{count} GB").format(count=number_text(drive.free_bytes // GIGABYTE))
    return _("{count} MB").format(count=number_text(drive.free_bytes // MEGABYTE))
