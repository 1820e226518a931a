"""Sticks pulled out, full disks, drives that lie, kills: the older backup stays whole, and nothing half is left.

Means: a writer that raises after n bytes, patched system calls, a limit on file sizes, and child processes that kill
themselves. What only Windows shows (a stick whose files another program holds) is not among them.
"""

import errno
import os
import random
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.backup import archive, restore, verify, write_backup
from desktop.backup.errors import BackupUnreadable, DriveFull, DriveGone, DriveUnreliable, DriveUnwritable
from desktop.domain.errors import Cancelled, LarderError, VaultFull, VaultUnwritable
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.system import files
from desktop.system.files import Write
from tests.backup.house import ANY_COST, MOMENT, House, build
from tests.faults.counting import counted, report

ERRORS = {
    errno.EIO: DriveGone,
    errno.ENODEV: DriveGone,
    errno.ENOSPC: DriveFull,
    errno.EROFS: DriveUnwritable,
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = build(tmp_path)
    yield made
    if made.session.open:
        made.session.close()


def pulled_after(limit: int, code: int) -> Write:
    """A stand-in for `os.write` that fails once `limit` bytes are written, as a stick does in the middle of a block."""
    left = limit

    def write(handle: int, data: memoryview) -> int:
        nonlocal left
        if left <= 0:
            raise OSError(code, os.strerror(code))
        count = os.write(handle, data[:left])
        left -= count
        return count

    return write


class Stick:
    """The state of a stick with one good backup on it, which no fault may change."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.older = house.back_up()
        self.raw = self.older.path.read_bytes()

    def refuses(self, kind: type[LarderError], **changes: object) -> LarderError:
        """The next backup fails with a sentence of this kind, and the stick is as it was."""
        with pytest.raises(kind) as said:
            self.house.back_up(**changes)  # type: ignore[arg-type]
        self.is_unchanged()
        return said.value

    def is_unchanged(self) -> None:
        assert [path.name for path in self.house.stick.iterdir()] == [self.older.path.name]
        assert self.older.path.read_bytes() == self.raw
        assert not list(self.house.folder.glob("snapshot-*"))

    def still_works(self) -> None:
        """The older backup opens, and a new one can be made."""
        assert verify(self.older.path, **self.house.opens(), policy=ANY_COST).counts == self.older.counts
        self.house.back_up()


def test_a_stick_pulled_at_any_byte_leaves_the_older_backup_whole(house: House) -> None:
    stick = Stick(house)
    house.give()
    size = len(stick.raw)
    starts = [stick.raw.index(name.encode()) for name in archive.NAMES]
    places = [
        0,
        1,
        4095,
        4096,
        *starts,
        *(start + 100 for start in starts),
        size // 2,
        size - 4096,
        size - 23,
        size - 1,
    ]
    places += [random.Random(number).randrange(size) for number in range(counted(24, 0))]
    runs = 0
    for number, place in enumerate(places):
        for code in ERRORS if number < 4 else (list(ERRORS)[number % 4],):
            said = stick.refuses(ERRORS[code], write=pulled_after(place, code))
            assert "No backup was made" in say(said)
            runs += 1
    stick.still_works()
    report(
        group="T5",
        fault="a stick pulled while a backup is written",
        means="a writer that fails after n bytes",
        times=runs,
    )


@pytest.mark.parametrize("code", ERRORS)
def test_a_stick_that_fails_when_flushed_or_named_leaves_the_older_backup_whole(
    house: House, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    stick = Stick(house)

    def fail(*_args: object) -> None:
        raise OSError(code, os.strerror(code))

    for owner, name in ((os, "fsync"), (files, "sync_folder"), (Path, "rename")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, fail)
            stick.refuses(ERRORS[code])
    stick.still_works()
    report(group="T5", fault="a stick gone when flushed or named", means="patched system calls", times=3)


def test_a_stick_that_is_gone_before_writing_or_when_read_back_leaves_the_older_backup_whole(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = Stick(house)
    with house.snapshot() as taken, pytest.raises(DriveGone):
        write_backup(taken, house.stick / "gone")
    stick.is_unchanged()
    real = archive.Archive.blocks

    def dying(self: archive.Archive, name: str) -> Iterator[bytes]:
        yield from real(self, archive.HEADER)
        raise archive.BackupUnreadable from OSError(errno.EIO, "gone")

    with monkeypatch.context() as patch:
        patch.setattr(archive.Archive, "blocks", dying)
        stick.refuses(DriveGone)
    stick.still_works()
    report(group="T5", fault="a stick gone before writing, or when read back", means="patched reader", times=2)


def test_a_stick_pulled_while_it_is_read_leaves_the_vault_as_it_was(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = house.back_up()
    house.give()
    house.session.close()
    before = {path.name: path.read_bytes() for path in house.folder.iterdir() if path.is_file()}
    real = archive.Archive._at
    times = counted(20, 4)
    for number in range(times):
        left = 1 + number * made.size // times

        def pulled(self: archive.Archive, start: int, size: int) -> bytes:
            nonlocal left
            left -= size
            if left < 0:
                raise BackupUnreadable from OSError(errno.EIO, "gone")
            return real(self, start, size)

        for target, ways in (
            (tmp_path / "new", {}),
            (house.folder, {"replace": True, "confirmed_date": MOMENT.date()}),
        ):
            left = 1 + number * made.size // times
            with monkeypatch.context() as patch:
                patch.setattr(archive.Archive, "_at", pulled)
                with pytest.raises(BackupUnreadable):
                    restore(made.path, target, at=MOMENT, **house.opens(), policy=ANY_COST, **ways)
            assert not [path for path in tmp_path.iterdir() if path.name.startswith("new")]
            assert {path.name: path.read_bytes() for path in house.folder.iterdir() if path.is_file()} == before
    house.unlock(Role.COORDINATOR)
    report(
        group="T5",
        fault="a stick pulled while a backup is restored, both ways",
        means="patched reader",
        times=2 * times,
    )


@pytest.mark.parametrize("place", [0, 40, 5_000, 60_000, -10])
def test_a_stick_that_keeps_something_else_is_found_out(house: House, place: int) -> None:
    stick = Stick(house)
    wanted = place % len(stick.raw)
    at = 0

    def lying(handle: int, data: memoryview) -> int:
        nonlocal at
        block = bytearray(data)
        if at <= wanted < at + len(block):
            block[wanted - at] ^= 4
        at += len(block)
        return os.write(handle, block)

    stick.refuses(DriveUnreliable, write=lying)
    stick.still_works()


@pytest.mark.parametrize("keep", [0, 4096, -4096])
def test_a_stick_that_drops_what_it_said_it_wrote_is_found_out(house: House, keep: int) -> None:
    stick = Stick(house)
    left = keep % len(stick.raw)

    def dropping(handle: int, data: memoryview) -> int:
        nonlocal left
        os.write(handle, data[:left])
        left = max(0, left - len(data))
        return len(data)

    stick.refuses(DriveUnreliable, write=dropping)
    stick.still_works()


def test_a_stick_without_room_is_refused_before_anything_is_written(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = Stick(house)
    with monkeypatch.context() as patch:
        patch.setattr(files, "free_space", lambda path: len(stick.raw) if path == house.stick else 2**40)
        said = stick.refuses(DriveFull, write=pulled_after(0, errno.EIO))
    assert "0 MB are free" in say(said)
    stick.still_works()


def test_a_stick_that_takes_a_few_bytes_at_a_time_gets_its_backup(house: House) -> None:
    made = house.back_up(write=lambda handle, data: os.write(handle, data[:1013]))
    assert verify(made.path, **house.opens(), policy=ANY_COST).counts == made.counts


def test_a_backup_stopped_at_any_point_leaves_nothing(house: House, tmp_path: Path) -> None:
    stick = Stick(house)
    reports: list[int] = []
    house.back_up(report=lambda done, _total: reports.append(done)).path.unlink()
    for at in range(len(reports) - 1):
        stop = threading.Event()
        seen = 0

        def report(_done: int, _total: int, at: int = at, stop: threading.Event = stop) -> None:
            nonlocal seen
            seen += 1
            if seen > at:
                stop.set()

        stick.refuses(Cancelled, report=report, stop=stop)
    already = threading.Event()
    already.set()
    stick.refuses(Cancelled, stop=already)
    stick.still_works()


def test_a_restore_stopped_at_any_point_leaves_nothing(house: House, tmp_path: Path) -> None:
    made = house.back_up()
    target = tmp_path / "deep" / "new"
    reports: list[int] = []

    def run(report: Callable[[int, int], None], stop: threading.Event | None = None) -> None:
        restore(made.path, target, at=MOMENT, **house.opens(), policy=ANY_COST, report=report, stop=stop)

    for at in range(20):
        stop = threading.Event()
        seen = 0

        def report(_done: int, _total: int, at: int = at, stop: threading.Event = stop) -> None:
            nonlocal seen
            seen += 1
            if seen > at:
                stop.set()

        try:
            run(report, stop)
        except Cancelled:
            reports.append(at)
            assert not target.parent.exists()
        else:
            break
    assert len(reports) >= 4
    assert target.is_dir()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_restore_onto_a_failing_disk_leaves_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    made = house.back_up()
    empty = tmp_path / "empty"
    empty.mkdir()

    def fail(*_args: object, **_more: object) -> None:
        raise OSError(code, os.strerror(code))

    before = sorted(tmp_path.iterdir())
    for owner, name in ((os, "fsync"), (files, "sync_folder"), (Path, "rename"), (Path, "mkdir")):
        for target in (empty, tmp_path / "new"):
            with monkeypatch.context() as patch:
                patch.setattr(owner, name, fail)
                with pytest.raises((VaultFull, VaultUnwritable)):
                    restore(made.path, target, at=MOMENT, **house.opens(), policy=ANY_COST)
            assert sorted(tmp_path.iterdir()) == before
    assert not list(empty.iterdir())


def test_a_restore_without_room_is_refused_before_anything_is_written(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = house.back_up()
    monkeypatch.setattr(files, "free_space", lambda _: made.size)
    with pytest.raises(VaultFull):
        restore(made.path, tmp_path / "deep" / "new", at=MOMENT, **house.opens(), policy=ANY_COST)
    assert not (tmp_path / "deep").exists()


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let the system refuse to make any file larger than `size`, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("kib", [0, 4, 40, 100])
def test_a_disk_that_fills_up_while_copying_writing_or_restoring_leaves_nothing_half(
    house: House, tmp_path: Path, kib: int
) -> None:
    stick = Stick(house)
    with files_up_to(kib * 1024), pytest.raises(LarderError):
        house.snapshot()
    stick.is_unchanged()
    with house.snapshot() as taken, files_up_to(kib * 1024), pytest.raises(DriveFull):
        write_backup(taken, house.stick)
    stick.is_unchanged()
    with files_up_to(kib * 1024), pytest.raises((VaultFull, VaultUnwritable)):
        restore(stick.older.path, tmp_path / "new", at=MOMENT, **house.opens(), policy=ANY_COST)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("new")]
    house.give()
    stick.still_works()
