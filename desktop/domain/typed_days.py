"""Days as tables write them: 2027-03-31, 31.03.2027, 3/31/2027, 2027年3月31日, 31 Mar 2027, 03/2027 for its last day."""

import re
from calendar import monthrange
from datetime import date
from enum import StrEnum

from desktop.domain.amounts import shown
from desktop.domain.errors import Invalid
from desktop.i18n.catalogue import N_


class Order(StrEnum):
    """What the first of two numbers is in days such as 03/04/2027."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"


_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_YEAR_FIRST = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:(?:[-/.]|月)([0-9]{1,2})日?|月)?(?:[ T]00:00(?::00)?)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_MONTH = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_NAMED = re.compile(r"(?:([0-9]{1,2})[-/. ]+)?([A-Za-z]{3,9})[-/., ]+([0-9]{4})")
_LONGEST = 40


def order_of(typed: str) -> Order | None:
    """What a day tells of the order of its numbers; None when it tells nothing."""
    found = _YEAR_LAST.fullmatch(typed.strip())
    if found is None:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return Order.DAY_FIRST
    return Order.MONTH_FIRST if second > 12 >= first else None


def is_unclear(typed: str) -> bool:
    """Whether a day means another with its first two numbers turned round."""
    found = _YEAR_LAST.fullmatch(typed.strip())
    if found is None:
        return False
    first, second = int(found[1]), int(found[2])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12


def day_of(typed: str, order: Order | None = None, *, field: str = "expires_on") -> date:
    """The day in typed words; of a month alone the last one.

    Raises:
        Invalid: For `field`: not understood, in no calendar, or (without `order`) with two meanings.
    """
    words = typed.strip()
    parts = _parts(words, order) if len(words) <= _LONGEST else None
    if parts is None:
        if is_unclear(words):
            raise Invalid(
                field,
                N_("{typed} can be read in two ways. Nothing was saved. Say whether the day or the month comes first."),
                typed=shown(typed),
            )
        raise Invalid(
            field,
            N_("{typed} is not understood as a date. Nothing was saved. Type it like 2027-03-31."),
            typed=shown(typed),
        )
    year, month, day = parts
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError as error:
        raise Invalid(
            field, N_("{typed} stands in no calendar. Nothing was saved. Check the date."), typed=shown(typed)
        ) from error


def _parts(words: str, order: Order | None) -> tuple[int, int, int] | None:
    """Year, month and day, which is 0 for a month alone; they may make no date."""
    if found := _YEAR_FIRST.fullmatch(words):
        return int(found[1]), int(found[2]), 0 if found[3] is None else _never_zero(found[3])
    if found := _YEAR_LAST.fullmatch(words):
        first, second = int(found[1]), int(found[2])
        known = order_of(words) or order
        if known is None and is_unclear(words):
            return None
        month_first = known is Order.MONTH_FIRST
        return int(found[3]), first if month_first else second, _never_zero(found[2] if month_first else found[1])
    if found := _MONTH.fullmatch(words):
        return int(found[2]), int(found[1]), 0
    if (found := _NAMED.fullmatch(words)) and (month := _MONTHS.get(found[2][:3].lower())):
        return int(found[3]), month, 0 if found[1] is None else _never_zero(found[1])
    return None


def _never_zero(typed: str) -> int:
    """A day of the month; a typed 0 stays wrong instead of meaning the last."""
    return int(typed) or 99
