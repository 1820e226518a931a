"""Giving out at the counter through the real window."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.operations import people
from tests.ui.counter.arranged import find, give, item, last, left, receive, register, with_barcode
from tests.ui.shown import TODAY, Shown


class Keyboard:
    """Sends keys to where the focus is, and counts every one that is pressed, Ctrl included."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self.pressed = 0

    def _focused(self) -> QWidget:
        """What has the keyboard, waited for: Qt ends the process when keys are sent to nothing."""
        self._shown.hands.wait_until(lambda: QApplication.focusWidget() is not None, "the focus")
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def type(self, words: str) -> None:
        for sign in words:
            self.pressed += 1
            QTest.keyClicks(self._focused(), sign)

    def enter(self, *, ctrl: bool = False) -> None:
        self.pressed += 2 if ctrl else 1
        modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self._focused(), Qt.Key.Key_Return, modifier)
        self._shown.hands.wait_idle()


def test_three_things_to_a_known_person_take_at_most_twelve_key_presses_beyond_the_search(shown: Shown) -> None:
    for name in ("Condoms", "Lubricant", "Soap"):
        receive(shown, name, 100)
    register(shown, "Otter")
    shown.as_role("volunteer").go("counter")
    search = Keyboard(shown)
    search.type("otter")
    keyboard = Keyboard(shown)
    keyboard.enter()
    for letters in ("c", "l", "so"):
        keyboard.type(letters)
        keyboard.enter()
    keyboard.enter(ctrl=True)
    assert keyboard.pressed <= 12
    given = last(shown)[0]
    assert given.member_code is not None
    assert {line.name: line.quantity for line in given.lines} == {"Condoms": 12, "Lubricant": 6, "Soap": 1}
    assert QApplication.focusWidget() is shown.hands.see("counter_search", QLineEdit)


def test_a_number_alone_is_how_many_of_the_item_put_in_before(shown: Shown) -> None:
    receive(shown, "Condoms", 100)
    register(shown, "Otter")
    shown.go("counter")
    keyboard = Keyboard(shown)
    keyboard.type("otter")
    keyboard.enter()
    keyboard.type("con")
    keyboard.enter()
    keyboard.type("30")
    keyboard.enter()
    keyboard.enter(ctrl=True)
    assert left(shown, "Condoms") == 70


def test_a_number_before_an_item_is_its_quantity(shown: Shown) -> None:
    receive(shown, "Soap", 100)
    register(shown, "Otter")
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.type("counter_search", "4 soap", enter=True)
    give(shown)
    assert left(shown, "Soap") == 96


def test_tiles_put_in_the_usual_quantity_and_steppers_change_it(shown: Shown) -> None:
    condoms = receive(shown, "Condoms", 100)
    register(shown, "Otter")
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{condoms.id}")
    assert "12 in the basket" in shown.hands.all_text()
    shown.hands.press(f"counter_step_{condoms.id}_more")
    shown.hands.press(f"counter_tile_{condoms.id}")
    assert shown.hands.text(f"counter_step_{condoms.id}_number") == "25"
    shown.hands.type(f"counter_step_{condoms.id}_number", "1")
    shown.hands.press(f"counter_step_{condoms.id}_less")
    assert not shown.hands.sees(f"counter_step_{condoms.id}")
    assert not shown.hands.see("counter_give").isEnabled()


def test_a_scanned_label_puts_its_item_in(shown: Shown) -> None:
    receive(shown, "Soap", 100)
    with_barcode(shown, "Soap", "4006381333931")
    register(shown, "4006381333931 is no name")
    shown.go("counter")
    shown.hands.type("counter_search", "4006381333931", enter=True)
    assert shown.hands.sees(f"counter_line_{item(shown, 'Soap').id}")
    assert shown.hands.text("counter_search") == ""


def test_a_head_count_gives_to_so_many_people_without_a_name(shown: Shown) -> None:
    masks = receive(shown, "Masks", 100)
    shown.go("counter")
    shown.hands.press("counter_heads")
    shown.hands.type("counter_head_number", "12", enter=True)
    shown.hands.press(f"counter_tile_{masks.id}")
    shown.hands.press("counter_give")
    given = last(shown)[0]
    assert (given.member_id, given.head_count) == (None, 12)
    assert "Gave 1 item to 12 people" in shown.hands.all_text()


