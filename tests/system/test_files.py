"""Files are whole or absent."""

import errno
import hashlib
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.system import files
from desktop.system.files import BLOCK, Content, Obstacle, Stopped


def test_a_written_file_is_its_owners_alone_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "thing"
    files.atomic_write(target, b"one")
    files.atomic_write(target, b"two")
    assert target.read_bytes() == b"two"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["thing"]


def test_a_temporary_file_of_an_interrupted_run_does_not_block_the_next(tmp_path: Path) -> None:
    (tmp_path / "thing.tmp").write_bytes(b"half")
    files.atomic_write(tmp_path / "thing", b"whole")
    assert (tmp_path / "thing").read_bytes() == b"whole"
    assert not (tmp_path / "thing.tmp").exists()


@pytest.mark.parametrize("call", ["fsync", "write"])
def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    target = tmp_path / "thing"
    files.atomic_write(target, b"old")

    def fail(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="full"):
        files.atomic_write(target, b"new")
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_the_umask_makes_new_files_private(tmp_path: Path) -> None:
    code = (
        "import os, sys; from desktop.system.files import private_umask; private_umask();"
        "os.chdir(sys.argv[1]); open('a', 'w').close(); os.mkdir('b');"
        "print(oct(os.stat('a').st_mode & 0o777), oct(os.stat('b').st_mode & 0o777))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0o600", "0o700"]


def test_a_private_folder_is_made_with_what_is_missing_above_it(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    files.make_private_folder(folder)
    files.make_private_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, 3 * BLOCK + 5, 9 * BLOCK])
def test_a_copy_is_the_same_and_tells_how_far_it_is(tmp_path: Path, size: int) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    data = os.urandom(size)
    source.write_bytes(data)
    seen: list[tuple[int, int]] = []
    copied = files.copy_flushed(source, target, on_progress=lambda done, total: seen.append((done, total)))
    assert target.read_bytes() == data
    assert copied == Content(size, hashlib.sha256(data).hexdigest()) == files.read_back(target)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert not size or seen[-1] == (size, size)


def test_a_stopped_copy_leaves_nothing(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(bytes(3 * BLOCK))
    asked = iter([False, True])
    with pytest.raises(Stopped):
        files.copy_flushed(source, target, cancelled=lambda: next(asked))
    assert not target.exists()
    with pytest.raises(Stopped):
        files.read_back(source, cancelled=lambda: True)


@pytest.mark.parametrize("at", [0, 1, 4095, 4096, BLOCK - 1, BLOCK, 2 * BLOCK - 1])
@pytest.mark.parametrize("code", [errno.EIO, errno.ENODEV, errno.ENOSPC, errno.EROFS])
def test_a_stick_pulled_at_any_byte_leaves_no_half_file(tmp_path: Path, at: int, code: int) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(bytes(2 * BLOCK))
    written = 0

    def write(handle: int, block: memoryview) -> int:
        nonlocal written
        if written >= at:
            raise OSError(code, os.strerror(code))
        done = os.write(handle, block[: at - written])
        written += done
        return done

    with pytest.raises(OSError, match=re.escape(os.strerror(code))) as caught:
        files.copy_flushed(source, target, write=write)
    assert caught.value.errno == code
    assert not target.exists()


def test_a_copy_never_writes_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"new")
    (tmp_path / "b").write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        files.copy_flushed(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"precious"


def test_free_space_is_known_for_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    assert files.free_space(tmp_path / "x" / "y") > 0


def test_a_folder_that_can_be_written_to_has_no_obstacle_and_stays_empty(tmp_path: Path) -> None:
    assert files.obstacle(tmp_path) is None
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_and_a_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert files.obstacle(tmp_path / "none") is Obstacle.MISSING
    assert files.obstacle(tmp_path / "file") is Obstacle.NOT_A_FOLDER


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (errno.EROFS, Obstacle.READ_ONLY),
        (errno.EACCES, Obstacle.NO_PERMISSION),
        (errno.EPERM, Obstacle.NO_PERMISSION),
        (errno.ENOSPC, Obstacle.FULL),
        (errno.ENODEV, Obstacle.MISSING),
        (errno.EIO, Obstacle.OTHER),
    ],
)
def test_the_reason_a_folder_refuses_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, expected: Obstacle
) -> None:
    def fail(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    assert files.obstacle(tmp_path) is expected
    assert not list(tmp_path.iterdir())


def test_a_shredded_file_was_overwritten_to_its_end_before_it_went(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, twin = tmp_path / "secret", tmp_path / "twin"
    target.write_bytes(b"marker" * 400_000)
    os.link(target, twin)  # sees what the disk holds after the name is gone
    flushed = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(twin.read_bytes()) or fsync(handle))
    assert files.shred(target) == 2_400_000
    assert not target.exists()
    assert b"marker" not in twin.read_bytes()
    assert flushed == [twin.read_bytes()]
    assert twin.stat().st_size == 2_400_000
    assert [path.name for path in tmp_path.iterdir()] == ["twin"]


def test_shredding_leaves_alone_what_links_name(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "kept").write_bytes(b"kept")
    folder = tmp_path / "folder"
    (folder / "deeper").mkdir(parents=True)
    (folder / "deeper" / "file").write_bytes(b"four")
    (folder / "link").symlink_to(other / "kept")
    (folder / "folder link").symlink_to(other)
    assert files.shred_folder(folder) == 4
    assert not folder.exists()
    assert (other / "kept").read_bytes() == b"kept"
    assert files.shred(tmp_path / "nothing") == 0
