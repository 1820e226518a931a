"""The stock keeper's desk, played once: places, what comes, what has a number, kits, and what goes on its way."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.periods import Month
from desktop.domain.stock import Category, Expiry, PlaceKind, Source, Unit
from desktop.i18n import languages
from desktop.tour.cast import CODE_NAMES
from desktop.tour.stage import Stage, item_name
from desktop.tour.storeroom import choose_row
from desktop.tour.tally import MonthTally, Tally


@dataclass(frozen=True, slots=True)
class Names:
    """What the collective calls what it adds at its desk. None of it is anybody's name."""

    store: str
    bag: str
    group: str
    fund: str
    pads: str
    pads_elsewhere: str
    pack: str
    carton: str
    phone_cards: str
    lunch: str
    soap_again: str
    office: str
    garden: str
    shop: str


NAMES = {
    "en": Names(
        store="Cellar store",
        bag="Blue bag",
        group="River group",
        fund="City grant",
        pads="Pads",
        pads_elsewhere="卫生巾",
        pack="Pack",
        carton="Carton",
        phone_cards="Phone cards",
        lunch="Shared lunch",
        soap_again="Soap bars",
        office="Health office",
        garden="Roof garden",
        shop="Paper shop",
    ),
    "zh_CN": Names(
        store="地下仓库",
        bag="蓝色外展包",
        group="河边小组",
        fund="市政资助",
        pads="卫生巾",
        pads_elsewhere="Pads",
        pack="包",
        carton="箱",
        phone_cards="电话卡",
        lunch="共享午餐",
        soap_again="香皂块",
        office="卫生局",
        garden="屋顶菜园",
        shop="纸品店",
    ),
}
PACK_CODE = "4006381333931"
PADS_IN_PACK, PADS_IN_CARTON = 10, 200
FIRST_CARD, LAST_CARD, GIVEN_CARD = 1001, 1020, 1007
PACKED, UNPACKED = 10, 1
_BACKS = tuple(
    f"{page}_back"
    for page in ("more", "places", "funds", "kits", "orders", "attention", "numbers", "card", "count_place")
)
RECIPE = (("Soap", 1), ("Masks", 3), ("Sanitiser gel", 1))


@dataclass
class Desk:
    """What the parts of the desk share.

    Attributes:
        language: The one the tour is played in.
        work_as: Lets the person of a role unlock.
    """

    stage: Stage
    tally: Tally
    language: str
    work_as: Callable[[str], None]

    @property
    def names(self) -> Names:
        """What the collective calls things."""
        return NAMES[self.language]

    @property
    def played(self) -> MonthTally:
        """The month being played."""
        return self.tally.months[self.month]

    @property
    def month(self) -> Month:
        """The month being played."""
        return Month.of(self.stage.clock.day)

    def to_list(self) -> None:
        """Back to the stock list from whatever page lies over it."""
        self.stage.go("stock")
        while not self.stage.hands.sees("stock_more"):
            self.stage.hands.press(next(name for name in _BACKS if self.stage.hands.sees(name)))

    def more(self, task: str) -> None:
        """Open one of the tasks that are done less often."""
        self.to_list()
        self.stage.hands.press("stock_more")
        self.stage.hands.press(f"more_{task}")

    def at(self, place: str, item: str, column: str, quantity: int) -> None:
        """Remember what was done at one of the places that are followed."""
        self.played.places[place][item, column] += quantity


