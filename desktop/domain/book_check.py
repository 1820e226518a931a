"""Whether the stock book agrees with itself, and what does not."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.stock import DocumentId, ItemId


class FaultKind(StrEnum):
    """How the book can disagree with itself."""

    BALANCE = "balance"
    """What is kept as there is not the sum of what came and went."""
    BELOW_ZERO = "below_zero"
    """At the end of some day less than nothing of a batch was at a place."""
    MONTH_TOTAL = "month_total"
    """What is kept as a month's sum is not the sum of that month."""
    NUMBER = "number"
    """A thing with a number is not where its movements leave it, or a movement carries too few or too many."""
    REVERSAL = "reversal"
    """What undoes a document is not its exact opposite."""

    @property
    def is_damage(self) -> bool:
        """Whether files are damaged or of different moments: what is kept and what it is kept of are always written together.

        The rest may have been written so, by an older program or another hand: that is told, and keeps nobody from opening
        the vault, from a backup or from restoring one.
        """
        return self in (FaultKind.BALANCE, FaultKind.MONTH_TOTAL)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not agree.

    Attributes:
        document_id: The document in which it shows, where it shows in one.
    """

    kind: FaultKind
    item_id: ItemId
    document_id: DocumentId | None = None


@dataclass(frozen=True, slots=True)
class BookChecked:
    """How a check came out. It names no person.

    Attributes:
        at: When it ended, as in the records.
        items: Names of the items that do not agree, by name, at most as many as can be read at a glance.
        numbers: Numbers of the documents in which it shows, likewise.
        more: Items that are left out.
    """

    at: str
    items: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    more: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether everything agrees."""
        return not self.items
