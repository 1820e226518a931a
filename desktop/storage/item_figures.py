"""Each item's month: what was there, came, went and is left, whom it reached, and when it had run out.

Sums are added up here: sorting and grouping inside the library costs more, since it locks every allocation in memory.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from desktop.domain.people import folded
from desktop.domain.periods import Month
from desktop.domain.stock import Category, ItemId, MovementClass, PlaceKind, Reason, Unit
from desktop.domain.summary import IN_USE_MONTHS, ItemFigures
from desktop.i18n import current
from desktop.storage.connection import Database
from desktop.storage.usable_days import days_without

_WHERE = "batch_id << 16 | place_id"
"""Batch and place in one number, and the item from the batch: of so many rows every value that is read costs."""


@dataclass(slots=True)
class _Batch:
    """A batch over the month: what was there at its start and its end, and what each day changed.

    Attributes:
        ours: Whether this part of it can still be given: what is with a partner group can't.
    """

    expires_on: str | None
    ours: bool
    opening: int = 0
    closing: int = 0
    days: dict[str, int] = field(default_factory=dict)

    def usable(self, quantity: int, day: str) -> int:
        return quantity if self.ours and (self.expires_on is None or self.expires_on >= day) else 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What the book says of batches (their item and date) and places, read once."""

    batches: dict[int, tuple[int, str | None]]
    partners: frozenset[int]


@dataclass(slots=True)
class _Item:
    """An item's month as it is gathered."""

    batches: dict[tuple[int, bool], _Batch] = field(default_factory=dict)
    columns: Counter[str] = field(default_factory=Counter)
    hand_outs: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    to_members: int = 0
    lost: Counter[str] = field(default_factory=Counter)


def _batch(gathered: defaultdict[int, _Item], known: _Known, where: int) -> tuple[_Item, _Batch]:
    """The item, and that part of a batch that is with partner groups, or the part that is not. `where`: see `_WHERE`."""
    batch_id = where >> 16
    item_id, expires_on = known.batches[batch_id]
    item, ours = gathered[item_id], where & 0xFFFF not in known.partners
    found = item.batches.get((batch_id, ours))
    if found is None:
        found = item.batches[batch_id, ours] = _Batch(expires_on, ours)
    return item, found


def item_figures(
    database: Database, month: Month, day: date, members: Mapping[int, int | None], counted: Collection[int]
) -> tuple[ItemFigures, ...]:
    """Each item's month, by name in the language that is spoken.

    Args:
        day: The last day that counts: the month's own, or today.
        members: The month's hand-outs that stand, by document: the member, or None without a name.
        counted: Members who agree to be counted.
    """
    gathered: defaultdict[int, _Item] = defaultdict(_Item)
    known = _known(database)
    _gather_sums(database, month, gathered, known)
    _gather_days(database, month, gathered, known, members, counted)
    in_kits = _given_in_kits(database, month)
    for item_id in in_kits:
        gathered.setdefault(item_id, _Item())
    in_use = _issued_lately(database, month)
    found = []
    names = names_of_items(database)
    for item_id, category, unit, reorder_level, active, created_on in database.rows(
        "SELECT id, category, unit, reorder_level, active, created_on FROM item"
    ):
        item = gathered.get(item_id)
        made_later = created_on > month.last.isoformat()
        if item is None and (made_later or not active):
            continue
        item = item or _Item()
        days, times = 0, 0
        if item_id in in_use or (active and reorder_level > 0 and not made_later):
            first = max(month.first, date.fromisoformat(created_on))
            days, times = days_without((batch for batch in item.batches.values() if batch.ours), first, day)
        found.append(
            replace(
                _figures(item, ItemId(item_id), names[item_id], Category(category), Unit(unit), day=day),
                stock_out_days=days,
                stock_outs=times,
                in_kits=in_kits.get(item_id, 0),
            )
        )
    return tuple(sorted(found, key=lambda item: folded(item.name)))


def names_of_items(database: Database) -> dict[int, str]:
    """What each item is called in the language that is spoken."""
    names: dict[int, str] = dict(database.rows("SELECT id, name FROM item"))
    names.update(database.rows("SELECT item_id, name FROM item_name WHERE language = ?", (current(),)))
    return names


def _known(database: Database) -> _Known:
    return _Known(
        {
            batch_id: (item_id, expires_on)
            for batch_id, item_id, expires_on in database.rows("SELECT id, item_id, expires_on FROM batch")
        },
        frozenset(
            place_id for (place_id,) in database.rows("SELECT id FROM place WHERE kind = ?", (PlaceKind.PARTNER,))
        ),
    )


