"""The pane of a summary: what to look at before the month is closed, or what its being closed means."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.domain.summary import CheckState, ClosingCheck, MonthFigures
from desktop.i18n import _, date_text, fill, number_text
from desktop.ui.widgets.ground import Hairline, boxed, column, row
from desktop.ui.widgets.lists import FactsList
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Text, Tone

_SIGNS: dict[CheckState, tuple[str, Tone]] = {
    CheckState.GOOD: ("check", "ok"),
    CheckState.LOOK: ("warning", "warn"),
    CheckState.STOPS: ("x", "bad"),
}


def parts(checks: Sequence[ClosingCheck]) -> list[QWidget | int]:
    """The checks, what stops first, and what closing means."""
    order = {CheckState.STOPS: 0, CheckState.LOOK: 1, CheckState.GOOD: 2}
    shown: list[QWidget | int] = []
    for number, check in enumerate(sorted(checks, key=lambda check: order[check.state])):
        shown += [_line(check, number), Hairline()]
    words = _("A closed month takes no more entries. What you hear of later goes into an open month.")
    return [*shown, 16, Text(words, "small", tone="text2", wrap=True)]


def closed_parts(figures: MonthFigures) -> list[QWidget | int]:
    """What stands beside a closed month."""
    facts = [
        (_("Closed"), date_text(figures.closed_on) if figures.closed_on else ""),
        (_("Hand-outs counted"), number_text(figures.hand_outs)),
        (_("Items that add up"), number_text(sum(item.adds_up for item in figures.items))),
    ]
    words = _(
        "This month takes no more entries, and reads and prints the same on any day. What is corrected later stands "
        "among the corrections of an open month."
    )
    return [FactsList(facts, look="ruled", name="summary_closed"), 16, Text(words, "small", tone="text2", wrap=True)]


def _line(check: ClosingCheck, number: int) -> QWidget:
    icon, tone = _SIGNS[check.state]
    text = Text(fill(check.text, check.values), wrap=True, name=f"summary_check_{number}")
    words = column(text)
    if check.detail:
        words.addWidget(Text(fill(check.detail, check.values), "small", tone="text2", wrap=True))
    mark = IconMark(icon, 20, tone)
    mark.setAccessibleName(
        {CheckState.GOOD: _("Good"), CheckState.LOOK: _("Look at this"), CheckState.STOPS: _("Stops the closing")}[
            check.state
        ]
    )
    line = row(column(mark, -1), words, spacing=12, margins=(0, 10, 0, 10))
    line.setStretch(1, 1)
    return boxed(line)
