"""Counting a shelf: blank is not zero, and what moves meanwhile does no harm."""

import pytest

from desktop.domain.errors import Invalid, NotFound
from desktop.domain.stock import BatchId, Reason
from desktop.operations import counting, distribution, stock
from desktop.operations.distribution import Given
from tests.operations.desk import Desk
from tests.operations.test_stock import new_item, new_place, receive


def test_an_empty_line_changes_nothing_and_zero_means_nothing_was_there(desk: Desk) -> None:
    place = new_place(desk)
    condoms, masks = new_item(desk, "Condoms"), new_item(desk, "Masks")
    for item in (condoms, masks):
        receive(desk, item, 10, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    line = next(line for line in sheet.lines if line.item.id == condoms)
    counting.count_line(
        desk.keeper, stocktake_id=sheet.id, item_id=condoms, batch_id=line.batch.id, counted=0, reason=Reason.LOST
    )
    posted = counting.finish_count(desk.keeper, form_key=desk.new_form_key(), stocktake_id=sheet.id)
    assert posted is not None
    assert {line.item.name: line.quantity for line in stock.stock_list(desk.keeper)} == {"Condoms": 0, "Masks": 10}


def test_what_was_given_between_counting_and_finishing_is_not_counted_twice(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 100, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    batch = sheet.lines[0].batch.id
    counting.count_line(
        desk.keeper, stocktake_id=sheet.id, item_id=item, batch_id=batch, counted=98, reason=Reason.MISCOUNTED
    )
    distribution.give_out(
        desk.volunteer, form_key=desk.new_form_key(), lines=[Given(item, 20)], head_count=1, occurred_on=desk.clock.day
    )
    counting.finish_count(desk.keeper, form_key=desk.new_form_key(), stocktake_id=sheet.id)
    assert stock.stock_list(desk.keeper)[0].quantity == 78


def test_giving_a_reason_later_does_not_move_the_moment_of_counting(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 100, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    batch = sheet.lines[0].batch.id
    counting.count_line(desk.keeper, stocktake_id=sheet.id, item_id=item, batch_id=batch, counted=90)
    distribution.give_out(
        desk.volunteer, form_key=desk.new_form_key(), lines=[Given(item, 5)], head_count=1, occurred_on=desk.clock.day
    )
    sheet = counting.count_line(
        desk.keeper, stocktake_id=sheet.id, item_id=item, batch_id=batch, counted=90, reason=Reason.LOST
    )
    assert sheet.lines[0].difference == -10


def test_a_difference_without_a_reason_is_not_posted(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 10, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    batch = sheet.lines[0].batch.id
    counting.count_line(desk.keeper, stocktake_id=sheet.id, item_id=item, batch_id=batch, counted=9)
    with pytest.raises(Invalid) as refused:
        counting.finish_count(desk.keeper, form_key=desk.new_form_key(), stocktake_id=sheet.id)
    assert refused.value.field == "reason"
    assert stock.stock_list(desk.keeper)[0].quantity == 10


def test_a_count_is_left_and_taken_up_again(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 10, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    batch = sheet.lines[0].batch.id
    counting.count_line(desk.keeper, stocktake_id=sheet.id, item_id=item, batch_id=batch, counted=10)
    desk.reopen()
    again = counting.begin_count(desk.keeper, place_id=place)
    assert again.id == sheet.id
    assert again.lines[0].counted == 10
    assert [found.id for found in counting.open_counts(desk.keeper)] == [sheet.id]
    taken_back = counting.count_line(desk.keeper, stocktake_id=sheet.id, item_id=item, batch_id=batch, counted=None)
    assert taken_back.lines[0].counted is None


def test_a_count_that_matches_posts_nothing_and_ends(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    receive(desk, item, 10, place)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    counting.count_line(desk.keeper, stocktake_id=sheet.id, item_id=item, batch_id=sheet.lines[0].batch.id, counted=10)
    assert counting.finish_count(desk.keeper, form_key=desk.new_form_key(), stocktake_id=sheet.id) is None
    with pytest.raises(NotFound):
        counting.count_sheet(desk.keeper, sheet.id)


def test_an_item_the_book_has_nothing_of_can_be_found_on_the_shelf(desk: Desk) -> None:
    place, item = new_place(desk), new_item(desk)
    sheet = counting.begin_count(desk.keeper, place_id=place)
    assert sheet.lines[0].batch.id == BatchId(0)
    counting.count_line(desk.keeper, stocktake_id=sheet.id, item_id=item, batch_id=None, counted=7, reason=Reason.FOUND)
    counting.finish_count(desk.keeper, form_key=desk.new_form_key(), stocktake_id=sheet.id)
    assert stock.stock_list(desk.keeper)[0].quantity == 7


def test_finishing_without_having_counted_anything_says_so(desk: Desk) -> None:
    sheet = counting.begin_count(desk.keeper, place_id=new_place(desk))
    with pytest.raises(Invalid):
        counting.finish_count(desk.keeper, form_key=desk.new_form_key(), stocktake_id=sheet.id)