def _given_in_kits(database: Database, month: Month) -> Counter[int]:
    """How many of each part left inside kits that were given out, by the recipe each kit was packed by.

    A part that was made one with another item since then counts as that one.
    """
    recipes: dict[int, list[tuple[int, int]]] = {}
    for recipe_id, item_id, quantity in database.rows("SELECT recipe_id, item_id, quantity FROM recipe_part"):
        recipes.setdefault(recipe_id, []).append((item_id, quantity))
    if not recipes:
        return Counter()
    packed = dict(database.rows("SELECT id, recipe_id FROM batch WHERE recipe_id IS NOT NULL"))
    merged = dict(database.rows("SELECT id, merged_into FROM item WHERE merged_into IS NOT NULL"))
    found: Counter[int] = Counter()
    for batch_id, issued in database.rows(
        "SELECT batch_id, -quantity FROM month_total WHERE month = ? AND class = 'issued'", (str(month),)
    ):
        for part, quantity in recipes.get(packed.get(batch_id, 0), ()):
            item_id, seen = part, {part}
            while item_id in merged and merged[item_id] not in seen:  # only in a damaged book do items go in a circle
                item_id = merged[item_id]
                seen.add(item_id)
            found[item_id] += issued * quantity
    return Counter({item_id: given for item_id, given in found.items() if given})


def _figures(item: _Item, item_id: ItemId, name: str, category: Category, unit: Unit, *, day: date) -> ItemFigures:
    batches = item.batches.values()
    dates = [batch.expires_on for batch in batches if batch.closing > 0 and batch.expires_on is not None]
    return ItemFigures(
        item_id=item_id,
        name=name,
        category=category,
        unit=unit,
        opening=sum(batch.opening for batch in batches),
        received=item.columns[MovementClass.RECEIVED],
        issued=-item.columns[MovementClass.ISSUED],
        written_off=-item.columns[MovementClass.WRITTEN_OFF],
        counted=item.columns[MovementClass.COUNTED],
        corrections=item.columns[MovementClass.CORRECTION],
        closing=sum(batch.closing for batch in batches),
        usable=sum(batch.usable(batch.closing, day.isoformat()) for batch in batches),
        issued_to_members=item.to_members,
        people_served=len(item.people),
        hand_outs=len(item.hand_outs),
        stock_out_days=0,
        stock_outs=0,
        first_expiry=date.fromisoformat(min(dates)) if dates else None,
        moved=item.columns[MovementClass.MOVED],
        packed=item.columns[MovementClass.PACKED],
        used=-item.columns[MovementClass.USED],
        sold=-item.columns[MovementClass.SOLD],
        lost_by_reason=tuple((reason.value, item.lost[reason]) for reason in Reason if item.lost[reason]),
    )


def _gather_sums(database: Database, month: Month, gathered: defaultdict[int, _Item], known: _Known) -> None:
    """Stock at the end (what is there now less what later months changed), at the start, and the columns between."""
    for where, quantity in database.rows(f"SELECT {_WHERE}, quantity FROM balance WHERE quantity > 0"):
        _item, batch = _batch(gathered, known, where)
        batch.opening += quantity
        batch.closing += quantity
    for where, cls, later, quantity in database.rows(
        f"SELECT {_WHERE}, class, month > :month, quantity FROM month_total WHERE month >= :month",
        {"month": str(month)},
    ):
        item, batch = _batch(gathered, known, where)
        batch.opening -= quantity
        if later:
            batch.closing -= quantity
        else:
            item.columns[cls] += quantity


def _gather_days(
    database: Database,
    month: Month,
    gathered: defaultdict[int, _Item],
    known: _Known,
    members: Mapping[int, int | None],
    counted: Collection[int],
) -> None:
    """What each day changed of each batch, who got what, and why goods were lost."""
    for document_id, where, quantity, day, lost_by in database.rows(
        f"SELECT document_id, {_WHERE}, quantity, occurred_on, CASE class WHEN 'written_off' THEN reason END FROM movement "
        "WHERE occurred_on BETWEEN :first AND :last",
        {"first": month.first.isoformat(), "last": month.last.isoformat()},
    ):
        item, batch = _batch(gathered, known, where)
        batch.days[day] = batch.days.get(day, 0) + quantity
        if lost_by is not None:
            item.lost[lost_by] -= quantity
        if document_id in members:
            item.hand_outs.add(document_id)
            member_id = members[document_id]
            if member_id in counted and member_id is not None:
                item.people.add(member_id)
                item.to_members -= quantity


def _issued_lately(database: Database, month: Month) -> frozenset[int]:
    """Items of which something was given out in the month or the two before."""
    issued: Counter[int] = Counter()
    for item_id, quantity in database.rows(
        "SELECT item_id, quantity FROM month_total WHERE month BETWEEN ? AND ? AND class = 'issued'",
        (str(month.plus(1 - IN_USE_MONTHS)), str(month)),
    ):
        issued[item_id] += quantity
    return frozenset(item_id for item_id, quantity in issued.items() if quantity < 0)
