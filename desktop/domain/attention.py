"""What a stock keeper is to look at: how long stock lasts, what runs out, expires or waits to be counted, what to order.

Average monthly use: what people got over the last three full calendar months, divided by three, times D / (D - days without),
where D are the days of these months and `days without` those whose last usable balance was 0: an item nobody could get was
not an item nobody wanted. Kits count as what they are made of. What was lost, moved, sold or used otherwise is no use by people.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from desktop.domain.stock import Held, Item, ItemId, ItemStock, Pack

USE_MONTHS = 3
"""Over how many full calendar months use is averaged, and how many months of it an order should bring."""

SOON_DAYS, LATER_DAYS = 30, 90
"""What expires within so many days is said twice: soon, and later."""

COUNT_AGAIN_DAYS = 60
"""An item that was not counted for so long waits to be counted."""

_WEEK = 7


@dataclass(frozen=True, slots=True)
class MonthlyUse:
    """What an item's use is reckoned from.

    Attributes:
        issued: What people got in the three months, in base units, less what was undone.
        days: How many days these months have.
        days_without: On how many of them nothing usable was left at the end of the day.
        known: Whether the item was in the book for one of the months at least.
    """

    issued: int
    days: int
    days_without: int
    known: bool

    @property
    def per_month(self) -> Fraction | None:
        """Average monthly use in base units; None when there is not enough to tell."""
        if not self.known or self.days_without >= self.days:
            return None
        return Fraction(max(self.issued, 0), USE_MONTHS) * Fraction(self.days, self.days - self.days_without)

    @property
    def per_month_tenths(self) -> int | None:
        """Average monthly use in tenths of a base unit, rounded half up."""
        return None if self.per_month is None else half_up(self.per_month * 10)

    def lasts(self, usable: int) -> "Lasts":
        """How long so many last at this use."""
        per_month = self.per_month
        if per_month is None:
            return Lasts()
        if not per_month:
            return Lasts(used=False)
        months = Fraction(usable) / per_month
        return Lasts(used=True, months=months, weeks=int(months * self.days / USE_MONTHS / _WEEK))


@dataclass(frozen=True, slots=True)
class Lasts:
    """How long an item's usable stock lasts.

    Attributes:
        used: Whether people got any in the three months; None when there is not enough to tell.
        months: Usable stock divided by average monthly use.
        weeks: The same in whole weeks, rounded down.
    """

    used: bool | None = None
    months: Fraction | None = None
    weeks: int | None = None

    @property
    def tenths(self) -> int | None:
        """Months of stock in tenths of a month, rounded half up."""
        return None if self.months is None else half_up(self.months * 10)


@dataclass(frozen=True, slots=True)
class Expiring:
    """An item of which something is past its date, or soon will be.

    Attributes:
        held: The batches concerned, wherever they are, first to expire on top.
    """

    stock: ItemStock
    held: tuple[Held, ...]

    @property
    def item(self) -> Item:
        """The item."""
        return self.stock.item

    @property
    def quantity(self) -> int:
        """How many in all, in base units."""
        return sum(held.quantity for held in self.held)

    @property
    def first(self) -> date:
        """The earliest date among them."""
        return min(held.batch.expires_on or date.max for held in self.held)


@dataclass(frozen=True, slots=True)
class NotCounted:
    """An item in stock that nobody counted for COUNT_AGAIN_DAYS. `last` is None when nobody ever did."""

    stock: ItemStock
    last: date | None


@dataclass(frozen=True, slots=True)
class Attention:
    """Everything that waits for somebody.

    Attributes:
        out: Nothing usable is left, of items with a reorder level or that people got lately.
        below: Usable stock under the reorder level.
        expired: Past the date.
        expiring_30: The date comes within 30 days, today among them.
        expiring_90: It comes within 90 days, later than that.
        not_counted: In stock, and not counted for 60 days.
        flagged: To be counted because more was given than the book knew of.
        months: How long each item lasts.
        use: What that is reckoned from.
    """

    out: tuple[ItemStock, ...] = ()
    below: tuple[ItemStock, ...] = ()
    expired: tuple[Expiring, ...] = ()
    expiring_30: tuple[Expiring, ...] = ()
    expiring_90: tuple[Expiring, ...] = ()
    not_counted: tuple[NotCounted, ...] = ()
    flagged: tuple[ItemStock, ...] = ()
    months: dict[ItemId, Lasts] = field(default_factory=dict)
    use: dict[ItemId, MonthlyUse] = field(default_factory=dict)

    def lasts(self, item_id: ItemId) -> Lasts:
        """How long an item lasts."""
        return self.months.get(item_id, Lasts())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to ask for of one item, in base units.

    Attributes:
        wanted: So many should be there.
        on_order: Asked for already, and still expected.
        quantity: What is suggested, in whole packs where one fits.
        pack: The pack it was rounded up to.
    """

    stock: ItemStock
    lasts: Lasts
    wanted: int
    on_order: int
    quantity: int
    pack: Pack | None = None

    @property
    def item(self) -> Item:
        """The item."""
        return self.stock.item


def half_up(value: Fraction) -> int:
    """A number that is not negative, rounded to the nearest whole one, halves upward."""
    return int(value + Fraction(1, 2))


def wanted_level(item: Item, use: MonthlyUse | None) -> int:
    """How many should be there: the wished level; else three months of use; else twice the reorder level."""
    if item.wished_level:
        return item.wished_level
    per_month = use.per_month if use is not None else None
    if per_month:
        return -int(-per_month * USE_MONTHS // 1)
    return 2 * item.reorder_level


def suggested(item: Item, wanted: int, usable: int, on_order: int) -> tuple[int, Pack | None]:
    """What to ask for, never below zero, and the pack it was rounded up to: the largest that holds no more than is missing."""
    missing = max(0, wanted - max(usable, 0) - on_order)
    pack = max((pack for pack in item.packs if pack.size <= missing), key=lambda pack: pack.size, default=None)
    if pack is None:
        return missing, None
    return -(-missing // pack.size) * pack.size, pack
