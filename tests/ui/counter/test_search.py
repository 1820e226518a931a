"""The counter's one search: people, items, labels, and what cannot be found."""

import pytest
from PySide6.QtCore import Qt

from desktop.domain.people import Member, MemberFacts
from desktop.domain.stock import Barcode, Category, Expiry, Item, ItemId, Unit
from desktop.operations import catalogue, distribution, people
from desktop.operations.distribution import CounterItem, Given
from desktop.ui.counter.matching import matches
from tests.ui.counter.arranged import find, item, key, receive, register
from tests.ui.shown import TODAY, Shown

HARD_NAMES = ("'); DROP TABLE member; --", "水獭", "😀👩", "مرحبا", "100 %", "a_b", "W" * 80)


def thing(number: int, name: str, *codes: str) -> CounterItem:
    return CounterItem(
        Item(ItemId(number), name, Category.FOOD, Unit.PIECE, Expiry.NONE, barcodes=tuple(map(Barcode, codes))), 5, None
    )


OTTER = Member(1, "K7M-4Q", MemberFacts("Otter"), True, True, TODAY)  # type: ignore[arg-type]
SHELF = (thing(1, "Condoms 53 mm"), thing(2, "Condoms 49 mm"), thing(3, "Soap", "12"), thing(4, "Hand soap"))


def keys(
    text: str, *, members: tuple[Member, ...] = (), last: CounterItem | None = None, chosen: bool = False
) -> list[str]:
    found = matches(text, SHELF, members, last=last, has_receiver=chosen)
    return [f"{match.key[0]} {match.key[1]}" for match in found]


def test_people_come_first_until_somebody_is_chosen() -> None:
    assert keys("o", members=(OTTER,)) == ["member 1", "item 1", "item 2", "item 3", "item 4"]
    assert keys("o", members=(OTTER,), chosen=True)[-1] == "member 1"


def test_items_that_begin_with_the_word_come_before_those_that_hold_it() -> None:
    assert keys("soap") == ["item 3", "item 4"]
    assert keys("49 con") == ["item 2"]


def test_a_label_means_its_item_and_nothing_else() -> None:
    assert keys("12", last=SHELF[0], members=(OTTER,)) == ["item 3"]


def test_a_bare_number_is_for_the_item_before_and_for_nothing_without_one() -> None:
    assert keys("53", last=SHELF[2], chosen=True) == ["number 3", "item 1"]
    assert keys("30") == []
    assert keys("0", last=SHELF[2]) == []
    assert keys("123456", last=SHELF[2]) == []


def test_a_number_before_words_is_a_quantity_only_where_no_name_has_it() -> None:
    found = matches("4 soap", SHELF, (), last=None, has_receiver=True)
    assert [(match.item.item.name if match.item else "", match.quantity) for match in found] == [
        ("Soap", 4),
        ("Hand soap", 4),
    ]
    assert keys("0 soap") == []


def test_arrows_choose_among_what_was_found(shown: Shown) -> None:
    for name in ("Heron", "Hen"):
        register(shown, name)
    shown.go("counter")
    shown.app.window.desk.show_names(True)
    find(shown, "he")
    assert [row[1] for row in shown.hands.rows("counter_found_table")][:2] == ["Hen", "Heron"]
    shown.hands.key(Qt.Key.Key_Down, at="counter_search")
    shown.hands.key(Qt.Key.Key_Return, at="counter_search")
    assert shown.hands.text("counter_who") == "Heron"


def test_a_line_is_taken_by_the_mouse_too(shown: Shown) -> None:
    otter = register(shown, "Otter")
    shown.go("counter")
    find(shown, "otter")
    shown.hands.click_row("counter_found_table", 0)
    assert shown.hands.text("counter_code") == otter.code


@pytest.mark.parametrize("name", HARD_NAMES)
def test_any_name_is_found_by_itself(shown: Shown, name: str) -> None:
    member = register(shown, name)
    shown.go("counter")
    shown.hands.type("counter_search", name, enter=True)
    assert shown.hands.text("counter_code") == member.code


def test_a_page_of_text_in_the_search_finds_nothing_and_breaks_nothing(shown: Shown) -> None:
    register(shown, "Otter")
    shown.go("counter")
    shown.hands.type("counter_search", "水" * 10_000, enter=True)
    assert "Nobody and nothing fits" in shown.hands.text("counter_nothing")
    assert len(shown.hands.text("counter_nothing")) < 200
    assert not shown.hands.sees("counter_code")


def test_who_is_not_found_can_be_registered_from_there(shown: Shown) -> None:
    shown.go("counter")
    find(shown, "nobody")
    shown.hands.press("counter_register")
    assert shown.app.window.desk.current_page().objectName() == "members_place"


def test_who_is_not_active_is_not_offered(shown: Shown) -> None:
    otter = register(shown, "Otter")
    shown.do(people.set_active, member_id=otter.id, active=False)
    shown.go("counter")
    find(shown, "otter")
    assert shown.hands.sees("counter_nothing")


def test_while_names_are_hidden_the_screen_holds_none(shown: Shown) -> None:
    receive(shown, "Soap", 100)
    register(shown, "Otter")
    shown.go("counter")
    find(shown, "ott")
    assert "Otter" not in shown.hands.all_text()
    assert "Name hidden" in shown.hands.all_text()
    shown.hands.key(Qt.Key.Key_Return, at="counter_search")
    assert "Otter" not in shown.hands.all_text()
    shown.app.window.desk.show_names(True)
    shown.hands.wait_idle()
    assert "Giving to Otter" in shown.hands.all_text()
    shown.app.window.desk.show_names(False)
    shown.hands.wait_idle()
    assert "Otter" not in shown.hands.all_text()


def test_what_somebody_had_lately_is_dates_and_numbers_until_names_are_shown(shown: Shown) -> None:
    soap, masks = receive(shown, "Soap", 100), receive(shown, "Masks", 100)
    otter = register(shown, "Otter")
    for lines in ([Given(soap.id, 2), Given(masks.id, 5)], [Given(soap.id, 1)]):
        shown.do(distribution.give_out, form_key=key(), lines=lines, member_id=otter.id, occurred_on=TODAY)
    undone = shown.do(
        distribution.give_out, form_key=key(), lines=[Given(soap.id, 77)], member_id=otter.id, occurred_on=TODAY
    )
    shown.do(distribution.undo_distribution, form_key=key(), document_id=undone.document_id)
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    strip = shown.hands.see("counter_strip")
    words = "\n".join(part.words() for part in strip.findChildren(object) if hasattr(part, "words"))
    assert "2 items" in words
    assert "Soap" not in words
    shown.app.window.desk.show_names(True)
    shown.hands.wait_idle()
    assert "Soap 2, Masks 5" in shown.hands.all_text()
    assert "77" not in shown.hands.all_text()


def test_many_items_are_behind_all_items(shown: Shown) -> None:
    found = item(shown, "Soap")
    shown.do(
        catalogue.save_item,
        item_id=found.id,
        name="Soap",
        category=found.category,
        unit=found.unit,
        expiry=found.expiry,
        favourite=False,
    )
    shown.go("counter")
    assert not shown.hands.sees(f"counter_tile_{found.id}")
    shown.hands.press("counter_all_items")
    shown.hands.press(f"counter_tile_{found.id}")
    assert shown.hands.sees(f"counter_line_{found.id}")
