"""A month of one place on A4, or all places side by side with their sum. For the house: it says which bag holds how much."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from desktop.documents.month_paper import (
    FOOT,
    MARGIN,
    ROOM,
    TOP,
    frame,
    head,
    item_name,
    section,
    sentence,
    signing,
    state,
)
from desktop.documents.paper import A4, Block, Sheet, draw_pages, gap, paginate
from desktop.documents.table import Column, table_blocks
from desktop.domain.people import folded
from desktop.domain.periods import Month
from desktop.domain.place_figures import PlaceItemFigures, PlaceTotals
from desktop.domain.stock import PlaceId
from desktop.i18n import _, month_text, number_text, signed_text, speaking

_MOST_BESIDE = 5
"""So many places stand beside each other; the next ones have a table of their own."""


@dataclass(frozen=True, slots=True)
class PlacePaper:
    """What stands on the paper.

    Attributes:
        place_id: Of which place it is; None for all of them.
        names: What the places are called, in the order they were made.
        lines: Of that place, or of every place.
    """

    month: Month
    closed_on: date | None
    made_on: date
    place_id: PlaceId | None
    names: Mapping[PlaceId, str]
    lines: Sequence[PlaceItemFigures]
    totals: Sequence[PlaceTotals]


def place_pdf(paper: PlacePaper, *, language: str) -> bytes:
    """Make the paper as PDF."""
    with speaking(language):
        month = month_text(paper.month.first)
        facts = (_("Internal copy"), *state(paper.closed_on, paper.made_on))
        if paper.place_id is None:
            blocks = [*head(_("{month}, all places").format(month=month), facts), *_side_by_side(paper)]
        else:
            title = _("{month}, {place}").format(month=month, place=paper.names[paper.place_id])
            blocks = [*head(title, facts), *_one_place(paper)]
        pages = paginate([*blocks, *signing()], A4[1] - TOP - FOOT)
        return draw_pages(Sheet(A4), pages, TOP, partial(frame, month=paper.month.first, share=False))


def _one_place(paper: PlacePaper) -> Iterator[Block]:
    total = next((total for total in paper.totals if total.place_id == paper.place_id), None)
    if total is not None:
        parts = ((_("Hand-outs"), total.hand_outs), (_("Head count, no names"), total.head_count))
        yield sentence(" · ".join(f"{label} {number_text(value)}" for label, value in parts))
    yield from section(_("Stock"))
    if not paper.lines:
        yield sentence(_("Nothing stood there this month."))
        return
    parts_of: list[tuple[str, Callable[[PlaceItemFigures], int], bool]] = [
        (_("Received"), lambda line: line.received, True),
        (_("Moved in"), lambda line: line.moved_in, True),
        (_("Moved out"), lambda line: -line.moved_out, True),
        (_("Given"), lambda line: -line.issued, True),
        (_("Used"), lambda line: -line.used, False),
        (_("Sold"), lambda line: -line.sold, False),
        (_("Kits"), lambda line: line.packed, False),
        (_("Written off"), lambda line: -line.written_off, False),
        (_("Counted"), lambda line: line.counted, False),
        (_("Corrections"), lambda line: line.corrections, False),
    ]
    shown = [(name, part) for name, part, always in parts_of if always or any(map(part, paper.lines))]
    columns = [
        Column(_("At the start")),
        *(Column(name) for name, _part in shown),
        Column(_("At the end"), bold=True),
    ]
    rows = [
        (
            item_name(line.item, line.unit),
            [
                number_text(line.opening),
                *(signed_text(part(line)) for _name, part in shown),
                number_text(line.closing),
            ],
        )
        for line in paper.lines
    ]
    yield from table_blocks(MARGIN, ROOM, _("Item"), columns, rows)
    yield gap(3)
    if all(line.adds_up for line in paper.lines):
        yield sentence(_("Adds up: every line's end is its start with all that stands between."))
    else:
        yield sentence(_("Some lines do not add up. Compare them with the stock cards before this paper is used."))


def _side_by_side(paper: PlacePaper) -> Iterator[Block]:
    there = {line.place_id for line in paper.lines}
    places = [place_id for place_id in paper.names if place_id in there]
    if not places:
        yield sentence(_("No stock was kept this month."))
        return
    yield from _beside(paper, places, _("There at the end"), lambda line: line.closing)
    yield from _beside(paper, places, _("Given"), lambda line: line.issued)
    if paper.totals:
        yield from section(_("Hand-outs"))
        columns = [Column(_("Hand-outs")), Column(_("Head count, no names"))]
        rows = [(total.place, [number_text(total.hand_outs), number_text(total.head_count)]) for total in paper.totals]
        yield from table_blocks(MARGIN, ROOM * 0.7, _("Place"), columns, rows)
        yield gap(3)
        yield sentence(_("A hand-out that took from two places stands at both, so these are not added together."))


def _beside(
    paper: PlacePaper, places: Sequence[PlaceId], title: str, value: Callable[[PlaceItemFigures], int]
) -> Iterator[Block]:
    """An item a line, a place a column, the sum of all places in the last one."""
    cells: dict[tuple[int, PlaceId], int] = {}
    names: dict[int, str] = {}
    sums: dict[int, int] = {}
    for line in paper.lines:
        names[line.item_id] = item_name(line.item, line.unit)
        cells[line.item_id, line.place_id] = value(line)
        sums[line.item_id] = sums.get(line.item_id, 0) + value(line)
    items = sorted(
        (item for item in names if any(cells.get((item, place)) for place in places)),
        key=lambda item: folded(names[item]),
    )
    if not items:
        return
    yield from section(title)
    for first in range(0, len(places), _MOST_BESIDE):
        beside = places[first : first + _MOST_BESIDE]
        columns = [*(Column(paper.names[place]) for place in beside), Column(_("All places"), bold=True)]
        rows = [
            (names[item], [*(number_text(cells.get((item, place), 0)) for place in beside), number_text(sums[item])])
            for item in items
        ]
        yield from table_blocks(MARGIN, ROOM, _("Item"), columns, rows)
        yield gap(6)
