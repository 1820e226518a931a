"""Orders: what was asked of whom, when, what came of it, and what is short. Kept as evidence of shortage."""

from dataclasses import dataclass
from datetime import date
from typing import NewType

from desktop.domain.stock import DocumentId, Item

OrderId = NewType("OrderId", int)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One item of an order, in base units. `asked` is 0 for what came without being asked for."""

    item: Item
    asked: int
    delivered: int

    @property
    def short(self) -> int:
        """What is missing."""
        return max(0, self.asked - self.delivered)

    @property
    def over(self) -> int:
        """What came beyond what was asked."""
        return max(0, self.delivered - self.asked)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Goods received on an order, not undone."""

    document_id: DocumentId
    number: str
    occurred_on: date


@dataclass(frozen=True, slots=True)
class Order:
    """An order and what came of it.

    Attributes:
        asked_of: The shop, office or donor it was asked of; not a person.
        closed_on: Since when no more is expected; None while more may come.
    """

    id: OrderId
    number: str
    asked_of: str
    asked_on: date
    note: str
    closed_on: date | None
    lines: tuple[OrderLine, ...]
    deliveries: tuple[Delivery, ...] = ()

    @property
    def asked(self) -> int:
        """How many lines were asked for."""
        return sum(line.asked > 0 for line in self.lines)

    @property
    def short_lines(self) -> tuple[OrderLine, ...]:
        """The lines of which something is missing."""
        return tuple(line for line in self.lines if line.short)

    @property
    def complete(self) -> bool:
        """Whether all that was asked for has come."""
        return not self.short_lines

    def age_days(self, today: date) -> int:
        """For how many days more was expected: until it was closed, or until today."""
        return ((self.closed_on or today) - self.asked_on).days
