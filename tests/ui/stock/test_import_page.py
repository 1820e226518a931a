"""A delivery from a table, through the real window."""

from pathlib import Path
from typing import Any

from desktop.domain.stock import Category, Expiry, ItemId, Unit
from desktop.operations import book, catalogue, givers, stock
from desktop.operations.backups import Drive
from desktop.operations.table_reading import read_file
from desktop.storage import copies
from tests.operations.spreadsheet_files import xlsx
from tests.ui.shown import Shown


def new_item(shown: Shown, name: str, **facts: Any) -> ItemId:
    what: dict[str, Any] = {"category": Category.FOOD, "unit": Unit.PIECE, "expiry": Expiry.NONE} | facts
    return shown.do(catalogue.save_item, name=name, **what)


def there(shown: Shown) -> dict[str, int]:
    return {line.item.name: line.quantity for line in shown.do(stock.stock_list) if line.quantity}


def stick(shown: Shown, tmp_path: Path) -> Path:
    """A stick that is plugged in."""
    folder = tmp_path / "stick"
    folder.mkdir(exist_ok=True)
    shown.drives = [Drive("STICK", folder, 1_000_000_000, 2_000_000_000, read_only=False)]
    return folder


def choose(shown: Shown, file: str) -> None:
    """Open the page, and choose a file of the stick in the dialog."""
    shown.go("stock")
    shown.hands.press("stock_more")
    shown.hands.press("more_import")
    shown.hands.press("import_choose")
    rows = [cells[0] for cells in shown.hands.rows("file_list")]
    shown.hands.click_row("file_list", rows.index(file))
    shown.hands.press("file_use")


def write(folder: Path, text: str, name: str = "delivery.csv", encoding: str = "utf-8") -> None:
    (folder / name).write_bytes(text.encode(encoding))


GOOD = "Item,Quantity,Batch,Expires,Note\nOlive soap,12,B-7,,fine\nBasmati,2.5 kg,,,\n"


def test_a_table_from_a_stick_is_received_and_undone_as_a_whole(shown: Shown, tmp_path: Path) -> None:
    shown.as_role("stock_keeper")
    new_item(shown, "Olive soap")
    new_item(shown, "Basmati", unit=Unit.GRAM)
    write(stick(shown, tmp_path), GOOD)
    choose(shown, "delivery.csv")
    assert shown.hands.text("import_column_0") == "Item, by name or barcode"
    assert shown.hands.text("import_column_1") == "Quantity"
    assert shown.hands.text("import_column_2") == "Batch"
    assert shown.hands.text("import_column_3") == "Expires"
    assert shown.hands.text("import_column_4") == "Leave it out"
    assert not shown.hands.sees("import_giver")
    shown.hands.press("import_check")
    assert "2 rows can be received" in shown.hands.all_text()
    assert not shown.hands.sees("import_print")
    assert [cells[-2] for cells in shown.hands.rows("import_rows_table")] == ["12 pieces", "2,500 g"]
    shown.hands.press("import_receive")
    assert there(shown) == {"Olive soap": 12, "Basmati": 2500}
    assert "Received 2 rows of the table" in shown.hands.all_text()
    assert [copy.why for copy in copies.list_copies(shown.vault)] == [copies.IMPORT]
    shown.hands.press("stock_foot_bar_undo")
    assert there(shown) == {}


BAD = "Item;Quantity;Expires\nOlive soap;12;\nOlive soap;-3;\nMosks;4;\nOlive soap;;\nOlive soap;7;31/02/2027\n"


def test_refused_rows_are_shown_with_what_is_wrong_printed_and_saved(shown: Shown, tmp_path: Path) -> None:
    new_item(shown, "Olive soap", expiry=Expiry.BEST_BEFORE)
    folder = stick(shown, tmp_path)
    write(folder, BAD, encoding="cp1252")
    choose(shown, "delivery.csv")
    shown.hands.press("import_check")
    assert "1 row can be received, 4 are refused" in shown.hands.all_text()
    rows = shown.hands.rows("import_rows_table")
    assert [cells[0] for cells in rows] == ["3", "4", "5", "6"]
    assert rows[2][2] == "empty", "an empty cell can be marked too"
    shown.hands.click_row("import_rows_table", 3)
    assert "31/02/2027 stands in no calendar. Check the date." in shown.hands.all_text()
    shown.hands.press("import_print")
    assert "Rows that were not received" in shown.hands.all_text()
    shown.hands.press("paper_close")
    shown.hands.press("import_save")
    shown.hands.press("table_save")
    saved = read_file(folder / "rows.csv").sheets[0]
    assert [row.cells[:2] for row in saved.rows[1:]] == [
        ("3", "Olive soap"),
        ("4", "Mosks"),
        ("5", "Olive soap"),
        ("6", "Olive soap"),
    ]
    assert "not in the book" in saved.rows[2].cells[-1]
    assert "rows.csv is saved on STICK" in shown.hands.all_text()
    assert there(shown) == {}


