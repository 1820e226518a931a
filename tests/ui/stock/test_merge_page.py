"""Two items become one, through the real window."""

from desktop.domain.stock import Category, Expiry, Unit
from desktop.operations import catalogue, stock
from tests.ui.shown import Shown
from tests.ui.stock.test_places_page import open_task
from tests.ui.stock.test_stock_page import item_named, receive


def again(shown: Shown, name: str = "Soap bars", *, unit: Unit = Unit.PIECE) -> None:
    """Soap, entered a second time."""
    shown.do(catalogue.save_item, name=name, category=Category.HYGIENE, unit=unit, expiry=Expiry.NONE)


def choose_both(shown: Shown, keep: str = "Soap", drop: str = "Soap bars") -> None:
    open_task(shown, "merge")
    shown.hands.choose("merge_keep", keep)
    shown.hands.choose("merge_drop", drop)


def names(shown: Shown) -> list[str]:
    return [line.item.name for line in shown.do(stock.stock_list, text="soap")]


def test_two_items_become_one_and_two_again(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    again(shown)
    receive(shown, "Soap", loose="10")
    receive(shown, "Soap bars", loose="5")
    choose_both(shown)
    assert "10 pieces" in shown.hands.all_text()
    assert "5 pieces" in shown.hands.all_text()
    shown.hands.press("merge_save")
    assert "Make Soap bars one with Soap?" in shown.hands.all_text()
    shown.hands.press("confirm_act")
    assert item_named(shown, "Soap").quantity == 15
    assert names(shown) == ["Soap"]
    assert "Soap bars is one with Soap now" in shown.hands.all_text()
    shown.hands.press("stock_foot_bar_undo")
    assert (item_named(shown, "Soap").quantity, item_named(shown, "Soap bars").quantity) == (10, 5)


def test_thinking_again_leaves_them_two(shown: Shown) -> None:
    again(shown)
    choose_both(shown)
    shown.hands.press("merge_save")
    shown.hands.press("confirm_safe")
    assert names(shown) == ["Soap", "Soap bars"]


def test_the_other_one_can_stay(shown: Shown) -> None:
    again(shown)
    choose_both(shown)
    shown.hands.press("merge_swap")
    shown.hands.press("merge_save")
    shown.hands.press("confirm_act")
    assert names(shown) == ["Soap bars"]


def test_nothing_can_be_made_one_before_both_are_chosen(shown: Shown) -> None:
    open_task(shown, "merge")
    assert not shown.hands.see("merge_save").isEnabled()
    shown.hands.choose("merge_keep", "Soap")
    assert not shown.hands.see("merge_save").isEnabled()
    assert "Choose the two items first" in shown.hands.all_text()


def test_two_that_are_counted_differently_stay_two_and_say_why(shown: Shown) -> None:
    again(shown, unit=Unit.GRAM)
    choose_both(shown)
    shown.hands.press("merge_save")
    shown.hands.press("confirm_act")
    assert "different units" in shown.hands.all_text()
    assert shown.hands.see("merge_save").isEnabled()
    assert names(shown) == ["Soap", "Soap bars"]


def test_what_was_chosen_comes_back_after_a_lock(shown: Shown) -> None:
    again(shown)
    choose_both(shown)
    shown.as_role("coordinator")
    assert shown.hands.text("merge_keep") == "Soap"
    assert shown.hands.text("merge_drop") == "Soap bars"
    assert shown.hands.see("merge_save").isEnabled()
