"""One backup on its way: a snapshot on the databases' thread, the writing in one of its own, then a note of it."""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import LarderError
from desktop.operations import backups
from desktop.operations.backups import BackupMade, Drive, Snapshot
from desktop.operations.folders import existing_folder
from desktop.ui.events import Changed
from desktop.ui.tasks import Tasks

SNAPSHOT_PART = 10
"""Of a hundred; the drive takes most of the time."""


class BackupRun(QObject):
    """Begins with `start`. Between the snapshot's slices, and while the drive writes, whatever else is asked is done.

    It belongs to the worker, not to a screen: one that is built anew meanwhile (in another language) takes no backup with it.

    Signals:
        progressed(int, int): how far it is, of a hundred.
        made(object): what was made, proved and noted.
        refused(object): why nothing was made; the older backups are as they were.
    """

    progressed = Signal(int, int)
    made = Signal(object)
    refused = Signal(object)

    def __init__(self, tasks: Tasks, folder: str, drive: Drive | None) -> None:
        super().__init__(tasks)
        self._tasks = tasks
        self._typed = folder
        self._folder = Path()
        self._drive = drive
        self._cancelled = False
        self._stop = threading.Event()
        self._made: BackupMade | None = None

    def start(self) -> None:
        """Look whether the folder is there, then go on step by step."""
        typed = self._typed
        self._watch(
            self._tasks.slow(
                lambda _report, _stop: existing_folder(typed),
                then=self._take_snapshot,
                otherwise=self._refuse,
                progress=self._show_snapshot,
            )
        )

    def cancel(self) -> None:
        """Stop at the next look, whichever step it is at."""
        self._cancelled = True
        self._stop.set()

    def _take_snapshot(self, folder: Path) -> None:
        self._folder = folder
        self._watch(
            self._tasks.long(
                backups.snapshot_for_backup,
                between=True,
                progress=self._show_snapshot,
                then=self._write,
                otherwise=self._refuse,
            )
        )

    def _write(self, snapshot: Snapshot) -> None:
        folder, cancelled = self._folder, self._cancelled

        def work(report: Callable[[int, int], None], stop: threading.Event) -> BackupMade:
            # Pressed between the two steps, Cancel stops the second one at its first look.
            if cancelled:
                stop.set()
            return backups.write_backup(snapshot, folder, report, stop)

        self._watch(self._tasks.slow(work, then=self._keep_note, otherwise=self._refuse, progress=self._show_writing))

    def _keep_note(self, made: BackupMade) -> None:
        self._made = made
        self._tasks.action(
            backups.note_backup,
            made,
            drive=self._drive,
            changed=Changed.BACKUP,
            then=self._end,
            otherwise=self._refuse,
        )

    def _end(self, _nothing: object) -> None:
        self.made.emit(self._made)
        self.deleteLater()

    def _refuse(self, error: LarderError) -> None:
        self.refused.emit(error)
        self.deleteLater()

    def _watch(self, stop: threading.Event) -> None:
        self._stop = stop
        if self._cancelled:
            stop.set()

    def _show_snapshot(self, done: int, whole: int) -> None:
        self._show(0, SNAPSHOT_PART, done, whole)

    def _show_writing(self, done: int, whole: int) -> None:
        self._show(SNAPSHOT_PART, 100, done, whole)

    def _show(self, start: int, end: int, done: int, whole: int) -> None:
        """One bar that goes to its end once."""
        part = done / whole if whole else 0.0
        self.progressed.emit(start + round((end - start) * part), 100)
