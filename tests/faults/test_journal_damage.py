"""Bits flipped in, and pieces cut off, the journals of an interrupted commit: undone wholly, found, or done wholly.

The journals are those of a recorded day's work (tests/faults/recording.py) that ends in the middle of writing pages, when they
alone know what stood there before. `harmless` is only what was before the entry, or the whole entry.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import LarderError
from desktop.domain.users import Role
from desktop.i18n import say
from tests.faults.counting import counted, report
from tests.faults.power_cuts import PowerCut, everything
from tests.faults.recording import Data, Recorder, Said, recording
from tests.faults.works import WORKS
from tests.faults.works_base import Prepared, records, whole
from tests.operations.keys import opened

MOMENTS = counted(10, 1)
FLIPS = counted(150, 24)
WAYS = ("found", "undone", "done")


@dataclass(frozen=True)
class Interrupted:
    """A vault as it lies on the disk in the middle of a commit.

    Attributes:
        files: What lies there.
        before, after: What the vault holds without the entry, and with it.
    """

    root: Path
    files: dict[Path, bytes]
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def journals(self) -> list[Path]:
        """The journals, and the file that binds them together."""
        return [path for path, raw in self.files.items() if raw and ("-journal" in path.name or "-mj" in path.name)]

    def outcome(self, damage: Callable[[], object]) -> str:
        """What becomes of the vault after some damage; the folder is laid out anew first."""
        for path in (self.root / "vault").iterdir():
            if path.is_file() and path not in self.files:
                path.unlink()
        for path, raw in self.files.items():
            path.write_bytes(raw)
        damage()
        try:
            found = contents(self.root)
        except LarderError as error:
            found = say(error)
        if isinstance(found, str):
            assert "Nothing was" in found
            return "found"
        assert found in (self.before, self.after)
        return "undone" if found == self.before else "done"


def contents(root: Path) -> dict[str, Any]:
    session = opened(root / "vault", Role.COORDINATOR)
    try:
        whole(session)
        return records(session.database)
    finally:
        session.close()


@pytest.fixture
def interrupted(quick_folder: Path) -> list[Interrupted]:
    """Several entries, each in the middle of its commit."""
    work = WORKS["mixed work"]
    prepared = Prepared(work, quick_folder)
    with recording(prepared.laid_out()) as record:
        work.do(prepared.root, record.say)
    return [one for at in moments(record) if (one := laid_out(prepared, record, at)) is not None]


def moments(record: Recorder) -> list[int]:
    """Places in the record at which a page of a database was just written, at different depths of different commits."""
    pages = [
        number + 1 for number, event in enumerate(record.log) if isinstance(event, Data) and len(event.content) == 4096
    ]
    return random.Random(5).sample(pages, k=min(len(pages), 8 * MOMENTS))


def laid_out(prepared: Prepared, record: Recorder, at: int) -> Interrupted | None:
    """The disk at that moment; None unless a journal was needed there."""
    cut = PowerCut(record, at)
    cut.leave(prepared.root, everything(cut.pending, random.Random(0)))
    files = {path: path.read_bytes() for path in (prepared.root / "vault").iterdir() if path.is_file()}
    if not any("-mj" in path.name for path in files):
        return None
    before = contents(prepared.root)
    following = next(number for number, event in enumerate(record.log) if number >= at and isinstance(event, Said))
    cut = PowerCut(record, following)
    cut.leave(prepared.root, everything(cut.pending, random.Random(0)))
    after = contents(prepared.root)
    return Interrupted(prepared.root, files, before, after) if before != after else None


def test_a_flipped_bit_in_the_journal_of_an_interrupted_commit_is_found_or_harmless(
    interrupted: list[Interrupted],
) -> None:
    chance = random.Random(17)
    counts = dict.fromkeys(WAYS, 0)
    for number in range(FLIPS):
        one = interrupted[number % min(MOMENTS, len(interrupted))]
        path = chance.choice(one.journals)
        raw = bytearray(one.files[path])
        # Every third in the header, or in the end that names the other files.
        place = chance.choice([*range(min(28, len(raw))), *range(max(0, len(raw) - 60), len(raw))])
        if number % 3:
            place = chance.randrange(len(raw))
        raw[place] ^= 1 << chance.randrange(8)
        counts[one.outcome(lambda path=path, raw=raw: path.write_bytes(raw))] += 1  # type: ignore[misc]
    assert counts["undone"]
    report(
        group="T6",
        fault="a flipped bit in the journals of an interrupted commit",
        means="recorded moments, file changed; found, or the entry wholly done or undone",
        times=FLIPS,
    )


def test_a_journal_of_an_interrupted_commit_that_is_cut_is_found_or_harmless(interrupted: list[Interrupted]) -> None:
    times = 0
    for one in interrupted[:MOMENTS]:
        for path in one.journals:
            raw = one.files[path]
            size = len(raw)
            for length in {0, 1, 8, 12, 28, 511, 512, 516, size // 2, size - 512, size - 60, size - 8, size - 1}:
                if 0 <= length < size:
                    one.outcome(lambda path=path, cut=raw[:length]: path.write_bytes(cut))  # type: ignore[misc]
                    times += 1
            one.outcome(path.unlink)
            times += 1
    report(
        group="T7",
        fault="a journal of an interrupted commit cut, or gone",
        means="recorded moments, file changed; found, or the entry wholly done or undone",
        times=times,
    )
