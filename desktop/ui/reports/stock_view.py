"""A month's stock on the screen: over all places or at one of them, why goods were lost, kits, and by fund."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from PySide6.QtWidgets import QWidget

from desktop.domain.place_figures import FundItemFigures, PlaceItemFigures, PlaceTotals
from desktop.domain.stock import PlaceId, Reason, Unit
from desktop.domain.summary import ItemFigures, MonthFigures
from desktop.i18n import _, number_text
from desktop.ui import words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import Choice
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.lists import SectionHead
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text, Tone

_SIDE = 12
"""Words stand in line with the words of the tables, which have that much room at their sides."""

_WIDE = 106
_LEAST = 70
"""A column of numbers is at least so wide: `= 1,234` at the edge of a table."""

Part = QWidget | int
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class Apart:
    """The stock by place and by fund.

    Attributes:
        places: What stands to choose from; a choice is offered when there are two or more.
        place_id: The one that is shown; None for all of them.
        lines: Of that place.
        choose: Asked to show another place, or all.
        print_places: Asked for the paper of what is shown.
    """

    choose: Callable[[PlaceId | None], object]
    print_places: Callable[[], object]
    places: tuple[tuple[PlaceId, str], ...] = ()
    place_id: PlaceId | None = None
    lines: tuple[PlaceItemFigures, ...] = ()
    totals: tuple[PlaceTotals, ...] = ()
    funds: tuple[FundItemFigures, ...] = ()


def parts(figures: MonthFigures, apart: Apart, *, narrow: bool) -> Iterator[Part]:
    """The choice of a place, the sum, and what it is made of."""
    if len(apart.places) > 1:
        yield inset(_choice(apart))
        yield 4
    if apart.place_id is not None:
        yield from _place(apart, narrow)
        return
    yield from _stock(figures, narrow)
    yield from _lost(figures)
    yield from _in_kits(figures)
    yield from _funds(apart.funds)


def inset(part: QWidget) -> QWidget:
    """In line with the words of the tables."""
    return boxed(column(part, margins=(_SIDE, 0, _SIDE, 0)))


def _choice(apart: Apart) -> QWidget:
    choice = Choice(name="summary_place", label=_("Place"), height=40)
    choice.set_options([(_("All places"), None), *((name, place_id) for place_id, name in apart.places)])
    choice.set_value(apart.place_id)
    choice.setMinimumWidth(240)
    choice.chosen.connect(apart.choose)
    words_of = _("Print this place") if apart.place_id is not None else _("Print place by place")
    printing = Button(words_of, name="summary_print_places", kind="quiet", icon="print")
    printing.clicked.connect(apart.print_places)
    line = row(choice, printing, -1, spacing=8)
    return boxed(line)


def _stock(figures: MonthFigures, narrow: bool) -> Iterator[Part]:
    """Each item's month as a sum that ties out in its line."""
    if not figures.items:
        yield inset(Text(_("No stock was kept this month."), tone="text2", wrap=True))
        return
    columns = _few_columns(figures.items) if narrow else _columns(figures.items)
    yield figures_table(columns, figures.items, name="summary_items", label=_("Stock"))
    yield 6
    yield _adds_up(figures.adds_up, more=any(map(_other, figures.items)))
    yield from _others(figures.items)


def _adds_up(adds_up: bool, *, more: bool) -> QWidget:
    if not adds_up:
        sentence = _("Some lines do not add up. Compare them with the stock cards before this paper is used.")
    elif more:
        sentence = _("Adds up: every line's end is its start with all that stands between.")
    else:
        sentence = _("Adds up: every line's end is its start with what was received, given, written off and counted.")
    tone: Tone = "text2" if adds_up else "bad"
    return inset(Text(sentence, "small", tone=tone, wrap=True, name="summary_adds_up"))


def _other(item: ItemFigures) -> int:
    """What has no column of its own beside the usual ones: it stands in a table below."""
    return item.packed + item.moved - item.used - item.sold


def _has_other(item: ItemFigures) -> bool:
    return bool(item.packed or item.moved or item.used or item.sold)


