"""A month's stock figures apart: by place, and by who paid for the goods. None of them names or counts a person, but for the
hand-outs and the heads of a place."""

from dataclasses import dataclass

from desktop.domain.stock import FundId, ItemId, PlaceId, Unit


@dataclass(frozen=True, slots=True)
class PlaceItemFigures:
    """One item's month at one place, in base units. Summed over all places it is the item's line of the summary.

    Attributes:
        moved_in, moved_out: From and to other places, positive, without moves that were undone.
        issued, written_off, used, sold: As positive numbers.
        counted, packed, corrections: Signed.
    """

    place_id: PlaceId
    item_id: ItemId
    item: str
    unit: Unit
    opening: int
    received: int
    moved_in: int
    moved_out: int
    issued: int
    written_off: int
    counted: int
    packed: int
    used: int
    sold: int
    corrections: int
    closing: int

    @property
    def adds_up(self) -> bool:
        """Whether the line ties out."""
        came = self.opening + self.received + self.moved_in + self.counted + self.packed + self.corrections
        return self.closing == came - self.moved_out - self.issued - self.written_off - self.used - self.sold

    @property
    def is_empty(self) -> bool:
        """Whether nothing was there and nothing happened."""
        return not any(getattr(self, name) for name in _COLUMNS)


_COLUMNS = tuple(name for name in PlaceItemFigures.__slots__ if name not in ("place_id", "item_id", "item", "unit"))


@dataclass(frozen=True, slots=True)
class PlaceTotals:
    """Hand-outs of a month from one place that were not undone, and the heads counted at those without a name.

    One that took from two places stands at both.
    """

    place_id: PlaceId
    place: str
    hand_outs: int
    head_count: int


@dataclass(frozen=True, slots=True)
class FundItemFigures:
    """One item's month as far as one fund paid for it, in base units. Goods that no fund is named for have none.

    Attributes:
        other: All that is neither received nor given: written off, counted, packed, used, sold, corrected. Signed.
    """

    fund_id: FundId | None
    fund: str
    item_id: ItemId
    item: str
    unit: Unit
    opening: int
    received: int
    issued: int
    other: int
    closing: int

    @property
    def adds_up(self) -> bool:
        """Whether the line ties out."""
        return self.closing == self.opening + self.received - self.issued + self.other
