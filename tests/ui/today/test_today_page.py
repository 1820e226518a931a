"""The first screen through the real window: what is due, what was done, the starts each role has."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from desktop.domain.people import Member, MemberFacts
from desktop.domain.referrals import Referral, Service
from desktop.domain.stock import Expiry, Item, Source
from desktop.operations import backups, catalogue, counting, distribution, people, receiving, referrals
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.operations.today import TodayFigures, today
from desktop.ui.widgets.marks import Badge, Figure
from tests.ui.shown import TODAY, Shown

CLINIC = "Riverside house"


def key() -> str:
    return uuid.uuid4().hex


def receive(shown: Shown, item: Item, quantity: int, expires_on: date | None = None) -> None:
    shown.do(
        receiving.receive_stock,
        form_key=key(),
        source=Source.DONATION,
        origin="",
        place_id=shown.do(catalogue.places)[0].id,
        lines=[Arrival(item.id, quantity, "", expires_on)],
        occurred_on=shown.clock.day,
    )


def enough_of_all(shown: Shown) -> tuple[Item, ...]:
    """Fill the shelf, so that nothing is low."""
    items: tuple[Item, ...] = shown.do(catalogue.items)
    for item in items:
        receive(shown, item, 100_000, TODAY + timedelta(days=800) if item.expiry is not Expiry.NONE else None)
    return items


def member(shown: Shown, name: str) -> Member:
    return shown.do(people.register_member, form_key=key(), facts=MemberFacts(name))


def refer(shown: Shown, who: Member | None, follow_up_on: date) -> Referral:
    known = shown.do(referrals.providers)
    partner = known[0] if known else shown.do(referrals.save_provider, name=CLINIC, service=Service.CLINIC, details="")
    return shown.do(
        referrals.make_referral,
        form_key=key(),
        member_id=who.id if who else None,
        provider_id=partner.id,
        made_on=shown.clock.day,
        follow_up_on=follow_up_on,
    )


def back_up(shown: Shown, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    made = backups.write_backup(shown.do(backups.snapshot_for_backup), folder)
    shown.do(backups.note_backup, made)


def figure(shown: Shown, name: str) -> str:
    return shown.hands.see(name, Figure).value()


def badge_in_rail(shown: Shown) -> int:
    return shown.app.window.desk.rail._items["today"].count()


def test_the_day_is_the_title_and_an_empty_shelf_is_due(shown: Shown) -> None:
    shown.refresh()
    assert shown.hands.text("today_title") == "Tuesday 24 November"
    figures: TodayFigures = shown.do(today)
    due = len(figures.low) + 1
    assert shown.hands.text("today_small") == f"{due} things are due"
    assert badge_in_rail(shown) == due
    assert "No backup was made yet." in shown.hands.all_text()
    assert shown.hands.text("today_all_low") == f"See all {len(figures.low)}"


def test_nothing_is_due_on_a_full_shelf_after_a_backup(shown: Shown, tmp_path: Path) -> None:
    enough_of_all(shown)
    back_up(shown, tmp_path / "stick")
    shown.refresh()
    assert shown.hands.text("today_small") == "Nothing is due"
    assert shown.hands.text("today_backup_age") == "The last backup is from today."
    assert not shown.hands.sees("today_backup_badge")
    assert badge_in_rail(shown) == 0


def test_a_follow_up_shows_code_and_veil_and_names_only_when_wanted(shown: Shown) -> None:
    heron = member(shown, "Heron 苍鹭")
    refer(shown, heron, TODAY)
    shown.clock.set(TODAY + timedelta(days=3))
    shown.go("today")
    words = shown.hands.all_text()
    assert heron.code in words
    assert "3 days late" in words
    for hidden in ("Heron", "苍鹭", CLINIC, "Clinic"):
        assert hidden not in words, hidden
    shown.hands.press("rail_names")
    words = shown.hands.all_text()
    assert "Heron 苍鹭" in words
    assert f"{CLINIC} (Clinic), referred on 24 Nov" in words
    shown.hands.press("rail_names")
    assert "Heron" not in shown.hands.all_text()


def test_open_leads_to_the_referral(shown: Shown) -> None:
    made = refer(shown, member(shown, "Otter"), TODAY)
    refer(shown, None, TODAY)
    shown.go("today")
    shown.hands.press("today_open_0")
    assert shown.app.window.desk.rail.current() == "referrals"
    assert shown.hands.text("referrals_pane_title") == made.number


def test_receive_beside_a_low_item_opens_the_form_for_it(shown: Shown) -> None:
    items = enough_of_all(shown)
    shown.do(catalogue.save_item, **facts(items[0], reorder_level=200_000))
    shown.refresh()
    assert shown.hands.sees("today_low_0")
    assert not shown.hands.sees("today_low_1")
    assert f"{items[0].name}, 100,000 left" in shown.hands.all_text()
    shown.hands.press("today_receive_0")
    assert shown.app.window.desk.rail.current() == "stock"
    assert shown.hands.sees("receive")


def test_what_expires_within_the_month_or_has_expired_is_said_with_its_date(shown: Shown) -> None:
    dated = [item for item in enough_of_all(shown) if item.expiry is not Expiry.NONE]
    receive(shown, dated[0], 5, TODAY + timedelta(days=9))
    receive(shown, dated[1], 5, TODAY + timedelta(days=60))
    shown.refresh()
    words = shown.hands.all_text()
    assert f"{dated[0].name}, first to expire on 3 Dec" in words
    assert "9 days" in words
    assert not shown.hands.sees("today_expiring_1")
    shown.clock.set(TODAY + timedelta(days=10))
    shown.go("today")
    assert f"{dated[0].name}, past its date since 3 Dec" in shown.hands.all_text()


def test_a_count_under_way_can_be_gone_on_with(shown: Shown) -> None:
    enough_of_all(shown)
    shown.do(counting.begin_count, place_id=shown.do(catalogue.places)[0].id)
    shown.refresh()
    assert "Shelf A, 0 lines counted" in shown.hands.all_text()
    shown.hands.press("today_go_on_0")
    assert shown.app.window.desk.rail.current() == "stock"


def test_so_far_today_shows_what_the_operation_counts(shown: Shown) -> None:
    items = enough_of_all(shown)
    heron = member(shown, "Heron")
    for quantity in (3, 4):
        shown.do(
            distribution.give_out,
            form_key=key(),
            lines=[Given(items[0].id, quantity)],
            member_id=heron.id,
            occurred_on=TODAY,
        )
    shown.do(distribution.give_out, form_key=key(), lines=[Given(items[1].id, 20)], head_count=12, occurred_on=TODAY)
    refer(shown, heron, TODAY + timedelta(days=7))
    shown.refresh()
    figures: TodayFigures = shown.do(today)
    assert (figures.people, figures.referrals) == (1, 1)
    assert figure(shown, "today_people") == str(figures.people)
    assert figure(shown, "today_pieces") == f"{figures.pieces:,}"
    assert figure(shown, "today_referrals") == str(figures.referrals)
    words = shown.hands.all_text()
    assert "12 people" in words
    assert words.index("12 people") < words.index(heron.code)


def test_the_last_hand_out_can_be_corrected_from_here_unless_it_was_undone(shown: Shown) -> None:
    items = enough_of_all(shown)
    given = shown.do(
        distribution.give_out, form_key=key(), lines=[Given(items[0].id, 2)], head_count=1, occurred_on=TODAY
    )
    shown.refresh()
    where: dict[str, object] = {}
    shown.app.context.go = lambda place, **rest: where.update(place=place, **rest)
    shown.hands.press("today_correct_0")
    assert where == {"place": "counter", "document_id": given.document_id}
    shown.do(distribution.undo_distribution, form_key=key(), document_id=given.document_id)
    shown.refresh()
    assert not shown.hands.sees("today_correct_0")
    assert "undone" in shown.hands.all_text()


def test_the_backups_age_grows_and_warns_after_a_week(shown: Shown, tmp_path: Path) -> None:
    back_up(shown, tmp_path / "stick")
    shown.clock.set(TODAY + timedelta(days=6))
    shown.go("today")
    assert shown.hands.text("today_backup_age") == "The last backup is 6 days old."
    assert not shown.hands.sees("today_backup_badge")
    shown.clock.set(TODAY + timedelta(days=7))
    shown.go("today")
    assert shown.hands.text("today_backup_age") == "The last backup is 7 days old."
    assert shown.hands.see("today_backup_badge", Badge).words() == "due"


def test_copy_leads_to_the_backup_settings(shown: Shown) -> None:
    where: dict[str, object] = {}
    shown.app.context.go = lambda place, **rest: where.update(place=place, **rest)
    shown.refresh()
    shown.hands.press("today_copy")
    assert where == {"place": "settings", "section": "backup"}


def test_a_volunteer_gives_out_and_changes_no_stock(shown: Shown) -> None:
    shown.as_role("volunteer")
    assert shown.hands.sees("today_give")
    assert shown.hands.sees("today_copy")
    for absent in ("today_count", "today_receive", "today_receive_0"):
        assert not shown.hands.sees(absent), absent


def test_a_stock_keeper_sees_no_people_and_is_only_reminded_of_the_backup(shown: Shown) -> None:
    refer(shown, member(shown, "Heron"), TODAY)
    shown.as_role("stock_keeper")
    assert shown.hands.sees("today_receive")
    assert shown.hands.sees("today_count")
    assert "Remind a colleague to make one." in shown.hands.all_text()
    for absent in ("today_give", "today_copy", "today_people", "today_referrals", "today_due_0", "today_correct_0"):
        assert not shown.hands.sees(absent), absent


def test_the_number_in_the_rail_follows_what_happens_elsewhere(shown: Shown) -> None:
    shown.refresh()
    before = badge_in_rail(shown)
    shown.go("stock")
    enough_of_all(shown)
    shown.refresh()
    assert badge_in_rail(shown) == before - len([item for item in shown.do(catalogue.items) if item.reorder_level])


def test_the_starts_lead_to_their_places(shown: Shown) -> None:
    shown.hands.press("today_receive")
    assert shown.app.window.desk.rail.current() == "stock"
    shown.go("today")
    shown.hands.press("today_give")
    assert shown.app.window.desk.rail.current() == "counter"


_FACTS = (
    "name",
    "category",
    "unit",
    "expiry",
    "packs",
    "barcodes",
    "reorder_level",
    "usual_quantity",
    "favourite",
    "icon",
    "active",
)


def facts(item: Item, **changes: object) -> dict[str, object]:
    """An item's facts as `save_item` takes them."""
    changed = replace(item, **changes)  # type: ignore[arg-type]
    return {"item_id": item.id, **{name: getattr(changed, name) for name in _FACTS}}


