"""What to look at before a month is closed."""

from collections import Counter
from datetime import date

from desktop.domain.periods import Month
from desktop.domain.stock import DocumentKind
from desktop.storage.connection import Database


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
