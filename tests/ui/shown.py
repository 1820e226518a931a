"""A running window for tests: a vault made once per test with cheap keys, people of each role, a clock that is set."""

import shutil
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop import i18n
from desktop.app import LarderApp
from desktop.domain.starter import STARTER_ITEMS
from desktop.domain.users import Role
from desktop.operations.users import add_user
from desktop.operations.vault import VaultSetup, create_vault, open_vault
from desktop.tour.hands import Hands
from desktop.ui.surroundings import Surroundings
from desktop.vault import KdfParameters, KdfPolicy
from tests.operations.desk import FixedClock

CHEAP_KDF = KdfParameters(64, 1, 1)
CHEAP_POLICY = KdfPolicy(least_memory_kib=8)
PASSPHRASE = "tall copper kettle whistles at dawn"
LOGINS = {"coordinator": "Mei", "volunteer": "Ana", "stock_keeper": "Jo"}
TODAY = date(2026, 11, 24)


def make_template(folder: Path) -> None:
    """A vault with three people and the starter items, made once per test process and copied for each test."""
    setup = VaultSetup("Sunrise", LOGINS["coordinator"], PASSPHRASE, items=STARTER_ITEMS, place="Shelf A")
    made = create_vault(folder, setup, clock=FixedClock(TODAY), kdf=CHEAP_KDF, policy=CHEAP_POLICY)
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        add_user(made.session, login=LOGINS[role], passphrase=PASSPHRASE, name="", role=role, policy=CHEAP_POLICY)
    made.session.close()


class StrayWindows(QObject):
    """Notes every window that comes up and is neither the main window nor a named dialog or list of choices."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            plain = watched.windowType() in (Qt.WindowType.Window, Qt.WindowType.Widget)
            if plain and watched.objectName() != "main_window":
                place = traceback.extract_stack(limit=3)[0]
                self.found.append(f"{watched.metaObject().className()} at {place.filename}:{place.lineno}")
        return False


class Shown(QObject):
    """The window and the hands at it.

    Attributes:
        app: The composition root.
        hands: Presses and types.
        clock: Set it to another day.
        vault: The folder.
        locked: How often the process would have been replaced.
    """

    def __init__(self, folder: Path, template: Path) -> None:
        super().__init__()
        i18n.use("en")
        self.folder = folder
        self.vault = folder / "vault"
        shutil.copytree(template, self.vault)
        self.clock = FixedClock(TODAY)
        self.locked = 0
        self.drives: list[Any] = []
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        around = Surroundings(
            self.clock,
            folder / "start.json",
            policy=CHEAP_POLICY,
            kdf=CHEAP_KDF,
            replace=self._count_lock,
            drives=lambda: self.drives,
        )
        self.app = LarderApp(application, around, vault=self.vault)
        self.strays: StrayWindows | None = None
        self.app.show()
        QTest.qWaitForWindowActive(self.app.window)
        self.hands = Hands(lambda: self.app.window, lambda: self.app.tasks is not None and self.app.tasks.busy)

    def watch_for_strays(self) -> "StrayWindows":
        """From now on note every window that flashes up. It slows everything down, so only its own test asks for it."""
        self.strays = StrayWindows()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self.strays)
        return self.strays

    def as_role(self, role: str) -> "Shown":
        """Lock if needed and open the window for a person of this role."""
        if self.app.context is not None:
            self.app.lock()
            self.hands.wait_until(lambda: self.app.tasks is None, "the lock")
        folder, clock = self.vault, self.clock
        tasks = self.app._new_tasks()
        tasks.open(
            lambda: open_vault(folder, login=LOGINS[role], passphrase=PASSPHRASE, clock=clock, policy=CHEAP_POLICY),
            then=lambda session: self.app._entered(session, folder),
            otherwise=_raise,
        )
        self.hands.wait_until(lambda: self.app.context is not None, "the first screen")
        self.hands.wait_idle()
        return self

    def go(self, place: str, **where: Any) -> Any:
        """Show a place; the page that is shown."""
        self.app.window.desk.go(place, **where)
        self.hands.wait_idle()
        return self.app.window.desk.current_page()

    def do(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call an operation on the worker, as a screen would, and give its result; its error is raised."""
        answers: list[Any] = []
        errors: list[BaseException] = []
        self.app.tasks.query(operation, *args, then=answers.append, otherwise=errors.append, **kwargs)
        self.hands.wait_idle()
        if errors:
            raise errors[0]
        return answers[0]

    def refresh(self) -> None:
        """Tell every screen that anything may have changed (after `do` arranged something)."""
        from desktop.ui.events import Changed  # noqa: PLC0415

        for part in Changed:
            self.app.context.events.changed.emit(part)
        self.hands.wait_idle()

    def close(self) -> None:
        """Close the window and the vault."""
        self.app.window.close()
        self.app.window.deleteLater()
        QApplication.processEvents()
        i18n.use("en")
        application = QApplication.instance()
        if self.strays is not None and application is not None:
            # A filter that stayed would slow every later test down.
            application.removeEventFilter(self.strays)

    def _count_lock(self) -> None:
        self.locked += 1


def _raise(error: BaseException) -> None:
    raise error
