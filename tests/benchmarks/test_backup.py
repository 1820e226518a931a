"""A backup proved by reading back, and restoring it, against the least that would do the same."""

import itertools
import os
import shutil
from pathlib import Path

import pytest

from desktop.backup import restore, snapshot, write_backup
from desktop.domain.users import Role
from desktop.operations.session import Session
from desktop.storage import connection
from desktop.storage.connection import FILES, DatabaseKeys
from tests.backup.house import ANY_COST, House, build
from tests.benchmarks.conftest import Bench

OTHER = DatabaseKeys(stock=bytes(range(64, 96)), people=bytes(range(96, 128)))


@pytest.fixture
def house(session: Session, tmp_path: Path) -> House:
    """A vault with keys, whose name the filled databases take on, so that they can be backed up in its place."""
    made = build(tmp_path)
    name = made.database.value("SELECT value FROM main.meta WHERE key = ?", (connection.VAULT_META,))
    with session.database.transaction():
        for schema in session.database.schemas:
            session.database.execute(f"UPDATE {schema}.meta SET value = ? WHERE key = ?", (name, connection.VAULT_META))
    return made


def backed_up(session: Session, house: House) -> Path:
    keys = house.session.held_keys()
    copy = snapshot(session.database, keys, house.folder, created=house.clock.now(), policy=ANY_COST)
    return write_backup(copy, house.stick).path


def bare_copy(session: Session, folder: Path) -> None:
    """The backup API to another key, fsync, reading back, and checking every page."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for schema, name in FILES.items():
        target = connection.connect(str(folder / name), isolation_level=None)
        connection.apply_key(target, OTHER.of(schema) or b"")
        session.database.connection.backup(target, name=schema)
        target.close()
        with (folder / name).open("rb+") as file:
            os.fsync(file.fileno())
            while file.read(1 << 20):
                pass
        checked = connection.connect(str(folder / name), isolation_level=None)
        connection.apply_key(checked, OTHER.of(schema) or b"")
        assert not checked.execute("PRAGMA cipher_integrity_check").fetchall()
        checked.close()


def bare_restore(source: Path, folder: Path) -> None:
    """Copying, and checking every page twice over."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    for schema, name in FILES.items():
        checked = connection.connect(str(folder / name), isolation_level=None)
        connection.apply_key(checked, OTHER.of(schema) or b"")
        assert not checked.execute("PRAGMA cipher_integrity_check").fetchall()
        assert checked.execute("PRAGMA quick_check").fetchone() == ("ok",)
        checked.close()


def test_backup_to_a_folder(session: Session, house: House, measure: Bench, tmp_path: Path) -> None:
    measure(
        "backup to a folder, proved",
        lambda: backed_up(session, house),
        bare=lambda: bare_copy(session, tmp_path / "bare"),
        goal="1.3 x bare",
        rounds=3,
        warm=False,
    )


def test_restoring(session: Session, house: House, measure: Bench, tmp_path: Path) -> None:
    file = backed_up(session, house)
    bare_copy(session, tmp_path / "bare")
    number = itertools.count()
    measure(
        "restore and verify",
        lambda: restore(
            file,
            tmp_path / f"restored-{next(number)}",
            at=house.clock.now(),
            policy=ANY_COST,
            **house.opens(Role.COORDINATOR),
        ),
        bare=lambda: bare_restore(tmp_path / "bare", tmp_path / "bare-restored"),
        goal="1.3 x bare",
        rounds=3,
        warm=False,
    )
