"""Restoring a backup, the first steps: which file, and who opens it. What a locked one holds, nobody can tell."""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError
from desktop.i18n import _, moment_text, number_text
from desktop.operations.start import BackupContents, BackupFile, Drive, Present, Unlocking
from desktop.ui.folder_field import FolderField
from desktop.ui.unlock.step import Flow, Step
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import ProgressDialog
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.passphrase_field import PassphraseField
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text
from desktop.ui.widgets.wrap_row import WrapRow
from desktop.ui.words_field import WordsField

MEGABYTE = 1_000_000

Looked = tuple[BackupContents, Present | None, LarderError | None]
"""What the backup holds, what the vault here holds, and why nothing can be said of that."""


class BackupStep(Step):
    """The backups on a drive, newest first."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow, "backup", _("Which backup?"), width=640)
        self._asked = 0
        self.form.add_words(
            _(
                "Plug in the stick with the backup and choose it, or choose the folder it lies in. A locked backup says "
                "nothing of what it holds: time, number and size are those of the file."
            )
        )
        self._drives = WrapRow(fill=False)
        self._again = Button(
            _("Look for drives again"), name="start_drives_again", kind="quiet", icon="refresh", flush=True
        )
        self._again.clicked.connect(self._look_for_drives)
        self.form.add(boxed(column(self._drives, row(self._again, -1), spacing=4)))
        self.folder = FolderField(_("Folder"), flow.tasks, name="start_backup_folder")
        self.folder.changed.connect(self._list)
        self.form.add(self.folder)
        self.table: Table[BackupFile] = Table(
            [
                Column(_("Written"), lambda file: moment_text(file.moment), look="bold", icon=lambda _file: "backup"),
                Column(_("Number"), lambda file: number_text(file.number), width=110, align="end"),
                Column(_("Size"), lambda file: _size(file.size), width=110, align="end", look="second"),
            ],
            name="start_backups",
            label=_("Backups"),
            key=lambda file: str(file.path),
            fit=True,
        )
        self.table.opened.connect(lambda _file: self.go_on())
        self._none = Text("", tone="text2", wrap=True, name="start_backups_none")
        self.form.add(self.table)
        self.form.add(self._none)
        self.set_next()

    def first_field(self) -> QWidget | None:
        return self.primary

    def arrive(self) -> None:
        super().arrive()
        self._look_for_drives()
        self._list()

    def go_on(self) -> None:
        chosen = self.table.chosen_record()
        if chosen is None:
            self.folder.set_error(_("Choose a drive or a folder that holds a backup"))
            return
        self.flow.answers.backup = chosen.path
        self.flow.go("unlock")

    def _look_for_drives(self) -> None:
        drives = self.flow.desk.drives
        self.flow.tasks.slow(
            lambda _report, _stop: tuple(drives()),
            then=self._show_drives,
            otherwise=self.refuse,
            progress=lambda _done, _whole: None,
        )

    def _show_drives(self, drives: tuple[Drive, ...]) -> None:
        self._drives.clear()
        for number, drive in enumerate(drives):
            button = Button(drive.name, name=f"start_drive_{number}", icon="usb")
            button.clicked.connect(lambda _checked=False, path=drive.path: self._use_drive(path))
            self._drives.add(button)
        self._drives.setVisible(bool(drives))
        if drives and not self.folder.value():
            self._use_drive(drives[0].path)

    def _use_drive(self, path: Path) -> None:
        self.folder.set_value(str(path))
        self._list()

    def _list(self, _typed: str = "") -> None:
        self._asked += 1
        asked, typed, desk = self._asked, self.folder.value(), self.flow.desk
        self.folder.set_error(None)
        self.flow.tasks.slow(
            lambda _report, _stop: (asked, desk.backups_in(Path(typed)) if typed else ()),
            then=self._show_files,
            otherwise=self.refuse,
            progress=lambda _done, _whole: None,
        )

    def _show_files(self, found: tuple[int, tuple[BackupFile, ...]]) -> None:
        asked, files = found
        if asked != self._asked:
            return
        self.table.set_rows(list(files))
        self.table.setVisible(bool(files))
        if files:
            self.table.choose(0)
        none = bool(self.folder.value()) and not files
        self._none.set_words(_("There is no backup in this folder. The files of backups end in .clb.") if none else "")
        self._none.setVisible(none)


class UnlockBackupStep(Step):
    """A coordinator's name and passphrase as they were when the backup was made, or the recovery sheet."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow, "unlock", _("Who opens the backup?"), width=400)
        self._by_words = False
        self._words_intro = Text(
            _("A backup opens with a coordinator's name and passphrase, as they were when it was made."),
            tone="text2",
            wrap=True,
        )
        self.login = TextField(_("Short name"), name="start_backup_login")
        self.passphrase = PassphraseField(_("Passphrase"), name="start_backup_passphrase")
        self.sheet_words = WordsField(_("The words of the recovery sheet"), name="start_backup_words")
        self._other = Button(_("Use the recovery sheet"), name="start_backup_recovery", kind="quiet", flush=True)
        self.login.edit.returnPressed.connect(self.passphrase.edit.setFocus)
        self.passphrase.entered.connect(self.go_on)
        self.sheet_words.entered.connect(self.go_on)
        self._other.clicked.connect(self._turn)
        for part in (self._words_intro, self.login, self.passphrase, self.sheet_words, boxed(row(self._other, -1))):
            self.form.add(part)
        self._show_way()
        self.set_next(_("Look into it"))

    def first_field(self) -> QWidget | None:
        return self.sheet_words if self._by_words else self.login

    def go_on(self) -> None:
        if self._by_words:
            if not self.sheet_words.require():
                return
            unlocking = Unlocking(words=self.sheet_words.value())
        elif not self.login.require(_("Type your short name")):
            self.login.edit.setFocus()
            return
        elif not self.passphrase.value():
            self.passphrase.set_error(_("Type your passphrase"))
            self.passphrase.edit.setFocus()
            return
        else:
            unlocking = Unlocking(self.login.value(), self.passphrase.value())
        file, desk, known = self.flow.answers.backup, self.flow.desk, self.flow.known
        assert file is not None

        def work(report: Callable[[int, int], None], stop: threading.Event) -> Looked:
            contents = desk.look_into(file, unlocking, report=report, stop=stop)
            try:
                return contents, None if known is None else desk.present(known, unlocking), None
            except LarderError as problem:
                # The vault that is here can't be touched now. The backup can still go elsewhere.
                return contents, None, problem

        def found(looked: Looked) -> None:
            answers = self.flow.answers
            answers.unlocking = unlocking
            answers.contents, answers.present, answers.present_problem = looked
            self.flow.go("restore")

        self.wait(True)
        with_progress(self, _("Checking the backup"), work, found)

    def _turn(self) -> None:
        self._by_words = not self._by_words
        self._show_way()
        field = self.first_field()
        if field is not None:
            field.setFocus()

    def _show_way(self) -> None:
        self.clear_message()
        for part in (self._words_intro, self.login, self.passphrase):
            part.setVisible(not self._by_words)
        self.sheet_words.setVisible(self._by_words)
        self._other.set_words(_("Use name and passphrase") if self._by_words else _("Use the recovery sheet"))

    def refuse(self, error: LarderError) -> None:
        if isinstance(error, Invalid) and error.field == "words":
            self.wait(False)
            self.sheet_words.show_error(error)
        else:
            super().refuse(error)


def with_progress(
    step: Step,
    title: str,
    work: Callable[[Callable[[int, int], None], threading.Event], object],
    then: Callable[..., object],
) -> None:
    """Run slow work under a dialog that shows how far it is, and can be stopped."""
    dialog = ProgressDialog(step.window(), title, _("Nothing on the drive is changed."))

    def done(result: object) -> None:
        dialog.accept()
        step.wait(False)
        then(result)

    def refused(error: LarderError) -> None:
        dialog.accept()
        step.refuse(error)

    stop = step.flow.tasks.slow(work, then=done, otherwise=refused, progress=dialog.panel.set_progress)
    dialog.panel.cancelled.connect(stop.set)
    dialog.open()


def _size(size: int) -> str:
    return _("{count} MB").format(count=number_text(max(1, round(size / MEGABYTE))))
