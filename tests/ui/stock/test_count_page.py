"""Counting through the real window: typed, scanned, blind, left and gone on with."""

from datetime import date
from itertools import count

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from desktop.domain.stock import Barcode, Source
from desktop.operations import catalogue, count_review, counting, receiving
from desktop.operations.receiving import Arrival
from desktop.ui.stock.count_choice_page import CountChoicePage
from desktop.ui.stock.count_page import CountPage
from tests.ui.shown import TODAY, Shown
from tests.ui.stock.counting import (
    COUNTED,
    DIFFERENCE,
    LOOSE,
    PACKS,
    REASON,
    begin,
    cells,
    code,
    item_named,
    line_of,
    page,
    put,
    quantity,
    scan,
    shelf,
    type_in,
)

EAN = "4006381333931"


def test_a_shelf_is_counted_in_packs_and_pieces(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    put(shown, "Condoms", 288)
    put(shown, "Soap", 9)
    begin(shown)
    type_in(shown, "Condoms", packs="1", loose="140")
    type_in(shown, "Soap", loose="9")
    assert cells(shown, "Condoms")[COUNTED : REASON + 1] == ["284", "288", "4 missing", "Choose..."]
    assert cells(shown, "Soap")[COUNTED:DIFFERENCE] == ["9", "9"]
    assert cells(shown, "Soap")[DIFFERENCE] == "match"
    assert "2 of" in shown.hands.text("count_small")
    assert cells(shown, "Masks")[DIFFERENCE] == "not counted"


def test_what_is_no_number_stays_in_the_cell_and_counts_nothing(shown: Shown) -> None:
    put(shown, "Soap", 9)
    here = begin(shown)
    moments = count()
    here.scanner.moment = lambda _event: next(moments)
    for typed in ("-1", "ten", "1.5", "1_0", "99999999999"):
        type_in(shown, "Soap", loose=typed)
        assert cells(shown, "Soap")[LOOSE] == typed
        assert "not a number" in cells(shown, "Soap")[DIFFERENCE]
    shown.hands.press("count_finish")
    assert "not a number" in shown.hands.all_text()
    assert isinstance(page(shown), CountPage)
    assert shown.do(counting.open_counts)[0].counted == 0


def test_the_last_line_can_be_taken_back_from_the_foot(shown: Shown) -> None:
    put(shown, "Soap", 9)
    begin(shown)
    type_in(shown, "Soap", loose="7")
    type_in(shown, "Soap", loose="8")
    shown.hands.press("count_foot_undo")
    assert cells(shown, "Soap")[COUNTED] == "7"
    assert cells(shown, "Soap")[LOOSE] == "7"


def test_an_emptied_line_is_not_counted(shown: Shown) -> None:
    put(shown, "Soap", 9)
    begin(shown)
    type_in(shown, "Soap", loose="7")
    shown.hands.type_cell("count_table", line_of(shown, "Soap"), LOOSE, "")
    assert cells(shown, "Soap")[DIFFERENCE] == "not counted"


# Scanning


def test_a_scan_counts_up_by_what_bears_the_code(shown: Shown) -> None:
    code(shown, "Condoms", Barcode(EAN), Barcode("14006381333938", 144))
    put(shown, "Condoms", 288)
    begin(shown)
    scan(shown, EAN)
    scan(shown, "14006381333938")
    assert cells(shown, "Condoms")[PACKS : COUNTED + 1] == ["1", "1", "145"]
    assert "+144, now 145" in shown.hands.all_text()


def test_thirty_scans_in_a_row_are_thirty(shown: Shown) -> None:
    code(shown, "Soap", Barcode(EAN))
    put(shown, "Soap", 40)
    begin(shown)
    for _number in range(30):
        scan(shown, EAN, wait=False)
    shown.hands.wait_idle()
    assert cells(shown, "Soap")[COUNTED] == "30"


def test_a_scan_while_a_cell_is_edited_leaves_what_was_being_typed(shown: Shown) -> None:
    code(shown, "Soap", Barcode(EAN))
    put(shown, "Soap", 40)
    put(shown, "Masks", 40)
    begin(shown)
    row = line_of(shown, "Masks")
    shown.hands.click_row("count_table", row, LOOSE)
    editor = shown.hands.see(f"count_table_cell_{row}_{LOOSE}")
    QTest.keyClicks(editor, "12")
    scan(shown, EAN)
    assert cells(shown, "Soap")[COUNTED] == "1"
    assert shown.hands.text(f"count_table_cell_{row}_{LOOSE}") == "12"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    shown.hands.wait_idle()
    assert cells(shown, "Masks")[COUNTED] == "12"


def test_a_scan_while_the_scanned_line_is_edited_shows_the_sum_and_typing_overrides_it(shown: Shown) -> None:
    code(shown, "Soap", Barcode(EAN))
    put(shown, "Soap", 40)
    begin(shown)
    row = line_of(shown, "Soap")
    shown.hands.click_row("count_table", row, LOOSE)
    scan(shown, EAN)
    scan(shown, EAN)
    assert cells(shown, "Soap")[COUNTED] == "2"
    type_in(shown, "Soap", loose="39")
    assert cells(shown, "Soap")[COUNTED] == "39"
    scan(shown, EAN)
    assert cells(shown, "Soap")[COUNTED] == "40"


class _Presses(QObject):
    """Notes whether the primary was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0


def test_the_enter_of_a_scan_presses_no_button(shown: Shown) -> None:
    code(shown, "Soap", Barcode(EAN))
    put(shown, "Soap", 40)
    here = begin(shown)
    presses = _Presses()
    for name in ("count_finish", "count_print", "count_abandon", "count_found"):
        button = shown.hands.see(name)
        button.clicked.connect(lambda *_any: setattr(presses, "count", presses.count + 1))
        button.setFocus()
        scan(shown, EAN)
        assert page(shown) is here
    assert presses.count == 0
    assert cells(shown, "Soap")[COUNTED] == "4"


def test_a_scan_with_the_keyboard_in_the_search_box_counts_and_leaves_no_letters(shown: Shown) -> None:
    code(shown, "Soap", Barcode(EAN))
    put(shown, "Soap", 40)
    begin(shown)
    shown.hands.see("count_search").setFocus()
    scan(shown, EAN)
    assert cells(shown, "Soap")[COUNTED] == "1"
    assert shown.hands.text("count_search") == ""


def test_slow_keys_are_typing(shown: Shown) -> None:
    code(shown, "Soap", Barcode("1234567"))
    put(shown, "Soap", 40)
    begin(shown)
    row = line_of(shown, "Soap")
    shown.hands.click_row("count_table", row, LOOSE)
    scan(shown, "1234567", gap=0.12)
    assert cells(shown, "Soap")[COUNTED] == "1,234,567"


def test_fast_keys_without_enter_are_typed_after_all(shown: Shown) -> None:
    put(shown, "Soap", 40)
    here = begin(shown)
    row = line_of(shown, "Soap")
    shown.hands.click_row("count_table", row, LOOSE)
    here.scanner.moment = lambda _event: 1.0
    QTest.keyClicks(QApplication.focusWidget(), "125")
    assert shown.hands.text(f"count_table_cell_{row}_{LOOSE}") == "125"


def test_keys_that_come_by_the_window_are_heard_once(shown: Shown) -> None:
    code(shown, "Soap", Barcode(EAN))
    put(shown, "Soap", 40)
    here = begin(shown)
    here.scanner.moment = lambda _event: 1.0
    shown.hands.see("count_search").setFocus()
    window = shown.app.window.windowHandle()
    for sign in EAN:
        QTest.keyClick(window, sign)
    QTest.keyClick(window, Qt.Key.Key_Return)
    shown.hands.wait_idle()
    assert cells(shown, "Soap")[COUNTED] == "1"


def test_an_unknown_code_is_linked_to_an_item_and_counted(shown: Shown) -> None:
    put(shown, "Soap", 40)
    begin(shown)
    scan(shown, "5901234123457")
    assert "Nothing in the book bears 5901234123457" in shown.hands.all_text()
    shown.hands.press("count_link")
    shown.hands.choose("link_item", "Soap")
    shown.hands.press("link_save")
    assert cells(shown, "Soap")[COUNTED] == "1"
    assert item_named(shown, "Soap").barcodes == (Barcode("5901234123457"),)
    scan(shown, "5901234123457")
    assert cells(shown, "Soap")[COUNTED] == "2"


def test_with_several_batches_the_window_says_which_one_got_the_scan(shown: Shown) -> None:
    code(shown, "Condoms", Barcode(EAN))
    put(shown, "Condoms", 10, expires=date(2028, 3, 31))
    put(shown, "Condoms", 10, expires=date(2027, 3, 31))
    begin(shown)
    shown.hands.click_row("count_table", line_of(shown, "Soap"), 0)
    scan(shown, EAN)
    assert "It went to the first to expire, 31 Mar 2027" in shown.hands.all_text()
    rows = [number for number, row in enumerate(shown.hands.rows("count_table")) if row[0] == "Condoms"]
    shown.hands.click_row("count_table", rows[1], 0)
    scan(shown, EAN)
    assert [shown.hands.rows("count_table")[row][COUNTED] for row in rows] == ["1", "1"]


# Blind


def test_a_blind_count_tells_no_number_of_the_book_anywhere(shown: Shown) -> None:
    code(shown, "Soap", Barcode(EAN))
    put(shown, "Soap", 7193)
    begin(shown, blind=True)
    type_in(shown, "Soap", loose="7190")
    scan(shown, EAN)
    here: QWidget = page(shown)
    told = [shown.hands.all_text()]
    for part in [here, *here.findChildren(QWidget)]:
        told += [part.accessibleName(), part.accessibleDescription(), part.toolTip(), part.statusTip()]
    for row in shown.hands.rows("count_table"):
        told += row
    words = " ".join(told)
    assert "7,191" in words
    for secret in ("7193", "7,193", "missing", "match"):
        assert secret not in words
    assert "differ" not in words.lower().replace("differently", "")
    shown.hands.press("count_finish")
    assert "7,193" in shown.hands.all_text()
    assert "2 missing" in shown.hands.all_text()


# Beginning, going on, other ways


def test_a_count_that_was_left_is_gone_on_with(shown: Shown) -> None:
    put(shown, "Soap", 9)
    begin(shown)
    type_in(shown, "Soap", loose="7")
    shown.hands.press("count_back")
    shown.hands.press("stock_count")
    assert "Shelf A, 1 line counted" in shown.hands.all_text()
    shown.hands.press("count_go_on_0")
    assert cells(shown, "Soap")[COUNTED] == "7"


def test_the_code_on_a_printed_sheet_opens_its_count(shown: Shown) -> None:
    put(shown, "Soap", 9)
    begin(shown)
    shown.hands.press("count_back")
    shown.hands.press("stock_count")
    assert isinstance(page(shown), CountChoicePage)
    scan(shown, "CS-0001")
    assert isinstance(page(shown), CountPage)


def test_chosen_items_are_counted_by_ticking_them(shown: Shown) -> None:
    put(shown, "Soap", 9)
    put(shown, "Masks", 5)
    shown.go("stock")
    shown.hands.press("stock_count")
    shown.hands.choose("count_what", "Chosen items, wherever they are")
    shown.hands.press("count_begin")
    assert "No item is chosen" in shown.hands.all_text()
    shown.hands.type("count_item_search", "Soap")
    shown.hands.click_row("count_items", 0)
    assert shown.hands.text("count_begin") == "Begin counting 1 item"
    shown.hands.press("count_begin")
    rows = shown.hands.rows("count_table")
    assert [row[:2] for row in rows] == [["Soap", "Shelf A"]]


def test_items_that_were_not_counted_for_long_are_found(shown: Shown) -> None:
    put(shown, "Soap", 9)
    sheet = shown.do(counting.begin_count, place_id=shelf(shown).id)
    line = next(line for line in sheet.lines if line.item.name == "Soap")
    shown.do(counting.count_line, stocktake_id=sheet.id, item_id=line.item.id, batch_id=line.batch.id, counted=9)
    shown.do(count_review.submit_count, form_key="a", stocktake_id=sheet.id)
    shown.go("stock")
    shown.hands.press("stock_count")
    shown.hands.choose("count_what", "Chosen items, wherever they are")
    everything = len(shown.hands.rows("count_items"))
    assert next(row for row in shown.hands.rows("count_items") if row[1] == "Soap")[3] == "24 Nov"
    shown.hands.choose("count_group", "Not counted for 60 days")
    assert len(shown.hands.rows("count_items")) == everything - 1
    shown.hands.press("count_tick_all")
    assert shown.hands.text("count_begin") == f"Begin counting {everything - 1} items"


def test_something_found_that_is_not_listed_goes_on_the_sheet(shown: Shown) -> None:
    put(shown, "Condoms", 10, expires=date(2027, 3, 31))
    begin(shown)
    shown.hands.press("count_found")
    shown.hands.choose("found_item", "Condoms")
    shown.hands.type("found_loose", "5")
    shown.hands.type("found_expires", "06/2028")
    shown.hands.press("found_save")
    rows = [row for row in shown.hands.rows("count_table") if row[0] == "Condoms"]
    assert [row[COUNTED] for row in rows] == ["", "5"]
    assert rows[1][DIFFERENCE] == "5 more"
    assert rows[1][REASON] == "Found"


def test_numbers_are_ticked_and_scanned(shown: Shown) -> None:
    name = "Towel cards"
    code(shown, "Soap", name=name, serials=True)
    put(shown, name, 3, numbers=("C-1001", "C-1002", "C-1003"))
    begin(shown)
    scan(shown, "C-1002")
    assert cells(shown, name)[COUNTED] == "1"
    shown.hands.click_row("count_table", line_of(shown, name), 0)
    assert "1 of 3 found" in shown.hands.all_text()
    shown.hands.press("count_number_0")
    assert cells(shown, name)[COUNTED : DIFFERENCE + 1] == ["2", "3", "1 missing"]
    shown.hands.type_cell("count_table", line_of(shown, name), REASON, "Lost")
    assert cells(shown, name)[REASON] == "Lost"
    scan(shown, "C-9999")
    assert "Nothing was saved" in shown.hands.all_text()


def test_a_count_is_stopped_without_posting(shown: Shown) -> None:
    put(shown, "Soap", 9)
    begin(shown)
    type_in(shown, "Soap", loose="1")
    shown.hands.press("count_abandon")
    shown.hands.press("confirm_act")
    assert quantity(shown, "Soap") == 9
    assert shown.do(counting.open_counts) == ()


def test_the_paper_opens_from_the_sheet(shown: Shown) -> None:
    put(shown, "Soap", 9)
    begin(shown)
    shown.hands.press("count_print")
    assert "Count sheet CS-0001" in shown.hands.all_text()


def test_batches_of_one_date_are_told_apart_by_number_and_fund(shown: Shown) -> None:
    item = item_named(shown, "Soap")
    fund = shown.do(catalogue.save_fund, name="City grant")
    for key, lot, paid in (("a", "", None), ("b", "", fund), ("c", "P-7", None)):
        shown.do(
            receiving.receive_stock,
            form_key=f"delivery {key}",
            source=Source.DONATION,
            origin="",
            place_id=shelf(shown).id,
            lines=[Arrival(item.id, 5, lot=lot)],
            occurred_on=TODAY,
            fund_id=paid,
        )
    shown.go("stock")
    shown.hands.press("stock_count")
    shown.hands.press("count_begin")
    marks = [row[1] for row in shown.hands.rows("count_table") if row[0] == "Soap"]
    assert sorted(marks) == ["", "City grant", "P-7"]
    # At the usual size and width the column stands.
    assert not shown.hands.see("count_table", QTableView).isColumnHidden(1)
