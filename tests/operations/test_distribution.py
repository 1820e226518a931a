"""The counter's rules: first expired first, once per press, never past a use-by date, corrections visible."""

from datetime import date, timedelta

import pytest

from desktop.domain.errors import (
    AlreadyReversed,
    Invalid,
    NotAllowed,
    NotEnoughStock,
    NotFound,
    PastBestBefore,
    PastUseBy,
)
from desktop.domain.people import Member, MemberFacts
from desktop.domain.stock import Expiry, ItemId
from desktop.operations import cards, distribution, people, stock
from desktop.operations.distribution import Given, GivenOut
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_stock import new_item, new_place, receive


def new_member(desk: Desk, name: str = "Otter") -> Member:
    return people.register_member(desk.volunteer, form_key=desk.new_form_key(), facts=MemberFacts(name))


def give(desk: Desk, item: ItemId, quantity: int, **changes: object) -> GivenOut:
    values: dict[str, object] = {
        "form_key": desk.new_form_key(),
        "lines": [Given(item, quantity)],
        "occurred_on": desk.clock.day,
        **changes,
    }
    if "member_id" not in values:
        values.setdefault("head_count", 3)
    session = values.pop("session", desk.volunteer)
    return distribution.give_out(session, **values)  # type: ignore[arg-type]


def test_what_expires_first_leaves_first_across_batches(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place, lot="late", expires_on=FIRST_DAY + timedelta(days=90))
    receive(desk, item, 10, place, lot="soon", expires_on=FIRST_DAY + timedelta(days=9))
    given = give(desk, item, 14)
    assert given.left == {item: 6}
    assert [(held.batch.lot, held.quantity) for held in stock.item_detail(desk.keeper, item).held] == [("late", 6)]


def test_past_its_use_by_date_nothing_is_ever_given(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place, expires_on=FIRST_DAY)
    desk.clock.set(FIRST_DAY + timedelta(days=1))
    for session in (desk.volunteer, desk.coordinator):
        with pytest.raises(PastUseBy):
            give(desk, item, 1, session=session)
    with pytest.raises(PastUseBy):
        give(desk, item, 1, session=desk.coordinator, past_best_before=True)


def test_food_past_its_best_before_date_needs_a_coordinator(desk: Desk) -> None:
    item, place = new_item(desk, "Rice", expiry=Expiry.BEST_BEFORE), new_place(desk)
    receive(desk, item, 10, place, expires_on=FIRST_DAY)
    desk.clock.set(FIRST_DAY + timedelta(days=1))
    with pytest.raises(PastBestBefore):
        give(desk, item, 1)
    with pytest.raises(NotAllowed):
        give(desk, item, 1, past_best_before=True)
    assert give(desk, item, 1, session=desk.coordinator, past_best_before=True).pieces == 1


def test_goods_past_their_best_before_date_are_taken_only_when_the_rest_is_not_enough(desk: Desk) -> None:
    item, place = new_item(desk, "Rice", expiry=Expiry.BEST_BEFORE), new_place(desk)
    receive(desk, item, 10, place, lot="past", expires_on=FIRST_DAY)
    receive(desk, item, 5, place, lot="good", expires_on=FIRST_DAY + timedelta(days=90))
    desk.clock.set(FIRST_DAY + timedelta(days=1))
    give(desk, item, 5, session=desk.coordinator, past_best_before=True)
    assert [(held.batch.lot, held.quantity) for held in stock.item_detail(desk.keeper, item).held] == [("past", 10)]


def test_more_than_is_there_is_refused_with_what_is_there(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 6, place)
    with pytest.raises(NotEnoughStock) as refused:
        give(desk, item, 7)
    assert (refused.value.values["there"], refused.value.values["item_id"]) == (6, item)
    assert stock.stock_list(desk.keeper)[0].quantity == 6


