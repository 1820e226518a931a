"""The stock keeper's screens, through the real window."""

from datetime import timedelta
from pathlib import Path

from desktop.operations import cards, stock
from tests.ui.shown import TODAY, Shown


def item_named(shown: Shown, name: str) -> stock.ItemStock:
    return next(line for line in shown.do(stock.stock_list) if line.item.name == name)


def receive(shown: Shown, name: str, *, packs: str = "", loose: str = "", expires: str = "") -> None:
    """Fill the form for goods received and save it."""
    shown.go("stock")
    shown.hands.press("stock_receive")
    shown.hands.choose("receive_item", name)
    if packs:
        shown.hands.type("receive_packs", packs)
    if loose:
        shown.hands.type("receive_loose", loose)
    if expires:
        shown.hands.type("receive_expires", expires)
    shown.hands.press("receive_save")


def test_goods_come_in_by_pack_and_by_piece_and_stand_in_the_list(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    receive(shown, "Condoms", packs="2", loose="12", expires="03/2028")
    assert item_named(shown, "Condoms").quantity == 300
    row = next(cells for cells in shown.hands.rows("stock_table") if cells[0] == "Condoms")
    assert row[1] == "300"
    assert "31 Mar 2028" in row[3]
    assert "Received 1 item" in shown.hands.all_text()
    assert "received" in shown.hands.all_text()


def test_what_was_received_can_be_taken_back_from_the_foot_line(shown: Shown) -> None:
    receive(shown, "Masks", loose="40")
    shown.hands.press("stock_foot_bar_undo")
    assert item_named(shown, "Masks").quantity == 0


def test_several_items_come_in_as_one_delivery(shown: Shown) -> None:
    shown.go("stock")
    shown.hands.press("stock_receive")
    shown.hands.choose("receive_item", "Masks")
    shown.hands.type("receive_loose", "40")
    shown.hands.press("receive_another")
    shown.hands.choose("receive_item", "Soap")
    shown.hands.type("receive_loose", "7")
    assert shown.hands.text("receive_save") == "Receive 2 items"
    shown.hands.press("receive_save")
    assert (item_named(shown, "Masks").quantity, item_named(shown, "Soap").quantity) == (40, 7)
    assert len({line.document_id for name in ("Masks", "Soap") for line in card(shown, name)}) == 1


def card(shown: Shown, name: str) -> tuple[stock.CardLine, ...]:
    return shown.do(cards.stock_card, item_id=item_named(shown, name).item.id).lines


def test_impossible_quantities_stay_in_the_form_with_a_sentence(shown: Shown) -> None:
    for typed in ("0", "-4", "twelve", "99999999999"):
        shown.go("stock")
        shown.app.window.desk.current_page().back_to_first()
        shown.hands.press("stock_receive")
        shown.hands.choose("receive_item", "Masks")
        shown.hands.type("receive_loose", typed)
        shown.hands.press("receive_save")
        assert shown.hands.sees("receive_save"), typed
        assert "Nothing was saved" in shown.hands.all_text(), typed
        assert shown.hands.text("receive_loose") == typed
    assert item_named(shown, "Masks").quantity == 0


def test_a_delivery_dated_tomorrow_is_refused_beside_the_date(shown: Shown) -> None:
    shown.go("stock")
    shown.hands.press("stock_receive")
    shown.hands.choose("receive_item", "Masks")
    shown.hands.type("receive_loose", "4")
    shown.hands.type("receive_date", (TODAY + timedelta(days=1)).isoformat())
    shown.hands.press("receive_save")
    assert "future" in shown.hands.all_text()
    assert item_named(shown, "Masks").quantity == 0


def test_expired_goods_are_written_off_with_the_reason_proposed(shown: Shown) -> None:
    receive(shown, "Sanitiser gel", loose="9", expires=TODAY.isoformat())
    shown.clock.set(TODAY + timedelta(days=1))
    shown.refresh()
    select(shown, "Sanitiser gel")
    shown.hands.press("stock_write_off")
    shown.hands.type("write_off_quantity", "9")
    shown.hands.press("write_off_save")
    assert item_named(shown, "Sanitiser gel").quantity == 0
    assert card(shown, "Sanitiser gel")[0].reason == "expired"


def select(shown: Shown, name: str) -> None:
    rows = shown.hands.rows("stock_table")
    shown.hands.click_row("stock_table", next(number for number, cells in enumerate(rows) if cells[0] == name))


def test_more_than_is_there_is_not_written_off_and_says_what_is_there(shown: Shown) -> None:
    receive(shown, "Soap", loose="9")
    select(shown, "Soap")
    shown.hands.press("stock_write_off")
    shown.hands.type("write_off_quantity", "10")
    shown.hands.choose("write_off_reason", "Lost")
    shown.hands.press("write_off_save")
    assert "Only 9 of Soap" in shown.hands.all_text()
    assert item_named(shown, "Soap").quantity == 9


def test_a_new_item_of_a_taken_name_is_refused_beside_the_name(shown: Shown) -> None:
    shown.go("stock")
    shown.hands.press("stock_new_item")
    shown.hands.type("item_name", "condoms")
    shown.hands.press("item_save")
    assert "already an item of this name" in shown.hands.all_text()
    shown.hands.type("item_name", "Winter socks")
    shown.hands.press("item_save")
    assert item_named(shown, "Winter socks").quantity == 0


def test_a_scanned_code_chooses_its_item(shown: Shown) -> None:
    shown.go("stock")
    select(shown, "Soap")
    shown.hands.press("stock_edit_item")
    shown.hands.type("item_barcode", "4006381333931")
    shown.hands.press("item_save")
    shown.hands.type("stock_search", "4006381333931", enter=True)
    assert [cells[0] for cells in shown.hands.rows("stock_table")] == ["Soap"]


def test_the_stock_card_opens_from_the_list(shown: Shown, tmp_path: Path) -> None:
    receive(shown, "Soap", loose="9")
    select(shown, "Soap")
    shown.hands.press("stock_card")
    assert shown.hands.rows("card_table")[0][6:] == ["+9", "9"]
    shown.hands.press("card_back")
    assert shown.hands.sees("stock_table")


def test_a_volunteer_sees_the_list_and_nothing_to_change_it_with(shown: Shown) -> None:
    shown.as_role("volunteer")
    shown.go("stock")
    assert shown.hands.sees("stock_table")
    for name in ("stock_receive", "stock_write_off", "stock_count", "stock_new_item"):
        assert not shown.hands.sees(name)
