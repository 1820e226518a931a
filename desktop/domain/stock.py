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
FundId = NewType("FundId", int)
RecipeId = NewType("RecipeId", int)
SerialId = NewType("SerialId", int)

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


class PlaceKind(StrEnum):
    """What a place is. The counter gives from stores and shelves unless another place is chosen: what is in a bag or with
    a partner group is not at hand."""

    STORE = "store"
    SHELF = "shelf"
    BAG = "bag"
    PARTNER = "partner"

    @property
    def at_hand(self) -> bool:
        """Whether the counter gives from there without being asked to."""
        return self in (PlaceKind.STORE, PlaceKind.SHELF)


class DocumentKind(StrEnum):
    """What a document that moves stock is."""

    INTAKE = "intake"
    DISTRIBUTION = "distribution"
    WRITE_OFF = "write_off"
    STOCKTAKE = "stocktake"
    TRANSFER = "transfer"
    PACK = "pack"
    UNPACK = "unpack"
    USE = "use"
    SALE = "sale"
    FOUND = "found"
    MERGE = "merge"


DOCUMENT_WORDS = {
    DocumentKind.INTAKE: N_("received"),
    DocumentKind.DISTRIBUTION: N_("given out"),
    DocumentKind.WRITE_OFF: N_("written off"),
    DocumentKind.STOCKTAKE: N_("counted"),
    DocumentKind.TRANSFER: N_("moved"),
    DocumentKind.PACK: N_("kits packed"),
    DocumentKind.UNPACK: N_("kits unpacked"),
    DocumentKind.USE: N_("used"),
    DocumentKind.SALE: N_("sold"),
    DocumentKind.FOUND: N_("found, not recorded"),
    DocumentKind.MERGE: N_("made one item"),
}
"""What a document did, as a word in a stock card; untranslated."""


class MovementClass(StrEnum):
    """The column of the monthly summary a movement belongs to. A reversal keeps the class of what it reverses,
    so that both net out; one that reaches back into a closed month stands in a column of its own.

    MOVED is between places, and sums to nothing over all of them; only where two items were made one an item keeps it.
    PACKED is parts out and kits in, and the other way round. USED is materials taken for an activity."""

    RECEIVED = "received"
    ISSUED = "issued"
    WRITTEN_OFF = "written_off"
    COUNTED = "counted"
    CORRECTION = "correction"
    MOVED = "moved"
    PACKED = "packed"
    USED = "used"
    SOLD = "sold"


class Source(StrEnum):
    """Where goods received came from."""

    OPENING = "opening"
    DONATION = "donation"
    GOVERNMENT = "government"
    PURCHASE = "purchase"
    HARVEST = "harvest"
    MADE = "made"
    RETURN = "return"


SOURCE_WORDS = {
    Source.OPENING: N_("Opening stock"),
    Source.DONATION: N_("Donation"),
    Source.GOVERNMENT: N_("From a public office"),
    Source.PURCHASE: N_("Purchase"),
    Source.HARVEST: N_("Harvest"),
    Source.MADE: N_("Made by ourselves"),
    Source.RETURN: N_("Came back"),
}
"""Where goods came from; untranslated."""


class Reason(StrEnum):
    """Why stock was written off, or a count differed."""

    EXPIRED = "expired"
    SPOILED = "spoiled"
    DAMAGED = "damaged"
    STOLEN = "stolen"
    LOST = "lost"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    MISCOUNTED = "miscounted"
    NOT_WRITTEN_DOWN = "not_written_down"
    FOUND = "found"
    UNKNOWN = "unknown"


