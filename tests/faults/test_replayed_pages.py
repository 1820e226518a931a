"""Pages put in each other's place, and pages of an earlier day put back, by somebody without the keys.

SQLCipher proves each page for its place, so that one in another's place is found when it is read. A page of an earlier day in its
own place proves itself; only what pages say about each other tells. Every backup looks at that, and so does the opening after an
interruption. What they don't look at is told in SEEN_LATER: such a page takes somebody who changes single pages of the vault's
file and has an older copy of it, or a disk that lost a write and said nothing.
"""

import random
from pathlib import Path

import pytest

from desktop.backup import write_backup
from desktop.domain.errors import LarderError
from desktop.domain.users import Role
from desktop.operations import backups
from desktop.storage.connection import FILES
from tests.faults.counting import counted, report
from tests.faults.mixed import Mixed
from tests.faults.works_base import filled, records
from tests.operations.keys import opened

PAGE = 4096
SEEN_LATER = {
    "main.month_total": "closing the month compares them with the movements",
    "main.document_sequence": "the next document of its kind has a number that is taken, and is not saved",
    "people.document_sequence": "likewise, the next referral",
    "main.receipt": "a reprint of such a receipt finds none",
}
SWAPS = counted(60, 10)
REPLAYS = counted(200, 24)


@pytest.fixture
def vault(quick_folder: Path) -> Path:
    filled(quick_folder)
    (quick_folder / "stick").mkdir()
    return quick_folder / "vault"


def work(vault: Path, entries: int) -> None:
    session = opened(vault, Role.COORDINATOR)
    mixed = Mixed(session, random.Random(entries))
    for _ in range(entries):
        mixed.one()
    session.close()


def found_or_read(vault: Path) -> object:
    """The error of the opening, of looking at everything, or of the next backup; what everything reads as when there is none."""
    try:
        session = opened(vault, Role.COORDINATOR)
    except LarderError as error:
        return error
    try:
        read = records(session.database)
        stick = vault.parent / "stick"
        made = write_backup(backups.snapshot_for_backup(session), stick)
        made.path.unlink()
        return read
    except LarderError as error:
        return error
    finally:
        session.close()


def put_back(vault: Path, files: dict[str, bytes]) -> None:
    for path in vault.iterdir():
        if path.is_file() and path.name not in files:
            path.unlink()
    for name, raw in files.items():
        (vault / name).write_bytes(raw)


def test_pages_in_each_others_place_are_found(vault: Path) -> None:
    files = {path.name: path.read_bytes() for path in vault.iterdir() if path.is_file()}
    whole = found_or_read(vault)
    chance = random.Random(1)
    wrong = 0
    for _ in range(SWAPS):
        put_back(vault, files)
        name = chance.choice(list(FILES.values()))
        raw = bytearray(files[name])
        one, other = chance.sample(range(len(raw) // PAGE), 2)
        first, second = slice(one * PAGE, (one + 1) * PAGE), slice(other * PAGE, (other + 1) * PAGE)
        raw[first], raw[second] = raw[second], raw[first]
        (vault / name).write_bytes(raw)
        found = found_or_read(vault)
        wrong += not isinstance(found, LarderError) and found != whole
    report(group="T8", fault="two pages in each other's place", means="file changed; found", times=SWAPS, wrong=wrong)


def test_a_page_of_an_earlier_day_is_found_or_makes_no_difference(vault: Path) -> None:
    earlier = {name: (vault / name).read_bytes() for name in FILES.values()}
    work(vault, 8)
    files = {path.name: path.read_bytes() for path in vault.iterdir() if path.is_file()}
    whole = found_or_read(vault)
    assert not isinstance(whole, LarderError)
    differing = [
        (name, number)
        for name in FILES.values()
        for number in range(len(earlier[name]) // PAGE)
        if earlier[name][number * PAGE : (number + 1) * PAGE] != files[name][number * PAGE : (number + 1) * PAGE]
    ]
    chosen = random.Random(2).sample(differing, k=min(REPLAYS, len(differing)))
    unseen = []
    for name, number in chosen:
        put_back(vault, files)
        raw = bytearray(files[name])
        raw[number * PAGE : (number + 1) * PAGE] = earlier[name][number * PAGE : (number + 1) * PAGE]
        (vault / name).write_bytes(raw)
        found = found_or_read(vault)
        if not isinstance(found, LarderError) and found != whole:
            unseen.append((name, number, {key for key in whole if found.get(key) != whole[key]}))
    wrong = [each for each in unseen if not each[2] <= set(SEEN_LATER)]
    assert not wrong
    report(
        group="T8",
        fault="a page of an earlier day in its place",
        means="file changed; found at the opening or the next backup, or no difference",
        times=len(chosen) - len(unseen),
    )
    report(
        group="T8",
        fault="a page of an earlier day that holds only kept sums, sequences or receipts",
        means="file changed; found later, at the month's closing or the next entry",
        times=len(unseen),
        result="found later",
    )
