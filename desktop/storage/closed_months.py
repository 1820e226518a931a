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
    content = _content(database, month)
    return None if content is None else _figures(content["figures"])


def frozen_share_copy(database: Database, month: Month) -> MonthFigures | None:
    """The share copy of a closed month; None while it is open."""
    content = _content(database, month)
    return None if content is None else _figures(content["share"])


def freeze(database: Database, figures: MonthFigures, share: MonthFigures, *, at: str, by: UserId) -> None:
    """Close a month, and keep its figures and its share copy as they will read from now on."""
    content = {"definitions": DEFINITIONS, "figures": asdict(figures), "share": asdict(share)}
    database.insert("closed_month", month=str(figures.month), closed_at=at, closed_by=by)
    database.insert("people.month_figures", month=str(figures.month), content=_text(content))


def to_json(figures: MonthFigures) -> str:
    """Figures as text that `from_json` reads back as they were."""
    return _text(asdict(figures))


def from_json(text: str) -> MonthFigures:
    """The figures that `to_json` wrote."""
    return _figures(json.loads(text))


def _content(database: Database, month: Month) -> dict[str, Any] | None:
    text = database.value("SELECT content FROM people.month_figures WHERE month = ?", (str(month),))
    return None if text is None else json.loads(text)


def _text(content: object) -> str:
    return json.dumps(content, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _figures(values: dict[str, Any]) -> MonthFigures:
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
