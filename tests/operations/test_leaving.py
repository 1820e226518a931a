"""Removing this computer's copy: only what a proved backup holds wholly."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.backup import verify
from desktop.domain.errors import Cancelled, Invalid, NotAllowed, VaultUnwritable
from desktop.domain.people import MemberFacts
from desktop.domain.users import Role
from desktop.operations import backups, leaving, people
from desktop.operations.leaving import NotProved
from desktop.storage import copies
from desktop.storage import people as stored
from desktop.system import exchange, files
from desktop.system.files import Obstacle
from tests.backup.house import ANY_COST, MOMENT, House, build


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = build(tmp_path)
    yield made
    if made.session.open:
        made.session.close()


def noted(house: House, between: Callable[[], object] = lambda: None) -> None:
    """A backup that is noted; `between` happens after its copy was taken."""
    made = house.back_up()
    between()
    backups.note_backup(house.session, made)


def register(house: House) -> None:
    people.register_member(house.session, form_key="late", facts=MemberFacts("Kestrel"))


def test_a_backup_with_nothing_written_since_proves_the_vault_also_after_unlocking_again(house: House) -> None:
    assert leaving.proved_backup(house.session) is None
    noted(house)
    assert leaving.proved_backup(house.session) == MOMENT
    house.clock.moment += timedelta(days=1)
    backups.last_backup(house.unlock(Role.COORDINATOR))
    house.clock.moment = MOMENT
    noted(house)
    assert leaving.proved_backup(house.session) == MOMENT


@pytest.mark.parametrize("what", [register, lambda house: house.give(1)])
def test_what_is_written_after_the_backup_or_while_it_was_made_is_in_none(
    house: House, what: Callable[[House], object]
) -> None:
    noted(house, lambda: what(house))
    assert leaving.proved_backup(house.session) is None
    noted(house)
    assert leaving.proved_backup(house.session) == MOMENT
    house.give(2)
    assert leaving.proved_backup(house.session) is None
    with pytest.raises(NotProved):
        leaving.remove_this_copy(house.session, confirmed=MOMENT.date())
    assert exchange.holds_vault(house.folder)


def test_a_row_that_came_without_a_trace_in_the_journal_is_noticed(house: House) -> None:
    noted(house)
    with house.database.transaction():
        stored.add(house.database, MemberFacts("Kestrel"), form_key="late", registered_on=MOMENT.date())
    assert leaving.proved_backup(house.session) is None


def test_the_copy_goes_for_good_and_the_backup_opens_elsewhere(house: House) -> None:
    copies_made = house.folder / "copies"
    noted(house)
    house.session.close()
    copies.make(house.folder, at=MOMENT, why="migration")
    assert copies_made.is_dir()
    session = house.unlock(Role.COORDINATOR)
    noted(house)
    erased = leaving.remove_this_copy(session, confirmed=MOMENT.astimezone().date())
    assert erased.left == 0
    assert erased.files > 4
    assert not session.open
    assert not house.folder.exists()
    (file, _older) = backups.backup_files(house.stick)
    assert verify(file.path, **house.opens(), policy=ANY_COST).counts.members == 3
    with pytest.raises(NotAllowed):
        leaving.proved_backup(session)


def test_another_date_a_stop_and_a_disk_that_refuses_change_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted(house)
    day = MOMENT.astimezone().date()
    with pytest.raises(Invalid) as refused:
        leaving.remove_this_copy(house.session, confirmed=day - timedelta(days=1))
    assert refused.value.field == "date"
    with pytest.raises(Cancelled):
        leaving.remove_this_copy(house.session, confirmed=day, stopped=lambda: True)
    monkeypatch.setattr(files, "obstacle", lambda _folder: Obstacle.READ_ONLY)
    with pytest.raises(VaultUnwritable):
        leaving.remove_this_copy(house.session, confirmed=day)
    assert house.session.open
    assert leaving.proved_backup(house.session) == MOMENT
    assert people.count_members(house.unlock(Role.COORDINATOR)) == 3


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_only_a_coordinator_removes_it(house: House, role: Role) -> None:
    noted(house)
    session = house.unlock(role)
    with pytest.raises(NotAllowed):
        leaving.remove_this_copy(session, confirmed=MOMENT.date())
    assert people.count_members(house.unlock(Role.COORDINATOR)) == 3