def test_impossible_head_counts_stay_with_a_sentence_and_nothing_is_given(shown: Shown) -> None:
    masks = receive(shown, "Masks", 100)
    shown.go("counter")
    shown.hands.press("counter_heads")
    shown.hands.press(f"counter_tile_{masks.id}")
    for typed in ("0", "-4", "many", "99999999999", ""):
        shown.hands.type("counter_head_number", typed)
        shown.hands.press("counter_give")
        assert "Nothing was saved" in shown.hands.all_text(), typed
        assert shown.hands.text("counter_head_number") == typed
    assert last(shown) == []


def test_impossible_quantities_are_refused_beside_the_line(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    register(shown, "Otter")
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{soap.id}")
    for typed in ("0", "-4", "two", "99999999999", ""):
        shown.hands.type(f"counter_step_{soap.id}_number", typed)
        give(shown)
        assert "Nothing was saved" in shown.hands.text(f"counter_line_{soap.id}_messages_message"), typed
    assert left(shown, "Soap") == 100
    shown.hands.type(f"counter_step_{soap.id}_number", "3")
    give(shown)
    assert left(shown, "Soap") == 97


def test_what_is_not_there_is_refused_beside_its_line_with_what_is_there(shown: Shown) -> None:
    soap, masks = receive(shown, "Soap", 6), receive(shown, "Masks", 100)
    register(shown, "Otter")
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    for found in (soap, masks):
        shown.hands.press(f"counter_tile_{found.id}")
    shown.hands.type(f"counter_step_{soap.id}_number", "9")
    shown.hands.press("counter_give")
    assert "Only 6 of Soap can be given" in shown.hands.text(f"counter_line_{soap.id}_messages_message")
    assert not shown.hands.sees(f"counter_line_{masks.id}_messages_message")
    assert left(shown, "Masks") == 100
    shown.hands.press(f"counter_lower_{soap.id}")
    shown.hands.press("counter_give")
    assert (left(shown, "Soap"), left(shown, "Masks")) == (0, 95)


def test_past_a_use_by_date_nothing_is_given_and_the_line_can_be_taken_out(shown: Shown) -> None:
    gel, soap = receive(shown, "Sanitiser gel", 9, TODAY), receive(shown, "Soap", 9)
    register(shown, "Otter")
    shown.clock.set(TODAY + timedelta(days=1))
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    for found in (gel, soap):
        shown.hands.press(f"counter_tile_{found.id}")
    shown.hands.press("counter_give")
    assert "past its use-by date" in shown.hands.text(f"counter_line_{gel.id}_messages_message")
    assert not shown.hands.sees("counter_give_anyway")
    shown.hands.press(f"counter_take_out_{gel.id}")
    shown.hands.press("counter_give")
    assert (left(shown, "Sanitiser gel"), left(shown, "Soap")) == (9, 8)


def test_food_past_its_best_before_date_is_warned_of_and_a_coordinator_gives_it_anyway(shown: Shown) -> None:
    food = receive(shown, "Food packs", 9, TODAY)
    register(shown, "Otter")
    shown.clock.set(TODAY + timedelta(days=1))
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{food.id}")
    shown.hands.press("counter_give")
    assert "best-before" in shown.hands.text(f"counter_line_{food.id}_messages_message")
    assert left(shown, "Food packs") == 9
    shown.hands.press("counter_give_anyway")
    assert left(shown, "Food packs") == 8


def test_a_volunteer_is_told_to_ask_a_coordinator_for_food_past_its_date(shown: Shown) -> None:
    food = receive(shown, "Food packs", 9, TODAY)
    register(shown, "Otter")
    shown.clock.set(TODAY + timedelta(days=1))
    shown.as_role("volunteer").go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{food.id}")
    shown.hands.press("counter_give")
    assert "A coordinator can give it anyway" in shown.hands.text(f"counter_line_{food.id}_messages_message")
    assert not shown.hands.sees("counter_give_anyway")
    assert left(shown, "Food packs") == 9


def test_a_double_click_gives_once(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    register(shown, "Otter")
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{soap.id}")
    button = shown.hands.see("counter_give")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    shown.hands.wait_idle()
    assert left(shown, "Soap") == 99
    assert len(last(shown)) == 1


def test_what_was_given_is_taken_back_from_the_foot_line(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    otter = register(shown, "Otter")
    shown.as_role("volunteer").go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{soap.id}")
    shown.hands.press("counter_give")
    assert f"Gave 1 item to {otter.code}" in shown.hands.all_text()
    shown.hands.press("counter_foot_bar_undo")
    assert left(shown, "Soap") == 100
    assert last(shown)[0].reversed
    assert "undone" in shown.hands.all_text()


def test_an_earlier_day_can_be_chosen_and_stays_for_the_next_paper(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    register(shown, "Otter")
    shown.clock.set(TODAY + timedelta(days=5))
    shown.go("counter")
    shown.hands.press("counter_other_day")
    shown.hands.type("counter_date", (TODAY + timedelta(days=2)).isoformat(), enter=True)
    assert shown.hands.text("counter_day_words") == "On 26 Nov"
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{soap.id}")
    give(shown)
    assert last(shown)[0].occurred_on == TODAY + timedelta(days=2)
    assert shown.hands.text("counter_day_words") == "On 26 Nov"
    shown.hands.press("counter_other_day")
    assert shown.hands.text("counter_day_words") == "Today"


def test_a_day_before_the_item_was_in_the_book_is_refused_beside_the_day(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    register(shown, "Otter")
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{soap.id}")
    shown.hands.press("counter_other_day")
    shown.hands.type("counter_date", (TODAY - timedelta(days=2)).isoformat())
    give(shown)
    assert "only since 24 Nov 2026" in shown.hands.all_text()
    assert left(shown, "Soap") == 100


def test_a_day_in_the_future_is_refused_beside_the_day(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    register(shown, "Otter")
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{soap.id}")
    shown.hands.press("counter_other_day")
    for typed, words in (((TODAY + timedelta(days=1)).isoformat(), "future"), ("soon", "no date")):
        shown.hands.type("counter_date", typed)
        give(shown)
        assert words in shown.hands.all_text()
    assert left(shown, "Soap") == 100


def test_a_member_made_not_active_meanwhile_gets_a_sentence_and_the_basket_stays(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    otter = register(shown, "Otter")
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{soap.id}")
    shown.do(people.set_active, member_id=otter.id, active=False)
    shown.hands.press("counter_give")
    assert "not active" in shown.hands.all_text()
    assert shown.hands.sees(f"counter_line_{soap.id}")
    assert left(shown, "Soap") == 100


def test_giving_needs_a_receiver_and_says_so(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    shown.go("counter")
    shown.hands.press(f"counter_tile_{soap.id}")
    assert not shown.hands.see("counter_give").isEnabled()
    assert "Find the person, or press Head count." in shown.hands.all_text()
    give(shown)
    assert last(shown) == []


def test_find_and_change_go_back_to_the_search(shown: Shown) -> None:
    register(shown, "Otter")
    shown.go("counter")
    find(shown, "ot")
    shown.hands.key(Qt.Key.Key_Return)
    assert shown.hands.sees("counter_code")
    shown.hands.press("counter_change")
    assert not shown.hands.sees("counter_code")
    assert QApplication.focusWidget() is shown.hands.see("counter_search", QLineEdit)


def test_what_is_weighed_says_so_in_the_search_and_in_the_basket(shown: Shown) -> None:
    rice = receive(shown, "Rice", 40_000)
    shown.go("counter")
    find(shown, "rice")
    assert shown.hands.rows("counter_found_table")[0][1:] == ["40 kg left", "Put in 2 kg"]
    shown.hands.key(Qt.Key.Key_Return, at="counter_search")
    shown.hands.press(f"counter_step_{rice.id}_more")
    assert shown.hands.text(f"counter_step_{rice.id}_number") == "4000"
    assert "grams  \u00b7  Best before" in shown.hands.all_text()
    shown.hands.press(f"counter_step_{rice.id}_less")
    shown.hands.press(f"counter_step_{rice.id}_less")
    assert not shown.hands.sees(f"counter_line_{rice.id}")
