"""The stock keeper's part of the tour: deliveries, something spoiled, a count."""

from dataclasses import dataclass

from desktop.domain.periods import Month
from desktop.domain.stock import Reason, Source
from desktop.tour.stage import Stage, item_name
from desktop.tour.tally import Tally
from desktop.ui import words


@dataclass(frozen=True, slots=True)
class Delivery:
    """So many packs of an item; the pack's size is the starter item's."""

    item: str
    packs: int
    size: int
    expires: str = ""


DELIVERIES = (
    Delivery("Condoms", 8, 144, "06/2029"),
    Delivery("Lubricant", 4, 100, "09/2028"),
    Delivery("Masks", 10, 50, "12/2028"),
    Delivery("Sanitiser gel", 3, 24, "05/2028"),
    Delivery("Food packs", 5, 10, "02/2027"),
    Delivery("Rice", 3, 25_000, "08/2027"),
    Delivery("Hygiene kits", 2, 20),
    Delivery("Soap", 1, 72),
    Delivery("Female condoms", 1, 100, "03/2029"),
    Delivery("Test kits", 2, 25, "01/2028"),
)


def receive(stage: Stage, tally: Tally, origin: str, *, pictures: bool) -> None:
    """A delivery of everything, as one entry."""
    hands = stage.hands
    stage.go("stock")
    hands.press("stock_receive")
    hands.choose_data("receive_source", Source.DONATION)
    hands.type("receive_origin", stage.person(origin))
    for number, delivery in enumerate(DELIVERIES):
        name = item_name(delivery.item)
        hands.choose("receive_item", name)
        hands.type("receive_packs", str(delivery.packs))
        if delivery.expires:
            hands.type("receive_expires", delivery.expires)
        tally.months[Month.of(stage.clock.day)].received[name] += delivery.packs * delivery.size
        if pictures and number == 2:
            stage.picture("receive")
        hands.press("receive_another" if delivery is not DELIVERIES[-1] else "receive_save")
    if pictures:
        stage.picture("stock-after-delivery")


def receive_cards(stage: Stage, tally: Tally, name: str, number: int) -> None:
    """Cards that come one by one, from another place."""
    hands = stage.hands
    stage.go("stock")
    hands.press("stock_receive")
    hands.choose_data("receive_source", Source.PURCHASE)
    hands.choose("receive_item", name)
    hands.type("receive_loose", str(number))
    hands.press("receive_save")
    tally.months[Month.of(stage.clock.day)].received[name] += number


def write_off(stage: Stage, tally: Tally, item: str, quantity: int, *, picture: bool) -> None:
    """Some of an item is damaged."""
    hands = stage.hands
    name = item_name(item)
    stage.go("stock")
    choose_row(stage, "stock_table", name)
    hands.press("stock_write_off")
    hands.type("write_off_quantity", str(quantity))
    hands.choose_data("write_off_reason", Reason.DAMAGED)
    if picture:
        stage.picture("write-off")
    hands.press("write_off_save")
    tally.months[Month.of(stage.clock.day)].written_off[name] += quantity


def count(stage: Stage, tally: Tally, item: str, missing: int) -> None:
    """Count one item and find some missing, and hand that in; everything else stays uncounted."""
    hands = stage.hands
    name = item_name(item)
    stage.go("stock")
    hands.press("stock_count")
    hands.press("count_begin")
    books = {}
    for row in [number for number, cells in enumerate(hands.rows("count_table")) if cells[0] == name]:
        # The book is shown beside a line once something is typed: what the tour counts is what it says, but for what is missing.
        hands.type_cell("count_table", row, 4, "0")
        books[row] = _number(hands.rows("count_table")[row][6])
    fullest = max(books, key=lambda row: books[row])
    for row, book in books.items():
        hands.type_cell("count_table", row, 4, str(book - missing * (row == fullest)))
    hands.type_cell("count_table", fullest, 8, words.reason(Reason.MISCOUNTED))
    stage.picture("count")
    hands.press("count_finish")
    stage.picture("count-review")
    hands.press("count_submit")
    stage.picture("counted")
    tally.months[Month.of(stage.clock.day)].counted[name] -= missing


def _number(cell: str) -> int:
    return int("".join(sign for sign in cell if sign.isdigit()) or "0")


def approve_count(stage: Stage, *, picture: bool) -> None:
    """Somebody else looks at the count that was handed in, and posts it."""
    stage.go("stock")
    stage.hands.press("stock_count")
    stage.hands.press("count_go_on_0")
    if picture:
        stage.picture("count-approve")
    stage.hands.press("count_approve")


def look_at_card(stage: Stage, item: str) -> None:
    """The stock card of an item."""
    stage.go("stock")
    choose_row(stage, "stock_table", item_name(item))
    stage.hands.press("stock_card")
    stage.picture("stock-card")
    stage.hands.press("card_back")


def choose_row(stage: Stage, table: str, first_cell: str) -> None:
    """Click the row that begins with these words."""
    rows = stage.hands.rows(table)
    stage.hands.click_row(table, next(number for number, cells in enumerate(rows) if cells[0] == first_cell))
