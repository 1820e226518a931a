"""The first screen: what is due, what was done so far today, and the three starts."""

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.book_check import BookChecked
from desktop.domain.errors import Cancelled, LarderError
from desktop.domain.journal import FailedUnlocks
from desktop.domain.users import Permission
from desktop.i18n import _, long_date_text, moment_text, ngettext, number_text, say
from desktop.operations.attempts import failed_unlocks
from desktop.operations.checking import check_book
from desktop.operations.today import TodayFigures, TodayLater, today, today_later
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import Workspace
from desktop.ui.today import book_warning, due, so_far
from desktop.ui.today.backup_line import BackupLine
from desktop.ui.widgets.button import BigStart
from desktop.ui.widgets.ground import ScrollArea, clear, column


class TodayPage(Workspace):
    """Today. It is built first and listens to every change, so that the number in the rail is always true."""

    def __init__(self, context: Context) -> None:
        super().__init__(long_date_text(context.clock.today()), name="today")
        self._context = context
        self._figures: TodayFigures | None = None
        self._later = TodayLater()
        self._book: BookChecked | None = None
        self._book_asked = False
        self._shown: tuple[object, ...] = ()
        self._add_starts()
        # The backup's age is always in sight, however long the list: it has the start of the foot line.
        self.foot.hide()
        self._backup = column()
        self.foot_row.insertLayout(0, self._backup, 1)
        context.events.changed.connect(self._on_changed)
        context.events.names_shown.connect(self._on_names)
        self._opened = False

    def open(self, **_where: Any) -> None:
        """Come into view, with the figures of now. The first time it tells of wrong passphrases, if there were several."""
        self._context.messages.use(self)
        if self._opened:
            self.clear_message()
        else:
            self._opened = True
            self._context.tasks.query(failed_unlocks, then=self._tell)
        self._show_if_seen()
        self._read()

    def _tell(self, failed: FailedUnlocks | None) -> None:
        if failed is None:
            return
        if failed.damaged or failed.first is None:
            said = _("The list of wrong passphrases in the vault's folder was damaged or altered. Tell a coordinator.")
        else:
            said = ngettext(
                "{count} wrong passphrase was typed here since {moment}. If that was not you, tell a coordinator.",
                "{count} wrong passphrases were typed here since {moment}. If that was not you, tell a coordinator.",
                failed.count,
            ).format(count=number_text(failed.count), moment=moment_text(failed.first))
        self.show_message("info", said)

    def _on_names(self, _shown: bool) -> None:
        self._show_if_seen()

    def _on_changed(self, _what: Changed) -> None:
        self._read()

    def _read(self) -> None:
        self._context.tasks.query(today, then=self._take, latest="today")

    def _take(self, figures: TodayFigures) -> None:
        self._figures = figures
        self._show_if_seen()
        self._show_number()
        # Asked for only now, so that nobody waits for it.
        self._context.tasks.query(today_later, then=self._take_later, latest="today_later")

    def _take_later(self, later: TodayLater) -> None:
        if later != self._later:
            self._later = later
            self._show_if_seen()
            self._show_number()
        self._check_book()

    def _check_book(self) -> None:
        """Once, now that the screen is filled. It goes in small slices, and whatever is asked for goes between."""
        if self._book_asked:
            return
        self._book_asked = True
        self._context.tasks.long(
            check_book,
            progress=lambda _done, _total: None,
            then=self._take_book,
            otherwise=self._not_checked,
            between=True,
        )

    def _take_book(self, book: BookChecked) -> None:
        self._book = book
        self._show_if_seen()

    def _not_checked(self, error: LarderError) -> None:
        if not isinstance(error, Cancelled):
            self.show_message("refusal", say(error))

    def _show_number(self) -> None:
        if self._figures is not None:
            number = due.count(self._figures, self._later, self._context.clock.today())
            self._context.set_badge("today", number)

    def _show_if_seen(self) -> None:
        """Build the screen again when it would differ from what it shows, so that the keyboard keeps its place."""
        if self._figures is None or not self.isVisible():
            return
        day = self._context.clock.today()
        wanted = (self._figures, self._later, self._book.items if self._book else (), day, self._context.names_shown)
        if wanted == self._shown:
            return
        self._shown = wanted
        number = due.count(self._figures, self._later, day)
        self.set_title(
            long_date_text(day),
            ngettext("{count} thing is due", "{count} things are due", number).format(count=number_text(number))
            if number
            else _("Nothing is due"),
        )
        content = QWidget()
        parts = (
            *book_warning.parts(self._context, self._book),
            *due.sections(self._context, self._figures, self._later),
        )
        content.setLayout(column(*parts, -1, margins=(0, 0, 0, 16)))
        self.set_body(ScrollArea(content, name="today_scroll"))
        clear(self._backup)
        self._backup.addWidget(BackupLine(self._context, self._figures))
        if self.pane is not None:
            self.pane.show_parts(so_far.parts(self._context, self._figures))

    def _add_starts(self) -> None:
        """Three at most, in the corner of the primary; the lowest is the filled one."""
        if self.pane is None:
            return
        go, allows = self._context.go, self._context.allows
        gives = allows(Permission.GIVE_OUT)
        starts: list[BigStart] = []
        if allows(Permission.CHANGE_STOCK):
            count = BigStart(_("Count"), _("Compare shelf and book"), "count", name="today_count")
            count.clicked.connect(lambda: go("stock", do="count"))
            receive = BigStart(
                _("Receive"), _("Put new stock on the shelf"), "receive", name="today_receive", filled=not gives
            )
            receive.clicked.connect(lambda: go("stock", do="receive"))
            starts += [count, receive]
        if gives:
            give = BigStart(_("Give out"), _("To a person, or to a group"), "give", name="today_give", filled=True)
            give.clicked.connect(lambda: go("counter"))
            starts.append(give)
        for start in starts:
            self.pane.foot.addWidget(start)
        self.pane.show_actions(bool(starts))
