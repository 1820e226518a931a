"""An item's form and its place in the list, through the real window."""

from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter

from desktop.domain.stock import Barcode, Category, Expiry, Item, ItemId, Pack, Unit
from desktop.operations import catalogue, photos, stock
from desktop.ui.stock.item_page import ItemPage
from tests.ui.shown import Shown
from tests.ui.stock.test_stock_page import item_named, receive, select


def item(shown: Shown, name: str) -> Item:
    return item_named(shown, name).item


def new_item(shown: Shown, name: str) -> None:
    shown.go("stock")
    shown.hands.press("stock_new_item")
    shown.hands.type("item_name", name)


def change(shown: Shown, name: str) -> ItemPage:
    shown.go("stock")
    select(shown, name)
    shown.hands.press("stock_edit_item")
    page = shown.app.window.desk.current_page().shown
    assert isinstance(page, ItemPage)
    return page


def photo(folder: Path, name: str = "pads.png") -> Path:
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    path = folder / name
    path.write_bytes(bytes(kept.data()))
    return path


def test_a_new_item_needs_only_a_name(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    new_item(shown, "Towels")
    shown.hands.press("item_save")
    found = item(shown, "Towels")
    assert (found.packs, found.barcodes, found.worth, found.serials, found.lots) == ((), (), 0, False, True)
    assert "The item is saved" in shown.hands.all_text()


def test_everything_an_item_can_have_is_kept_and_comes_up_again(shown: Shown) -> None:
    new_item(shown, "Towels")
    shown.hands.press("item_names")
    shown.hands.type("item_name_zh_CN", "毛巾")
    shown.hands.choose_data("item_category", Category.MATERIALS)
    shown.hands.choose_data("item_expiry", Expiry.BEST_BEFORE)
    shown.hands.press("item_lots")
    shown.hands.type("item_pack_name", "Bundle")
    shown.hands.type("item_pack_size", "12")
    shown.hands.press("item_pack_more")
    shown.hands.type("item_pack_name_1", "Carton")
    shown.hands.type("item_pack_size_1", "144")
    shown.hands.type("item_barcode", "4006381333931", enter=True)
    shown.hands.type("item_barcode_1", "4006381333948", enter=True)
    shown.hands.choose("item_barcode_on_1", "Carton of 144")
    shown.hands.type("item_reorder", "24")
    shown.hands.type("item_wished", "288")
    shown.hands.type("item_usual", "2")
    shown.hands.type("item_worth", "12.50")
    shown.hands.type("item_worth_of", "12")
    shown.hands.choose_data("item_icon", "item-cloth")
    shown.hands.press("item_favourite")
    shown.hands.press("item_save")
    found = item(shown, "Towels")
    assert found.names == (("zh_CN", "毛巾"),)
    assert (found.category, found.expiry, found.lots) == (Category.MATERIALS, Expiry.BEST_BEFORE, False)
    assert found.packs == (Pack("Bundle", 12), Pack("Carton", 144))
    assert found.barcodes == (Barcode("4006381333931"), Barcode("4006381333948", 144))
    assert (found.reorder_level, found.wished_level, found.usual_quantity) == (24, 288, 2)
    assert (found.worth, found.worth_of) == (1250, 12)
    assert (found.icon, found.favourite) == ("item-cloth", False)
    change(shown, "Towels")
    for name, text in (
        ("item_name_zh_CN", "毛巾"),
        ("item_pack_name_1", "Carton"),
        ("item_barcode_1", "4006381333948"),
        ("item_barcode_on_1", "Carton of 144"),
        ("item_worth", "12.50"),
        ("item_wished", "288"),
    ):
        assert shown.hands.text(name) == text
    shown.hands.press("item_save")
    assert item(shown, "Towels") == found


def test_a_scanner_fills_one_row_after_the_other_and_saves_nothing(shown: Shown) -> None:
    new_item(shown, "Towels")
    shown.hands.see("item_barcode").setFocus()
    for code in ("111", "222"):
        for sign in code:
            shown.hands.key(Qt.Key[f"Key_{sign}"])
        shown.hands.key(Qt.Key.Key_Return)
    assert (shown.hands.text("item_barcode"), shown.hands.text("item_barcode_1")) == ("111", "222")
    assert shown.hands.sees("item_barcode_2")
    assert shown.hands.sees("item_save")


def test_a_pack_that_is_taken_out_leaves_its_barcode_to_be_chosen_for(shown: Shown) -> None:
    new_item(shown, "Towels")
    shown.hands.type("item_pack_size", "12")
    shown.hands.type("item_barcode", "111")
    shown.hands.choose("item_barcode_on", "Pack of 12")
    shown.hands.press("item_pack_out")
    shown.hands.press("item_save")
    assert "Choose one" in shown.hands.all_text()
    shown.hands.choose("item_barcode_on", "1 piece")
    shown.hands.press("item_save")
    assert item(shown, "Towels").barcodes == (Barcode("111"),)


def test_a_row_that_is_taken_out_is_gone(shown: Shown) -> None:
    page = change(shown, "Soap")
    shown.hands.press("item_pack_more")
    shown.hands.type("item_pack_size_1", "6")
    shown.hands.press("item_pack_out")
    shown.hands.press("item_save")
    assert item(shown, "Soap").packs == (Pack("Pack", 6),)
    assert page is not None


@pytest.mark.parametrize("typed", ["12.505", "1,2,3", "-4", "twelve", "12,50", "1e3"])
def test_an_amount_that_is_not_plain_stays_with_a_sentence(shown: Shown, typed: str) -> None:
    new_item(shown, "Towels")
    shown.hands.type("item_worth", typed)
    shown.hands.press("item_save")
    assert "is not understood" in shown.hands.all_text()
    assert shown.hands.text("item_worth") == typed


def test_a_name_in_this_language_is_what_it_is_called_from_then_on(shown: Shown) -> None:
    change(shown, "Masks")
    assert shown.hands.text("item_name_zh_CN")
    shown.hands.type("item_name", "Face masks")
    shown.hands.press("item_save")
    found = item(shown, "Face masks")
    assert found.main_name == "Face masks"
    assert dict(found.names)["en"] == "Face masks"


def test_numbers_are_refused_with_a_sentence_once_an_item_has_moved(shown: Shown) -> None:
    receive(shown, "Soap", loose="3")
    change(shown, "Soap")
    shown.hands.press("item_serials")
    shown.hands.press("item_save")
    assert "already moved" in shown.hands.all_text()
    assert not item(shown, "Soap").serials


def test_an_item_with_numbers_leads_to_them(shown: Shown) -> None:
    change(shown, "Soap")
    shown.hands.press("item_serials")
    shown.hands.press("item_save")
    assert "number of its own" in shown.hands.all_text()
    assert shown.hands.sees("stock_numbers")


# Photos


def test_a_photo_is_chosen_from_a_folder_and_shown_in_the_pane(shown: Shown, tmp_path: Path) -> None:
    page = change(shown, "Soap")
    folder = tmp_path / "stick"
    folder.mkdir()
    photo(folder)
    (folder / "notes.txt").write_text("no photo")
    (folder / "inside").mkdir()
    shown.hands.press("item_photo_choose")
    dialog = shown.hands.see("file")
    dialog.go(folder)  # type: ignore[attr-defined]
    shown.hands.wait_idle()
    assert [cells[0] for cells in shown.hands.rows("file_list")] == ["inside", "pads.png"]
    assert not shown.hands.see("file_use").isEnabled()
    shown.hands.click_row("file_list", 1)
    shown.hands.press("file_use")
    assert page._photo.is_changed()
    assert shown.hands.sees("item_photo_out")
    shown.hands.press("item_save")
    found = item(shown, "Soap")
    assert found.has_photo
    assert shown.do(photos.item_photo, found.id)[:4] == b"\x89PNG"
    assert shown.hands.sees("stock_photo")
    change(shown, "Soap")
    shown.hands.press("item_photo_out")
    shown.hands.press("item_save")
    assert not item(shown, "Soap").has_photo
    assert not shown.hands.sees("stock_photo")


def test_a_file_that_is_no_photo_is_refused_beside_it(shown: Shown, tmp_path: Path) -> None:
    page = change(shown, "Soap")
    wrong = tmp_path / "wrong.png"
    wrong.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    page._photo.read(wrong)
    shown.hands.wait_idle()
    assert "This is not a photo" in shown.hands.all_text()
    assert shown.hands.see("item_save").isEnabled()
    shown.hands.press("item_save")
    assert not item(shown, "Soap").has_photo


def test_a_new_item_gets_its_photo_with_it(shown: Shown, tmp_path: Path) -> None:
    new_item(shown, "Towels")
    shown.app.window.desk.current_page().shown._photo.read(photo(tmp_path))
    shown.hands.wait_idle()
    shown.hands.press("item_save")
    assert item(shown, "Towels").has_photo


def test_rows_and_photo_come_back_after_a_lock(shown: Shown, tmp_path: Path) -> None:
    new_item(shown, "Towels")
    shown.hands.press("item_pack_more")
    shown.hands.type("item_pack_size_1", "12")
    shown.hands.press("item_pack_out")
    shown.hands.type("item_barcode", "111", enter=True)
    shown.hands.type("item_barcode_1", "222")
    shown.hands.choose("item_barcode_on_1", "Pack of 12")
    shown.hands.press("item_names")
    shown.hands.type("item_name_zh_CN", "毛巾")
    shown.app.window.desk.current_page().shown._photo.read(photo(tmp_path))
    shown.hands.wait_idle()
    shown.as_role("coordinator")
    assert shown.hands.text("item_name") == "Towels"
    assert not shown.hands.sees("item_pack_size")
    assert shown.hands.text("item_pack_size_1") == "12"
    assert shown.hands.text("item_barcode_on_1") == "Pack of 12"
    assert shown.hands.text("item_name_zh_CN") == "毛巾"
    assert shown.hands.sees("item_photo_out")
    shown.hands.press("item_save")
    found = item(shown, "Towels")
    assert (found.has_photo, found.packs) == (True, (Pack("Pack", 12),))
    assert found.barcodes == (Barcode("111"), Barcode("222", 12))


# The list


def test_kits_have_a_filter_as_soon_as_there_are_some(shown: Shown) -> None:
    shown.go("stock")
    assert "Kits" not in shown.hands.all_text().splitlines()
    session = shown.app.tasks._session
    kit: ItemId = item(shown, "Hygiene kits").id

    def make(_session: object) -> None:
        with session.database.transaction():
            recipe = session.database.insert(
                "recipe", item_id=kit, version=1, made_at=session.now(), made_by=session.user.id
            )
            session.database.insert("recipe_part", recipe_id=recipe, item_id=item_id, quantity=1)

    item_id = item(shown, "Soap").id
    shown.do(make)
    shown.refresh()
    shown.hands.press("stock_filter_kits")
    assert [cells[0] for cells in shown.hands.rows("stock_table")] == ["Hygiene kits"]


def test_an_item_out_of_use_is_found_and_used_again(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    change(shown, "Soap")
    shown.hands.press("item_active")
    shown.hands.press("item_save")
    assert "Soap" not in [cells[0] for cells in shown.hands.rows("stock_table")]
    shown.hands.press("stock_filter_unused")
    assert [cells[0] for cells in shown.hands.rows("stock_table")] == ["Soap"]
    select(shown, "Soap")
    shown.hands.press("stock_edit_item")
    shown.hands.press("item_active")
    shown.hands.press("item_save")
    shown.hands.press("stock_filter_all")
    assert "Soap" in [cells[0] for cells in shown.hands.rows("stock_table")]
    assert item(shown, "Soap").active


def test_what_waits_to_be_counted_says_so(shown: Shown) -> None:
    found = item(shown, "Soap").id

    def flag(session: stock.Session) -> None:
        from desktop.storage import catalogue as stored  # noqa: PLC0415

        with session.database.transaction():
            stored.flag_for_counting(session.database, found, session.today())

    shown.do(flag)
    shown.go("stock")
    select(shown, "Soap")
    rows = {cells[0]: cells for cells in shown.hands.rows("stock_table")}
    assert rows["Soap"][2] == "count again"
    assert shown.hands.sees("stock_recount")


def test_the_pane_names_the_fund_of_a_batch_and_the_wished_level(shown: Shown) -> None:
    shown.do(catalogue.save_fund, name="City grant")
    receive(shown, "Soap", loose="3")
    fund = shown.do(catalogue.funds)[0]
    found = item(shown, "Soap")

    def pay(session: stock.Session) -> None:
        with session.database.transaction():
            session.database.execute("UPDATE batch SET fund_id = ? WHERE item_id = ?", (fund.id, found.id))

    shown.do(pay)
    change(shown, "Soap")
    shown.hands.type("item_wished", "72")
    shown.hands.press("item_save")
    assert "City grant" in shown.hands.all_text()
    assert "Wished: 72 pieces." in shown.hands.all_text()
    assert found.unit is Unit.PIECE
