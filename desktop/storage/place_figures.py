"""A month's stock by place, and by the fund that paid for it. Sums are added up here, as in `item_figures`."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from desktop.domain.people import folded
from desktop.domain.periods import Month
from desktop.domain.place_figures import FundItemFigures, PlaceItemFigures, PlaceTotals
from desktop.domain.stock import FundId, ItemId, MovementClass, PlaceId, Unit
from desktop.storage import catalogue
from desktop.storage.connection import Database
from desktop.storage.item_figures import names_of_items


@dataclass(frozen=True, slots=True)
class Names:
    """What items, places and funds were called when the month was closed. What is in none of them is called as today."""

    items: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)
    funds: Mapping[int, str] = field(default_factory=dict)


TODAYS = Names()
"""What they are called now."""

_OPENING, _CLOSING, _MOVED_IN, _MOVED_OUT = "opening", "closing", "moved_in", "moved_out"

_Sums = defaultdict[tuple[int, int], Counter[str]]
"""For each place and item: what was there, and the month's columns by class, signed."""


def place_figures(
    database: Database, month: Month, place_id: PlaceId | None = None, *, names: Names = TODAYS
) -> tuple[PlaceItemFigures, ...]:
    """Each item's month at a place, or at every place in the order they were made; lines without anything are left out."""
    sums: _Sums = defaultdict(Counter)
    for item_id, _batch_id, place, column, quantity in _parts(database, month):
        if place_id is None or place == place_id:
            sums[place, item_id][column] += quantity
    for item_id, place, quantity, reverses_id in database.rows(
        "SELECT item_id, place_id, quantity, reverses_id FROM movement WHERE occurred_on BETWEEN ? AND ? AND class = 'moved'",
        (month.first.isoformat(), month.last.isoformat()),
    ):
        if place_id is None or place == place_id:
            # An undone move nets out where it stood: its opposite takes back what went out, and brings nothing in.
            went_out = (quantity < 0) == (reverses_id is None)
            sums[place, item_id][_MOVED_OUT if went_out else _MOVED_IN] += -quantity if went_out else quantity
    known = _items(database, names.items)
    found = [
        line
        for (place, item_id), columns in sums.items()
        if not (line := _place_line(place, item_id, columns, known)).is_empty
    ]
    order = {place.id: number for number, place in enumerate(catalogue.places(database, active_only=False))}
    return tuple(sorted(found, key=lambda line: (order[line.place_id], folded(line.item), line.item_id)))


def places_with_stock(database: Database, month: Month) -> frozenset[PlaceId]:
    """The places where anything was or happened in a month."""
    found: set[int] = set()
    opening: Counter[int] = Counter()
    for _item, _batch, place_id, column, quantity in _parts(database, month):
        if column == _OPENING:
            opening[place_id] += quantity
        elif column != _CLOSING:
            found.add(place_id)
    found |= {place_id for place_id, quantity in opening.items() if quantity}
    return frozenset(PlaceId(place_id) for place_id in found)


def place_totals(database: Database, month: Month, *, names: Names = TODAYS) -> tuple[PlaceTotals, ...]:
    """The month's hand-outs at each place that has any, in the order the places were made."""
    heads: dict[int, dict[int, int]] = defaultdict(dict)
    stand = dict(
        database.rows(
            "SELECT d.id, coalesce(d.head_count, 0) FROM document d WHERE d.kind = 'distribution' "
            "AND d.occurred_on BETWEEN :first AND :last AND +d.reverses_id IS NULL AND d.corrects_month IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM document x WHERE x.reverses_id = d.id)",
            {"first": month.first.isoformat(), "last": month.last.isoformat()},
        )
    )
    for document_id, place_id in database.rows(
        "SELECT document_id, place_id FROM movement WHERE occurred_on BETWEEN ? AND ? AND class = 'issued'",
        (month.first.isoformat(), month.last.isoformat()),
    ):
        if document_id in stand:
            heads[place_id][document_id] = stand[document_id]
    return tuple(
        PlaceTotals(
            place.id, names.places.get(place.id, place.name), len(heads[place.id]), sum(heads[place.id].values())
        )
        for place in catalogue.places(database, active_only=False)
        if place.id in heads
    )


