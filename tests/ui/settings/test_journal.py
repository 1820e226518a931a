"""The journal through the real window: lines, filters, pages, and a chain that somebody broke."""

from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton

from desktop.domain.journal import KINDS, Kind
from desktop.domain.people import MemberFacts
from desktop.domain.users import Role
from desktop.operations import catalogue, people, users
from desktop.operations.session import Session
from tests.ui.shown import Shown

NEW = "seven quiet lanterns under the bridge"


def lines(shown: Shown) -> list[list[str]]:
    return shown.hands.rows("journal_table")


def open_journal(shown: Shown) -> Any:
    shown.go("today")
    return shown.go("settings", section="journal").section()


def note(session: Session, count: int) -> None:
    with session.database.transaction():
        for number in range(count):
            session.note("item.save", item=number + 1)


def test_every_kind_of_entry_has_words_and_names_nobody(shown: Shown) -> None:
    def every(session: Session) -> None:
        with session.database.transaction():
            for action in KINDS:
                session.note(action, people=KINDS[action] in (Kind.PEOPLE, Kind.REFERRALS))
            session.note("newer.word")

    shown.do(every)
    shown.do(people.register_member, form_key="f", facts=MemberFacts(name="Otter"))
    open_journal(shown)
    said = {row[2] for row in lines(shown)}
    assert len(lines(shown)) == 50
    assert "Something a newer Larder wrote: newer.word" in said
    assert not [words for words in said if "." in words.replace("newer.word", "")]
    assert "Otter" not in shown.hands.all_text()


def test_entries_are_filtered_by_kind_person_and_day(shown: Shown) -> None:
    shown.do(users.add_user, login="rosa", passphrase=NEW, name="罗莎", role=Role.VOLUNTEER)
    shown.do(catalogue.save_place, name="Cold room")
    open_journal(shown)
    assert ["Mei", "Added a colleague", "罗莎"] in [row[1:] for row in lines(shown)]
    shown.hands.choose("journal_kind", "Stock")
    assert [row[1:] for row in lines(shown)] == [["Mei", "Changed a place", "Cold room"]]
    shown.hands.choose("journal_who", "Ana")
    assert lines(shown) == []
    assert "no such entry" in shown.hands.text("journal_section_small")
    shown.hands.choose("journal_kind", "Everything")
    shown.hands.choose("journal_who", "Everybody")
    shown.hands.type("journal_from", "2026-11-25", enter=True)
    assert lines(shown) == []
    shown.hands.type("journal_from", "2026-11-24", enter=True)
    shown.hands.type("journal_until", "2026-11-24", enter=True)
    assert len(lines(shown)) > 3
    shown.hands.type("journal_until", "the day after", enter=True)
    assert len(lines(shown)) > 3


def test_older_lines_are_a_press_away(shown: Shown) -> None:
    shown.do(note, 120)
    open_journal(shown)
    assert not shown.hands.sees("journal_newer")
    seen = [tuple(row) for row in lines(shown)]
    assert len(seen) == 50
    while shown.hands.sees("journal_older"):
        shown.hands.press("journal_older")
    assert len(lines(shown)) < 50
    assert any(row[2] == "Made the vault" for row in lines(shown))
    shown.hands.press("journal_newer")
    assert "Lines 51 to 100" in shown.hands.text("journal_section_small")
    shown.hands.choose("journal_kind", "Stock")
    assert "Lines 1 to 50" in shown.hands.text("journal_section_small")


def test_whole_chains_are_said_to_be_whole(shown: Shown) -> None:
    open_journal(shown)
    assert "each as it was written" in shown.hands.text("journal_state")
    assert not shown.hands.sees("journal_broken_message")


@pytest.mark.parametrize(("schema", "where"), [("main", "stock work"), ("people", "members")])
def test_a_broken_chain_is_said_with_its_place_its_moment_and_what_to_do(shown: Shown, schema: str, where: str) -> None:
    def alter(session: Session) -> None:
        with session.database.transaction():
            for _number in range(3):
                session.note("member.edit", people=True)
        session.database.execute(f"DROP TRIGGER {schema}.journal_kept_as_written")
        session.database.execute(f"UPDATE {schema}.journal SET user_id = 'somebody else' WHERE id = 2")

    shown.do(alter)
    open_journal(shown)
    said = shown.hands.text("journal_broken_message")
    assert where in said
    assert "entry 2 (24 Nov 2026" in said
    assert "Keep the older backups" in said
    assert not shown.hands.sees("journal_state")
    assert len(lines(shown)) > 3, "the lines can be read all the same"


def test_leaving_the_journal_stops_the_look_and_coming_back_begins_it_anew(shown: Shown) -> None:
    page = open_journal(shown)
    first = page._stop
    shown.go("today")
    assert first.is_set()
    open_journal(shown)
    assert page._stop is not first
    assert "each as it was written" in shown.hands.text("journal_state")


def test_what_happens_meanwhile_appears(shown: Shown) -> None:
    open_journal(shown)
    before = len(lines(shown))
    shown.do(note, 1)
    shown.refresh()
    assert len(lines(shown)) == before + 1


@pytest.mark.parametrize("role", ["volunteer", "stock_keeper"])
def test_the_journal_is_the_coordinator_s(shown: Shown, role: str) -> None:
    shown.as_role(role)
    shown.go("settings", section="journal")
    assert not shown.hands.sees("settings_journal")
    assert not shown.hands.sees("journal_table")


def test_everything_in_it_has_a_name(shown: Shown) -> None:
    page = open_journal(shown)
    assert not [
        button.objectName()
        for button in page.findChildren(QAbstractButton)
        if not (button.accessibleName() or button.text()) and not button.objectName().startswith("qt_")
    ]
