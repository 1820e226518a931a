"""The field for the words of recovery sheets: it completes words, says per sheet how far it is, and marks what is wrong."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from desktop.domain.errors import Invalid
from desktop.i18n import _, say
from desktop.operations.recovery_typing import completions, look, place_of, wrong_places
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.typed_sheets import TypedSheets
from desktop.ui.widgets.canvas import text_height
from desktop.ui.widgets.edit import NoteEdit
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.ground import boxed, column
from desktop.ui.word_choices import WordChoices

LEAST_LINES, MOST_LINES = 4, 8


class WordsField(Field):
    """Takes the words in any form: over several lines, with numbers before them, with or without spaces in Chinese.

    It forgets them when it is hidden: what opens everything does not lie about on a page that was left.

    Signals:
        entered(): Enter was pressed.
    """

    entered = Signal()

    def __init__(self, label: str, *, name: str) -> None:
        self.edit = _WordsEdit(name=name)
        self.sheets = TypedSheets(name=f"{name}_sheets")
        super().__init__(
            label,
            boxed(column(self.edit, 4, self.edit.choices)),
            hint=_("12 words, or the 20 words of each of two sheets. Their first letters are enough."),
            focus=self.edit,
        )
        box = self.layout()
        assert box is not None
        box.addWidget(self.sheets)
        self.edit.entered.connect(self.entered)
        self.edit.textChanged.connect(self._on_typed)
        self.edit.choices.changed.connect(self._make_room)

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
        self.sheets.hide()
        self.set_error(say(error))
        self.edit.setFocus()
        position, line = error.values.get("position"), error.values.get("line")
        if isinstance(position, int) and isinstance(line, int):
            place = place_of(self.value(), position, line)
            if place is not None:
                self.edit.choose(*place)

    def forget(self) -> None:
        """Let go of what was typed, and of what could take it back."""
        if self.value():
            self.edit.setPlainText("")

    def _on_typed(self) -> None:
        if self.error():
            self.set_error(None)
        typed = self.value()
        looked = look(typed)
        self.sheets.show_typed(looked)
        self.edit.underline(wrong_places(typed, looked))

    def _make_room(self) -> None:
        """The words that are offered take the place of the hint."""
        self.message.setVisible(bool(self.message.words()) and self.edit.choices.isHidden())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.forget()


class _WordsEdit(NoteEdit):
    """Grows with its words, and completes them."""

    entered = Signal()

    def __init__(self, *, name: str) -> None:
        self._growing = False
        super().__init__(name=name, lines=LEAST_LINES)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.choices = WordChoices(name=f"{name}_choices")
        self.choices.hide()
        self.choices.taken.connect(self._take)
        self._wrong: list[tuple[int, int]] = []
        self.textChanged.connect(self._offer)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.cursorPositionChanged.connect(self._offer)
        follow_theme(self._mark_wrong)

    def choose(self, start: int, end: int) -> None:
        """Mark what stands from sign to sign, to be typed over."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def underline(self, places: list[tuple[int, int]]) -> None:
        """Draw a line under words that can't be right."""
        if places or self._wrong:
            # Marks stretch with what is typed at their end, so they are always made anew.
            self._wrong = places
            self._mark_wrong()

    def _mark_wrong(self) -> None:
        look_wrong = QTextCharFormat()
        look_wrong.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look_wrong.setUnderlineColor(current_theme().colour("bad"))
        marks = []
        for start, end in self._wrong:
            mark = QTextEdit.ExtraSelection()
            mark.format = look_wrong
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            marks.append(mark)
        self.setExtraSelections(marks)

    def _refresh(self) -> None:
        self._grow()

    def _grow(self, _size: object = None) -> None:
        """As high as the words need, within limits, so that two sheets can be seen whole."""
        if self._growing:
            return  # the new height lays the words out again
        self._growing = True
        font = current_theme().font()
        if self.font() != font:
            self.setFont(font)
        lines = round(self.document().size().height())
        # A bar that comes and goes would break the lines anew each time.
        fits = lines <= MOST_LINES
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        self.setFixedHeight(max(LEAST_LINES, min(MOST_LINES, lines)) * (text_height(font) + 2) + 28)
        self._growing = False

    # Completing

    def _begun(self) -> tuple[str, str]:
        """What stands before the word being typed, and its letters so far; nothing while the cursor is elsewhere."""
        cursor, text = self.textCursor(), self.toPlainText()
        at = cursor.position()
        if cursor.hasSelection() or (at < len(text) and text[at].isalpha()):
            return text, ""
        start = at
        while start and text[start - 1].isalpha():
            start -= 1
        return text[:start], text[start:at]

    def _offer(self) -> None:
        before, begun = self._begun()
        found = completions(before, begun) if self.hasFocus() else ()
        letters = begun.casefold()
        if found == (letters,):
            found = ()
        self.choices.offer(found, chosen=-1 if letters in found else 0)

    def _take(self, word: str) -> None:
        """Put the word in the place of its letters, and go on to the next."""
        _before, begun = self._begun()
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(begun))
        cursor.insertText(word)
        self.setTextCursor(cursor)
        self._go_on()

    def _go_on(self) -> None:
        """A space, or a new line where a sheet of three is whole."""
        before = self.toPlainText()[: self.textCursor().position()]
        looked = look(before)
        whole = looked.in_parts and looked.sheets[-1].whole
        self.insertPlainText("\n" if whole else " ")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, offered = event.key(), self.choices
        if not offered.isHidden() and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            if key == Qt.Key.Key_Escape:
                offered.offer((), chosen=-1)
                return
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                offered.step(1 if key == Qt.Key.Key_Down else -1)
                return
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and offered.chosen():
                self._take(offered.chosen())
                return
            if key == Qt.Key.Key_Space and (offered.only() or offered.was_stepped()) and offered.chosen():
                self._take(offered.chosen())
                return
        if key == Qt.Key.Key_Space and not self.textCursor().hasSelection():
            self._go_on()
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            looked = look(self.toPlainText())
            if looked.in_parts and not looked.enough and looked.sheets[-1].whole:
                super().keyPressEvent(event)  # the next sheet begins on a line of its own
            else:
                self.entered.emit()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab takes the word that is offered before it leaves the field."""
        if forward and not self.choices.isHidden() and self.choices.chosen():
            self._take(self.choices.chosen())
            return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._offer()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.choices.offer((), chosen=-1)
