"""Backups as operations: who may make one, and what is remembered of it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import NotAllowed, NotFound
from desktop.domain.users import Role
from desktop.operations import backups
from desktop.operations.backups import BackupsPaused, Drive
from desktop.storage import copies as local_copies
from desktop.storage import journal, settings
from desktop.storage import snapshot as copies
from desktop.system.clock import stamp
from tests.backup.house import ANY_COST, MOMENT, House, build


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = build(tmp_path)
    yield made
    if made.session.open:
        made.session.close()


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR])
def test_a_backup_is_made_and_remembered(house: House, role: Role) -> None:
    session = house.unlock(role)
    assert backups.last_backup(session) is None
    house.clock.moment = MOMENT + timedelta(hours=3)
    snapshot = backups.snapshot_for_backup(session)
    house.clock.moment += timedelta(hours=1)
    made = backups.write_backup(snapshot, house.stick)
    backups.note_backup(session, made)
    assert backups.last_backup(session) == made.created == MOMENT + timedelta(hours=3)
    entry = journal.entries(session.database, "main")[0]
    assert (entry.action, entry.user_id, entry.subject) == ("backup.make", session.user.id, {"backup": made.id})
    assert backups.verify(made.path, **house.opens(), policy=ANY_COST).id == made.id
    assert [each.path for each in backups.backup_files(house.stick)] == [made.path]


def test_a_stock_keeper_makes_no_backup_and_is_only_reminded(house: House) -> None:
    made = house.back_up()
    backups.note_backup(house.session, made)
    keeper = house.unlock(Role.STOCK_KEEPER)
    assert backups.last_backup(keeper) == made.created
    with pytest.raises(NotAllowed):
        backups.snapshot_for_backup(keeper)
    with pytest.raises(NotAllowed):
        backups.note_backup(keeper, made)
    assert not list(house.folder.glob("snapshot-*"))


def test_the_next_backup_holds_the_note_of_the_last(house: House) -> None:
    first = house.back_up()
    backups.note_backup(house.session, first)
    second = house.back_up()
    assert second.counts.rows["stock.db"]["journal"] == first.counts.rows["stock.db"]["journal"] + 1


def test_the_copys_progress_is_handed_on_and_others_go_between(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "SLICE_PAGES", 4)
    said: list[tuple[int, int]] = []
    given = 0

    def between() -> None:
        nonlocal given
        given += 1
        house.give(1)

    with backups.snapshot_for_backup(
        house.session, report=lambda done, total: said.append((done, total)), between=between
    ) as taken:
        made = backups.write_backup(taken, house.stick)
    assert given > 3
    assert len(said) > given
    assert made.counts.hand_outs == 3 + given


def test_what_a_backup_proved_tells_a_stock_keeper_nothing_of_people(house: House) -> None:
    backups.note_backup(house.session, house.back_up())
    keeper = house.unlock(Role.STOCK_KEEPER)
    told = dict(keeper.database.rows("SELECT key, value FROM setting"))
    assert json.loads(told[settings.BACKUP_PROVED]).keys() == {"created", "holds"}
    assert not [value for value in told.values() if "member" in value or "people" in value]


# The same stick


def stick(house: House, identity: str) -> Drive:
    return Drive("STICK", house.stick, 8_000_000_000, 16_000_000_000, False, identity)


def note_on(house: House, identity: str | None, days: int) -> None:
    """Pretend a backup, so many days after the first."""
    house.clock.moment = MOMENT + timedelta(days=days)
    made = house.back_up()
    backups.note_backup(house.session, made, drive=None if identity is None else stick(house, identity))


def test_it_is_known_for_how_many_months_every_backup_went_to_one_stick(house: House) -> None:
    assert backups.same_stick_for_months(house.session) == 0
    found = []
    for days in (0, 29, 30, 60, 91, 92):
        note_on(house, "1a2b3c4d", days)
        found.append(backups.same_stick_for_months(house.session))
    assert found == [0, 0, 1, 1, 2, 3]
    assert backups.same_stick_for_months(house.session, stick(house, "1a2b3c4d")) == 3
    assert backups.same_stick_for_months(house.session, stick(house, "9f00")) == 0
    assert backups.same_stick_for_months(house.session, stick(house, "")) == 0


@pytest.mark.parametrize("other", ["9f00", "", None])
def test_another_stick_or_a_folder_in_turn_begins_the_count_anew(house: House, other: str | None) -> None:
    note_on(house, "1a2b3c4d", 0)
    note_on(house, "1a2b3c4d", 100)
    note_on(house, other, 101)
    assert backups.same_stick_for_months(house.session) == 0
    note_on(house, "1a2b3c4d", 102)
    assert backups.same_stick_for_months(house.session) == 0


def test_sticks_that_nobody_can_tell_apart_are_never_called_the_same(house: House) -> None:
    for days in (0, 100, 200):
        note_on(house, "", days)
    assert backups.same_stick_for_months(house.session) == 0


def test_a_clock_put_back_shortens_nothing(house: House) -> None:
    for days in (0, 100, 3):
        note_on(house, "1a2b3c4d", days)
    assert backups.same_stick_for_months(house.session) == 3


def test_the_sticks_number_stands_nowhere_and_the_list_stays_small(house: House) -> None:
    for days in range(30):
        note_on(house, f"feed{days % 3}", days)
    kept = settings.get(house.database, settings.BACKUP_STICKS)
    assert "feed" not in kept
    assert len(kept) < 1000


# After a restore


def restored(house: House) -> None:
    with house.database.transaction():
        settings.put(house.database, settings.RESTORED_FROM, stamp(MOMENT))


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR])
def test_after_a_restore_no_backup_is_made_until_a_coordinator_confirms(house: House, role: Role) -> None:
    restored(house)
    session = house.unlock(role)
    assert backups.restored_state(session) == MOMENT
    with pytest.raises(BackupsPaused):
        backups.snapshot_for_backup(session)
    assert not list(house.folder.glob("snapshot-*"))
    if role is not Role.COORDINATOR:
        with pytest.raises(NotAllowed):
            backups.confirm_restored(session)
        assert backups.restored_state(session) == MOMENT
        return
    backups.confirm_restored(session)
    assert backups.restored_state(session) is None
    assert journal.entries(session.database, "main")[0].action == "backup.confirm_restored"
    backups.snapshot_for_backup(session).close()


# Copies on this computer


def test_copies_are_listed_newest_first_and_a_coordinator_removes_one(house: House) -> None:
    house.session.close()
    for days, why in ((0, "migration"), (1, "restore")):
        local_copies.make(house.folder, at=MOMENT + timedelta(days=days), why=why)
    session = house.unlock(Role.VOLUNTEER)
    found = backups.local_copies(session)
    assert [copy.why for copy in found] == ["restore", "migration"]
    with pytest.raises(NotAllowed):
        backups.remove_local_copy(session, found[0].path.name)
    session = house.unlock(Role.COORDINATOR)
    backups.remove_local_copy(session, found[0].path.name)
    assert [copy.why for copy in backups.local_copies(session)] == ["migration"]
    assert not found[0].path.exists()
    entry = journal.entries(session.database, "main")[0]
    assert (entry.action, entry.subject["why"]) == ("copy.remove", "restore")
    for nothing in (found[0].path.name, "", "..", "../stock.db", "/"):
        with pytest.raises(NotFound):
            backups.remove_local_copy(session, nothing)
    assert len(backups.local_copies(session)) == 1


def test_the_drives_are_listed_without_a_session() -> None:
    assert all(drive.total_bytes >= drive.free_bytes for drive in backups.drives())
