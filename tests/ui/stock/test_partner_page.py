"""What partner groups gave out, through the real window."""

import uuid

import pytest

from desktop.domain.stock import PlaceId
from desktop.operations import book, moving
from desktop.operations.moving import MoveLine
from tests.ui.shown import TODAY, Shown
from tests.ui.stock.test_move_page import Store


class Groups(Store):
    """The partner group was brought 60 masks and all soap."""

    def __init__(self, shown: Shown) -> None:
        super().__init__(shown)
        self.bring(self.group, MoveLine(self.masks.id, 60), MoveLine(self.soap.id, 20))

    def bring(self, place: PlaceId, *lines: MoveLine) -> None:
        self.shown.do(
            moving.move_stock,
            form_key=uuid.uuid4().hex,
            from_place_id=self.shelf,
            to_place_id=place,
            lines=lines,
            occurred_on=TODAY,
        )

    def begin(self, heads: str = "14") -> None:
        self.shown.go("stock", do="partner")
        self.shown.hands.choose("partner_place", "North")
        self.shown.hands.type("partner_heads", heads)

    def cells(self, name: str) -> list[str]:
        return self.shown.hands.rows("partner_table")[self.row(name, "partner_table")]

    def tell(self, name: str, column: int, text: str, table: str = "partner_table") -> None:
        super().tell(name, column, text, table)


@pytest.fixture
def groups(shown: Shown) -> Groups:
    made = Groups(shown)
    shown.as_role("stock_keeper")
    return made


def test_one_item_is_told_by_what_was_given_and_another_by_what_is_left(groups: Groups) -> None:
    hands = groups.shown.hands
    groups.begin()
    groups.tell("Masks", 2, "45")
    assert groups.cells("Masks")[1:4] == ["60", "45", "15"]
    groups.tell("Soap", 3, "0")
    assert groups.cells("Soap")[1:4] == ["20", "20", "0"]
    hands.press("partner_save")
    assert groups.at(groups.group) == {"Masks": 15}
    assert "North gave to 14 people" in hands.all_text()
    hands.press("stock_foot_bar_undo")
    assert groups.at(groups.group) == {"Masks": 60, "Soap": 20}


def test_what_was_typed_last_counts(groups: Groups) -> None:
    groups.begin()
    groups.tell("Masks", 2, "45")
    groups.tell("Masks", 3, "50")
    assert groups.cells("Masks")[1:4] == ["60", "10", "50"]
    groups.shown.hands.press("partner_save")
    assert groups.at(groups.group) == {"Masks": 50, "Soap": 20}


def test_all_of_it_was_given_with_one_press(groups: Groups) -> None:
    groups.begin()
    groups.shown.hands.press("partner_all")
    groups.shown.hands.press("partner_save")
    assert groups.at(groups.group) == {}


def test_more_left_than_was_there_no_number_and_no_heads_are_said(groups: Groups) -> None:
    hands = groups.shown.hands
    groups.begin(heads="")
    groups.tell("Masks", 3, "61")
    assert "Masks: the book knows of 60 there" in hands.all_text()
    groups.tell("Masks", 2, "some")
    assert "This is not a number" in hands.all_text()
    groups.tell("Masks", 2, "5")
    hands.press("partner_save")
    assert "Type a number. Nothing was saved." in hands.all_text()
    hands.type("partner_heads", "3")
    hands.press("partner_save")
    assert groups.at(groups.group) == {"Masks": 55, "Soap": 20}


def test_without_anything_told_nothing_is_saved(groups: Groups) -> None:
    groups.begin()
    groups.shown.hands.press("partner_save")
    assert "Nothing was given out of it" in groups.shown.hands.all_text()


def test_a_scan_counts_what_was_given(groups: Groups) -> None:
    groups.begin()
    for code in ("111", "111", "4006381333931"):
        groups.shown.hands.type("partner_search", code, enter=True)
    assert groups.cells("Masks")[2] == "52"


def test_a_report_is_put_right_on_the_same_page(groups: Groups) -> None:
    shown, hands = groups.shown, groups.shown.hands
    groups.begin()
    groups.tell("Soap", 2, "20")
    hands.press("partner_save")
    document = max(
        (found for number in range(1, 12) if (found := _found(shown, number)) is not None), key=lambda found: found.id
    )
    shown.app.window.desk.current_page()._correct(document)
    hands.wait_idle()
    assert groups.cells("Soap")[1:4] == ["20", "20", "0"]
    groups.tell("Soap", 2, "4")
    hands.press("partner_save")
    assert groups.at(groups.group) == {"Masks": 60, "Soap": 16}


def _found(shown: Shown, number: int) -> object:
    try:
        return shown.do(book.document, number)
    except Exception:
        return None


def test_what_was_typed_comes_back_after_a_lock(groups: Groups) -> None:
    shown = groups.shown
    groups.begin(heads="9")
    groups.tell("Soap", 3, "7")
    kept = shown.app.window.desk.current_page().draft()
    shown.app.window.desk.current_page().back_to_first()
    shown.app.window.desk.current_page().take_draft(kept)
    shown.hands.wait_idle()
    shown.hands.press("partner_save")
    assert groups.at(groups.group) == {"Masks": 60, "Soap": 7}
