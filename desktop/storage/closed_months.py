"""Months that were closed, and their figures as they stood then."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from desktop.domain.periods import Month
from desktop.domain.stock import Category, ItemId, Unit
from desktop.domain.summary import (
    ItemFigures,
    MonthFigures,
    PastMonth,
    PeopleFigures,
    ReferralFigures,
    ServiceFigures,
)
from desktop.domain.users import UserId
from desktop.storage.connection import Database

DEFINITIONS = 1
"""The number of the definitions the figures were counted by; it stands in every frozen month."""


def last(database: Database) -> Month | None:
    """The latest closed month; it and all before it take no entries."""
    found = database.value("SELECT max(month) FROM closed_month")
    return None if found is None else Month.parse(found)


def frozen(database: Database, month: Month) -> MonthFigures | None:
    """The figures of a closed month; None while it is open."""
    content = database.value("SELECT content FROM people.month_figures WHERE month = ?", (str(month),))
    return None if content is None else from_json(content)


def freeze(database: Database, figures: MonthFigures, *, at: str, by: UserId) -> None:
    """Close the month of `figures` and keep them."""
    database.insert("closed_month", month=str(figures.month), closed_at=at, closed_by=by)
    database.insert("people.month_figures", month=str(figures.month), content=to_json(figures))


def to_json(figures: MonthFigures) -> str:
    """Figures as text that `from_json` reads back as they were."""
    content = {"definitions": DEFINITIONS, "figures": asdict(figures)}
    return json.dumps(content, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def from_json(text: str) -> MonthFigures:
    """The figures that `to_json` wrote."""
    values: dict[str, Any] = json.loads(text)["figures"]
    referrals = values["referrals"]
    referrals["services"] = tuple(ServiceFigures(**row) for row in referrals["services"])
    return MonthFigures(
        **{
            **values,
            "month": Month(**values["month"]),
            "closed_on": _day(values["closed_on"]),
            "people": PeopleFigures(**values["people"]),
            "items": tuple(_item(row) for row in values["items"]),
            "referrals": ReferralFigures(**referrals),
            "earlier": tuple(PastMonth(**{**row, "month": Month(**row["month"])}) for row in values["earlier"]),
        }
    )


def _item(row: dict[str, Any]) -> ItemFigures:
    return ItemFigures(
        **{
            **row,
            "item_id": ItemId(row["item_id"]),
            "category": Category(row["category"]),
            "unit": Unit(row["unit"]),
            "first_expiry": _day(row["first_expiry"]),
        }
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
