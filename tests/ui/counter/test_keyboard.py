"""Tab goes through the whole window as the eye does, and comes round."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.counter.arranged import receive, register
from tests.ui.shown import Shown


def walk(shown: Shown, presses: int = 60) -> list[str]:
    """The names of what Tab visits until it is back where it began."""
    start = QApplication.focusWidget()
    visited = []
    for _press in range(presses):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        shown.hands.wait_idle()
        here = QApplication.focusWidget()
        if here is start:
            return visited
        visited.append(here.objectName())
    raise AssertionError(f"Tab did not come round: {visited}")


def test_tab_goes_from_the_search_over_tiles_and_basket_to_give_and_round_the_rail(shown: Shown) -> None:
    soap, masks = receive(shown, "Soap", 100), receive(shown, "Masks", 100)
    register(shown, "Otter")
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    for found in (soap, masks):
        shown.hands.type("counter_search", found.name, enter=True)
    visited = walk(shown)
    wanted = [
        "counter_heads",
        "counter_change",
        f"counter_tile_{soap.id}",
        f"counter_step_{soap.id}_number",
        f"counter_step_{soap.id}_less",
        f"counter_step_{soap.id}_more",
        f"counter_step_{masks.id}_number",
        "counter_other_day",
        "counter_print",
        "counter_give",
        "rail_today",
        "rail_lock",
    ]
    assert [name for name in visited if name in wanted] == wanted


def test_tab_leaves_a_form_after_its_last_field(shown: Shown) -> None:
    shown.go("members", do="register")
    visited = walk(shown)
    assert visited[:2] == ["register_counted", "register_save"]
    assert "rail_today" in visited


def test_down_goes_from_the_empty_search_to_the_first_tile_and_space_puts_it_in(shown: Shown) -> None:
    receive(shown, "Condoms", 100)
    register(shown, "Otter")
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.key(Qt.Key.Key_Down, at="counter_search")
    first = QApplication.focusWidget().objectName()
    assert first.startswith("counter_tile_")
    shown.hands.key(Qt.Key.Key_Space)
    assert shown.hands.sees(first.replace("tile", "line"))
