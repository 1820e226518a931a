"""Restoring where there is a vault: side by side, in its place or beside it, and never over it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.backup import write_backup
from desktop.domain.people import MemberFacts
from desktop.domain.users import Role
from desktop.operations import backups, erasing, people
from desktop.operations.backups import snapshot_for_backup
from desktop.operations.session import Session
from desktop.storage import copies
from desktop.ui.widgets.lists import FactsList
from tests.operations.desk import FixedClock
from tests.operations.keys import PASSPHRASE, made_vault, opened
from tests.running import Program

TODAY = date(2026, 12, 6)


@dataclass
class Office:
    """A program at the unlock screen of a vault, and a stick with a backup of it."""

    program: Program
    vault: Path
    stick: Path

    def at(self, day: int) -> Session:
        """The coordinator's session, so many days before today."""
        session = opened(self.vault, Role.COORDINATOR)
        assert isinstance(session.clock, FixedClock)
        session.clock.set(TODAY - timedelta(days=day))
        return session

    def look_into(self, passphrase: str = PASSPHRASE) -> None:
        """From the unlock screen to what the backup holds."""
        hands = self.program.hands
        hands.press("unlock_other")
        hands.press("start_next")
        hands.press("start_restore")
        hands.press("start_next")
        hands.type("start_backup_login", "Mei")
        hands.type("start_backup_passphrase", passphrase, enter=True)

    def enter(self) -> None:
        """From what was done into the restored vault, as its coordinator."""
        self.program.hands.press("start_next")
        self.program.hands.wait_until(lambda: self.program.hands.sees("unlock_login"), "the unlock screen")
        self.program.unlock(Role.COORDINATOR)
        self.program.entered()

    def members(self) -> set[str]:
        found: list[list[people.Member]] = []
        self.program.app.tasks.query(people.find_members, "", then=found.append)
        self.program.hands.wait_idle()
        return {member.name for member in found[0]}

    @property
    def told(self) -> dict[str, str]:
        """What the last step says."""
        return dict(self.program.hands.see("start_restored", FactsList).facts())


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    """The backup has Otter and Heron; since then Swan came, and Heron was erased."""
    vault = made_vault(tmp_path / "vault")
    program = Program(tmp_path, vault=vault)
    program.clock.set(TODAY)
    made = Office(program, vault, program.plug_in("STICK"))
    session = made.at(12)
    _otter, heron = (
        people.register_member(session, form_key=name, facts=MemberFacts(name)) for name in ("Otter", "Heron")
    )
    write_backup(snapshot_for_backup(session), made.stick)
    session.close()
    session = made.at(3)
    people.register_member(session, form_key="s1", facts=MemberFacts("Swan"))
    people.register_member(session, form_key="s2", facts=MemberFacts("Teal"))
    erasing.erase_member(session, member_id=heron.id, confirmed=heron.code)
    session.close()
    yield made
    program.close()


def test_the_backup_and_the_vault_here_stand_side_by_side(office: Office) -> None:
    office.look_into()
    rows = {row[0]: row[1:] for row in office.program.hands.rows("start_contents")}
    assert rows["Members"] == ["2", "3"]
    assert rows["Last change"][0].startswith("24 Nov 2026")
    assert rows["Last change"][1].startswith("3 Dec 2026")
    assert not office.program.hands.sees("start_not_read")
    # Nothing is chosen for anybody.
    assert not office.program.hands.see("start_next").isEnabled()
    assert not office.program.hands.sees("start_restore_folder")
    assert not office.program.hands.sees("start_restore_date")


