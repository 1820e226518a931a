"""Counting a shelf: begin, type what is there, give reasons for what differs, finish.

The book's number is taken when a line is counted and `counted - book` is what gets posted, so goods given out between counting
and finishing do no harm. An empty line is not counted and changes nothing; 0 means that nothing was there.
"""

from dataclasses import dataclass

from desktop.domain.errors import Invalid, NotFound
from desktop.domain.stock import (
    COUNT_REASONS,
    Batch,
    BatchId,
    DocumentKind,
    Item,
    ItemId,
    MovementClass,
    Place,
    PlaceId,
    Posted,
    Reason,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.posting import check_stays_above_zero, known_item
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue, documents, stock, stocktakes
from desktop.storage.documents import Line
from desktop.storage.stocktakes import StocktakeId

__all__ = ["CountLine", "CountSheet", "StocktakeId"]


@dataclass(frozen=True, slots=True)
class CountLine:
    """One batch to count. `counted` is None until somebody counted it; `book` is then the number at that moment."""

    item: Item
    batch: Batch
    book: int
    counted: int | None = None
    reason: Reason | None = None

    @property
    def difference(self) -> int:
        """What counting found more (or less, when negative) than the book said."""
        return 0 if self.counted is None else self.counted - self.book


@dataclass(frozen=True, slots=True)
class CountSheet:
    """A count under way at one place."""

    id: StocktakeId
    place: Place
    begun_at: str
    lines: tuple[CountLine, ...]

    @property
    def counted(self) -> int:
        """How many lines have been counted."""
        return sum(line.counted is not None for line in self.lines)


@action(Permission.CHANGE_STOCK)
def begin_count(session: Session, *, place_id: PlaceId) -> CountSheet:
    """Begin counting a place, or go on with the count under way there. Raises NotFound."""
    if catalogue.place(session.database, place_id) is None:
        raise NotFound()
    found = stocktakes.open_at(session.database, place_id)
    if found is None:
        found = stocktakes.begin(session.database, place_id, at=session.now(), by=session.user.id)
        session.note("count.begin", stocktake=found)
    return _sheet(session, found)


@query(Permission.SEE_STOCK)
def open_counts(session: Session) -> tuple[CountSheet, ...]:
    """The counts under way."""
    return tuple(_sheet(session, found) for found in stocktakes.all_open(session.database))


@query(Permission.SEE_STOCK)
def count_sheet(session: Session, stocktake_id: StocktakeId) -> CountSheet:
    """A count under way. Raises NotFound when it has ended."""
    return _sheet(session, stocktake_id)


@action(Permission.CHANGE_STOCK)
def count_line(
    session: Session,
    *,
    stocktake_id: StocktakeId,
    item_id: ItemId,
    batch_id: BatchId | None,
    counted: int | None,
    reason: Reason | None = None,
) -> CountSheet:
    """Write down what was counted of a batch; None takes the line back to not counted.

    Without a batch it is an item the book has nothing of here: what was found goes in as one without lot or date.
    Raises Invalid, NotFound.
    """
    sheet = _sheet(session, stocktake_id)
    known_item(session, item_id)
    if batch_id is None:
        batch_id = stock.same_batch(session.database, item_id, "", None, session.today()).id
    batch = stock.batch(session.database, batch_id)
    if batch is None or batch.item_id != item_id:
        raise NotFound()
    if counted is None:
        stocktakes.uncount(session.database, stocktake_id, batch_id)
        return _sheet(session, stocktake_id)
    checked_quantity("counted", counted, least=0)
    if reason is not None and reason not in COUNT_REASONS:
        raise Invalid("reason", N_("Choose a reason. Nothing was saved."))
    before = next((line for line in sheet.lines if line.batch.id == batch_id), None)
    same = before is not None and before.counted == counted
    stocktakes.count(
        session.database,
        stocktake_id,
        item_id,
        batch_id,
        sheet.place.id,
        counted=counted,
        # A reason given later must not move the moment of counting.
        book=before.book
        if before is not None and same
        else stocktakes.book(session.database, batch_id, sheet.place.id),
        reason=reason,
        at=session.now(),
        by=session.user.id,
    )
    return _sheet(session, stocktake_id)


@action(Permission.CHANGE_STOCK)
def finish_count(session: Session, *, form_key: str, stocktake_id: StocktakeId) -> Posted | None:
    """Post the differences and end the count; None when everything matched.

    Raises:
        Invalid: Nothing was counted, or a difference has no reason.
        NotEnoughStock: So much was given meanwhile that the difference can't be taken off; count that line again.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    sheet = _sheet(session, stocktake_id)
    if not sheet.counted:
        raise Invalid("lines", N_("No line was counted yet. Nothing was saved. Type what is on the shelf."))
    different = [line for line in sheet.lines if line.difference]
    for line in different:
        if line.reason is None:
            raise Invalid(
                "reason",
                N_("{item} differs and has no reason yet. Nothing was saved. Choose a reason."),
                item=line.item.name,
            )
    posted = None
    if different:
        movements = [
            Line(line.item.id, line.batch.id, sheet.place.id, MovementClass.COUNTED, line.difference, line.reason)
            for line in different
        ]
        day = session.checked_day("occurred_on", session.today())
        check_stays_above_zero(session, movements, day)
        posted = documents.post(
            session.database,
            kind=DocumentKind.STOCKTAKE,
            form_key=form_key,
            occurred_on=day,
            recorded_at=session.now(),
            recorded_by=session.user.id,
            place_id=sheet.place.id,
            lines=movements,
        )
    stocktakes.end(session.database, stocktake_id, at=session.now(), document_id=posted.document_id if posted else None)
    session.note("count.finish", stocktake=stocktake_id, document=posted.document_id if posted else None)
    return posted


@action(Permission.CHANGE_STOCK)
def abandon_count(session: Session, *, stocktake_id: StocktakeId) -> None:
    """End a count without posting anything; what was typed in it stays in the records. Raises NotFound."""
    _sheet(session, stocktake_id)
    stocktakes.end(session.database, stocktake_id, at=session.now(), document_id=None)
    session.note("count.abandon", stocktake=stocktake_id)


def _sheet(session: Session, stocktake_id: StocktakeId) -> CountSheet:
    found = stocktakes.header(session.database, stocktake_id)
    if found is None:
        raise NotFound()
    place = catalogue.place(session.database, found.place_id)
    if place is None:
        raise NotFound()
    counted = stocktakes.lines(session.database, stocktake_id)
    known = {item.id: item for item in catalogue.items(session.database, active_only=False)}
    lines = [
        CountLine(known[held.batch.item_id], held.batch, held.quantity, None)
        if held.batch.id not in counted
        else CountLine(known[held.batch.item_id], held.batch, *counted.pop(held.batch.id))
        for held in stock.held_at(session.database, place.id)
    ]
    for batch_id, values in counted.items():
        batch = stock.batch(session.database, batch_id)
        if batch is not None:
            lines.append(CountLine(known[batch.item_id], batch, *values))
    listed = {line.item.id for line in lines}
    day = session.today()
    lines.extend(
        # An item the book has nothing of can still be found on the shelf, so it is on the sheet too.
        CountLine(item, Batch(BatchId(0), item.id, "", None, day), 0)
        for item in known.values()
        if item.active and item.id not in listed
    )
    lines.sort(
        key=lambda line: (line.item.name.casefold(), line.batch.expires_on is None, line.batch.expires_on or day)
    )
    return CountSheet(stocktake_id, place, found.begun_at, tuple(lines))
