"""Vaults of older and newer programs, and of other programs: brought up to date with a copy kept, or refused and left alone."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.errors import LarderError, VaultDamaged, VaultNewer
from desktop.domain.users import Role, UserId
from desktop.i18n import say
from desktop.operations import people, vault
from desktop.storage import connection, copies, journal, schema
from desktop.storage.connection import FILES, DatabaseKeys
from desktop.storage.schema import PEOPLE, STOCK
from desktop.vault import canonical
from desktop.vault.errors import KeysDamaged, NewerFormat
from tests.faults.counting import report
from tests.faults.marked import files_below
from tests.faults.works_base import filled, whole
from tests.operations.keys import made_vault, opened
from tests.storage import book
from tests.storage.test_schema import NEW_COLUMNS, named


def older_versions() -> list[dict[str, int]]:
    """Every pair of schema steps that an earlier program may have left, but for the present one."""
    last = {name: schema.steps(name)[-1][0] for name in (STOCK, PEOPLE)}
    pairs = itertools.product(*(range(1, last[name] + 1) for name in (STOCK, PEOPLE)))
    found = [dict(zip((STOCK, PEOPLE), pair, strict=True)) for pair in pairs]
    return [versions for versions in found if versions != last]


def made_older(
    folder: Path, keys: DatabaseKeys, vault_id: str, people_rows: list[tuple[object, ...]]
) -> dict[str, list[dict[str, object]]]:
    """Put databases that know only the steps of now in the place of a vault's own, with its people; what stands in them."""
    for name in FILES.values():
        (folder / name).unlink()
    made = connection.create(folder, keys, vault_id=vault_id)
    with made.transaction():
        for row in people_rows:
            made.insert("user", **dict(zip(("id", "name", "role", "active"), row, strict=True)))
        made.insert("user", id="u1", name="Mei", role="volunteer", active=0)
        made.insert("place", uuid="p", name="Shelf B", folded="shelf b")
        more = {"category": "food", "unit": "piece", "expiry": "none", "created_on": "2026-10-01"}
        made.insert("item", uuid="i", name="Rice", folded="rice", **more)
        made.insert("batch", uuid="b", item_id=1, received_on=book.DAY)
        book.document(made, 1, "intake", book.DAY)
        book.movement(made, 1, 5, "received", book.DAY, **book.STOCKED)
        journal.write(made, "main", at=book.AT, user_id=UserId("u1"), action="stock.receive", subject={"document": 1})
    found = named(made)
    made.close()
    return found


def test_every_older_schema_is_brought_up_to_date_and_a_copy_of_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {name: schema.steps(name) for name in (STOCK, PEOPLE)}
    for number, versions in enumerate(older_versions()):
        folder = tmp_path / str(number)
        made_vault(folder)
        session = opened(folder, Role.COORDINATOR)
        held = session.held_keys()
        keys, vault_id = vault.database_keys(held), held.vault_id
        who = session.database.rows("SELECT id, name, role, active FROM user")
        session.close()
        with monkeypatch.context() as patch:
            patch.setattr(schema, "steps", lambda name, versions=versions: known[name][: versions[name]])
            before = made_older(folder, keys, vault_id, who)
        session = opened(folder, Role.COORDINATOR)
        assert [schema.version(session.database.connection, name) for name in known] == [
            known[name][-1][0] for name in known
        ]
        whole(session)
        after = named(session.database)
        for table, rows in before.items():
            if not table.endswith((".journal", ".setting")):  # what each opening notes
                new = NEW_COLUMNS.get(table, {})
                assert after[table] == [{**{name: new[name] for name in new if name not in row}, **row} for row in rows]
        (copy,) = copies.list_copies(folder)
        assert copy.why == copies.MIGRATION
        session.close()
        session = opened(copy.path, Role.VOLUNTEER)  # it is a vault itself, and is brought up to date in its turn
        assert people.count_members(session) == 0
        session.close()
    report(
        group="T10", fault="a vault of an older schema", means="made with the older steps", times=len(older_versions())
    )


def newer_schema(name: str, more: int) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        session = opened(folder, Role.COORDINATOR)
        session.database.execute(f"PRAGMA {name}.user_version = {schema.steps(name)[-1][0] + more}")
        session.close()

    return change


def program(name: str, number: int) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        session = opened(folder, Role.COORDINATOR)
        session.database.execute(f"PRAGMA {name}.application_id = {number}")
        session.close()

    return change


def keys_say(**changes: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        content = json.loads((folder / "keys.json").read_bytes())
        del content["checksum"]
        for name in ("keys.json", "keys.json.prev"):
            (folder / name).write_bytes(canonical.with_checksum(content | changes))

    return change


REFUSED: dict[str, tuple[Callable[[Path], None], tuple[type[LarderError], ...]]] = {
    "a newer stock schema": (newer_schema(STOCK, 1), (VaultNewer,)),
    "a newer people schema": (newer_schema(PEOPLE, 1), (VaultNewer,)),
    "a much newer schema": (newer_schema(STOCK, 1000), (VaultNewer,)),
    "a negative schema": (newer_schema(PEOPLE, -1000), (VaultDamaged, VaultNewer)),
    "a newer key file": (keys_say(version=3), (NewerFormat,)),
    "a key file of version 0": (keys_say(version=0), (KeysDamaged,)),
    "a key file of a million versions later": (keys_say(version=10**6), (NewerFormat, KeysDamaged)),
    "a key file whose version is no number": (keys_say(version="2"), (KeysDamaged,)),
    "a key file of another program": (keys_say(format="another-keys"), (KeysDamaged,)),
    "no program in the stock": (program(STOCK, 0), (VaultDamaged,)),
    "no program in the people": (program(PEOPLE, 0), (VaultDamaged,)),
    "another program in the stock": (program(STOCK, 252006674), (VaultDamaged,)),
    "another program in the people": (program(PEOPLE, 252006674), (VaultDamaged,)),
    "the one's program in the other": (program(PEOPLE, 0x4C525331), (VaultDamaged,)),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("versions")
    filled(root)
    return {path.name: path.read_bytes() for path in (root / "vault").iterdir()}


def test_newer_and_other_formats_are_refused_and_left_as_they_are(template: dict[str, bytes], tmp_path: Path) -> None:
    for number, (change, kinds) in enumerate(REFUSED.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, raw in template.items():
            (folder / name).write_bytes(raw)
        change(folder)
        before = {path.name: path.read_bytes() for path in files_below(folder)}
        with pytest.raises(kinds) as refused:
            opened(folder, Role.COORDINATOR)
        assert "Nothing was" in say(refused.value)
        assert {path.name: path.read_bytes() for path in files_below(folder)} == before
    report(group="T10", fault="a newer or a foreign format", means="files changed with their keys", times=len(REFUSED))
