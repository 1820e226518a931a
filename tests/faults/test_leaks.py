"""No file holds in clear anything that was typed: while the vault is open, after a kill, after closing, in a backup.

About 200 markers in Latin, Chinese and emoji are typed everywhere; then every byte of every file is searched for them.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import log
from desktop.backup import restore, write_backup
from desktop.domain.users import Role
from desktop.operations import backups, drafts, vault
from desktop.storage import copies
from desktop.storage.connection import FILES
from desktop.storage.rows import IntegrityError
from desktop.vault.errors import WrongPassphrase
from tests.faults.counting import report
from tests.faults.marked import ANY_COST, Marked, build, files_below, rows_of
from tests.faults.search import hits, leaks, plain_databases, spellings


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Marked]:
    made = build(tmp_path / "vault")
    yield made
    if made.session.open:
        made.session.close()


def wanted_from(marked: Marked) -> dict[bytes, str]:
    """Everything that was typed, and the recovery sheet."""
    sheet = " ".join(marked.recovery_words)
    return spellings([*marked.markers.all, *marked.passphrases.values(), *marked.codes, sheet])


def crash_report(marked: Marked) -> str:
    """What the window would show, and a person might keep, of an error in whose message a name stands."""

    def fail() -> None:
        try:
            marked.session.database.insert("people.member", id=1, name=marked.markers.people[0])
        except IntegrityError as first:
            raise KeyError(marked.markers.people[0]) from first

    with pytest.raises(KeyError) as second:
        fail()
    return log.report(second.value)


def test_no_file_of_a_vault_or_backup_holds_anything_that_was_typed(marked: Marked, tmp_path: Path) -> None:
    wanted = wanted_from(marked)
    folders = [tmp_path / name for name in ("vault", "stick", "restored")]
    for folder in folders[1:]:
        folder.mkdir()
    searched = 0

    def search() -> None:
        nonlocal searched
        found, count = leaks(folders, wanted)
        assert not found
        assert not plain_databases(folders)
        searched += count

    # Otherwise nothing would be found because nothing was there.
    stored = str(rows_of(marked.session.database, "people")) + str(rows_of(marked.session.database, "main"))
    assert {marker for marker in marked.markers.people + marked.markers.stock if marker not in stored} == set()
    search()
    # What is typed and not saved, what is typed wrong, and copies beside the vault.
    half = {"name": marked.markers.person(), "note": marked.markers.person()}
    drafts.keep_draft(marked.session, content=half)
    wrong = marked.markers.hidden(), marked.markers.hidden()
    wanted |= spellings([*half.values(), *wrong])
    marked.session.close()
    with pytest.raises(WrongPassphrase):
        vault.open_vault(marked.folder, login=wrong[0], passphrase=wrong[1], clock=marked.clock, policy=ANY_COST)
    copies.make(marked.folder, at=marked.clock.now(), why=copies.MIGRATION)
    assert {"attempts", "copies", "drafts"} <= {path.name for path in marked.folder.iterdir()}
    search()
    marked.unlock()
    (tmp_path / "stick" / "report.txt").write_text(crash_report(marked), encoding="utf-8")
    with backups.snapshot_for_backup(marked.session) as snapshot:
        search()
        made = write_backup(snapshot, tmp_path / "stick")
    backups.note_backup(marked.session, made)
    search()
    marked.session.close()
    search()
    restore(
        made.path,
        tmp_path / "restored",
        at=marked.clock.now(),
        login=marked.logins[Role.COORDINATOR],
        passphrase=marked.passphrases[Role.COORDINATOR],
        policy=ANY_COST,
    )
    search()
    assert len(marked.markers.all) > 230
    report(
        group="T19",
        fault=f"a search of every file for {len(marked.markers.all)} markers in {len(wanted)} spellings",
        means="vault, stick, restored, copies, drafts, tries; every byte, names too",
        times=searched,
    )


CHILD = """
import contextlib
import sys
import time
from pathlib import Path

from desktop.domain.people import MemberFacts
from desktop.operations import distribution, people, stock, vault
from desktop.operations.distribution import Given
from tests.faults.marked import ANY_COST, DAY, new_form
from tests.operations.desk import FixedClock

folder, login, passphrase, *names = sys.stdin.read().split("\\n")
session = vault.open_vault(
    Path(folder), login=login, passphrase=passphrase, clock=FixedClock(DAY), policy=ANY_COST
)
first = people.find_members(session, "")[0]
item = max(stock.stock_list(session), key=lambda line: line.at_hand).item
# The pages that a large transaction touches don't all fit in memory: they are written before the commit.
session.database.execute("PRAGMA main.cache_size = 4")
session.database.execute("PRAGMA people.cache_size = 4")
with session.database.transaction():
    session.database.transaction = contextlib.nullcontext  # all that follows belongs to this one
    for name in names:
        member = people.register_member(session, form_key=new_form(), facts=MemberFacts(name, note=name * 50))
        distribution.give_out(
            session, form_key=new_form(), lines=[Given(item.id, 1)], member_id=member.id, occurred_on=DAY
        )
    print("in the middle", flush=True)
    time.sleep(60)
"""


def test_no_file_of_a_vault_killed_in_the_middle_holds_anything_that_was_typed(marked: Marked, tmp_path: Path) -> None:
    names = [marked.markers.person() for _ in range(60)]
    wanted = wanted_from(marked)
    marked.session.close()
    home = tmp_path / "home"
    home.mkdir()
    surroundings = {**os.environ, **dict.fromkeys(("HOME", "TMPDIR", "SQLITE_TMPDIR", "XDG_CACHE_HOME"), str(home))}
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings,
        cwd=Path(__file__).resolve().parents[2],
    )
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        opens = marked.logins[Role.VOLUNTEER], marked.passphrases[Role.VOLUNTEER]
        child.stdin.write("\n".join([str(marked.folder), *opens, *names]))
        child.stdin.close()
        child.stdin = None
        assert child.stdout.readline() == "in the middle\n"
        child.send_signal(signal.SIGKILL)
    left = {path.name for path in files_below(marked.folder)}
    # The kill came where it should: both databases were being written to.
    assert {f"{name}-journal" for name in FILES.values()} <= left
    copy = tmp_path / "taken"
    shutil.copytree(marked.folder, copy)
    found, count = leaks([copy, marked.folder, home], wanted)
    assert not found
    assert not plain_databases([copy, marked.folder, home])
    assert count >= 2 * len(left)
    # What was never confirmed is gone, what was confirmed is there, and opening leaves nothing readable either.
    session = marked.unlock(Role.VOLUNTEER)
    stored = str(rows_of(session.database, "people"))
    assert not [name for name in names if name in stored]
    assert marked.markers.people[0] in stored
    assert not leaks([marked.folder], wanted)[0]


def test_the_search_finds_every_spelling_of_a_marker() -> None:
    markers = ["Zephyrq", "槟榔花开", "kite🪁槟"]
    for marker in markers:
        for data in (
            marker.encode(),
            marker.encode("utf-16-le"),
            marker.encode("utf-16-be"),
            marker.upper().encode(),
            str({"x": marker}).encode("ascii", "backslashreplace"),
        ):
            assert hits(b"\0\x01" + data + b"\xff", spellings(markers)) == {marker}
