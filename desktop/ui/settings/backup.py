"""Making a backup: one press copies everything to the stick that is plugged in, and proves it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.domain.errors import Cancelled, Invalid, LarderError
from desktop.i18n import _, moment_text, ngettext, number_text, say
from desktop.operations import backups
from desktop.operations.backups import BackupMade, Snapshot
from desktop.operations.folders import existing_folder
from desktop.ui.context import Context
from desktop.ui.drive_choice import DriveChoice, Target
from desktop.ui.events import Changed
from desktop.ui.settings.section import Section
from desktop.ui.widgets.dialog import ProgressDialog
from desktop.ui.widgets.ground import boxed, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Text


class BackupPage(Section):
    """When the last backup was made, where the next one goes, and how one is restored.

    Args:
        on_back: Leaves the page where it lies over another one; in the settings there is nothing to leave.
    """

    def __init__(self, context: Context, on_back: Callable[[], object] | None = None) -> None:
        super().__init__(context, "backup", _("Backup"), width=640)
        if on_back is not None:
            self.back.clicked.connect(lambda _checked=False: on_back())
            self.back.show()
        self._stop = threading.Event()
        self._dialog: ProgressDialog | None = None
        self._target = Target(None, "")
        self._last = Text("", bold=True, wrap=True, name="backup_last")
        line = row(IconMark("usb", 20), self._last, spacing=12)
        line.setStretch(1, 1)
        self.form.add(boxed(line))
        self.form.add_words(
            _(
                "A backup is one file that holds everything, locked. Only a coordinator's passphrase or the recovery "
                "sheet opens it. Keep it away from this computer: a folder on its own disk is lost together with it."
            )
        )
        self.form.add_head(_("Where to"))
        self.where = DriveChoice(context, name="backup_where")
        self.where.changed.connect(self._name_primary)
        self.where.entered.connect(lambda: self.primary.click() if self.primary else None)
        self.form.add(self.where)
        self.form.add_head(_("How it is restored"))
        self.form.add_words(
            _(
                "Start Larder on any computer, choose Restore a backup, and plug in the stick. It opens with a "
                "coordinator's name and passphrase as they were when the backup was made, or with the words of the "
                "recovery sheet, and goes into an empty folder. The vault on this computer is not touched."
            )
        )
        self.set_primary(_("Back up"), self._begin, name="backup_copy", icon="usb")
        self._name_primary()
        context.events.changed.connect(self._on_changed)

    def open(self, **where: Any) -> None:
        """Come into view, with the age of the last backup."""
        super().open(**where)
        self.clear_message()
        self._read_last()

    def _read_last(self) -> None:
        self.context.tasks.query(backups.last_backup, then=self._show_last, latest="last_backup")

    def _on_changed(self, what: Changed) -> None:
        if Changed.BACKUP in what:
            self._read_last()

    def _show_last(self, made: Any) -> None:
        if made is None:
            self._last.set_words(_("No backup was made yet."))
            return
        days = max(0, (self.context.clock.today() - made.astimezone().date()).days)
        age = (
            ngettext("{count} day ago", "{count} days ago", days).format(count=number_text(days))
            if days
            else _("today")
        )
        self._last.set_words(_("Last backup: {moment}, {age}").format(moment=moment_text(made), age=age))

    def _name_primary(self) -> None:
        target = self.where.value()
        if self.primary is not None and target is not None:
            self.primary.set_words(_("Copy to {place}").format(place=target.words))
        self.allow_primary(target is not None, "" if target else _("Choose first where to."))

    # The copy: a snapshot on the databases' thread, then the writing in one of its own, then a note of it

    def _begin(self) -> None:
        target = self.where.value()
        if target is None:
            return
        self._target, self._stop = target, threading.Event()
        self.wait(True)
        self.where.pause(True)
        self._dialog = self.context.messages.progress(
            _("Copying to {place}").format(place=target.words),
            _("Leave the stick plugged in until it is checked.") if target.drive else _("It is checked at the end."),
            on_cancel=self._stop.set,
        )
        typed = target.path
        self.context.tasks.slow(
            lambda _report, _stop: existing_folder(typed),
            then=self._take_snapshot,
            otherwise=self._refused,
            progress=lambda _done, _whole: None,
        )

    def _take_snapshot(self, folder: Path) -> None:
        self._folder = folder
        self.context.tasks.query(
            backups.snapshot_for_backup, stopped=self._stop.is_set, then=self._write, otherwise=self._refused
        )

    def _write(self, snapshot: Snapshot) -> None:
        folder, cancelled = self._folder, self._stop

        def work(report: Callable[[int, int], None], stop: threading.Event) -> BackupMade:
            # Pressed between the two steps, Cancel stops the second one at its first look.
            if cancelled.is_set():
                stop.set()
            return backups.write_backup(snapshot, folder, report, stop)

        stop = self.context.tasks.slow(
            work, then=self._keep_note, otherwise=self._refused, progress=self._show_progress
        )
        if self._dialog is not None:
            self._dialog.panel.cancelled.connect(stop.set)

    def _show_progress(self, done: int, whole: int) -> None:
        if self._dialog is not None:
            self._dialog.panel.set_progress(done, whole)

    def _keep_note(self, made: BackupMade) -> None:
        self._made = made
        self.context.tasks.action(
            backups.note_backup, made, changed=Changed.BACKUP, then=self._done, otherwise=self._refused
        )

    def _done(self, _nothing: object) -> None:
        self._end()
        counts = self._made.counts
        members = ngettext("{count} member", "{count} members", counts.members).format(
            count=number_text(counts.members)
        )
        hand_outs = ngettext("{count} hand-out", "{count} hand-outs", counts.hand_outs).format(
            count=number_text(counts.hand_outs)
        )
        checked = _("Checked: it opens, and holds {members} and {hand_outs}.").format(
            members=members, hand_outs=hand_outs
        )
        if self._target.drive is not None:
            checked = f"{checked} {_('It is safe to take the stick out.')}"
        self.show_message("info", checked)

    def _refused(self, error: LarderError) -> None:
        self._end()
        if isinstance(error, Invalid) and error.field == "folder":
            if self._target.drive is None:
                self.where.set_error(say(error))
            else:
                self.show_message(
                    "refusal", _("The drive is not there any more. No backup was made. Plug it in and start again.")
                )
        else:
            self.show_message("info" if isinstance(error, Cancelled) else "refusal", say(error))

    def _end(self) -> None:
        if self._dialog is not None:
            self._dialog.accept()
            self._dialog = None
        self.wait(False)
        self.where.pause(False)
        self.where.look_again()
