"""Moving stock from one place to another, and the note that goes with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.documents import NoteLine, TransferNote, transfer_note_pdf
from desktop.domain.errors import AlreadyReversed, Invalid, NotEnoughStock, NotFound
from desktop.domain.ledger import first_expired_first_out, is_past
from desktop.domain.stock import (
    BatchId,
    DocumentId,
    DocumentKind,
    Held,
    Item,
    ItemId,
    MovementClass,
    Place,
    PlaceId,
    Posted,
    Serial,
    SerialId,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_, speaking
from desktop.operations.numbered import taken_serials
from desktop.operations.posting import begin_entry, held_on, item_on, known_item, known_place, post
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue, documents, serials, stock
from desktop.storage.documents import Line

Taken = tuple[BatchId, int, tuple[SerialId, ...]]


@dataclass(frozen=True, slots=True)
class MoveLine:
    """So much of an item, in base units.

    Attributes:
        batch_id: The batch it is of; the first to expire when None.
        serials: Which pieces, where each bears a number.
    """

    item_id: ItemId
    quantity: int
    batch_id: BatchId | None = None
    serials: tuple[SerialId, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemAt:
    """An item and what is of it at one place.

    Attributes:
        held: By batch, first to expire on top.
        numbers: Of an item whose pieces bear numbers, those that are there.
        past: Of it all, what is past its date.
    """

    item: Item
    held: tuple[Held, ...]
    numbers: tuple[Serial, ...]
    past: int

    @property
    def quantity(self) -> int:
        """All that is there, in base units."""
        return sum(held.quantity for held in self.held)


@query(Permission.SEE_STOCK)
def at_place(session: Session, place_id: PlaceId) -> tuple[ItemAt, ...]:
    """What is at a place, by item in the order of names. Raises NotFound."""
    if catalogue.place(session.database, place_id) is None:
        raise NotFound()
    found: dict[ItemId, list[Held]] = {}
    for held in stock.held_at(session.database, place_id):
        found.setdefault(held.batch.item_id, []).append(held)
    today = session.today()
    return tuple(
        ItemAt(
            item,
            tuple(first_expired_first_out(found[item.id])),
            _numbers_at(session, item, place_id),
            sum(held.quantity for held in found[item.id] if is_past(held, today)),
        )
        for item in catalogue.items(session.database, active_only=False)
        if item.id in found
    )


def _numbers_at(session: Session, item: Item, place_id: PlaceId) -> tuple[Serial, ...]:
    if not item.serials:
        return ()
    return tuple(
        found for found in serials.there(session.database, item.id) if found.place and found.place.id == place_id
    )


@action(Permission.CHANGE_STOCK)
def move_stock(
    session: Session,
    *,
    form_key: str,
    from_place_id: PlaceId,
    to_place_id: PlaceId,
    lines: Sequence[MoveLine],
    occurred_on: date,
    corrects: DocumentId | None = None,
) -> Posted:
    """Take goods from one place to another; each keeps its batch.

    Goods past their date may be moved too, for they go back to be written off. Where no batch is chosen they go last.

    Raises:
        Invalid: No line, an impossible number, a place that is not in use, or the same place twice.
        NotEnoughStock: More than is there; its `item_id` tells the line.
        MonthClosed, NotFound, AlreadyReversed, NotAllowed: As in `posting.begin_entry`.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    entry = begin_entry(session, form_key=form_key, day=occurred_on, kinds=(DocumentKind.TRANSFER,), corrects=corrects)
    start = known_place(session, "from_place_id", from_place_id)
    end = known_place(session, "to_place_id", to_place_id)
    if start.id == end.id:
        raise Invalid("to_place_id", N_("It is there already. Nothing was saved. Choose another place."))
    if not lines:
        raise Invalid("lines", N_("Add what is moved. Nothing was saved."))
    cls = entry.cls(MovementClass.MOVED)
    going: list[Line] = []
    for item_id in dict.fromkeys(line.item_id for line in lines):
        item = item_on(session, item_id, entry.day)
        wanted = [line for line in lines if line.item_id == item_id]
        for batch_id, quantity, numbers in _taken(session, item, wanted, start, entry.day):
            going.append(Line(item_id, batch_id, start.id, cls, -quantity, serials=numbers))
    # Everything leaves before anything comes in, so that a number is never at two places.
    coming = [replace(line, place_id=end.id, quantity=-line.quantity) for line in going]
    posted = post(
        session,
        entry,
        kind=DocumentKind.TRANSFER,
        lines=[*going, *coming],
        place_id=start.id,
        to_place_id=end.id,
    )
    session.note("stock.move", document=posted.document_id)
    return posted


