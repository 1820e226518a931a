"""The process itself: closed to others' eyes while it runs, and replaced by a fresh one when keys must leave memory."""

import ctypes
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

if os.name != "nt":
    import resource

_ROOT = Path(__file__).resolve().parents[2]
_PR_GET_DUMPABLE = 3
_PR_SET_DUMPABLE = 4
_SEM_FAILCRITICALERRORS = 0x0001
_SEM_NOGPFAULTERRORBOX = 0x0002
_WER_FAULT_REPORTING_FLAG_NOHEAP = 1


@dataclass(frozen=True, slots=True)
class Protection:
    """What the system granted.

    Attributes:
        no_core_dumps: A crash leaves no picture of the memory on the disk.
        closed_to_debuggers: Other programs of the same person can't read the memory.
    """

    no_core_dumps: bool
    closed_to_debuggers: bool


def protect() -> Protection:
    """Keep the memory off the disk and from other programs. Call it at every start: a replaced process begins open."""
    if sys.platform == "win32":
        return _protect_windows()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return Protection(no_core_dumps=True, closed_to_debuggers=_not_dumpable())


def own_command(arguments: Sequence[str] | None = None) -> list[str]:
    """The command that starts this program again, frozen or not.

    Args:
        arguments: What follows the program; as this time when None.
    """
    rest = list(sys.argv[1:] if arguments is None else arguments)
    if getattr(sys, "frozen", False):
        return [sys.executable, *rest]
    return [sys.executable, "-m", "desktop", *rest]


def replace(arguments: Sequence[str] | None = None) -> NoReturn:
    """End this process and start the program anew in its place; memory, locks and open files do not come along.

    Args:
        arguments: The new program's arguments; as this time when None.
    """
    command = own_command(arguments)
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        # PyInstaller's starter takes a program started by itself for its own second half, unless told otherwise.
        environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    else:
        # `python -m desktop` finds the package from the folder it was started in, which need not be the one we are in.
        roots = [str(_ROOT), *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(roots)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    if sys.platform == "win32":
        # Windows has no exec: its imitation returns to the shell at once and leaves both running.
        import subprocess  # noqa: PLC0415 - only here, and the first window need not wait for it

        subprocess.Popen(command, env=environment, close_fds=True)
        os._exit(0)
    os.execve(command[0], command, environment)


def _not_dumpable() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return bool(library.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) == 0)


def _protect_windows() -> Protection:
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the name exists on Windows alone
    kernel.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
    quiet = kernel.WerSetFlags(_WER_FAULT_REPORTING_FLAG_NOHEAP) == 0
    return Protection(no_core_dumps=bool(quiet), closed_to_debuggers=False)
