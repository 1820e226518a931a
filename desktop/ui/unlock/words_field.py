"""The field for the words of a recovery sheet, which shows the one that is wrong."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor

from desktop.domain.errors import Invalid
from desktop.i18n import _, say
from desktop.ui.widgets.edit import NoteEdit
from desktop.ui.widgets.field import Field

_WORD = re.compile(r"[^\s,;、，；]+")
_NUMBER = re.compile(r"\d+[.):]?$")


class WordsField(Field):
    """Takes the words in any form: over several lines, with numbers before them, with or without spaces in Chinese.

    Signals:
        entered(): Enter was pressed.
    """

    entered = Signal()

    def __init__(self, label: str, *, name: str) -> None:
        self.edit = _WordsEdit(name=name)
        super().__init__(label, self.edit, hint=_("In their order, with a space between them."))
        self.edit.entered.connect(self.entered)
        self.edit.textChanged.connect(self._on_typed)

    def value(self) -> str:
        """What was typed."""
        return self.edit.toPlainText()

    def require(self) -> bool:
        """True when something was typed; otherwise says so."""
        if self.value().strip():
            return True
        self.set_error(_("Type the words of the sheet"))
        self.edit.setFocus()
        return False

    def show_error(self, error: Invalid) -> None:
        """Say what is wrong, and mark the word it concerns where that can be told."""
        self.set_error(say(error))
        self.edit.setFocus()
        position = error.values.get("position")
        words = [found for found in _WORD.finditer(self.value()) if not _NUMBER.match(found[0])]
        if isinstance(position, int) and len(words) == 12:
            found = words[position - 1]
            cursor = QTextCursor(self.edit.document())
            cursor.setPosition(found.start())
            cursor.setPosition(found.end(), QTextCursor.MoveMode.KeepAnchor)
            self.edit.setTextCursor(cursor)

    def _on_typed(self) -> None:
        if self.error():
            self.set_error(None)


class _WordsEdit(NoteEdit):
    entered = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, lines=4)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        super().keyPressEvent(event)
