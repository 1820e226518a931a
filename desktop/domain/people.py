"""Members: a random code, a code name, and only those facts the collective chose to keep."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from desktop.domain.errors import Invalid
from desktop.domain.stock import Unit
from desktop.i18n.catalogue import N_

MemberId = NewType("MemberId", int)

_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs that can't be taken for one another; a prime number, so that the check sign finds every swap."""

LONGEST_NAME = 80
LONGEST_NOTE = 2_000
LARGEST_HOUSEHOLD = 50

_FIRST_ATTACHED = 200
"""From this canonical combining class on, a mark stands above, below or across the letter it belongs to."""
_POINTS = range(10, 37)
"""The combining classes of the points of Hebrew, Arabic and Syriac, which are mostly left out in writing."""
_STROKES = str.maketrans("đłøı", "dloi")
"""Letters that Unicode does not take apart, as people type them without."""


class MemberField(StrEnum):
    """Facts about a member that a coordinator may switch on; each is off at first."""

    AREA = "area"
    AGE_BAND = "age_band"
    GENDER = "gender"
    LANGUAGE = "language"
    HOUSEHOLD = "household"
    NOTE = "note"


class AgeBand(StrEnum):
    """Bands wide enough to say little; the youngest begins at 18 and nobody is asked for a birth date."""

    FROM_18 = "18-29"
    FROM_30 = "30-39"
    FROM_40 = "40-49"
    FROM_50 = "50+"


class Gender(StrEnum):
    """As the member says; not asked means no entry."""

    WOMAN = "woman"
    MAN = "man"
    TRANS_WOMAN = "trans_woman"
    TRANS_MAN = "trans_man"
    NON_BINARY = "non_binary"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What may be typed about a member."""

    name: str
    area: str = ""
    age_band: AgeBand | None = None
    gender: Gender | None = None
    language: str = ""
    household: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A member. `code` is random and is what is shown while names are hidden."""

    id: MemberId
    code: str
    facts: MemberFacts
    counted: bool
    active: bool
    registered_on: date

    @property
    def name(self) -> str:
        """The code name, as typed."""
        return self.facts.name


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """An item of a hand-out, in its base unit; pieces and grams are never added together."""

    name: str
    quantity: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Received:
    """One hand-out on a member's page."""

    document_id: int
    number: str
    occurred_on: date
    lines: tuple[ReceivedLine, ...]
    reversed: bool
    corrected_by: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a member asked for, and what came of it."""

    id: int
    asked_on: date
    words: str
    met: bool | None = None
    answered_on: date | None = None
    reason: str = ""


def new_code() -> str:
    """A random member code such as `K7M-4Q`: four signs and a check sign, in no order that tells anything."""
    body = "".join(secrets.choice(_SIGNS) for _ in range(4))
    return f"{body[:3]}-{body[3]}{check_sign(body)}"


def check_sign(body: str) -> str:
    """The weighted sum modulo 31: finds every wrong sign and every swap of two."""
    return _SIGNS[sum(weight * _SIGNS.index(sign) for weight, sign in enumerate(body, start=2)) % len(_SIGNS)]


def is_code(text: str) -> bool:
    """Whether `text` is a well-formed member code, with or without its hyphen."""
    signs = text.strip().upper().replace("-", "")
    return len(signs) == 5 and all(sign in _SIGNS for sign in signs) and check_sign(signs[:4]) == signs[4]


def code_of(text: str) -> str | None:
    """The member code that was typed (any case, with or without hyphen) as it is kept; None for anything else."""
    signs = text.strip().upper().replace("-", "")
    return f"{signs[:3]}-{signs[3:]}" if is_code(signs) else None


def folded(text: str) -> str:
    """`text` as searches compare it: compatibility forms joined, accents and case dropped, spaces single.

    Unicode NFKD without accents, then casefold; control and format signs count as spaces. A mark is an accent by its
    canonical combining class (Unicode Standard 4.3): above, below or across a letter, or a point of Hebrew or Arabic.
    Vowel signs and tone marks of Thai, Burmese, Hindi or Khmer stay, so that different names stay different.
    """
    plain = "".join(
        " " if unicodedata.category(sign)[0] == "C" else sign
        for sign in unicodedata.normalize("NFKD", text)
        if not _is_accent(sign)
    )
    return " ".join(unicodedata.normalize("NFC", plain).casefold().translate(_STROKES).split())


def _is_accent(sign: str) -> bool:
    combining = unicodedata.combining(sign)
    return combining >= _FIRST_ATTACHED or combining in _POINTS or "\ufe00" <= sign <= "\ufe0f"


def checked_line(field_name: str, text: str, *, longest: int = LONGEST_NAME) -> str:
    """One line as it is kept, which may be empty: outer spaces dropped, control and direction signs removed.

    Raises Invalid for the field when it is longer than `longest` signs.
    """
    clean = " ".join("".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text).split())
    if len(clean) > longest:
        raise Invalid(
            field_name, N_("This is longer than {longest} letters. Nothing was saved. Shorten it."), longest=longest
        )
    return clean


def checked_name(field_name: str, text: str, *, longest: int = LONGEST_NAME) -> str:
    """A name as it is kept: one line that says something.

    Raises Invalid for the field when nothing is left or it is longer than `longest` signs.
    """
    clean = checked_line(field_name, text, longest=longest)
    if not folded(clean):
        raise Invalid(field_name, N_("Type a name. Nothing was saved."))
    return clean


def checked_text(field_name: str, text: str, *, longest: int = LONGEST_NOTE) -> str:
    """A free text as it is kept: it may be empty, and it keeps its lines. Raises Invalid when it is too long."""
    clean = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs")).strip()
    if len(clean) > longest:
        raise Invalid(
            field_name, N_("This is longer than {longest} letters. Nothing was saved. Shorten it."), longest=longest
        )
    return clean


def checked_household(field_name: str, people: int | None) -> int | None:
    """How many live together, when that was asked. Raises Invalid for the field outside 1 to 50."""
    if people is not None and not 1 <= people <= LARGEST_HOUSEHOLD:
        raise Invalid(
            field_name,
            N_("A household has 1 to {most} people. Nothing was saved. Check the number."),
            most=LARGEST_HOUSEHOLD,
        )
    return people
