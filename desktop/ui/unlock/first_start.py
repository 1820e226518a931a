"""The first start: a new vault step by step, one from a backup, or one that is there already. Back always works."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from desktop import i18n
from desktop.i18n import _
from desktop.operations.start import StartDesk
from desktop.ui.tasks import Tasks
from desktop.ui.unlock.begin_steps import BeginStep, LanguageStep, OpenStep
from desktop.ui.unlock.creating_step import CreatingStep
from desktop.ui.unlock.folder_step import FolderStep
from desktop.ui.unlock.items_step import ItemsStep
from desktop.ui.unlock.opening_step import OpeningStep
from desktop.ui.unlock.person_step import PersonStep
from desktop.ui.unlock.restore_end import RestoredStep, RestoreStep
from desktop.ui.unlock.restore_steps import BackupStep, UnlockBackupStep
from desktop.ui.unlock.sheet_steps import SheetCheckStep, SheetStep
from desktop.ui.unlock.step import Answers, Step
from desktop.ui.unlock.steps_rail import StepsRail
from desktop.ui.widgets.ground import row

ROUTES: dict[str, tuple[str, ...]] = {
    "": ("language", "begin"),
    "new": ("language", "begin", "where", "person", "sheet", "items", "opening"),
    "restore": ("language", "begin", "backup", "unlock", "restore"),
    "open": ("language", "begin", "open"),
}


class FirstStart(QWidget):
    """The wizard.

    Args:
        desk: what may be asked before there is a session.
        tasks: the worker on which the new session will live.
        known: the folder of the vault whose unlock screen one can go back to; None where there is none.
        missing: the remembered folder whose vault is not there.
        removed: a vault was just removed from this computer; how many of its files the disk did not give up.

    Signals:
        language_chosen(str): another language's code; the wizard is then built again.
        vault_chosen(object): a folder that holds a vault.
        entered(object, object): the session of the new vault, open on the worker, and its folder.
        left(): back to the unlock screen.
    """

    language_chosen = Signal(str)
    vault_chosen = Signal(object)
    entered = Signal(object, object)
    left = Signal()

    def __init__(
        self,
        desk: StartDesk,
        tasks: Tasks,
        *,
        known: Path | None = None,
        missing: Path | None = None,
        removed: int | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("first_start")
        self.desk = desk
        self.tasks = tasks
        self.missing = missing
        self.answers = Answers()
        self.known = known
        self._route = ""
        self._built: dict[str, Step] = {}
        self._way: list[str] = []
        self._rail = StepsRail()
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout = row(self._rail, self._stack, spacing=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._makers: dict[str, Callable[[], Step]] = {
            "language": lambda: LanguageStep(self, self.language_chosen.emit, removed),
            "begin": lambda: BeginStep(self, self._begin, missing),
            "open": lambda: OpenStep(self, self.vault_chosen.emit),
            "where": lambda: FolderStep(self),
            "person": lambda: PersonStep(self),
            "sheet": lambda: SheetStep(self),
            "check": lambda: SheetCheckStep(self),
            "items": lambda: ItemsStep(self),
            "opening": lambda: OpeningStep(self),
            "creating": lambda: CreatingStep(self, self.entered.emit),
            "backup": lambda: BackupStep(self),
            "unlock": lambda: UnlockBackupStep(self),
            "restore": lambda: RestoreStep(self),
            "restored": lambda: RestoredStep(self, self.vault_chosen.emit),
        }
        self.go("language")

    def go(self, key: str) -> None:
        """Show a step. One on the way already is gone back to, with what was answered there."""
        if key in self._way:
            del self._way[self._way.index(key) + 1 :]
        else:
            self._way.append(key)
        if key not in self._built:
            self._built[key] = self._makers[key]()
            self._stack.addWidget(self._built[key])
        self._show(key)

    def back(self) -> None:
        """Show the step before; from the first one, the unlock screen if there is one."""
        if len(self._way) > 1:
            self._forget_after(self._way.pop())
            self._show(self._way[-1])
        elif self.known is not None:
            self.left.emit()

    def step(self, key: str) -> Step:
        """A step that was shown already."""
        return self._built[key]

    def _begin(self, route: str) -> None:
        self._route = route
        self.go(ROUTES[route][2])

    def _show(self, key: str) -> None:
        step = self._built[key]
        self._stack.setCurrentWidget(step)
        step.back.setVisible(not self.answers.made and (len(self._way) > 1 or self.known is not None))
        if key in ("language", "begin"):
            self._route = ""
        steps = ROUTES[self._route]
        shown = {"check": "sheet", "creating": "opening", "restored": "restore"}.get(key, key)
        self._rail.show_steps([(each, _words(each)) for each in steps], shown)
        step.arrive()

    def _forget_after(self, key: str) -> None:
        """What was typed back is asked anew, with other words."""
        if key == "check":
            gone = self._built.pop(key)
            self._stack.removeWidget(gone)
            gone.deleteLater()


def _words(key: str) -> str:
    return {
        "language": i18n.languages()[i18n.current()],
        "begin": _("Vault"),
        "open": _("Open a folder"),
        "where": _("Where it lives"),
        "person": _("You"),
        "sheet": _("Recovery sheet"),
        "items": _("Items"),
        "opening": _("Opening stock"),
        "backup": _("Backup"),
        "unlock": _("Unlock it"),
        "restore": _("Restore"),
    }[key]
