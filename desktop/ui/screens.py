"""A place with more than one screen: its first screen stays, forms and pages lie over it until they are left."""

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.errors import LarderError
from desktop.ui.context import Context
from desktop.ui.frame import Workspace


class Screens(QStackedWidget):
    """The first screen and whatever lies over it. Messages appear on the screen in view."""

    def __init__(self, context: Context, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.context = context

    def set_first(self, screen: Workspace) -> None:
        """The screen that is always there."""
        self.addWidget(screen)
        self._use(screen)

    @property
    def shown(self) -> Any:
        """The screen in view."""
        return self.currentWidget()

    def lay_over(self, screen: Workspace) -> None:
        """Put a screen over the one in view."""
        self.addWidget(screen)
        self.setCurrentWidget(screen)
        self._use(screen)

    def back(self) -> None:
        """Leave the screen in view for the one below it."""
        if self.count() > 1:
            self._drop(self.widget(self.count() - 1))
        self._use(self.currentWidget())

    def back_to_first(self) -> None:
        """Leave everything that lies over the first screen."""
        while self.count() > 1:
            self._drop(self.widget(self.count() - 1))
        self._use(self.currentWidget())

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved in the forms that lie over the first screen; None when nothing is."""
        screens: list[Any] = [self.widget(index) for index in range(1, self.count())]
        forms = [typed for each in screens if hasattr(each, "draft") and (typed := each.draft()) is not None]
        return {"forms": forms} if forms else None

    def take_draft(self, content: dict[str, Any]) -> None:
        """Open those forms again."""
        for typed in content["forms"]:
            self.reopen(typed)

    def reopen(self, typed: dict[str, Any]) -> None:
        """Open the form a draft is of, and put back what was typed. What it is about may be gone: then nothing comes."""

    def gone(self, _error: LarderError) -> None:
        """What a draft was about is not there any more."""

    def _drop(self, screen: QWidget | None) -> None:
        if screen is not None:
            self.removeWidget(screen)
            screen.deleteLater()

    def _use(self, screen: Any) -> None:
        if isinstance(screen, Workspace):
            self.context.messages.use(screen)