def fund_figures(database: Database, month: Month, *, names: Names = TODAYS) -> tuple[FundItemFigures, ...]:
    """Each item's month by the fund that paid for it, by the fund's name; goods without a fund come last.

    Empty where no goods of the month were paid by a fund.
    """
    paid = dict(database.rows("SELECT id, fund_id FROM batch WHERE fund_id IS NOT NULL"))
    if not paid:
        return ()
    sums: _Sums = defaultdict(Counter)
    for item_id, batch_id, _place, column, quantity in _parts(database, month):
        sums[paid.get(batch_id, 0), item_id][column] += quantity
    known = _items(database, names.items)
    funds = {fund.id: names.funds.get(fund.id, fund.name) for fund in catalogue.funds(database, active_only=False)}
    found = []
    for (fund_id, item_id), columns in sums.items():
        line = _fund_line(fund_id, funds.get(FundId(fund_id), ""), item_id, columns, known)
        if any((line.opening, line.received, line.issued, line.other, line.closing)):
            found.append(line)
    if not any(line.fund_id for line in found):
        return ()
    return tuple(
        sorted(found, key=lambda line: (line.fund_id is None, folded(line.fund), folded(line.item), line.item_id))
    )


def _parts(database: Database, month: Month) -> Iterator[tuple[int, int, int, str, int]]:
    """What makes up the sums: item, batch, place, column, quantity."""
    for item_id, batch_id, place_id, quantity in database.rows(
        "SELECT item_id, batch_id, place_id, quantity FROM balance WHERE quantity > 0"
    ):
        yield item_id, batch_id, place_id, _OPENING, quantity
        yield item_id, batch_id, place_id, _CLOSING, quantity
    this = str(month)
    for item_id, batch_id, place_id, cls, total_of, quantity in database.rows(
        "SELECT item_id, batch_id, place_id, class, month, quantity FROM month_total WHERE month >= ?", (this,)
    ):
        yield item_id, batch_id, place_id, _OPENING, -quantity
        if total_of == this:
            yield item_id, batch_id, place_id, cls, quantity
        else:
            yield item_id, batch_id, place_id, _CLOSING, -quantity


def _items(database: Database, names: Mapping[int, str]) -> dict[int, tuple[str, Unit]]:
    now = names_of_items(database)
    return {
        item_id: (names.get(item_id, now[item_id]), Unit(unit))
        for item_id, unit in database.rows("SELECT id, unit FROM item")
    }


def _place_line(
    place_id: int, item_id: int, columns: Counter[str], known: Mapping[int, tuple[str, Unit]]
) -> PlaceItemFigures:
    name, unit = known[item_id]
    return PlaceItemFigures(
        place_id=PlaceId(place_id),
        item_id=ItemId(item_id),
        item=name,
        unit=unit,
        opening=columns[_OPENING],
        received=columns[MovementClass.RECEIVED],
        moved_in=columns[_MOVED_IN],
        moved_out=columns[_MOVED_OUT],
        issued=-columns[MovementClass.ISSUED],
        written_off=-columns[MovementClass.WRITTEN_OFF],
        counted=columns[MovementClass.COUNTED],
        packed=columns[MovementClass.PACKED],
        used=-columns[MovementClass.USED],
        sold=-columns[MovementClass.SOLD],
        corrections=columns[MovementClass.CORRECTION],
        closing=columns[_CLOSING],
    )


def _fund_line(
    fund_id: int, fund: str, item_id: int, columns: Counter[str], known: Mapping[int, tuple[str, Unit]]
) -> FundItemFigures:
    name, unit = known[item_id]
    apart = (_OPENING, _CLOSING, MovementClass.RECEIVED, MovementClass.ISSUED)
    return FundItemFigures(
        fund_id=FundId(fund_id) if fund_id else None,
        fund=fund,
        item_id=ItemId(item_id),
        item=name,
        unit=unit,
        opening=columns[_OPENING],
        received=columns[MovementClass.RECEIVED],
        issued=-columns[MovementClass.ISSUED],
        other=sum(quantity for column, quantity in columns.items() if column not in apart),
        closing=columns[_CLOSING],
    )
