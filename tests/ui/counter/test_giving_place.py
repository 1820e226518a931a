"""Giving from a bag or another place, at the counter."""

import pytest
from PySide6.QtCore import Qt

from desktop.domain.stock import Item, PlaceId, PlaceKind
from desktop.operations import catalogue, distribution, moving
from desktop.operations.distribution import Given
from desktop.operations.moving import MoveLine
from tests.ui.counter.arranged import find, give, key, last, receive, register
from tests.ui.shown import TODAY, Shown


class Bag:
    """A blue bag with 30 of 100 soaps in it, and 50 masks that are all on the shelf."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.shelf = shown.do(catalogue.places)[0].id
        self.bag: PlaceId = shown.do(catalogue.save_place, name="Blue bag", kind=PlaceKind.BAG)
        self.soap: Item = receive(shown, "Soap", 100)
        self.masks: Item = receive(shown, "Masks", 50)
        self.move(self.soap, 30)

    def move(self, item: Item, quantity: int) -> None:
        self.shown.do(
            moving.move_stock,
            form_key=key(),
            from_place_id=self.shelf,
            to_place_id=self.bag,
            lines=[MoveLine(item.id, quantity)],
            occurred_on=TODAY,
        )

    def at(self, place: PlaceId) -> dict[str, int]:
        return {line.item.name: line.quantity for line in self.shown.do(moving.at_place, place)}

    def choose(self, words: str = "Blue bag") -> None:
        self.shown.hands.press("counter_other_place")
        self.shown.hands.choose("counter_place", words)


@pytest.fixture
def bag(shown: Shown) -> Bag:
    made = Bag(shown)
    register(shown, "Otter")
    shown.as_role("volunteer")
    shown.go("counter")
    return made


def test_with_one_place_nothing_is_asked(shown: Shown) -> None:
    receive(shown, "Soap", 10)
    shown.go("counter")
    assert not shown.hands.sees("counter_from")


def test_the_usual_place_is_said_quietly_and_costs_no_key(bag: Bag) -> None:
    hands = bag.shown.hands
    assert hands.text("counter_from_words") == "From the shelves"
    for words in ("otter", "soap"):
        find(bag.shown, words)
        hands.key(Qt.Key.Key_Return)
    give(bag.shown)
    assert bag.at(bag.shelf)["Soap"] == 69
    assert last(bag.shown)[0].place_id is None


def test_a_chosen_bag_shows_what_is_in_it_stays_and_is_left_again(bag: Bag) -> None:
    hands = bag.shown.hands
    bag.choose()
    assert hands.text("counter_from_words") == "From: Blue bag"
    assert hands.sees(f"counter_tile_{bag.soap.id}")
    assert not hands.sees(f"counter_tile_{bag.masks.id}")
    for _time in range(2):
        hands.press("counter_heads")
        hands.type("counter_head_number", "3")
        hands.press(f"counter_tile_{bag.soap.id}")
        hands.press("counter_give")
    assert hands.text("counter_from_words") == "From: Blue bag"
    assert (bag.at(bag.bag), bag.at(bag.shelf)["Soap"]) == ({"Soap": 28}, 70)
    hands.press("counter_other_place")
    assert hands.text("counter_from_words") == "From the shelves"
    assert hands.sees(f"counter_tile_{bag.masks.id}")


def test_more_than_the_bag_holds_is_refused_beside_the_line(bag: Bag) -> None:
    hands = bag.shown.hands
    bag.choose()
    hands.press("counter_heads")
    hands.type("counter_head_number", "3")
    hands.press(f"counter_tile_{bag.soap.id}")
    hands.type(f"counter_step_{bag.soap.id}_number", "31")
    hands.press("counter_give")
    assert "Only 30 of Soap" in hands.all_text()
    hands.press(f"counter_lower_{bag.soap.id}")
    hands.press("counter_give")
    assert bag.at(bag.bag) == {}


def test_a_hand_out_from_a_bag_is_corrected_there_and_the_place_before_comes_back(bag: Bag) -> None:
    shown, hands = bag.shown, bag.shown.hands
    given = shown.do(
        distribution.give_out,
        form_key=key(),
        lines=[Given(bag.soap.id, 30)],
        head_count=4,
        occurred_on=TODAY,
        place_id=bag.bag,
    )
    shown.go("counter", correct=given.document_id)
    assert hands.text("counter_from_words") == "From: Blue bag"
    hands.type(f"counter_step_{bag.soap.id}_number", "10")
    hands.press("counter_give")
    assert bag.at(bag.bag) == {"Soap": 20}
    assert hands.text("counter_from_words") == "From the shelves"
    hands.press("counter_foot_bar_undo")
    assert bag.at(bag.bag) == {}
    assert bag.at(bag.shelf)["Soap"] == 70


def test_the_place_comes_back_with_what_was_typed(bag: Bag) -> None:
    shown, hands = bag.shown, bag.shown.hands
    bag.choose()
    hands.press("counter_heads")
    hands.type("counter_head_number", "2")
    hands.press(f"counter_tile_{bag.soap.id}")
    page = shown.app.window.desk.current_page()
    kept = page.draft()
    page._begin()
    page._from.choose(None)
    page.take_draft(kept)
    hands.wait_idle()
    assert hands.text("counter_from_words") == "From: Blue bag"
    hands.press("counter_give")
    assert bag.at(bag.bag) == {"Soap": 29}