def arrange(desk: Desk) -> None:
    """Places, a fund, an item with everything an item can have."""
    stage, hands, names = desk.stage, desk.stage.hands, desk.names
    desk.to_list()
    hands.press("stock_more")
    stage.picture("stock-more")
    hands.press("more_places")
    for name, kind in (
        (names.store, PlaceKind.STORE),
        (names.bag, PlaceKind.BAG),
        (names.group, PlaceKind.PARTNER),
    ):
        hands.press("places_new")
        hands.type("place_name", name)
        hands.choose_data("place_kind", kind)
        if kind is PlaceKind.PARTNER:
            stage.picture("place")
        hands.press("place_save")
    stage.picture("places")
    desk.more("funds")
    hands.press("funds_new")
    hands.type("fund_name", names.fund)
    hands.press("fund_save")
    stage.picture("funds")
    desk.to_list()
    hands.press("stock_new_item")
    hands.type("item_name", names.pads)
    hands.press("item_names")
    hands.type(f"item_name_{_other_language(desk.language)}", names.pads_elsewhere)
    hands.choose_data("item_category", Category.HYGIENE)
    hands.type("item_pack_name", names.pack)
    hands.type("item_pack_size", str(PADS_IN_PACK))
    hands.press("item_pack_more")
    hands.type("item_pack_name_1", names.carton)
    hands.type("item_pack_size_1", str(PADS_IN_CARTON))
    hands.type("item_barcode", PACK_CODE, enter=True)
    hands.choose("item_barcode_on", hands.options("item_barcode_on")[1])
    hands.type("item_reorder", "700")
    hands.type("item_wished", "1200")
    hands.type("item_worth", "2.40")
    hands.type("item_worth_of", str(PADS_IN_PACK))
    hands.scroll_to("item_name")
    stage.picture("new-item-in-two-languages")
    hands.scroll_to("item_pack_name")
    stage.picture("new-item-with-packs")
    hands.choose_data("item_icon", "item-pad")
    hands.press("item_save")
    desk.to_list()
    hands.press("stock_new_item")
    hands.type("item_name", names.phone_cards)
    hands.choose_data("item_category", Category.CARDS)
    hands.choose_data("item_unit", Unit.PIECE)
    hands.choose_data("item_expiry", Expiry.NONE)
    hands.press("item_serials")
    hands.choose_data("item_icon", "item-card")
    hands.type("item_reorder", "50")
    hands.press("item_save")
    stage.picture("stock-item-saved")


def _other_language(language: str) -> str:
    return next(code for code in languages() if code != language)


def receive(desk: Desk) -> None:
    """What a public office sent, paid by a fund, with a slip for whoever brought it; a harvest; cards with numbers."""
    stage, hands, names, played = desk.stage, desk.stage.hands, desk.names, desk.played
    desk.to_list()
    hands.press("stock_receive")
    hands.choose_data("receive_source", Source.GOVERNMENT)
    hands.type("receive_origin", names.office)
    hands.choose("receive_fund", names.fund)
    delivery = (
        (names.pads, 3, PADS_IN_CARTON, ""),
        (item_name("Masks"), 10, 50, "12/2028"),
        (item_name("Soap"), 2, 72, ""),
        (item_name("Sanitiser gel"), 2, 24, "05/2028"),
    )
    for name, packs, size, expires in delivery:
        hands.choose("receive_item", name)
        hands.type("receive_packs", str(packs))
        if expires:
            hands.type("receive_expires", expires)
        played.received[name] += packs * size
        if name != delivery[-1][0]:
            hands.press("receive_another")
    stage.picture("receive-from-an-office")
    hands.press("receive_save")
    stage.picture("received")
    hands.press("receive_slip")
    stage.picture("hand-over-slip-preview")
    stage.keep_paper("hand-over-slip")
    hands.press("stock_receive")
    hands.choose_data("receive_source", Source.HARVEST)
    hands.type("receive_origin", names.garden)
    hands.choose("receive_item", item_name("Vegetables"))
    hands.type("receive_amount", "12.5 kg")
    hands.type("receive_expires", "09/2026")
    stage.picture("receive-by-weight")
    hands.press("receive_save")
    played.received[item_name("Vegetables")] += 12_500
    hands.press("stock_receive")
    hands.choose_data("receive_source", Source.DONATION)
    hands.choose("receive_item", names.phone_cards)
    hands.type("receive_numbers", f"{FIRST_CARD}-{LAST_CARD}")
    stage.picture("receive-numbers")
    hands.press("receive_save")
    played.received[names.phone_cards] += LAST_CARD - FIRST_CARD + 1


