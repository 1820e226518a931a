"""Kits: what they are made of, packing them, taking them apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from desktop.domain.errors import Invalid, LarderError, NotFound
from desktop.domain.kits import (
    Inside,
    KitStock,
    Packable,
    PackedBatch,
    PackPlan,
    PartPlan,
    Recipe,
    RecipePart,
    come_back,
    earliest,
    first_short,
    how_many,
    one_fund,
    strictest,
)
from desktop.domain.ledger import first_expired_first_out, is_past, take
from desktop.domain.people import folded
from desktop.domain.stock import (
    MOST,
    Batch,
    BatchId,
    DocumentId,
    DocumentKind,
    FundId,
    Item,
    ItemId,
    MovementClass,
    PlaceId,
    PlaceKind,
    Posted,
    RecipeId,
    Taken,
    Unit,
    checked_quantity,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.numbered import refuse_numbered
from desktop.operations.posting import (
    begin_entry,
    check_stays_above_zero,
    held_on,
    item_on,
    known_item,
    known_place,
    post,
)
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue, documents, recipes, stock
from desktop.storage.documents import Line

MOST_PARTS = 50


@query(Permission.SEE_STOCK)
def recipe_of(session: Session, item_id: ItemId) -> Recipe | None:
    """What a kit is made of now; None for what is no kit."""
    return _recipe(session, recipes.latest(session.database, item_id))


@query(Permission.SEE_STOCK)
def kits(session: Session) -> tuple[KitStock, ...]:
    """The kits in use by name, with how many can be packed from what is there today."""
    places = [place for place in catalogue.places(session.database) if place.kind is not PlaceKind.PARTNER]
    found = []
    for item in catalogue.items(session.database):
        recipe = recipe_of(session, item.id) if item.is_kit else None
        if recipe is None:
            continue
        there: dict[PlaceId, dict[ItemId, int]] = {place.id: {} for place in places}
        for part in recipe.parts:
            for held in stock.held_of(session.database, part.item.id):
                if held.place.id in there and not is_past(held, session.today()):
                    at = there[held.place.id]
                    at[part.item.id] = at.get(part.item.id, 0) + held.quantity
        wanted = {part.item.id: part.quantity for part in recipe.parts}
        packable = [Packable(place, how_many(wanted, there[place.id])) for place in places]
        whole: dict[ItemId, int] = defaultdict(int)
        for at in there.values():
            for part_id, quantity in at.items():
                whole[part_id] += quantity
        line = stock.stock_of(session.database, item, session.today())
        found.append(
            KitStock(
                item=item,
                recipe=recipe,
                quantity=line.quantity,
                usable=line.usable,
                packable=tuple(
                    sorted((each for each in packable if each.count), key=lambda each: each.count, reverse=True)
                ),
                short=first_short(recipe, whole),
            )
        )
    return tuple(found)


@action(Permission.CHANGE_STOCK)
def save_recipe(session: Session, *, item_id: ItemId, parts: Sequence[tuple[ItemId, int]]) -> RecipeId:
    """Say what a kit is made of; an item that was none becomes one.

    Kits that are packed keep what they were packed by. What is the same as the last version makes no new one.

    Raises:
        Invalid: For `item_id`: it cannot be a kit. For `parts`: nothing, or something that cannot be in one.
        NotFound: There is no such item.
    """
    kit = known_item(session, item_id)
    _check_kit(session, kit)
    wanted: dict[ItemId, int] = defaultdict(int)
    for part_id, quantity in parts:
        _check_part(session, kit, known_item(session, part_id))
        wanted[part_id] += checked_quantity("parts", quantity)
    if not wanted:
        raise Invalid("parts", N_("Add what is in it. Nothing was saved."))
    if len(wanted) > MOST_PARTS:
        raise Invalid("parts", N_("A kit can hold {most} different items. Nothing was saved."), most=MOST_PARTS)
    for quantity in wanted.values():
        checked_quantity("parts", quantity)
    last = recipes.latest(session.database, item_id)
    if last is None or recipes.parts(session.database, last) != wanted:
        last = recipes.add(session.database, item_id, wanted, made_at=session.now(), made_by=session.user.id)
        session.note("kit.recipe", item=item_id)
    _follow_dates(session, kit, wanted)
    return last


@query(Permission.SEE_STOCK)
def pack_plan(session: Session, *, item_id: ItemId, count: int, place_id: PlaceId, occurred_on: date) -> PackPlan:
    """What packing so many kits would take, and the date they would bear. Nothing is refused for being short.

    Raises:
        Invalid: For `item_id` or `count`.
        NotFound: There is no such item.
    """
    recipe = _known_recipe(session, item_id)
    checked_quantity("count", count)
    parts = []
    for part in recipe.parts:
        helds = held_on(session, part.item.id, occurred_on, at={place_id})
        there = sum(held.quantity for held in helds if not is_past(held, occurred_on))
        wanted = part.quantity * count
        taken = take(part.item, wanted, helds, on=occurred_on) if there >= wanted else ()
        parts.append(PartPlan(part.item, wanted, there, taken))
    return PackPlan(tuple(parts), earliest(each for part in parts for each in part.taken))


@action(Permission.CHANGE_STOCK)
def pack_kits(
    session: Session,
    *,
    form_key: str,
    item_id: ItemId,
    count: int,
    place_id: PlaceId,
    occurred_on: date,
    corrects: DocumentId | None = None,
) -> Posted:
    """Pack kits at a place from what is there, first expired first; nothing past its date goes in.

    The kits are one batch. It bears the packing's number, the earliest date of what went in, and the fund that paid all of
    it, if one did.

    Raises:
        Invalid: For `item_id`, `count`, `place_id` or `occurred_on`.
        NotEnoughStock, PastUseBy, PastBestBefore: Too little of a part is there.
        MonthClosed, NotFound, AlreadyReversed, NotAllowed: As every entry.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    entry = begin_entry(session, form_key=form_key, day=occurred_on, kinds=(DocumentKind.PACK,), corrects=corrects)
    place = known_place(session, "place_id", place_id)
    recipe = _known_recipe(session, item_id)
    kit = item_on(session, item_id, entry.day)
    refuse_numbered(kit)
    checked_quantity("count", count)
    taken: list[tuple[Item, Taken]] = []
    for part in recipe.parts:
        refuse_numbered(part.item)
        wanted = checked_quantity("count", min(part.quantity * count, MOST + 1))
        helds = held_on(session, item_on(session, part.item.id, entry.day).id, entry.day, at={place.id})
        taken.extend((part.item, each) for each in take(part.item, wanted, helds, on=entry.day))
    _follow_dates(session, kit, [part.item.id for part in recipe.parts])
    number = documents.take_number(session.database, DocumentKind.PACK, entry.day)
    fund = one_fund(each for _item, each in taken)
    batch = stock.same_batch(
        session.database,
        kit.id,
        number,
        earliest(each for _item, each in taken),
        entry.day,
        None if fund is None else FundId(fund),
        recipe.id,
    )
    cls = entry.cls(MovementClass.PACKED)
    lines = [Line(item.id, each.batch.id, each.place_id, cls, -each.quantity) for item, each in taken]
    lines.append(Line(kit.id, batch.id, place.id, cls, count))
    posted = post(session, entry, kind=DocumentKind.PACK, lines=lines, place_id=place.id, number=number)
    session.note("stock.pack", document=posted.document_id)
    return posted


