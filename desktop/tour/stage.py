"""The stage of the tour: a window in surroundings of its own, the hands at it, and what is kept of what they did."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.i18n import _
from desktop.system.drives import Drive
from desktop.tour.hands import Hands
from desktop.ui.paper.preview import Preview
from desktop.ui.surroundings import Surroundings
from desktop.vault.derivation import FLOOR_KDF

MakeApp = Callable[[Surroundings], Any]
"""Builds the running program in given surroundings; the composition root hands it in, since nothing below may import it."""


class TourClock:
    """A clock the tour sets: the same three months in every run."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.at = time(9, 0)

    def today(self) -> date:
        return self.day

    def now(self) -> datetime:
        return datetime.combine(self.day, self.at, UTC)

    def set(self, day: date) -> None:
        """Make it the morning of a day."""
        self.day = day
        self.at = time(9, 0)

    def pass_minutes(self, minutes: int) -> None:
        """Let time pass within the day."""
        total = min(self.at.hour * 60 + self.at.minute + minutes, 20 * 60)
        self.at = time(total // 60, total % 60)


class Stage:
    """One laptop of the tour.

    Attributes:
        folder: Where everything is left.
        clock: Set to the day that is being played.
        hands: Presses and types.
        typed: Every personal string that was typed, in the order it was.
    """

    def __init__(self, make_app: MakeApp, folder: Path, *, laptop: str, clock: TourClock) -> None:
        self.folder = folder
        self.clock = clock
        self.typed: list[str] = []
        self._picture = 0
        self._paper = 0
        self.locks = 0
        stick = folder / "stick"
        stick.mkdir(exist_ok=True)
        self.around = Surroundings(
            clock,
            folder / "home" / laptop / "start.json",
            kdf=FLOOR_KDF,
            replace=self._locked,
            drives=lambda: (Drive("STICK", stick, 8_000_000_000, 16_000_000_000, read_only=False),),
        )
        self.app = make_app(self.around)
        self.app.show()
        QTest.qWaitForWindowActive(self.app.window)
        self.hands = Hands(lambda: self.app.window, self._busy)

    def _busy(self) -> bool:
        return self.app.tasks is not None and self.app.tasks.busy

    def _locked(self) -> None:
        self.locks += 1

    # What is kept

    def person(self, text: str) -> str:
        """A personal string that is about to be typed; it goes to typed.txt."""
        for line in text.splitlines():
            if line.strip() and line not in self.typed:
                self.typed.append(line)
        return text

    def picture(self, name: str) -> None:
        """Keep what is on the screen now as screens/NNN-name.png."""
        self._picture += 1
        self.hands.grab(self.folder / "screens" / f"{self._picture:03d}-{name}.png")

    def keep_paper(self, name: str) -> None:
        """Keep the paper in the preview, and close the preview."""
        paper = self.hands.see("paper", Preview)
        self._paper += 1
        (self.folder / "paper" / f"{self._paper:02d}-{name}.pdf").write_bytes(paper.pdf)
        self.hands.press("paper_close")

    def continue_after(self, other: "Stage") -> None:
        """Go on with the numbers of pictures and papers where another laptop stopped."""
        self._picture, self._paper = other._picture, other._paper

    # Moving about

    def go(self, place: str) -> None:
        """Press a place in the rail."""
        self.hands.press(f"rail_{place}")

    def do(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Ask an operation for figures to compare; the window's work is never done this way."""
        answers: list[Any] = []
        errors: list[BaseException] = []
        self.app.tasks.query(operation, *args, then=answers.append, otherwise=errors.append, **kwargs)
        self.hands.wait_idle()
        if errors:
            raise errors[0]
        return answers[0]

    def lock(self) -> None:
        """Press Lock, and wait until the vault is closed."""
        locks = self.locks
        self.hands.press("rail_lock")
        self.hands.wait_until(lambda: self.locks > locks, "the lock")

    def unlock(self, login: str, passphrase: str) -> None:
        """Type name and passphrase at the unlock screen."""
        self.hands.type("unlock_login", login)
        self.hands.type("unlock_passphrase", passphrase)
        self.hands.press("unlock_open")
        self.hands.wait_until(lambda: self.app.context is not None, "the first screen")
        self.hands.wait_idle()

    def change_person(self, login: str, passphrase: str) -> None:
        """Lock, and let somebody else unlock."""
        self.lock()
        self.unlock(login, passphrase)

    def close(self) -> None:
        """Close the window and the vault."""
        self.app.window.close()
        self.app.window.deleteLater()
        QApplication.processEvents()


def item_name(name: str) -> str:
    """A starter item's name in the language the vault was made in."""
    return _(name)
