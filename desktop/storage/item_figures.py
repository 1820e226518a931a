"""Each item's month: what was there, came, went and is left, whom it reached, and when it had run out."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from desktop.domain.periods import Month
from desktop.domain.stock import Category, ItemId, MovementClass, Unit
from desktop.domain.summary import IN_USE_MONTHS, ItemFigures
from desktop.storage.connection import Database


@dataclass(slots=True)
class _Batch:
    """A batch over the month: what was there at its start and its end, and what each day changed."""

    expires_on: str | None
    opening: int = 0
    closing: int = 0
    days: dict[str, int] = field(default_factory=dict)

    def usable(self, quantity: int, day: str) -> int:
        return quantity if self.expires_on is None or self.expires_on >= day else 0


@dataclass(slots=True)
class _Item:
    """An item's month as it is gathered."""

    batches: dict[int, _Batch] = field(default_factory=dict)
    columns: Counter[str] = field(default_factory=Counter)
    hand_outs: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    to_members: int = 0


def item_figures(
    database: Database, month: Month, day: date, members: Mapping[int, int | None], counted: Collection[int]
) -> tuple[ItemFigures, ...]:
    """Each item's month, by name.

    Args:
        day: The last day that counts: the month's own, or today.
        members: The month's hand-outs that stand, by document: the member, or None without a name.
        counted: Members who agree to be counted.
    """
    gathered: defaultdict[int, _Item] = defaultdict(_Item)
    _gather_sums(database, month, gathered)
    _gather_days(database, month, gathered, members, counted)
    in_use = _issued_lately(database, month)
    found = []
    for item_id, name, category, unit, reorder_level, active, created_on in database.rows(
        "SELECT id, name, category, unit, reorder_level, active, created_on FROM item ORDER BY folded"
    ):
        item = gathered.get(item_id)
        made_later = created_on > month.last.isoformat()
        if item is None and (made_later or not active):
            continue
        item = item or _Item()
        days, times = 0, 0
        if item_id in in_use or (active and reorder_level > 0 and not made_later):
            first = max(month.first, date.fromisoformat(created_on))
            days, times = _stock_outs(item.batches.values(), first, day)
        found.append(
            _figures(item, ItemId(item_id), name, Category(category), Unit(unit), day=day, days=days, times=times)
        )
    return tuple(found)


def _figures(
    item: _Item, item_id: ItemId, name: str, category: Category, unit: Unit, *, day: date, days: int, times: int
) -> ItemFigures:
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
        stock_out_days=days,
        stock_outs=times,
        first_expiry=date.fromisoformat(min(dates)) if dates else None,
    )


def _gather_sums(database: Database, month: Month, gathered: defaultdict[int, _Item]) -> None:
    """Stock at the end (what is there now less what later months changed), at the start, and the columns between."""
    # Added up here: sorting and grouping inside the library costs more, since it locks every allocation in memory.
    for item_id, batch_id, expires_on, quantity in database.rows(
        "SELECT k.item_id, k.batch_id, b.expires_on, k.quantity FROM balance k CROSS JOIN batch b ON b.id = k.batch_id "
        "WHERE k.quantity > 0"
    ):
        batch = gathered[item_id].batches.setdefault(batch_id, _Batch(expires_on))
        batch.opening += quantity
        batch.closing += quantity
    for item_id, batch_id, expires_on, cls, later, quantity in database.rows(
        "SELECT t.item_id, t.batch_id, b.expires_on, t.class, t.month > :month, t.quantity FROM month_total t "
        "CROSS JOIN batch b ON b.id = t.batch_id WHERE t.month >= :month",
        {"month": str(month)},
    ):
        batch = gathered[item_id].batches.setdefault(batch_id, _Batch(expires_on))
        batch.opening -= quantity
        if later:
            batch.closing -= quantity
        else:
            gathered[item_id].columns[cls] += quantity


def _gather_days(
    database: Database,
    month: Month,
    gathered: defaultdict[int, _Item],
    members: Mapping[int, int | None],
    counted: Collection[int],
) -> None:
    """What each day changed of each batch, and who got what."""
    for document_id, item_id, batch_id, quantity, day in database.rows(
        "SELECT document_id, item_id, batch_id, quantity, occurred_on FROM movement "
        "WHERE occurred_on BETWEEN :first AND :last",
        {"first": month.first.isoformat(), "last": month.last.isoformat()},
    ):
        item = gathered[item_id]
        days = item.batches.setdefault(batch_id, _Batch(None)).days
        days[day] = days.get(day, 0) + quantity
        if document_id in members:
            item.hand_outs.add(document_id)
            member_id = members[document_id]
            if member_id in counted and member_id is not None:
                item.people.add(member_id)
                item.to_members -= quantity


def _issued_lately(database: Database, month: Month) -> frozenset[int]:
    """Items of which something was given out in the month or the two before."""
    return frozenset(
        item_id
        for (item_id,) in database.rows(
            "SELECT item_id FROM month_total WHERE month BETWEEN ? AND ? AND class = 'issued' "
            "GROUP BY item_id HAVING sum(quantity) < 0",
            (str(month.plus(1 - IN_USE_MONTHS)), str(month)),
        )
    )


def _stock_outs(batches: Iterable[_Batch], first: date, last: date) -> tuple[int, int]:
    """On how many days from `first` to `last` nothing usable was left at the end, and how often that began."""
    batches = list(batches)
    held = [batch.opening for batch in batches]
    yesterday = (first - timedelta(days=1)).isoformat()
    before = any(batch.usable(batch.opening, yesterday) > 0 for batch in batches)
    days, times = 0, 0
    for offset in range((last - first).days + 1):
        day = (first + timedelta(days=offset)).isoformat()
        there = False
        for index, batch in enumerate(batches):
            held[index] += batch.days.get(day, 0)
            there = there or batch.usable(held[index], day) > 0
        days += not there
        times += before and not there
        before = there
    return days, times
