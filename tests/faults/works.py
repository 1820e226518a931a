"""Work that changes many files, in a form that can be interrupted anywhere: how it begins, what is done, what must be found.

Each `Work` is done in a folder of its own (`root`), by a process that is killed or a record that is cut off
(tests/faults/test_interruptions.py, tests/faults/test_power_cuts.py). `check` opens what is left the way a person would, and
raises AssertionError when anything confirmed is gone, half or unreadable.
"""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.backup import restore, verify, write_backup
from desktop.domain.errors import VaultUnfinished
from desktop.domain.people import MemberFacts
from desktop.domain.referrals import Service
from desktop.domain.starter import STARTER_ITEMS
from desktop.domain.stock import Category, Expiry, Source, Unit
from desktop.domain.users import Role
from desktop.operations import backups, people, recovery, referrals, stock, users, vault
from desktop.operations.session import Session
from desktop.operations.stock import Arrival
from desktop.operations.vault import VaultSetup
from desktop.storage import schema, wholeness
from desktop.storage.connection import Database
from desktop.storage.schema import PEOPLE, STOCK
from desktop.vault.errors import NoVault, WrongPassphrase
from tests.faults.marked import files_below, new_form, rows_of
from tests.faults.mixed import Confirmed, Mixed, Proof
from tests.operations.desk import FixedClock
from tests.operations.keys import CHEAP_KDF, CHEAP_POLICY, LOGINS, PASSPHRASE, SHEET, WORDS, made_vault, opened

Say = Callable[[Any], None]
Said = list[Any]
CLOCK = FixedClock()
OPENS = {"login": LOGINS[Role.COORDINATOR], "passphrase": PASSPHRASE}
NEW_PASSPHRASE = "four green bicycles under the viaduct"
NEW_SHEET = "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"
LEFT_OPEN = {"keys.json", "keys.json.prev", "lock", "people.db", "stock.db"}


@dataclass(frozen=True)
class Work:
    """One kind of work.

    Attributes:
        prepare: Fills an empty `root`.
        do: Does the work in `root`, and says what is confirmed.
        check: Opens what was left in `root` by a fault, given what was confirmed before it, and says in a word what it is.
    """

    name: str
    prepare: Callable[[Path], None]
    do: Callable[[Path, Say], None]
    check: Callable[[Path, Said], str]


def filled(root: Path) -> None:
    """A small vault with a little of everything."""
    made_vault(root / "vault")
    session = opened(root / "vault", Role.COORDINATOR)
    place = stock.places(session)[0].id
    items = [
        stock.save_item(session, name=name, category=Category.PROTECTION, unit=Unit.PIECE, expiry=Expiry.NONE)
        for name in ("Soap", "Socks", "Torch", "Bread")
    ]
    stock.receive_stock(
        session,
        form_key=new_form(),
        source=Source.PURCHASE,
        origin="",
        place_id=place,
        lines=[Arrival(item, 100_000) for item in items],
        occurred_on=CLOCK.today(),
    )
    for name in ("Hummingbird", "Tin Whistle", "Quayside"):
        people.register_member(session, form_key=new_form(), facts=MemberFacts(name))
    referrals.save_provider(session, name="Dr Marigold", service=Service.CLINIC, details="")
    mixed = Mixed(session, random.Random(1))
    for _ in range(12):
        mixed.one()
    session.close()


def records(database: Database) -> dict[str, Any]:
    """Every row of both databases; of the journals, only that they can grow is left out."""
    return {
        f"{name}.{table}": rows
        for name in database.schemas
        for table, rows in rows_of(database, name).items()
        if table not in ("journal", "setting")
    }


def whole(session: Session) -> None:
    """The vault is whole, and nothing in it is half."""
    assert wholeness.is_whole(session.database)
    assert wholeness.belong_together(session.database)
    assert not Proof(session.database).halves()


# Mixed work


def do_mixed(root: Path, say: Say) -> None:
    session = opened(root / "vault", Role.COORDINATOR)
    mixed = Mixed(session, random.Random(root.name))
    for _ in range(12):
        say(mixed.one())
    session.close()


def check_mixed(root: Path, said: Said) -> str:
    if len(said) % 2:  # whoever opens one file alone must leave the other's half of a commit to be undone
        opened(root / "vault", Role.STOCK_KEEPER).close()
    session = opened(root / "vault", Role.COORDINATOR)
    whole(session)
    proof = Proof(session.database)
    lost = [entry for entry in said if not proof.is_there(entry)]
    assert not lost, f"lost: {lost}"
    session.close()
    return "whole"


