"""The three tables of a member's page, each with what can be done with its chosen row below it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.member_page import MemberPage
from desktop.domain.people import Asked, Received
from desktop.domain.referrals import Outcome, Referral
from desktop.domain.users import Permission
from desktop.i18n import _, list_text, ngettext, number_text, pgettext, short_date_text
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import boxed, clear, column, row
from desktop.ui.widgets.lists import SectionHead
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

FIRST_ROWS = 6


class RecordTables(QWidget):
    """Received, Referrals, Asked for.

    Args:
        on_correct, on_receipt: Called with a hand-out.
        on_referral: Called with a referral to open.
        on_answer: Called with a request that is still open.

    Signals:
        changed(): Buttons came or went.
    """

    changed = Signal()

    def __init__(
        self,
        context: Context,
        *,
        on_correct: Callable[[Received], object],
        on_receipt: Callable[[Received], object],
        on_referral: Callable[[Referral], object],
        on_answer: Callable[[Asked], object],
    ) -> None:
        super().__init__()
        self._context = context
        self._received = _Section(
            pgettext("a member", "Received"), _("Nothing yet"), self._received_table(), "member_received"
        )
        self._referrals = _Section(_("Referrals"), _("None yet"), self._referral_table(), "member_referrals")
        self._asked = _Section(_("Asked for"), _("Nothing yet"), self._asked_table(), "member_asked")
        self._received.acts = lambda received: self._received_acts(received, on_correct, on_receipt)
        self._referrals.acts = lambda referral: self._referral_acts(referral, on_referral)
        self._asked.acts = lambda asked: self._asked_acts(asked, on_answer)
        for section in (self._received, self._referrals, self._asked):
            section.changed.connect(self.changed)
        self.setLayout(column(self._received, 20, self._referrals, 20, self._asked, 16, -1))

    def show_page(self, page: MemberPage) -> None:
        """Show a member's records."""
        self._received.show_rows(page.received)
        self._referrals.show_rows(page.referrals)
        self._asked.show_rows(page.asked)

    # Tables

    def _hidden(self, _record: object) -> bool:
        return not self._context.names_shown

    def _day(self, day: date) -> str:
        today = self._context.clock.today()
        return _("Today") if day == today else short_date_text(day, today)

    def _received_table(self) -> Table[Received]:
        return _table(
            [
                Column(_("Date"), lambda each: self._day(each.occurred_on), width=116),
                Column(_("Items"), self._items),
                Column(_("Receipt"), lambda each: each.number, width=150, look="second", drop=1),
                Column("", _undone, width=110, badge=lambda _each: Mark("plain", "undo")),
            ],
            "member_received",
            pgettext("a member", "Received"),
            lambda each: each.document_id,
        )

    def _items(self, received: Received) -> str:
        if not self._context.names_shown:
            count = len(received.lines)
            return ngettext("{count} item", "{count} items", count).format(count=number_text(count))
        return list_text(words.item_and_quantity(line) for line in received.lines)

    def _referral_table(self) -> Table[Referral]:
        return _table(
            [
                Column(_("Date"), lambda each: self._day(each.made_on), width=116),
                Column(_("To"), lambda each: "" if self._hidden(each) else _to(each), veiled=self._hidden),
                Column(_("Ask on"), self._follow_up, width=130, look="second", drop=1),
                Column(_("How it stands"), self._state, width=170, badge=self._mark),
            ],
            "member_referrals",
            _("Referrals"),
            lambda each: each.id,
        )

    def _follow_up(self, referral: Referral) -> str:
        if not referral.pending or referral.follow_up_on is None:
            return ""
        return self._day(referral.follow_up_on)

    def _state(self, referral: Referral) -> str:
        if referral.outcome is not None:
            return words.outcome(referral.outcome)
        late = referral.days_late(self._context.clock.today())
        if late:
            return ngettext("{count} day late", "{count} days late", late).format(count=number_text(late))
        return _("open")

    def _mark(self, referral: Referral) -> Mark:
        if referral.outcome is not None:
            return Mark("ok" if referral.outcome is Outcome.COMPLETED else "plain")
        return Mark("warn", "clock") if referral.days_late(self._context.clock.today()) else Mark("plain")

    def _asked_table(self) -> Table[Asked]:
        return _table(
            [
                Column(_("Date"), lambda each: self._day(each.asked_on), width=116),
                Column(
                    _("What"), lambda each: "" if self._hidden(each) else _one_line(each.words), veiled=self._hidden
                ),
                Column(_("What came of it"), self._answer, width=220, look="second"),
                Column("", _met, width=110, badge=lambda each: Mark("ok" if each.met else "plain")),
            ],
            "member_asked",
            _("Asked for"),
            lambda each: each.id,
        )

    def _answer(self, asked: Asked) -> str:
        if asked.answered_on is None:
            return ""
        reason = "" if self._hidden(asked) else _one_line(asked.reason)
        return ", ".join(part for part in (self._day(asked.answered_on), reason) if part)

    # What can be done with a row

    def _received_acts(
        self, received: Received, on_correct: Callable[[Received], object], on_receipt: Callable[[Received], object]
    ) -> list[QWidget]:
        if received.corrected_by is not None:
            return [_told(_("Corrected by {number}").format(number=received.corrected_by))]
        if received.reversed:
            return [_told(_("This hand-out was undone"))]
        return [
            _act(_("Correct this hand-out"), "member_correct", "edit", lambda: on_correct(received)),
            _act(_("Receipt"), "member_receipt", "print", lambda: on_receipt(received)),
        ]

    def _referral_acts(self, referral: Referral, on_referral: Callable[[Referral], object]) -> list[QWidget]:
        return [_act(_("Open the referral"), "member_referral", "referrals", lambda: on_referral(referral))]

    def _asked_acts(self, asked: Asked, on_answer: Callable[[Asked], object]) -> list[QWidget]:
        if asked.met is not None or not self._context.allows(Permission.CHANGE_PEOPLE):
            return []
        return [_act(_("Say what came of it"), "member_answer", "check", lambda: on_answer(asked))]


