"""What to look at before a month is closed."""

from collections import Counter
from datetime import date

from desktop.domain.periods import Month
from desktop.domain.stock import DocumentKind
from desktop.storage.connection import Database
from desktop.storage.item_figures import names_of_items
from desktop.system.clock import from_stamp


def sums_that_differ(database: Database, month: Month) -> int:
    """How many of the month's kept sums differ from their movements; 0 in a sound vault."""
    found: Counter[tuple[int, int, int, str]] = Counter()
    for *key, quantity in database.rows(
        "SELECT item_id, batch_id, place_id, class, quantity FROM movement WHERE occurred_on BETWEEN ? AND ?",
        (month.first.isoformat(), month.last.isoformat()),
    ):
        found[tuple(key)] += quantity
    for *key, quantity in database.rows(
        "SELECT item_id, batch_id, place_id, class, quantity FROM month_total WHERE month = ?", (str(month),)
    ):
        found[tuple(key)] -= quantity
    return sum(difference != 0 for difference in found.values())


def changes(database: Database, month: Month) -> Counter[int]:
    """What the month's movements changed of each item."""
    found: Counter[int] = Counter()
    for item_id, quantity in database.rows(
        "SELECT item_id, quantity FROM movement WHERE occurred_on BETWEEN ? AND ?",
        (month.first.isoformat(), month.last.isoformat()),
    ):
        found[item_id] += quantity
    return found


def days_with_entries(database: Database, month: Month) -> frozenset[date]:
    """The days on which something moved or a referral was made."""
    return frozenset(
        date.fromisoformat(day)
        for (day,) in database.rows(
            "SELECT DISTINCT occurred_on FROM movement WHERE occurred_on BETWEEN :first AND :last "
            "UNION SELECT made_on FROM people.referral WHERE made_on BETWEEN :first AND :last",
            {"first": month.first.isoformat(), "last": month.last.isoformat()},
        )
    )


def late_entries(database: Database, month: Month) -> int:
    """How many documents of the month were written down after its end."""
    return sum(
        int(
            database.value(
                "SELECT count(*) FROM document WHERE kind = ? AND occurred_on BETWEEN ? AND ? AND recorded_at >= ?",
                (kind, month.first.isoformat(), month.last.isoformat(), month.plus(1).first.isoformat()),
            )
        )
        for kind in DocumentKind
    )


def counted_places(database: Database, month: Month) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The places in use of which anything was counted in a count that was finished in the month, and the other ones where
    something stands, both in the order they were made."""
    counted = set()
    for stocktake_id, ended_at in database.rows(
        "SELECT id, ended_at FROM stocktake WHERE ended_at IS NOT NULL AND (approved_by IS NOT NULL OR document_id IS NOT NULL)"
    ):
        if Month.of(from_stamp(ended_at).astimezone().date()) == month:
            counted |= {
                place_id
                for (place_id,) in database.rows(
                    "SELECT DISTINCT place_id FROM stocktake_line WHERE stocktake_id = ?", (stocktake_id,)
                )
            }
    places = database.rows(
        "SELECT id, name, EXISTS (SELECT 1 FROM balance k WHERE k.place_id = p.id AND k.quantity > 0) FROM place p "
        "WHERE active = 1 ORDER BY id"
    )
    return (
        tuple(name for place_id, name, _holds in places if place_id in counted),
        tuple(name for place_id, name, holds in places if holds and place_id not in counted),
    )


def flagged_items(database: Database) -> tuple[str, ...]:
    """The items that wait to be counted, since more was given than the book knew of."""
    names = names_of_items(database)
    rows = database.rows("SELECT id FROM item WHERE recount_since IS NOT NULL AND active = 1")
    return tuple(sorted(names[item_id] for (item_id,) in rows))
