"""Items, places, batches, and what moves them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from desktop.domain.errors import Invalid
from desktop.domain.users import UserId
from desktop.i18n.catalogue import N_

ItemId = NewType("ItemId", int)
BatchId = NewType("BatchId", int)
PlaceId = NewType("PlaceId", int)
DocumentId = NewType("DocumentId", int)

MOST = 10_000_000
"""The largest quantity one line may hold, in base units: far above any carton, far below what breaks a sum."""


class Unit(StrEnum):
    """The base unit an item is counted in; the ledger knows no other."""

    PIECE = "piece"
    GRAM = "gram"
    MILLILITRE = "millilitre"


class Category(StrEnum):
    """The groups items are shown and summed in."""

    PREVENTION = "prevention"
    PROTECTION = "protection"
    FOOD = "food"
    HYGIENE = "hygiene"
    MEDICINE = "medicine"
    MATERIALS = "materials"
    CARDS = "cards"


UNIT_WORDS = {Unit.PIECE: N_("pieces"), Unit.GRAM: N_("grams"), Unit.MILLILITRE: N_("millilitres")}
"""What each unit is called, on screen and on paper; untranslated."""

CATEGORY_WORDS = {
    Category.PREVENTION: N_("Prevention"),
    Category.PROTECTION: N_("Protection"),
    Category.FOOD: N_("Food"),
    Category.HYGIENE: N_("Hygiene"),
    Category.MEDICINE: N_("Medicine"),
    Category.MATERIALS: N_("Materials"),
    Category.CARDS: N_("Cards"),
}
"""What each group of items is called; untranslated."""


class Expiry(StrEnum):
    """What an item's date means: past a use-by date it is never given, past a best-before date a coordinator may."""

    NONE = "none"
    USE_BY = "use_by"
    BEST_BEFORE = "best_before"


class DocumentKind(StrEnum):
    """What a document that moves stock is."""

    INTAKE = "intake"
    DISTRIBUTION = "distribution"
    WRITE_OFF = "write_off"
    STOCKTAKE = "stocktake"


class MovementClass(StrEnum):
    """The column of the monthly summary a movement belongs to. A reversal keeps the class of what it reverses,
    so that both net out; one that reaches back into a closed month stands in a column of its own."""

    RECEIVED = "received"
    ISSUED = "issued"
    WRITTEN_OFF = "written_off"
    COUNTED = "counted"
    CORRECTION = "correction"


class Source(StrEnum):
    """Where goods received came from."""

    OPENING = "opening"
    DONATION = "donation"
    PURCHASE = "purchase"


class Reason(StrEnum):
    """Why stock was written off, or a count differed."""

    EXPIRED = "expired"
    SPOILED = "spoiled"
    DAMAGED = "damaged"
    STOLEN = "stolen"
    LOST = "lost"
    MISCOUNTED = "miscounted"
    NOT_WRITTEN_DOWN = "not_written_down"
    FOUND = "found"
    UNKNOWN = "unknown"


WRITE_OFF_REASONS = (Reason.EXPIRED, Reason.SPOILED, Reason.DAMAGED, Reason.STOLEN, Reason.LOST)
COUNT_REASONS = (Reason.MISCOUNTED, Reason.NOT_WRITTEN_DOWN, Reason.LOST, Reason.DAMAGED, Reason.FOUND, Reason.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Pack:
    """How an item comes: so many base units in one box. Only a help for entering; the ledger holds base units."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is counted."""

    id: ItemId
    name: str
    category: Category
    unit: Unit
    expiry: Expiry
    packs: tuple[Pack, ...] = ()
    barcodes: tuple[str, ...] = ()
    reorder_level: int = 0
    usual_quantity: int = 1
    favourite: bool = False
    icon: str = "item-box"
    active: bool = True
    created_on: date = date.min


@dataclass(frozen=True, slots=True)
class Place:
    """A shelf, a store, a bag."""

    id: PlaceId
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Batch:
    """Goods of one item that came with one lot number and one date."""

    id: BatchId
    item_id: ItemId
    lot: str
    expires_on: date | None
    received_on: date


@dataclass(frozen=True, slots=True)
class Held:
    """How many of a batch are at a place."""

    batch: Batch
    place: Place
    quantity: int


@dataclass(frozen=True, slots=True)
class ItemStock:
    """One line of the stock list: an item and what is there of it, in base units."""

    item: Item
    quantity: int
    usable: int
    first_expiry: date | None
    places: tuple[str, ...]

    @property
    def level(self) -> str:
        """`none`, `low` or `enough`, by what can still be given."""
        if self.usable <= 0:
            return "none"
        return "low" if self.usable < self.item.reorder_level else "enough"


@dataclass(frozen=True, slots=True)
class Taken:
    """So many of one batch at one place, as the first-expired-first-out rule chose them."""

    batch: Batch
    place_id: PlaceId
    quantity: int


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of a stock card."""

    document_id: DocumentId
    number: str
    kind: DocumentKind
    occurred_on: date
    change: int
    balance: int
    lot: str
    expires_on: date | None
    place: str
    reason: Reason | None
    origin: str
    recorded_by: UserId
    recorded_by_name: str
    reverses: str | None
    reversed_by: str | None


@dataclass(frozen=True, slots=True)
class Posted:
    """A document that was saved."""

    document_id: DocumentId
    number: str


def checked_quantity(field: str, quantity: int, *, least: int = 1) -> int:
    """`quantity` when it can stand in a ledger line. Raises Invalid for the field otherwise."""
    if quantity < least:
        raise Invalid(field, N_("Type a number of {least} or more. Nothing was saved."), least=least)
    if quantity > MOST:
        raise Invalid(
            field,
            N_("{quantity} is more than one line can hold. Nothing was saved. Check the number."),
            quantity=quantity,
        )
    return quantity
