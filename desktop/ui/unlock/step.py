"""What the steps of the first start share: the shape of the screen, the answers so far, the way on and back."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import LarderError
from desktop.domain.starter import STARTER_ITEMS, StarterItem
from desktop.i18n import _, say
from desktop.operations.start import BackupContents, Present, Restored, StartDesk, Unlocking
from desktop.ui.frame import FormPage
from desktop.ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Opening:
    """So many base units of an item are there before the book begins."""

    item: StarterItem
    quantity: int
    expires_on: date | None


@dataclass
class Answers:
    """What was answered so far. It is gone when the first start is left."""

    folder: Path | None = None
    collective: str = ""
    login: str = ""
    shown_name: str = ""
    passphrase: str = field(default="", repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)
    items: tuple[StarterItem, ...] = STARTER_ITEMS
    place: str = ""
    opening: tuple[Opening, ...] = ()
    backup: Path | None = None
    unlocking: Unlocking = field(default_factory=Unlocking)
    contents: BackupContents | None = None
    present: Present | None = None
    present_problem: LarderError | None = None
    restored: Restored | None = None
    made: bool = False


class Flow(Protocol):
    """What a step asks of the first start.

    Attributes:
        known: The folder of the vault on this computer; None where there is none.
    """

    desk: StartDesk
    tasks: Tasks
    known: Path | None
    answers: Answers

    def go(self, key: str) -> None:
        """Show another step."""
        ...

    def back(self) -> None:
        """Show the step before, as it was left."""
        ...

    def step(self, key: str) -> "Step":
        """A step that was shown already."""
        ...


class Step(FormPage):
    """One question. `arrive` is called whenever it comes into view, `go_on` by its primary and by Enter at the end."""

    def __init__(self, flow: Flow, key: str, title: str, *, width: int = 560) -> None:
        super().__init__(title, name=f"start_{key}", on_back=flow.back, width=width)
        self.flow = flow
        self.key = key
        self.back.setObjectName("start_back")

    def set_next(self, words: str = "") -> None:
        """The primary that goes on."""
        self.set_primary(words or _("Go on"), self.go_on, name="start_next")

    def first_field(self) -> QWidget | None:
        """What takes the keyboard when the step comes into view."""
        return None

    def arrive(self) -> None:
        """The step comes into view."""
        self.wait(False)
        target = self.first_field()
        if target is not None:
            QTimer.singleShot(0, target, target.setFocus)

    def go_on(self) -> None:
        """Check the answer and show the next step."""

    def refuse(self, error: LarderError) -> None:
        """Say why it does not go on."""
        self.wait(False)
        self.show_message("refusal", say(error))