class _Section(QWidget):
    """A head, a table of its latest rows, and below it what can be done with the chosen one."""

    changed = Signal()

    def __init__(self, head: str, nothing: str, table: Table[Any], name: str) -> None:
        super().__init__()
        self.acts: Callable[[Any], Sequence[QWidget]] = lambda _record: []
        self._rows: Sequence[Any] = ()
        self._whole = False
        self._table = table
        self._all = Button("", name=f"{name}_all", kind="quiet", height=36, flush=True)
        self._all.clicked.connect(lambda _checked=False: self._show_all())
        self._nothing = Text(nothing, tone="text2")
        self._nothing.setContentsMargins(12, 4, 0, 4)
        self._acts = row(spacing=8, margins=(12, 8, 12, 0))
        head_line = boxed(column(SectionHead(head, look="head", action=self._all), margins=(12, 0, 12, 0)))
        self.setLayout(column(head_line, self._table, self._nothing, self._acts))
        table.chosen.connect(self._show_acts)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show records, newest first; only the latest until all are asked for."""
        self._rows = rows
        shown = rows if self._whole else rows[:FIRST_ROWS]
        self._table.set_rows(shown)
        self._table.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._all.set_words(_("See all {count}").format(count=number_text(len(rows))))
        self._all.setVisible(len(shown) < len(rows))
        self._show_acts(self._table.chosen_record())

    def _show_all(self) -> None:
        self._whole = True
        self.show_rows(self._rows)

    def _show_acts(self, record: Any) -> None:
        clear(self._acts)
        parts = self.acts(record) if record is not None else ()
        for part in parts:
            self._acts.addWidget(part)
        if parts:
            self._acts.addStretch(1)
        self.changed.emit()


def _table(columns: list[Column[Any]], name: str, label: str, key: Callable[[Any], object]) -> Table[Any]:
    return Table(columns, name=name, label=label, key=key, row_height=40, fit=True)


def _act(label: str, name: str, icon: str, on_press: Callable[[], object]) -> QWidget:
    button = Button(label, name=name, icon=icon, height=40)
    button.clicked.connect(lambda _checked=False: on_press())
    return button


def _told(sentence: str) -> QWidget:
    return Text(sentence, "small", tone="text2")


def _undone(received: Received) -> str:
    if received.corrected_by is not None:
        return _("corrected")
    return _("undone") if received.reversed else ""


def _met(asked: Asked) -> str:
    if asked.met is None:
        return _("open")
    return _("met") if asked.met else _("not met")


def _to(referral: Referral) -> str:
    return f"{referral.provider.name}  ·  {words.service(referral.provider.service)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