WRITE_OFF_REASONS = (
    Reason.EXPIRED,
    Reason.SPOILED,
    Reason.DAMAGED,
    Reason.STOLEN,
    Reason.LOST,
    Reason.TAKEN,
    Reason.GIVEN_BACK,
)
REASON_WORDS = {
    Reason.EXPIRED: N_("Expired"),
    Reason.SPOILED: N_("Spoiled"),
    Reason.DAMAGED: N_("Damaged"),
    Reason.STOLEN: N_("Stolen"),
    Reason.LOST: N_("Lost"),
    Reason.TAKEN: N_("Taken by authorities"),
    Reason.GIVEN_BACK: N_("Given back"),
    Reason.MISCOUNTED: N_("Miscounted"),
    Reason.NOT_WRITTEN_DOWN: N_("Not written down"),
    Reason.FOUND: N_("Found"),
    Reason.UNKNOWN: N_("Not known"),
}
"""What each reason is called, on screen and on paper; untranslated."""
SHARED_AS_LOST = frozenset({Reason.STOLEN, Reason.LOST, Reason.TAKEN, Reason.GIVEN_BACK})
"""What a share copy calls lost: who took something, or got it back, is nobody's business outside."""
COUNT_REASONS = (Reason.MISCOUNTED, Reason.NOT_WRITTEN_DOWN, Reason.LOST, Reason.DAMAGED, Reason.FOUND, Reason.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Pack:
    """How an item comes: so many base units in one box. Only a help for entering; the ledger holds base units."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Barcode:
    """A code on an item, or on a pack of it: what bears it holds `quantity` base units."""

    code: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is counted.

    Attributes:
        name: What it is called in the language being spoken.
        main_name: What it is called where no other name is given.
        names: Its names in further languages, by language code.
        reorder_level: Below this it is called low; 0 for never.
        wished_level: So many should be there after ordering; 0 where nobody said.
        lots: Whether deliveries are told apart by batch number.
        serials: Whether each piece bears a number of its own.
        worth: What `worth_of` base units are worth, in minor units of the collective's currency; 0 where nobody said.
        recount_since: Since when it waits to be counted, because more was given than the book knew of.
        merged_into: The item that this one turned out to be.
        is_kit: Whether it is packed from other items.
    """

    id: ItemId
    name: str
    category: Category
    unit: Unit
    expiry: Expiry
    packs: tuple[Pack, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    reorder_level: int = 0
    usual_quantity: int = 1
    favourite: bool = False
    icon: str = "item-box"
    active: bool = True
    created_on: date = date.min
    main_name: str = ""
    names: tuple[tuple[str, str], ...] = ()
    wished_level: int = 0
    lots: bool = True
    serials: bool = False
    worth: int = 0
    worth_of: int = 1
    recount_since: date | None = None
    merged_into: ItemId | None = None
    is_kit: bool = False
    has_photo: bool = False

    def value_of(self, quantity: int) -> int:
        """What so many base units are worth, in minor units, rounded half away from zero; 0 where nobody said."""
        whole, rest = divmod(abs(quantity) * self.worth, self.worth_of)
        value = whole + (rest * 2 >= self.worth_of)
        return value if quantity >= 0 else -value


@dataclass(frozen=True, slots=True)
class Place:
    """A store, a shelf, a bag, or a partner group's stock."""

    id: PlaceId
    name: str
    active: bool = True
    kind: PlaceKind = PlaceKind.SHELF


@dataclass(frozen=True, slots=True)
class Fund:
    """What paid for goods: a grant, a fund, an office's programme. It names no person."""

    id: FundId
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Serial:
    """One thing with a number of its own. `place` is where it is; None when it is not in the house."""

    id: SerialId
    item_id: ItemId
    number: str
    batch_id: BatchId
    place: Place | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Goods of one item that came with one lot number and one date, paid by one fund.

    Attributes:
        recipe_id: For kits: what they were packed by.
        fund: What paid for them; empty for nothing named.
    """

    id: BatchId
    item_id: ItemId
    lot: str
    expires_on: date | None
    received_on: date
    fund_id: FundId | None = None
    recipe_id: RecipeId | None = None
    fund: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """What tells it from others of its item with the same date, as far as it bears anything: batch number, fund."""
        return tuple(mark for mark in (self.lot, self.fund) if mark)


@dataclass(frozen=True, slots=True)
class Held:
    """How many of a batch are at a place."""

    batch: Batch
    place: Place
    quantity: int


@dataclass(frozen=True, slots=True)
class ItemStock:
    """One line of the stock list: an item and what is there of it, in base units.

    Attributes:
        quantity: All that the book knows of, wherever it is.
        usable: Of it, what is not past its date and not with a partner group.
        at_hand: Of that, what stands in stores and on shelves, where the counter gives from.
    """

    item: Item
    quantity: int
    usable: int
    first_expiry: date | None
    places: tuple[str, ...]
    at_hand: int = 0

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
    """One line of a stock card.

    Attributes:
        balance: What it left: of the card's item, batch or place. On a place's card, of that item at that place; on the card
            of a single piece, 1 while that is in the house.
        other_place: Where it went, or where it came from, when it moved between places.
        purpose: What materials were taken for.
    """

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
    item_id: ItemId = ItemId(0)
    item_name: str = ""
    unit: Unit = Unit.PIECE
    batch_id: BatchId = BatchId(0)
    place_id: PlaceId = PlaceId(0)
    cls: MovementClass = MovementClass.RECEIVED
    source: Source | None = None
    purpose: str = ""
    other_place: str = ""
    recorded_at: str = ""
    id: int = 0


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
