"""The first screen's figures."""

from datetime import date, timedelta

from desktop.domain.referrals import Service
from desktop.domain.stock import Category, Expiry, Unit
from desktop.operations import catalogue, counting, distribution, referrals
from desktop.operations.today import today, today_later
from desktop.storage import catalogue as stored
from desktop.storage import settings
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_distribution import give, new_member
from tests.operations.test_stock import new_item, new_place, receive


def test_an_empty_vault_has_nothing_due(desk: Desk) -> None:
    shown = today(desk.volunteer)
    assert (shown.low, shown.expiring, shown.due, shown.last, shown.open_counts) == ((), (), (), (), ())
    assert (shown.people, shown.pieces, shown.referrals, shown.backup_age_days) == (0, 0, 0, None)


def test_what_was_done_today_is_counted(desk: Desk) -> None:
    item, shelf = new_item(desk), new_place(desk)
    desk.clock.set(FIRST_DAY + timedelta(days=1))
    receive(desk, item, 100, shelf)
    heron = new_member(desk, "Heron")
    give(desk, item, 3, member_id=heron.id)
    give(desk, item, 4, member_id=heron.id)
    undone = give(desk, item, 5, member_id=new_member(desk, "Otter").id)
    give(desk, item, 10, head_count=4)
    distribution.undo_distribution(desk.volunteer, form_key=desk.new_form_key(), document_id=undone.document_id)
    shown = today(desk.volunteer)
    assert (shown.people, shown.pieces) == (1, 17)
    assert [len(out.lines) for out in shown.last] == [1, 1, 1, 1]
    desk.clock.set(desk.clock.day + timedelta(days=1))
    later = today(desk.volunteer)
    assert (later.people, later.pieces) == (0, 0)


def test_grams_are_not_pieces(desk: Desk) -> None:
    rice = catalogue.save_item(
        desk.coordinator, name="Rice", category=Category.FOOD, unit=Unit.GRAM, expiry=Expiry.BEST_BEFORE
    )
    receive(desk, rice, 20_000, new_place(desk))
    give(desk, rice, 2_000)
    assert today(desk.volunteer).pieces == 0


def test_what_runs_low_or_out_of_date_is_shown(desk: Desk) -> None:
    shelf = new_place(desk)
    low = catalogue.save_item(
        desk.coordinator,
        name="Gel",
        category=Category.HYGIENE,
        unit=Unit.PIECE,
        expiry=Expiry.USE_BY,
        reorder_level=10,
    )
    old = new_item(desk, "Masks")
    receive(desk, low, 9, shelf)
    receive(desk, old, 9, shelf, expires_on=FIRST_DAY + timedelta(days=20))
    counting.begin_count(desk.keeper, place_id=shelf)
    shown = today(desk.keeper)
    assert [line.item.name for line in shown.low] == ["Gel"]
    assert [line.item.name for line in shown.expiring] == ["Masks"]
    assert [count.place.name for count in shown.open_counts if count.place] == ["Shelf A"]


def test_referrals_are_due_on_their_day(desk: Desk) -> None:
    provider = referrals.save_provider(desk.volunteer, name="Clinic", service=Service.CLINIC, details="")
    referrals.make_referral(
        desk.volunteer,
        form_key=desk.new_form_key(),
        member_id=new_member(desk).id,
        provider_id=provider.id,
        made_on=FIRST_DAY,
        follow_up_on=FIRST_DAY + timedelta(days=2),
    )
    shown = today(desk.volunteer)
    assert (shown.referrals, shown.people, shown.due) == (1, 1, ())
    desk.clock.set(FIRST_DAY + timedelta(days=2))
    assert len(today(desk.volunteer).due) == 1


def test_a_stock_keeper_alone_sees_stock_and_no_people(desk: Desk) -> None:
    item, shelf = new_item(desk), new_place(desk)
    receive(desk, item, 100, shelf)
    give(desk, item, 3, member_id=new_member(desk).id)
    shown = today(desk.keeper_alone())
    assert (shown.people, shown.referrals, shown.due, shown.last) == (None, None, (), ())
    assert shown.pieces == 3


def test_the_age_of_the_last_backup_is_in_days(desk: Desk) -> None:
    with desk.database.transaction():
        settings.put(desk.database, settings.LAST_BACKUP, "2026-11-15T08:00:00Z")
    desk.clock.set(date(2026, 11, 24))
    assert today(desk.keeper).backup_age_days == 9


def test_what_takes_longer_is_told_in_a_second_step(desk: Desk) -> None:
    item, shelf = new_item(desk), new_place(desk)
    receive(desk, item, 5, shelf)
    other = new_item(desk, "Masks")
    receive(desk, other, 5, shelf)
    give(desk, item, 5)
    later = today_later(desk.keeper_alone())
    assert ([line.item.name for line in later.out], later.not_counted) == (["Condoms"], 0)
    desk.clock.set(FIRST_DAY + timedelta(days=60))
    assert today_later(desk.keeper).not_counted == 1


def test_an_item_that_waits_to_be_counted_is_due(desk: Desk) -> None:
    item = new_item(desk)
    with desk.database.transaction():
        stored.flag_for_counting(desk.database, item, FIRST_DAY)
    assert [line.item.id for line in today(desk.keeper).flagged] == [item]
