"""The stock keeper's desk, second half: ordered, brought in from a table, used and sold, counted, put right."""

from desktop.domain.stock import Category, Reason, Source
from desktop.tour.desk import PACK_CODE, PADS_IN_PACK, Desk
from desktop.tour.stage import item_name
from desktop.tour.storeroom import choose_row
from desktop.ui import words


def order(desk: Desk) -> None:
    """What needs attention, what is suggested, an order that is kept, part of it delivered, the rest short on paper."""
    stage, hands, names, played = desk.stage, desk.stage.hands, desk.names, desk.played
    desk.more("attention")
    stage.picture("attention")
    hands.press("attention_suggest")
    stage.picture("order-suggested")
    rows = [cells[0] for cells in hands.rows("order_lines")]
    hands.type_cell("order_lines", rows.index(names.pads), 4, "600")
    hands.type("order_of", names.shop)
    hands.press("order_print_list")
    stage.keep_paper("order-suggested")
    hands.press("order_save")
    stage.picture("order-kept")
    desk.more("orders")
    stage.picture("orders")
    hands.press("orders_receive")
    hands.choose_data("receive_source", Source.PURCHASE)
    hands.choose("receive_item", names.pads)
    hands.type("receive_packs", "1")
    stage.picture("receive-for-an-order")
    hands.press("receive_save")
    played.received[names.pads] += 200
    desk.more("orders")
    hands.press("orders_close")
    hands.press("confirm_act")
    stage.picture("order-short")
    hands.press("orders_print")
    stage.picture("order-preview")
    stage.keep_paper("order")


def bring_in_a_table(desk: Desk) -> None:
    """A delivery that came with a table on the stick; one row of it is refused and stays behind."""
    stage, hands, names, played = desk.stage, desk.stage.hands, desk.names, desk.played
    soap = item_name("Soap")
    table = stage.folder / "stick" / "delivery.csv"
    rows = [
        "Item,Quantity,Batch,Expires,Remark",
        f"{names.pads},120,P-7,,",
        f"{soap},48,,,",
        f"{item_name('Sanitiser gel')},24,G-2,2028-05-31,",
        f"{soap},some,,,Not counted",
    ]
    table.write_text("\r\n".join(rows) + "\r\n", "utf-8")
    desk.more("import")
    hands.press("import_choose")
    stage.picture("choose-a-table")
    files = [cells[0] for cells in hands.rows("file_list")]
    hands.click_row("file_list", files.index(table.name))
    hands.press("file_use")
    stage.picture("import-columns")
    hands.press("import_check")
    stage.picture("import-rows")
    hands.press("import_print")
    stage.keep_paper("rows-not-received")
    hands.press("import_receive")
    for name, quantity in ((names.pads, 120), (soap, 48), (item_name("Sanitiser gel"), 24)):
        played.received[name] += quantity
    stage.picture("import-received")
    hands.press("import_receive")


def use_and_make(desk: Desk) -> None:
    """The harvest becomes a shared meal and food packs."""
    stage, hands, names, played = desk.stage, desk.stage.hands, desk.names, desk.played
    vegetables, packs = item_name("Vegetables"), item_name("Food packs")
    desk.more("use")
    hands.type("use_purpose", names.lunch)
    hands.choose("use_item", vegetables)
    hands.type("use_measure", "10 kg")
    stage.picture("use-materials")
    hands.press("use_save")
    played.used[vegetables] += 10_000
    desk.to_list()
    hands.press("stock_receive")
    hands.choose_data("receive_source", Source.MADE)
    hands.choose("receive_item", packs)
    hands.type("receive_loose", "20")
    hands.type("receive_expires", "12/2026")
    stage.picture("receive-made")
    hands.press("receive_save")
    played.received[packs] += 20


def sell(desk: Desk) -> None:
    """What was left of the harvest is sold, and the money goes into the fund."""
    stage, hands, names = desk.stage, desk.stage.hands, desk.names
    vegetables = item_name("Vegetables")
    desk.work_as("coordinator")
    desk.more("sell")
    hands.choose("sell_item", vegetables)
    hands.type("sell_measure", "2.5 kg")
    hands.type("sell_amount", "5")
    hands.choose_data("sell_currency", "EUR")
    hands.choose("sell_fund", names.fund)
    stage.picture("sell")
    hands.press("sell_save")
    stage.picture("sold")
    desk.played.sold[vegetables] += 2_500
    desk.more("funds")
    stage.picture("funds-after-sale")


