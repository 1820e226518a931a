"""Goods received, through the real window."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.stock import Barcode, Category, DocumentId, Expiry, ItemId, Pack, Source, Unit
from desktop.operations import book, catalogue, givers, orders, receiving, stock
from desktop.operations.book import BookDocument
from desktop.operations.receiving import Arrival
from tests.ui.shown import TODAY, Shown


def new_item(shown: Shown, name: str, **facts: Any) -> ItemId:
    what: dict[str, Any] = {"category": Category.FOOD, "unit": Unit.PIECE, "expiry": Expiry.NONE} | facts
    return shown.do(catalogue.save_item, name=name, **what)


def quantity(shown: Shown, item_id: ItemId) -> int:
    return shown.do(stock.item_detail, item_id).stock.quantity


def open_form(shown: Shown) -> None:
    shown.go("stock", do="receive")


def last_document(shown: Shown, item_id: ItemId) -> BookDocument:
    """The newest that undoes nothing."""
    last = next(line for line in shown.do(stock.item_detail, item_id).last if not line.reverses)
    return shown.do(book.document, last.document_id)


def scan(text: str) -> None:
    """What a scanner does: keys without a pause, and Enter at the end."""
    target = QApplication.focusWidget()
    assert isinstance(target, QWidget)
    QTest.keyClicks(target, text)
    QTest.keyClick(QApplication.focusWidget() or target, Qt.Key.Key_Return)


# What an item has and has not


def test_an_item_without_batches_or_dates_does_not_ask_for_them(shown: Shown) -> None:
    plain = new_item(shown, "Towel", lots=False)
    new_item(shown, "Milk", expiry=Expiry.USE_BY)
    open_form(shown)
    shown.hands.choose("receive_item", "Milk")
    assert shown.hands.sees("receive_lot")
    assert shown.hands.sees("receive_expires")
    shown.hands.choose("receive_item", "Towel")
    for name in ("receive_lot", "receive_expires", "receive_packs", "receive_amount", "receive_numbers"):
        assert not shown.hands.sees(name), name
    shown.hands.type("receive_loose", "7")
    shown.hands.press("receive_save")
    assert quantity(shown, plain) == 7


def test_weights_are_typed_as_people_say_them(shown: Shown) -> None:
    rice = new_item(shown, "Basmati", unit=Unit.GRAM)
    juice = new_item(shown, "Juice", unit=Unit.MILLILITRE)
    open_form(shown)
    shown.hands.choose("receive_item", "Basmati")
    shown.hands.type("receive_amount", "2.5 kg")
    assert "That is 2,500 grams" in shown.hands.all_text()
    shown.hands.press("receive_another")
    shown.hands.choose("receive_item", "Juice")
    shown.hands.type("receive_amount", "3 l")
    shown.hands.press("receive_save")
    assert (quantity(shown, rice), quantity(shown, juice)) == (2500, 3000)


def test_a_weight_that_is_not_understood_stays_with_a_sentence(shown: Shown) -> None:
    rice = new_item(shown, "Basmati", unit=Unit.GRAM)
    open_form(shown)
    shown.hands.choose("receive_item", "Basmati")
    for typed, words in (("two sacks", "not understood"), ("1,500 kg", "two ways"), ("", "Type how many")):
        shown.hands.type("receive_amount", typed)
        shown.hands.press("receive_save")
        assert words in shown.hands.all_text()
        assert shown.hands.text("receive_amount") == typed
    assert quantity(shown, rice) == 0


def test_a_sack_counts_as_a_pack_and_the_rest_as_weight(shown: Shown) -> None:
    rice = new_item(shown, "Basmati", unit=Unit.GRAM, packs=[Pack("sack", 25_000)])
    open_form(shown)
    shown.hands.choose("receive_item", "Basmati")
    shown.hands.type("receive_packs", "2")
    shown.hands.type("receive_amount", "750 g")
    shown.hands.press("receive_save")
    assert quantity(shown, rice) == 50_750


def test_one_of_several_packs_can_be_chosen(shown: Shown) -> None:
    masks = new_item(shown, "FFP2", packs=[Pack("box", 20), Pack("carton", 400)])
    open_form(shown)
    shown.hands.choose("receive_item", "FFP2")
    shown.hands.choose("receive_pack", "box of 20")
    shown.hands.type("receive_packs", "3")
    shown.hands.press("receive_save")
    assert quantity(shown, masks) == 60


# Numbers


def test_numbers_are_typed_as_a_range_counted_and_told_apart(shown: Shown) -> None:
    cards = new_item(shown, "Health card", serials=True)
    open_form(shown)
    shown.hands.choose("receive_item", "Health card")
    assert not shown.hands.sees("receive_loose")
    shown.hands.type("receive_numbers", "1001-1020\n1003\nB7")
    assert "21 numbers" in shown.hands.all_text()
    assert "Twice, counted once: 1003" in shown.hands.all_text()
    assert shown.hands.text("receive_save") == "Receive 1 item"
    shown.hands.press("receive_save")
    assert quantity(shown, cards) == 21
    assert len(last_document(shown, cards).lines[0].serials) == 21


def test_numbers_that_cannot_be_are_refused_beside_them(shown: Shown) -> None:
    cards = new_item(shown, "Health card", serials=True)
    open_form(shown)
    shown.hands.choose("receive_item", "Health card")
    shown.hands.press("receive_save")
    assert "Type or scan the numbers" in shown.hands.all_text()
    shown.hands.type("receive_numbers", "1020-1001")
    assert "ends before it begins" in shown.hands.all_text()
    shown.hands.press("receive_save")
    shown.hands.type("receive_numbers", "7")
    shown.hands.press("receive_save")
    assert quantity(shown, cards) == 1
    open_form(shown)
    shown.hands.choose("receive_item", "Health card")
    shown.hands.type("receive_numbers", "7\n8")
    shown.hands.press("receive_save")
    assert "already in the book" in shown.hands.all_text()
    assert shown.hands.text("receive_numbers") == "7\n8"
    assert quantity(shown, cards) == 1


def test_numbers_are_scanned_one_a_line(shown: Shown) -> None:
    cards = new_item(shown, "Health card", serials=True)
    open_form(shown)
    shown.hands.choose("receive_item", "Health card")
    shown.hands.see("receive_numbers").setFocus()
    for number in ("8986001", "8986002"):
        scan(number)
    assert shown.hands.text("receive_numbers").split() == ["8986001", "8986002"]
    shown.hands.press("receive_save")
    assert quantity(shown, cards) == 2


# Scanning and finding


def test_a_scan_in_the_item_box_chooses_the_item_and_a_cartons_code_counts_cartons(shown: Shown) -> None:
    masks = new_item(
        shown,
        "FFP2",
        packs=[Pack("carton", 400)],
        barcodes=[Barcode("4006381333931"), Barcode("14006381333938", 400)],
    )
    soap = new_item(shown, "Olive soap", barcodes=[Barcode("5012345678900")])
    open_form(shown)
    for code in ("14006381333938", "14006381333938"):
        shown.hands.see("receive_item").setFocus()
        scan(code)
    assert shown.hands.text("receive_item") == "FFP2"
    assert shown.hands.text("receive_packs") == "2"
    shown.hands.see("receive_item").setFocus()
    scan("5012345678900")
    shown.hands.wait_idle()
    assert shown.hands.text("receive_item") == "Olive soap"
    assert shown.hands.text("receive_take_out_0") == "Take out FFP2"
    assert QApplication.focusWidget() is shown.hands.see("receive_loose")
    shown.hands.type("receive_loose", "6")
    shown.hands.press("receive_save")
    assert (quantity(shown, masks), quantity(shown, soap)) == (800, 6)


def test_a_code_that_no_item_has_is_told(shown: Shown) -> None:
    open_form(shown)
    shown.hands.see("receive_item").setFocus()
    scan("999999999")
    assert "999999999 belongs to no item" in shown.hands.all_text()
    shown.hands.type("receive_search", "no such thing", enter=True)
    assert "no such thing belongs to no item" in shown.hands.all_text()


def test_part_of_a_name_finds_the_item(shown: Shown) -> None:
    new_item(shown, "Olive soap")
    open_form(shown)
    shown.hands.type("receive_search", "olive", enter=True)
    assert shown.hands.text("receive_item") == "Olive soap"
    assert shown.hands.text("receive_search") == ""


# Where it came from


def test_every_source_can_be_chosen_and_a_fund_when_there_is_one(shown: Shown) -> None:
    soap = new_item(shown, "Olive soap")
    open_form(shown)
    assert not shown.hands.sees("receive_fund")
    fund = shown.do(catalogue.save_fund, name="City grant")
    for source in (Source.GOVERNMENT, Source.HARVEST, Source.MADE, Source.RETURN, Source.OPENING):
        shown.go("stock")
        open_form(shown)
        shown.hands.choose_data("receive_source", source)
        shown.hands.choose("receive_fund", "City grant")
        shown.hands.choose("receive_item", "Olive soap")
        shown.hands.type("receive_loose", "1")
        shown.hands.press("receive_save")
        found = last_document(shown, soap)
        assert (found.source, found.fund_id) == (source, fund)


def test_a_giver_is_anonymous_first_and_can_be_named_for_a_donation(shown: Shown) -> None:
    soap = new_item(shown, "Olive soap")
    open_form(shown)
    assert shown.hands.text("receive_given_by") == "Anonymous"
    assert not shown.hands.sees("receive_giver")
    shown.hands.choose("receive_given_by", "By name")
    shown.hands.choose("receive_item", "Olive soap")
    shown.hands.type("receive_loose", "1")
    shown.hands.press("receive_save")
    assert shown.hands.sees("receive_giver"), "a name has to be typed then"
    shown.hands.type("receive_giver", "Grandma Li")
    shown.hands.press("receive_save")
    assert shown.do(givers.giver_of, last_document(shown, soap).id) == "Grandma Li"
    open_form(shown)
    shown.hands.choose_data("receive_source", Source.PURCHASE)
    assert not shown.hands.sees("receive_given_by")


def test_a_stock_keeper_is_not_asked_who_gave(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    open_form(shown)
    assert not shown.hands.sees("receive_given_by")
    assert not shown.hands.sees("receive_giver")
    shown.hands.choose("receive_item", "Masks")
    shown.hands.type("receive_loose", "3")
    shown.hands.press("receive_save")
    assert "Received 1 item" in shown.hands.all_text()


# Asked once


def test_what_looks_like_a_slip_of_the_hand_is_asked_about_once(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    boxed = new_item(shown, "Gloves", packs=[Pack("box", 144)])
    open_form(shown)
    shown.hands.choose("receive_item", "Gloves")
    shown.hands.type("receive_packs", "144")
    shown.hands.press("receive_save")
    assert "144 × box of 144 are 20,736 pieces?" in shown.hands.all_text()
    shown.hands.press("confirm_safe")
    assert quantity(shown, boxed) == 0
    assert shown.hands.text("receive_packs") == "144", "it stands where it can be changed"
    shown.hands.press("receive_save")
    shown.hands.press("confirm_act")
    assert quantity(shown, boxed) == 20_736


def test_far_more_than_a_delivery_mostly_was_is_asked_about(shown: Shown) -> None:
    soap = new_item(shown, "Olive soap")
    for count in (10, 12):
        receive(shown, soap, count)
    open_form(shown)
    shown.hands.choose("receive_item", "Olive soap")
    shown.hands.type("receive_loose", "100")
    shown.hands.press("receive_save")
    assert "100 pieces of Olive soap?" in shown.hands.all_text()
    assert "11 pieces" in shown.hands.all_text()
    shown.hands.press("confirm_act")
    assert quantity(shown, soap) == 122


# Afterwards


def receive(shown: Shown, item_id: ItemId, count: int, **more: Any) -> DocumentId:
    what: dict[str, Any] = {
        "form_key": f"arranged-{item_id}-{count}",
        "source": Source.DONATION,
        "origin": "Depot",
        "place_id": shown.do(catalogue.places)[0].id,
        "lines": [Arrival(item_id, count)],
        "occurred_on": TODAY,
    } | more
    return shown.do(receiving.receive_stock, **what).document_id


def test_a_slip_is_offered_after_saving(shown: Shown) -> None:
    open_form(shown)
    shown.hands.choose("receive_item", "Masks")
    shown.hands.type("receive_loose", "3")
    shown.hands.press("receive_save")
    assert shown.hands.sees("stock_foot_bar_undo")
    shown.hands.press("receive_slip")
    assert "Hand-over slip 26-" in shown.hands.all_text()


def test_the_slip_is_offered_no_more_once_something_else_is_begun(shown: Shown) -> None:
    open_form(shown)
    shown.hands.choose("receive_item", "Masks")
    shown.hands.type("receive_loose", "3")
    shown.hands.press("receive_save")
    assert shown.hands.sees("receive_slip")
    shown.hands.press("stock_new_item")
    shown.hands.press("item_back")
    assert not shown.hands.sees("receive_slip")


def correct(shown: Shown, document_id: DocumentId) -> None:
    shown.app.context.go("stock")
    shown.hands.wait_idle()
    page = shown.app.window.desk.current_page()
    page.show_form("receive", corrects=shown.do(book.document, document_id))
    shown.hands.wait_idle()


def test_a_delivery_is_put_right_in_one_step(shown: Shown) -> None:
    soap = new_item(shown, "Olive soap", expiry=Expiry.BEST_BEFORE)
    first = receive(shown, soap, 10, giver="Grandma Li", lines=[Arrival(soap, 10, "B-7", TODAY.replace(year=2028))])
    correct(shown, first)
    assert "Correcting 26-" in shown.hands.all_text()
    assert shown.hands.text("receive_item") == "Olive soap"
    assert shown.hands.text("receive_loose") == "10"
    assert shown.hands.text("receive_lot") == "B-7"
    assert shown.hands.text("receive_origin") == "Depot"
    assert shown.hands.text("receive_given_by") == "As noted before"
    assert "Grandma" not in shown.hands.all_text()
    shown.hands.type("receive_loose", "12")
    shown.hands.press("receive_save")
    assert quantity(shown, soap) == 12
    found = last_document(shown, soap)
    assert found.corrects == shown.do(book.document, first).number
    assert found.lines[0].batch.expires_on == TODAY.replace(year=2028)
    assert shown.do(givers.giver_of, found.id) == "Grandma Li"


def test_who_gave_can_be_said_anew_when_a_delivery_is_put_right(shown: Shown) -> None:
    soap = new_item(shown, "Olive soap")
    for said, giver in (("By name", "Uncle Wu"), ("Anonymous", None)):
        first = receive(shown, soap, 10, giver="Grandma Li", form_key=said)
        correct(shown, first)
        shown.hands.choose("receive_given_by", said)
        if giver:
            shown.hands.type("receive_giver", giver)
        shown.hands.press("receive_save")
        assert shown.do(givers.giver_of, last_document(shown, soap).id) == giver


def test_a_line_of_several_is_taken_back_to_be_changed(shown: Shown) -> None:
    soap, rice = new_item(shown, "Olive soap"), new_item(shown, "Basmati", unit=Unit.GRAM)
    cards = new_item(shown, "Health card", serials=True)
    lines = [Arrival(soap, 10), Arrival(rice, 2500), Arrival(cards, 2, numbers=("1", "2"))]
    first = receive(shown, soap, 10, lines=lines)
    correct(shown, first)
    assert shown.hands.text("receive_save") == "Receive 3 items"
    shown.hands.press("receive_change_1")
    assert shown.hands.text("receive_amount") == "2,500 g"
    shown.hands.type("receive_amount", "2 kg")
    shown.hands.press("receive_change_1")
    assert shown.hands.text("receive_numbers") == "1\n2"
    shown.hands.type("receive_numbers", "2\n3")
    shown.hands.press("receive_save")
    assert [quantity(shown, each) for each in (soap, rice, cards)] == [10, 2000, 2]
    assert [serial.number for line in last_document(shown, cards).lines for serial in line.serials] == ["2", "3"]


def test_what_came_for_an_order_is_received_for_it(shown: Shown) -> None:
    soap = new_item(shown, "Olive soap")
    order = shown.do(orders.make_order, form_key="o", asked_of="Depot", asked_on=TODAY, lines=[(soap, 40)])
    shown.go("stock")
    shown.app.window.desk.current_page().show_form("receive", order=order)
    shown.hands.wait_idle()
    assert order.number in shown.hands.all_text()
    assert "Asked for and not here yet" in shown.hands.all_text()
    shown.hands.choose("receive_item", "Olive soap")
    shown.hands.type("receive_loose", "30")
    shown.hands.press("receive_save")
    assert shown.do(orders.order, order.id).lines[0].short == 10
    assert last_document(shown, soap).origin == "Depot"


def test_the_pack_and_the_numbers_that_were_typed_come_back_after_a_lock(shown: Shown) -> None:
    new_item(shown, "FFP2", packs=[Pack("box", 20), Pack("carton", 400)])
    new_item(shown, "Health card", serials=True)
    open_form(shown)
    shown.hands.choose("receive_item", "Health card")
    shown.hands.type("receive_numbers", "1-3")
    shown.hands.press("receive_another")
    shown.hands.choose("receive_item", "FFP2")
    shown.hands.choose("receive_pack", "box of 20")
    shown.hands.type("receive_packs", "3")
    kept = shown.app.window.desk.current_page().shown.draft()
    shown.go("today")
    page = shown.go("stock")
    page.back_to_first()
    page.reopen(kept)
    shown.hands.wait_idle()
    assert shown.hands.text("receive_pack") == "box of 20"
    assert shown.hands.text("receive_packs") == "3"
    assert "60 pieces" in shown.hands.all_text()
    assert "1 … 3" in shown.hands.all_text()


def test_an_entry_says_who_gave_under_a_veil_and_can_forget_it(shown: Shown) -> None:
    soap = new_item(shown, "Olive soap")
    first = receive(shown, soap, 10, giver="Grandma Li")
    shown.go("stock").show_form("document", document_id=first)
    shown.hands.wait_idle()
    assert "Given by" in shown.hands.all_text()
    assert "Grandma" not in shown.hands.all_text()
    shown.hands.press("rail_names")
    assert shown.hands.text("document_giver") == "Grandma Li"
    shown.hands.press("document_forget_giver")
    shown.hands.press("confirm_act")
    assert "Given by" not in shown.hands.all_text()
    assert shown.do(givers.giver_of, first) is None
    shown.as_role("stock_keeper")
    shown.go("stock").show_form("document", document_id=first)
    shown.hands.wait_idle()
    assert "Given by" not in shown.hands.all_text()
