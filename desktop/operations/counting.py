"""Counting: begin, type or scan what is there, stop and go on.

The book's number is taken when a line is counted and `counted - book` is what gets posted, so goods given out between counting
and finishing do no harm. An empty line is not counted and changes nothing; 0 means that nothing was there.
"""

from collections.abc import Sequence
from datetime import date

from desktop.domain.counting import Accuracy, CountHead, CountLine, CountSheet, Moved, Scanned, StocktakeId
from desktop.domain.errors import Invalid, NotFound
from desktop.domain.ledger import first_expired_first_out
from desktop.domain.stock import (
    COUNT_REASONS,
    Batch,
    BatchId,
    Expiry,
    Held,
    Item,
    ItemId,
    Place,
    PlaceId,
    Reason,
    Serial,
    SerialId,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.count_lines import (
    count_to_change,
    head_of,
    in_scope,
    line_of,
    open_count,
    sheet_of,
    usual_place,
)
from desktop.operations.posting import known_item, known_place
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue, serials, stock, stocktakes
from desktop.storage.stocktakes import Counted, Stocktake, Where

__all__ = ["CountHead", "CountLine", "CountSheet", "StocktakeId"]

LONGEST_LOT = 60


@action(Permission.CHANGE_STOCK)
def begin_count(
    session: Session, *, place_id: PlaceId | None = None, item_ids: Sequence[ItemId] = (), blind: bool = False
) -> CountSheet:
    """Begin counting a place, or chosen items wherever they are, or chosen items at a place.

    A count of the same under way is gone on with, blind or not as it was begun.

    Raises:
        Invalid: For `place_id`: neither a place nor items were chosen, or the place is out of use.
        NotFound: An item is not there.
    """
    if place_id is None and not item_ids:
        raise Invalid("place_id", N_("Choose a place, or the items to count. Nothing was saved."))
    if place_id is not None:
        known_place(session, "place_id", place_id)
    for item_id in item_ids:
        known_item(session, item_id)
    wanted = frozenset(item_ids)
    for found in stocktakes.all_open(session.database):
        if (found.place_id, found.items) == (place_id, wanted):
            return sheet_of(session, found)
    begun = stocktakes.begin(session.database, place_id, wanted, blind=blind, at=session.now(), by=session.user.id)
    session.note("count.begin", stocktake=begun)
    return sheet_of(session, open_count(session, begun))


@query(Permission.SEE_STOCK)
def open_counts(session: Session) -> tuple[CountHead, ...]:
    """The counts under way, those that wait for a second person among them."""
    return tuple(head_of(session, found) for found in stocktakes.all_open(session.database))


@query(Permission.SEE_STOCK)
def count_sheet(session: Session, stocktake_id: StocktakeId) -> CountSheet:
    """A count under way; of a blind one the book's numbers are left out. Raises NotFound when it has ended."""
    return sheet_of(session, open_count(session, stocktake_id))


@action(Permission.CHANGE_STOCK)
def count_line(
    session: Session,
    *,
    stocktake_id: StocktakeId,
    item_id: ItemId,
    batch_id: BatchId | None,
    counted: int | None,
    place_id: PlaceId | None = None,
    reason: Reason | None = None,
    lot: str = "",
    expires_on: date | None = None,
) -> CountLine:
    """Write down what was counted of a batch at a place; None takes the line back to not counted.

    Args:
        batch_id: None for goods that are not on the sheet: they go in as a batch of `lot` and `expires_on`.
        place_id: The place of the count when None.

    Raises:
        Invalid: The number or the reason cannot be, the item's pieces bear numbers, or the count is handed in.
        NotFound: The count has ended, or is not about this.
    """
    found = count_to_change(session, stocktake_id)
    item, place = _of_count(session, found, item_id, place_id)
    if item.serials:
        raise Invalid(
            "counted",
            N_("The pieces of {item} bear numbers. Nothing was saved. Scan or tick each number that is there."),
            item=item.name,
        )
    _check_reason(reason)
    if batch_id is None and counted is None:
        return CountLine(item, Batch(BatchId(0), item.id, "", None, session.today()), place, None if found.blind else 0)
    if counted is not None:
        checked_quantity("counted", counted, least=0)
    batch = _found_batch(session, item, lot, expires_on) if batch_id is None else _batch_of(session, item, batch_id)
    if counted is None:
        stocktakes.uncount(session.database, stocktake_id, (batch.id, place.id))
    else:
        _write(session, found, item, (batch.id, place.id), counted, reason)
    return line_of(session, found, item, batch, place)


@action(Permission.CHANGE_STOCK)
def count_numbers(
    session: Session,
    *,
    stocktake_id: StocktakeId,
    item_id: ItemId,
    batch_id: BatchId,
    found: Sequence[SerialId] | None,
    place_id: PlaceId | None = None,
    reason: Reason | None = None,
) -> CountLine:
    """Write down which numbers of a batch at a place were found; None takes the line back to not counted.

    Raises:
        Invalid: For `found`: one of them is not there by the book.
        NotFound: The count has ended, or is not about this.
    """
    count = count_to_change(session, stocktake_id)
    item, place = _of_count(session, count, item_id, place_id)
    _check_reason(reason)
    batch = _batch_of(session, item, batch_id)
    if found is None:
        stocktakes.uncount(session.database, stocktake_id, (batch.id, place.id))
    else:
        _write_numbers(session, count, item, (batch.id, place.id), found, reason)
    return line_of(session, count, item, batch, place)


@action(Permission.CHANGE_STOCK)
def count_scan(
    session: Session,
    *,
    stocktake_id: StocktakeId,
    code: str,
    batch_id: BatchId | None = None,
    place_id: PlaceId | None = None,
) -> Scanned:
    """Count up the line of a scanned item by what bears the code holds, or tick a scanned number.

    Args:
        batch_id, place_id: The chosen line; it gets the scan when it is of that item, else the first to expire does.

    Raises:
        Invalid: For `code` when nothing bears it; for `item_id` or `number` when it is known and not to be counted here.
        NotFound: The count has ended.
    """
    found = count_to_change(session, stocktake_id)
    code = code.strip()
    hit = catalogue.barcode(session.database, code)
    if hit is None:
        return _scan_number(session, found, code)
    item = known_item(session, hit[0])
    if found.items and item.id not in found.items:
        raise Invalid("item_id", N_("{item} is not among the items of this count. Nothing was saved."), item=item.name)
    if item.serials:
        raise Invalid(
            "number",
            N_("The pieces of {item} bear numbers. Nothing was saved. Scan the number of each one."),
            item=item.name,
        )
    candidates = _candidates(session, found, item)
    chosen = next((part for part in candidates if (part.batch.id, part.place.id) == (batch_id, place_id)), None)
    several = chosen is None and len(candidates) > 1
    if chosen is not None:
        batch, place = chosen.batch, chosen.place
    elif candidates:
        batch, place = candidates[0].batch, candidates[0].place
    else:
        batch, place = _found_batch(session, item, "", None), usual_place(session, found)
    where = (batch.id, place.id)
    before = stocktakes.line(session.database, stocktake_id, where)
    counted = checked_quantity("code", (before.counted if before else 0) + hit[1])
    _write(session, found, item, where, counted, before.reason if before else None)
    return Scanned(line_of(session, found, item, batch, place), hit[1], several)


def _scan_number(session: Session, found: Stocktake, code: str) -> Scanned:
    there = [
        serial
        for serial in serials.with_number(session.database, code)
        if serial.place is not None and (not found.items or serial.item_id in found.items)
    ]
    here = [serial for serial in there if found.place_id is None or _at(serial) == found.place_id]
    if not there:
        raise Invalid(
            "code",
            N_("Nothing in the book bears {code}. Nothing was saved. Link the code to an item, or receive the number."),
            code=code,
        )
    if not here:
        raise Invalid(
            "number",
            N_("Number {number} is at {place} by the book. Nothing was saved. Check the number, or move it first."),
            number=there[0].number,
            place=there[0].place.name if there[0].place else "",
        )
    serial = here[0]
    item = known_item(session, serial.item_id)
    batch = _batch_of(session, item, serial.batch_id)
    place = known_place(session, "place_id", _at(serial))
    where = (batch.id, place.id)
    before = stocktakes.line(session.database, found.id, where)
    seen = {each.serial.id for each in stocktakes.numbers_on(session.database, found.id, where) if each.found}
    still = {each.id for each in _numbers_at(session, item, where)}
    _write_numbers(session, found, item, where, sorted((seen & still) | {serial.id}), before.reason if before else None)
    return Scanned(line_of(session, found, item, batch, place), int(serial.id not in seen), False, serial.number)


def _at(serial: Serial) -> PlaceId:
    return serial.place.id if serial.place is not None else PlaceId(0)


@action(Permission.CHANGE_STOCK)
def decide_moved(
    session: Session,
    *,
    stocktake_id: StocktakeId,
    batch_id: BatchId,
    place_id: PlaceId,
    moved: Moved | None,
) -> CountLine:
    """Say of a line whose stock moved after it was counted whether the count was before that move or after it.

    Stock that moves again later asks again. Raises NotFound when the line is not counted.
    """
    found = count_to_change(session, stocktake_id)
    batch = stock.batch(session.database, batch_id)
    if batch is None:
        raise NotFound()
    item, place = _of_count(session, found, batch.item_id, place_id)
    where = (batch.id, place.id)
    if stocktakes.line(session.database, stocktake_id, where) is None:
        raise NotFound()
    said = None if moved is None else Moved(moved)
    now = None if said is None else stocktakes.book(session.database, item.id, where)
    stocktakes.decide(session.database, stocktake_id, where, said, now)
    return line_of(session, found, item, batch, place)


@action(Permission.CHANGE_STOCK)
def abandon_count(session: Session, *, stocktake_id: StocktakeId) -> None:
    """End a count without posting anything; what was typed in it stays in the records. Raises NotFound."""
    open_count(session, stocktake_id)
    stocktakes.end(session.database, stocktake_id, at=session.now())
    session.note("count.abandon", stocktake=stocktake_id)


@query(Permission.SEE_STOCK)
def last_counted(session: Session) -> dict[ItemId, date]:
    """When each item was last counted; those that never were are absent."""
    return stocktakes.last_counted(session.database)


@query(Permission.SEE_STOCK)
def accuracy(session: Session, *, since: date) -> Accuracy:
    """How many lines matched, of all that were counted in counts finished since that day."""
    found = stocktakes.accuracies(session.database, since=since).values()
    return Accuracy(sum(each.lines for each in found), sum(each.matched for each in found))


# Parts


def _of_count(session: Session, found: Stocktake, item_id: ItemId, place_id: PlaceId | None) -> tuple[Item, Place]:
    item = known_item(session, item_id)
    wanted = place_id if place_id is not None else found.place_id
    place = usual_place(session, found) if wanted is None else catalogue.place(session.database, wanted)
    if place is None or not in_scope(found, item.id, place.id):
        raise NotFound()
    return item, place


def _batch_of(session: Session, item: Item, batch_id: BatchId) -> Batch:
    batch = stock.batch(session.database, batch_id)
    if batch is None or batch.item_id != item.id:
        raise NotFound()
    return batch


def _found_batch(session: Session, item: Item, lot: str, expires_on: date | None) -> Batch:
    """The batch that goods found go in as. Without a date it is one without, even where goods usually have one."""
    lot = lot.strip() if item.lots else ""
    if len(lot) > LONGEST_LOT or not lot.isprintable():
        raise Invalid("lot", N_("This batch number is too long. Nothing was saved. Shorten it."))
    expires = None if item.expiry is Expiry.NONE else expires_on
    return stock.same_batch(session.database, item.id, lot, expires, session.today())


def _check_reason(reason: Reason | None) -> None:
    if reason is not None and reason not in COUNT_REASONS:
        raise Invalid("reason", N_("Choose a reason. Nothing was saved."))


def _candidates(session: Session, found: Stocktake, item: Item) -> list[Held]:
    """The lines a scan of the item may go to, first to expire first."""
    there = {
        (part.batch.id, part.place.id): part
        for part in stock.held_of(session.database, item.id)
        if in_scope(found, item.id, part.place.id)
    }
    for batch_id, place_id in stocktakes.lines_of(session.database, found.id, item.id):
        if (batch_id, place_id) not in there:
            batch, place = _batch_of(session, item, batch_id), catalogue.place(session.database, place_id)
            if place is not None:
                there[batch_id, place_id] = Held(batch, place, 0)
    return first_expired_first_out(there.values())


def _write(session: Session, found: Stocktake, item: Item, where: Where, counted: int, reason: Reason | None) -> None:
    before = stocktakes.line(session.database, found.id, where)
    if before is not None and before.counted == counted:
        # A reason given later must not move the moment of counting.
        line = Counted(item.id, before.book, counted, reason, before.moved, before.seen)
    else:
        book = stocktakes.book(session.database, item.id, where)
        line = Counted(item.id, book, counted, reason, None, None)
    stocktakes.count(session.database, found.id, where, line, at=session.now(), by=session.user.id)


def _numbers_at(session: Session, item: Item, where: Where) -> list[Serial]:
    return [serial for serial in serials.there(session.database, item.id) if (serial.batch_id, _at(serial)) == where]


def _write_numbers(
    session: Session, found: Stocktake, item: Item, where: Where, seen: Sequence[SerialId], reason: Reason | None
) -> None:
    there = _numbers_at(session, item, where)
    if not set(seen) <= {serial.id for serial in there}:
        raise Invalid(
            "found",
            N_("A number that was found is not there by the book. Nothing was saved. Receive it instead."),
        )
    line = Counted(item.id, len(there), len(set(seen)), reason, None, None)
    stocktakes.count(session.database, found.id, where, line, at=session.now(), by=session.user.id)
    stocktakes.count_numbers(session.database, found.id, where, there, seen)
