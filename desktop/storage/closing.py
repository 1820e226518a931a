"""What to look at before a month is closed."""

from datetime import date

from desktop.domain.periods import Month
from desktop.storage.connection import Database


def sums_that_differ(database: Database, month: Month) -> int:
    """How many of the month's kept sums differ from their movements; 0 in a sound vault."""
    return int(
        database.value(
            "SELECT count(*) FROM (SELECT item_id, batch_id, place_id, class, sum(quantity) AS q FROM movement "
            "WHERE occurred_on BETWEEN :first AND :last GROUP BY 1, 2, 3, 4) m FULL OUTER JOIN "
            "(SELECT * FROM month_total WHERE month = :month) t USING (item_id, batch_id, place_id, class) "
            "WHERE coalesce(m.q, 0) <> coalesce(t.quantity, 0)",
            {"first": month.first.isoformat(), "last": month.last.isoformat(), "month": str(month)},
        )
    )


def stock_on(database: Database, day: date) -> dict[int, int]:
    """What was there of each item at the end of a day, added up from every movement up to it."""
    return dict(
        database.rows(
            "SELECT item_id, sum(quantity) FROM movement WHERE occurred_on <= ? GROUP BY item_id", (day.isoformat(),)
        )
    )


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
    kinds = ("intake", "distribution", "write_off", "stocktake")
    return sum(
        int(
            database.value(
                "SELECT count(*) FROM document WHERE kind = ? AND occurred_on BETWEEN ? AND ? AND recorded_at >= ?",
                (kind, month.first.isoformat(), month.last.isoformat(), month.plus(1).first.isoformat()),
            )
        )
        for kind in kinds
    )
