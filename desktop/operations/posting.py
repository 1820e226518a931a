"""What every stock operation shares: what was there on a day, posting, and undoing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop.domain.errors import AlreadyReversed, Invalid, NotAllowed, NotEnoughStock, NotFound
from desktop.domain.ledger import lowest_since
from desktop.domain.periods import Month
from desktop.domain.stock import (
    DocumentId,
    DocumentKind,
    FundId,
    Held,
    Item,
    ItemId,
    MovementClass,
    Place,
    PlaceId,
    Posted,
    Source,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.numbered import check_carried
from desktop.operations.session import Session
from desktop.storage import catalogue, documents, merging, serials, stock
from desktop.storage.documents import Header, Line
from desktop.system.clock import from_stamp

_OWN_FOR = timedelta(hours=24)


def known_item(session: Session, item_id: ItemId) -> Item:
    """The item. Raises NotFound."""
    found = catalogue.item(session.database, item_id)
    if found is None:
        raise NotFound()
    return found


def known_place(session: Session, field: str, place_id: PlaceId) -> Place:
    """The place, as long as it is in use. Raises Invalid for `field`."""
    found = catalogue.place(session.database, place_id)
    if found is None or not found.active:
        raise Invalid(field, N_("Choose a place that is in use. Nothing was saved."))
    return found


def item_on(session: Session, item_id: ItemId, day: date) -> Item:
    """The item, if the book knew it on that day. Raises NotFound, or Invalid for `occurred_on`."""
    item = known_item(session, item_id)
    if day < item.created_on:
        raise Invalid(
            "occurred_on",
            N_("{item} is in the book only since {date}. Nothing was saved. Type that date or a later one."),
            item=item.name,
            date=item.created_on,
        )
    return item


def held_on(session: Session, item_id: ItemId, day: date, *, at: Collection[PlaceId] | None = None) -> list[Held]:
    """What can be taken of an item on a day: never more than what every later day still had to spare.

    Args:
        at: Only what is at these places; wherever it is when None.
    """
    later = stock.changes_after(session.database, item_id, day) if day < session.today() else {}
    return [
        replace(held, quantity=lowest_since(held.quantity, later.get((held.batch.id, held.place.id), ())))
        for held in stock.held_of(session.database, item_id)
        if at is None or held.place.id in at
    ]


def check_not_merged(session: Session, lines: Sequence[Line]) -> None:
    """Raise Invalid for `item_id` when something would come in under an item that was made one with another."""
    merged = merging.merged(session.database)
    for line in lines:
        if line.quantity > 0 and line.item_id in merged:
            raise Invalid(
                "item_id",
                N_("{item} was made one with {other}. Nothing was saved. Undo that first, in the stock book."),
                item=known_item(session, line.item_id).name,
                other=known_item(session, merged[line.item_id]).name,
            )


def check_stays_above_zero(session: Session, lines: Sequence[Line], day: date) -> None:
    """Raise NotEnoughStock when posting `lines` on `day` would take a batch below zero then or at any later moment."""
    for item_id in {line.item_id for line in lines if line.quantity < 0}:
        there = {(held.batch.id, held.place.id): held.quantity for held in held_on(session, item_id, day)}
        for line in lines:
            if line.item_id == item_id:
                key = (line.batch_id, line.place_id)
                there[key] = there.get(key, 0) + line.quantity
                if there[key] < 0:
                    raise NotEnoughStock(
                        item=known_item(session, item_id).name,
                        item_id=item_id,
                        there=there[key] - line.quantity,
                        wanted=-line.quantity,
                    )


def document_to_undo(session: Session, document_id: DocumentId, kinds: Sequence[DocumentKind]) -> Header:
    """The document, if this person may undo it: their own of the last 24 hours, or any for a coordinator.

    Raises:
        NotFound: There is no such document, or it is a reversal.
        AlreadyReversed: It was undone before.
        NotAllowed: It is somebody else's, or older.
    """
    found = documents.header(session.database, document_id)
    if found is None or found.kind not in kinds or found.reverses_id is not None:
        raise NotFound()
    if found.reversed:
        raise AlreadyReversed()
    own = found.recorded_by == session.user.id and session.clock.now() - from_stamp(found.recorded_at) < _OWN_FOR
    if not own and not session.allows(Permission.CORRECT):
        raise NotAllowed()
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """How a document enters the book.

    Attributes:
        day: The date it bears.
        corrects: The document in whose place it stands; undone by the time this one is posted.
        late: The closed month it belongs to, when that one's month has been closed meanwhile.
    """

    day: date
    form_key: str
    corrects: Header | None = None
    late: Month | None = None

    def cls(self, usual: MovementClass) -> MovementClass:
        """The column its movements belong to: what reaches back into a closed month has one of its own."""
        return MovementClass.CORRECTION if self.late else usual


def begin_entry(
    session: Session,
    *,
    form_key: str,
    day: date,
    kinds: Sequence[DocumentKind] = (),
    corrects: DocumentId | None = None,
) -> Entry:
    """Begin entering a document; one that it corrects is undone in the same transaction, here or in `post`.

    Args:
        kinds: What may be corrected by it.

    Raises:
        Invalid, MonthClosed: As `Session.checked_day`.
        NotFound, AlreadyReversed, NotAllowed, NotEnoughStock: What undoing raises.
    """
    if corrects is None:
        return Entry(session.checked_day("occurred_on", day), form_key)
    found = document_to_undo(session, corrects, kinds)
    if not _is_undone_last(session, found):
        reverse(session, found, form_key=f"{form_key}-undo")
    late = closed_month_of(session, found)
    return Entry(session.today() if late else session.checked_day("occurred_on", day), form_key, found, late)


def post(
    session: Session,
    entry: Entry,
    *,
    kind: DocumentKind,
    lines: Sequence[Line],
    place_id: PlaceId | None = None,
    to_place_id: PlaceId | None = None,
    source: Source | None = None,
    origin: str = "",
    purpose: str = "",
    fund_id: FundId | None = None,
    head_count: int | None = None,
    number: str | None = None,
) -> Posted:
    """Write a document that was begun, and its movements.

    Raises:
        NotEnoughStock: Something would go below zero.
        Invalid: For `serials`: a line of a numbered item carries too few numbers, or one that is not there.
    """
    check_stays_above_zero(session, lines, entry.day)
    check_not_merged(session, lines)
    check_carried(session, lines)
    last = entry.corrects if entry.corrects and _is_undone_last(session, entry.corrects) else None
    posted = documents.post(
        session.database,
        kind=kind,
        form_key=entry.form_key,
        occurred_on=entry.day,
        recorded_at=session.now(),
        recorded_by=session.user.id,
        lines=lines,
        place_id=place_id,
        to_place_id=to_place_id,
        source=source,
        origin=origin,
        purpose=purpose,
        fund_id=fund_id,
        head_count=head_count,
        corrects_id=entry.corrects.id if entry.corrects else None,
        corrects_month=str(entry.late) if entry.late else None,
        number=number,
    )
    if last is not None:
        reverse(session, last, form_key=f"{entry.form_key}-undo")
    return posted


def _is_undone_last(session: Session, found: Header) -> bool:
    """Whether a document that is corrected is undone after the one in its place was written.

    Of what came in, some may be gone already: first what came in truly, then the mistake off, and nothing is below zero in
    between. Pieces with numbers can only come in once they are out.
    """
    return found.kind is DocumentKind.INTAKE and not serials.carried(session.database, found.id)


def closed_month_of(session: Session, found: Header) -> Month | None:
    """The closed month a document belongs to, by its date or by what it corrected itself; None while it is open."""
    month = found.corrects_month or Month.of(found.occurred_on)
    closed = session.last_closed()
    return month if closed is not None and month <= closed else None


def reverse(session: Session, found: Header, *, form_key: str) -> Posted:
    """Undo a document by its opposite.

    In an open month the opposite bears the same date, so that the two net out in every figure. When the month has been closed
    meanwhile it bears today's date and stands among the corrections of earlier months.
    """
    closed = session.last_closed()
    late = closed is not None and Month.of(found.occurred_on) <= closed
    day = session.today() if late else found.occurred_on
    lines = documents.opposite_lines(session.database, found.id, MovementClass.CORRECTION if late else None)
    check_stays_above_zero(session, lines, day)
    check_not_merged(session, lines)
    check_carried(session, lines)
    return documents.post(
        session.database,
        kind=found.kind,
        form_key=form_key,
        occurred_on=day,
        recorded_at=session.now(),
        recorded_by=session.user.id,
        lines=lines,
        place_id=found.place_id,
        to_place_id=found.to_place_id,
        fund_id=found.fund_id,
        head_count=found.head_count,
        reverses_id=found.id,
        corrects_month=str(Month.of(found.occurred_on)) if late else None,
    )
