"""Goods received."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from desktop.domain.errors import Invalid
from desktop.domain.people import checked_line, folded
from desktop.domain.stock import (
    DocumentId,
    DocumentKind,
    Expiry,
    FundId,
    Item,
    ItemId,
    MovementClass,
    Pack,
    PlaceId,
    Posted,
    SerialId,
    Source,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.givers import note_giver
from desktop.operations.numbered import new_serials
from desktop.operations.posting import Entry, begin_entry, item_on, known_item, post
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue, documents, orders, stock
from desktop.storage.documents import Line

_FURTHEST_EXPIRY = timedelta(days=365 * 30)
_MANY_PACKS = 20
_MANY_TIMES = 5


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line of goods received, in base units.

    Attributes:
        numbers: Of pieces that bear one each: as many as came.
    """

    item_id: ItemId
    quantity: int
    lot: str = ""
    expires_on: date | None = None
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unusual:
    """A line that may be a slip of the hand.

    Attributes:
        pack, packs: The pack that makes it up without a rest, and how many; None and 0 where none does.
        usual: What one delivery of the item mostly was; 0 while nobody knows.
    """

    item: Item
    quantity: int
    pack: Pack | None
    packs: int
    usual: int


@action(Permission.CHANGE_STOCK)
def receive_stock(
    session: Session,
    *,
    form_key: str,
    source: Source,
    origin: str,
    place_id: PlaceId,
    lines: Sequence[Arrival],
    occurred_on: date,
    fund_id: FundId | None = None,
    giver: str | None = None,
    order_id: int | None = None,
    corrects: DocumentId | None = None,
) -> Posted:
    """Put goods on the shelf.

    Args:
        origin: The shop, donor or office they came from, not a person.
        fund_id: What paid for them.
        giver: The person who gave them, empty for nobody named; None leaves what a corrected document says about it.
        order_id: The order that they were asked for by. A correction stays with the order of what it corrects.

    Raises:
        Invalid, MonthClosed, NotFound: For what was typed.
        NotAllowed: A giver was named by somebody who may not see people.
    """
    posted = receive(
        session,
        form_key=form_key,
        source=source,
        origin=origin,
        place_id=place_id,
        lines=lines,
        occurred_on=occurred_on,
        fund_id=fund_id,
        giver=giver,
        order_id=order_id,
        corrects=corrects,
    )
    session.note("stock.receive", document=posted.document_id)
    return posted


def receive(
    session: Session,
    *,
    form_key: str,
    source: Source,
    origin: str,
    place_id: PlaceId,
    lines: Sequence[Arrival],
    occurred_on: date,
    fund_id: FundId | None = None,
    giver: str | None = None,
    order_id: int | None = None,
    corrects: DocumentId | None = None,
    tell: Callable[[int], object] = lambda _done: None,
) -> Posted:
    """As `receive_stock`, inside the transaction of whoever calls it, and without an entry in the journal.

    Args:
        tell: Called before each line with how many are done; what it raises ends everything.
    """
    if giver is not None:
        session.require(Permission.SEE_PEOPLE)
    if done := documents.with_form_key(session.database, form_key):
        return done
    entry = begin_entry(session, form_key=form_key, day=occurred_on, kinds=(DocumentKind.INTAKE,), corrects=corrects)
    place = catalogue.place(session.database, place_id)
    if place is None or not place.active:
        raise Invalid("place_id", N_("Choose the place where it will stand. Nothing was saved."))
    if not lines:
        raise Invalid("lines", N_("Add what was received. Nothing was saved."))
    if fund_id is not None and catalogue.fund(session.database, fund_id) is None:
        raise Invalid("fund_id", N_("Choose a fund, or none. Nothing was saved."))
    if order_id is None and corrects is not None:
        order_id = orders.order_of(session.database, corrects)
    elif order_id is not None and not orders.is_open(session.database, order_id):
        raise Invalid("order_id", N_("This order waits for nothing any more. Nothing was saved."))
    _check_numbers_once(lines)
    arrived = []
    for done_lines, line in enumerate(lines):
        tell(done_lines)
        arrived.append(_arrival(session, line, place_id, entry, fund_id, returning=source is Source.RETURN))
    posted = post(
        session,
        entry,
        kind=DocumentKind.INTAKE,
        place_id=place_id,
        source=source,
        origin=checked_line("origin", origin, longest=120),
        fund_id=fund_id,
        lines=arrived,
    )
    if giver is not None:
        note_giver(session, posted.document_id, giver, corrects=corrects)
    if order_id is not None:
        orders.add_delivery(session.database, order_id, posted.document_id)
    return posted


@query(Permission.CHANGE_STOCK)
def unusual_arrivals(session: Session, lines: Sequence[Arrival]) -> tuple[Unusual, ...]:
    """The lines to ask about before they are saved: over 20 packs, or over 5 times what one delivery mostly was.

    Raises:
        NotFound.
    """
    found = []
    for line in lines:
        item = known_item(session, line.item_id)
        if item.serials:
            continue  # each number was typed or scanned
        pack = next((pack for pack in reversed(item.packs) if line.quantity % pack.size == 0), None)
        packs = line.quantity // pack.size if pack else 0
        before = stock.deliveries(session.database, item.id)
        usual = int(median(before)) if before else 0
        if packs > _MANY_PACKS or (usual and line.quantity > usual * _MANY_TIMES):
            found.append(Unusual(item, line.quantity, pack, packs, usual))
    return tuple(found)


def check_expiry(day: date, expires_on: date) -> None:
    """Raise Invalid for `expires_on` when it lies too far from the day of arrival to be right."""
    if not day - _FURTHEST_EXPIRY <= expires_on <= day + _FURTHEST_EXPIRY:
        raise Invalid("expires_on", N_("{date} cannot be right. Nothing was saved. Check the year."), date=expires_on)


def _check_numbers_once(lines: Sequence[Arrival]) -> None:
    seen: set[tuple[ItemId, str]] = set()
    for line in lines:
        for number in line.numbers:
            key = (line.item_id, folded(number))
            if key in seen:
                raise Invalid(
                    "numbers", N_("Number {number} stands twice. Nothing was saved. Take one out."), number=number
                )
            seen.add(key)


def _arrival(
    session: Session, line: Arrival, place_id: PlaceId, entry: Entry, fund_id: FundId | None, *, returning: bool
) -> Line:
    day = entry.day
    item = item_on(session, line.item_id, day)
    checked_quantity("quantity", line.quantity)
    expires_on = line.expires_on
    if item.expiry is Expiry.NONE:
        expires_on = None
    elif expires_on is not None:
        check_expiry(day, expires_on)
    lot = checked_line("lot", line.lot, longest=40) if item.lots else ""
    batch = stock.same_batch(session.database, item.id, lot, expires_on, day, fund_id)
    serials: tuple[SerialId, ...] = ()
    if item.serials:
        if len(line.numbers) != line.quantity:
            raise Invalid(
                "numbers",
                N_("{item}: {wanted} came, and {typed} numbers are typed. Nothing was saved. Type one for each."),
                item=item.name,
                wanted=line.quantity,
                typed=len(line.numbers),
            )
        serials = new_serials(session, item, batch.id, line.numbers, returning=returning, on=day)
    elif line.numbers:
        raise Invalid("numbers", N_("{item} bears no numbers. Nothing was saved. Leave them out."), item=item.name)
    return Line(item.id, batch.id, place_id, entry.cls(MovementClass.RECEIVED), line.quantity, serials=serials)
