"""The stock keeper's work: goods received, written off, looked up; the catalogue of items and places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.errors import Invalid, NotFound
from desktop.domain.ledger import first_expired_first_out
from desktop.domain.people import checked_line, checked_name
from desktop.domain.stock import (
    WRITE_OFF_REASONS,
    BatchId,
    CardLine,
    Category,
    DocumentId,
    DocumentKind,
    Expiry,
    Held,
    Item,
    ItemId,
    ItemStock,
    MovementClass,
    Pack,
    Place,
    PlaceId,
    Posted,
    Reason,
    Source,
    Unit,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.posting import check_stays_above_zero, document_to_undo, item_on, known_item, reverse
from desktop.operations.session import Session, action, query
from desktop.storage import documents, stock
from desktop.storage.documents import Line

PAGE = 50
SOON = timedelta(days=90)
_FURTHEST_EXPIRY = timedelta(days=365 * 30)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line of goods received, in base units."""

    item_id: ItemId
    quantity: int
    lot: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """An item, its batches (first to expire on top) and its latest movements."""

    stock: ItemStock
    held: tuple[Held, ...]
    last: tuple[CardLine, ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """A page of a stock card, newest line first."""

    item: Item
    lines: tuple[CardLine, ...]
    total: int


@query(Permission.SEE_STOCK)
def stock_list(session: Session, *, text: str = "", only: str = "all") -> tuple[ItemStock, ...]:
    """The stock list by name; `only` is `all`, `low` (below its level, or none) or `expiring` (within 90 days)."""
    lines = stock.stock_list(session.database, session.today(), text=text)
    if only == "low":
        return tuple(line for line in lines if line.item.reorder_level and line.level != "enough")
    if only == "expiring":
        limit = session.today() + SOON
        return tuple(line for line in lines if line.first_expiry is not None and line.first_expiry <= limit)
    return lines


@query(Permission.SEE_STOCK)
def item_detail(session: Session, item_id: ItemId) -> ItemDetail:
    """An item's pane: how many, where, until when, and what moved last. Raises NotFound."""
    item = known_item(session, item_id)
    held = tuple(first_expired_first_out(stock.held_of(session.database, item_id)))
    day = session.today()
    dates = [part.batch.expires_on for part in held if part.batch.expires_on is not None]
    line = ItemStock(
        item=item,
        quantity=sum(part.quantity for part in held),
        usable=sum(part.quantity for part in held if part.batch.expires_on is None or part.batch.expires_on >= day),
        first_expiry=min(dates) if dates else None,
        places=tuple(sorted({part.place.name for part in held})),
    )
    return ItemDetail(line, held, stock.card(session.database, item_id, limit=3)[0])


@query(Permission.SEE_STOCK)
def stock_card(
    session: Session,
    item_id: ItemId,
    *,
    page: int = 0,
    place_id: PlaceId | None = None,
    batch_id: BatchId | None = None,
) -> CardPage:
    """A page of 50 movements with running balance, newest first. Raises NotFound."""
    lines, total = stock.card(
        session.database, item_id, place_id=place_id, batch_id=batch_id, offset=page * PAGE, limit=PAGE
    )
    return CardPage(known_item(session, item_id), lines, total)


@query(Permission.SEE_STOCK)
def items(session: Session, *, active_only: bool = True) -> tuple[Item, ...]:
    """The catalogue by name."""
    return stock.items(session.database, active_only=active_only)


@query(Permission.SEE_STOCK)
def places(session: Session) -> tuple[Place, ...]:
    """The places in use."""
    return stock.places(session.database)


@query(Permission.SEE_STOCK)
def find_barcode(session: Session, code: str) -> ItemId | None:
    """The item a scanned code stands on."""
    return stock.item_with_barcode(session.database, code.strip())


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
) -> Posted:
    """Put goods on the shelf.

    `origin` is the shop, donor or office they came from, not a person. Raises Invalid, MonthClosed, NotFound.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    day = session.checked_day("occurred_on", occurred_on)
    if stock.place(session.database, place_id) is None:
        raise Invalid("place_id", N_("Choose the place where it will stand. Nothing was saved."))
    if not lines:
        raise Invalid("lines", N_("Add what was received. Nothing was saved."))
    posted = documents.post(
        session.database,
        kind=DocumentKind.INTAKE,
        form_key=form_key,
        occurred_on=day,
        recorded_at=session.now(),
        recorded_by=session.user.id,
        place_id=place_id,
        source=source,
        origin=checked_line("origin", origin, longest=120),
        lines=[_arrival(session, line, place_id, day) for line in lines],
    )
    session.note("stock.receive", document=posted.document_id)
    return posted


def _arrival(session: Session, line: Arrival, place_id: PlaceId, day: date) -> Line:
    item = item_on(session, line.item_id, day)
    checked_quantity("quantity", line.quantity)
    expires_on = line.expires_on
    if item.expiry is Expiry.NONE:
        expires_on = None
    elif expires_on is not None and not day - _FURTHEST_EXPIRY <= expires_on <= day + _FURTHEST_EXPIRY:
        raise Invalid("expires_on", N_("{date} cannot be right. Nothing was saved. Check the year."), date=expires_on)
    lot = checked_line("lot", line.lot, longest=40)
    batch = stock.same_batch(session.database, item.id, lot, expires_on, day)
    return Line(item.id, batch.id, place_id, MovementClass.RECEIVED, line.quantity)


@action(Permission.CHANGE_STOCK)
def write_off(
    session: Session,
    *,
    form_key: str,
    item_id: ItemId,
    batch_id: BatchId,
    place_id: PlaceId,
    quantity: int,
    reason: Reason,
    occurred_on: date,
) -> Posted:
    """Take spoiled, lost or expired goods out of the book. Raises Invalid, NotEnoughStock, MonthClosed, NotFound."""
    if done := documents.with_form_key(session.database, form_key):
        return done
    day = session.checked_day("occurred_on", occurred_on)
    checked_quantity("quantity", quantity)
    batch = stock.batch(session.database, batch_id)
    if batch is None or batch.item_id != item_id or stock.place(session.database, place_id) is None:
        raise NotFound()
    if reason not in WRITE_OFF_REASONS:
        raise Invalid("reason", N_("Choose a reason. Nothing was saved."))
    lines = [Line(item_id, batch_id, place_id, MovementClass.WRITTEN_OFF, -quantity, reason)]
    check_stays_above_zero(session, lines, day)
    posted = documents.post(
        session.database,
        kind=DocumentKind.WRITE_OFF,
        form_key=form_key,
        occurred_on=day,
        recorded_at=session.now(),
        recorded_by=session.user.id,
        place_id=place_id,
        lines=lines,
    )
    session.note("stock.write_off", document=posted.document_id)
    return posted


@action(Permission.CHANGE_STOCK)
def undo_stock(session: Session, *, form_key: str, document_id: DocumentId) -> Posted:
    """Undo goods received, a write-off or a count. Raises NotFound, AlreadyReversed, NotAllowed, NotEnoughStock."""
    if done := documents.with_form_key(session.database, form_key):
        return done
    kinds = (DocumentKind.INTAKE, DocumentKind.WRITE_OFF, DocumentKind.STOCKTAKE)
    found = document_to_undo(session, document_id, kinds)
    posted = reverse(session, found, form_key=form_key)
    session.note("stock.undo", document=posted.document_id, undoes=document_id)
    return posted


@action(Permission.CHANGE_STOCK)
def save_item(
    session: Session,
    *,
    item_id: ItemId | None = None,
    name: str,
    category: Category,
    unit: Unit,
    expiry: Expiry,
    packs: Sequence[Pack] = (),
    barcodes: Sequence[str] = (),
    reorder_level: int = 0,
    usual_quantity: int = 1,
    favourite: bool = False,
    icon: str = "item-box",
    active: bool = True,
) -> ItemId:
    """Add an item, or change its facts. The unit stays once the item has moved. Raises Invalid, NotFound."""
    before = None if item_id is None else known_item(session, item_id)
    name = checked_name("name", name)
    same = stock.item_named(session.database, name)
    if same is not None and same != item_id:
        raise Invalid("name", N_("There is already an item of this name. Nothing was saved. Choose another name."))
    if before is not None and before.unit is not unit and stock.has_movements(session.database, before.id):
        raise Invalid("unit", N_("This item has already moved, so its unit stays. Nothing was saved."))
    codes = tuple(dict.fromkeys(code.strip() for code in barcodes if code.strip()))
    for code in codes:
        holder = stock.item_with_barcode(session.database, code)
        if holder is not None and holder != item_id:
            raise Invalid("barcodes", N_("Another item has this barcode. Nothing was saved."))
    kept_packs = {pack.size: Pack(checked_name("packs", pack.name, longest=40), pack.size) for pack in packs}
    for pack in kept_packs.values():
        checked_quantity("packs", pack.size, least=2)
    saved = stock.save_item(
        session.database,
        Item(
            id=item_id or ItemId(0),
            name=name,
            category=category,
            unit=unit,
            expiry=expiry,
            packs=tuple(kept_packs.values()),
            barcodes=codes,
            reorder_level=checked_quantity("reorder_level", reorder_level, least=0),
            usual_quantity=checked_quantity("usual_quantity", usual_quantity),
            favourite=favourite,
            icon=icon,
            active=active,
            created_on=before.created_on if before else session.today(),
        ),
    )
    session.note("item.save", item=saved)
    return saved


@action(Permission.CHANGE_STOCK)
def save_place(session: Session, *, place_id: PlaceId | None = None, name: str, active: bool = True) -> PlaceId:
    """Add a place or change its facts. Raises Invalid."""
    name = checked_name("name", name, longest=60)
    same = stock.place_named(session.database, name)
    if same is not None and same != place_id:
        raise Invalid("name", N_("There is already a place of this name. Nothing was saved. Choose another name."))
    saved = stock.save_place(session.database, place_id, name, active=active)
    session.note("place.save", place=saved)
    return saved
