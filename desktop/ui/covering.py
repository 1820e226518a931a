"""What may be seen of us: nothing once the window is locked; before, no picture of it where the system can prevent one."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from desktop.system.capture import can_block_capture, set_capture
from desktop.system.native_dialogs import hide_native_dialogs


def take_dialogs_away(window: QWidget) -> None:
    """Hide every window of ours but this one, and the system's dialogs in front of it."""
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            other.hide()
            other.deleteLater()
    hide_native_dialogs()


def clear_clipboard() -> None:
    """Take back what was copied here; what others copied stays."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)


class CaptureShield(QObject):
    """Keeps every window of ours out of other programs' pictures of the screen, each as it comes up.

    Where no system call for it exists it does nothing.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        if not can_block_capture():
            return
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self.cover_windows)
        # Lists of choices never take the focus.
        timer = QTimer(self)
        timer.timeout.connect(self.cover_windows)
        timer.start(500)

    def cover_windows(self, _window: object = None) -> None:
        """Every window that is up; a second call changes nothing."""
        for window in QGuiApplication.topLevelWindows():
            if window.isVisible():
                set_capture(int(window.winId()), blocked=True)