@query(Permission.SEE_STOCK)
def packed(session: Session, item_id: ItemId) -> tuple[PackedBatch, ...]:
    """The kits that are there by packing and place, first to expire on top, each with what it was packed by."""
    return tuple(
        PackedBatch(held, _recipe(session, held.batch.recipe_id))
        for held in first_expired_first_out(stock.held_of(session.database, item_id))
    )


@query(Permission.SEE_STOCK)
def unpack_plan(session: Session, *, item_id: ItemId, batch_id: BatchId, count: int) -> tuple[tuple[Item, Inside], ...]:
    """What would come back out of so many kits of a packing, batch by batch. Raises Invalid, NotFound."""
    return tuple((known_item(session, each.item_id), each) for each in _out_of(session, item_id, batch_id, count))


@action(Permission.CHANGE_STOCK)
def unpack_kits(
    session: Session,
    *,
    form_key: str,
    item_id: ItemId,
    batch_id: BatchId,
    place_id: PlaceId,
    count: int,
    occurred_on: date,
) -> Posted:
    """Take kits of one packing apart: the parts come back in the batches they were taken from, first to expire first.

    Raises:
        Invalid: For `batch_id`: the kits came packed, so that nobody knows what is in them. For `count`, `occurred_on`.
        NotEnoughStock: Fewer of that packing are at the place.
        MonthClosed, NotFound: As every entry.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    entry = begin_entry(session, form_key=form_key, day=occurred_on)
    if catalogue.place(session.database, place_id) is None:
        raise NotFound()
    cls = MovementClass.PACKED
    lines = [Line(item_id, batch_id, place_id, cls, -checked_quantity("count", count))]
    # First whether so many are there: what is in them is only known of those that are.
    check_stays_above_zero(session, lines, entry.day)
    out = _out_of(session, item_id, batch_id, count)
    for each in out:
        fund = None if each.fund_id is None else FundId(each.fund_id)
        batch = stock.same_batch(session.database, each.item_id, each.lot, each.expires_on, entry.day, fund)
        lines.append(Line(each.item_id, batch.id, place_id, cls, each.quantity))
    posted = post(session, entry, kind=DocumentKind.UNPACK, lines=lines, place_id=place_id)
    session.note("stock.unpack", document=posted.document_id)
    return posted


def _recipe(session: Session, recipe_id: RecipeId | None) -> Recipe | None:
    found = None if recipe_id is None else recipes.header(session.database, recipe_id)
    if recipe_id is None or found is None:
        return None
    item_id, version, made_at = found
    parts = [
        RecipePart(known_item(session, part_id), quantity)
        for part_id, quantity in recipes.parts(session.database, recipe_id).items()
    ]
    parts.sort(key=lambda part: folded(part.item.name))
    return Recipe(recipe_id, item_id, version, tuple(parts), made_at)


def _known_recipe(session: Session, item_id: ItemId) -> Recipe:
    kit = known_item(session, item_id)
    found = recipe_of(session, item_id)
    if found is None:
        raise Invalid(
            "item_id", N_("Nobody said yet what is in {item}. Nothing was saved. Say it first."), item=kit.name
        )
    return found


def _check_kit(session: Session, kit: Item) -> None:
    if kit.unit is not Unit.PIECE:
        raise Invalid("item_id", N_("A kit is counted in pieces. Nothing was saved. Choose an item that is."))
    if kit.serials:
        raise Invalid(
            "item_id", N_("The pieces of {item} bear numbers, so it can be no kit. Nothing was saved."), item=kit.name
        )
    if not kit.active:
        raise Invalid("item_id", N_("{item} is not in use. Nothing was saved. Choose another item."), item=kit.name)
    if holders := recipes.kits_with(session.database, kit.id):
        raise Invalid(
            "item_id",
            N_("{item} is itself in {kit}, and a kit can be in no other. Nothing was saved."),
            item=kit.name,
            kit=known_item(session, holders[0]).name,
        )


def _check_part(session: Session, kit: Item, part: Item) -> None:
    problem = ""
    if part.id == kit.id or part.is_kit:
        problem = N_("{item} is a kit, and a kit can be in no other. Nothing was saved. Choose what is in it.")
    elif part.serials:
        problem = N_("The pieces of {item} bear numbers, so it can be in no kit. Nothing was saved. Take it out.")
    elif not part.active:
        problem = N_("{item} is not in use. Nothing was saved. Take it out.")
    if problem:
        raise Invalid("parts", problem, item=part.name, item_id=part.id)


def _follow_dates(session: Session, kit: Item, parts: Iterable[ItemId]) -> None:
    """A kit's date means what the strictest of its parts' means."""
    catalogue.save_expiry(session.database, kit.id, strictest(known_item(session, part_id).expiry for part_id in parts))


def _out_of(session: Session, item_id: ItemId, batch_id: BatchId, count: int) -> tuple[Inside, ...]:
    """What comes out of so many kits of a packing."""
    batch: Batch | None = stock.batch(session.database, batch_id)
    if batch is None or batch.item_id != item_id:
        raise NotFound()
    checked_quantity("count", count)
    recipe = _recipe(session, batch.recipe_id)
    if recipe is None:
        raise _unknown_inside()
    inside = recipes.inside(session.database, item_id, batch.lot)
    found: list[Inside] = []
    for part in recipe.parts:
        back = come_back(part.item.id, part.quantity * count, inside)
        if back is None:
            raise _unknown_inside()
        found.extend(back)
    return tuple(found)


def _unknown_inside() -> LarderError:
    return Invalid(
        "batch_id",
        N_(
            "So many of these were not packed here, so nobody knows what is in them. Nothing was saved. Write them off as "
            "damaged, and receive what they held."
        ),
    )
