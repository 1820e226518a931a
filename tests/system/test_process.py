"""The process is closed to others' eyes, and can be replaced."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.system import process


def _run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)


if sys.platform == "linux":

    def test_a_protected_process_leaves_no_core_and_lets_nobody_read_it() -> None:
        code = (
            "import ctypes, resource; from desktop.system.process import protect; print(protect());"
            "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
        )
        assert _run(code).stdout.splitlines() == [
            "Protection(no_core_dumps=True, closed_to_debuggers=True)",
            "(0, 0) 0",
        ]

    def test_a_crash_of_a_protected_process_writes_no_core(tmp_path: Path) -> None:
        code = (
            "from desktop.system.process import protect; import os, signal, sys;"
            "os.chdir(sys.argv[1]); protect(); os.kill(os.getpid(), signal.SIGSEGV)"
        )
        assert _run(code, str(tmp_path)).returncode < 0
        assert not list(tmp_path.iterdir())


def test_the_own_command_keeps_the_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/anywhere/desktop/__main__.py", "--lang", "zh_CN"])
    assert process.own_command() == [sys.executable, "-m", "desktop", "--lang", "zh_CN"]
    assert process.own_command(["tour"]) == [sys.executable, "-m", "desktop", "tour"]


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/larder/larder")
    monkeypatch.setattr(sys, "argv", ["larder", "a"])
    assert process.own_command() == ["/opt/larder/larder", "a"]


def test_a_replaced_process_is_a_new_program_that_remembers_nothing_and_holds_no_lock(tmp_path: Path) -> None:
    code = """
import os, pathlib, sys
from desktop.system import process
from desktop.system.locks import FolderLock
folder = pathlib.Path(sys.argv[1])
held = FolderLock(folder)
secret = bytearray(b"in memory")
after = "import os, sys, pathlib; from desktop.system.locks import FolderLock; FolderLock(pathlib.Path(sys.argv[1]));"
after += "print(os.getpid(), 'secret' in globals())"
process.own_command = lambda arguments: [sys.executable, "-c", after, *arguments]
os.chdir(folder)
print(os.getpid(), flush=True)
process.replace([str(folder)])
"""
    done = _run(code, str(tmp_path))
    before, after = done.stdout.splitlines()
    assert after.endswith("False")
    if sys.platform != "win32":
        assert after == f"{before} False"
