"""Erasing a member: what is said before, the code that is asked for, and what is said afterwards."""

import shutil
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import NotFound
from desktop.domain.people import Member
from desktop.operations import backups, distribution, people
from desktop.operations.distribution import Given
from desktop.operations.erasing import Erased, StillHolding
from desktop.ui.people.erase_page import erased_words, still_words
from tests.ui.counter.arranged import key, receive, register
from tests.ui.people.test_member_page import with_records
from tests.ui.shown import TODAY, Shown

NOTHING_HOLDS_IT = "No backup and no copy that Larder knows of."


def erase_page(shown: Shown, member: Member) -> None:
    """Open the page through the member's own."""
    shown.go("members", member_id=member.id)
    shown.hands.press("member_erase")
    assert shown.hands.text("erase_title") == f"Erase {member.code} for good"


def is_there(shown: Shown, member: Member) -> bool:
    try:
        shown.do(people.member, member.id)
    except NotFound:
        return False
    return True


def test_the_code_erases_and_the_list_says_so(shown: Shown) -> None:
    otter, heron = with_records(shown), register(shown, "Heron")
    erase_page(shown, otter)
    words = shown.hands.all_text()
    for said in (
        "Nobody can bring it back.",
        "Months and stock stay as they are",
        "Papers that were printed",
        NOTHING_HOLDS_IT,
    ):
        assert said in words
    shown.hands.type("erase_code", otter.code.lower())
    shown.hands.press("erase_act")
    assert "Gone from this computer." in shown.hands.all_text()
    assert [cells[0] for cells in shown.hands.rows("members_table")] == [heron.code]
    assert not is_there(shown, otter)
    assert not shown.hands.sees("members_foot_bar_undo")
    # It is said once, and gone with the next look.
    shown.go("today")
    shown.go("members")
    assert "Gone from this computer." not in shown.hands.all_text()


def test_enter_in_the_field_is_as_good_as_the_button(shown: Shown) -> None:
    otter = register(shown, "Otter")
    erase_page(shown, otter)
    shown.hands.type("erase_code", otter.code, enter=True)
    shown.hands.wait_idle()
    assert not is_there(shown, otter)


def test_a_wrong_code_or_none_erases_nobody_and_is_said_beside_the_field(shown: Shown) -> None:
    otter, heron = register(shown, "Otter"), register(shown, "Heron")
    erase_page(shown, otter)
    shown.hands.press("erase_act")
    shown.hands.type("erase_code", heron.code)
    shown.hands.press("erase_act")
    assert "This is not the code of this member. Nothing was erased." in shown.hands.all_text()
    assert is_there(shown, otter)
    assert is_there(shown, heron)
    shown.hands.press("erase_back")
    assert shown.hands.sees("member_erase")


def test_the_name_is_veiled_until_names_are_shown(shown: Shown) -> None:
    otter = register(shown, "Otter")
    erase_page(shown, otter)
    assert "Otter" not in shown.hands.all_text()
    shown.app.window.desk.show_names(True)
    assert shown.hands.text("erase_small") == "Otter"
    shown.app.window.desk.show_names(False)
    assert "Otter" not in shown.hands.all_text()


def test_a_volunteer_is_not_offered_it(shown: Shown) -> None:
    otter = register(shown, "Otter")
    shown.as_role("volunteer").go("members", member_id=otter.id)
    assert shown.hands.sees("member_active")
    assert not shown.hands.sees("member_erase")


def test_backups_and_copies_that_hold_a_member_are_named_before_and_after(shown: Shown) -> None:
    otter = register(shown, "Otter")
    for day in range(9):
        shown.clock.set(TODAY + timedelta(days=day))
        with_backup_noted(shown)
    shown.clock.set(TODAY + timedelta(days=9))
    copy = shown.vault / "copies" / "20261125-120000-restore"
    copy.mkdir(parents=True)
    for name in ("keys.json", "stock.db", "people.db"):
        shutil.copy(shown.vault / name, copy / name)
    erase_page(shown, otter)
    held = (
        "Backups, as long as they exist: 2 Dec, 1 Dec, 30 Nov, 29 Nov, 28 Nov, 27 Nov, 3 earlier.",
        "Copies on this computer, until they are removed in the settings: 25 Nov.",
    )
    words = shown.hands.all_text()
    for sentence in (*held, "When a backup is restored in place of this vault, Larder erases the member again."):
        assert sentence in words
    shown.hands.type("erase_code", otter.code, enter=True)
    shown.hands.wait_idle()
    assert " ".join(("Gone from this computer. These still hold it.", *held)) in shown.hands.all_text()


def with_backup_noted(shown: Shown) -> None:
    stick = shown.folder / "stick"
    stick.mkdir(exist_ok=True)
    with shown.do(backups.snapshot_for_backup) as taken:
        made = backups.write_backup(taken, stick)
    shown.do(backups.note_backup, made)


def test_the_counter_lets_go_of_who_was_erased(shown: Shown) -> None:
    receive(shown, "Soap", 100)
    otter = register(shown, "Otter")
    shown.go("counter", member_id=otter.id)
    assert otter.code in shown.hands.all_text()
    erase_page(shown, otter)
    shown.hands.type("erase_code", otter.code, enter=True)
    shown.hands.wait_idle()
    shown.go("counter")
    assert otter.code not in shown.hands.all_text()


@pytest.mark.parametrize("place", ["today", "counter"])
def test_their_last_hand_out_stands_there_without_a_code(shown: Shown, place: str) -> None:
    soap = receive(shown, "Soap", 100)
    otter = register(shown, "Otter")
    lines = [Given(soap.id, 5)]
    shown.do(distribution.give_out, form_key=key(), lines=lines, member_id=otter.id, occurred_on=TODAY)
    erase_page(shown, otter)
    shown.hands.type("erase_code", otter.code, enter=True)
    shown.hands.wait_idle()
    shown.go(place)
    words = shown.hands.all_text()
    assert "erased" in words
    assert otter.code not in words
    assert "0 people" not in words


def test_the_page_works_with_the_keyboard_alone(shown: Shown) -> None:
    otter = register(shown, "Otter")
    erase_page(shown, otter)
    focused = shown.app.window.focusWidget()
    assert isinstance(focused, QWidget)
    assert focused.objectName() == "erase_code"
    shown.hands.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shown.hands.sees("member_erase")
    assert is_there(shown, otter)


def test_what_a_full_disk_leaves_to_do_is_said() -> None:
    words = erased_words(Erased(StillHolding(), scrubbed=False), TODAY)
    assert words == [
        "Gone from this computer.",
        "The disk had no room to clear the remains. That is done at the next opening.",
    ]
    assert still_words(StillHolding(), TODAY) == [NOTHING_HOLDS_IT]