# Making a vault


def do_make(root: Path, say: Say) -> None:
    setup = VaultSetup("Sunrise", **OPENS, items=STARTER_ITEMS, place="Shelf A", recovery_words=WORDS)
    vault.create_vault(root / "vault", setup, clock=CLOCK, kdf=CHEAP_KDF, policy=CHEAP_POLICY).session.close()
    say("made")


def check_made(root: Path, said: Said) -> str:
    folder, state = root / "vault", "whole"
    try:
        session = opened(folder, Role.COORDINATOR)
    except (NoVault, VaultUnfinished) as error:
        assert not said
        state = "unfinished" if isinstance(error, VaultUnfinished) else "nothing"
        do_make(root, lambda _: None)
        session = opened(folder, Role.COORDINATOR)
    whole(session)
    assert len(stock.items(session)) == len(STARTER_ITEMS)
    assert people.count_members(session) == 0
    session.close()
    left = {path.name for path in files_below(folder) if not (path.name.endswith("-journal") and not path.stat().st_size)}
    assert left == LEFT_OPEN, left
    return state


# Changes of keys


def do_keys(root: Path, say: Say) -> None:
    session = opened(root / "vault", Role.COORDINATOR)
    users.add_user(session, login="Noor", passphrase=NEW_PASSPHRASE, name="Noor", role=Role.VOLUNTEER)
    say("added")
    users.change_passphrase(session, login=LOGINS[Role.COORDINATOR], old=PASSPHRASE, new=NEW_PASSPHRASE)
    say("passphrase")
    recovery.make_recovery_sheet(session, words=NEW_SHEET.split())
    say("sheet")
    session.close()


def check_keys(root: Path, said: Said) -> str:
    folder = root / "vault"
    before = json.loads((root / "before.json").read_text())
    new, old = _opens(folder, LOGINS[Role.COORDINATOR], NEW_PASSPHRASE), _opens(
        folder, LOGINS[Role.COORDINATOR], PASSPHRASE
    )
    assert [new, old].count(None) == 1  # one of them opens it, never both
    assert new or "passphrase" not in said
    added = _opens(folder, "Noor", NEW_PASSPHRASE)
    assert added or "added" not in said
    sheets = [_opens_sheet(folder, words) for words in (NEW_SHEET, SHEET)]
    assert sheets.count(None) == 1
    assert sheets[0] or "sheet" not in said
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        assert _opens(folder, LOGINS[role], PASSPHRASE)
    now = new or old
    assert now is not None
    assert {name: rows for name, rows in now.items() if name != "main.user"} == {
        name: rows for name, rows in before.items() if name != "main.user"
    }
    return f"{'new' if added else 'old'} user, {'new' if new else 'old'} passphrase, {'new' if sheets[0] else 'old'} sheet"


def _opens(folder: Path, login: str, passphrase: str) -> dict[str, Any] | None:
    """What somebody sees in the vault; None when the passphrase doesn't open it."""
    try:
        session = vault.open_vault(folder, login=login, passphrase=passphrase, clock=CLOCK, policy=CHEAP_POLICY)
    except WrongPassphrase:
        return None
    return _seen(session)


def _opens_sheet(folder: Path, words: str) -> dict[str, Any] | None:
    try:
        return _seen(vault.open_with_recovery(folder, words, clock=CLOCK, policy=CHEAP_POLICY))
    except WrongPassphrase:
        return None


def _seen(session: Session) -> dict[str, Any]:
    assert wholeness.is_whole(session.database)
    seen = json.loads(json.dumps(records(session.database), default=bytes.hex))
    session.close()
    return seen  # type: ignore[no-any-return]


def filled_with_facts(root: Path) -> None:
    """The small vault, and what stands in it."""
    filled(root)
    (root / "before.json").write_text(json.dumps(_seen(opened(root / "vault", Role.COORDINATOR))))


# Migration


@contextmanager
def next_version() -> Iterator[None]:
    """The program of tomorrow, which knows a step more for each database."""
    real = schema.steps
    more = {
        STOCK: "CREATE TABLE main.shelf_mark (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;\n"
        "INSERT INTO main.shelf_mark SELECT id, name FROM main.item;\n",
        PEOPLE: "ALTER TABLE people.provider ADD COLUMN hours TEXT NOT NULL DEFAULT '';\n"
        "UPDATE people.provider SET hours = 'mornings';\n",
    }

    def steps(name: str) -> list[tuple[int, str]]:
        known = real(name)
        return [*known, (known[-1][0] + 1, more[name])]

    schema.steps = steps
    try:
        yield
    finally:
        schema.steps = real


