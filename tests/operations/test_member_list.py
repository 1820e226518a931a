"""The list of members in pages."""

from datetime import timedelta

import pytest

from desktop.domain.errors import NotAllowed
from desktop.domain.people import MemberFacts
from desktop.operations import distribution, people
from desktop.operations.member_list import PAGE, list_members
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_distribution import give, new_member
from tests.operations.test_stock import new_item, new_place, receive


def test_pages_follow_each_other_by_name_and_a_page_too_far_is_the_last(desk: Desk) -> None:
    for number in range(PAGE + 3):
        new_member(desk, f"Bird {number:03d}")
    first, second, far = (list_members(desk.volunteer, page=page) for page in (0, 1, 9))
    assert [line.member.name for line in first.lines] == [f"Bird {number:03d}" for number in range(PAGE)]
    assert [line.member.name for line in second.lines] == ["Bird 050", "Bird 051", "Bird 052"]
    assert (first.total, second.page, far) == (PAGE + 3, 1, second)
    assert list_members(desk.volunteer, text="nobody").lines == ()


def test_last_seen_is_the_last_hand_out_that_was_not_undone(desk: Desk) -> None:
    item, place = new_item(desk), new_place(desk)
    receive(desk, item, 100, place)
    member = new_member(desk)
    assert list_members(desk.volunteer).lines[0].last_seen is None
    give(desk, item, 1, member_id=member.id)
    desk.clock.set(FIRST_DAY + timedelta(days=3))
    later = give(desk, item, 1, member_id=member.id)
    assert list_members(desk.volunteer).lines[0].last_seen == FIRST_DAY + timedelta(days=3)
    distribution.undo_distribution(desk.volunteer, form_key=desk.new_form_key(), document_id=later.document_id)
    assert list_members(desk.volunteer).lines[0].last_seen == FIRST_DAY


def test_who_is_not_active_stands_in_the_list_of_all(desk: Desk) -> None:
    otter, heron = new_member(desk, "Otter"), new_member(desk, "Heron")
    people.set_active(desk.volunteer, member_id=otter.id, active=False)
    active, everybody = list_members(desk.volunteer), list_members(desk.volunteer, active_only=False)
    assert [line.member.id for line in active.lines] == [heron.id]
    assert [line.member.name for line in everybody.lines] == ["Heron", "Otter"]
    assert (active.active, active.all, everybody.total) == (1, 2, 2)


@pytest.mark.parametrize("text", ["%", "_", "'); DROP TABLE member; --", "\\", "水", "x" * 10_000, "😀"])
def test_hard_words_find_only_who_holds_them(desk: Desk, text: str) -> None:
    for name in ("100 % sure", "snake_case", "'); DROP TABLE member; --", "back\\slash", "水獭", "😀"):
        people.register_member(desk.volunteer, form_key=desk.new_form_key(), facts=MemberFacts(name))
    found = [line.member.name for line in list_members(desk.volunteer, text=text).lines]
    assert found == [line.member.name for line in list_members(desk.volunteer).lines if text in line.member.name]


def test_a_stock_keeper_gets_no_list(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        list_members(desk.keeper)
