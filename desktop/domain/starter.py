"""The items a new vault can start from."""

from dataclasses import dataclass

from desktop.domain.stock import Category, Expiry, Unit
from desktop.i18n.catalogue import N_


@dataclass(frozen=True, slots=True)
class StarterItem:
    """An item to begin with; `name` and `pack_name` are translated when the vault is made.

    Attributes:
        pack_size: 0 for what comes in no pack.
        serials: Each piece bears a number of its own.
    """

    name: str
    category: Category
    unit: Unit
    expiry: Expiry
    pack_name: str
    pack_size: int
    reorder_level: int
    usual_quantity: int
    icon: str
    favourite: bool = True
    serials: bool = False


STARTER_ITEMS: tuple[StarterItem, ...] = (
    StarterItem(N_("Condoms"), Category.PREVENTION, Unit.PIECE, Expiry.USE_BY, N_("Box"), 144, 288, 12, "item-condom"),
    StarterItem(
        N_("Female condoms"),
        Category.PREVENTION,
        Unit.PIECE,
        Expiry.USE_BY,
        N_("Box"),
        100,
        100,
        4,
        "item-condom-inner",
    ),
    StarterItem(N_("Lubricant"), Category.PREVENTION, Unit.PIECE, Expiry.USE_BY, N_("Box"), 100, 100, 6, "item-drop"),
    StarterItem(N_("Masks"), Category.PROTECTION, Unit.PIECE, Expiry.BEST_BEFORE, N_("Box"), 50, 100, 5, "item-mask"),
    StarterItem(
        N_("Sanitiser gel"), Category.PROTECTION, Unit.PIECE, Expiry.USE_BY, N_("Carton"), 24, 24, 1, "item-bottle"
    ),
    StarterItem(N_("Soap"), Category.HYGIENE, Unit.PIECE, Expiry.NONE, N_("Carton"), 72, 36, 1, "item-soap"),
    StarterItem(N_("Food packs"), Category.FOOD, Unit.PIECE, Expiry.BEST_BEFORE, N_("Crate"), 10, 10, 1, "item-bag"),
    StarterItem(
        N_("Rice"), Category.FOOD, Unit.GRAM, Expiry.BEST_BEFORE, N_("Sack"), 25_000, 10_000, 2_000, "item-bowl"
    ),
    StarterItem(N_("Vegetables"), Category.FOOD, Unit.GRAM, Expiry.USE_BY, N_("Crate"), 10_000, 0, 1_000, "item-leaf"),
    StarterItem(N_("Hygiene kits"), Category.HYGIENE, Unit.PIECE, Expiry.NONE, N_("Carton"), 20, 20, 1, "item-kit"),
    StarterItem(N_("Test kits"), Category.PREVENTION, Unit.PIECE, Expiry.USE_BY, N_("Box"), 25, 25, 1, "item-test"),
)
"""What nearly everybody keeps."""


def _more(
    name: str,
    category: Category,
    icon: str,
    *,
    pack: tuple[str, int] = ("", 0),
    expiry: Expiry = Expiry.NONE,
    usual: int = 1,
    serials: bool = False,
) -> StarterItem:
    often = category is Category.HYGIENE
    return StarterItem(
        name, category, Unit.PIECE, expiry, *pack, reorder_level=0, usual_quantity=usual, icon=icon, favourite=often,
        serials=serials,
    )  # fmt: skip


MORE_STARTER_ITEMS: tuple[StarterItem, ...] = (
    _more(N_("Pads"), Category.HYGIENE, "item-pad", pack=(N_("Pack"), 10), usual=10),
    _more(N_("Toilet paper"), Category.HYGIENE, "item-sachet", pack=(N_("Pack"), 12), usual=2),
    _more(N_("Toothbrushes"), Category.HYGIENE, "item-box", pack=(N_("Box"), 12)),
    _more(N_("Toothpaste"), Category.HYGIENE, "item-tube", pack=(N_("Box"), 12), expiry=Expiry.BEST_BEFORE),
    _more(N_("Shampoo"), Category.HYGIENE, "item-bottle", pack=(N_("Carton"), 12), expiry=Expiry.BEST_BEFORE),
    _more(N_("Towels"), Category.HYGIENE, "item-cloth"),
    _more(N_("Gift cards"), Category.CARDS, "item-card", serials=True, expiry=Expiry.USE_BY),
    _more(N_("Transit cards"), Category.CARDS, "item-card", serials=True),
    _more(N_("Health cards"), Category.CARDS, "item-card", serials=True, expiry=Expiry.USE_BY),
    _more(N_("SIM cards"), Category.CARDS, "item-card", serials=True),
    _more(N_("Cloth"), Category.MATERIALS, "item-cloth"),
    _more(N_("Thread"), Category.MATERIALS, "item-box", pack=(N_("Box"), 10)),
)
"""What some keep besides: offered, and ticked by nobody but them."""