def test_two_lines_of_one_item_are_one_and_cannot_take_the_same_piece_twice(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    with pytest.raises(NotEnoughStock):
        give(desk, item, 6, lines=[Given(item, 6), Given(item, 6)])


def test_a_double_press_gives_once(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    key = desk.new_form_key()
    assert give(desk, item, 4, form_key=key) == give(desk, item, 4, form_key=key)
    assert stock.stock_list(desk.keeper)[0].quantity == 6
    assert len(distribution.last_given(desk.volunteer)) == 1


@pytest.mark.parametrize("quantity", [0, -1, 10**9])
def test_impossible_quantities_are_refused(desk: Desk, quantity: int) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    with pytest.raises(Invalid):
        give(desk, item, quantity)


@pytest.mark.parametrize("heads", [0, -3, 10_001])
def test_impossible_head_counts_are_refused(desk: Desk, heads: int) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    with pytest.raises(Invalid) as refused:
        give(desk, item, 1, head_count=heads)
    assert refused.value.field == "head_count"


def test_neither_or_both_of_member_and_head_count_is_refused(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    member = new_member(desk)
    for who in ({"member_id": None, "head_count": None}, {"member_id": member.id, "head_count": 2}):
        with pytest.raises(Invalid):
            give(desk, item, 1, **who)


def test_an_inactive_or_unknown_member_receives_nothing(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    member = new_member(desk)
    people.set_active(desk.volunteer, member_id=member.id, active=False)
    with pytest.raises(Invalid):
        give(desk, item, 1, member_id=member.id)
    with pytest.raises(NotFound):
        give(desk, item, 1, member_id=member.id + 1)


def test_undoing_puts_back_into_the_same_batches_and_both_stay_visible(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place, lot="B-1")
    member = new_member(desk)
    given = give(desk, item, 4, member_id=member.id)
    distribution.undo_distribution(desk.volunteer, form_key=desk.new_form_key(), document_id=given.document_id)
    assert stock.stock_list(desk.keeper)[0].quantity == 10
    found = distribution.distribution(desk.volunteer, given.document_id)
    assert found.reversed
    assert len(cards.stock_card(desk.keeper, item_id=item).lines) == 3
    with pytest.raises(AlreadyReversed):
        distribution.undo_distribution(desk.volunteer, form_key=desk.new_form_key(), document_id=given.document_id)


def test_correcting_reverses_and_enters_again_in_one_step(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    wrong, right = new_member(desk, "Otter"), new_member(desk, "Heron")
    given = give(desk, item, 10, member_id=wrong.id)
    corrected = distribution.correct_distribution(
        desk.volunteer,
        form_key=desk.new_form_key(),
        document_id=given.document_id,
        lines=[Given(item, 8)],
        member_id=right.id,
    )
    assert stock.stock_list(desk.keeper)[0].quantity == 2
    found = distribution.distribution(desk.volunteer, corrected.document_id)
    assert (found.corrects, found.member_code) == (given.number, right.code)
    assert [received.reversed for received in people.lately(desk.volunteer, wrong.id)] in ([], [True])


def test_a_correction_that_is_refused_leaves_the_hand_out_as_it_was(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    given = give(desk, item, 4)
    with pytest.raises(NotEnoughStock):
        distribution.correct_distribution(
            desk.volunteer,
            form_key=desk.new_form_key(),
            document_id=given.document_id,
            lines=[Given(item, 11)],
            head_count=2,
        )
    assert not distribution.distribution(desk.volunteer, given.document_id).reversed
    assert stock.stock_list(desk.keeper)[0].quantity == 6


def test_a_volunteer_undoes_only_their_own_and_only_for_a_day(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 10, place)
    others = give(desk, item, 1, session=desk.coordinator)
    with pytest.raises(NotAllowed):
        distribution.undo_distribution(desk.volunteer, form_key=desk.new_form_key(), document_id=others.document_id)
    own = give(desk, item, 1)
    desk.clock.set(FIRST_DAY + timedelta(days=1), desk.clock.at)
    with pytest.raises(NotAllowed):
        distribution.undo_distribution(desk.volunteer, form_key=desk.new_form_key(), document_id=own.document_id)
    distribution.undo_distribution(desk.coordinator, form_key=desk.new_form_key(), document_id=own.document_id)


def test_a_hand_out_on_a_past_day_takes_what_was_there_and_spare(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 5, place)
    desk.clock.set(FIRST_DAY + timedelta(days=2))
    receive(desk, item, 50, place)
    with pytest.raises(NotEnoughStock):
        give(desk, item, 6, occurred_on=FIRST_DAY)
    give(desk, item, 5, occurred_on=FIRST_DAY)
    with pytest.raises(Invalid):
        give(desk, item, 1, occurred_on=date(2026, 12, 25))


def test_a_stock_keeper_gives_nothing_out_and_sees_no_hand_out(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 5, place)
    with pytest.raises(NotAllowed):
        give(desk, item, 1, session=desk.keeper)
    with pytest.raises(NotAllowed):
        distribution.last_given(desk.keeper)
