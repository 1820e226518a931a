"""The one window: before unlocking it holds the unlock screen, afterwards the desk; whatever it shows fills it.

It is the first thing on the screen, so it imports nothing of what comes after unlocking.
"""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

if TYPE_CHECKING:
    from desktop.ui.context import Context
    from desktop.ui.desk import Desk

TITLE = "Larder"


class MainWindow(QMainWindow):
    """The window before and after unlocking.

    Signals:
        lock_asked: By key, by rail, or because nobody touched it for long; the reason is `asked` or `idle`.
        closing: The person closed the window.
        drawn: It was painted for the first time; what could wait for that may be loaded now.
    """

    lock_asked = Signal(str)
    closing = Signal()
    drawn = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle(TITLE)
        self.resize(1366, 768)
        self.setMinimumSize(1024, 640)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self._desk: Desk | None = None
        self._is_drawn = False

    @property
    def desk(self) -> "Desk | None":
        """The rail and its places, while the vault is open."""
        return self._desk

    def show_alone(self, widget: QWidget) -> None:
        """Show one widget over the whole window: the unlock screen, the first start, the cover."""
        self._replace(widget)
        self._desk = None

    def alone(self) -> Any:
        """What is shown over the whole window."""
        return self._stack.currentWidget()

    def enter(self, context: "Context") -> None:
        """Show the rail and the first screen."""
        from desktop.ui.desk import Desk  # noqa: PLC0415 - the first window must not wait for the places

        desk = Desk(context)
        desk.lock_asked.connect(self.lock_asked)
        self._replace(desk)
        self._desk = desk
        desk.go("today")

    def _replace(self, widget: QWidget) -> None:
        before = self._stack.currentWidget()
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_drawn:
            self._is_drawn = True
            QTimer.singleShot(0, self, self.drawn.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
