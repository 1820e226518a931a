"""Every form in progress comes back after a lock: for the one who typed it, once, judged anew, and readable by nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from desktop.domain.people import MemberField
from desktop.domain.referrals import Outcome, Service
from desktop.domain.stock import Category, Item, Reason, Source
from desktop.domain.users import Role, User
from desktop.i18n import time_text
from desktop.operations import catalogue, distribution, people, referrals
from desktop.operations.session import Session
from desktop.storage import erasing
from desktop.storage import people as records
from tests.faults.search import leaks, spellings
from tests.operations.keys import opened
from tests.ui.counter.arranged import find, give, item, key, last, left, receive, register
from tests.ui.shown import TODAY, Shown

Fields = dict[str, str]
"""What stands in which field."""

MARKERS = ("Zephyrqvx", "槟榔花开", "kitewing")
CLINIC = "Riverside house"


def counter(shown: Shown) -> Fields:
    receive(shown, "Masks", 50)
    receive(shown, "Soap", 50)
    shown.clock.set(TODAY + timedelta(days=5))
    register(shown, "Otter Zephyrqvx")
    shown.go("counter")
    find(shown, "otter")
    shown.hands.key(Qt.Key.Key_Return)
    for words in ("3 masks", "2 soap"):
        find(shown, words)
        shown.hands.key(Qt.Key.Key_Return)
    shown.hands.press("counter_other_day")
    shown.hands.type("counter_date", (TODAY + timedelta(days=3)).isoformat(), enter=True)
    return {
        "counter_code": shown.hands.text("counter_code"),
        f"counter_step_{item(shown, 'Masks').id}_number": "3",
        f"counter_step_{item(shown, 'Soap').id}_number": "2",
        "counter_day_words": shown.hands.text("counter_day_words"),
        "counter_give": "Give 2 items",
    }


def heads(shown: Shown) -> Fields:
    receive(shown, "Masks", 50)
    shown.go("counter")
    shown.hands.press("counter_heads")
    shown.hands.type("counter_head_number", "14")
    return {"counter_head_number": "14", "counter_pane_title": "Giving to 14 people"}


def goods(shown: Shown) -> Fields:
    shown.go("stock")
    shown.hands.press("stock_receive")
    shown.hands.type("receive_origin", "Zephyrqvx 槟榔花开")
    shown.hands.choose_data("receive_source", Source.PURCHASE)
    shown.hands.choose("receive_item", "Masks")
    shown.hands.type("receive_loose", "40")
    shown.hands.press("receive_another")
    shown.hands.choose("receive_item", "Soap")
    shown.hands.type("receive_loose", "1007")
    shown.hands.type("receive_lot", "kitewing")
    return {
        "receive_origin": "Zephyrqvx 槟榔花开",
        "receive_source": shown.hands.text("receive_source"),
        "receive_item": "Soap",
        "receive_loose": "1007",
        "receive_lot": "kitewing",
        "receive_save": "Receive 2 items",
        "receive_take_out_0": "Take out Masks",
    }


def new_item(shown: Shown) -> Fields:
    shown.go("stock")
    shown.hands.press("stock_new_item")
    shown.hands.type("item_name", "Zephyrqvx")
    shown.hands.choose_data("item_category", Category.FOOD)
    shown.hands.type("item_pack_name", "kitewing")
    shown.hands.type("item_pack_size", "many")
    return {"item_name": "Zephyrqvx", "item_category": "Food", "item_pack_name": "kitewing", "item_pack_size": "many"}


def changed_item(shown: Shown) -> Fields:
    select(shown, "Masks")
    shown.hands.press("stock_edit_item")
    shown.hands.type("item_barcode", "Zephyrqvx")
    return {"item_name": "Masks", "item_barcode": "Zephyrqvx", "item_title": "Change item"}


def select(shown: Shown, name: str) -> None:
    shown.go("stock").back_to_first()
    names = [cells[0] for cells in shown.hands.rows("stock_table")]
    shown.hands.click_row("stock_table", names.index(name))


def written_off(shown: Shown) -> Fields:
    for days in (30, 60):
        receive(shown, "Sanitiser gel", 9, expires=TODAY + timedelta(days=days))
    select(shown, "Sanitiser gel")
    shown.hands.press("stock_write_off")
    second = shown.hands.options("write_off_batch")[1]
    shown.hands.choose("write_off_batch", second)
    shown.hands.type("write_off_quantity", "4")
    shown.hands.choose_data("write_off_reason", Reason.LOST)
    shown.hands.type("write_off_date", "23/11/2026")
    return {
        "write_off_small": "Sanitiser gel",
        "write_off_batch": second,
        "write_off_quantity": "4",
        "write_off_reason": shown.hands.text("write_off_reason"),
        "write_off_date": shown.hands.text("write_off_date"),
    }


def new_member(shown: Shown) -> Fields:
    shown.do(people.set_member_fields, fields=frozenset(MemberField))
    shown.go("members", do="register")
    shown.hands.type("register_name", "Zephyrqvx")
    shown.hands.type("register_language", "槟榔花开")
    shown.hands.press("register_counted")
    return {"register_name": "Zephyrqvx", "register_language": "槟榔花开"}


def changed_member(shown: Shown) -> Fields:
    shown.go("members", member_id=register(shown, "Otter").id)
    shown.hands.press("member_edit")
    shown.hands.type("edit_name", "Zephyrqvx")
    return {"edit_name": "Zephyrqvx", "edit_title": shown.hands.text("edit_title")}


def asked(shown: Shown) -> Fields:
    shown.go("members", member_id=register(shown, "Otter").id)
    shown.hands.press("member_ask")
    shown.hands.type("ask_words", "A Zephyrqvx\n槟榔花开")
    return {"ask_words": "A Zephyrqvx\n槟榔花开", "ask_small": shown.hands.text("ask_small")}


def answered(shown: Shown) -> Fields:
    otter = register(shown, "Otter")
    shown.do(people.note_request, form_key=key(), member_id=otter.id, words="A coat", asked_on=TODAY)
    shown.go("members", member_id=otter.id)
    shown.hands.click_row("member_asked", 0)
    shown.hands.press("member_answer")
    shown.hands.choose("answer_met", "Not met")
    shown.hands.type("answer_reason", "kitewing")
    return {"answer_met": "Not met", "answer_reason": "kitewing", "answer_small": shown.hands.text("answer_small")}


def partner_of(shown: Shown) -> None:
    shown.do(referrals.save_provider, name=CLINIC, service=Service.CLINIC, details="12 Mill Lane")


def referral(shown: Shown) -> Fields:
    partner_of(shown)
    shown.do(referrals.save_provider, name="Open door", service=Service.CLINIC, details="")
    otter = register(shown, "Otter Zephyrqvx")
    shown.go("referrals", do="make")
    shown.hands.type("refer_member", "otter", enter=True)
    shown.hands.choose("refer_provider", shown.hands.options("refer_provider")[1])
    shown.hands.type("refer_follow_up", "27/11/2026")
    return {
        "refer_member": otter.code,
        "refer_provider": shown.hands.text("refer_provider"),
        "refer_follow_up": shown.hands.text("refer_follow_up"),
    }


def partner(shown: Shown) -> Fields:
    shown.go("referrals")
    shown.hands.press("referrals_partners")
    shown.hands.press("partners_new")
    shown.hands.type("partner_name", "Zephyrqvx")
    shown.hands.choose_data("partner_service", Service.CLINIC)
    shown.hands.type("partner_details", "kitewing\n槟榔花开")
    return {"partner_name": "Zephyrqvx", "partner_service": "Clinic", "partner_details": "kitewing\n槟榔花开"}


def changed_partner(shown: Shown) -> Fields:
    partner_of(shown)
    shown.go("referrals")
    shown.hands.press("referrals_partners")
    shown.hands.click_row("partners_table", 0, twice=True)
    shown.hands.type("partner_details", "Zephyrqvx")
    return {"partner_name": CLINIC, "partner_details": "Zephyrqvx", "partner_title": "Change partner"}


def outcome(shown: Shown) -> Fields:
    partner_of(shown)
    shown.do(
        referrals.make_referral,
        form_key=key(),
        member_id=register(shown, "Otter").id,
        provider_id=shown.do(referrals.providers)[0].id,
        made_on=TODAY,
        follow_up_on=TODAY,
    )
    shown.go("referrals")
    shown.hands.press("referrals_outcome")
    shown.hands.choose_data("outcome_choice", Outcome.COMPLETED)
    return {"outcome_choice": shown.hands.text("outcome_choice"), "outcome_small": shown.hands.text("outcome_small")}


FORMS: list[Callable[[Shown], Fields]] = [
    *(counter, heads, goods, new_item, changed_item, written_off, new_member, changed_member, asked, answered),
    *(referral, partner, changed_partner, outcome),
]


def standing(shown: Shown, wanted: Fields) -> Fields:
    """What stands in those fields now."""
    return {name: shown.hands.text(name) if shown.hands.sees(name) else "" for name in wanted}


def relock(shown: Shown) -> None:
    """Lock, and wait for it."""
    before = shown.locked
    shown.app.lock()
    shown.hands.wait_until(lambda: shown.locked > before and shown.app.tasks is None, "the lock")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_a_form_in_progress_comes_back_for_the_one_who_typed_it_and_nobody_else(
    shown: Shown, form: Callable[[Shown], Fields]
) -> None:
    wanted = form(shown)
    assert standing(shown, wanted) == wanted
    relock(shown)
    assert len(list((shown.vault / "drafts").iterdir())) == 1
    found, searched = leaks([shown.folder], spellings([*MARKERS, "Otter"]))
    assert not found
    assert searched > 3
    shown.as_role("volunteer")
    words = shown.hands.all_text()
    assert "is back" not in words
    assert not any(marker in words for marker in MARKERS)
    shown.as_role("coordinator")
    assert standing(shown, wanted) == wanted
    when = time_text(shown.clock.now())
    assert f"Your form from {when} is back. Nothing of it is saved yet." in shown.hands.all_text()
    assert list((shown.vault / "drafts").iterdir()) == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_an_untouched_form_leaves_no_draft(shown: Shown, form: Callable[[Shown], Fields]) -> None:
    form(shown)
    relock(shown)
    shown.as_role("coordinator")
    page = shown.app.window.desk.current_page()
    if hasattr(page, "back_to_first"):
        page.back_to_first()
        page.take_draft({"forms": []})
    else:
        page._begin()
    relock(shown)
    assert list((shown.vault / "drafts").iterdir()) == []
    shown.as_role("coordinator")
    assert "is back" not in shown.hands.all_text()


def test_forms_that_were_only_opened_leave_no_draft(shown: Shown) -> None:
    receive(shown, "Masks", 5)
    otter = register(shown, "Otter")
    partner_of(shown)
    for open_form in (
        lambda: shown.go("stock", do="receive"),
        lambda: (select(shown, "Masks"), shown.hands.press("stock_write_off")),
        lambda: (shown.go("stock"), shown.app.window.desk.page("stock").back_to_first(), select(shown, "Masks"),
                 shown.hands.press("stock_edit_item")),
        lambda: shown.go("members", do="register"),
        lambda: (shown.go("members", member_id=otter.id), shown.hands.press("member_edit")),
        lambda: (shown.go("members", member_id=otter.id), shown.hands.press("member_ask")),
        lambda: shown.go("referrals", do="make"),
    ):  # fmt: skip
        open_form()
        shown.hands.wait_idle()
        assert shown.app.window.desk.draft() is None


def test_what_came_back_is_saved_like_anything_else(shown: Shown) -> None:
    counter(shown)
    relock(shown)
    shown.as_role("coordinator")
    give(shown)
    (given,) = last(shown)
    assert [(line.name, line.quantity) for line in given.lines] == [("Masks", 3), ("Soap", 2)]
    assert given.occurred_on == TODAY + timedelta(days=3)
    relock(shown)
    shown.as_role("coordinator")
    assert "is back" not in shown.hands.all_text()


def test_a_hand_out_that_was_being_saved_at_the_lock_does_not_come_back_as_unsaved(shown: Shown) -> None:
    counter(shown)
    shown.app.window.desk.current_page()._give()
    relock(shown)
    shown.as_role("coordinator")
    assert "is back" not in shown.hands.all_text()
    assert f"Saved {time_text(shown.clock.now())}" in shown.hands.all_text()
    assert len(last(shown)) == 1
    assert left(shown, "Masks") == 47


def test_an_item_and_a_member_that_are_gone_meanwhile_are_left_out(shown: Shown) -> None:
    counter(shown)
    otter = shown.do(people.find_members, "otter")[0]
    relock(shown)
    session = opened(shown.vault, Role.VOLUNTEER)
    session.user = User(session.user.id, "Mei", Role.COORDINATOR)
    put_out_of_use(session, "Soap")
    # Erased in the records alone: otherwise the kept form goes with them.
    with session.database.transaction():
        erasing.erase(session.database, otter.id, at=session.now(), new_id=records.new_id())
    session.close()
    shown.as_role("coordinator")
    assert shown.hands.text(f"counter_step_{item(shown, 'Masks').id}_number") == "3"
    assert not shown.hands.sees("counter_code")
    assert shown.hands.text("counter_give") == "Give 1 item"
    assert not shown.hands.see("counter_give").isEnabled()
    assert "is back" in shown.hands.all_text()
    assert not shown.hands.sees("report")


def put_out_of_use(session: Session, name: str) -> None:
    """An item is not given any more."""
    found: Item = next(each for each in catalogue.items(session) if each.name == name)
    catalogue.save_item(
        session,
        item_id=found.id,
        name=found.name,
        category=found.category,
        unit=found.unit,
        expiry=found.expiry,
        packs=found.packs,
        favourite=True,
        active=False,
    )


def test_a_correction_in_progress_comes_back_as_one(shown: Shown) -> None:
    receive(shown, "Masks", 50)
    otter = register(shown, "Otter")
    shown.do(
        distribution.give_out,
        form_key=key(),
        lines=[distribution.Given(item(shown, "Masks").id, 5)],
        member_id=otter.id,
        occurred_on=TODAY,
    )
    (given,) = last(shown)
    shown.go("counter", correct=given.document_id)
    step = f"counter_step_{item(shown, 'Masks').id}"
    shown.hands.type(f"{step}_number", "2")
    relock(shown)
    shown.as_role("coordinator")
    assert shown.hands.text("counter_pane_title") == f"Correcting {given.number}"
    assert shown.hands.text(f"{step}_number") == "2"
    give(shown)
    assert left(shown, "Masks") == 48


def test_forms_in_other_places_come_back_when_one_goes_there(shown: Shown) -> None:
    wanted = new_member(shown)
    shown.hands.press("rail_stock")
    relock(shown)
    shown.as_role("coordinator")
    assert shown.hands.sees("register_name")
    shown.hands.press("rail_stock")
    shown.hands.press("stock_receive")
    shown.hands.type("receive_origin", "kitewing")
    relock(shown)
    shown.as_role("coordinator")
    assert shown.hands.text("receive_origin") == "kitewing"
    relock(shown)  # without having looked at the other
    shown.as_role("coordinator")
    assert shown.hands.text("receive_origin") == "kitewing"
    shown.hands.press("rail_members")
    assert standing(shown, wanted) == wanted
    assert "is back" in shown.hands.all_text()


def test_a_form_comes_back_in_another_language_with_the_same_day_and_number(shown: Shown) -> None:
    receive(shown, "Masks", 50)
    select(shown, "Masks")
    shown.hands.press("stock_write_off")
    shown.hands.type("write_off_quantity", "1,0")
    shown.hands.type("write_off_quantity", "12")
    shown.hands.type("write_off_date", "11/03/2026")
    day = shown.hands.text("write_off_date")
    assert "11" in day
    relock(shown)
    shown.app._take_language("zh_CN")
    shown.as_role("coordinator")
    assert shown.hands.text("write_off_quantity") == "12"
    assert shown.hands.text("write_off_date") == "2026/3/11"
    shown.app._take_language("en")


@pytest.mark.parametrize(
    "content",
    [{}, {"places": 7}, {"places": {"counter": 7}}, {"places": {"nowhere": {}}, "shown": "nowhere"},
     {"places": {"counter": {}}, "shown": "counter"}, {"places": {"stock": {"forms": [{}]}}, "shown": "stock"},
     {"places": {"stock": {"forms": [{"form": "new", "of": None, "typed": {}}]}}, "shown": "stock"},
     {"places": {"stock": {"forms": [{"form": "item", "of": 9999, "typed": {}}]}}, "shown": "stock"},
     {"places": {"members": {"forms": [{"form": "edit", "of": "x", "typed": {}}]}}, "shown": "members"},
     {"places": {"referrals": {"forms": [{"form": "outcome", "of": 9999, "typed": {}}]}}, "shown": "referrals"}],
    ids=range(10),
)  # fmt: skip
def test_what_another_version_kept_or_what_is_gone_brings_no_error(shown: Shown, content: dict[str, object]) -> None:
    shown.app.window.desk.take_draft(content, shown.clock.now())
    shown.hands.wait_idle()
    assert not shown.hands.sees("report")
    assert "is back" not in shown.hands.all_text()


def test_the_unlock_screen_says_that_a_form_is_kept_and_not_whose_or_which(shown: Shown) -> None:
    relock(shown)
    assert not shown.hands.sees("unlock_kept")
    shown.as_role("coordinator")
    new_member(shown)
    relock(shown)
    assert shown.hands.text("unlock_kept") == "A form that was begun is kept."
    assert "Zephyrqvx" not in shown.hands.all_text()
