"""How much of each item people got, and what average monthly use is reckoned from."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from desktop.domain.attention import USE_MONTHS, MonthlyUse
from desktop.domain.periods import Month
from desktop.domain.stock import ItemId, PlaceKind
from desktop.storage.connection import Database
from desktop.storage.usable_days import BatchDays, days_without


def use_window(today: date) -> tuple[Month, Month]:
    """The first and the last of the full calendar months that use is averaged over."""
    this = Month.of(today)
    return this.plus(-USE_MONTHS), this.plus(-1)


def monthly_use(database: Database, today: date) -> dict[ItemId, MonthlyUse]:
    """Every item's use over the last three full months; items that were made one with another count for that one.

    Hand-outs count less what was undone of them in their own month, kits as what they are made of (by the recipe each was
    packed by) and besides as kits. What is with a partner group is not usable here; what the group gave out was used.
    """
    first, last = use_window(today)
    became, since = _items(database)
    issued, opening = _sums(database, first, last, became)
    # One month of history: as long as the last of the three at least.
    known = last.first.isoformat()
    without = _days_without(database, first, last, became, opening)
    days = (last.last - first.first).days + 1
    return {
        item_id: MonthlyUse(issued.get(item_id, 0), days, without.get(item_id, days), created_on <= known)
        for item_id, created_on in since.items()
    }


def issued_lately(database: Database, today: date) -> frozenset[ItemId]:
    """Items people got any of this month or in the two before, each under the item it is kept under now."""
    became, _since = _items(database)
    parts = _parts_of_batches(database)
    found: defaultdict[ItemId, int] = defaultdict(int)
    for back in range(USE_MONTHS):
        for item_id, batch_id, quantity in database.rows(
            "SELECT item_id, batch_id, quantity FROM month_total WHERE month = ? AND class = 'issued'",
            (str(Month.of(today).plus(-back)),),
        ):
            found[became[item_id]] -= quantity
            for part_id, each in parts.get(batch_id, ()):
                found[became[part_id]] -= quantity * each
    return frozenset(item_id for item_id, quantity in found.items() if quantity > 0)


def kept_under(database: Database) -> dict[int, ItemId]:
    """The item each one is kept under now: another one where two turned out to be one, else itself."""
    return _items(database)[0]


def _items(database: Database) -> tuple[dict[int, ItemId], dict[ItemId, str]]:
    """Which item each one is kept under now, and since when the book knows those."""
    rows = database.rows("SELECT id, merged_into, created_on FROM item")
    into = {item_id: merged_into for item_id, merged_into, _created in rows}
    became: dict[int, ItemId] = {}
    since: dict[ItemId, str] = {}
    for item_id, _merged_into, created_on in rows:
        kept, seen = item_id, {item_id}
        # In a damaged book items can go in a circle, or be one with an item that is not there.
        while into[kept] in into and into[kept] not in seen:
            kept = into[kept]
            seen.add(kept)
        became[item_id] = ItemId(kept)
        since[ItemId(kept)] = min(created_on, since.get(ItemId(kept), created_on))
    return became, since


def _parts_of_batches(database: Database) -> dict[int, list[tuple[int, int]]]:
    """What one kit of each batch of kits is made of, by the recipe it was packed by."""
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for batch_id, item_id, quantity in database.rows(
        "SELECT b.id, p.item_id, p.quantity FROM batch b JOIN recipe_part p ON p.recipe_id = b.recipe_id "
        "WHERE b.recipe_id IS NOT NULL"
    ):
        found[batch_id].append((item_id, quantity))
    return found


def _here(database: Database) -> str:
    """What holds for rows of places that are no partner group's; 1 where there is no group, which reads quicker."""
    some = database.row("SELECT 1 FROM place WHERE kind = ?", (PlaceKind.PARTNER,))
    return "1" if some is None else f"place_id NOT IN (SELECT id FROM place WHERE kind = '{PlaceKind.PARTNER}')"


def _sums(
    database: Database, first: Month, last: Month, became: Mapping[int, ItemId]
) -> tuple[dict[ItemId, int], dict[int, int]]:
    """What people got of each item in these months, and how many of each batch were there before the first."""
    here = _here(database)
    opening: defaultdict[int, int] = defaultdict(int)
    # Added up here: sorting and grouping inside the library costs more, since it locks every allocation in memory.
    for batch_id, quantity in database.rows(f"SELECT batch_id, quantity FROM balance WHERE quantity > 0 AND {here}"):
        opening[batch_id] += quantity
    given: defaultdict[int, int] = defaultdict(int)
    batch_item: dict[int, int] = {}
    for item_id, batch_id, quantity, is_here, counts in database.rows(
        f"SELECT item_id, batch_id, quantity, {here}, class = 'issued' AND month <= ? FROM month_total "
        "WHERE month >= ?",
        (str(last), str(first)),
    ):
        if is_here:
            opening[batch_id] -= quantity
        if counts:
            given[batch_id] -= quantity
            batch_item[batch_id] = item_id
    parts = _parts_of_batches(database)
    issued: defaultdict[ItemId, int] = defaultdict(int)
    for batch_id, quantity in given.items():
        issued[became[batch_item[batch_id]]] += quantity
        for part_id, each in parts.get(batch_id, ()):
            issued[became[part_id]] += quantity * each
    return issued, opening


def _days_without(
    database: Database, first: Month, last: Month, became: Mapping[int, ItemId], opening: Mapping[int, int]
) -> dict[ItemId, int]:
    """On how many days of these months nothing usable was left of each item that ever had any."""
    moves: defaultdict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for row in database.rows(
        f"SELECT batch_id, quantity, occurred_on FROM movement WHERE occurred_on BETWEEN ? AND ? AND {_here(database)}",
        (first.first.isoformat(), last.last.isoformat()),
    ):
        moves[row[0]].append(row)
    batches: defaultdict[ItemId, list[tuple[int, str | None]]] = defaultdict(list)
    for batch_id, item_id, expires_on in database.rows("SELECT id, item_id, expires_on FROM batch"):
        if batch_id in moves or opening.get(batch_id):
            batches[became[item_id]].append((batch_id, expires_on))

    def found(of_item: list[tuple[int, str | None]]) -> Iterator[BatchDays]:
        # One by one: the first that lasted all the time answers it.
        for batch_id, expires_on in of_item:
            batch = BatchDays(expires_on, opening.get(batch_id, 0))
            for _batch_id, quantity, day in moves.get(batch_id, ()):
                batch.days[day] = batch.days.get(day, 0) + quantity
            yield batch

    return {item_id: days_without(found(some), first.first, last.last)[0] for item_id, some in batches.items()}
