"""Interruptible changes of keys: passphrases, users, the recovery sheet, and all keys made anew."""

from pathlib import Path
from typing import Any

from desktop.domain.users import Role
from desktop.operations import recovery, users
from desktop.storage import copies
from tests.faults.works_base import (
    CLOCK,
    Said,
    Say,
    Work,
    at_work,
    facts_of,
    filled_with_facts,
    opened_by,
    opened_by_sheet,
)
from tests.operations.keys import LOGINS, PASSPHRASE, SHEET

NEW_PASSPHRASE = "four green bicycles under the viaduct"
NEW_SHEET = "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"


def do_keys(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        users.add_user(session, login="Noor", passphrase=NEW_PASSPHRASE, name="Noor", role=Role.VOLUNTEER)
        say("added")
        users.change_passphrase(session, login=LOGINS[Role.COORDINATOR], old=PASSPHRASE, new=NEW_PASSPHRASE)
        say("passphrase")
        recovery.make_recovery_sheet(session, words=NEW_SHEET.split())
        say("sheet")


def check_keys(root: Path, said: Said) -> str:
    folder = root / "vault"
    new, old = (
        opened_by(folder, LOGINS[Role.COORDINATOR], NEW_PASSPHRASE),
        opened_by(folder, LOGINS[Role.COORDINATOR], PASSPHRASE),
    )
    assert [new, old].count(None) == 1  # one of them opens it, never both
    assert new or "passphrase" not in said
    added = opened_by(folder, "Noor", NEW_PASSPHRASE)
    assert added or "added" not in said
    sheets = [opened_by_sheet(folder, words) for words in (NEW_SHEET, SHEET)]
    assert sheets.count(None) == 1
    assert sheets[0] or "sheet" not in said
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        assert opened_by(folder, LOGINS[role], PASSPHRASE)
    now = new or old
    assert now is not None
    assert without_users(now) == without_users(facts_of(root))
    return (
        f"{'new' if added else 'old'} user, {'new' if new else 'old'} passphrase, {'new' if sheets[0] else 'old'} sheet"
    )


def without_users(rows: dict[str, Any]) -> dict[str, Any]:
    """All rows but those of the users."""
    return {name: found for name, found in rows.items() if name != "main.user"}


def filled_with_copy(root: Path) -> None:
    """The small vault, and a copy beside it, as a new program makes one."""
    filled_with_facts(root)
    copies.make(root / "vault", at=CLOCK.now(), why=copies.MIGRATION)


def do_renewal(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        out = next(user.id for user in users.colleagues(session) if user.role is Role.STOCK_KEEPER)
        users.remove_user(session, user_id=out)
        say("removed")
        users.add_user(session, login="Noor", passphrase=NEW_PASSPHRASE, name="Noor", role=Role.STOCK_KEEPER)
        say("added")


def check_renewal(root: Path, said: Said) -> str:
    folder = root / "vault"
    keeper = opened_by(folder, LOGINS[Role.STOCK_KEEPER], PASSPHRASE)
    state = "old keys" if keeper else "new keys"
    assert keeper is None or not said
    before = facts_of(root)
    for role in (Role.VOLUNTEER, Role.COORDINATOR):
        now = opened_by(folder, LOGINS[role], PASSPHRASE)
        assert now is not None
        assert without_users(now) == without_users(before)
    assert opened_by_sheet(folder, SHEET)
    assert opened_by(folder, "Noor", NEW_PASSPHRASE) or "added" not in said
    if state == "new keys":
        # What was removed opens nothing that still lies here.
        for copy in copies.list_copies(folder):
            assert opened_by(copy.path, LOGINS[Role.STOCK_KEEPER], PASSPHRASE) is None
    else:
        assert copies.list_copies(folder)
    left = {path.name for path in folder.iterdir() if path.name.startswith(("next", "replaced"))}
    assert not left
    return state


WORKS = (
    Work("changes of keys", filled_with_facts, do_keys, check_keys),
    Work("renewal of all keys", filled_with_copy, do_renewal, check_renewal),
)
