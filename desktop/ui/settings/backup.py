"""Making a backup: one press copies everything to the stick that is plugged in, and proves it. Work goes on meanwhile."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.book_check import BookChecked
from desktop.domain.errors import Cancelled, Invalid, LarderError
from desktop.domain.users import Permission
from desktop.i18n import _, date_text, joined, moment_text, ngettext, number_text, say
from desktop.operations import backups
from desktop.operations.backups import BackupMade
from desktop.operations.checking import book_checked
from desktop.system.clock import from_stamp
from desktop.ui.context import Context
from desktop.ui.drive_choice import DriveChoice, Target
from desktop.ui.events import Changed
from desktop.ui.screens import Screens
from desktop.ui.settings.backup_run import BackupRun
from desktop.ui.settings.leaving import LeavingPage
from desktop.ui.settings.local_copies import LocalCopies
from desktop.ui.settings.section import Section
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import ProgressPanel
from desktop.ui.widgets.ground import boxed, clear, column, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.message import InlineMessage
from desktop.ui.widgets.text import Text

MONTHS_ON_ONE_STICK = 3


class BackupPage(Screens):
    """The page of backups, and over it, for a coordinator, that of removing this computer's copy."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "backup_screens")
        self._first = BackupSection(context, on_leave=self._leave)
        self.set_first(self._first)

    def open(self, **where: Any) -> None:
        """Come into view."""
        self._back(**where)

    def _leave(self) -> None:
        self.lay_over(LeavingPage(self.context, on_back=self._back))

    def _back(self, **where: Any) -> None:
        self.back_to_first()
        self._first.open(**where)


