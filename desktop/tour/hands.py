"""Hands at the keyboard: finds widgets by their object names, presses and types like a person, and waits for the work to end.

Used by the tour and by the tests of the window. It never sleeps: it turns the event loop until what was asked for is there.
"""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TypeVar, overload

import shiboken6
from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from desktop.ui.scanning import Scanner
from desktop.ui.widgets.edit import Choice, SearchBox

W = TypeVar("W", bound=QWidget)
PATIENCE_MS = 20_000
TICK_MS = 10
_NONE = Qt.KeyboardModifier.NoModifier
_BETWEEN_KEYS = 0.004
"""Seconds between two keys of a scanner."""
_MARGIN = 60
LONGEST_TYPED = 200
"""Longer texts are pasted, as a person would."""


class NotThere(AssertionError):
    """What a person would look for is not on the screen."""


class Hands:
    """A person at the window.

    Args:
        window: Gives the present main window.
        busy: Whether work is under way off the main thread.
    """

    def __init__(self, window: Callable[[], QWidget], busy: Callable[[], bool]) -> None:
        self._window = window
        self._busy = busy

    # Looking

    @overload
    def see(self, name: str) -> QWidget: ...

    @overload
    def see(self, name: str, kind: type[W]) -> W: ...

    def see(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        """The visible widget of that name. Raises NotThere."""
        found = self.find(name, kind)
        if found is None:
            raise NotThere(f"no visible {kind.__name__} named {name}")
        return found

    @overload
    def find(self, name: str) -> QWidget | None: ...

    @overload
    def find(self, name: str, kind: type[W]) -> W | None: ...

    def find(self, name: str, kind: type[QWidget] = QWidget) -> QWidget | None:
        """The visible widget of that name, in the topmost dialog first; None when there is none."""
        for root in self._roots():
            if root.objectName() == name and isinstance(root, kind):
                return root
            for widget in root.findChildren(kind, name):
                if shiboken6.isValid(widget) and widget.isVisible():
                    return widget
        return None

    def first(self, beginning: str) -> str:
        """The name of the first visible widget whose name begins so. Raises NotThere."""
        for root in self._roots():
            for widget in root.findChildren(QWidget):
                if widget.objectName().startswith(beginning) and widget.isVisible():
                    return widget.objectName()
        raise NotThere(f"nothing is named {beginning}...")

    def sees(self, name: str) -> bool:
        """Whether a widget of that name is visible."""
        return self.find(name) is not None

    def text(self, name: str) -> str:
        """The words a widget shows."""
        widget = self.see(name)
        for read in ("words", "text", "toPlainText", "currentText"):
            if hasattr(widget, read):
                return str(getattr(widget, read)())
        return widget.accessibleName()

    def all_text(self) -> str:
        """Every word that can be read on the screen now, painted ones through their accessible names."""
        words: list[str] = []
        for root in self._roots():
            for widget in (root, *root.findChildren(QWidget)):
                if not widget.isVisible():
                    continue
                for part in (widget.accessibleName(), widget.accessibleDescription()):
                    words.append(part)
                if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
                    words.append(widget.text())
                elif isinstance(widget, QPlainTextEdit | QTextEdit):
                    words.append(widget.toPlainText())
                elif isinstance(widget, QAbstractItemView):
                    words.extend(self._cells(widget))
                elif hasattr(widget, "words"):
                    words.append(str(widget.words()))
        return "\n".join(part for part in words if part)

    def rows(self, name: str) -> list[list[str]]:
        """The cells of a table or list."""
        view = self.see(name, QAbstractItemView)
        model = view.model()
        return [
            [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    @staticmethod
    def _cells(view: QAbstractItemView) -> list[str]:
        model = view.model()
        if model is None:
            return []
        return [
            str(model.index(row, column).data() or "")
            for row in range(min(model.rowCount(), 500))
            for column in range(model.columnCount())
        ]

    # Doing

    def press(self, name: str) -> None:
        """Press a button (or anything that takes a click) and let what it starts come to its end."""
        widget = self.see(name)
        if not widget.isEnabled():
            raise NotThere(f"{name} is switched off")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.wait_idle()

    def type(self, name: str, text: str, *, enter: bool = False) -> None:
        """Clear a field and type into it. Signs a keyboard could not send go in as an input method commits them."""
        widget = self._editor(name)
        widget.setFocus()
        if hasattr(widget, "selectAll"):
            widget.selectAll()
        QTest.keyClick(widget, Qt.Key.Key_Delete)
        if text.isascii() and "\n" not in text and len(text) < LONGEST_TYPED:
            QTest.keyClicks(widget, text)
        elif isinstance(widget, QLineEdit):
            widget.insert(text)
            widget.textEdited.emit(widget.text())
        else:
            widget.insertPlainText(text)  # type: ignore[attr-defined]
        if enter:
            QTest.keyClick(widget, Qt.Key.Key_Return)
        if isinstance(widget, SearchBox) and shiboken6.isValid(widget):
            self.wait_until(widget.settled, "the search to begin")
        self.wait_idle()

    def key(
        self,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        *,
        at: str = "",
    ) -> None:
        """Press one key where the focus is, or at a named widget."""
        target = self._editor(at) if at else (QApplication.focusWidget() or self._window())
        QTest.keyClick(target, key, modifiers)
        self.wait_idle()

    def scan(self, code: str) -> None:
        """Press the keys of a code as a scanner does, wherever the keyboard is: without a pause, and Enter at the end.

        On a machine that is busy the presses come late, so the moments are told to whoever listens.
        """
        if QApplication.activeWindow() is None:
            # Where no window manager is, nobody gives the keyboard back when a dialog closes.
            self._window().activateWindow()
            QTest.qWaitForWindowActive(self._window())
        listening = self._window().findChildren(Scanner)
        known = [scanner.moment for scanner in listening]
        start, pressed = known[0](QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_0, _NONE)) if known else 0.0, count()
        for scanner in listening:
            scanner.moment = lambda _event: start + next(pressed) * _BETWEEN_KEYS
        for sign in code:
            QTest.keyClicks(QApplication.focusWidget() or self._window(), sign)
        QTest.keyClick(QApplication.focusWidget() or self._window(), Qt.Key.Key_Return)
        for scanner, moment in zip(listening, known, strict=True):
            scanner.moment = moment
        self.wait_idle()

    def choose(self, name: str, words: str) -> None:
        """Choose an entry of a choice by its words."""
        combo = self._choice(name)
        index = combo.findText(words)
        if index < 0:
            raise NotThere(f"{name} has no entry {words!r}")
        self._pick(combo, index)

    def options(self, name: str) -> list[str]:
        """The words of a choice's entries."""
        combo = self._choice(name)
        return [combo.itemText(index) for index in range(combo.count())]

    def choose_data(self, name: str, value: object) -> None:
        """Choose an entry of a choice by the value it stands for."""
        combo = self._choice(name)
        values = combo.values() if isinstance(combo, Choice) else []
        if value not in values:
            raise NotThere(f"{name} has no entry for {value!r}")
        self._pick(combo, values.index(value))

    def _choice(self, name: str) -> QComboBox:
        box = self.see(name)
        combo = box if isinstance(box, QComboBox) else box.findChild(QComboBox)
        if combo is None:
            raise NotThere(f"{name} is no choice")
        return combo

    def _pick(self, combo: QComboBox, index: int) -> None:
        combo.setCurrentIndex(index)
        combo.activated.emit(index)
        self.wait_idle()

    def click_row(self, name: str, row: int, column: int = 0, *, twice: bool = False) -> None:
        """Click a row of a table or list; twice opens it."""
        view = self.see(name, QAbstractItemView)
        index = view.model().index(row, column)
        if not index.isValid():
            raise NotThere(f"{name} has no row {row}")
        view.scrollTo(index)
        at: QPoint = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        if twice:
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        self.wait_idle()

    def type_cell(self, name: str, row: int, column: int, text: str) -> None:
        """Go to a cell of a table that can be typed in, type, and press Enter."""
        view = self.see(name, QAbstractItemView)
        index = view.model().index(row, column)
        view.scrollTo(index)
        editor = f"{name}_cell_{row}_{column}"
        for _press in range(2):
            # A press on the table beside an open field would close it.
            if self.find(editor) is None:
                QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
                self.wait_idle()
        if self.find(editor, QComboBox) is not None:
            self.choose(editor, text)
        else:
            self.type(editor, text, enter=True)

    def scroll_to(self, name: str) -> None:
        """Scroll a page until a widget is in view, as high up as it can be."""
        part = self.see(name)
        above = part.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        inner = above.widget() if above is not None else None
        if above is not None and inner is not None:
            top = part.mapTo(inner, QPoint()).y()
            above.verticalScrollBar().setValue(max(0, top - _MARGIN))
        self.wait_idle()

    def grab(self, path: Path) -> None:
        """A picture of what a person sees: the window with the dialog in front."""
        self.wait_idle()
        window = self._window()
        picture = window.grab()
        for dialog in self._roots():
            if dialog is not window and dialog.isVisible() and dialog.isWindow():
                from PySide6.QtGui import QPainter

                painter = QPainter(picture)
                painter.drawPixmap(dialog.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint()), dialog.grab())
                painter.end()
        picture.save(str(path))

    # Waiting

    def wait_idle(self) -> None:
        """Turn the event loop until no work is under way and its results have been shown."""
        self.wait_until(lambda: not self._busy(), "the work to end")
        # Deferred deletions and zero timers belong to what was just done.
        for _turn in range(3):
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QApplication.processEvents()
        if self._busy():
            self.wait_idle()

    def wait_until(self, reached: Callable[[], bool], what: str) -> None:
        """Turn the event loop until something holds. Raises NotThere when it does not come."""
        deadline = QDeadlineTimer(PATIENCE_MS)
        loop = QEventLoop()
        # Wakes the loop, so that it can block meanwhile: turning it without rest would take the worker's time away.
        tick = QTimer()
        tick.start(TICK_MS)
        while not reached():
            if deadline.hasExpired():
                raise NotThere(f"waited in vain for {what}")
            loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        tick.stop()

    def _editor(self, name: str) -> QWidget:
        widget = self.see(name)
        if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
            return widget
        for kind in (QLineEdit, QPlainTextEdit):
            inner = widget.findChild(kind)
            if inner is not None:
                return inner
        return widget

    def _roots(self) -> list[QWidget]:
        """Dialogs in front first, then the window."""
        window = self._window()
        modal = QApplication.activeModalWidget()
        roots = [modal] if modal is not None and modal is not window else []
        roots.extend(
            widget
            for widget in QApplication.topLevelWidgets()
            if widget not in (window, modal) and widget.isVisible() and widget.objectName()
        )
        return [*roots, window]