def test_an_older_backup_takes_the_place_only_when_its_date_is_typed(office: Office) -> None:
    hands = office.program.hands
    before = {path.name: path.read_bytes() for path in office.vault.iterdir() if path.name.endswith(".db")}
    office.look_into()
    hands.press("start_restore_way_in_place")
    assert "older than the vault on this computer" in hands.text("start_missing")
    assert "What was written after 24 Nov 2026 will be missing: 1 member" in hands.text("start_missing")
    for wrong in ("", "6 Dec 2026", "23/11/2026", "yes"):
        hands.type("start_restore_date", wrong)
        assert not hands.see("start_next").isEnabled(), wrong
    hands.type("start_restore_date", "24 Nov 2026", enter=True)
    told = office.told
    assert told["The backup is of"] == "24 Nov 2026"
    assert told["The vault lives in"] == str(office.vault)
    aside = Path(told["The vault that was here lies in"])
    assert {name: (aside / name).read_bytes() for name in before} == before
    assert hands.text("start_erased") == "1 person who had been erased since was erased again."
    office.enter()
    assert office.members() == {"Otter"}
    # It waits until somebody has looked, and the old vault can be found in the settings.
    assert "Restored from a backup of 24 Nov 2026" in hands.text("today_backup_age")
    hands.press("today_copy")
    assert "set aside when a backup was restored" in hands.text("backup_copies_0")
    hands.press("backup_confirm_restored")
    hands.press("backup_copy")
    assert "Checked: it opens" in hands.all_text()


@pytest.mark.parametrize("typed", ["2026-11-24", "24/11/2026", "24 nov 2026"])
def test_the_date_is_taken_in_any_form(office: Office, typed: str) -> None:
    office.look_into()
    office.program.hands.press("start_restore_way_in_place")
    office.program.hands.type("start_restore_date", typed)
    assert office.program.hands.see("start_next").isEnabled()


def test_into_a_new_folder_nothing_is_asked_and_the_vault_here_stays(office: Office, tmp_path: Path) -> None:
    hands = office.program.hands
    office.look_into()
    hands.press("start_restore_way_in_place")
    hands.press("start_restore_way_new_folder")
    assert not hands.sees("start_missing")
    assert not hands.sees("start_restore_date")
    assert hands.text("start_restore_folder") == f"{office.vault}-2"
    hands.type("start_restore_folder", str(tmp_path / "other"))
    hands.press("start_next")
    assert office.told["The vault lives in"] == str(tmp_path / "other")
    office.enter()
    assert office.members() == {"Otter", "Heron"}
    assert not copies.list_copies(office.vault)
    session = office.at(0)
    assert people.count_members(session) == 3
    session.close()


def test_a_backup_that_is_the_newest_needs_no_date(office: Office) -> None:
    session = office.at(1)
    made = write_backup(snapshot_for_backup(session), office.stick)
    backups.note_backup(session, made)
    session.close()
    office.look_into()
    office.program.hands.press("start_restore_way_in_place")
    assert not office.program.hands.sees("start_restore_date")
    office.program.hands.press("start_next")
    assert "Nobody had been erased" in office.program.hands.text("start_erased")
    office.enter()
    assert office.members() == {"Otter", "Swan", "Teal"}


def test_a_damaged_vault_is_set_aside_as_it_is(office: Office) -> None:
    (office.vault / "people.db").write_bytes(b"nothing of use" * 1000)
    office.look_into()
    hands = office.program.hands
    rows = {row[0]: row[1:] for row in hands.rows("start_contents")}
    assert rows["Members"] == ["2", "not known"]
    assert "damaged" in hands.text("start_not_read")
    hands.press("start_restore_way_in_place")
    hands.type("start_restore_date", "24 Nov 2026", enter=True)
    assert "not known here" in hands.text("start_erased")
    assert (Path(office.told["The vault that was here lies in"]) / "people.db").read_bytes() == b"nothing of use" * 1000
    office.enter()
    assert office.members() == {"Otter", "Heron"}


def test_a_vault_that_is_open_elsewhere_is_not_replaced_and_the_backup_can_go_beside_it(
    office: Office, tmp_path: Path
) -> None:
    elsewhere = office.at(0)
    office.look_into()
    hands = office.program.hands
    assert "cannot be replaced now" in hands.text("start_present_problem")
    assert not hands.sees("start_restore_way")
    hands.type("start_restore_folder", str(tmp_path / "other"))
    hands.press("start_next")
    elsewhere.close()
    office.enter()
    assert office.members() == {"Otter", "Heron"}
