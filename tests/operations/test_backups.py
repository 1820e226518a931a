"""Backups as operations: who may make one, and what is remembered of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import NotAllowed
from desktop.domain.users import Role
from desktop.operations import backups
from desktop.storage import journal
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


def test_the_drives_are_listed_without_a_session() -> None:
    assert all(drive.total_bytes >= drive.free_bytes for drive in backups.drives())
