"""Being built."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class UnlockPage(QWidget):
    """Being built."""

    submitted = Signal(str, str)
    recovery_submitted = Signal(str)
    language_chosen = Signal(str)
    other_vault_asked = Signal()

    def set_busy(self, busy: bool) -> None:
        """Busy."""

    def refuse(self, error: object) -> None:
        """Refuse."""
