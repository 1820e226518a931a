"""One program per vault, and no stale lock."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.system.locks import AlreadyOpen, FolderLock

_HOLD = """
import sys
from pathlib import Path
from desktop.system.locks import FolderLock
held = FolderLock(Path(sys.argv[1]))
"""
_HOLD_AND_WAIT = _HOLD + "print('held', flush=True); sys.stdin.read()"


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        with pytest.raises(AlreadyOpen):
            FolderLock(tmp_path)
        with pytest.raises(AlreadyOpen):
            FolderLock(tmp_path)
    again = FolderLock(tmp_path)
    again.release()
    again.release()


def test_another_process_is_refused(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        done = subprocess.run([sys.executable, "-c", _HOLD, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "AlreadyOpen" in done.stderr
    assert done.returncode == 1


def test_a_killed_holder_does_not_block(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD_AND_WAIT, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyOpen):
            FolderLock(tmp_path)
        holder.kill()
        holder.wait()
    with FolderLock(tmp_path):
        assert (tmp_path / "lock").read_bytes() == b""


def test_a_missing_folder_is_an_ordinary_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FolderLock(tmp_path / "none")
