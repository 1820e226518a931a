"""Months that were closed, and their figures as they stood then."""

import json
from dataclasses import asdict, dataclass
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

DEFINITIONS = 2
"""The number of the definitions the figures were counted by; it stands in every frozen month.

2: goods moved, packed, used and sold have columns of their own, and what is with partner groups is not usable. What was frozen
by 1 lacks those columns, and its figures read and print as they did.
"""


def last(database: Database) -> Month | None:
    """The latest closed month; it and all before it take no entries."""
    found = database.value("SELECT max(month) FROM closed_month")
    return None if found is None else Month.parse(found)


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """What a month was closed with.

    Attributes:
        share: The month's one share copy.
        threshold: Counts below this are hidden in it.
        definitions: The number of the definitions it was counted by.
        places, funds: What they were called then, by id. Their figures are not kept: a closed month's ledger stays.
    """

    figures: MonthFigures
    share: MonthFigures
    threshold: int
    definitions: int = DEFINITIONS
    places: tuple[tuple[int, str], ...] = ()
    funds: tuple[tuple[int, str], ...] = ()


def closed(database: Database, month: Month) -> ClosedMonth | None:
    """What a month was closed with; None while it is open."""
    text = database.value("SELECT content FROM people.month_figures WHERE month = ?", (str(month),))
    if text is None:
        return None
    content = json.loads(text)
    return ClosedMonth(
        _figures(content["figures"]),
        _figures(content["share"]),
        content["threshold"],
        content["definitions"],
        *(tuple((number, name) for number, name in content.get(kind, ())) for kind in ("places", "funds")),
    )


def frozen(database: Database, month: Month) -> MonthFigures | None:
    """The figures of a closed month; None while it is open."""
    text = database.value("SELECT content -> 'figures' FROM people.month_figures WHERE month = ?", (str(month),))
    return None if text is None else from_json(text)


def close(database: Database, month: ClosedMonth, *, at: str, by: UserId) -> None:
    """Close a month, and keep what it was closed with."""
    number = str(month.figures.month)
    content = asdict(month)
    database.insert("closed_month", month=number, closed_at=at, closed_by=by)
    database.insert("people.month_figures", month=number, content=_text(content))


def to_json(figures: MonthFigures) -> str:
    """Figures as text that `from_json` reads back as they were."""
    return _text(asdict(figures))


def from_json(text: str) -> MonthFigures:
    """The figures that `to_json` wrote."""
    return _figures(json.loads(text))


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
            "lost_by_reason": tuple((reason, lost) for reason, lost in row.get("lost_by_reason", ())),
        }
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