def _columns(items: Sequence[ItemFigures]) -> list[Column[ItemFigures]]:
    rare: list[Column[ItemFigures]] = []
    if any(map(_has_other, items)):
        rare.append(_amount(_("Other"), lambda item: _added(_other(item) + item.corrections)))
    elif any(item.corrections for item in items):
        rare.append(_amount(_("Corrections"), lambda item: _added(item.corrections)))
    return [
        Column(_("Item"), item_name, look="bold"),
        _amount(_("At the start"), lambda item: number_text(item.opening)),
        _amount(_("Received"), lambda item: _added(item.received)),
        _amount(_("Given"), lambda item: _added(-item.issued)),
        _amount(_("Written off"), lambda item: _added(-item.written_off)),
        _amount(_("Counted"), lambda item: _added(item.counted)),
        *rare,
        _amount(_("At the end"), lambda item: f"= {number_text(item.closing)}", look="bold"),
        Column(
            _("Adds up"),
            lambda item: _("yes") if item.adds_up else _("no"),
            width=84,
            badge=lambda item: Mark("ok") if item.adds_up else Mark("bad"),
        ),
    ]


def _few_columns(items: Sequence[ItemFigures]) -> list[Column[ItemFigures]]:
    """The same sum for a narrow window or large letters; the sentence below says whether it adds up."""
    return [
        Column(_("Item"), item_name, look="bold"),
        _fitted(_("Start"), lambda item: number_text(item.opening), items),
        _fitted(_("Received"), lambda item: _added(item.received), items),
        _fitted(_("Given"), lambda item: _added(-item.issued), items),
        _fitted(
            _("Adjusted"),
            lambda item: _added(item.counted + item.corrections + _other(item) - item.written_off),
            items,
        ),
        _fitted(_("End"), lambda item: f"= {number_text(item.closing)}", items, last=True),
    ]


def _amount(
    title: str, text: Callable[[ItemFigures], str], look: Literal["body", "bold"] = "body"
) -> Column[ItemFigures]:
    # Seven digits with their sign: some tons of rice in grams.
    return Column(title, text, width=_WIDE + 6 if look == "bold" else _WIDE, align="end", look=look)


def _fitted(title: str, text: Callable[[_R], str], records: Sequence[_R], *, last: bool = False) -> Column[_R]:
    # No wider than its longest number, so that the whole sum stays in sight. At the edge there is more room beside it.
    signs = max(len(title), *(len(text(record)) for record in records))
    return Column(title, text, width=max(_LEAST, (28 if last else 16) + round(7.2 * signs)), align="end", look="small")


def _others(items: Sequence[ItemFigures]) -> Iterator[Part]:
    """What the usual columns leave out, where there is any: a column for each kind."""
    kinds: list[tuple[str, Callable[[ItemFigures], int]]] = [
        (_("Used"), lambda item: -item.used),
        (_("Sold"), lambda item: -item.sold),
        (_("Kits"), lambda item: item.packed),
        (_("Moved"), lambda item: item.moved),
        (_("Corrections"), lambda item: item.corrections),
    ]
    if not any(map(_has_other, items)):
        return
    shown = [(title, part) for title, part in kinds if any(map(part, items))]
    with_any = [item for item in items if any(part(item) for _title, part in shown)]
    yield 24
    yield inset(SectionHead(_("Other changes"), look="head"))
    columns: list[Column[ItemFigures]] = [
        Column(_("Item"), item_name, look="bold"),
        *(_fixed(title, lambda item, part=part: _added(part(item))) for title, part in shown),  # type: ignore[misc]
    ]
    yield figures_table(columns, with_any, name="summary_others", label=_("Other changes"))


def _fixed(title: str, text: Callable[[_R], str]) -> Column[_R]:
    return Column(title, text, width=110, align="end")


def _lost(figures: MonthFigures) -> Iterator[Part]:
    """What was written off, a column for each reason there was."""
    lost = [item for item in figures.items if item.lost_by_reason]
    reasons = [reason for reason in Reason if any(reason in dict(item.lost_by_reason) for item in lost)]
    if not reasons:
        return
    yield 24
    yield inset(SectionHead(_("Written off, by reason"), look="head"))
    columns: list[Column[ItemFigures]] = [
        Column(_("Item"), item_name, look="bold"),
        *(
            _fitted(
                words.reason(reason),
                lambda item, reason=reason: number_text(dict(item.lost_by_reason).get(reason, 0)),  # type: ignore[misc]
                lost,
            )
            for reason in reasons
        ),
    ]
    yield figures_table(columns, lost, name="summary_lost", label=_("Written off, by reason"))


