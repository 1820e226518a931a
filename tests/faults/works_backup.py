"""Interruptible work with backups: making one, restoring one beside the vault or in its place."""

import json
import random
from pathlib import Path

from desktop.backup import backup_date, restore, verify, write_backup
from desktop.domain.users import Role
from desktop.operations import backups
from desktop.storage import copies
from tests.faults.marked import files_below
from tests.faults.mixed import Mixed
from tests.faults.works_base import (
    CLOCK,
    FACTS,
    OPENS,
    Said,
    Say,
    Work,
    at_work,
    facts_of,
    filled,
    opened_by,
    seen,
    whole,
)
from tests.operations.keys import CHEAP_POLICY, opened


def filled_with_backup(root: Path) -> None:
    """The small vault, a stick with a backup of it, and an entry more."""
    filled(root)
    (root / "stick").mkdir()
    session = opened(root / "vault", Role.COORDINATOR)
    made = write_backup(backups.snapshot_for_backup(session), root / "stick")
    backups.note_backup(session, made)
    Mixed(session, random.Random(3)).give()
    older = {"name": made.path.name, "raw": made.path.read_bytes().hex(), "present": seen(session)}
    (root / FACTS).write_text(json.dumps(older), encoding="utf-8")


def do_backup(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        made = write_backup(backups.snapshot_for_backup(session), root / "stick")
        say(made.path.name)
        backups.note_backup(session, made)


def check_backup(root: Path, said: Said) -> str:
    older = facts_of(root)
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
    older = facts_of(root)
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


def do_restore_over(root: Path, say: Say) -> None:
    file = backups.backup_files(root / "stick")[0].path
    day = backup_date(verify(file, **OPENS, policy=CHEAP_POLICY))
    restore(file, root / "vault", at=CLOCK.now(), **OPENS, replace=True, confirmed_date=day, policy=CHEAP_POLICY)
    say("restored")


def check_restored_over(root: Path, said: Said) -> str:
    older, folder = facts_of(root), root / "vault"
    assert (root / "stick" / older["name"]).read_bytes().hex() == older["raw"]
    now = opened_by(folder, **OPENS)
    assert now is not None
    state = "present" if now == older["present"] else "restored"
    assert state == "restored" or not said
    if state == "restored":
        assert len(now["main.document"]) == len(older["present"]["main.document"]) - 1
        (copy,) = copies.list_copies(folder)
        assert copy.why == copies.RESTORE
        assert opened_by(copy.path, **OPENS) == older["present"]  # what was there is set aside, whole
    session = opened(folder, Role.COORDINATOR)
    whole(session)
    session.close()
    assert not {path.name for path in folder.iterdir() if path.name.startswith(("next", "replaced"))}
    return state


WORKS = (
    Work("backup", filled_with_backup, do_backup, check_backup),
    Work("restore into a new folder", filled_with_backup, do_restore, check_restored),
    Work("restore in the vault's place", filled_with_backup, do_restore_over, check_restored_over),
)
