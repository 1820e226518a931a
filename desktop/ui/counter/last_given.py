"""The last hand-outs, in the pane while nothing is in the basket: to correct one, or to print its receipt again."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, ngettext, number_text, short_date_text, time_text
from desktop.operations.distribution import Distribution
from desktop.system.clock import from_stamp
from desktop.ui.context import Context
from desktop.ui.counter.receiver import heads_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import Hairline, clear, column, row
from desktop.ui.widgets.lists import SectionHead
from desktop.ui.widgets.marks import Badge
from desktop.ui.widgets.text import Elided, Text

SHOWN = 5
_QUIET: dict[str, Any] = {"kind": "quiet", "height": 36, "flush": True}


class LastGiven(QWidget):
    """The list.

    Args:
        on_correct: Called with the hand-out to correct.
        on_receipt: Called with the hand-out whose receipt is wanted.
    """

    def __init__(
        self,
        context: Context,
        *,
        on_correct: Callable[[Distribution], object],
        on_receipt: Callable[[Distribution], object],
    ) -> None:
        super().__init__()
        self.setObjectName("counter_last")
        self._context = context
        self._on_correct = on_correct
        self._on_receipt = on_receipt
        self._column = column()
        self.setLayout(self._column)

    def show_given(self, given: Sequence[Distribution]) -> None:
        """Show these, newest first. Codes only: the list stays on the screen."""
        clear(self._column)
        if not given:
            return
        self._column.addSpacing(8)
        self._column.addWidget(SectionHead(_("Last given"), rule=True))
        for each in given:
            self._column.addWidget(self._row(each))

    def _row(self, given: Distribution) -> QWidget:
        who = given.member_code or (heads_words(given.head_count) if given.head_count else _("erased"))
        when = Text(self._when(given), "small", tone="text2")
        count = len(given.lines)
        items = ngettext("{count} item", "{count} items", count).format(count=number_text(count))
        top = row(Text(who, bold=True), -1, when)
        facts = row(Elided(f"{items}  \u00b7  {given.number}", "small", tone="text2"))
        holder = QWidget()
        parts = column(10, top, 2, facts)
        if given.reversed:
            facts.addWidget(Badge(_("undone"), "plain"))
            parts.addSpacing(10)
        else:
            correct = Button(_("Correct"), name=f"counter_correct_{given.document_id}", **_QUIET)
            correct.clicked.connect(lambda _checked=False: self._on_correct(given))
            paper = Button(_("Receipt"), name=f"counter_reprint_{given.document_id}", **_QUIET)
            paper.clicked.connect(lambda _checked=False: self._on_receipt(given))
            for button in (correct, paper):
                button.setAccessibleDescription(given.number)
            parts.addLayout(row(correct, paper, -1, spacing=24, margins=(0, 0, 0, 2)))
        parts.addWidget(Hairline())
        holder.setLayout(parts)
        return holder

    def _when(self, given: Distribution) -> str:
        today = self._context.clock.today()
        if given.occurred_on == today:
            return time_text(from_stamp(given.recorded_at))
        return short_date_text(given.occurred_on, today)
