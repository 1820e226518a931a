"""Interruptible work on the vault itself: entries, making it, a new program's migration, erasing, leaving."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.backup.leaving import erase_vault
from desktop.domain.errors import LarderError, VaultUnfinished
from desktop.domain.starter import STARTER_ITEMS
from desktop.domain.users import Role
from desktop.operations import catalogue, drafts, erasing, people, vault
from desktop.operations.vault import VaultSetup
from desktop.storage import schema
from desktop.storage.schema import PEOPLE, STOCK
from desktop.vault.errors import NoVault
from tests.faults.marked import files_below
from tests.faults.mixed import Mixed, Proof
from tests.faults.works_base import (
    CLOCK,
    OPENS,
    Said,
    Say,
    Work,
    at_work,
    facts_of,
    filled,
    filled_with_facts,
    nothing,
    seen,
    whole,
)
from tests.operations.keys import CHEAP_KDF, CHEAP_POLICY, WORDS, opened

MADE = {"keys.json", "keys.json.prev", "lock", "people.db", "stock.db"}


def do_mixed(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        mixed = Mixed(session, random.Random(root.name))
        for _ in range(12):
            say(mixed.one())


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
    assert len(catalogue.items(session)) == len(STARTER_ITEMS)
    assert people.count_members(session) == 0
    session.close()
    left = {
        path.name for path in files_below(folder) if not (path.name.endswith("-journal") and not path.stat().st_size)
    }
    assert left == MADE, left
    return state


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
    before = facts_of(root)
    with next_version():
        session = opened(root / "vault", Role.COORDINATOR)
        assert session.database.rows("SELECT hours FROM people.provider") == [("mornings",)]
        assert session.database.value("SELECT count(*) FROM shelf_mark") == len(before["main.item"])
        after = seen(session)
    del after["main.shelf_mark"]
    for row in after["people.provider"]:
        row.pop()
    assert after == before
    return "whole"


def do_erase_member(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        member = people.find_members(session, "Hummingbird")[0]
        erasing.erase_member(session, member_id=member.id, confirmed=member.code)
        say("erased")


def check_erased_member(root: Path, said: Said) -> str:
    before = facts_of(root)
    session = opened(root / "vault", Role.COORDINATOR)
    there = bool(people.find_members(session, "Hummingbird", active_only=False))
    assert not there or not said
    whole(session)
    count = session.database.value("SELECT count(*) FROM people.recipient")
    assert count == len(before["people.recipient"])
    now = seen(session)
    assert {name: rows for name, rows in now.items() if name.startswith("main.")} == {
        name: rows for name, rows in before.items() if name.startswith("main.")
    }
    return "still there" if there else "erased"


def filled_with_draft(root: Path) -> None:
    """The small vault, and somebody's form in progress."""
    filled(root)
    session = opened(root / "vault", Role.VOLUNTEER)
    drafts.keep_draft(session, content={"note": "old" * 900})
    session.close()


def do_draft(root: Path, say: Say) -> None:
    with at_work(root, Role.VOLUNTEER) as session:
        drafts.keep_draft(session, content={"note": "new" * 3000})
        say("kept")


def check_draft(root: Path, said: Said) -> str:
    session = opened(root / "vault", Role.VOLUNTEER)
    found = drafts.take_draft(session)
    assert found is not None
    assert found.content in ({"note": "old" * 900}, {"note": "new" * 3000})
    state = found.content["note"][:3]
    assert state == "new" or not said
    assert drafts.take_draft(session) is None
    whole(session)
    session.close()
    return str(state)


def do_leave(root: Path, say: Say) -> None:
    erase_vault(root / "vault")
    say("left")


def check_left(root: Path, said: Said) -> str:
    folder = root / "vault"
    state = "gone"
    if folder.exists():
        try:
            session = opened(folder, Role.COORDINATOR)
        except LarderError:
            erase_vault(folder)  # its keys were being overwritten, or are gone: it opens for nobody, and this goes on
        else:
            assert not said
            whole(session)
            session.close()
            state = "whole"
    assert state == "whole" or not folder.exists()
    return state


WORKS = (
    Work("mixed work", filled, do_mixed, check_mixed),
    Work("making a vault", nothing, do_make, check_made),
    Work("migration", filled_with_facts, do_migration, check_migrated),
    Work("erasing a member", filled_with_facts, do_erase_member, check_erased_member),
    Work("keeping a draft", filled_with_draft, do_draft, check_draft),
    Work("leaving a laptop", filled, do_leave, check_left),
)
