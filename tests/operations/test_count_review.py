"""The end of a count: reasons, a second person, and what is posted."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.domain.counting import CountOutcome, Moved, OwnCount, StocktakeId
from desktop.domain.errors import Invalid, NotFound
from desktop.domain.stock import ItemId, PlaceId, Reason
from desktop.domain.users import Role
from desktop.operations import count_papers, count_review, counting, stock, undoing
from desktop.operations.session import Session
from desktop.storage import catalogue as kept
from desktop.storage import users
from tests.operations.desk import USERS, Desk
from tests.operations.finishing import finish_count
from tests.operations.test_counting import give, line_of, type_in
from tests.operations.test_stock import new_item, new_place, receive


def begun(
    desk: Desk, counted: int, reason: Reason | None = Reason.LOST, *, blind: bool = False
) -> tuple[StocktakeId, PlaceId, ItemId]:
    """A shelf with ten of an item, counted."""
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 10, place)
    sheet = counting.begin_count(desk.keeper, place_id=place, blind=blind)
    type_in(desk, sheet, sheet.lines[0], counted, reason=reason)
    return sheet.id, place, item


def submit(desk: Desk, session: Session, stocktake_id: StocktakeId) -> CountOutcome:
    return count_review.submit_count(session, form_key=desk.new_form_key(), stocktake_id=stocktake_id)


def alone(desk: Desk) -> None:
    """Nobody but the stock keeper may change stock."""
    with desk.database.transaction():
        users.change(desk.database, replace(USERS[Role.COORDINATOR], active=False))


def quantity(desk: Desk) -> int:
    return stock.stock_list(desk.keeper)[0].quantity


def test_a_difference_without_a_reason_is_not_handed_in(desk: Desk) -> None:
    stocktake, _place, _item = begun(desk, 9, None)
    with pytest.raises(Invalid) as refused:
        submit(desk, desk.keeper, stocktake)
    assert refused.value.field == "reason"
    assert quantity(desk) == 10


def test_stock_that_moved_after_counting_has_to_be_decided_first(desk: Desk) -> None:
    stocktake, _place, item = begun(desk, 10)
    give(desk, item, 4)
    assert [line.undecided for line in count_review.review(desk.keeper, stocktake).lines] == [True]
    with pytest.raises(Invalid) as refused:
        submit(desk, desk.keeper, stocktake)
    assert refused.value.field == "moved"


def test_a_count_that_matches_posts_nothing_and_ends(desk: Desk) -> None:
    stocktake, _place, _item = begun(desk, 10)
    assert submit(desk, desk.keeper, stocktake) == CountOutcome(None, waiting=False)
    with pytest.raises(NotFound):
        counting.count_sheet(desk.keeper, stocktake)


def test_handing_in_without_having_counted_anything_says_so(desk: Desk) -> None:
    sheet = counting.begin_count(desk.keeper, place_id=new_place(desk))
    with pytest.raises(Invalid):
        submit(desk, desk.keeper, sheet.id)


def test_differences_wait_for_a_second_person_and_no_line_changes_meanwhile(desk: Desk) -> None:
    stocktake, place, item = begun(desk, 7)
    assert submit(desk, desk.keeper, stocktake) == CountOutcome(None, waiting=True)
    assert submit(desk, desk.keeper, stocktake).waiting
    assert quantity(desk) == 10
    head = counting.open_counts(desk.keeper)[0]
    assert (head.waiting, head.own) == (True, True)
    with pytest.raises(Invalid):
        counting.count_line(desk.keeper, stocktake_id=stocktake, item_id=item, batch_id=None, place_id=place, counted=3)
    with pytest.raises(OwnCount):
        count_review.approve_count(desk.keeper, form_key=desk.new_form_key(), stocktake_id=stocktake)
    key = desk.new_form_key()
    posted = count_review.approve_count(desk.coordinator, form_key=key, stocktake_id=stocktake)
    assert count_review.approve_count(desk.coordinator, form_key=key, stocktake_id=stocktake) == posted
    assert quantity(desk) == 7


def test_a_count_sent_back_is_counted_again(desk: Desk) -> None:
    stocktake, place, _item = begun(desk, 7)
    submit(desk, desk.keeper, stocktake)
    count_review.send_back_count(desk.coordinator, stocktake_id=stocktake)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    assert (sheet.id, sheet.head.waiting) == (stocktake, False)
    type_in(desk, sheet, sheet.lines[0], 8, reason=Reason.LOST)
    finish_count(desk.keeper, stocktake)
    assert quantity(desk) == 8


def test_what_is_given_while_a_count_waits_stays_given(desk: Desk) -> None:
    stocktake, _place, item = begun(desk, 7)
    submit(desk, desk.keeper, stocktake)
    give(desk, item, 5)
    count_review.approve_count(desk.coordinator, form_key=desk.new_form_key(), stocktake_id=stocktake)
    assert quantity(desk) == 2


def test_a_count_that_takes_off_more_than_is_left_goes_back(desk: Desk) -> None:
    stocktake, _place, item = begun(desk, 2)
    submit(desk, desk.keeper, stocktake)
    give(desk, item, 5)
    with pytest.raises(Invalid):
        count_review.approve_count(desk.coordinator, form_key=desk.new_form_key(), stocktake_id=stocktake)
    assert quantity(desk) == 5


def test_where_nobody_else_may_approve_the_count_is_posted_at_once_and_says_so_on_paper(desk: Desk) -> None:
    stocktake, _place, _item = begun(desk, 7)
    alone(desk)
    assert not count_review.review(desk.keeper, stocktake).second
    key = desk.new_form_key()
    outcome = count_review.submit_count(desk.keeper, form_key=key, stocktake_id=stocktake)
    assert outcome.posted is not None
    assert count_review.submit_count(desk.keeper, form_key=key, stocktake_id=stocktake) == outcome
    assert quantity(desk) == 7
    assert count_papers.count_report_paper(desk.keeper, stocktake_id=stocktake, language="en").startswith(b"%PDF")


def test_the_review_shows_what_differs_and_what_it_is_worth(desk: Desk) -> None:
    stocktake, _place, item = begun(desk, 7, blind=True)
    with desk.database.transaction():
        desk.database.execute("UPDATE item SET worth = 25, worth_of = 10 WHERE id = ?", (item,))
    found = count_review.review(desk.keeper, stocktake)
    assert [(line.book, line.difference, line.value) for line in found.lines] == [(10, -3, -8)]
    assert (found.counted, found.uncounted, found.different, found.value, found.second) == (1, 0, 1, -8, True)


def test_an_item_that_waited_to_be_counted_waits_no_longer(desk: Desk) -> None:
    stocktake, _place, item = begun(desk, 10)
    other = new_item(desk, "Other")
    with desk.database.transaction():
        for each in (item, other):
            kept.flag_for_counting(desk.database, each, date(2026, 11, 1))
    submit(desk, desk.keeper, stocktake)
    flags = {each.id: each.recount_since for each in kept.items(desk.database)}
    assert flags == {item: None, other: date(2026, 11, 1)}


def test_finished_counts_are_listed_with_how_well_the_book_did(desk: Desk) -> None:
    stocktake, _place, _item = begun(desk, 7)
    finish_count(desk.keeper, stocktake)
    given_up = counting.begin_count(desk.keeper, place_id=new_place(desk, "Store"))
    counting.abandon_count(desk.keeper, stocktake_id=given_up.id)
    found = count_review.finished_counts(desk.keeper)
    assert [(each.id, each.accuracy.lines, each.accuracy.matched) for each in found] == [(stocktake, 1, 0)]
    assert found[0].number


def test_the_review_lists_only_lines_that_differ(desk: Desk) -> None:
    place, soap, masks = new_place(desk), new_item(desk, "Soap"), new_item(desk, "Masks")
    for item in (soap, masks):
        receive(desk, item, 10, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    type_in(desk, sheet, line_of(sheet, soap), 10)
    type_in(desk, sheet, line_of(sheet, masks), 11)
    assert [line.item.name for line in count_review.review(desk.keeper, sheet.id).lines] == ["Masks"]


def test_two_counts_of_one_shelf_take_the_same_loss_off_once(desk: Desk) -> None:
    whole, place, item = begun(desk, 8)
    chosen = counting.begin_count(desk.keeper, place_id=place, item_ids=[item])
    type_in(desk, chosen, chosen.lines[0], 8, reason=Reason.LOST)
    for each in (whole, chosen.id):
        submit(desk, desk.keeper, each)
    approve = count_review.approve_count
    posted = approve(desk.coordinator, form_key=desk.new_form_key(), stocktake_id=whole)
    with pytest.raises(Invalid) as refused:
        approve(desk.coordinator, form_key=desk.new_form_key(), stocktake_id=chosen.id)
    assert refused.value.field == "lines"
    assert quantity(desk) == 8
    # Once the other count is undone, this one holds.
    undoing.undo_stock(desk.coordinator, form_key=desk.new_form_key(), document_id=posted.document_id)
    approve(desk.coordinator, form_key=desk.new_form_key(), stocktake_id=chosen.id)
    assert quantity(desk) == 8


def test_a_line_that_another_count_put_right_is_counted_again_even_if_it_was_counted_before(desk: Desk) -> None:
    whole, place, item = begun(desk, 8)
    chosen = counting.begin_count(desk.keeper, place_id=place, item_ids=[item])
    line = type_in(desk, chosen, chosen.lines[0], 8, reason=Reason.LOST)
    finish_count(desk.keeper, whole)
    counting.decide_moved(
        desk.keeper, stocktake_id=chosen.id, batch_id=line.batch.id, place_id=place, moved=Moved.BEFORE
    )
    with pytest.raises(Invalid):
        submit(desk, desk.keeper, chosen.id)
    type_in(desk, chosen, line, 7, reason=Reason.LOST)
    finish_count(desk.keeper, chosen.id)
    assert quantity(desk) == 7
