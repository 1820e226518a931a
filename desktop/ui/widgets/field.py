"""A field of a form: label above, editor, hint or message below. What was typed always stays."""

from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.canvas import painting, text_height
from desktop.ui.widgets.edit import Choice, LineEdit, NoteEdit, mark_wrong
from desktop.ui.widgets.ground import row
from desktop.ui.widgets.text import Text


class Field(QWidget):
    """Label, editor and message around any editor.

    Args:
        label: half bold above the editor; also the editor's accessible name.
        editor: a line edit, a choice, a row of widgets around one.
        hint: a sentence below, until a message takes its place.
        focus: the part that takes the keyboard when `editor` is a row of parts.
    """

    def __init__(self, label: str, editor: QWidget, *, hint: str = "", focus: QWidget | None = None) -> None:
        super().__init__()
        self.editor = editor
        self._focus = focus or editor
        self._hint = hint
        self._error = ""
        self.label = Text(label, bold=True)
        self.label.setBuddy(self._focus)
        self._focus.setAccessibleName(label)
        self.message = MessageLine()
        self.setFocusProxy(self._focus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.label)
        layout.addWidget(editor)
        layout.addWidget(self.message)
        layout.addStretch(1)
        # Not fixed: the message may need more lines in a narrow column than the hint of the size knows.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._show_message()

    def set_label(self, label: str) -> None:
        self.label.set_words(label)
        self._focus.setAccessibleName(label)

    def set_hint(self, hint: str) -> None:
        """The sentence below the editor; empty for none."""
        self._hint = hint
        self._show_message()

    def set_error(self, sentence: str | None) -> None:
        """Show what is wrong with a brick edge and a sentence, or take both away with None."""
        self._error = sentence or ""
        mark_wrong(self._focus, bool(sentence))
        self._show_message()

    def error(self) -> str:
        """The sentence shown, or nothing."""
        return self._error

    def _show_message(self) -> None:
        if self._error:
            self.message.show_words(self._error, "bad")
        else:
            self.message.show_words(self._hint, "hint")
        self._focus.setAccessibleDescription(self._error or self._hint)


class MessageLine(QWidget):
    """The line below an editor: a hint in the second voice, or an icon and a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = _MessageMark()
        self._words = Text("", "small", tone="text2", wrap=True)
        layout = row(self._mark, self._words, spacing=8)
        layout.setAlignment(self._mark, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        self.hide()

    def show_words(self, words: str, kind: str) -> None:
        """`kind` is hint, warn or bad."""
        self._words.set_words(words)
        self._words.set_tone("bad" if kind == "bad" else "warn" if kind == "warn" else "text2")
        self._mark.setVisible(kind in ("bad", "warn"))
        self._mark.set_colour(kind)
        self.setVisible(bool(words))

    def words(self) -> str:
        return self._words.words()


class _MessageMark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._colour = "bad"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(self._refresh)

    def set_colour(self, colour: str) -> None:
        self._colour = colour if colour in ("bad", "warn") else "text2"
        self.update()

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        size = theme.px(16)
        return QSize(size, max(size, text_height(theme.font("small"))))

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            canvas.icon(0, (canvas.height - canvas.width) / 2, canvas.width, "warning", self._colour)


class TextField(Field):
    """A field for one line of text.

    Signals:
        changed(str): while typing.
    """

    changed = Signal(str)

    def __init__(self, label: str, *, name: str, hint: str = "", longest: int = 200, value: str = "") -> None:
        self.edit = LineEdit(name=name)
        super().__init__(label, self.edit, hint=hint)
        self.edit.setMaxLength(longest)
        self.edit.setText(value)
        self.edit.textEdited.connect(self._on_edited)

    def value(self) -> str:
        """The words without the space around them."""
        return self.edit.text().strip()

    def set_value(self, value: str) -> None:
        self.edit.setText(value)

    def require(self, sentence: str | None = None) -> bool:
        """True when something was typed; otherwise shows the sentence and says no."""
        if self.value():
            self.set_error(None)
            return True
        self.set_error(sentence or _("Type something here. Nothing was saved."))
        return False

    def _on_edited(self, words: str) -> None:
        if self.error():
            self.set_error(None)
        self.changed.emit(words)


class NoteField(Field):
    """A field for a few lines of text.

    Signals:
        changed(): while typing.
    """

    changed = Signal()

    def __init__(self, label: str, *, name: str, hint: str = "", lines: int = 3, value: str = "") -> None:
        self.edit = NoteEdit(name=name, lines=lines)
        super().__init__(label, self.edit, hint=hint)
        self.edit.setPlainText(value)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> str:
        return self.edit.toPlainText().strip()

    def set_value(self, value: str) -> None:
        self.edit.setPlainText(value)


class ChoiceField(Field):
    """A field for one of a few.

    Signals:
        chosen(object): a person picked another value.
    """

    chosen = Signal(object)

    def __init__(self, label: str, *, name: str, hint: str = "", placeholder: str = "") -> None:
        self.choice = Choice(name=name, placeholder=placeholder)
        super().__init__(label, self.choice, hint=hint)
        self.choice.chosen.connect(self._on_chosen)

    def set_options(self, options: list[tuple[str, object]]) -> None:
        self.choice.set_options(options)

    def value(self) -> Any:
        """What the chosen words stand for, or None."""
        return self.choice.value()

    def set_value(self, value: object) -> None:
        self.choice.set_value(value)

    def require(self, sentence: str | None = None) -> bool:
        """True when something is chosen; otherwise shows the sentence and says no."""
        if self.choice.currentIndex() >= 0:
            self.set_error(None)
            return True
        self.set_error(sentence or _("Choose one. Nothing was saved."))
        return False

    def _on_chosen(self, value: object) -> None:
        self.set_error(None)
        self.chosen.emit(value)


def first_wrong(parent: QObject) -> QWidget | None:
    """The first field inside a widget that shows an error; give it the focus."""
    for field in parent.findChildren(Field):
        if field.error():
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return field
    return None


def typed(editor: QWidget) -> str:
    """What stands in an editor, whichever it is."""
    if isinstance(editor, QLineEdit):
        return editor.text()
    return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else ""
