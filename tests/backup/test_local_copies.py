"""A newer program copies a vault before it changes it; the copy opens, and killed anywhere the vault is as before or after."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import VaultFull, VaultUnwritable
from desktop.domain.users import Role
from desktop.operations import vault
from desktop.operations.session import Session
from desktop.storage import connection, copies, schema, wholeness
from desktop.storage.schema import PEOPLE, STOCK
from desktop.system import files
from tests.backup.house import ANY_COST, LOGINS, MOMENT, PASSPHRASES, Clock, House
from tests.faults.interrupted import Stopping, killed_before

NAME = "20261124-085000-migration"
ADDED = {
    STOCK: "ALTER TABLE main.place ADD COLUMN colour TEXT NOT NULL DEFAULT '';\nUPDATE main.place SET colour = 'red';\n",
    PEOPLE: "ALTER TABLE people.provider ADD COLUMN hours TEXT NOT NULL DEFAULT '';\n"
    "UPDATE people.provider SET hours = 'noon';\n",
}


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """A program that knows one step more for each database; the numbers of the last steps before it."""
    real = {name: schema.steps(name) for name in (STOCK, PEOPLE)}
    more = {name: [*steps, (steps[-1][0] + 1, ADDED[name])] for name, steps in real.items()}
    monkeypatch.setattr(schema, "steps", more.__getitem__)
    return {name: steps[-1][0] for name, steps in real.items()}


def opened(folder: Path, role: Role = Role.COORDINATOR, clock: Clock | None = None) -> Session:
    return vault.open_vault(
        folder, login=LOGINS[role], passphrase=PASSPHRASES[role], clock=clock or Clock(), policy=ANY_COST
    )


def versions(session: Session) -> dict[str, int]:
    return {name: schema.version(session.database.connection, name) for name in session.database.schemas}


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != "lock"}


@pytest.fixture
def before(house: House) -> dict[str, bytes]:
    """The vault's files, closed."""
    house.session.close()
    return bytes_of(house.folder)


def test_a_newer_program_keeps_a_copy_of_what_it_changes(
    house: House, before: dict[str, bytes], newer: dict[str, int]
) -> None:
    session = opened(house.folder)
    assert versions(session) == {name: number + 1 for name, number in newer.items()}
    session.close()
    copy = house.folder / "copies" / NAME
    assert bytes_of(copy) == before
    assert copies.list_copies(house.folder) == (
        copies.LocalCopy(copy, MOMENT, "migration", sum(map(len, before.values()))),
    )


def test_nothing_is_copied_where_nothing_changes(house: House, before: dict[str, bytes], newer: dict[str, int]) -> None:
    opened(house.folder).close()
    shutil.rmtree(house.folder / "copies")
    for role in Role:
        opened(house.folder, role).close()
    assert not (house.folder / "copies").exists()


