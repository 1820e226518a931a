"""Reports of unexpected errors, without anything a person typed.

An exception's message may hold a name (SQLite and Python both quote values), so a report names types, files and lines only.
"""

import platform
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from desktop import __version__

_PACKAGE = Path(__file__).resolve().parent


def report(error: BaseException) -> str:
    """The places an unexpected error passed through, as text that is safe to hand to a stranger."""
    lines = [f"larder {__version__}", f"python {platform.python_version()} on {platform.system()} {platform.machine()}"]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__name__)
        for frame in traceback.extract_tb(seen.__traceback__):
            lines.append(f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}")
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)


def say_places_only() -> None:
    """Let Python print a report instead of the error itself, where nobody took it: what it prints may end in the system's log."""

    def say(found: Any) -> None:
        if found.exc_value is not None and sys.stderr is not None:
            sys.stderr.write(f"{report(found.exc_value)}\n")

    threading.excepthook = say
    sys.unraisablehook = say


def _place(filename: str) -> str:
    path = Path(filename)
    return path.relative_to(_PACKAGE.parent).as_posix() if path.is_relative_to(_PACKAGE) else path.name
