"""kill -9 while both databases are being committed to, and while a vault is being made.

20 kills in the ordinary run; LARDER_FAULTS_FULL=1 makes it 120, and takes every step of making a vault instead of some.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import LarderError, VaultUnfinished
from desktop.domain.numbering import NumberKind, document_number
from desktop.domain.starter import STARTER_ITEMS
from desktop.domain.stock import Source
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.operations import people, stock, vault
from desktop.operations.stock import Arrival
from desktop.operations.vault import VaultSetup
from desktop.storage import wholeness
from desktop.storage.connection import Database
from desktop.vault.errors import NoVault
from tests.faults.marked import ANY_COST, CHEAP, DAY, Marked, build, new_form
from tests.operations.desk import FixedClock

FULL = os.environ.get("LARDER_FAULTS_FULL") == "1"
KILLS = 120 if FULL else 20
STEPS = 10_000 if FULL else 24
pytestmark = pytest.mark.timeout(1800 if FULL else 240)
LOGIN = "Mei"
PASSPHRASE = "tall copper kettle whistles at dawn"


class Killer:
    """The process that does the work and is killed (tests/faults/killing.py)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.killing"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )

    def kill(self, **order: Any) -> list[str]:
        """Start the work, kill it, and give what it had said."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "failed" not in answer
        return [str(line) for line in answer]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


@pytest.fixture
def killer() -> Iterator[Killer]:
    made = Killer()
    yield made
    made.close()


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a kill takes nothing from what the system already holds."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="larder-test-", dir=memory) as folder:
        yield Path(folder)


def test_a_kill_in_the_middle_of_hand_outs_loses_none_and_halves_none(
    killer: Killer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marked = build(tmp_path / "vault")
    for item in marked.items:
        stock.receive_stock(
            marked.session,
            form_key=new_form(),
            source=Source.PURCHASE,
            origin="",
            place_id=marked.places[0],
            lines=[Arrival(item, 1_000_000)],
            occurred_on=DAY,
        )
    before = set(documents(marked.session.database))
    marked.session.close()
    chance = random.Random(20261124)
    acknowledged: dict[int, tuple[int, int, int]] = {}
    interrupted = 0
    for number in range(KILLS):
        # Half the kills come at any time, half while a commit of both files is under way.
        at_commit = bool(number % 2)
        said = killer.kill(
            do="give",
            folder=str(marked.folder),
            login=marked.logins[Role.VOLUNTEER],
            passphrase=marked.passphrases[Role.VOLUNTEER],
            day=DAY.isoformat(),
            seed=number,
            **{"from": "commit" if at_commit else "start"},
            after=chance.uniform(0, 0.008 if at_commit else 0.1),
        )
        for line in said:
            if line != "now":
                document, member, item, quantity = map(int, line.split())
                acknowledged[document] = (member, item, quantity)
        # Between two transactions the journals are empty.
        interrupted += any(path.stat().st_size for path in marked.folder.glob("*-journal"))
    check_hand_outs(marked, before, acknowledged)
    assert acknowledged
    assert interrupted  # the kills did come in the middle of something
    with capsys.disabled():
        sys.stdout.write(
            f" {KILLS} kills ({interrupted} inside a transaction), {len(acknowledged)} hand-outs confirmed, 0 lost, 0 half "
        )


def documents(database: Database) -> list[int]:
    return [number for (number,) in database.rows("SELECT id FROM document WHERE kind = 'distribution'")]


def check_hand_outs(marked: Marked, before: set[int], acknowledged: dict[int, tuple[int, int, int]]) -> None:
    """Everything confirmed is in both databases, nothing is in one alone, and everything adds up."""
    database = marked.unlock(Role.COORDINATOR).database
    assert wholeness.is_whole(database)
    assert database.rows("PRAGMA integrity_check") == [("ok",)]
    assert database.rows("PRAGMA people.integrity_check") == [("ok",)]
    there = set(documents(database)) - before
    assert set(acknowledged) <= there
    assert len(there) - len(acknowledged) <= KILLS  # one that was saved, and whose confirmation was killed
    received = dict(database.rows("SELECT document_id, member_id FROM people.recipient"))
    assert there <= set(received)
    assert set(received) <= there | before
    for document, (member, item, quantity) in acknowledged.items():
        assert received[document] == member
        moved = database.rows("SELECT item_id, sum(quantity) FROM movement WHERE document_id = ?", (document,))
        assert moved == [(item, -quantity)]
    noted = {
        name: {
            json.loads(subject)["document"]
            for (subject,) in database.rows(f"SELECT subject FROM {name}.journal {which}")
        }
        for name, which in (
            ("main", "WHERE action = 'distribution.give'"),
            ("people", "WHERE action = 'distribution.recipient'"),
        )
    }
    assert there <= noted["main"]
    assert there <= noted["people"]
    assert there <= {number for (number,) in database.rows("SELECT document_id FROM receipt")}
    numbers = [
        number for (number,) in database.rows("SELECT number FROM document WHERE kind = 'distribution' ORDER BY id")
    ]
    assert numbers == [
        document_number(DAY.year, "A", NumberKind.DISTRIBUTION, sequence) for sequence in range(1, len(numbers) + 1)
    ]
    for item in marked.items:
        total = database.value("SELECT sum(quantity) FROM movement WHERE item_id = ?", (item,))
        assert stock.item_detail(marked.session, item).stock.quantity == total
    marked.session.close()


def test_a_kill_while_a_vault_is_made_leaves_a_whole_one_or_one_that_can_be_made_anew(
    killer: Killer, quick_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = {"do": "create", "login": LOGIN, "passphrase": PASSPHRASE}
    last = killer.kill(**order, folder=str(quick_folder / "first"), until="whole")[-1]
    steps = int(last.split()[1])
    assert steps > 100
    assert left_behind(quick_folder / "first") == "whole"
    chance = random.Random(7)
    chosen = range(1, steps + 1) if steps <= STEPS else sorted(chance.sample(range(1, steps + 1), STEPS))
    found: dict[str, int] = {}
    for step in chosen:
        folder = quick_folder / f"at-{step}"
        killer.kill(**order, folder=str(folder), step=step, until="whole")
        state = left_behind(folder)
        found[state] = found.get(state, 0) + 1
        shutil.rmtree(folder, ignore_errors=True)
    for number in range(KILLS // 2):
        folder = quick_folder / f"after-{number}"
        killer.kill(**order, folder=str(folder), after=chance.uniform(0, 0.08))
        state = left_behind(folder)
        found[state] = found.get(state, 0) + 1
        shutil.rmtree(folder, ignore_errors=True)
    assert found.get("unfinished")
    with capsys.disabled():
        sys.stdout.write(f" {len(chosen)} of {steps} steps and {KILLS // 2} moments: {found} ")


def left_behind(folder: Path) -> str:
    """What a kill left; whatever it is, the same folder ends up with a vault that works."""
    opening = {"login": LOGIN, "passphrase": PASSPHRASE, "clock": FixedClock(DAY), "policy": ANY_COST}
    state = "whole"
    try:
        session = vault.open_vault(folder, **opening)
    except (NoVault, VaultUnfinished) as error:
        state = "unfinished" if isinstance(error, VaultUnfinished) else "nothing"
        setup = VaultSetup("Sunrise", LOGIN, PASSPHRASE, items=STARTER_ITEMS, place="Shelf A")
        session = vault.create_vault(folder, setup, clock=FixedClock(DAY), kdf=CHEAP, policy=ANY_COST).session
        session.close()
        session = vault.open_vault(folder, **opening)
    except LarderError as error:
        pytest.fail(f"a vault that was never finished says: {say(error)}")
    assert wholeness.is_whole(session.database)
    assert len(stock.items(session)) == len(STARTER_ITEMS)
    assert people.count_members(session) == 0
    assert not (folder / vault.UNFINISHED).exists()
    session.close()
    left = {path.name for path in folder.iterdir() if not (path.name.endswith("-journal") and not path.stat().st_size)}
    assert left == {"keys.json", "keys.json.prev", "lock", "people.db", "stock.db"}
    return state