def do_migration(root: Path, say: Say) -> None:
    with next_version():
        opened(root / "vault", Role.COORDINATOR).close()
    say("migrated")


def check_migrated(root: Path, _said: Said) -> str:
    before = json.loads((root / "before.json").read_text())
    with next_version():
        session = opened(root / "vault", Role.COORDINATOR)
        assert session.database.rows("SELECT hours FROM people.provider") == [("mornings",)]
        assert session.database.value("SELECT count(*) FROM shelf_mark") == len(before["main.item"])
        after = _seen(session)
    del after["main.shelf_mark"]
    for row in after["people.provider"]:
        row.pop()
    assert after == before
    return "whole"


# Backup and restore


def filled_with_backup(root: Path) -> None:
    """The small vault, a stick with a backup of it, and an entry more."""
    filled(root)
    (root / "stick").mkdir()
    session = opened(root / "vault", Role.COORDINATOR)
    made = write_backup(backups.snapshot_for_backup(session), root / "stick")
    backups.note_backup(session, made)
    Mixed(session, random.Random(3)).give()
    (root / "before.json").write_text(json.dumps({"name": made.path.name, "raw": made.path.read_bytes().hex()}))
    session.close()


def do_backup(root: Path, say: Say) -> None:
    session = opened(root / "vault", Role.COORDINATOR)
    made = write_backup(backups.snapshot_for_backup(session), root / "stick")
    say(made.path.name)
    backups.note_backup(session, made)
    session.close()


def check_backup(root: Path, said: Said) -> str:
    older = json.loads((root / "before.json").read_text())
    assert (root / "stick" / older["name"]).read_bytes().hex() == older["raw"]
    there = {each.path.name for each in backups.backup_files(root / "stick")}
    assert {older["name"], *said} <= there
    for name in there:
        verify(root / "stick" / name, **OPENS, policy=CHEAP_POLICY)
    session = opened(root / "vault", Role.COORDINATOR)
    whole(session)
    # The next one takes away what this one left half.
    made = write_backup(backups.snapshot_for_backup(session), root / "stick")
    session.close()
    assert {path.name for path in (root / "stick").iterdir()} == {*there, made.path.name}
    left = {path.relative_to(root / "vault").parts[0] for path in files_below(root / "vault")}
    assert not [name for name in left if name.startswith("snapshot-")]
    return "a backup more" if len(there) > 1 else "the older backup"


def do_restore(root: Path, say: Say) -> None:
    file = backups.backup_files(root / "stick")[0].path
    restore(file, root / "new", at=CLOCK.now(), **OPENS, policy=CHEAP_POLICY)
    say("restored")


def check_restored(root: Path, said: Said) -> str:
    older = json.loads((root / "before.json").read_text())
    assert (root / "stick" / older["name"]).read_bytes().hex() == older["raw"]
    state = "whole" if (root / "new").exists() else "nothing"
    assert state == "whole" or not said
    if state == "nothing":
        do_restore(root, lambda _: None)
    for folder in (root / "new", root / "vault"):
        session = opened(folder, Role.COORDINATOR)
        whole(session)
        session.close()
    assert not list(root.glob("new.new-*")) or state == "whole"
    return state


def nothing(_root: Path) -> None:
    """There is nothing yet."""


WORKS = {
    work.name: work
    for work in (
        Work("mixed work", filled, do_mixed, check_mixed),
        Work("making a vault", nothing, do_make, check_made),
        Work("changes of keys", filled_with_facts, do_keys, check_keys),
        Work("migration", filled_with_facts, do_migration, check_migrated),
        Work("backup", filled_with_backup, do_backup, check_backup),
        Work("restore into a new folder", filled_with_backup, do_restore, check_restored),
    )
}


class Prepared:
    """A work's beginning, made once and laid out anew for each fault."""

    def __init__(self, work: Work, folder: Path) -> None:
        self.work = work
        self._template = folder / "template"
        self._template.mkdir()
        work.prepare(self._template)
        self.root = folder / "root"

    def laid_out(self) -> Path:
        """The folder, as the work finds it."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self._template, self.root)
        return self.root


__all__ = ["WORKS", "Confirmed", "Prepared", "Said", "Work"]
