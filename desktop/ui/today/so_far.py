"""The pane of the first screen: what was done so far today, and the last hand-outs with the way to correct one."""

from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, ngettext, number_text, short_date_text, time_text
from desktop.operations.distribution import Distribution
from desktop.operations.today import TodayFigures
from desktop.system.clock import from_stamp
from desktop.ui.context import Context
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import Hairline, boxed, column, row
from desktop.ui.widgets.lists import SectionHead
from desktop.ui.widgets.marks import Figure
from desktop.ui.widgets.text import Text

MOST_GIVEN = 5


def parts(context: Context, figures: TodayFigures) -> list[QWidget | int]:
    """The pane from top to bottom. What tells of people is absent for who does not see them."""
    cells: list[Figure] = []
    if figures.people is not None:
        people = ngettext("person", "people", figures.people)
        cells.append(Figure(number_text(figures.people), people, name="today_people"))
    pieces = ngettext("piece given", "pieces given", figures.pieces)
    cells.append(Figure(number_text(figures.pieces), pieces, name="today_pieces"))
    if figures.referrals is not None:
        referrals = ngettext("referral", "referrals", figures.referrals)
        cells.append(Figure(number_text(figures.referrals), referrals, name="today_referrals"))
    line = row(spacing=8)
    for cell in cells:
        line.addWidget(cell, 1)
    shown: list[QWidget | int] = [28, SectionHead(_("So far today")), 8, boxed(line), 20, Hairline()]
    if figures.last:
        shown += [20, SectionHead(_("Last given")), 4]
        day = context.clock.today()
        shown += [_given(context, given, day, at) for at, given in enumerate(figures.last[:MOST_GIVEN])]
    return shown


def _given(context: Context, given: Distribution, day: date, at: int) -> QWidget:
    """Codes only, whether or not names are shown."""
    when = (
        time_text(from_stamp(given.recorded_at))
        if given.occurred_on == day
        else short_date_text(given.occurred_on, day)
    )
    if given.member_code is not None:
        who = given.member_code
    elif given.head_count is not None:
        heads = given.head_count
        who = ngettext("{count} person", "{count} people", heads).format(count=number_text(heads))
    else:
        who = _("erased")
    items = ngettext("{count} item", "{count} items", len(given.lines)).format(count=number_text(len(given.lines)))
    facts = column(Text(who, bold=True), Text(f"{when}  ·  {items}", "small", tone="text2"), margins=(0, 6, 0, 6))
    line = row(facts, -1, spacing=8)
    if given.reversed:
        line.addWidget(Text(_("undone"), "small", tone="text2"))
    else:
        button = Button(
            _("Correct"), name=f"today_correct_{at}", kind="quiet", height=36, label=f"{_('Correct')}: {given.number}"
        )
        button.clicked.connect(lambda _checked=False: context.go("counter", document_id=given.document_id))
        line.addWidget(button)
    return boxed(line)
