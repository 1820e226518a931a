"""The end of a count in the real window: reasons, what moved, and a second person."""

import uuid
from typing import Any

from desktop.domain.users import Role
from desktop.operations import count_review, counting, distribution, users
from desktop.operations.distribution import Given
from desktop.ui.stock.count_page import CountPage
from desktop.ui.stock.count_review_page import CountReviewPage
from tests.ui.shown import TODAY, Shown
from tests.ui.stock.counting import begin, cells, code, item_named, line_of, page, put, quantity, type_in

REVIEW = "count_review_table"


def reviewed(shown: Shown, **lines: int) -> None:
    """Count these items and open the review."""
    begin(shown)
    for name, counted in lines.items():
        type_in(shown, name, loose=str(counted))
    shown.hands.press("count_finish")


def give_reason(shown: Shown, name: str, words: str) -> None:
    shown.hands.type_cell(REVIEW, line_of(shown, name, REVIEW), 7, words)


def give(shown: Shown, name: str, number: int) -> None:
    shown.do(
        distribution.give_out,
        form_key=uuid.uuid4().hex,
        lines=[Given(item_named(shown, name).id, number)],
        head_count=1,
        occurred_on=TODAY,
    )


def alone(shown: Shown) -> None:
    """The stock keeper is paused, so that nobody else may approve."""
    other: Any = next(each for each in shown.do(users.colleagues) if each.role is Role.STOCK_KEEPER)
    shown.do(users.pause_user, user_id=other.id)


def test_only_lines_that_differ_are_reviewed_and_each_needs_a_reason(shown: Shown) -> None:
    alone(shown)
    put(shown, "Soap", 9)
    put(shown, "Masks", 40)
    reviewed(shown, Soap=9, Masks=38)
    assert [row[0] for row in shown.hands.rows(REVIEW)] == ["Masks"]
    shown.hands.press("count_submit")
    assert "has no reason yet" in shown.hands.all_text()
    give_reason(shown, "Masks", "Miscounted")
    assert "The report says so" in shown.hands.all_text()
    shown.hands.press("count_submit")
    assert (quantity(shown, "Masks"), quantity(shown, "Soap")) == (38, 9)
    assert "Counted Shelf A: 1 difference" in shown.hands.all_text()
    shown.hands.press("stock_foot_bar_undo")
    assert quantity(shown, "Masks") == 40


def test_a_count_that_matches_ends_without_a_document(shown: Shown) -> None:
    put(shown, "Soap", 9)
    reviewed(shown, Soap=9)
    assert "No differences" in shown.hands.all_text()
    shown.hands.press("count_submit")
    assert "everything matched" in shown.hands.all_text()
    assert shown.do(counting.open_counts) == ()


def test_nothing_counted_has_no_review(shown: Shown) -> None:
    begin(shown)
    shown.hands.press("count_finish")
    assert "No line was counted yet" in shown.hands.all_text()
    assert isinstance(page(shown), CountPage)


def test_the_value_of_a_difference_is_shown(shown: Shown) -> None:
    code(shown, "Masks", worth=1250, worth_of=50)
    put(shown, "Masks", 40)
    reviewed(shown, Masks=38)
    assert "\u22120.50" in cells(shown, "Masks", REVIEW)
    assert "Value of the differences" in shown.hands.all_text()


def test_a_second_person_approves(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    put(shown, "Masks", 40)
    reviewed(shown, Masks=38)
    give_reason(shown, "Masks", "Lost")
    assert shown.hands.text("count_submit") == "Hand in for approval"
    shown.hands.press("count_submit")
    assert "waits for a second person" in shown.hands.all_text()
    assert quantity(shown, "Masks") == 40
    shown.go("today")
    assert "Shelf A, waits for a second person" in shown.hands.all_text()
    shown.as_role("coordinator")
    shown.go("today")
    assert "Shelf A, waits to be approved" in shown.hands.all_text()
    shown.hands.press("today_go_on_0")
    shown.hands.press("count_go_on_0")
    assert isinstance(page(shown), CountReviewPage)
    assert cells(shown, "Masks", REVIEW)[-1] == "Lost"
    shown.hands.press("count_approve")
    assert quantity(shown, "Masks") == 38


def test_who_handed_in_cannot_approve_and_may_take_it_back(shown: Shown) -> None:
    put(shown, "Masks", 40)
    reviewed(shown, Masks=38)
    give_reason(shown, "Masks", "Lost")
    shown.hands.press("count_submit")
    shown.hands.press("stock_count")
    shown.hands.press("count_go_on_0")
    assert not shown.hands.sees("count_approve")
    assert "You handed in this count" in shown.hands.all_text()
    shown.hands.press("count_take_back")
    assert not shown.do(counting.open_counts)[0].waiting


def test_a_count_can_be_sent_back(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    put(shown, "Masks", 40)
    reviewed(shown, Masks=38)
    give_reason(shown, "Masks", "Lost")
    shown.hands.press("count_submit")
    shown.as_role("coordinator")
    shown.go("stock")
    shown.hands.press("stock_count")
    shown.hands.press("count_go_on_0")
    shown.hands.press("count_send_back")
    assert "goes on" in shown.hands.all_text()
    assert quantity(shown, "Masks") == 40
    assert not shown.do(counting.open_counts)[0].waiting


def test_stock_that_moved_after_counting_is_decided_in_the_review(shown: Shown) -> None:
    alone(shown)
    put(shown, "Masks", 40)
    begin(shown)
    type_in(shown, "Masks", loose="38")
    give(shown, "Masks", 2)
    shown.hands.press("count_finish")
    assert "You counted 38 when the book said 40" in shown.hands.all_text()
    shown.hands.press("count_submit")
    assert "moved after it was counted" in shown.hands.all_text()
    shown.hands.press("count_moved_before")
    assert "2 missing" in cells(shown, "Masks", REVIEW)
    shown.hands.press("count_moved_anew")
    shown.hands.press("count_moved_after")
    assert "No differences" in shown.hands.all_text()
    shown.hands.press("count_submit")
    assert quantity(shown, "Masks") == 38


def test_a_line_that_moved_is_counted_again(shown: Shown) -> None:
    put(shown, "Masks", 40)
    begin(shown)
    type_in(shown, "Masks", loose="38")
    give(shown, "Masks", 2)
    shown.hands.press("count_finish")
    shown.hands.press("count_moved_again")
    shown.hands.press("count_review_back")
    assert cells(shown, "Masks")[5] == ""
    type_in(shown, "Masks", loose="38")
    assert cells(shown, "Masks")[7] == "match"


def test_the_report_of_a_finished_count_opens(shown: Shown) -> None:
    put(shown, "Soap", 9)
    reviewed(shown, Soap=9)
    shown.hands.press("count_submit")
    assert [each.accuracy.matched for each in shown.do(count_review.finished_counts)] == [1]
    shown.hands.press("stock_count")
    assert "Shelf A, 24 Nov: 1 of 1 lines matched" in shown.hands.all_text()
    shown.hands.press("count_report_0")
    assert "Count report" in shown.hands.all_text()
