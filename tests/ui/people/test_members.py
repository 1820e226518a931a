"""Members through the real window: registering, finding, changing, and what may be seen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop.domain.people import LONGEST_NAME, Gender, MemberFacts, MemberField
from desktop.operations import people
from desktop.operations.member_list import PAGE
from tests.ui.counter.arranged import key, register
from tests.ui.shown import Shown

HARD_NAMES = (
    "'); DROP TABLE member; --",
    "水獭",
    "鹭",
    "😀👩",
    "مرحبا",
    "100 % _",
    "<b>bold</b> & co",
    "W" * LONGEST_NAME,
)


def new_member(shown: Shown, name: str) -> None:
    """Fill in the form and save it."""
    shown.go("members", do="register")
    shown.hands.type("register_name", name)
    shown.hands.press("register_save")


def members(shown: Shown) -> tuple[people.Member, ...]:
    return shown.do(people.find_members, "", active_only=False)


def test_a_code_name_alone_registers_a_member_who_is_counted(shown: Shown) -> None:
    shown.as_role("volunteer").go("members")
    assert "No members yet" in shown.hands.all_text()
    shown.hands.press("members_register")
    assert shown.hands.see("register_counted", QAbstractButton).isChecked()
    for field in MemberField:
        assert not shown.hands.sees(f"register_{field.value}")
    shown.hands.type("register_name", "Otter", enter=True)
    (member,) = members(shown)
    assert (member.name, member.counted) == ("Otter", True)
    assert f"Registered as {member.code}" in shown.hands.all_text()
    shown.hands.press("member_give")
    assert shown.hands.text("counter_code") == member.code


def test_who_does_not_agree_is_registered_all_the_same(shown: Shown) -> None:
    shown.go("members", do="register")
    shown.hands.type("register_name", "Otter")
    shown.hands.press("register_counted")
    shown.hands.press("register_save")
    assert not members(shown)[0].counted


@pytest.mark.parametrize("name", HARD_NAMES)
def test_any_name_is_kept_as_typed_and_found_again(shown: Shown, name: str) -> None:
    new_member(shown, name)
    assert members(shown)[0].name == name
    shown.go("members")
    shown.app.window.desk.show_names(True)
    shown.hands.type("members_search", name)
    shown.hands.wait_until(lambda: bool(shown.hands.rows("members_table")), "the member")
    assert [row[1] for row in shown.hands.rows("members_table")] == [name]


def test_a_name_that_is_too_long_or_missing_stays_in_the_form_with_a_sentence(shown: Shown) -> None:
    for typed, words in (("水" * 10_000, "longer than 80"), ("", "Type something"), ("   ", "Type something")):
        new_member(shown, typed)
        assert words in shown.hands.all_text()
        assert shown.hands.sees("register_save")
        shown.hands.press("register_back")
    assert members(shown) == ()


def test_a_code_name_that_exists_is_refused_beside_the_name_whatever_its_case(shown: Shown) -> None:
    register(shown, "Otter")
    new_member(shown, "  oTTER ")
    assert "already used" in shown.hands.all_text()
    shown.hands.type("register_name", "Otter two")
    shown.hands.press("register_save")
    assert {member.name for member in members(shown)} == {"Otter", "Otter two"}


def test_pressing_register_twice_registers_once(shown: Shown) -> None:
    shown.go("members", do="register")
    shown.hands.type("register_name", "Otter")
    button = shown.hands.see("register_save")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    shown.hands.wait_idle()
    assert len(members(shown)) == 1


def test_facts_that_are_switched_on_are_asked_and_kept(shown: Shown) -> None:
    shown.do(people.set_member_fields, fields=frozenset(MemberField))
    shown.go("members", do="register")
    shown.hands.type("register_name", "Otter")
    shown.hands.type("register_area", "North")
    shown.hands.choose("register_gender", "Trans woman")
    shown.hands.type("register_note", "Asks for the quiet room.")
    assert "Never when someone comes, nothing about the body" in shown.hands.all_text()
    for typed in ("0", "-1", "many", "51", "999999999999"):
        shown.hands.type("register_household", typed)
        shown.hands.press("register_save")
        assert "Nothing was saved" in shown.hands.all_text(), typed
    shown.hands.type("register_household", "4")
    shown.hands.press("register_save")
    facts = members(shown)[0].facts
    assert (facts.area, facts.gender, facts.household, facts.note) == (
        "North",
        Gender.TRANS_WOMAN,
        4,
        "Asks for the quiet room.",
    )


def test_a_note_of_ten_thousand_letters_is_refused_and_stays(shown: Shown) -> None:
    shown.do(people.set_member_fields, fields=frozenset({MemberField.NOTE}))
    shown.go("members", do="register")
    shown.hands.type("register_name", "Otter")
    shown.hands.type("register_note", "水" * 10_000)
    shown.hands.press("register_save")
    assert "longer than 2,000" in shown.hands.all_text()
    assert shown.hands.text("register_note") == "水" * 10_000
    assert members(shown) == ()


def test_facts_are_changed_and_the_change_is_taken_back(shown: Shown) -> None:
    shown.do(people.set_member_fields, fields=frozenset({MemberField.AREA}))
    otter = register(shown, "Otter")
    shown.go("members", member_id=otter.id)
    shown.hands.press("member_edit")
    shown.hands.type("edit_name", "River otter")
    shown.hands.type("edit_area", "South")
    shown.hands.press("edit_save")
    assert members(shown)[0].facts == MemberFacts("River otter", area="South")
    shown.hands.press("member_foot_bar_undo")
    assert members(shown)[0].facts == MemberFacts("Otter")


def test_a_member_is_made_not_active_and_active_again_by_undo(shown: Shown) -> None:
    otter = register(shown, "Otter")
    shown.go("members", member_id=otter.id)
    shown.hands.press("member_active")
    assert not members(shown)[0].active
    assert not shown.hands.see("member_give").isEnabled()
    shown.hands.press("member_foot_bar_undo")
    assert members(shown)[0].active
    assert shown.hands.see("member_give").isEnabled()


def test_withdrawn_consent_is_kept_and_shown(shown: Shown) -> None:
    otter = register(shown, "Otter")
    shown.go("members", member_id=otter.id)
    assert "yes, since 24 Nov 2026" in shown.hands.all_text()
    shown.hands.press("member_counted")
    assert not members(shown)[0].counted
    assert f"{otter.code} is no longer counted" in shown.hands.all_text()
    shown.hands.press("member_counted")
    assert members(shown)[0].counted


def test_the_list_shows_who_is_active_or_all(shown: Shown) -> None:
    register(shown, "Otter")
    heron = register(shown, "Heron")
    shown.do(people.set_active, member_id=heron.id, active=False)
    shown.go("members")
    assert len(shown.hands.rows("members_table")) == 1
    shown.hands.press("members_filter_all")
    assert [row[3] for row in shown.hands.rows("members_table")] == ["not active", ""]


def test_the_list_comes_in_pages(shown: Shown) -> None:
    for number in range(PAGE + 2):
        shown.do(people.register_member, form_key=key(), facts=MemberFacts(f"Bird {number:03d}"))
    shown.go("members")
    assert shown.hands.text("members_which") == "1 to 50 of 52"
    assert not shown.hands.see("members_earlier").isEnabled()
    shown.hands.press("members_later")
    assert shown.hands.text("members_which") == "51 to 52 of 52"
    assert len(shown.hands.rows("members_table")) == 2
    assert not shown.hands.see("members_later").isEnabled()
    shown.hands.type("members_search", "bird 001", enter=True)
    assert shown.hands.sees("member_back")


def test_while_names_are_hidden_list_and_page_hold_none_and_nothing_that_was_written(shown: Shown) -> None:
    shown.do(people.set_member_fields, fields=frozenset(MemberField))
    facts = MemberFacts("Otter", area="North bridge", language="Khmer", note="Quiet room")
    otter = shown.do(people.register_member, form_key=key(), facts=facts)
    shown.do(people.note_request, form_key=key(), member_id=otter.id, words="A blanket", asked_on=shown.clock.today())
    written = ("Otter", "North bridge", "Khmer", "Quiet room", "A blanket")
    shown.go("members")
    texts = [shown.hands.all_text()]
    shown.go("members", member_id=otter.id)
    texts.append(shown.hands.all_text())
    for word in written:
        assert all(word not in text for text in texts), word
    shown.app.window.desk.show_names(True)
    shown.hands.wait_idle()
    for word in written:
        assert word in shown.hands.all_text(), word
    shown.app.window.desk.show_names(False)
    shown.hands.wait_idle()
    for word in written:
        assert word not in shown.hands.all_text(), word


def test_a_form_that_is_being_filled_in_stays_while_other_places_are_visited(shown: Shown) -> None:
    shown.go("members", do="register")
    shown.hands.type("register_name", "Ott")
    shown.go("stock")
    shown.go("members")
    assert shown.hands.text("register_name") == "Ott"
