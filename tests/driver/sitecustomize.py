"""Stands in for the person at a real `python -m desktop`: unlocks and presses F12, then looks at what came in its place.

Python imports it by itself at its start when this folder is on the path; without the file to note things in, it does nothing.
"""

import os
import sys
from pathlib import Path

NOTES = os.environ.get("LARDER_TEST_NOTES")


def _note(words: str) -> None:
    with Path(NOTES or "").open("a", encoding="utf-8") as out:
        out.write(f"{words}\n")


def _drive() -> None:
    import desktop.app  # noqa: PLC0415 - only in the process that is driven
    from desktop.ui.surroundings import Surroundings  # noqa: PLC0415
    from tests.operations.keys import CHEAP_POLICY, PASSPHRASE  # noqa: PLC0415

    real = desktop.app.real_surroundings

    def cheap() -> Surroundings:
        around = real()
        return Surroundings(around.clock, around.pointer, policy=CHEAP_POLICY)

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
            QTimer.singleShot(0, QCoreApplication.quit)
            return
        page.login.set_value("Mei")
        page.passphrase.set_value(PASSPHRASE)
        page.button.click()
        timer = QTimer(self)

        def lock() -> None:
            if self.context is not None and not self.tasks.busy:
                timer.stop()
                _note(f"unlocked {os.getpid()}")
                QTest.keyClick(self.window.windowHandle(), Qt.Key.Key_F12)

        timer.timeout.connect(lock)
        timer.start(50)

    desktop.app.LarderApp.show = show_and_type


if NOTES and "desktop" in " ".join(getattr(sys, "orig_argv", [])):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    _drive()