def test_what_can_be_received_comes_in_and_the_rest_stays_in_view_until_it_was_seen(
    shown: Shown, tmp_path: Path
) -> None:
    soap = new_item(shown, "Olive soap")
    write(stick(shown, tmp_path), BAD)
    choose(shown, "delivery.csv")
    shown.hands.type("import_origin", "Depot")
    shown.hands.type("import_giver", "Grandma Li")
    shown.hands.press("import_check")
    shown.hands.press("import_receive")
    assert there(shown) == {"Olive soap": 12}
    assert "1 row was received, 4 were not" in shown.hands.all_text()
    shown.hands.press("import_receive")
    assert "Received 1 row of the table" in shown.hands.all_text()
    last = shown.do(stock.item_detail, soap).last[0]
    assert shown.do(book.document, last.document_id).origin == "Depot"
    assert shown.do(givers.giver_of, last.document_id) == "Grandma Li"
    shown.hands.press("receive_slip")
    assert "Hand-over slip 26-" in shown.hands.all_text()


def test_new_items_are_added_when_that_is_asked_for(shown: Shown, tmp_path: Path) -> None:
    write(stick(shown, tmp_path), "物品,数量,每箱\n绿茶,3,20\n小米面,2.5 公斤,\n", encoding="gb18030")
    choose(shown, "delivery.csv")
    assert shown.hands.text("import_encoding") == "Chinese"
    shown.hands.press("import_check")
    assert "0 rows can be received, 2 are refused" in shown.hands.all_text()
    assert not shown.hands.see("import_receive").isEnabled()
    shown.hands.press("import_rows_back")
    shown.hands.press("import_new_items")
    shown.hands.choose("import_category", "Food")
    shown.hands.press("import_check")
    assert "2 new items" in shown.hands.all_text()
    assert "绿茶, 小米面" in shown.hands.all_text()
    shown.hands.press("import_receive")
    assert there(shown) == {"绿茶": 60, "小米面": 2500}


def test_a_column_can_be_given_another_meaning_which_is_remembered(shown: Shown, tmp_path: Path) -> None:
    new_item(shown, "Olive soap")
    folder = stick(shown, tmp_path)
    write(folder, "Was,Wieviel\nOlive soap,3\n")
    choose(shown, "delivery.csv")
    shown.hands.press("import_check")
    assert "Say which column holds the item" in shown.hands.all_text()
    if not shown.hands.see("import_headings").isChecked():  # type: ignore[attr-defined]
        shown.hands.press("import_headings")
    shown.hands.choose("import_column_0", "Item, by name or barcode")
    shown.hands.choose("import_column_1", "Quantity")
    shown.hands.press("import_check")
    shown.hands.press("import_receive")
    assert there(shown) == {"Olive soap": 3}
    choose(shown, "delivery.csv")
    assert shown.hands.text("import_column_1") == "Quantity"
    assert shown.hands.see("import_headings").isChecked()  # type: ignore[attr-defined]


def test_unclear_dates_are_asked_about(shown: Shown, tmp_path: Path) -> None:
    soap = new_item(shown, "Olive soap", expiry=Expiry.BEST_BEFORE)
    write(stick(shown, tmp_path), "Item,Quantity,Expires\nOlive soap,3,03/04/2028\n")
    choose(shown, "delivery.csv")
    assert not shown.hands.sees("import_order")
    shown.hands.press("import_check")
    assert "Choose what comes first" in shown.hands.all_text()
    shown.hands.choose("import_order", "The day comes first")
    shown.hands.press("import_check")
    shown.hands.press("import_receive")
    assert shown.do(stock.item_detail, soap).held[0].batch.expires_on.isoformat() == "2028-04-03"


def test_a_sheet_of_a_spreadsheet_can_be_chosen(shown: Shown, tmp_path: Path) -> None:
    new_item(shown, "Olive soap")
    folder = stick(shown, tmp_path)
    book_of_two = xlsx({"Notes": [["read me"]], "Delivery": [["Item", "Quantity"], ["Olive soap", 5]]})
    (folder / "delivery.xlsx").write_bytes(book_of_two)
    (folder / "picture.png").write_bytes(b"x")
    shown.go("stock")
    choose(shown, "delivery.xlsx")
    assert not shown.hands.sees("import_encoding")
    shown.hands.choose("import_sheet", "Delivery")
    shown.hands.press("import_check")
    shown.hands.press("import_receive")
    assert there(shown) == {"Olive soap": 5}


def test_a_file_that_is_no_table_is_refused_and_another_can_be_chosen(shown: Shown, tmp_path: Path) -> None:
    folder = stick(shown, tmp_path)
    write(folder, 'Item,Quantity\n"Soap,3\n')
    (folder / "old.csv").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    choose(shown, "old.csv")
    assert "old kind" in shown.hands.all_text()
    assert not shown.hands.sees("import_column_0")
    assert not shown.hands.see("import_check").isEnabled()
    shown.hands.press("import_choose")
    assert [cells[0] for cells in shown.hands.rows("file_list")] == ["delivery.csv", "old.csv"]
    shown.hands.click_row("file_list", 0)
    shown.hands.press("file_use")
    assert "quotation marks" in shown.hands.all_text()
    write(folder, GOOD)
    shown.hands.press("import_choose")
    shown.hands.click_row("file_list", 0)
    shown.hands.press("file_use")
    assert shown.hands.see("import_check").isEnabled()