def test_a_book_that_does_not_agree_with_itself_is_said_and_a_sound_one_is_not(shown: Shown, tmp_path: Path) -> None:
    shown.as_role("coordinator")
    receive(shown, shown.do(catalogue.items)[0], 10)
    assert not shown.hands.sees("today_book")
    shown.go("settings", section="backup")
    shown.hands.wait_idle()
    assert shown.hands.text("backup_book").startswith("Stock book checked 24 Nov 2026")
    name = shown.do(break_the_book)
    shown.as_role("stock_keeper")
    shown.hands.wait_idle()
    said = shown.hands.all_text()
    assert f"The stock book does not agree with itself: {name}. Nothing was changed." in said
    shown.hands.grab(tmp_path / "book.png")
    shown.hands.press("today_book_count")


def break_the_book(session: Session) -> str:
    with session.database.transaction():
        session.database.execute("UPDATE balance SET quantity = quantity + 1")
    return str(session.database.value("SELECT i.name FROM balance b JOIN item i ON i.id = b.item_id"))


def test_a_stock_keeper_is_told_what_waits_to_be_counted(shown: Shown) -> None:
    enough_of_all(shown)
    shown.as_role("stock_keeper")
    shown.clock.set(TODAY + timedelta(days=60))
    shown.go("today")
    number = len(shown.do(catalogue.items))
    assert f"{number} items were not counted for 60 days or more" in shown.hands.all_text()
    assert shown.hands.text("today_small") == "2 things are due"
    assert badge_in_rail(shown) == 2
    shown.hands.press("today_see_not_counted")
    assert len(shown.hands.rows("attention_table")) == number


def test_what_is_past_its_date_is_written_off_from_the_first_screen(shown: Shown) -> None:
    items = enough_of_all(shown)
    milk = next(item for item in items if item.expiry is not Expiry.NONE)
    receive(shown, milk, 5, TODAY - timedelta(days=1))
    shown.as_role("stock_keeper")
    shown.go("today")
    shown.hands.press("today_expiry_0")
    assert shown.hands.sees("write_off_save")