def test_the_copy_is_a_vault_as_it_was(
    house: House, before: dict[str, bytes], newer: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(house.folder).close()
    monkeypatch.undo()  # the older program again
    session = opened(house.folder / "copies" / NAME)
    assert versions(session) == newer
    assert wholeness.is_whole(session.database)
    session.close()


def test_a_stock_keeper_alone_keeps_both_files(house: House, before: dict[str, bytes], newer: dict[str, int]) -> None:
    session = opened(house.folder, Role.STOCK_KEEPER)
    assert versions(session) == {STOCK: newer[STOCK] + 1}
    session.close()
    assert bytes_of(house.folder / "copies" / NAME) == before
    later = Clock(MOMENT + timedelta(hours=1))
    session = opened(house.folder, Role.VOLUNTEER, later)
    assert versions(session) == {name: number + 1 for name, number in newer.items()}
    session.close()
    assert [copy.made for copy in copies.list_copies(house.folder)] == [later.moment, MOMENT]


def test_without_room_for_a_copy_nothing_changes(
    house: House, before: dict[str, bytes], newer: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(files, "free_space", lambda _folder: sum(map(len, before.values())))
        with pytest.raises(VaultFull) as caught:
            opened(house.folder)
    assert caught.value.values["needed"] > 1
    assert "{needed}" in caught.value.text
    assert bytes_of(house.folder) == before
    opened(house.folder).close()


def test_a_copy_that_does_not_read_back_is_none(
    house: House, before: dict[str, bytes], newer: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(files, "read_back", lambda path: files.Content(path.stat().st_size, "0"))
        with pytest.raises(VaultUnwritable):
            opened(house.folder)
    assert bytes_of(house.folder) == before
    assert list((house.folder / "copies").iterdir()) == []


def test_where_no_copy_can_be_made_nothing_changes(
    house: House, before: dict[str, bytes], newer: dict[str, int]
) -> None:
    (house.folder / "copies").write_bytes(b"a file in the way")
    with pytest.raises(VaultUnwritable):
        opened(house.folder)
    assert {name: found for name, found in bytes_of(house.folder).items() if name != "copies"} == before


# Interrupted transactions


def test_killed_anywhere_while_it_is_changed_the_vault_is_as_before_or_after(
    house: House, before: dict[str, bytes], newer: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "connect", lambda path, **options: Stopping(path, **options))
    step, seen = 1, set()
    while True:
        folder = Path(shutil.copytree(house.folder, house.folder.parent / f"vault-{step}"))
        died = killed_before(step, lambda at=folder: opened(at).close())
        found = copies.list_copies(folder)
        session = opened(folder, clock=Clock(MOMENT + timedelta(hours=1)))
        assert versions(session) == {name: number + 1 for name, number in newer.items()}
        assert session.database.rows("SELECT hours FROM people.provider") == [("noon",)]
        assert wholeness.is_whole(session.database)
        session.close()
        for copy in found:
            assert bytes_of(copy.path) == before
        assert copies.list_copies(folder)
        assert not list((folder / "copies").glob("*.tmp"))
        seen.add(len(copies.list_copies(folder)))
        shutil.rmtree(folder)
        if not died:
            break
        step += 5 if step > 60 else 1
    assert step > 60
    assert seen == {1, 2}


def ended(journal: bytes, name: str) -> bytes:
    """A journal as SQLite ends it when several files are committed together."""
    raw = os.fsencode(name)
    numbers = len(raw).to_bytes(4, "big") + (sum(raw) & 0xFFFFFFFF).to_bytes(4, "big")
    return journal + b"\x00\x04\x00\x01" + raw + numbers + bytes.fromhex("d9d505f920a163d7")


@pytest.mark.parametrize(("there", "wanted"), [(True, b"journal" * 100), (False, None)])
def test_a_journal_of_two_files_works_wherever_it_is_moved(tmp_path: Path, there: bool, wanted: bytes | None) -> None:
    named = tmp_path / "stock.db-mj0123"
    if there:
        named.write_bytes(b"")
    for name in ("stock.db", "people.db"):
        (tmp_path / name).write_bytes(b"database")
        (tmp_path / f"{name}-journal").write_bytes(ended(b"journal" * 100, str(named)))
    copy = copies.make(tmp_path, at=datetime(2026, 11, 24, tzinfo=UTC), why=copies.IMPORT)
    copies.settle_journals(tmp_path)
    for folder in (copy.path, tmp_path):
        for name in ("stock.db", "people.db"):
            journal = folder / f"{name}-journal"
            assert (journal.read_bytes() if journal.exists() else None) == wanted


# Which of them stay


def shaped(vault: Path, name: str) -> Path:
    folder = vault / "copies" / name
    folder.mkdir(parents=True)
    (folder / "keys.json").write_bytes(b"keys")
    (folder / "stock.db").write_bytes(b"marker" * 1000)
    return folder


def test_the_newest_copies_stay_and_the_rest_are_overwritten(tmp_path: Path) -> None:
    whys = ("restore", "migration", "import", "restore", "import", "migration")
    names = [f"2026112{day}-085000-{why}" for day, why in enumerate(whys)]
    for name in names:
        os.link(shaped(tmp_path, name) / "stock.db", tmp_path / name)
    copies.keep_newest(tmp_path, 3)
    # What a restore set aside stays, however old.
    assert [copy.why for copy in copies.list_copies(tmp_path)] == [
        "migration",
        "import",
        "restore",
        "import",
        "restore",
    ]
    assert [b"marker" in (tmp_path / name).read_bytes() for name in names] == [True, False, True, True, True, True]


def test_a_copy_that_was_just_made_stays_when_the_clock_was_put_back(tmp_path: Path) -> None:
    for name in ("stock.db", "people.db", "keys.json"):
        (tmp_path / name).write_bytes(b"x")
    made = [copies.make(tmp_path, at=MOMENT - timedelta(hours=hour), why=copies.IMPORT) for hour in range(5)]
    assert copies.list_copies(tmp_path) == (made[0], made[1], made[4])


def test_two_copies_of_a_second_have_two_names(tmp_path: Path) -> None:
    shaped(tmp_path, NAME)
    assert copies.free_name(tmp_path, MOMENT, "migration") == f"{NAME}-2"
    shaped(tmp_path, f"{NAME}-2")
    assert copies.free_name(tmp_path, MOMENT, "migration") == f"{NAME}-3"
    assert len(copies.list_copies(tmp_path)) == 2


def test_what_is_not_a_copy_is_not_listed(tmp_path: Path) -> None:
    (shaped(tmp_path, NAME) / "keys.json").unlink()
    shaped(tmp_path, "something")
    (tmp_path / "copies" / "20261125-085000-restore").write_bytes(b"")
    assert copies.list_copies(tmp_path) == ()
    assert copies.list_copies(tmp_path / "nowhere") == ()
