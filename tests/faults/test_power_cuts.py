"""The power fails at any moment of any work: what was confirmed is there, nothing is half, and everything opens.

The work is recorded once (tests/faults/recording.py); then for points of the record the disks that a power cut could leave are
laid out and opened: with all that was not flushed gone, with all of it, with names only, with content only, with the last
write torn, and with any of it at random. 512 bytes are the least that a disk writes.
"""

import random
from pathlib import Path

import pytest

from desktop.storage import connection
from tests.faults import power_cuts
from tests.faults.counting import counted, report
from tests.faults.power_cuts import LOSSES, PowerCut
from tests.faults.recording import Recorder, recording
from tests.faults.works import WORKS
from tests.faults.works_base import Prepared, Work

POINTS = counted(50, 2)
MEANS = "replay of the recorded writes, flushes and names"


def recorded(work: Work, folder: Path) -> tuple[Prepared, Recorder]:
    """The work done once, with a record of all it did to the disk."""
    prepared = Prepared(work, folder)
    root = prepared.laid_out()
    with recording(root) as record:
        work.do(root, record.say)
    return prepared, record


def points(record: Recorder, count: int, seed: str) -> list[int]:
    """Moments of the record, spread over all of it, and its end."""
    length, chance = len(record.log), random.Random(seed)
    share = length / max(1, count - 1)
    return sorted({*(int(number * share + chance.random() * share) for number in range(count - 1)), length})


@pytest.mark.parametrize("name", WORKS)
def test_a_power_cut_at_any_moment_loses_nothing_confirmed_and_halves_nothing(name: str, quick_folder: Path) -> None:
    work = WORKS[name]
    prepared, record = recorded(work, quick_folder)
    assert len(record.log) > 20
    cuts = 0
    found: dict[str, int] = {}
    for at in points(record, POINTS, name):
        cut = PowerCut(record, at)
        for loss in LOSSES:
            cut.leave(prepared.root, loss(cut.pending, random.Random(f"{name} {at}")))
            try:
                state = work.check(prepared.root, cut.said)
            except Exception as error:
                raise AssertionError(f"{name}: cut before event {at}, {loss.__name__}, said {cut.said}") from error
            found[state] = found.get(state, 0) + 1
            cuts += 1
    report(group="T3", fault=f"a power cut during {name}", means=MEANS, times=cuts)


def test_a_flush_that_is_left_out_would_be_seen(quick_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = connection.settings

    def careless(database: object, name: str) -> None:
        real(database, name)
        database.execute(f"PRAGMA {name}.synchronous = OFF")  # type: ignore[attr-defined]

    with monkeypatch.context() as patch:
        patch.setattr(connection, "settings", careless)
        prepared, record = recorded(WORKS["mixed work"], quick_folder)
    cut = PowerCut(record, len(record.log))
    cut.leave(prepared.root, power_cuts.nothing(cut.pending, random.Random(1)))
    with pytest.raises(AssertionError, match="lost"):
        WORKS["mixed work"].check(prepared.root, cut.said)
