"""Being built."""

from typing import Any

from desktop.ui.context import Context
from desktop.ui.frame import Workspace


class PeoplePage(Workspace):
    """Being built."""

    def __init__(self, context: Context) -> None:
        super().__init__("people", name="people")
        self._context = context

    def open(self, **where: Any) -> None:
        """Come into view."""
