"""New keys for everything: who stays goes on as before, who left opens nothing, and nothing is ever half changed."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import Cancelled, ChangeUnfinished, NotAllowed, VaultDamaged, VaultFull, VaultUnwritable
from desktop.domain.people import MemberFacts
from desktop.domain.users import Role, UserId
from desktop.operations import people, users, vault
from desktop.operations.renewal import renew_keys
from desktop.operations.session import Session
from desktop.operations.vault import WrongPassphrase, open_with_recovery
from desktop.storage import connection, copies, snapshot
from desktop.storage.connection import Database, DatabaseKeys
from desktop.system import exchange
from desktop.vault.errors import LastCoordinator
from tests.operations.desk import FixedClock
from tests.operations.keys import CHEAP_POLICY, LOGINS, PASSPHRASE, SHEET, made_vault, opened

BESIDE = {"keys.json", "keys.json.prev", "stock.db", "people.db", "lock"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_vault(tmp_path / "vault")


def the_id(session: Session, role: Role) -> UserId:
    return next(user.id for user in users.colleagues(session) if user.role is role)


def registered(session: Session, name: str) -> int:
    """Register a member; how many there are then."""
    people.register_member(session, form_key=os.urandom(8).hex(), facts=MemberFacts(name=name))
    return len(people.find_members(session, ""))


def raw_keys(session: Session) -> DatabaseKeys:
    held = session.held_keys()
    return DatabaseKeys(held.stock_database_key(), held.people_database_key())


def names_in(folder: Path) -> set[str]:
    """What lies in the vault's folder; journals of an open database may."""
    return {path.name for path in folder.iterdir()} - {"stock.db-journal", "people.db-journal"}


