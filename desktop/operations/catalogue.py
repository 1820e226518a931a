"""The catalogue: items, places and funds."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.errors import Invalid
from desktop.domain.people import checked_name
from desktop.domain.stock import (
    Barcode,
    Category,
    Expiry,
    Fund,
    FundId,
    Item,
    ItemId,
    Pack,
    Place,
    PlaceId,
    PlaceKind,
    Unit,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.posting import known_item
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue


@query(Permission.SEE_STOCK)
def items(session: Session, *, active_only: bool = True) -> tuple[Item, ...]:
    """The catalogue by name."""
    return catalogue.items(session.database, active_only=active_only)


@query(Permission.SEE_STOCK)
def places(session: Session) -> tuple[Place, ...]:
    """The places in use."""
    return catalogue.places(session.database)


@dataclass(frozen=True, slots=True)
class PlaceUse:
    """A place, in use or not, and how many different items stand there."""

    place: Place
    items: int


@query(Permission.SEE_STOCK)
def place_list(session: Session) -> tuple[PlaceUse, ...]:
    """Every place, those in use first."""
    there = catalogue.place_contents(session.database)
    known = catalogue.places(session.database, active_only=False)
    return tuple(PlaceUse(place, there.get(place.id, 0)) for place in sorted(known, key=lambda place: not place.active))


@query(Permission.SEE_STOCK)
def find_barcode(session: Session, code: str) -> ItemId | None:
    """The item a scanned code stands on."""
    return catalogue.item_with_barcode(session.database, code.strip())


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
    barcodes: Sequence[Barcode] = (),
    reorder_level: int = 0,
    usual_quantity: int = 1,
    favourite: bool = False,
    icon: str = "item-box",
    active: bool = True,
    names: Sequence[tuple[str, str]] = (),
    wished_level: int = 0,
    lots: bool = True,
    serials: bool = False,
    worth: int = 0,
    worth_of: int = 1,
) -> ItemId:
    """Add an item, or change its facts.

    The unit, and whether its pieces bear numbers, stay once the item has moved.

    Args:
        names: What it is called in further languages, by language code; empty ones are left out.
        worth: What `worth_of` base units are worth, in minor units; 0 where nobody knows.

    Raises:
        Invalid, NotFound.
    """
    before = None if item_id is None else known_item(session, item_id)
    name = checked_name("name", name)
    same = catalogue.item_named(session.database, name)
    if same is not None and same != item_id:
        raise Invalid("name", N_("There is already an item of this name. Nothing was saved. Choose another name."))
    if before is not None:
        _check_change(session, before, unit=unit, serials=serials, active=active)
    if serials and unit is not Unit.PIECE:
        raise Invalid("serials", N_("Only pieces can bear numbers. Nothing was saved. Choose pieces."))
    kept_packs = _checked_packs(packs)
    codes = _checked_barcodes(session, barcodes, item_id, {1, *(pack.size for pack in kept_packs)})
    saved = catalogue.save_item(
        session.database,
        Item(
            id=item_id or ItemId(0),
            name=name,
            category=category,
            unit=unit,
            expiry=expiry,
            packs=kept_packs,
            barcodes=codes,
            reorder_level=checked_quantity("reorder_level", reorder_level, least=0),
            usual_quantity=checked_quantity("usual_quantity", usual_quantity),
            favourite=favourite,
            icon=icon,
            active=active,
            created_on=before.created_on if before else session.today(),
            main_name=name,
            names=_checked_names(session, names, item_id),
            wished_level=checked_quantity("wished_level", wished_level, least=0),
            lots=lots,
            serials=serials,
            worth=checked_quantity("worth", worth, least=0),
            worth_of=checked_quantity("worth_of", worth_of),
        ),
    )
    session.note("item.save", item=saved)
    return saved


def _check_change(session: Session, before: Item, *, unit: Unit, serials: bool, active: bool) -> None:
    """What cannot change any more. Raises Invalid."""
    if active and before.merged_into is not None:
        raise Invalid("active", N_("This item was made one with another. Nothing was saved. Undo that first."))
    if before.is_kit and serials:
        raise Invalid("serials", N_("Kits bear no numbers. Nothing was saved."))
    if (before.unit, before.serials) == (unit, serials) or not catalogue.has_movements(session.database, before.id):
        return
    if before.unit is not unit:
        raise Invalid("unit", N_("This item has already moved, so its unit stays. Nothing was saved."))
    raise Invalid("serials", N_("This item has already moved, so this stays as it is. Nothing was saved."))


def _checked_packs(packs: Sequence[Pack]) -> tuple[Pack, ...]:
    kept: dict[int, Pack] = {}
    for pack in packs:
        size = checked_quantity("packs", pack.size, least=2)
        if size in kept:
            raise Invalid("packs", N_("Two packs hold {size}. Nothing was saved. Take one of them out."), size=size)
        kept[size] = Pack(checked_name("packs", pack.name, longest=40), size)
    return tuple(kept.values())


def _checked_barcodes(
    session: Session, barcodes: Sequence[Barcode], item_id: ItemId | None, sizes: set[int]
) -> tuple[Barcode, ...]:
    """Args: sizes: What bears a code can hold: one base unit, or a whole pack."""
    kept: dict[str, Barcode] = {}
    for barcode in barcodes:
        code = barcode.code.strip()
        if not code:
            continue
        if barcode.quantity not in sizes:
            raise Invalid("barcodes", N_("A barcode stands on one piece or on a pack. Nothing was saved."))
        if kept.setdefault(code, Barcode(code, barcode.quantity)).quantity != barcode.quantity:
            raise Invalid("barcodes", N_("A barcode stands here twice. Nothing was saved. Take one of them out."))
        if catalogue.item_with_barcode(session.database, code) not in (None, item_id):
            raise Invalid("barcodes", N_("Another item has this barcode. Nothing was saved."))
    return tuple(kept.values())


def _checked_names(
    session: Session, names: Sequence[tuple[str, str]], item_id: ItemId | None
) -> tuple[tuple[str, str], ...]:
    kept = {language: checked_name("names", name) for language, name in names if name.strip()}
    for name in kept.values():
        if catalogue.item_named(session.database, name) not in (None, item_id):
            raise Invalid("names", N_("There is already an item of this name. Nothing was saved. Choose another name."))
    return tuple(sorted(kept.items()))


@action(Permission.CHANGE_STOCK)
def save_place(
    session: Session,
    *,
    place_id: PlaceId | None = None,
    name: str,
    active: bool = True,
    kind: PlaceKind = PlaceKind.SHELF,
) -> PlaceId:
    """Add a place or change its facts.

    A place where something stands, or that is being counted, stays in use; so does the last one there is.

    Raises:
        Invalid.
    """
    name = checked_name("name", name, longest=60)
    same = catalogue.place_named(session.database, name)
    if same is not None and same != place_id:
        raise Invalid("name", N_("There is already a place of this name. Nothing was saved. Choose another name."))
    if place_id is not None and not active:
        _check_can_close(session, place_id)
    saved = catalogue.save_place(session.database, place_id, name, active=active, kind=kind)
    session.note("place.save", place=saved)
    return saved


def _check_can_close(session: Session, place_id: PlaceId) -> None:
    """Raise Invalid for `active` when the place has to stay in use."""
    if not catalogue.is_empty(session.database, place_id):
        raise Invalid(
            "active", N_("Something still stands there. Nothing was saved. Move it to another place, or write it off.")
        )
    if catalogue.is_being_counted(session.database, place_id):
        raise Invalid(
            "active", N_("A count is under way there. Nothing was saved. Finish the count first, or give it up.")
        )
    if {place.id for place in catalogue.places(session.database)} <= {place_id}:
        raise Invalid("active", N_("It is the only place in use. Nothing was saved. Add another place first."))


@query(Permission.SEE_STOCK)
def funds(session: Session, *, active_only: bool = True) -> tuple[Fund, ...]:
    """What can have paid for goods, by name."""
    return catalogue.funds(session.database, active_only=active_only)


@action(Permission.CHANGE_STOCK)
def save_fund(session: Session, *, fund_id: FundId | None = None, name: str, active: bool = True) -> FundId:
    """Add a fund or change its facts. Its name is a grant's, an office's or a programme's, not a person's. Raises Invalid."""
    name = checked_name("name", name, longest=60)
    same = catalogue.fund_named(session.database, name)
    if same is not None and same != fund_id:
        raise Invalid("name", N_("There is already a fund of this name. Nothing was saved. Choose another name."))
    saved = catalogue.save_fund(session.database, fund_id, name, active=active)
    session.note("fund.save", fund=saved)
    return saved
