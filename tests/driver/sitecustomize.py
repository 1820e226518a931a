"""Stands in for the person at a real `python -m desktop`: unlocks and presses F12, then looks at what came in its place.

Python imports it by itself at its start when this folder is on the path; without the file to note things in, it does nothing.
What it types comes from a file that only the first process reads, so that the one after the lock has never known it.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

NOTES = os.environ.get("LARDER_TEST_NOTES")
ERRAND = os.environ.get("LARDER_TEST_ERRAND")
"""JSON: `login`, `passphrase`, `typed` (into the form for a new member; that form is then left open), `wait`: whether to stand
still, open to a debugger, until a file is there: `<errand>.shown` before the lock, `<errand>.locked` after it."""

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4


def _note(words: str) -> None:
    with Path(NOTES or "").open("a", encoding="utf-8") as out:
        out.write(f"{words}\n")


def _stand_still(parent: object, moment: str, then: Callable[[], None]) -> None:
    """Let the test read this process's memory."""
    import ctypes  # noqa: PLC0415 - only in the process that is driven

    library = ctypes.CDLL(None)
    dumpable = library.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0)
    library.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
    _note(f"{moment} {os.getpid()} dumpable={dumpable}")
    _once(parent, lambda: Path(f"{ERRAND}.{moment}").exists(), then)


def _once(parent: object, reached: Callable[[], bool], then: Callable[[], None]) -> None:
    from PySide6.QtCore import QTimer  # noqa: PLC0415

    timer = QTimer(parent)

    def look() -> None:
        if reached():
            timer.stop()
            then()

    timer.timeout.connect(look)
    timer.start(20)


def _all_is_loaded() -> bool:
    later = sys.modules.get("desktop.ui.later")
    return later is not None and all(name in sys.modules for name in later.NEEDED)


def _drive() -> None:
    import desktop.app  # noqa: PLC0415
    from desktop.ui.surroundings import Surroundings  # noqa: PLC0415
    from desktop.vault import KdfPolicy  # noqa: PLC0415

    real = desktop.app.real_surroundings

    def cheap() -> Surroundings:
        around = real()
        return Surroundings(around.clock, around.pointer, policy=KdfPolicy(least_memory_kib=8))

    desktop.app.real_surroundings = cheap
    show = desktop.app.LarderApp.show

    def show_and_type(self: desktop.app.LarderApp) -> None:
        show(self)
        from PySide6.QtCore import QCoreApplication, Qt, QTimer  # noqa: PLC0415
        from PySide6.QtTest import QTest  # noqa: PLC0415

        page = self.window.alone()
        _note(f"started {os.getpid()} {' '.join(sys.argv[1:])}")
        if "--locked-at" in sys.argv:
            _note(f"unlocking-screen {os.getpid()} {page.findChild(object, 'unlock_locked').text()}")
            if _errand_waits():
                _once(self, _all_is_loaded, lambda: _stand_still(self, "locked", QCoreApplication.quit))
            else:
                QTimer.singleShot(0, QCoreApplication.quit)
            return
        errand = json.loads(Path(ERRAND or "").read_text("utf-8"))
        page.login.set_value(errand["login"])
        page.passphrase.set_value(errand["passphrase"])
        page.button.click()
        timer = QTimer(self)
        steps = iter(_steps(self, errand))

        def lock() -> None:
            QTest.keyClick(self.window.windowHandle(), Qt.Key.Key_F12)

        def step() -> None:
            if self.context is None or self.tasks.busy:
                return
            do = next(steps, None)
            if do is not None:
                do()
                return
            timer.stop()
            _note(f"unlocked {os.getpid()}")
            if errand.get("wait"):
                _stand_still(self, "shown", lock)
            else:
                lock()

        timer.timeout.connect(step)
        timer.start(50)

    desktop.app.LarderApp.show = show_and_type


def _errand_waits() -> bool:
    return Path(f"{ERRAND}.wait").exists()


def _steps(app: object, errand: dict[str, object]) -> list[Callable[[], None]]:
    """Look at people with their names, and begin a form."""
    typed = errand.get("typed")
    if not typed:
        return []

    def fill() -> None:
        field = app.window.findChild(object, "register_name")  # type: ignore[attr-defined]
        field.setText(typed)
        field.textEdited.emit(typed)

    return [
        lambda: app.window.desk.show_names(True),  # type: ignore[attr-defined]
        *(lambda key=key: app.window.desk.go(key) for key in ("members", "referrals", "stock", "counter")),  # type: ignore[attr-defined,misc]
        lambda: app.window.desk.go("members", do="register"),  # type: ignore[attr-defined]
        lambda: None,
        fill,
    ]


if NOTES and "desktop" in " ".join(getattr(sys, "orig_argv", [])):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    _drive()
