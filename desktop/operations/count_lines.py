"""What the operations of a count share: which count it is, and its lines as they are now."""

from collections.abc import Collection, Mapping, Sequence

from desktop.domain.counting import CountedNumber, CountHead, CountLine, CountSheet, StocktakeId
from desktop.domain.errors import Invalid, NotFound, VaultDamaged
from desktop.domain.people import folded
from desktop.domain.stock import Batch, BatchId, Held, Item, ItemId, Place, PlaceId
from desktop.i18n.catalogue import N_
from desktop.operations.session import Session
from desktop.storage import catalogue, serials, stock, stocktakes
from desktop.storage.stocktakes import Counted, Stocktake, Where

_FEW = 50
"""So many items are looked up one by one; for more, everything is read at once."""


def open_count(session: Session, stocktake_id: StocktakeId) -> Stocktake:
    """A count that has not ended. Raises NotFound."""
    found = stocktakes.stocktake(session.database, stocktake_id)
    if found is None or found.ended_at is not None:
        raise NotFound()
    return found


def count_to_change(session: Session, stocktake_id: StocktakeId) -> Stocktake:
    """A count whose lines may change. Raises NotFound, or Invalid while it waits for a second person."""
    found = open_count(session, stocktake_id)
    if found.submitted_by is not None:
        raise Invalid(
            "lines",
            N_("This count is handed in and waits for a second person. Nothing was saved. Send it back to change it."),
        )
    return found


def head_of(session: Session, found: Stocktake) -> CountHead:
    """A count without its lines."""
    place = None if found.place_id is None else catalogue.place(session.database, found.place_id)
    items = _items(session, found.items)
    return CountHead(
        id=found.id,
        place=place,
        items=tuple(sorted((items[each] for each in found.items if each in items), key=lambda item: folded(item.name))),
        blind=found.blind,
        begun_at=found.begun_at,
        counted=stocktakes.how_many(session.database, found.id),
        waiting=found.submitted_by is not None and found.ended_at is None,
        own=found.submitted_by == session.user.id,
    )


def in_scope(found: Stocktake, item_id: ItemId, place_id: PlaceId) -> bool:
    """Whether a count is about that item at that place."""
    return (found.place_id is None or place_id == found.place_id) and (not found.items or item_id in found.items)


def usual_place(session: Session, found: Stocktake) -> Place:
    """Where something goes that is found and stands nowhere in the book. Raises NotFound."""
    places = catalogue.places(session.database)
    if found.place_id is not None:
        place = catalogue.place(session.database, found.place_id)
    else:
        place = next((each for each in places if each.kind.at_hand), next(iter(places), None))
    if place is None:
        raise NotFound()
    return place


def held(session: Session, found: Stocktake) -> list[Held]:
    """What the book knows of a count's items at its place."""
    if found.place_id is not None:
        all_of_it: Sequence[Held] = stock.held_at(session.database, found.place_id)
    elif len(found.items) <= _FEW:
        return [part for item_id in found.items for part in stock.held_of(session.database, item_id)]
    else:
        places = catalogue.places(session.database, active_only=False)
        all_of_it = [part for place in places for part in stock.held_at(session.database, place.id)]
    return [part for part in all_of_it if not found.items or part.batch.item_id in found.items]


def sheet_of(session: Session, found: Stocktake, *, reveal: bool = False) -> CountSheet:
    """A count with all its lines: what the book knows of by name, then the items it knows nothing of.

    Args:
        reveal: The book's numbers also where the count is blind, as the review needs them.
    """
    shown = reveal or not found.blind
    places = {place.id: place for place in catalogue.places(session.database, active_only=False)}
    known = {item.id: item for item in catalogue.items(session.database, active_only=False)}
    counted = stocktakes.lines(session.database, found.id)
    numbers = stocktakes.numbers(session.database, found.id)
    there: dict[Where, tuple[Batch, int]] = {
        (part.batch.id, part.place.id): (part.batch, part.quantity) for part in held(session, found)
    }
    for where in counted:
        if where not in there and (batch := stock.batch(session.database, where[0])) is not None:
            there[where] = (batch, 0)
    if not {place_id for _batch, place_id in there} <= set(places):
        raise VaultDamaged
    waiting = {batch.item_id for where, (batch, _now) in there.items() if where not in counted}
    expected = _expected(session, [known[item_id] for item_id in waiting]) if shown else {}
    lines = [
        _line(
            known[batch.item_id],
            batch,
            places[where[1]],
            now,
            counted.get(where),
            numbers.get(where, ()) if where in counted else expected.get(where, ()),
            shown=shown,
        )
        for where, (batch, now) in there.items()
    ]
    lines.sort(key=_in_order)
    listed = {line.item.id for line in lines}
    rest = [
        item
        for item in known.values()
        if item.id not in listed and (item.id in found.items if found.items else item.active and not item.merged_into)
    ]
    place = usual_place(session, found) if rest else None
    # An item the book has nothing of can still be found, so it is on the sheet too.
    lines.extend(
        _empty(session, item, place, shown=shown)
        for item in sorted(rest, key=lambda item: folded(item.name))
        if place is not None and not item.serials
    )
    return CountSheet(head_of(session, found), tuple(lines))


