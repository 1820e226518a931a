"""What is typed into: the bare editors, without label and message. Forms use the fields of `field.py`."""

from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.canvas import painting, text_height, text_width

V = TypeVar("V")


def mark_wrong(editor: QWidget, wrong: bool) -> None:
    """Give an editor the brick edge, or take it away."""
    editor.setProperty("wrong", wrong)
    polish_again(editor)
    editor.update()


def polish_again(editor: QWidget) -> None:
    """Let the style sheet look at the editor's properties anew.

    Unpolishing gives back the letters of the first polish, whatever their size has become since.
    """
    letters = editor.font()
    editor.style().unpolish(editor)
    editor.style().polish(editor)
    editor.setFont(letters)


class LineEdit(QLineEdit):
    """A line of text, 44 px high."""

    def __init__(
        self, *, name: str, label: str = "", placeholder: str = "", height: int = 44, bold: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._height = height
        self._bold = bold
        if label:
            self.setAccessibleName(label)
        self.setPlaceholderText(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self._refresh)

    def _refresh(self) -> None:
        theme = current_theme()
        self.setFont(theme.font(bold=self._bold))
        self.setFixedHeight(max(theme.target(self._height), text_height(theme.font()) + 12))

    def setReadOnly(self, on: bool) -> None:
        super().setReadOnly(on)
        polish_again(self)


class NoteEdit(QPlainTextEdit):
    """A few lines of plain text. Tab leaves it."""

    def __init__(self, *, name: str, label: str = "", lines: int = 3) -> None:
        super().__init__()
        self.setObjectName(name)
        self._lines = lines
        if label:
            self.setAccessibleName(label)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self._refresh)

    def _refresh(self) -> None:
        font = current_theme().font()
        self.setFont(font)
        self.setFixedHeight(self._lines * (text_height(font) + 2) + 28)


