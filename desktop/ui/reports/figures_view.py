"""A month's figures from top to bottom: people, stock, what ran out, referrals, charts.

People, contacts and head count are three figures of different things and stand apart; nothing here adds them.
"""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from desktop.domain.referrals import Service
from desktop.domain.stock import Unit
from desktop.domain.summary import ItemFigures, MonthFigures, ServiceFigures
from desktop.i18n import _, month_text, number_text, short_month_text
from desktop.ui import words
from desktop.ui.reports import stock_view
from desktop.ui.reports.stock_view import Apart, Part, figures_table, inset
from desktop.ui.widgets.charts import BarChart, MonthBars
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.lists import SectionHead
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.text import Text

_MOST_BARS = 8


def parts(figures: MonthFigures, apart: Apart, *, narrow: bool = False) -> list[Part]:
    """Everything but the closing.

    Args:
        apart: The stock by place and by fund, and which place is shown.
        narrow: What is neither received nor given stands in one column.
    """
    shown = [inset(_four(figures)), 12, inset(_made_of(figures)), 16, *stock_view.parts(figures, apart, narrow=narrow)]
    if apart.place_id is not None:
        return shown  # what follows is of all places
    return [*shown, *_ran_out(figures), *_referrals(figures), 24, inset(_charts(figures))]


class Count(QWidget):
    """A large number, what it counts, and the month before. The words wrap, so that four stand side by side."""

    def __init__(self, value: str, label: str, before: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._value = value
        parts = [Text(value, "figure"), Text(label, wrap=True)]
        if before:
            parts.append(Text(before, "small", tone="text2", wrap=True))
        self.setLayout(column(*parts, -1))

    def value(self) -> str:
        """The number as it is printed."""
        return self._value


def _four(figures: MonthFigures) -> QWidget:
    people, referrals = figures.people, figures.referrals
    past = figures.earlier[-1] if figures.earlier else None
    # Completed are those that ended in the month, whenever they were made: beside the made ones, not a part of them.
    pair = "{completed}\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}{made}"

    def before(value: str) -> str:
        if past is None:
            return ""
        return _("{month}: {count}").format(month=month_text(past.month.first, year=False), count=value)

    cells = (
        (
            "summary_people",
            number_text(people.reached),
            _("People reached, each once"),
            before(number_text(past.reached) if past else ""),
        ),
        (
            "summary_contacts",
            number_text(people.contacts),
            _("Contacts"),
            before(number_text(past.contacts) if past else ""),
        ),
        (
            "summary_heads",
            number_text(people.head_count),
            _("Head count, no names"),
            before(number_text(past.head_count) if past else ""),
        ),
        (
            "summary_referrals",
            pair.format(completed=number_text(referrals.completed), made=number_text(referrals.made)),
            _("Referrals completed · made"),
            before(
                pair.format(completed=number_text(past.referrals_completed), made=number_text(past.referrals_made))
                if past
                else ""
            ),
        ),
    )
    line = row(spacing=16)
    for name, value, label, earlier in cells:
        line.addWidget(Count(value, label, earlier, name=name), 1)
    return boxed(line)


def _made_of(figures: MonthFigures) -> QWidget:
    people = figures.people
    facts = (
        (_("New"), people.new),
        (_("Returning"), people.returning),
        (_("Hand-outs"), figures.hand_outs),
        (_("Hand-outs without a name"), people.unnamed_contacts),
        (_("Undone"), figures.undone),
        (_("Reached, not counted"), people.not_counted),
    )
    sentence = "  ·  ".join(f"{label} {number_text(value)}" for label, value in facts)
    return boxed(
        column(
            Text(sentence, "small", tone="text2", wrap=True, name="summary_made_of"),
            Text(
                _("People, contacts and head count are three different figures. They cannot be added together."),
                "small",
                tone="text2",
                wrap=True,
            ),
        )
    )


def _ran_out(figures: MonthFigures) -> Iterator[Part]:
    out = [item for item in figures.items if item.stock_out_days or item.stock_outs]
    if not out:
        return
    yield 24
    yield inset(SectionHead(_("Ran out"), look="head"))
    columns: list[Column[ItemFigures]] = [
        Column(_("Item"), lambda item: item.name, look="bold"),
        Column(_("Days without stock"), lambda item: number_text(item.stock_out_days), width=150, align="end"),
        Column(_("Times run out"), lambda item: number_text(item.stock_outs), width=130, align="end"),
    ]
    yield figures_table(columns, out, name="summary_ran_out", label=_("Ran out"))


def _referrals(figures: MonthFigures) -> Iterator[Part]:
    referrals = figures.referrals
    if not referrals.services and not referrals.pending:
        return
    yield 24
    yield inset(SectionHead(_("Referrals"), look="head"))
    whole = ServiceFigures("", referrals.made, referrals.completed, referrals.pending)
    columns: list[Column[ServiceFigures]] = [
        Column(
            _("Service"),
            lambda line: words.service(Service(line.service)) if line.service else _("All"),
            look="bold",
        ),
        Column(_("Made"), lambda line: number_text(line.made), width=110, align="end"),
        Column(_("Completed"), lambda line: number_text(line.completed), width=110, align="end"),
        Column(_("Pending"), lambda line: number_text(line.pending), width=110, align="end"),
    ]
    yield figures_table(columns, [*referrals.services, whole], name="summary_services", label=_("Referrals"))
    yield 6
    facts = ((_("People referred, each once"), referrals.people), (_("Overdue"), referrals.overdue))
    sentence = "  ·  ".join(f"{label} {number_text(value)}" for label, value in facts)
    yield inset(Text(sentence, "small", tone="text2", wrap=True, name="summary_referred"))


def _charts(figures: MonthFigures) -> QWidget:
    """What was given, a chart for each unit (pieces and grams have no common scale), beside the contacts by month."""
    given = column(spacing=8)
    for unit in Unit:
        bars = sorted(
            ((item.name, item.issued) for item in figures.items if item.unit is unit and item.issued > 0),
            key=lambda bar: -bar[1],
        )
        if bars:
            title = _("Given, {unit}").format(unit=words.unit(unit))
            given.addWidget(SectionHead(title, look="head"))
            given.addWidget(BarChart(title, bars[:_MOST_BARS], name=f"summary_given_{unit}"))
            if len(bars) > _MOST_BARS:
                given.addWidget(Text(_("The table shows the rest."), "small", tone="text2"))
            given.addSpacing(12)
    given.addStretch(1)
    title = _("Contacts each month")
    months = [(short_month_text(past.month.first), past.contacts) for past in figures.earlier]
    months.append((short_month_text(figures.month.first), figures.people.contacts))
    chart = MonthBars(title, months, name="summary_months")
    chart.setFixedHeight(220)
    upright = column(SectionHead(title, look="head"), 8, chart, -1)
    line = row(spacing=48)
    line.addLayout(given, 1)
    line.addLayout(upright, 1)
    return boxed(line)
