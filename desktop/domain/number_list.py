"""Numbers of pieces as they are typed or scanned: one a line, or a range such as 1001-1020."""

import re
from dataclasses import dataclass

from desktop.domain.errors import Invalid
from desktop.domain.people import folded
from desktop.i18n.catalogue import N_

MOST_NUMBERS = 1000
"""The most numbers one line of goods received may bring."""

_BETWEEN = re.compile(r"[\r\n,;\t]+")
_RANGE = re.compile(r"(\D*)([0-9]{1,18})\s*[-–—]\s*(\D*)([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class NumberList:
    """What was typed.

    Attributes:
        numbers: Each once, in the order it was typed.
        twice: Those that stand there more than once.
    """

    numbers: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


def numbers_in(typed: str) -> NumberList:
    """The numbers in a text.

    A range has the same beginning, if any, and as many digits on both sides: 1001-1020, A07-A12. Anything else with a hyphen
    is one number.

    Raises:
        Invalid: For `numbers`: a range that ends before it begins, or more than 1000 numbers.
    """
    found: dict[str, str] = {}
    twice: dict[str, str] = {}
    for part in _BETWEEN.split(typed):
        for number in _spelled_out(part.strip(), MOST_NUMBERS - len(found)):
            key = folded(number)
            if not key:
                continue
            (twice if key in found else found).setdefault(key, number)
            if len(found) > MOST_NUMBERS:
                raise _too_many()
    return NumberList(tuple(found.values()), tuple(twice.values()))


def _spelled_out(part: str, room: int) -> list[str]:
    ends = _RANGE.fullmatch(part)
    if ends is None or len(ends[2]) != len(ends[4]) or ends[3] not in ("", ends[1]):
        return [part]
    first, last = int(ends[2]), int(ends[4])
    if last < first:
        raise Invalid(
            "numbers",
            N_("The range {range} ends before it begins. Nothing was saved. Type the lower number first."),
            range=part,
        )
    if last - first >= max(room, 0):
        raise _too_many()
    return [f"{ends[1]}{number:0{len(ends[2])}d}" for number in range(first, last + 1)]


def _too_many() -> Invalid:
    return Invalid(
        "numbers",
        N_("These are more than {most} numbers. Nothing was saved. Receive them in several lines."),
        most=MOST_NUMBERS,
    )