def test_who_stays_unlocks_as_before_and_finds_every_record(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    registered(session, "Otter")
    before = snapshot.held(session.database)

    renew_keys(session)

    after = snapshot.held(session.database)
    assert after.rows["stock.db"].pop("journal") == before.rows["stock.db"].pop("journal") + 1
    assert (after.rows, after.members) == (before.rows, before.members)
    assert registered(session, "Heron") == 2
    session.close()
    for role in Role:
        with_same = opened(folder, role)
        assert with_same.user.role is role
        with_same.close()
    by_sheet = open_with_recovery(folder, SHEET, clock=FixedClock(), policy=CHEAP_POLICY)
    assert len(people.find_members(by_sheet, "")) == 2
    by_sheet.close()


def test_who_was_dropped_opens_nothing_with_anything_they_had(folder: Path) -> None:
    volunteer = opened(folder, Role.VOLUNTEER)
    had = raw_keys(volunteer)
    volunteer.close()
    session = opened(folder, Role.COORDINATOR)
    vault_id = session.held_keys().vault_id

    renew_keys(session, drop=frozenset({the_id(session, Role.VOLUNTEER)}))
    session.close()

    with pytest.raises(WrongPassphrase):
        opened(folder, Role.VOLUNTEER)
    for keys in (had, DatabaseKeys(had.stock, None)):
        with pytest.raises(VaultDamaged):
            connection.open_vault(folder, keys, vault_id=vault_id)
    opened(folder, Role.COORDINATOR).close()


def test_an_old_key_file_put_back_opens_nothing(folder: Path) -> None:
    old = (folder / "keys.json").read_bytes()
    session = opened(folder, Role.COORDINATOR)
    renew_keys(session, drop=frozenset({the_id(session, Role.VOLUNTEER)}))
    session.close()
    for name in ("keys.json", "keys.json.prev"):
        (folder / name).write_bytes(old)

    for role in Role:
        with pytest.raises(VaultDamaged):
            opened(folder, role)


def test_a_volunteer_who_becomes_a_stock_keeper_opens_no_people(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    registered(session, "Otter")
    renew_keys(session, roles={the_id(session, Role.VOLUNTEER): Role.STOCK_KEEPER})
    session.close()

    now = opened(folder, Role.VOLUNTEER)

    assert now.user.role is Role.STOCK_KEEPER
    assert not now.database.has_people
    assert now.held_keys().people_database_key() is None
    with pytest.raises(NotAllowed):
        people.find_members(now, "")
    now.close()


def test_what_belongs_to_the_change_is_entered_together_with_it(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    gone = the_id(session, Role.VOLUNTEER)

    renew_keys(session, drop=frozenset({gone}), enter=lambda following: following.note("user.remove", user=gone))

    entries = [action for (action,) in session.database.rows("SELECT action FROM journal ORDER BY id DESC LIMIT 2")]
    assert entries == ["user.remove", "keys.renew"]
    session.close()


def test_old_files_and_local_copies_are_destroyed(folder: Path) -> None:
    copies.make(folder, at=FixedClock().now(), why=copies.IMPORT)
    session = opened(folder, Role.COORDINATOR)

    renew_keys(session)

    assert copies.list_copies(folder) == ()
    session.close()
    assert names_in(folder) - {exchange.COPIES} == BESIDE


def test_the_last_coordinator_cannot_be_dropped(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    with pytest.raises(LastCoordinator):
        renew_keys(session, drop=frozenset({session.user.id}))
    assert registered(session, "Otter") == 1
    session.close()
    assert names_in(folder) == BESIDE


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_only_a_coordinator_can(folder: Path, role: Role) -> None:
    session = opened(folder, role)
    with pytest.raises(NotAllowed):
        renew_keys(session)
    session.close()
    assert names_in(folder) == BESIDE


@pytest.mark.parametrize("looks", range(1, 4))
def test_stopped_in_time_everything_is_as_before(folder: Path, looks: int) -> None:
    session = opened(folder, Role.COORDINATOR)
    keys = (folder / "keys.json").read_bytes()
    left = looks

    def stopped() -> bool:
        nonlocal left
        left -= 1
        return left <= 0

    with pytest.raises(Cancelled):
        renew_keys(session, drop=frozenset({the_id(session, Role.VOLUNTEER)}), stopped=stopped)

    assert (folder / "keys.json").read_bytes() == keys
    assert registered(session, "Otter") == 1
    session.close()
    assert names_in(folder) == BESIDE
    opened(folder, Role.VOLUNTEER).close()


def test_a_disk_that_fills_up_at_the_last_moment_leaves_everything_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(folder, Role.COORDINATOR)

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patched:
        patched.setattr(exchange, "commit", full)
        with pytest.raises(VaultFull):
            renew_keys(session, drop=frozenset({the_id(session, Role.VOLUNTEER)}))

    assert registered(session, "Otter") == 1
    session.close()
    opened(folder, Role.VOLUNTEER).close()


def test_a_disk_that_refuses_after_the_decision_is_brought_to_its_end_by_the_next_opening(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(folder, Role.COORDINATOR)
    registered(session, "Otter")

    def refused(*_args: object) -> None:
        raise OSError(errno.EIO, "no")

    with monkeypatch.context() as patched:
        patched.setattr(exchange, "finish", refused)
        with pytest.raises(ChangeUnfinished):
            renew_keys(session, drop=frozenset({the_id(session, Role.VOLUNTEER)}))
    assert not session.open

    with pytest.raises(WrongPassphrase):
        opened(folder, Role.VOLUNTEER)
    again = opened(folder, Role.COORDINATOR)
    assert len(people.find_members(again, "")) == 1
    again.close()
    assert names_in(folder) == BESIDE


def test_databases_that_do_not_open_after_the_decision_leave_the_change_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(folder, Role.COORDINATOR)
    open_databases = connection.open_vault

    def refused(where: Path, *args: Any, **kwargs: Any) -> Database:
        if where == folder:
            raise VaultUnwritable
        return open_databases(where, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(connection, "open_vault", refused)
        with pytest.raises(ChangeUnfinished):
            renew_keys(session, drop=frozenset({the_id(session, Role.VOLUNTEER)}))
    assert not session.open
    with pytest.raises(WrongPassphrase):
        opened(folder, Role.VOLUNTEER)
    opened(folder, Role.COORDINATOR).close()


def test_databases_that_do_not_open_again_after_a_refusal_close_the_session(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(folder, Role.COORDINATOR)
    gone = frozenset({the_id(session, Role.VOLUNTEER)})
    open_databases = connection.open_vault

    def refused(where: Path, *args: Any, **kwargs: Any) -> Database:
        if where == folder:
            raise VaultUnwritable
        return open_databases(where, *args, **kwargs)

    def no_commit(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.EIO, "no")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "open_vault", refused)
        patched.setattr(exchange, "commit", no_commit)
        with pytest.raises(VaultUnwritable):
            renew_keys(session, drop=gone)
    assert not session.open
    opened(folder, Role.VOLUNTEER).close()


def test_a_backup_made_after_new_keys_opens_for_who_stayed_with_the_passphrase_they_have(folder: Path) -> None:
    session = opened(folder, Role.COORDINATOR)
    users.add_user(session, login="Kim", passphrase=PASSPHRASE, name="", role=Role.COORDINATOR)
    renew_keys(session)
    session.close()

    kim = vault.open_vault(folder, login="Kim", passphrase=PASSPHRASE, clock=FixedClock(), policy=CHEAP_POLICY)
    renew_keys(kim, drop=frozenset({u.id for u in users.colleagues(kim) if u.name == LOGINS[Role.COORDINATOR]}))
    kim.close()

    with pytest.raises(WrongPassphrase):
        opened(folder, Role.COORDINATOR)
    again = vault.open_vault(folder, login="Kim", passphrase=PASSPHRASE, clock=FixedClock(), policy=CHEAP_POLICY)
    assert again.user.role is Role.COORDINATOR
    again.close()
