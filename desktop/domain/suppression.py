"""Hiding small counts in a table whose counts hang together, so that none can be worked out from the others.

A count is given away when the page's sums leave it one value, or hardly more. Sums are looked at as a reader would: all
of them together (elimination), and knowing that nothing is below zero and that a hidden count is not 0 (bounds). What
the page does not name but lets one subtract, such as pending referrals that are not overdue, is treated as a count too.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf

Equation = Mapping[str, int]
"""Names and their factors; the sum of factor times count is 0."""

_NARROWEST = 3
"""At least so many values must stay possible for a small count."""

_ROUNDS = 30
"""How often bounds are passed on; each round can only narrow them, and small counts settle in a few."""


@dataclass(slots=True)
class Table:
    """Counts, and the sums that tie them.

    Attributes:
        least: Counts of 1 to least - 1 are small.
        cells: Counts the page shows, in the order in which they are hidden where one more must be.
        derived: Counts it does not show. One that is 0 is taken as known, since a reader may guess so.
        constants: Names of derived counts that an earlier page shows.
        guarded: Names of derived counts that must not be found while they are small.
        secret: Names of derived counts that were hidden on an earlier page, and must not be found here, however large.
        sums: What ties them together.
    """

    least: int
    cells: dict[str, int] = field(default_factory=dict)
    derived: dict[str, int] = field(default_factory=dict)
    constants: set[str] = field(default_factory=set)
    guarded: set[str] = field(default_factory=set)
    secret: set[str] = field(default_factory=set)
    sums: list[Equation] = field(default_factory=list)

    def cell(self, name: str, count: int) -> None:
        """Enter a count the page shows."""
        self.cells[name] = count

    def rest(self, name: str, of: Equation, *, guarded: bool = True) -> None:
        """Enter what a reader gets by adding and subtracting `of`: name = sum of factor times count."""
        self.derived[name] = sum(factor * self._count(other) for other, factor in of.items())
        if guarded:
            self.guarded.add(name)
        self.sums.append({**of, name: -1})

    def known(self, name: str, count: int) -> None:
        """Enter a count that an earlier page shows."""
        self.derived[name] = count
        self.constants.add(name)

    def hidden_before(self, name: str, count: int) -> None:
        """Enter a count that an earlier page hides."""
        self.derived[name] = count
        self.secret.add(name)

    def adds_up(self, total: str, parts: Iterable[str]) -> None:
        """Enter that the total is the sum of its parts."""
        self.sums.append({total: -1, **dict.fromkeys(parts, 1)})

    def hidden(self) -> frozenset[str]:
        """The names of the counts the page must not show."""
        hidden = {name for name, count in self.cells.items() if self._small(count)}
        tied = {name for equation in self.sums for name in equation}
        while given_away := self.given_away(hidden):
            open_cells = [name for name, count in self.cells.items() if name in tied and count and name not in hidden]
            if not open_cells:
                break
            left = {name: len(self.given_away(hidden | {name})) for name in open_cells}
            best = min(open_cells, key=lambda name: left[name])
            if left[best] == len(given_away):
                # No single one helps: two together may, and they stand in one sum with what is given away.
                near = {name for equation in self.sums if given_away & equation.keys() for name in equation}
                best = next((name for name in open_cells if name in near), open_cells[0])
            hidden.add(best)
        return frozenset(hidden)

    def given_away(self, hidden: Set[str]) -> frozenset[str]:
        """The small counts a reader can work out although `hidden` are hidden."""
        unknown = {name for name in self.cells if name in hidden} | {
            name for name, count in self.derived.items() if count and name not in self.constants
        }
        guarded = {name for name, count in self.cells.items() if self._small(count)}
        guarded |= {name for name in self.guarded if self._small(self.derived[name])}
        guarded |= {name for name in self.secret if self.derived[name]}
        return frozenset(guarded & (_determined(self.sums, unknown) | self._cornered(hidden, unknown)))

    def _small(self, count: int) -> bool:
        return 0 < abs(count) < self.least

    def _count(self, name: str) -> int:
        return self.cells[name] if name in self.cells else self.derived[name]

    def _cornered(self, hidden: Set[str], unknown: Set[str]) -> set[str]:
        """The unknown counts that bounds leave hardly any value."""
        low = {name: self._floor(name, hidden) for name in unknown}
        high = dict.fromkeys(unknown, inf)
        for _round in range(_ROUNDS):
            before = dict(low), dict(high)
            for equation in self.sums:
                known = sum(factor * self._count(name) for name, factor in equation.items() if name not in unknown)
                _narrow(known, {name: factor for name, factor in equation.items() if name in unknown}, low, high)
            if before == (low, high):
                break
        return {name for name in unknown if high[name] - low[name] + 1 < _NARROWEST}

    def _floor(self, name: str, hidden: Set[str]) -> float:
        count = self._count(name)
        if count < 0:
            return -inf
        return 1 if count and (name in hidden or name in self.secret) else 0


def _narrow(known: int, terms: Equation, low: dict[str, float], high: dict[str, float]) -> None:
    """Pass bounds on within one sum of factors 1 and -1: known + terms = 0."""
    for name, factor in terms.items():
        others = [(other, sign) for other, sign in terms.items() if other != name]
        least = known + sum(low[other] if sign > 0 else -high[other] for other, sign in others)
        most = known + sum(high[other] if sign > 0 else -low[other] for other, sign in others)
        low[name] = max(low[name], -most if factor > 0 else least)
        high[name] = min(high[name], -least if factor > 0 else most)


def _determined(sums: Iterable[Equation], unknown: Set[str]) -> set[str]:
    """The unknown counts that the sums together leave one value (Gauss-Jordan elimination)."""
    solved: dict[str, dict[str, Fraction]] = {}
    for equation in sums:
        row = {name: Fraction(factor) for name, factor in equation.items() if name in unknown}
        for pivot, other in solved.items():
            _take_off(row, other, pivot)
        if not row:
            continue
        pivot = next(iter(row))
        row = {name: factor / row[pivot] for name, factor in row.items()}
        for other in solved.values():
            _take_off(other, row, pivot)
        solved[pivot] = row
    return {pivot for pivot, row in solved.items() if len(row) == 1}


def _take_off(row: dict[str, Fraction], other: Mapping[str, Fraction], pivot: str) -> None:
    factor = row.get(pivot)
    if factor is None:
        return
    for name, value in other.items():
        left = row.get(name, Fraction(0)) - factor * value
        if left:
            row[name] = left
        else:
            row.pop(name, None)
