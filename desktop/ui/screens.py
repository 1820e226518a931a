"""A place with more than one screen: its first screen stays, forms and pages lie over it until they are left."""

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

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

    def _drop(self, screen: QWidget | None) -> None:
        if screen is not None:
            self.removeWidget(screen)
            screen.deleteLater()

    def _use(self, screen: Any) -> None:
        if isinstance(screen, Workspace):
            self.context.messages.use(screen)