class BackupSection(Section):
    """When the last backup was made, where the next one goes, and how one is restored."""

    def __init__(self, context: Context, *, on_leave: Callable[[], object]) -> None:
        super().__init__(context, "backup", _("Backup"), width=640)
        self._run: BackupRun | None = None
        self._panel: ProgressPanel | None = None
        self._target = Target(None, "")
        self._may_manage = context.allows(Permission.MANAGE)
        self._restored = False
        self._restored_place = self._add_place()
        self._last = Text("", bold=True, wrap=True, name="backup_last")
        line = row(IconMark("usb", 20), self._last, spacing=12)
        line.setStretch(1, 1)
        self.form.add(boxed(line))
        self._book = Text("", "small", tone="text2", wrap=True, name="backup_book")
        self.form.add(self._book)
        self.form.add_words(
            _(
                "A backup is one file that holds everything, locked. Only a coordinator's passphrase or the recovery "
                "sheet opens it. Keep it away from this computer: a folder on its own disk is lost together with it."
            )
        )
        self._where_head = Text(_("Where to"), "head", wrap=True, name="backup_head")
        self.form.add(self._where_head)
        self.where = DriveChoice(context, name="backup_where")
        self.where.changed.connect(self._target_changed)
        self.where.entered.connect(lambda: self.primary.click() if self.primary else None)
        self.form.add(self.where)
        self._panel_place = self._add_place()
        self._same_stick_place = self._add_place()
        self.form.add_head(_("How it is restored"))
        self.form.add_words(
            _(
                "Start Larder on any computer, choose Restore a backup, and plug in the stick. It opens with a "
                "coordinator's name and passphrase as they were when the backup was made, or with the words of the "
                "recovery sheet. It goes into a new folder, or in place of the vault that is there, which is set aside."
            )
        )
        self.copies = LocalCopies(context, name="backup_copies")
        self.form.add(self.copies)
        self._leave = Button(_("Remove this computer's copy..."), name="backup_leave", kind="quiet", flush=True)
        self._leave.clicked.connect(lambda _checked=False: on_leave())
        if self._may_manage:
            self.form.add(boxed(row(self._leave, -1)))
        self.set_primary(_("Back up"), self._begin, name="backup_copy", icon="usb")
        self._name_primary()
        context.events.changed.connect(self._on_changed)

    def _add_place(self) -> QWidget:
        """A place in the form that is there while something stands in it."""
        place = QWidget()
        place.setLayout(column())
        place.hide()
        self.form.add(place)
        return place

    def open(self, **where: Any) -> None:
        """Come into view, with the age of the last backup."""
        super().open(**where)
        if self._run is None:
            self.clear_message()
        self._read()

    def _read(self) -> None:
        tasks = self.context.tasks
        tasks.query(backups.last_backup, then=self._show_last, latest="last_backup")
        tasks.query(book_checked, then=self._show_book, latest="book_checked")
        tasks.query(backups.restored_state, then=self._show_restored, latest="restored_state")
        self.copies.refresh()
        self._ask_same_stick()

    def _on_changed(self, what: Changed) -> None:
        if Changed.BACKUP in what:
            self._read()

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

    # After a restore

    def _show_book(self, book: BookChecked | None) -> None:
        if book is None:
            self._book.set_words(_("The stock book is being checked."))
        elif book.is_sound:
            self._book.set_words(
                _("Stock book checked {moment}, sound").format(moment=moment_text(from_stamp(book.at)))
            )
        else:
            self._book.set_words(_("The stock book does not agree with itself. The first screen says where."))

    def _show_restored(self, made: Any) -> None:
        _put(self._restored_place)
        self._restored = made is not None
        if made is not None:
            words = _("This vault was restored from a backup of {date}.").format(
                date=date_text(made.astimezone().date())
            )
            if self._may_manage:
                then = _("Look whether these are the right records, then let backups go on.")
                actions = [(_("Let backups go on"), "backup_confirm_restored", self._confirm_restored)]
            else:
                then = _("A coordinator must look whether these are the right records before backups go on.")
                actions = []
            message = InlineMessage("warning", joined(words, then), actions, name="backup_restored")
            _put(self._restored_place, message)
        self._name_primary()

    def _confirm_restored(self) -> None:
        self.context.tasks.action(
            backups.confirm_restored, changed=Changed.BACKUP, then=self._confirmed, otherwise=self.refuse
        )

    def _confirmed(self, _nothing: object) -> None:
        self.foot.done(_("Backups go on"))

    # Where it goes

    def _target_changed(self) -> None:
        self._name_primary()
        self._ask_same_stick()

    def _name_primary(self) -> None:
        if self._run is not None:
            self.allow_primary(False, _("A backup is being made."))
            self._leave.setEnabled(False)
            return
        self._leave.setEnabled(True)
        target = self.where.value()
        if self.primary is not None and target is not None:
            self.primary.set_words(_("Copy to {place}").format(place=target.words))
        if self._restored:
            self.allow_primary(False, _("The records are not confirmed yet."))
        else:
            self.allow_primary(target is not None, "" if target else _("Choose first where to."))

    def _ask_same_stick(self) -> None:
        target = self.where.value()
        if self._run is not None or target is None or target.drive is None:
            self._show_same_stick(0)
            return
        self.context.tasks.query(
            backups.same_stick_for_months, target.drive, then=self._show_same_stick, latest="same_stick"
        )

    def _show_same_stick(self, months: int) -> None:
        _put(self._same_stick_place)
        if months >= MONTHS_ON_ONE_STICK:
            words = ngettext(
                "For {count} month every backup has gone to this stick. Take another one in turn: one stick is easily "
                "lost.",
                "For {count} months every backup has gone to this stick. Take another one in turn: one stick is easily "
                "lost.",
                months,
            ).format(count=number_text(months))
            _put(self._same_stick_place, InlineMessage("info", words, name="backup_same_stick"))

    # The copy

    def _begin(self) -> None:
        target = self.where.value()
        if target is None:
            return
        self._target = target
        self.clear_message()
        self._panel = panel = ProgressPanel(
            _("Leave the stick plugged in until it is checked. You can go on working meanwhile.")
            if target.drive
            else _("It is checked at the end. You can go on working meanwhile."),
            name="backup_progress",
        )
        self._run = BackupRun(self.context.tasks, target.path, target.drive)
        self._run.progressed.connect(panel.set_progress)
        self._run.made.connect(self._done)
        self._run.refused.connect(self._refused)
        panel.cancelled.connect(self._run.cancel)
        self._where_head.set_words(_("Copying to {place}").format(place=target.words))
        self.where.hide()
        _put(self._panel_place, panel)
        self._name_primary()
        self._show_same_stick(0)
        panel.cancel_button.setFocus()
        self._run.start()

    def _done(self, made: BackupMade) -> None:
        self._end()
        members = ngettext("{count} member", "{count} members", made.counts.members).format(
            count=number_text(made.counts.members)
        )
        hand_outs = ngettext("{count} hand-out", "{count} hand-outs", made.counts.hand_outs).format(
            count=number_text(made.counts.hand_outs)
        )
        checked = _("Checked: it opens, and holds {members} and {hand_outs}.").format(
            members=members, hand_outs=hand_outs
        )
        if self._target.drive is not None:
            checked = joined(checked, _("It is safe to take the stick out."))
        self._say(self.context.messages.inform, checked)

    def _refused(self, error: LarderError) -> None:
        self._end()
        if isinstance(error, Invalid) and error.field == "folder":
            if self._target.drive is None and self.isVisible():
                self.where.set_error(say(error))
            else:
                gone = _("The drive is not there any more. No backup was made. Plug it in and start again.")
                self._say(self.context.messages.refuse, gone)
        elif isinstance(error, Cancelled):
            self._say(self.context.messages.inform, say(error))
        else:
            self._say(self.context.messages.refuse, say(error))

    def _say(self, how: Callable[[str], object], sentence: str) -> None:
        """Say it on the screen that is in view: whoever works on elsewhere has to know when the stick may go."""
        if self.isVisible():
            self.context.messages.use(self)
        how(sentence)

    def _end(self) -> None:
        self._run = None
        had_focus = self._panel is not None and self._panel.cancel_button.hasFocus()
        self._panel = None
        _put(self._panel_place)
        self._where_head.set_words(_("Where to"))
        self.where.show()
        self.where.look_again()
        self._name_primary()
        self._ask_same_stick()
        if had_focus and self.primary is not None and self.primary.isEnabled():
            self.primary.setFocus()


def _put(place: QWidget, content: QWidget | None = None) -> None:
    """Let something stand in a place, or nothing."""
    layout = place.layout()
    assert layout is not None
    clear(layout)
    if content is not None:
        layout.addWidget(content)
        # At once, so that what can be pressed in it can be pressed from the first moment.
        content.show()
    place.setVisible(content is not None)
