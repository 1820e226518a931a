"""A scanner of codes is a keyboard to the computer: very fast keys that end with Enter. This tells them from typing.

A line of text gets the keys as they come, and what stood in it is put back when Enter makes them a scan. Anywhere else the first
key goes where keys go, since it may be a person's; those that follow within a moment are held back, and typed after all if no
Enter comes.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

GAP = 0.05
"""Seconds between two keys: a scanner is faster, hands are slower."""
SHORTEST = 3
SHORTEST_NUMBER = 6
"""Digits alone may be a quantity typed in a hurry; codes of digits are longer."""
_LET_GO_MS = 80

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SHIFTS = (Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock)


def moment_of(event: QKeyEvent) -> float:
    """When a key was pressed, in seconds: by the computer's own stamp, which a busy window does not move."""
    return event.timestamp() / 1000 if event.timestamp() else time.monotonic()


@dataclass
class _Before:
    """How the part with the keyboard stood before a burst."""

    part: QWidget | None
    text: str = ""
    cursor: int = 0
    selected: tuple[int, int] = (-1, 0)
    modified: bool = False
    index: QPersistentModelIndex | None = None
    choice: int = -1

    @classmethod
    def of(cls, part: QWidget | None) -> "_Before":
        if isinstance(part, QLineEdit):
            selected = (part.selectionStart(), len(part.selectedText()))
            return cls(part, part.text(), part.cursorPosition(), selected, part.isModified())
        if isinstance(part, QAbstractItemView):
            return cls(part, index=QPersistentModelIndex(part.currentIndex()))
        if isinstance(part, QComboBox):
            return cls(part, choice=part.currentIndex())
        return cls(part)

    def put_back(self) -> None:
        part = self.part
        if part is None or not shiboken6.isValid(part):
            return
        if isinstance(part, QLineEdit):
            part.setText(self.text)
            part.setCursorPosition(self.cursor)
            if self.selected[0] >= 0:
                part.setSelection(*self.selected)
            part.setModified(self.modified)
        elif isinstance(part, QComboBox):
            part.setCurrentIndex(self.choice)
        elif isinstance(part, QAbstractItemView):
            now = QApplication.focusWidget()
            if isinstance(now, QLineEdit) and part.isAncestorOf(now):
                # The key opened a cell: it closes again, with what was in it.
                QApplication.sendEvent(now, _key(Qt.Key.Key_Escape))
            if self.index is not None and self.index.isValid() and self.index != part.currentIndex():
                part.setCurrentIndex(part.model().index(self.index.row(), self.index.column()))


@dataclass
class _Burst:
    """Keys that came so fast that they may be a scan."""

    before: _Before
    text: str
    last: float
    held: list[QKeyEvent] = field(default_factory=list)


def _key(key: int, text: str = "", modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)


class Scanner(QObject):
    """Hears scans wherever the keyboard is, as long as a page is in view and no dialog is over it.

    Args:
        page: While it is shown, scans are heard.
        moment: When a key was pressed, in seconds.

    Signals:
        scanned(str): what was scanned. Its Enter presses nothing.
    """

    scanned = Signal(str)

    def __init__(self, page: QWidget, *, moment: Callable[[QKeyEvent], float] = moment_of) -> None:
        super().__init__(page)
        self.moment = moment
        self._page = page
        self._burst: _Burst | None = None
        self._typing = False
        self._listening = False
        self._timer = QTimer(self, singleShot=True, interval=_LET_GO_MS)
        self._timer.timeout.connect(self._type_after_all)
        page.installEventFilter(self)
        page.destroyed.connect(self._stop)
        if page.isVisible():
            self._listen()

    def _listen(self) -> None:
        application = QApplication.instance()
        if application is not None and not self._listening:
            application.installEventFilter(self)
            self._listening = True

    def _stop(self) -> None:
        application = QApplication.instance()
        if application is not None and self._listening:
            application.removeEventFilter(self)
        self._listening = False
        self._burst = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            # An event passes here for the window and for each part it is offered to; the one with the keyboard counts.
            if self._listening and not self._typing and watched is QApplication.focusWidget():
                return self._hear(event)
        elif watched is self._page and kind == QEvent.Type.Show:
            self._listen()
        elif watched is self._page and kind == QEvent.Type.Hide:
            self._stop()
        return False

    def _hear(self, event: QKeyEvent) -> bool:
        """Whether the key is kept from where it goes."""
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            self._type_after_all()
            return False
        if event.key() in _SHIFTS:
            return False
        if isinstance(QApplication.focusWidget(), QPlainTextEdit):
            # Where one number a line is typed, a scan writes its line itself.
            self._type_after_all()
            return False
        now, burst = self.moment(event), self._burst
        follows = burst is not None and 0 <= now - burst.last < GAP
        if event.key() in _ENTER:
            if burst is not None and follows and _is_code(burst.text):
                self._scan(burst)
                return True
            self._type_after_all()
            return False
        if not _is_letter(event):
            self._type_after_all()
            return False
        if burst is not None and follows:
            burst.text += event.text()
            burst.last = now
            if isinstance(QApplication.focusWidget(), QLineEdit):
                return False
            burst.held.append(event.clone())
            self._timer.start()
            return True
        self._type_after_all()
        self._burst = _Burst(_Before.of(QApplication.focusWidget()), event.text(), now)
        return False

    def _scan(self, burst: _Burst) -> None:
        self._timer.stop()
        self._burst = None
        self._typing = True
        try:
            burst.before.put_back()
        finally:
            self._typing = False
        self.scanned.emit(burst.text)

    def _type_after_all(self) -> None:
        """Fast hands: give the keys that were held back to where they were meant to go."""
        self._timer.stop()
        burst, self._burst = self._burst, None
        if burst is None:
            return
        self._typing = True
        try:
            for event in burst.held:
                target = QApplication.focusWidget()
                if target is not None:
                    QApplication.sendEvent(target, event)
        finally:
            self._typing = False


def _is_letter(event: QKeyEvent) -> bool:
    """Whether a key writes a sign. Ctrl together with Alt does on some keyboards, either alone does not."""
    modifiers = event.modifiers()
    ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
    return len(event.text()) == 1 and event.text().isprintable() and ctrl == alt and not event.isAutoRepeat()


def _is_code(text: str) -> bool:
    code = text.strip()
    return len(code) >= (SHORTEST_NUMBER if code.isdecimal() else SHORTEST)