def counted_lines(session: Session, found: Stocktake) -> tuple[CountLine, ...]:
    """The lines that were counted, with the book's numbers also where the count is blind: what a review or posting needs."""
    counted = stocktakes.lines(session.database, found.id)
    numbers = stocktakes.numbers(session.database, found.id)
    places = {place.id: place for place in catalogue.places(session.database, active_only=False)}
    known = _items(session, {line.item_id for line in counted.values()})
    lines = []
    for where, line in counted.items():
        batch = stock.batch(session.database, where[0])
        if batch is not None:
            now = stocktakes.book(session.database, line.item_id, where)
            item, place = known.get(line.item_id), places.get(where[1])
            if item is None or place is None:
                raise VaultDamaged
            lines.append(_line(item, batch, place, now, line, numbers.get(where, ()), shown=True))
    return tuple(sorted(lines, key=_in_order))


def uncounted(session: Session, found: Stocktake) -> int:
    """How many lines the book knows of were not counted."""
    counted = stocktakes.lines(session.database, found.id)
    return sum((part.batch.id, part.place.id) not in counted for part in held(session, found))


def _items(session: Session, wanted: Collection[ItemId]) -> dict[ItemId, Item]:
    if len(wanted) <= _FEW:
        items = (catalogue.item(session.database, item_id) for item_id in wanted)
        return {item.id: item for item in items if item is not None}
    return {item.id: item for item in catalogue.items(session.database, active_only=False)}


def _in_order(line: CountLine) -> tuple[object, ...]:
    expires = line.batch.expires_on
    return folded(line.item.name), expires is None, expires or line.batch.received_on, line.place.name, line.batch.id


def _empty(session: Session, item: Item, place: Place, *, shown: bool) -> CountLine:
    batch = Batch(BatchId(0), item.id, "", None, session.today())
    return CountLine(item, batch, place, 0 if shown else None, now=0 if shown else None)


def _expected(session: Session, items: Sequence[Item]) -> Mapping[Where, tuple[CountedNumber, ...]]:
    """The numbers that should be found, of lines nobody counted yet."""
    found: dict[Where, list[CountedNumber]] = {}
    for item in items:
        for serial in serials.there(session.database, item.id) if item.serials else ():
            if serial.place is not None:
                found.setdefault((serial.batch_id, serial.place.id), []).append(CountedNumber(serial, False))
    return {where: tuple(each) for where, each in found.items()}


def line_of(session: Session, found: Stocktake, item: Item, batch: Batch, place: Place) -> CountLine:
    """One line as it is now."""
    where = (batch.id, place.id)
    shown = not found.blind
    counted = stocktakes.line(session.database, found.id, where)
    numbers: tuple[CountedNumber, ...] = ()
    if item.serials and counted is not None:
        numbers = stocktakes.numbers_on(session.database, found.id, where)
    elif item.serials and shown:
        numbers = tuple(_expected(session, [item]).get(where, ()))
    now = stocktakes.book(session.database, item.id, where)
    return _line(item, batch, place, now, counted, numbers, shown=shown)


def _line(
    item: Item,
    batch: Batch,
    place: Place,
    now: int,
    counted: Counted | None,
    numbers: Sequence[CountedNumber],
    *,
    shown: bool,
) -> CountLine:
    # What was not found and has left the house meanwhile was not missing.
    kept = tuple(
        each
        for each in numbers
        if each.found or (shown and each.serial.place == place and each.serial.batch_id == batch.id)
    )
    if counted is None:
        return CountLine(item, batch, place, now if shown else None, now=now if shown else None, numbers=kept)
    return CountLine(
        item,
        batch,
        place,
        counted.book if shown else None,
        counted.counted,
        counted.reason,
        now if shown else None,
        counted.moved,
        counted.seen if shown else None,
        kept,
    )
