"""The counter: giving out, undoing, correcting, and the receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.errors import Invalid, NotAllowed, NotFound, PastBestBefore, PastUseBy
from desktop.domain.ledger import first_expired_first_out, is_past, take
from desktop.domain.people import MemberId
from desktop.domain.stock import (
    MOST,
    DocumentId,
    DocumentKind,
    Expiry,
    Held,
    Item,
    ItemId,
    MovementClass,
    Place,
    PlaceId,
    Posted,
    SerialId,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations import receipts
from desktop.operations.found import book_found, lacking
from desktop.operations.numbered import check_carried, taken_serials
from desktop.operations.posting import (
    check_stays_above_zero,
    closed_month_of,
    document_to_undo,
    held_on,
    item_on,
    reverse,
)
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue, documents, people, recipients, serials, stock
from desktop.storage.documents import Header, Line

MOST_HEADS = 10_000


@dataclass(frozen=True, slots=True)
class CounterItem:
    """An item as a tile at the counter."""

    item: Item
    usable: int
    first_expiry: date | None


@dataclass(frozen=True, slots=True)
class Given:
    """One line of a hand-out, in base units.

    Attributes:
        serials: Which pieces, where each bears a number; as many as `quantity`.
        numbers: How those read; only what comes out of the book has them.
    """

    item_id: ItemId
    quantity: int
    name: str = ""
    serials: tuple[SerialId, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenOut:
    """What a hand-out left behind: its number, how many pieces, and how many of each item are left at hand."""

    document_id: DocumentId
    number: str
    pieces: int
    left: dict[ItemId, int]


@dataclass(frozen=True, slots=True)
class Distribution:
    """A hand-out as the counter and the first screen show it."""

    document_id: DocumentId
    number: str
    occurred_on: date
    recorded_at: str
    member_id: MemberId | None
    member_code: str | None
    head_count: int | None
    lines: tuple[Given, ...]
    reversed: bool
    corrects: str | None
    place_id: PlaceId | None = None


@query(Permission.GIVE_OUT)
def counter_items(session: Session, *, place_id: PlaceId | None = None) -> tuple[CounterItem, ...]:
    """What can be given: favourites first, then by name.

    Args:
        place_id: Only what is there, such as in a bag; every item, with what stands in stores and on shelves, when None.
    """
    if place_id is not None:
        return _items_at(session, place_id)
    lines = stock.stock_list(session.database, session.today())
    return tuple(
        CounterItem(line.item, line.at_hand, line.first_expiry)
        for line in sorted(lines, key=lambda line: not line.item.favourite)
    )


def _items_at(session: Session, place_id: PlaceId) -> tuple[CounterItem, ...]:
    there: dict[ItemId, list[Held]] = {}
    for held in stock.held_at(session.database, place_id):
        there.setdefault(held.batch.item_id, []).append(held)
    today = session.today()
    found = [
        CounterItem(
            item,
            sum(held.quantity for held in there[item.id] if not is_past(held, today)),
            first_expired_first_out(there[item.id])[0].batch.expires_on,
        )
        for item in catalogue.items(session.database)
        if item.id in there
    ]
    return tuple(sorted(found, key=lambda line: not line.item.favourite))


@action(Permission.GIVE_OUT)
def give_out(
    session: Session,
    *,
    form_key: str,
    lines: Sequence[Given],
    member_id: MemberId | None = None,
    head_count: int | None = None,
    occurred_on: date,
    past_best_before: bool = False,
    place_id: PlaceId | None = None,
    found: bool = False,
) -> GivenOut:
    """Hand goods to a member, or to a number of people without a name; first expired, first out.

    Args:
        place_id: Where it is taken from, such as a bag or a partner group; from the stores and shelves when None.
        found: It was given though the book knows of too little: what is lacking is entered first as found, and waits
            to be counted.

    Raises:
        Invalid: No line, an impossible number, a date in the future, neither or both of member and head count; for
            `serials`, which numbers are given is not said, or one of them is not there.
        NotEnoughStock: More than is there; its `item_id` tells the line.
        PastUseBy, PastBestBefore: Only goods past their date are left, or a chosen number is past it.
        MonthClosed: The date lies in a closed month.
        NotAllowed: Past a best-before date, or found, without being a coordinator.
    """
    if done := documents.with_form_key(session.database, form_key):
        return _given_out(session, done, lines)
    posted = _give(
        session,
        form_key=form_key,
        lines=lines,
        member_id=member_id,
        head_count=head_count,
        day=session.checked_day("occurred_on", occurred_on),
        past_best_before=past_best_before,
        place_id=place_id,
        found=found,
    )
    session.note("distribution.give", document=posted.document_id)
    return _given_out(session, posted, lines)


@action(Permission.GIVE_OUT)
def undo_distribution(session: Session, *, form_key: str, document_id: DocumentId) -> Posted:
    """Undo a hand-out: everything goes back to where it was. Raises NotFound, AlreadyReversed, NotAllowed."""
    if done := documents.with_form_key(session.database, form_key):
        return done
    found = document_to_undo(session, document_id, (DocumentKind.DISTRIBUTION,))
    posted = reverse(session, found, form_key=form_key)
    session.note("distribution.undo", document=posted.document_id, undoes=document_id)
    return posted


@action(Permission.GIVE_OUT)
def correct_distribution(
    session: Session,
    *,
    form_key: str,
    document_id: DocumentId,
    lines: Sequence[Given],
    member_id: MemberId | None = None,
    head_count: int | None = None,
    past_best_before: bool = False,
    place_id: PlaceId | None = None,
    found: bool = False,
) -> GivenOut:
    """Undo a hand-out and enter it as it really was, in one step; both stay visible. Raises what undoing and giving raise."""
    if done := documents.with_form_key(session.database, form_key):
        return _given_out(session, done, lines)
    before = document_to_undo(session, document_id, (DocumentKind.DISTRIBUTION,))
    undone = reverse(session, before, form_key=f"{form_key}-undo")
    reversal = documents.header(session.database, undone.document_id)
    posted = _give(
        session,
        form_key=form_key,
        lines=lines,
        member_id=member_id,
        head_count=head_count,
        day=reversal.occurred_on if reversal else before.occurred_on,
        past_best_before=past_best_before,
        place_id=place_id,
        found=found,
        corrects=before,
    )
    session.note("distribution.correct", document=posted.document_id, undoes=document_id)
    return _given_out(session, posted, lines)


@query(Permission.GIVE_OUT)
def distribution(session: Session, document_id: DocumentId) -> Distribution:
    """One hand-out. Raises NotFound."""
    found = documents.header(session.database, document_id)
    if found is None or found.kind is not DocumentKind.DISTRIBUTION:
        raise NotFound()
    recipient = recipients.of(session.database, document_id)
    carried = serials.given(session.database, document_id)
    return Distribution(
        document_id=found.id,
        number=found.number,
        occurred_on=found.occurred_on,
        recorded_at=found.recorded_at,
        member_id=recipient[0] if recipient else None,
        member_code=recipient[1] if recipient else None,
        head_count=found.head_count,
        lines=tuple(
            Given(
                item_id,
                quantity,
                name,
                tuple(serial.id for serial in carried.get(item_id, ())),
                tuple(serial.number for serial in carried.get(item_id, ())),
            )
            for item_id, name, quantity in documents.given(session.database, found.id)
        ),
        reversed=found.reversed,
        corrects=documents.number_of(session.database, found.corrects_id),
        place_id=found.place_id,
    )


@query(Permission.GIVE_OUT)
def last_given(session: Session, *, limit: int = 8) -> tuple[Distribution, ...]:
    """The latest hand-outs, newest first; undone ones are marked."""
    return tuple(
        distribution(session, document_id)
        for document_id in documents.latest(session.database, DocumentKind.DISTRIBUTION, limit)
    )


def _give(
    session: Session,
    *,
    form_key: str,
    lines: Sequence[Given],
    member_id: MemberId | None,
    head_count: int | None,
    day: date,
    past_best_before: bool,
    place_id: PlaceId | None,
    found: bool,
    corrects: Header | None = None,
) -> Posted:
    if (past_best_before or found) and not session.allows(Permission.CORRECT):
        raise NotAllowed()
    _check_receiver(session, member_id, head_count)
    wanted = {item_on(session, item_id, day): quantity for item_id, quantity in _wanted(lines).items()}
    # The month it belongs to has been closed and counted it, so it is no hand-out of the month it is entered in.
    late = closed_month_of(session, corrects) if corrects else None
    if found:
        short = {
            item: missing
            for item, quantity in wanted.items()
            if not item.serials
            and (
                missing := lacking(
                    item,
                    quantity,
                    _to_give_from(session, item, day, place_id),
                    day=day,
                    past_best_before=past_best_before,
                )
            )
        }
        if short:
            book_found(session, short, form_key=form_key, day=day, place_id=place_id, late=late)
    cls = MovementClass.CORRECTION if late else MovementClass.ISSUED
    movements: list[Line] = []
    for item, quantity in wanted.items():
        if item.serials:
            chosen = [serial_id for line in lines if line.item_id == item.id for serial_id in line.serials]
            movements += _numbered(session, item, quantity, chosen, cls, day, place_id, past_best_before)
            continue
        helds = _to_give_from(session, item, day, place_id)
        movements.extend(
            Line(item.id, taken.batch.id, taken.place_id, cls, -taken.quantity)
            for taken in take(item, quantity, helds, on=day, past_best_before=past_best_before)
        )
    check_carried(session, movements)
    posted = documents.post(
        session.database,
        kind=DocumentKind.DISTRIBUTION,
        form_key=form_key,
        occurred_on=day,
        recorded_at=session.now(),
        recorded_by=session.user.id,
        lines=movements,
        place_id=place_id,
        head_count=head_count,
        corrects_id=corrects.id if corrects else None,
        corrects_month=str(late) if late else None,
    )
    receipts.keep(session, posted, day, wanted)
    if member_id is not None:
        recipients.add(session.database, posted.document_id, member_id, day)
        session.note("distribution.recipient", people=True, document=posted.document_id)
    return posted


def _to_give_from(session: Session, item: Item, day: date, place_id: PlaceId | None) -> list[Held]:
    return [held for held in held_on(session, item.id, day) if _is_given_from(held.place, place_id)]


def _numbered(
    session: Session,
    item: Item,
    quantity: int,
    chosen: Sequence[SerialId],
    cls: MovementClass,
    day: date,
    place_id: PlaceId | None,
    past_best_before: bool,
) -> list[Line]:
    """The movements of chosen pieces, a line for each batch and place. A date that passed refuses them like any other."""
    places = {
        place.id for place in catalogue.places(session.database, active_only=False) if _is_given_from(place, place_id)
    }
    lines = []
    for (batch_id, at), numbers in taken_serials(session, item, quantity, chosen, at=places, on=day).items():
        batch = stock.batch(session.database, batch_id)
        if batch is not None and batch.expires_on is not None and batch.expires_on < day:
            if item.expiry is not Expiry.BEST_BEFORE:
                raise PastUseBy(item=item.name, item_id=item.id)
            if not past_best_before:
                raise PastBestBefore(item=item.name, item_id=item.id, date=batch.expires_on)
        lines.append(Line(item.id, batch_id, at, cls, -len(numbers), serials=numbers))
    check_stays_above_zero(session, lines, day)
    return lines


def _is_given_from(place: Place, chosen: PlaceId | None) -> bool:
    """From the chosen place alone, or from what is at hand."""
    return place.kind.at_hand if chosen is None else place.id == chosen


def _check_receiver(session: Session, member_id: MemberId | None, head_count: int | None) -> None:
    if (member_id is None) == (head_count is None):
        raise Invalid("member_id", N_("Find the person, or choose a head count. Nothing was saved."))
    if head_count is not None:
        checked_quantity("head_count", head_count)
        if head_count > MOST_HEADS:
            raise Invalid(
                "head_count",
                N_("{heads} people cannot be right. Nothing was saved. Check the number."),
                heads=head_count,
            )
    if member_id is not None:
        found = people.member(session.database, member_id)
        if found is None:
            raise NotFound()
        if not found.active:
            raise Invalid("member_id", N_("This member is not active. Nothing was saved. Make them active first."))


def _wanted(lines: Sequence[Given]) -> dict[ItemId, int]:
    if not lines:
        raise Invalid("lines", N_("Choose what to give. Nothing was saved."))
    wanted: dict[ItemId, int] = {}
    for line in lines:
        checked_quantity("quantity", line.quantity)
        wanted[line.item_id] = wanted.get(line.item_id, 0) + line.quantity
    for quantity in wanted.values():
        checked_quantity("quantity", min(quantity, MOST + 1))
    return wanted


def _given_out(session: Session, posted: Posted, lines: Sequence[Given]) -> GivenOut:
    given = documents.given(session.database, posted.document_id)
    left = {
        item_id: sum(
            held.quantity
            for held in stock.held_of(session.database, item_id)
            if held.place.kind.at_hand and (held.batch.expires_on is None or held.batch.expires_on >= session.today())
        )
        for item_id, _name, _quantity in given
    }
    return GivenOut(posted.document_id, posted.number, sum(quantity for _id, _name, quantity in given), left)
