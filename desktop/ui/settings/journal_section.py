"""The journal: who did what when, in plain words, and whether anybody altered it afterwards."""

import threading
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.domain.errors import Cancelled, LarderError
from desktop.domain.journal import ChainState, JournalLine, JournalPage, Kind
from desktop.domain.users import User, UserId
from desktop.i18n import _, moment_text, ngettext, number_text, pgettext, say
from desktop.operations import journal, users
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import Workspace
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.theme.tokens import MARGIN
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField, Field
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.message import MessageArea
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

_LEAST = 150
"""Width of a filter."""


class JournalSection(Workspace):
    """The state of the chains, the filters, and fifty lines at a time."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Journal"), name="journal_section", pane=False)
        self._context = context
        self._page = 0
        self._stop = threading.Event()
        self._chains = Chains()
        self.kind = ChoiceField(_("What"), name="journal_kind")
        self.kind.set_options([(_("Everything"), None), *((words.journal_kind(kind), kind) for kind in Kind)])
        self.who = ChoiceField(_("Who"), name="journal_who")
        self.who.set_options([(_("Everybody"), None)])
        today = context.clock.today()
        for choice in (self.kind, self.who):
            choice.set_value(None)
        self.since = DateField(pgettext("date", "From"), name="journal_from", today=today, required=False)
        self.until = DateField(_("Until"), name="journal_until", today=today, required=False)
        filters = Filters([self.kind, self.who, self.since, self.until])
        for choice in (self.kind, self.who):
            choice.chosen.connect(lambda _value: self._filter())
        for day in (self.since, self.until):
            day.changed.connect(lambda _value: self._filter())
        self.table: Table[JournalLine] = Table(
            [
                Column(_("When"), lambda line: moment_text(line.at), width=205),
                Column(_("Who"), lambda line: line.who or "Larder", width=140, look="second", drop=1),
                Column(_("What"), words.journal_line, look="bold"),
                Column(_("Concerns"), lambda line: line.concerns, width=150, look="second", drop=2),
            ],
            name="journal_table",
            label=_("Journal"),
            key=lambda line: (line.of_people, line.id),
        )
        body = column(
            boxed(column(self._chains, 12, filters, 12, margins=(MARGIN - 12, 0, MARGIN - 12, 0))), self.table
        )
        body.setStretch(1, 1)
        self.set_body(boxed(body), margin=12)
        self._newer = self.add_second(_("Newer"), lambda: self._turn(-1), name="journal_newer")
        self._older = self.add_second(_("Older"), lambda: self._turn(1), name="journal_older")
        context.events.changed.connect(self._on_changed)

    def open(self, **_where: Any) -> None:
        """Come into view at the newest lines, and look whether every entry is as it was written."""
        self._context.messages.use(self)
        self._page = 0
        self._context.tasks.query(users.colleagues, then=self._name_people)
        self._read()
        self._prove()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stop.set()

    # The lines

    def _on_changed(self, _what: Changed) -> None:
        if self.isVisible():
            self._read()

    def _name_people(self, found: tuple[User, ...]) -> None:
        chosen = self.who.value()
        self.who.set_options([(_("Everybody"), None), *((user.name, user.id) for user in found)])
        self.who.set_value(chosen)

    def _filter(self) -> None:
        self._page = 0
        self._read()

    def _turn(self, pages: int) -> None:
        self._page = max(0, self._page + pages)
        self._read()

    def _read(self) -> None:
        if self.since.problem() or self.until.problem():
            return  # said beside the field once it is left
        kind, who = self.kind.value(), self.who.value()
        self._context.tasks.query(
            journal.journal_page,
            kind=Kind(kind) if kind is not None else None,
            user=UserId(who) if who is not None else None,
            from_day=self.since.value(),
            to_day=self.until.value(),
            page=self._page,
            then=self._show,
            latest="journal_page",
        )

    def _show(self, page: JournalPage) -> None:
        self.table.set_rows(list(page.lines))
        self.table.scrollToTop()
        first = self._page * journal.PAGE_LINES + 1
        last = first + len(page.lines) - 1
        self.set_small(
            _("Lines {first} to {last} of {total}, newest first").format(
                first=number_text(first), last=number_text(last), total=number_text(page.total)
            )
            if page.lines
            else _("The journal holds no such entry")
        )
        self._newer.setVisible(self._page > 0)
        self._older.setVisible(last < page.total)

    # The chains

    def _prove(self) -> None:
        self._stop.set()
        self._chains.looking(0, 0)
        self._stop = self._context.tasks.long(
            journal.journal_state,
            between=True,
            progress=self._chains.looking,
            then=self._chains.show_states,
            otherwise=self._not_proved,
        )

    def _not_proved(self, error: LarderError) -> None:
        if not isinstance(error, Cancelled):
            self.show_message("refusal", say(error))


class Filters(QWidget):
    """Four fields in one line, or in two where the line is short."""

    def __init__(self, fields: list[Field]) -> None:
        super().__init__()
        self._fields = fields
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._across = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._arrange(len(fields))
        follow_theme(self._fit)

    def minimumSizeHint(self) -> QSize:
        # Four in a line would hold the window wide, and it would never come to two lines.
        return QSize(current_theme().px(_LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self.isVisible():
            self._arrange(4 if self.width() >= 4 * current_theme().px(_LEAST) else 2)

    def _arrange(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for number, field in enumerate(self._fields):
            self._grid.addWidget(field, number // across, number % across)
        for column_number in range(4):
            self._grid.setColumnStretch(column_number, 1 if column_number < across else 0)
        self.updateGeometry()


class Chains(QWidget):
    """One line while all is well; a message where an entry does not follow from the one before it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("journal_chains")
        self._icon = IconMark("clock", 20, "text2")
        self._words = Text("", "small", tone="text2", wrap=True, name="journal_state")
        line = row(self._icon, self._words, spacing=8)
        line.setStretch(1, 1)
        self._line = boxed(line)
        self._broken = MessageArea(name="journal_broken")
        self.setLayout(column(self._line, self._broken))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def looking(self, done: int, whole: int) -> None:
        """How far the look at every entry is."""
        self._icon.set_icon("clock", "text2")
        part = done * 100 // whole if whole else 0
        self._words.set_words(_("Checking that every entry is as it was written: {percent} %").format(percent=part))
        self._line.show()
        self._broken.clear()

    def show_states(self, states: tuple[ChainState, ...]) -> None:
        """What was found."""
        broken = [state for state in states if state.broken_at is not None]
        self._line.setVisible(not broken)
        if broken:
            self._broken.show_message("refusal", "\n".join(_break(state) for state in broken))
            return
        self._broken.clear()
        self._icon.set_icon("check", "ok")
        entries = sum(state.entries for state in states)
        self._words.set_words(
            ngettext("{count} entry, as it was written", "{count} entries, each as it was written", entries).format(
                count=number_text(entries)
            )
        )


def _break(state: ChainState) -> str:
    """Where a chain is broken, what that means, and what to do."""
    where = _("the journal about members") if state.of_people else _("the journal of stock work")
    when = moment_text(state.moment) if state.moment else _("no readable time")
    return _(
        "In {where}, entry {number} ({moment}) does not follow from the one before it: something was altered or taken "
        "away there, by somebody with keys or by a damaged disk. What stands before it is as it was written. Keep the "
        "older backups, they show what stood there, and remove colleagues who should not have keys."
    ).format(where=where, number=number_text(state.broken_at or 0), moment=when)
