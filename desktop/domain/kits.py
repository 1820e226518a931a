"""Kits: what they are made of, how many can be packed, and what they held when they are taken apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.stock import Expiry, Held, Item, ItemId, Place, RecipeId, Taken

_STRICTEST_FIRST = (Expiry.USE_BY, Expiry.BEST_BEFORE, Expiry.NONE)


@dataclass(frozen=True, slots=True)
class RecipePart:
    """So many base units of an item, in one kit."""

    item: Item
    quantity: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a kit is made of. A change makes the next version; what was packed keeps its own.

    Attributes:
        item_id: The kit.
        made_at: UTC moment.
    """

    id: RecipeId
    item_id: ItemId
    version: int
    parts: tuple[RecipePart, ...]
    made_at: str


@dataclass(frozen=True, slots=True)
class Packable:
    """How many kits can be packed from what is at a place now."""

    place: Place
    count: int


@dataclass(frozen=True, slots=True)
class KitStock:
    """A kit in the list of kits.

    Attributes:
        quantity: How many packed ones the book knows of, wherever they are.
        usable: Of them, what is not past its date and not with a partner group.
        packable: Where more can be packed, most first; places from which none can are left out.
        short: The part that runs out first, and so decides how many can be packed.
    """

    item: Item
    recipe: Recipe
    quantity: int
    usable: int
    packable: tuple[Packable, ...]
    short: Item | None


@dataclass(frozen=True, slots=True)
class PartPlan:
    """What a packing takes of one part.

    Attributes:
        wanted: So many base units.
        there: So many can be taken at the place on that day.
        taken: The batches; empty when there is not enough.
    """

    item: Item
    wanted: int
    there: int
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class PackPlan:
    """What packing would take, and the date the kits would bear."""

    parts: tuple[PartPlan, ...]
    expires_on: date | None

    @property
    def possible(self) -> bool:
        """Whether there is enough of every part."""
        return all(part.there >= part.wanted for part in self.parts)


@dataclass(frozen=True, slots=True)
class Inside:
    """So many base units of a batch, in kits that are packed."""

    item_id: ItemId
    lot: str
    expires_on: date | None
    fund_id: int | None
    quantity: int


@dataclass(frozen=True, slots=True)
class PackedBatch:
    """Kits of one packing that stand at a place.

    Attributes:
        recipe: What they were packed by; None for kits that came packed.
    """

    held: Held
    recipe: Recipe | None


def strictest(expiries: Iterable[Expiry]) -> Expiry:
    """What a kit's date means, by its parts: one use-by date among them makes it a use-by date."""
    found = set(expiries)
    return next((each for each in _STRICTEST_FIRST if each in found), Expiry.NONE)


def earliest(taken: Iterable[Taken]) -> date | None:
    """The first date of what goes into kits; None when nothing bears one."""
    return min((part.batch.expires_on for part in taken if part.batch.expires_on is not None), default=None)


def one_fund(taken: Iterable[Taken]) -> int | None:
    """The fund that paid all of it; None when it was none, or more than one."""
    funds = {part.batch.fund_id for part in taken}
    return funds.pop() if len(funds) == 1 else None


def how_many(parts: Mapping[ItemId, int], there: Mapping[ItemId, int]) -> int:
    """How many kits of `parts` can be packed from what is there."""
    return min((there.get(item_id, 0) // quantity for item_id, quantity in parts.items()), default=0)


def first_short(recipe: Recipe, there: Mapping[ItemId, int]) -> Item | None:
    """The part of which the fewest kits can be packed."""
    if not recipe.parts:
        return None
    return min(recipe.parts, key=lambda part: there.get(part.item.id, 0) // part.quantity).item


def come_back(item_id: ItemId, quantity: int, inside: Sequence[Inside]) -> tuple[Inside, ...] | None:
    """Which batches so much of a part comes out of, earliest date first; None when less than that is inside."""
    there = sorted(
        (each for each in inside if each.item_id == item_id and each.quantity > 0),
        key=lambda each: (each.expires_on or date.max, each.lot, each.fund_id or 0),
    )
    found = []
    for each in there:
        part = min(quantity, each.quantity)
        if part:
            found.append(Inside(each.item_id, each.lot, each.expires_on, each.fund_id, part))
        quantity -= part
    return None if quantity else tuple(found)