def kits(desk: Desk) -> None:
    """What is in a hygiene kit, ten of them packed, one taken apart again."""
    stage, hands = desk.stage, desk.stage.hands
    kit = item_name("Hygiene kits")
    desk.more("kits")
    hands.press("kits_first")
    hands.choose("recipe_kit", kit)
    for part, each in RECIPE:
        hands.choose("recipe_part", item_name(part))
        hands.type("recipe_quantity", str(each))
        if part != RECIPE[-1][0]:
            hands.press("recipe_add")
    stage.picture("recipe")
    hands.press("recipe_save")
    desk.tally.recipes[kit] = {item_name(part): each for part, each in RECIPE}
    hands.press("kits_pack")
    hands.type("pack_count", str(PACKED))
    stage.picture("pack-kits")
    hands.press("pack_save")
    desk.tally.pack(desk.month, kit, PACKED)
    stage.picture("kits")
    hands.press("kits_unpack")
    hands.type("unpack_count", str(UNPACKED))
    stage.picture("unpack-kits")
    hands.press("unpack_save")
    desk.tally.pack(desk.month, kit, -UNPACKED)


def send(desk: Desk) -> None:
    """Goods for the bag and for a partner group with a note; what the group gave out, and what is left of it."""
    stage, hands, names, played = desk.stage, desk.stage.hands, desk.names, desk.played
    masks = item_name("Masks")
    for place, masks_sent, packs in ((names.bag, 60, 4), (names.group, 120, 10)):
        desk.to_list()
        choose_row(stage, "stock_table", names.pads)
        hands.press("stock_move")
        hands.choose("move_to", place)
        _tell(stage, "move_table", masks, 3, str(masks_sent))
        # Pads come in two packs; what is typed loose is the sum.
        _tell(stage, "move_table", names.pads, 3, str(packs * PADS_IN_PACK))
        if place == names.group:
            stage.picture("move")
        hands.press("move_save")
        for item, quantity in ((masks, masks_sent), (names.pads, packs * PADS_IN_PACK)):
            desk.at(place, item, "moved_in", quantity)
    stage.picture("moved")
    hands.press("move_note")
    stage.picture("transfer-note-preview")
    stage.keep_paper("transfer-note")
    desk.more("partner")
    hands.choose("partner_place", names.group)
    hands.type("partner_heads", "14")
    _tell(stage, "partner_table", masks, 2, "50")
    _tell(stage, "partner_table", names.pads, 3, "40")
    stage.picture("partner-report")
    hands.press("partner_save")
    stage.picture("partner-reported")
    for item, quantity in ((masks, 50), (names.pads, 60)):
        desk.tally.give(desk.month, item, quantity)
        desk.at(names.group, item, "issued", quantity)
    played.hand_outs += 1
    played.heads += 14
    played.unnamed += 1


def _tell(stage: Stage, table: str, item: str, column: int, text: str) -> None:
    """Type into an item's cell; Enter in the cell above may have opened it already."""
    row = next(number for number, cells in enumerate(stage.hands.rows(table)) if cells[0] == item)
    editor = f"{table}_cell_{row}_{column}"
    if stage.hands.sees(editor):
        stage.hands.type(editor, text, enter=True)
    else:
        stage.hands.type_cell(table, row, column, text)


def give_a_number(desk: Desk) -> None:
    """A card given at the counter by its number, and found again: what it is, by which entry, to whom."""
    stage, hands, names, played = desk.stage, desk.stage.hands, desk.names, desk.played
    desk.work_as("volunteer")
    stage.go("counter")
    hands.type("counter_search", CODE_NAMES[0].lower(), enter=True)
    hands.type("counter_search", str(GIVEN_CARD), enter=True)
    stage.picture("counter-number")
    hands.press("counter_give")
    played.hand_outs += 1
    played.contacts += 1
    played.members.add(0)
    desk.tally.give(desk.month, names.phone_cards, 1)
    desk.more("numbers")
    hands.type("numbers_search", str(GIVEN_CARD), enter=True)
    stage.picture("number-found")
