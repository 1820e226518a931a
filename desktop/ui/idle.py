"""The watch over touches: names are hidden after a minute without one, the lock comes after the minutes that are set."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.i18n import ngettext
from desktop.system.clock import uptime
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.ground import Ground, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Text

VEIL_AFTER_SECONDS = 60
WARN_SECONDS = 20
_LOCK_AFTER_SECONDS = 600
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,  # a shortcut takes the press away before the window sees it
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWarning(Ground):
    """Says that the lock is near, above the place in view, until a touch calls it off."""

    def __init__(self) -> None:
        super().__init__("warn_bg")
        self.setObjectName("desk_idle")
        self._words = Text("", tone="warn", wrap=True, name="desk_idle_words")
        line = row(IconMark("lock", 20, "warn"), self._words, spacing=12, margins=(24, 12, 24, 12))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    def set_seconds(self, seconds: int) -> None:
        """So many are left; none when it was called off."""
        self._words.set_words(
            ngettext(
                "Larder locks in {count} second. Press any key to go on working.",
                "Larder locks in {count} seconds. Press any key to go on working.",
                seconds,
            ).format(count=seconds)
        )
        first = self.isHidden() and bool(seconds)
        self.setVisible(bool(seconds))
        if first:
            QAccessible.updateAccessibility(QAccessibleEvent(self._words, QAccessible.Event.Alert))


class IdleWatch(QObject):
    """Sees every touch of every window of ours, and takes the lock keys before anything else can.

    It listens at the windows themselves, which get each touch once: a filter over the whole application would be called for
    every event of every widget. A window that comes up is found when it takes the keys, or within a second.

    Attributes:
        lock_after_seconds: Without a touch.

    Signals:
        lock_asked: By key (`asked`) or because of the time (`idle`).
        lock_near: Seconds until then, once a second; 0 when a touch called it off.
        names_long_seen: A minute has passed without a touch.
    """

    lock_asked = Signal(str)
    lock_near = Signal(int)
    names_long_seen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._seconds = 0
        self._beat = uptime()
        self.lock_after_seconds = _LOCK_AFTER_SECONDS
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._follow)
        self._follow()

    def _follow(self, _window: object = None) -> None:
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)  # a second time changes nothing

    def tick(self) -> None:
        """A second has passed without a touch, or as many as the computer slept."""
        self._follow()
        now = uptime()
        passed, self._beat = max(1, round(now - self._beat)), now
        before, self._seconds = self._seconds, self._seconds + passed
        if before < VEIL_AFTER_SECONDS <= self._seconds:
            self.names_long_seen.emit()
        left = self.lock_after_seconds - self._seconds
        if 0 < left <= WARN_SECONDS:
            self.lock_near.emit(left)
        if left <= 0:
            self._timer.stop()
            self.lock_asked.emit("idle")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in _TOUCHES:
            return False
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _asks_for_lock(event):
            self.lock_asked.emit("asked")
            return True
        if self._seconds:
            if self.lock_after_seconds - self._seconds <= WARN_SECONDS:
                self.lock_near.emit(0)
            self._seconds = 0
        return False


def _asks_for_lock(event: QKeyEvent) -> bool:
    pressed = QKeySequence(event.keyCombination())
    return pressed in (Shortcut.LOCK.sequence, Shortcut.LOCK_TOO.sequence)