def _taken(session: Session, item: Item, wanted: Sequence[MoveLine], start: Place, day: date) -> list[Taken]:
    """What leaves of one item, once for each batch. Chosen batches are served before what may be any."""
    whole = sum(checked_quantity("quantity", line.quantity) for line in wanted)
    checked_quantity("quantity", whole)
    if item.serials:
        chosen = [serial_id for line in wanted for serial_id in line.serials]
        found = taken_serials(session, item, whole, chosen, at=(start.id,), on=day)
        return [(batch_id, len(numbers), numbers) for (batch_id, _place), numbers in found.items()]
    helds = first_expired_first_out(held_on(session, item.id, day, at=(start.id,)))
    helds.sort(key=lambda held: is_past(held, day))
    left = {held.batch.id: held.quantity for held in helds}
    taken: dict[BatchId, int] = {}
    for line in sorted(wanted, key=lambda line: line.batch_id is None):
        for batch_id, part in _from_batches(item, line, left):
            left[batch_id] -= part
            taken[batch_id] = taken.get(batch_id, 0) + part
    return [(batch_id, quantity, ()) for batch_id, quantity in taken.items()]


def _from_batches(item: Item, line: MoveLine, left: dict[BatchId, int]) -> Iterable[tuple[BatchId, int]]:
    """Which batches a line is taken from. Raises NotEnoughStock."""
    open_to = list(left) if line.batch_id is None else [line.batch_id]
    there = sum(max(left.get(batch_id, 0), 0) for batch_id in open_to)
    if there < line.quantity:
        raise NotEnoughStock(item=item.name, item_id=item.id, there=there, wanted=line.quantity)
    parts, missing = [], line.quantity
    for batch_id in open_to:
        part = min(missing, max(left.get(batch_id, 0), 0))
        if part:
            parts.append((batch_id, part))
            missing -= part
    return parts


@action(Permission.CHANGE_STOCK)
def transfer_note_paper(session: Session, *, document_id: DocumentId, language: str) -> bytes:
    """The note that goes with moved stock, as PDF: what it is, and room for what arrived. It names nobody.

    Raises:
        AlreadyReversed: It was undone, so there is nothing on its way.
        NotFound: There is no such document, or it moved nothing between places.
    """
    found = documents.header(session.database, document_id)
    if found is None or found.kind is not DocumentKind.TRANSFER or found.reverses_id is not None:
        raise NotFound()
    if found.reversed:
        raise AlreadyReversed()
    with speaking(language):
        note = TransferNote(
            number=found.number,
            on=found.occurred_on,
            start=_place_name(session, found.place_id),
            end=_place_name(session, found.to_place_id),
            lines=tuple(_note_lines(session, document_id, found.to_place_id)),
        )
        session.note("stock.note", document=document_id)
        return transfer_note_pdf(note, language=language)


def _place_name(session: Session, place_id: PlaceId | None) -> str:
    place = catalogue.place(session.database, place_id) if place_id is not None else None
    return place.name if place else ""


def _note_lines(session: Session, document_id: DocumentId, end: PlaceId | None) -> Iterable[NoteLine]:
    carried = serials.carried(session.database, document_id)
    for movement_id, line in documents.lines(session.database, document_id):
        if line.quantity < 0 or line.place_id != end:
            continue
        item = known_item(session, line.item_id)
        batch = stock.batch(session.database, line.batch_id)
        yield NoteLine(
            name=item.name,
            unit=item.unit,
            quantity=line.quantity,
            pack=item.packs[-1] if item.packs else None,
            lot=batch.lot if batch else "",
            expires_on=batch.expires_on if batch else None,
            numbers=tuple(found.number for found in carried.get(movement_id, ())),
        )