class SearchBox(QLineEdit):
    """Search as you type.

    Signals:
        searched(str): the words, a moment after the last key; at once on Enter and when emptied.
        entered(str): Enter was pressed.
    """

    searched = Signal(str)
    entered = Signal(str)

    def __init__(self, placeholder: str, *, name: str, width: int = 220) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setProperty("inside", "start")
        self._width = width
        self._mark = _Mark(self, "search")
        self._wipe = _Wipe(self)
        self._wipe.clicked.connect(self.clear)
        self._wipe.hide()
        # Answers come within milliseconds and late ones are dropped, so this only joins the letters of a scan.
        self._timer = QTimer(self, singleShot=True, interval=10)
        self._timer.timeout.connect(self._announce)
        self._said = ""
        self.textChanged.connect(self._on_changed)
        self.returnPressed.connect(self._on_return)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        follow_theme(self._refresh)

    def _refresh(self) -> None:
        theme = current_theme()
        self.setFont(theme.font())
        self.setFixedHeight(max(theme.target(44), text_height(theme.font()) + 12))
        self.setMinimumWidth(140)
        if self._width:
            self.setMaximumWidth(round(self._width * (1 + (theme.text_size / 100 - 1) / 2)))
        self._place()

    def _place(self) -> None:
        size = current_theme().px(20)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        top = (self.height() - size) // 2
        near, far = 12, self.width() - size - 12
        self._mark.setGeometry(far if mirrored else near, top, size, size)
        self._wipe.setGeometry(near if mirrored else far, top, size, size)

    def _on_changed(self, words: str) -> None:
        self._wipe.setVisible(bool(words))
        if words:
            self._timer.start()
        else:
            self._announce()

    def _announce(self) -> None:
        self._timer.stop()
        words = self.text().strip()
        if words != self._said:
            self._said = words
            self.searched.emit(words)

    def settled(self) -> bool:
        """Whether what was typed last has been announced."""
        return not self._timer.isActive()

    def _on_return(self) -> None:
        self._announce()
        self.entered.emit(self.text().strip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


class _Mark(QWidget):
    """The magnifying glass; it grows with the text, which an action's icon does not."""

    def __init__(self, parent: QWidget, icon: str) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            canvas.icon(0, 0, canvas.width, self._icon, "text2")


class _Wipe(Button):
    """The small cross that empties a search."""

    def __init__(self, parent: QLineEdit) -> None:
        super().__init__(name=f"{parent.objectName()}_clear", kind="quiet", icon="x", label=_("Clear the search"))
        self.setParent(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        size = current_theme().px(20)
        return QSize(size, size)


class Choice(QComboBox):
    """One of a few, picked from a list.

    Signals:
        chosen(object): a person picked another value; not sent for `set_value`.
    """

    chosen = Signal(object)

    def __init__(self, *, name: str, label: str = "", placeholder: str = "", height: int = 44) -> None:
        super().__init__()
        self.setObjectName(name)
        self._height = height
        self._values: list[object] = []
        if label:
            self.setAccessibleName(label)
        self.setPlaceholderText(placeholder or _("Choose..."))
        # The list that adjusts to its contents takes its own width a moment later, whatever the layout gave it.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.activated.connect(self._on_activated)
        follow_theme(self._refresh)

    def set_options(self, options: list[tuple[str, V]]) -> None:
        """The words and what each stands for. The chosen value is kept where it is still there."""
        kept = self.value()
        self.blockSignals(True)
        self.clear()
        self._values = [value for _words, value in options]
        for words, _value in options:
            self.addItem(words)
        self.setCurrentIndex(self._values.index(kept) if kept is not None and kept in self._values else -1)
        self.blockSignals(False)
        self.updateGeometry()

    def values(self) -> list[object]:
        """What each of the entries stands for, in their order."""
        return list(self._values)

    def value(self) -> object:
        """What the chosen words stand for, or None."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_value(self, value: object) -> None:
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)
        self.update()

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self.value())

    def _refresh(self) -> None:
        theme = current_theme()
        self.setFont(theme.font())
        self.setFixedHeight(max(theme.target(self._height), text_height(theme.font()) + 12))
        self.view().setFont(theme.font())

    def sizeHint(self) -> QSize:
        theme = current_theme()
        words = [self.placeholderText(), *(self.itemText(index) for index in range(self.count()))]
        width = max(text_width(text, theme.font()) for text in words)
        return QSize(width + 12 + 8 + theme.px(16) + 12, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), current_theme().px(120)), self.height())

    def wheelEvent(self, event: QEvent) -> None:
        """Turning the wheel over a closed list must not change what was chosen."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            theme = canvas.theme
            wrong = bool(self.property("wrong"))
            on = self.isEnabled()
            if not on:
                canvas.fill(0, 0, canvas.width, canvas.height, "track", 8)
            else:
                edge = "bad" if wrong else "focus" if self.hasFocus() else "edge"
                thick = 2.0 if wrong or self.hasFocus() else 1.0
                ground = "hover" if self.underMouse() else "surface"
                canvas.outline(0, 0, canvas.width, canvas.height, edge, thick=thick, ground=ground)
            size = theme.px(16)
            words = self.currentText() or self.placeholderText()
            colour = "text" if self.currentIndex() >= 0 and on else "text2"
            canvas.text(12, 0, canvas.width - 12 - 8 - size - 12, canvas.height, words, theme.font(), colour)
            canvas.icon(
                canvas.width - 12 - size, (canvas.height - size) / 2, size, "chevron-down", "text" if on else "text2"
            )


class Check(QCheckBox):
    """A yes-or-no with its sentence; the whole line can be pressed."""

    def __init__(self, words: str, *, name: str) -> None:
        super().__init__(words)
        self.setObjectName(name)
        self._words = words
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        follow_theme(self._refresh)

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(20) + 12 + text_width(self._words, theme.font()) + 6, theme.target(44))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: object) -> bool:
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            theme = canvas.theme
            size = theme.px(20)
            x, y = 3, (canvas.height - size) / 2
            on = self.isEnabled()
            if self.isChecked():
                canvas.fill(x, y, size, size, "fill" if on else "track", 5)
                canvas.icon(x + 2, y + 2, size - 4, "check", "on_accent" if on else "text2")
            else:
                canvas.outline(x, y, size, size, "edge", radius=5, ground="surface" if on else "track")
            if self.hasFocus():
                canvas.outline(x - 3, y - 3, size + 6, size + 6, "focus", thick=2, radius=8)
            canvas.text(
                x + size + 10,
                0,
                canvas.width - size - 13,
                canvas.height,
                self._words,
                theme.font(),
                "text" if on else "text2",
            )
