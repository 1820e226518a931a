"""kill -9 at any moment of mixed work, and before every step of work that changes many files."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.users import Role
from desktop.operations import catalogue, stock
from tests.faults.counting import FULL, counted, report
from tests.faults.killing import Killer
from tests.faults.mixed import Proof
from tests.faults.works import WORKS
from tests.faults.works_base import Prepared, filled, whole
from tests.operations.keys import opened

KILLS = counted(500, 24)
STEPS = counted(10_000, 5)


@pytest.fixture
def killer() -> Iterator[Killer]:
    made = Killer()
    yield made
    made.close()


def test_a_kill_at_any_moment_of_mixed_work_loses_nothing_confirmed_and_halves_nothing(
    killer: Killer, quick_folder: Path
) -> None:
    filled(quick_folder)
    folder = quick_folder / "vault"
    chance = random.Random(20261124)
    confirmed = []
    interrupted = 0
    for number in range(KILLS):
        # Half the kills come at any time, half while a commit of both files is under way.
        at_commit = bool(number % 2)
        said = killer.kill(
            do="mixed",
            root=str(quick_folder),
            seed=number,
            **{"from": "commit" if at_commit else "start"},
            after=chance.uniform(0, 0.006 if at_commit else 0.08),
        )
        confirmed += [entry for entry in said if entry != "now"]
        # Between two transactions the journals are empty.
        interrupted += any(path.stat().st_size for path in folder.glob("*-journal"))
        if number % 5 == 0:  # a stock keeper may be the first to come back, and opens one file alone
            opened(folder, Role.STOCK_KEEPER).close()
    session = opened(folder, Role.COORDINATOR)
    whole(session)
    proof = Proof(session.database)
    lost = [entry for entry in confirmed if not proof.is_there(entry)]
    documents = session.database.value("SELECT count(*) FROM document")
    for item in catalogue.items(session):
        total = session.database.value("SELECT sum(quantity) FROM movement WHERE item_id = ?", (item.id,))
        assert stock.item_detail(session, item.id).stock.quantity == total
    halves = proof.halves()
    session.close()
    kinds = {entry["did"] for entry in confirmed}
    assert interrupted > KILLS // 8  # the kills did come in the middle of something
    if FULL:
        assert kinds == {
            *("give", "print", "receive", "write off", "register", "refer", "undo"),
            *("move", "report", "pack", "unpack", "use", "sell", "count"),
        }
    # One entry a kill may have been saved while its confirmation was not heard any more.
    assert documents <= 13 + KILLS + len(confirmed)
    report(
        group="T1",
        fault=f"kill -9 in mixed work ({len(confirmed)} entries confirmed, {interrupted} kills inside a commit)"
        if FULL
        else "kill -9 in mixed work",
        means="child process, SIGKILL at a random moment",
        times=KILLS,
        lost=len(lost),
        halved=len(halves),
    )


@pytest.mark.parametrize("name", WORKS)
def test_a_kill_before_any_step_leaves_what_was_or_what_shall_be(name: str, killer: Killer, quick_folder: Path) -> None:
    work = WORKS[name]
    prepared = Prepared(work, quick_folder)
    *said, last, end = killer.kill(do="work", work=name, root=str(prepared.laid_out()))
    assert end == "ended"
    work.check(prepared.root, said)
    steps = last["steps"]
    assert steps > 20
    chance = random.Random(name)
    chosen = range(1, steps + 1) if steps <= STEPS else sorted(chance.sample(range(1, steps + 1), STEPS))
    found: dict[str, int] = {}
    for step in chosen:
        root = prepared.laid_out()
        said = killer.kill(do="work", work=name, root=str(root), step=step)
        try:
            state = work.check(root, [what for what in said if what != "ended"])
        except Exception as error:
            raise AssertionError(f"{name}: killed before step {step} of {steps}, said {said}") from error
        found[state] = found.get(state, 0) + 1
    report(
        group="T2",
        fault=f"kill -9 during {name}",
        means="child process, SIGKILL before each file operation, write, flush and statement",
        times=len(chosen),
    )
