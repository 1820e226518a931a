"""One start of the program in a process of its own: `python -m tests.benchmarks.whole_process KIND FOLDER HOME`.

Prints JSON: `ms`, the processor time that it took, and `mb`, the memory held at the end. KIND is one of

- `bare`: a window of Qt without anything in it, painted;
- `first`: the program up to the painted unlock screen;
- `unlock`: from the open keys, derivation aside, to the painted first screen with its figures;
- `relock`: from the press of the lock key, through the process that takes this one's place, to the painted unlock screen.
"""

# ruff: noqa: PLC0415 - a start is measured with everything that it imports

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

_SINCE = "LARDER_BENCH_SINCE"


def _end(since: float = 0) -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    found = {"ms": (time.process_time() - since) * 1000, "mb": pages * os.sysconf("SC_PAGE_SIZE") / 1e6}
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()
    os._exit(0)


def bare() -> None:
    """The reference of the first window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    application.processEvents()
    _end()


def first(folder: Path) -> None:
    """As a person starts it; it ends with the first paint. After a lock it goes on counting where the process before was."""
    from desktop import __main__
    from desktop.ui.main_window import MainWindow

    painted = MainWindow.paintEvent

    def paint(window: MainWindow, event: object) -> None:
        from PySide6.QtCore import QTimer

        painted(window, event)
        QTimer.singleShot(0, lambda: _end(float(since)))

    since = os.environ.pop(_SINCE, "0")
    locked = ["--locked-at", "2026-11-24T08:50:00Z"] if since != "0" else []
    MainWindow.paintEvent = paint
    __main__.main(["--vault", str(folder), *locked])


def unlock(folder: Path, home: Path) -> None:
    """The keys are those of the filled vaults."""
    _application, _larder, since = _unlocked(folder, home)
    _end(since)


def relock(folder: Path, home: Path) -> None:
    """From a vault that is open at its first screen."""
    from desktop.system import process

    application, larder, _since = _unlocked(folder, home)

    def replace(_arguments: object) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.whole_process", "first", str(folder), str(home)]
        os.execve(sys.executable, command, {**os.environ, _SINCE: str(since)})

    process.replace = replace
    since = time.process_time()
    larder.lock()
    application.exec()


def _unlocked(folder: Path, home: Path) -> tuple[Any, Any, float]:
    """The program at its first screen, and the processor time at which unlocking began."""
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QApplication

    from desktop import app
    from desktop.operations.session import Session
    from desktop.storage import connection
    from desktop.ui.surroundings import Surroundings
    from tests.benchmarks.filled_vault import COORDINATOR, KEYS, TODAY, VAULT_ID
    from tests.operations.desk import FixedClock

    application = QApplication([])
    clock = FixedClock(TODAY)
    larder = app.LarderApp(application, Surroundings(clock, home / "start.json"), vault=folder)
    larder.show()
    for _round in range(40):
        application.processEvents()
    since = time.process_time()

    def opened() -> Session:
        return Session(folder, connection.open_vault(folder, KEYS, vault_id=VAULT_ID), COORDINATOR, clock)

    larder._new_tasks().open(opened, then=lambda session: larder._entered(session, folder), otherwise=print)
    while larder.window.desk is None or larder.window.findChild(QObject, "today_scroll") is None:
        application.processEvents()
        time.sleep(0.001)
    application.processEvents()
    return application, larder, since


if __name__ == "__main__":
    kind, where, home_folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    {
        "bare": bare,
        "first": lambda: first(where),
        "unlock": lambda: unlock(where, home_folder),
        "relock": lambda: relock(where, home_folder),
    }[kind]()
