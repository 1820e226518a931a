"""A field for a passphrase: hidden unless asked, pasting allowed, with a warning where Caps Lock is known to be on."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from desktop.i18n import _
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import LineEdit
from desktop.ui.widgets.field import Field


class PassphraseField(Field):
    """Label, hidden editor with an eye, message.

    Args:
        new: the passphrase is being chosen, not asked for; the accessible description says so.

    Signals:
        changed(str): while typing.
        entered(): Enter was pressed.
        letters_shown(bool): the eye was opened or closed.
    """

    changed = Signal(str)
    entered = Signal()
    letters_shown = Signal(bool)

    def __init__(self, label: str, *, name: str, hint: str = "") -> None:
        self.edit = _SecretEdit(name=name)
        super().__init__(label, self.edit, hint=hint)
        self._caps = False
        self.edit.textEdited.connect(self._on_edited)
        self.edit.returnPressed.connect(self.entered)
        self.edit.letters_shown.connect(self.letters_shown)
        self.edit.installEventFilter(self)

    def value(self) -> str:
        """What was typed, with its spaces."""
        return self.edit.text()

    def set_value(self, value: str) -> None:
        self.edit.setText(value)

    def clear(self) -> None:
        """Empty it and hide it again."""
        self.edit.clear()
        self.edit.show_letters(False)

    def _on_edited(self, words: str) -> None:
        if self.error():
            self.set_error(None)
        self.changed.emit(words)

    def _show_message(self) -> None:
        super()._show_message()
        if getattr(self, "_caps", False) and not self._error:
            self.message.show_words(_("Caps Lock is on"), "warn")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._note_caps(event)
        return False

    def _note_caps(self, event: QKeyEvent) -> None:
        # Qt does not tell the state of Caps Lock; a letter against Shift gives it away, and the key itself turns it.
        letter, caps = event.text(), self._caps
        if event.key() == Qt.Key.Key_CapsLock:
            caps = not caps if caps else False
        elif len(letter) == 1 and letter.isalpha() and letter.lower() != letter.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            caps = letter.isupper() != shift
        if caps != self._caps:
            self._caps = caps
            self._show_message()


class _SecretEdit(LineEdit):
    """A line edit whose letters are shown only while the eye is open."""

    letters_shown = Signal(bool)

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)
        self.setProperty("inside", "end")
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._eye = Button(name=f"{name}_eye", kind="quiet", icon="eye", label=_("Show the passphrase"))
        self._eye.setParent(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self.show_letters)
        follow_theme(self._place)

    def show_letters(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.setChecked(shown)
        self._eye.set_icon("eye-off" if shown else "eye")
        self._eye.setAccessibleName(_("Hide the passphrase") if shown else _("Show the passphrase"))
        self.letters_shown.emit(shown)

    def _place(self) -> None:
        size = current_theme().target(36)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = 4 if mirrored else self.width() - size - 4
        self._eye.setGeometry(x, (self.height() - size) // 2, size, size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