def _in_kits(figures: MonthFigures) -> Iterator[Part]:
    """What went out by itself, and what went out inside kits: the sum counts kits as kits."""
    inside = [item for item in figures.items if item.in_kits]
    if not inside:
        return
    yield 24
    yield inset(SectionHead(_("Given inside kits"), look="head"))
    columns: list[Column[ItemFigures]] = [
        Column(_("Item"), item_name, look="bold"),
        _fixed(_("By itself"), lambda item: number_text(item.issued)),
        _fixed(_("Inside kits"), lambda item: number_text(item.in_kits)),
        _fixed(_("Together"), lambda item: number_text(item.issued + item.in_kits)),
    ]
    yield figures_table(columns, inside, name="summary_in_kits", label=_("Given inside kits"))


def _funds(lines: Sequence[FundItemFigures]) -> Iterator[Part]:
    """What became of the goods each fund paid for, a table for each."""
    if not lines:
        return
    yield 24
    yield inset(SectionHead(_("By fund"), look="head"))
    for fund_id in dict.fromkeys(line.fund_id for line in lines):
        paid = [line for line in lines if line.fund_id == fund_id]
        name = paid[0].fund or _("No fund named")
        yield 8
        yield inset(Text(name, bold=True, wrap=True))
        columns: list[Column[FundItemFigures]] = [
            Column(_("Item"), lambda line: _with_unit(line.item, line.unit)),
            _fitted(_("Start"), lambda line: number_text(line.opening), lines),
            _fitted(_("Received"), lambda line: _added(line.received), lines),
            _fitted(_("Given"), lambda line: _added(-line.issued), lines),
            _fitted(_("Other"), lambda line: _added(line.other), lines),
            _fitted(_("End"), lambda line: f"= {number_text(line.closing)}", lines, last=True),
        ]
        yield figures_table(columns, paid, name=f"summary_fund_{fund_id or 0}", label=name)


def _place(apart: Apart, narrow: bool) -> Iterator[Part]:
    """One place's month, with what was moved there and away."""
    total = next((total for total in apart.totals if total.place_id == apart.place_id), None)
    hand_outs, heads = (total.hand_outs, total.head_count) if total else (0, 0)
    facts = ((_("Hand-outs"), hand_outs), (_("Head count, no names"), heads))
    sentence = "  ·  ".join(f"{label} {number_text(value)}" for label, value in facts)
    yield inset(Text(sentence, "small", tone="text2", wrap=True, name="summary_place_totals"))
    yield 4
    lines = apart.lines
    if not lines:
        yield inset(Text(_("Nothing stood there this month."), tone="text2", wrap=True))
        return
    moved = [
        _fitted(_("Moved in"), lambda line: _added(line.moved_in), lines),
        _fitted(_("Moved out"), lambda line: _added(-line.moved_out), lines),
    ]
    if narrow:
        moved = [_fitted(_("Moved"), lambda line: _added(line.moved_in - line.moved_out), lines)]
    columns: list[Column[PlaceItemFigures]] = [
        Column(_("Item"), lambda line: _with_unit(line.item, line.unit), look="bold"),
        _fitted(_("Start"), lambda line: number_text(line.opening), lines),
        _fitted(_("Received"), lambda line: _added(line.received), lines),
        *moved,
        _fitted(_("Given"), lambda line: _added(-line.issued), lines),
        _fitted(_("Other"), lambda line: _added(_others_there(line)), lines),
        _fitted(_("End"), lambda line: f"= {number_text(line.closing)}", lines, last=True),
    ]
    yield figures_table(columns, lines, name="summary_place_items", label=_("Stock"))
    yield 6
    yield _adds_up(all(line.adds_up for line in lines), more=True)


def _others_there(line: PlaceItemFigures) -> int:
    return line.counted + line.corrections + line.packed - line.written_off - line.used - line.sold


def figures_table(columns: Sequence[Column[_R]], records: Sequence[_R], *, name: str, label: str) -> QWidget:
    """A table as high as its lines, from which nothing is chosen."""
    table: Table[_R] = Table(columns, name=name, label=label, row_height=38, selectable=False, fit=True)
    table.set_rows(records)
    return table


def item_name(item: ItemFigures) -> str:
    """The item, with its unit where that is not pieces."""
    return _with_unit(item.name, item.unit)


def _with_unit(name: str, unit: Unit) -> str:
    return name if unit is Unit.PIECE else _("{item} ({unit})").format(item=name, unit=words.unit(unit))


def _added(value: int) -> str:
    """A part of a sum: + 24, − 4, and a bare 0."""
    if not value:
        return "0"
    sign = "+" if value > 0 else "\N{MINUS SIGN}"
    return f"{sign} {number_text(abs(value))}"
