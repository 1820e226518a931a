"""Places and funds, through the real window."""

from desktop.domain.stock import PlaceKind
from desktop.operations import catalogue
from tests.ui.shown import Shown
from tests.ui.stock.test_stock_page import receive


def open_task(shown: Shown, name: str) -> None:
    shown.go("stock")
    shown.hands.press("stock_more")
    shown.hands.press(f"more_{name}")


def test_a_place_is_added_renamed_and_made_another_kind(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    open_task(shown, "places")
    assert [cells[0] for cells in shown.hands.rows("places_table")] == ["Shelf A"]
    shown.hands.press("places_new")
    shown.hands.type("place_name", "Bag 2")
    shown.hands.choose_data("place_kind", PlaceKind.BAG)
    shown.hands.press("place_save")
    assert shown.hands.rows("places_table")[1][:3] == ["Bag 2", "Bag for the way", "nothing"]
    assert "Bag 2 is saved" in shown.hands.all_text()
    shown.hands.click_row("places_table", 1, twice=True)
    shown.hands.type("place_name", "River group")
    shown.hands.choose_data("place_kind", PlaceKind.PARTNER)
    shown.hands.press("place_save")
    found = shown.do(catalogue.places)[1]
    assert (found.name, found.kind) == ("River group", PlaceKind.PARTNER)


def test_a_place_of_a_taken_name_is_refused_beside_the_name(shown: Shown) -> None:
    open_task(shown, "places")
    shown.hands.press("places_new")
    shown.hands.type("place_name", "shelf a")
    shown.hands.press("place_save")
    assert "already a place of this name" in shown.hands.all_text()


def test_a_place_where_something_stands_stays_in_use(shown: Shown) -> None:
    receive(shown, "Soap", loose="3")
    shown.do(catalogue.save_place, name="Bag 2")
    open_task(shown, "places")
    assert shown.hands.rows("places_table")[0][2] == "1 item"
    shown.hands.click_row("places_table", 0)
    shown.hands.press("places_change")
    shown.hands.press("place_active")
    shown.hands.press("place_save")
    assert "Something still stands there" in shown.hands.all_text()
    shown.hands.press("place_back")
    shown.hands.click_row("places_table", 1, twice=True)
    shown.hands.press("place_active")
    shown.hands.press("place_save")
    assert [cells[3] for cells in shown.hands.rows("places_table")] == ["", "not in use"]


def test_a_place_in_progress_comes_back_after_a_lock(shown: Shown) -> None:
    open_task(shown, "places")
    shown.hands.click_row("places_table", 0, twice=True)
    shown.hands.type("place_name", "Shelf by the door")
    shown.as_role("coordinator")
    assert shown.hands.text("place_title") == "Change place"
    shown.hands.press("place_save")
    assert [place.name for place in shown.do(catalogue.places)] == ["Shelf by the door"]


def test_funds_are_added_renamed_and_taken_out_of_use(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    open_task(shown, "funds")
    assert "No fund yet" in shown.hands.all_text()
    shown.hands.press("funds_new")
    shown.hands.type("fund_name", "City grant")
    shown.hands.press("fund_save")
    assert "City grant is saved" in shown.hands.all_text()
    shown.hands.click_row("funds_table", 0, twice=True)
    shown.hands.type("fund_name", "City grant 2027")
    shown.hands.press("fund_active")
    shown.hands.press("fund_save")
    assert shown.hands.rows("funds_table") == [["City grant 2027", "not in use"]]
    shown.hands.press("funds_new")
    shown.hands.type("fund_name", "city grant 2027")
    shown.hands.press("fund_save")
    assert "already a fund of this name" in shown.hands.all_text()


def test_a_fund_in_progress_comes_back_after_a_lock(shown: Shown) -> None:
    shown.do(catalogue.save_fund, name="City grant")
    open_task(shown, "funds")
    shown.hands.click_row("funds_table", 0, twice=True)
    shown.hands.type("fund_name", "River grant")
    shown.as_role("coordinator")
    shown.hands.press("fund_save")
    assert [fund.name for fund in shown.do(catalogue.funds)] == ["River grant"]


def test_a_volunteer_finds_no_way_to_places_or_funds(shown: Shown) -> None:
    shown.as_role("volunteer")
    shown.go("stock")
    shown.hands.press("stock_more")
    for name in ("places", "funds", "merge", "import"):
        assert not shown.hands.sees(f"more_{name}")
    assert shown.hands.sees("more_attention")
