"""The foot line's start: what just happened, and the way to take it back. It covers nothing and does not run out."""

from collections.abc import Callable

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.ui.shortcuts import Shortcut
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import Ground, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Elided


class UndoBar(Ground):
    """Soft ground, tick, sentence, Undo."""

    def __init__(self, *, name: str) -> None:
        super().__init__("soft", radius=8)
        self.setObjectName(name)
        self._sentence = Elided("", tone="soft_text", name=f"{name}_sentence")
        self.undo = Button(_("Undo"), name=f"{name}_undo", kind="quiet", icon="undo", shortcut=Shortcut.UNDO)
        self.setLayout(
            row(IconMark("check", 18, "soft_text"), self._sentence, 6, self.undo, spacing=10, margins=(14, 0, 6, 0))
        )
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        follow_theme(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(current_theme().target(48))

    def set_sentence(self, sentence: str, *, undoable: bool) -> None:
        self._sentence.set_words(sentence)
        self.undo.setVisible(undoable)
        self.updateGeometry()
        QAccessible.updateAccessibility(QAccessibleEvent(self._sentence, QAccessible.Event.Alert))

    def sentence(self) -> str:
        return self._sentence.words()


class Foot(QWidget):
    """Either `Saved 14:32` and `Undo: ...` in quiet words, or the undo bar just after an act."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.bar = UndoBar(name=f"{name}_bar")
        self._tick = IconMark("check", 16, "ok")
        self._saved = Elided("", "small", tone="text2", name=f"{name}_saved")
        self.undo_button = Button("", name=f"{name}_undo", kind="quiet", icon="undo", shortcut=Shortcut.UNDO)
        self._undo: Callable[[], object] | None = None
        self._undo_words = ""
        self.setLayout(row(self.bar, self._tick, self._saved, 12, self.undo_button, -1, spacing=8))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.bar.undo.clicked.connect(self._on_undo)
        self.undo_button.clicked.connect(self._on_undo)
        self.bar.hide()
        self.saved("")
        self.set_undo("", None)

    def saved(self, time: str) -> None:
        """Say when everything was last saved, such as 14:32; empty for not yet."""
        self._saved.set_words(_("Saved {time}").format(time=time) if time else "")
        self._show()

    def set_undo(self, words: str, undo: Callable[[], object] | None) -> None:
        """What can be taken back, in quiet words: "received Masks"."""
        self._undo, self._undo_words = undo, words
        self.undo_button.set_words(_("Undo: {act}").format(act=words))
        self._show()

    def done(self, sentence: str, undo: Callable[[], object] | None = None, words: str = "") -> None:
        """Show what just happened. `words` is the shorter name of the act for later ("received Masks")."""
        self.set_undo(words or sentence, undo)
        self.bar.set_sentence(sentence, undoable=undo is not None)
        self.bar.show()
        self._show()

    def settle(self) -> None:
        """Turn the undo bar into quiet words. The next act and leaving the screen do it by themselves."""
        self.bar.hide()
        self._show()

    def _show(self) -> None:
        bar = not self.bar.isHidden()
        told = bool(self._saved.words()) and not bar
        self._tick.setVisible(told)
        self._saved.setVisible(told)
        self.undo_button.setVisible(self._undo is not None and not bar)

    def _on_undo(self) -> None:
        undo, self._undo = self._undo, None
        self.settle()
        if undo is not None:
            undo()
