"""The whole program in surroundings of its own: for what happens before anybody unlocked, and for the lock."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import i18n
from desktop.app import LarderApp
from desktop.domain.users import Role
from desktop.system.drives import Drive
from desktop.tour.hands import Hands
from desktop.ui.start import Start, write_start
from desktop.ui.surroundings import Surroundings
from tests.operations.desk import FixedClock
from tests.operations.keys import CHEAP_KDF, CHEAP_POLICY, LOGINS, PASSPHRASE

TODAY = date(2026, 11, 24)


class Program:
    """One running program.

    Args:
        folder: holds the pointer file and, unless another is named, the vault.
        vault: the folder the program is started with.
        language: of the window.
        watch: makes what listens to the computer.

    Attributes:
        app: the composition root.
        hands: presses and types.
        replaced: how often the process would have been replaced.
        drives: the sticks that are plugged in.
    """

    def __init__(
        self,
        folder: Path,
        *,
        vault: Path | None = None,
        language: str = "en",
        watch: Callable[[Callable[[str], None]], Any] | None = None,
    ) -> None:
        self.folder = folder
        self.vault = vault or folder / "vault"
        self.clock = FixedClock(TODAY)
        self.replaced = 0
        self.drives: list[Drive] = []
        self.pointer = folder / "home" / "start.json"
        if not self.pointer.exists():
            write_start(self.pointer, Start(language=language))
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        around = Surroundings(
            self.clock,
            self.pointer,
            policy=CHEAP_POLICY,
            kdf=CHEAP_KDF,
            replace=self._count,
            drives=lambda: tuple(self.drives),
            watch=watch,
        )
        self.app = LarderApp(application, around, vault=self.vault)
        self.app.show()
        QTest.qWaitForWindowActive(self.app.window)
        self.hands = Hands(lambda: self.app.window, lambda: self.app.tasks is not None and self.app.tasks.busy)

    @property
    def page(self) -> object:
        """What fills the window before anybody unlocked."""
        return self.app.window.alone()

    def plug_in(self, name: str) -> Path:
        """Put a stick in; the folder it is mounted at."""
        path = self.folder / name
        path.mkdir(exist_ok=True)
        self.drives.append(Drive(name, path, 8_000_000_000, 16_000_000_000, read_only=False))
        return path

    def unlock(self, role: Role, passphrase: str = PASSPHRASE) -> None:
        """Type name and passphrase of somebody of a role and press Unlock."""
        self.hands.type("unlock_login", LOGINS[role])
        self.hands.type("unlock_passphrase", passphrase)
        self.hands.press("unlock_open")

    def entered(self) -> None:
        """Wait for the first screen."""
        self.hands.wait_until(lambda: self.app.context is not None, "the first screen")
        self.hands.wait_idle()

    def locked(self) -> None:
        """Wait until the process would have been replaced."""
        self.hands.wait_until(lambda: self.app.tasks is None, "the lock")
        self.hands.wait_idle()

    def close(self) -> None:
        """Close the window and whatever is open."""
        self.app.window.close()
        self.app.window.deleteLater()
        QApplication.processEvents()
        self.app.theme.set_mode("light")
        i18n.use("en")

    def _count(self) -> None:
        self.replaced += 1


def walk_to_the_sheet(program: Program, folder: Path, *, login: str = "Mei", collective: str = "Sunrise") -> str:
    """From the first screen to the recovery sheet, taking the passphrase that is offered; the passphrase."""
    hands = program.hands
    hands.press("start_next")
    hands.press("start_new")
    hands.type("start_folder", str(folder))
    hands.press("start_next")
    hands.type("start_collective", collective)
    hands.type("start_login", login)
    hands.press("start_passphrase_offer")
    passphrase = hands.text("start_passphrase_first")
    hands.press("start_next")
    return passphrase


def walk_to_the_items(program: Program) -> tuple[str, ...]:
    """From the recovery sheet to the items, typing three words back; the words."""
    hands = program.hands
    words = tuple(hands.text(f"start_sheet_words_{number}") for number in range(1, 13))
    hands.press("start_next")
    step = program.app.window.alone().step("check")
    for turn, number in enumerate(step.check.asked(), start=1):
        hands.type(f"start_check_word_{turn}", words[number - 1])
    hands.press("start_next")
    return words


def type_back(hands: Hands, words: Sequence[str]) -> None:
    """From the words of a new recovery sheet on, typing three of them back."""
    hands.press("sheet_next")
    check = hands.see("sheet_check_word")
    for turn, number in enumerate(check.asked(), start=1):  # type: ignore[attr-defined]
        hands.type(f"sheet_check_word_{turn}", words[number - 1])
    hands.press("sheet_keep")