def count_the_bag(desk: Desk) -> None:
    """The bag is counted blind, with a sheet on paper and a scanner in the hand; somebody else approves."""
    stage, hands, names = desk.stage, desk.stage.hands, desk.names
    masks = item_name("Masks")
    desk.work_as("stock_keeper")
    desk.to_list()
    hands.press("stock_count")
    hands.choose("count_place_choice", names.bag)
    hands.press("count_blind")
    stage.picture("count-choose")
    hands.press("count_begin")
    hands.press("count_print")
    stage.picture("count-sheet-preview")
    stage.keep_paper("count-sheet")
    for _pack in range(3):
        hands.scan(PACK_CODE)
    stage.picture("count-scanned")
    lines = [cells[0] for cells in hands.rows("count_table")]
    # The three scanned packs and nine loose ones: one is missing.
    hands.type_cell("count_table", lines.index(names.pads), 4, str(3 * PADS_IN_PACK + 9))
    hands.type_cell("count_table", lines.index(masks), 4, "60")
    stage.picture("count-blind")
    hands.press("count_finish")
    review = [cells[0] for cells in hands.rows("count_review_table")]
    hands.type_cell("count_review_table", review.index(names.pads), 7, words.reason(Reason.LOST))
    stage.picture("count-blind-review")
    hands.press("count_submit")
    stage.picture("count-handed-in")
    desk.work_as("coordinator")
    desk.to_list()
    hands.press("stock_count")
    hands.press("count_go_on_0")
    stage.picture("count-blind-approve")
    hands.press("count_approve")
    desk.played.counted[names.pads] -= 1
    desk.at(names.bag, names.pads, "counted", -1)
    desk.to_list()
    hands.press("stock_count")
    hands.press("count_report_0")
    stage.picture("count-report-preview")
    stage.keep_paper("count-report")


def put_right(desk: Desk) -> None:
    """A slip of the hand is corrected in one step from its entry; two items that are one thing become one."""
    stage, hands, names, played = desk.stage, desk.stage.hands, desk.names, desk.played
    soap = item_name("Soap")
    desk.work_as("stock_keeper")
    desk.to_list()
    hands.press("stock_receive")
    hands.choose_data("receive_source", Source.PURCHASE)
    hands.choose("receive_item", soap)
    hands.type("receive_loose", "12")
    hands.press("receive_save")
    choose_row(stage, "stock_table", soap)
    hands.press("stock_card")
    hands.click_row("card_table", 0)
    stage.picture("entry")
    hands.press("document_correct")
    hands.type("receive_loose", "21")
    stage.picture("correct-delivery")
    hands.press("receive_save")
    played.received[soap] += 21
    # Above it stands what took the mistake off.
    hands.click_row("card_table", 1)
    stage.picture("entry-of-a-correction")
    hands.press("document_back")
    hands.press("card_back")
    hands.press("stock_new_item")
    hands.type("item_name", names.soap_again)
    hands.choose_data("item_category", Category.HYGIENE)
    hands.press("item_save")
    hands.press("stock_receive")
    hands.choose("receive_item", names.soap_again)
    hands.type("receive_loose", "5")
    hands.press("receive_save")
    played.received[names.soap_again] += 5
    for again in (False, True):
        desk.more("merge")
        hands.choose("merge_keep", soap)
        hands.choose("merge_drop", names.soap_again)
        if not again:
            stage.picture("make-one")
        hands.press("merge_save")
        hands.press("confirm_act")
        if not again:
            stage.picture("made-one")
            hands.press("stock_foot_bar_undo")
            stage.picture("two-again")
    played.moved[soap] += 5
    played.moved[names.soap_again] -= 5


def look_at_cards(desk: Desk) -> None:
    """The stock card of an item, and of a place; the item's on paper."""
    stage, hands, names = desk.stage, desk.stage.hands, desk.names
    desk.to_list()
    choose_row(stage, "stock_table", names.pads)
    stage.picture("stock-item-in-funds")
    hands.press("stock_card")
    stage.picture("stock-card-of-an-item")
    hands.press("card_print")
    stage.keep_paper("stock-card")
    hands.choose("card_item", hands.options("card_item")[0])
    hands.choose("card_place", names.bag)
    stage.picture("stock-card-of-a-place")
    hands.press("card_back")


def look_at_places(desk: Desk) -> None:
    """The month by place and by fund, on the screen and on paper."""
    stage, hands, names = desk.stage, desk.stage.hands, desk.names
    desk.work_as("coordinator")
    stage.go("summaries")
    stage.picture("summary-with-places")
    for part, name in (("summary_others", "summary-other-changes"), ("summary_fund_", "summary-funds")):
        hands.scroll_to(hands.first(part))
        stage.picture(name)
    hands.choose("summary_place", names.group)
    stage.picture("summary-of-a-place")
    hands.press("summary_print_places")
    stage.picture("place-paper-preview")
    stage.keep_paper("place")
    hands.choose("summary_place", hands.options("summary_place")[0])
    hands.press("summary_print_places")
    stage.keep_paper("places-side-by-side")
