"""What needs attention: what ran out, runs low, expires or waits to be counted; how long stock lasts; what to order."""

from collections import defaultdict
from datetime import date, timedelta

from desktop.domain.attention import (
    COUNT_AGAIN_DAYS,
    LATER_DAYS,
    SOON_DAYS,
    Attention,
    Expiring,
    MonthlyUse,
    NotCounted,
    Suggestion,
    suggested,
    wanted_level,
)
from desktop.domain.ledger import first_expired_first_out
from desktop.domain.stock import Held, ItemId, ItemStock
from desktop.domain.users import Permission
from desktop.operations import orders
from desktop.operations.posting import known_item
from desktop.operations.session import Session, query
from desktop.storage import consumption, stock, stocktakes


@query(Permission.SEE_STOCK)
def attention(session: Session) -> Attention:
    """Everything that waits for somebody; in each list the most urgent first."""
    lines = stock.stock_list(session.database, session.today())
    use = consumption.monthly_use(session.database, session.today())
    expired, soon, later = _expiring(session, lines)
    return Attention(
        out=_out(session, lines),
        below=tuple(sorted((line for line in lines if line.level == "low"), key=_share_left)),
        expired=expired,
        expiring_30=soon,
        expiring_90=later,
        not_counted=not_counted(session, lines),
        flagged=flagged(lines),
        months={line.item.id: use[line.item.id].lasts(line.usable) for line in lines},
        use=use,
    )


@query(Permission.SEE_STOCK)
def monthly_use(session: Session) -> dict[ItemId, MonthlyUse]:
    """Every item's use by people, from which it follows how long stock lasts: `use[item.id].lasts(line.usable)`."""
    return consumption.monthly_use(session.database, session.today())


@query(Permission.SEE_STOCK)
def suggestions(session: Session) -> tuple[Suggestion, ...]:
    """What to ask for: items with nothing usable left, or under their level, or that last for less than a month.

    What is on order counts as if it were there; an item of which nothing more is missing is left out.
    """
    lines = stock.stock_list(session.database, session.today())
    use = consumption.monthly_use(session.database, session.today())
    out = {line.item.id for line in _out(session, lines)}
    waiting = orders.on_order(session)
    found = []
    for line in lines:
        item = line.item
        lasts = use[item.id].lasts(line.usable)
        level = item.reorder_level or item.wished_level
        if item.id not in out and line.usable >= level and (lasts.months is None or lasts.months >= 1):
            continue
        wanted = wanted_level(item, use[item.id])
        quantity, pack = suggested(item, wanted, line.usable, waiting.get(item.id, 0))
        if quantity:
            found.append(Suggestion(line, lasts, wanted, waiting.get(item.id, 0), quantity, pack))
    return tuple(found)


def out_of_use(session: Session, lines: tuple[ItemStock, ...]) -> tuple[ItemStock, ...]:
    """Items without a reorder level of which nothing usable is left, though people got some lately."""
    return tuple(line for line in _out(session, lines) if not line.item.reorder_level)


def flagged(lines: tuple[ItemStock, ...]) -> tuple[ItemStock, ...]:
    """Items to be counted because more was given than the book knew of; those that wait longest first."""
    waiting = [line for line in lines if line.item.recount_since is not None]
    return tuple(sorted(waiting, key=lambda line: line.item.recount_since or date.max))


def not_counted(session: Session, lines: tuple[ItemStock, ...]) -> tuple[NotCounted, ...]:
    """Items in stock that were not counted for 60 days: since they were, or since what is there came; the longest first."""
    limit = session.today() - timedelta(days=COUNT_AGAIN_DAYS)
    last: dict[ItemId, date] = {}
    kept = consumption.kept_under(session.database)
    for item_id, day in stocktakes.last_counted(session.database).items():
        if item_id in kept:
            last[kept[item_id]] = max(day, last.get(kept[item_id], day))
    since = stock.there_since(session.database)
    found = []
    for line in lines:
        counted = last.get(line.item.id)
        if line.quantity > 0 and (counted or since.get(line.item.id, date.max)) <= limit:
            found.append(NotCounted(line, counted))
    return tuple(sorted(found, key=lambda each: each.last or date.min))


def _out(session: Session, lines: tuple[ItemStock, ...]) -> tuple[ItemStock, ...]:
    lately = consumption.issued_lately(session.database, session.today())
    return tuple(line for line in lines if line.level == "none" and (line.item.reorder_level or line.item.id in lately))


def _share_left(line: ItemStock) -> float:
    return line.usable / line.item.reorder_level


def _expiring(
    session: Session, lines: tuple[ItemStock, ...]
) -> tuple[tuple[Expiring, ...], tuple[Expiring, ...], tuple[Expiring, ...]]:
    """What is past its date, what will be within 30 days, and what within 90; an item may be in all three."""
    today = session.today()
    known = {line.item.id: line for line in lines}
    groups: list[defaultdict[ItemId, list[Held]]] = [defaultdict(list) for _group in range(3)]
    for held in stock.held_until(session.database, today + timedelta(days=LATER_DAYS)):
        left = ((held.batch.expires_on or date.max) - today).days
        group = 0 if left < 0 else 1 if left <= SOON_DAYS else 2
        groups[group][held.batch.item_id].append(held)
    for of_group in groups:
        for item_id in of_group:
            if item_id not in known:  # it was put out of use while some was there
                known[item_id] = stock.stock_of(session.database, known_item(session, item_id), today)
    first, second, third = (
        tuple(
            sorted(
                (Expiring(known[item_id], tuple(first_expired_first_out(held))) for item_id, held in group.items()),
                key=lambda each: (each.first, each.item.name.casefold()),
            )
        )
        for group in groups
    )
    return first, second, third
