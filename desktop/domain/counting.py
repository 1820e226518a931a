"""Counting what is there: lines, what they differ by, and what stock that moved meanwhile means for them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from desktop.domain.errors import NotAllowed
from desktop.domain.stock import Batch, Item, Place, Posted, Reason, Serial
from desktop.i18n.catalogue import N_

StocktakeId = NewType("StocktakeId", int)

_SIGN = "CS-"


def sheet_number(stocktake_id: StocktakeId) -> str:
    """What stands on a count sheet and in its QR: CS-0012."""
    return f"{_SIGN}{stocktake_id:04d}"


def sheet_of(number: str) -> StocktakeId | None:
    """The count whose sheet bears the number; None for anything else."""
    digits = number.strip().upper().removeprefix(_SIGN)
    if not number.strip().upper().startswith(_SIGN) or not digits.isascii() or not digits.isdigit() or len(digits) > 12:
        return None
    return StocktakeId(int(digits))


class Moved(StrEnum):
    """What the counter says of a line whose stock moved after it was counted: the count was before that move, or after."""

    BEFORE = "before"
    AFTER = "after"


class OwnCount(NotAllowed):
    """Who handed a count in wants to approve it."""

    text = N_("You handed in this count. Nothing was saved. Somebody else approves it.")


@dataclass(frozen=True, slots=True)
class CountedNumber:
    """A thing with a number that should be there; `found` once somebody saw it."""

    serial: Serial
    found: bool


@dataclass(frozen=True, slots=True)
class CountLine:
    """One batch at one place to count.

    Attributes:
        batch: Its id is 0 where the book has nothing of the item: what is found goes in as a batch of its own.
        book: The book's number: at the moment of counting, or now while nobody counted. None while the count is blind.
        counted: What was found; None until somebody counted. It is not 0.
        now: The book's number now; None while the count is blind.
        moved: What the counter said when stock had moved after counting.
        seen: The book's number when that was said.
        numbers: For an item with numbers: those that should be there, or should have been when it was counted.
    """

    item: Item
    batch: Batch
    place: Place
    book: int | None
    counted: int | None = None
    reason: Reason | None = None
    now: int | None = None
    moved: Moved | None = None
    seen: int | None = None
    numbers: tuple[CountedNumber, ...] = ()

    @property
    def key(self) -> tuple[int, int, int]:
        """What tells it from the other lines of its count."""
        return self.item.id, self.batch.id, self.place.id

    @property
    def difference(self) -> int:
        """What counting found more (or less, when negative) than the book said."""
        if self.counted is None or self.book is None:
            return 0
        if self.item.serials:
            # Those that left the house meanwhile were not missing, and those that came in were not looked for.
            return -sum(not each.found for each in self.numbers)
        if self.moved is Moved.AFTER and self.seen is not None:
            return self.counted - self.seen
        return self.counted - self.book

    @property
    def undecided(self) -> bool:
        """Whether stock moved after it was counted, and nobody said yet which of the two came first."""
        if self.counted is None or self.book is None or self.now is None or self.item.serials:
            return False
        return self.now != (self.book if self.moved is None else self.seen)

    @property
    def value(self) -> int:
        """What the difference is worth, in minor units of money; 0 where nobody said what the item is worth."""
        return self.item.value_of(self.difference)


@dataclass(frozen=True, slots=True)
class CountHead:
    """A count under way, without its lines.

    Attributes:
        place: Where; None for chosen items wherever they are.
        items: The chosen items; none for all.
        blind: Whether the book's numbers are kept from the counter.
        counted: How many lines have been counted.
        waiting: Whether it is handed in and waits for a second person.
        own: Whether the person at the window handed it in.
    """

    id: StocktakeId
    place: Place | None
    items: tuple[Item, ...]
    blind: bool
    begun_at: str
    counted: int
    waiting: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class CountSheet:
    """A count under way with all its lines: by item, first to expire first."""

    head: CountHead
    lines: tuple[CountLine, ...]

    @property
    def id(self) -> StocktakeId:
        """The count."""
        return self.head.id

    @property
    def place(self) -> Place | None:
        """Where; None for chosen items wherever they are."""
        return self.head.place

    @property
    def counted(self) -> int:
        """How many lines have been counted."""
        return sum(line.counted is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class CountReview:
    """What a count comes to.

    Attributes:
        lines: Those that differ, or whose stock moved after they were counted.
        counted, uncounted: How many lines were, and were not.
        value: What the differences are worth together, in minor units.
        second: Whether somebody else may approve it.
        currency: Of the values; empty where none is set.
    """

    head: CountHead
    lines: tuple[CountLine, ...]
    counted: int
    uncounted: int
    value: int
    second: bool
    currency: str

    @property
    def different(self) -> int:
        """How many lines differ."""
        return sum(bool(line.difference) for line in self.lines)


@dataclass(frozen=True, slots=True)
class CountOutcome:
    """What handing in a count came to: posted, waiting for a second person, or (neither) everything matched."""

    posted: Posted | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan did.

    Attributes:
        line: The line it went to, as it is now.
        added: How many base units it added; 0 for a number that had been found before.
        several: Whether other batches of the item could have been meant.
        number: The number of a thing, when that was scanned.
    """

    line: CountLine
    added: int
    several: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many counted lines matched the book."""

    lines: int
    matched: int

    @property
    def per_cent(self) -> int | None:
        """Matched lines of a hundred, never 100 while one differs; None where nothing was counted."""
        return self.matched * 100 // self.lines if self.lines else None


@dataclass(frozen=True, slots=True)
class FinishedCount:
    """A count that ended by being posted, or because everything matched."""

    id: StocktakeId
    place: Place | None
    items: tuple[Item, ...]
    ended_on: date
    number: str | None
    accuracy: Accuracy
