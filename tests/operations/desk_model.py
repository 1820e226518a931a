"""The stock book once more, written without looking at the program: a list of what happened, and sums over it.

A batch is a name; where it is and since when follows from the list alone. Days are numbers from the first day on.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

NEVER = 10**6
"""The day on which something without a date expires."""


class Short(Exception):
    """There is not enough."""


@dataclass(frozen=True)
class Move:
    """So many of a batch came to a place, or left it, on a day. `why` is the column of the month it belongs to."""

    day: int
    item: str
    batch: str
    place: str
    change: int
    why: str


@dataclass
class Batch:
    """What is known of a batch when it first comes in."""

    item: str
    expires: int
    received: int
    number: int
    parts: dict[str, int] = field(default_factory=dict)


@dataclass
class PlainBook:
    """All that happened, in the order in which it was written down."""

    moves: list[Move] = field(default_factory=list)
    batches: dict[str, Batch] = field(default_factory=dict)

    def batch(self, name: str, item: str, expires: int, day: int) -> None:
        """Come to know a batch; the same name is the same batch."""
        self.batches.setdefault(name, Batch(item, expires, day, len(self.batches)))

    def balance(self, batch: str, place: str, *, day: int = NEVER) -> int:
        """What is there at the end of a day."""
        return sum(m.change for m in self.moves if m.batch == batch and m.place == place and m.day <= day)

    def spare(self, batch: str, place: str, day: int, today: int) -> int:
        """What could be taken on a day without any later day going below nothing."""
        return min(self.balance(batch, place, day=end) for end in range(day, today + 1))

    def places_of(self, item: str) -> list[tuple[str, str]]:
        """Each batch of an item with each place it ever was at."""
        return sorted(
            {(m.batch, m.place) for m in self.moves if m.item == item},
            key=lambda pair: (
                self.batches[pair[0]].expires,
                self.batches[pair[0]].received,
                self.batches[pair[0]].number,
                pair[1],
            ),
        )

    def choose(
        self, item: str, quantity: int, day: int, today: int, places: Iterable[str], *, past: bool = False
    ) -> list[tuple[str, str, int]]:
        """Which batches go first. Raises Short; then nothing may happen."""
        wanted, chosen = quantity, []
        for batch, place in self.places_of(item):
            if place not in places or (self.batches[batch].expires < day and not past):
                continue
            part = min(wanted, self.spare(batch, place, day, today))
            if part > 0:
                chosen.append((batch, place, part))
                wanted -= part
        if wanted:
            raise Short
        return chosen

    def add(self, moves: Iterable[Move]) -> list[Move]:
        """Write down what happened together."""
        written = list(moves)
        self.moves += written
        return written

    def opposite(self, moves: Iterable[Move], today: int) -> list[Move]:
        """What undoes some moves. Raises Short when something of it is gone."""
        undoing = [Move(m.day, m.item, m.batch, m.place, -m.change, m.why) for m in moves]
        trial = PlainBook([*self.moves, *undoing], self.batches)
        for batch, place in {(m.batch, m.place) for m in undoing}:
            first = min(m.day for m in undoing)
            if trial.spare(batch, place, first, max(today, first)) < 0:
                raise Short
        return undoing

    def held(self) -> dict[tuple[str, str], int]:
        """What is where, now."""
        found: Counter[tuple[str, str]] = Counter()
        for move in self.moves:
            found[move.batch, move.place] += move.change
        return {key: quantity for key, quantity in found.items() if quantity}

    def columns(self, place: str | None = None) -> dict[str, Counter[str]]:
        """Item by item, what each column of the month sums to; of one place or of all."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for move in self.moves:
            if place is None or move.place == place:
                found[move.item][move.why] += move.change
        return found
