"""Choosing a new passphrase: how hard it is to guess, one that is offered, a second typing unless it can be read."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.errors import Invalid
from desktop.i18n import _, say
from desktop.operations.users import Strength, generated_passphrase, passphrase_strength
from desktop.ui.tasks import Tasks
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.canvas import painting, text_height
from desktop.ui.widgets.ground import column, row
from desktop.ui.widgets.passphrase_field import PassphraseField
from desktop.ui.widgets.text import Text

JUDGE_AFTER_MS = 250


class NewPassphrase(QWidget):
    """Two fields and what is known about the first.

    Args:
        tasks: judges off the main thread.
        hints: gives what a guesser would try first: the short name, the collective's name.

    Signals:
        changed(): while typing.
        entered(): Enter was pressed in the last field.
    """

    changed = Signal()
    entered = Signal()

    def __init__(
        self, tasks: Tasks, *, name: str, label: str = "", hints: Callable[[], tuple[str, ...]] = tuple
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._tasks = tasks
        self._hints = hints
        self._asked = 0
        self.first = PassphraseField(
            label or _("Passphrase"), name=f"{name}_first", hint=_("At least 12 letters. Several words are best.")
        )
        self.again = PassphraseField(_("The same once more"), name=f"{name}_again")
        self._meter = _Meter()
        self._words = Text("", "small", tone="text2", name=f"{name}_strength")
        self._offer = Button(_("Offer a passphrase"), name=f"{name}_offer", kind="quiet", icon="refresh", flush=True)
        self._offer.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._note = Text(_("Write it down, until you know it by heart."), "small", tone="text2", wrap=True)
        self._note.hide()
        below = row(self._meter, self._words, -1, self._offer, spacing=12)
        self.setLayout(column(self.first, 4, below, self._note, 8, self.again))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.first)
        self._timer = QTimer(self, singleShot=True, interval=JUDGE_AFTER_MS)
        self._timer.timeout.connect(self._judge)
        self.first.changed.connect(self._on_typed)
        self.again.changed.connect(lambda _words: self.changed.emit())
        self.first.letters_shown.connect(self._show_again)
        self.first.entered.connect(self._on_enter)
        self.again.entered.connect(self.entered)
        self._offer.clicked.connect(self.offer)

    def value(self) -> str:
        """What was typed."""
        return self.first.value()

    def clear(self) -> None:
        """Empty both fields and hide the letters again."""
        self.first.clear()
        self.again.clear()
        self._note.hide()
        self._meter.set_score(0)
        self._words.set_words("")

    def offer(self) -> None:
        """Put a generated passphrase in, to be read and written down."""
        self.first.set_value(generated_passphrase())
        self.first.edit.show_letters(True)
        self.first.set_error(None)
        self._note.show()
        self._judge()
        self.changed.emit()

    def require(self) -> bool:
        """Whether something was typed, twice the same unless it can be read; otherwise says what is missing."""
        if not self.value():
            return self._refuse(self.first, _("Choose a passphrase, or take the one that is offered"))
        if self.again.isVisibleTo(self) and self.again.value() != self.value():
            empty = not self.again.value()
            return self._refuse(
                self.again, _("Type it once more") if empty else _("The two are not the same. Type them again.")
            )
        return True

    def show_error(self, error: Invalid) -> None:
        """Say why the operation refused it."""
        self._refuse(self.first, say(error))

    def _refuse(self, field: PassphraseField, sentence: str) -> bool:
        field.set_error(sentence)
        field.edit.setFocus()
        return False

    def _on_typed(self, _words: str) -> None:
        self._note.hide()
        self._timer.start()
        self.changed.emit()

    def _on_enter(self) -> None:
        if self.again.isVisibleTo(self):
            self.again.edit.setFocus()
        else:
            self.entered.emit()

    def _show_again(self, shown: bool) -> None:
        self.again.setVisible(not shown)

    def _judge(self) -> None:
        self._asked += 1
        asked, passphrase, hints = self._asked, self.value(), self._hints()
        self._tasks.slow(
            lambda _report, _stop: (asked, passphrase_strength(passphrase, *hints)),
            then=self._show_strength,
            otherwise=lambda _error: None,
            progress=lambda _done, _whole: None,
        )

    def _show_strength(self, found: tuple[int, Strength]) -> None:
        asked, strength = found
        if asked != self._asked:
            return
        empty = not self.value()
        # What is refused never looks good, whatever its score.
        score = 0 if empty else strength.score if strength.accepted else min(strength.score, 2)
        self._meter.set_score(score)
        words = (
            _("Very easy to guess"),
            _("Easy to guess"),
            _("Not hard enough to guess"),
            _("Hard to guess"),
            _("Very hard to guess"),
        )[score]
        self._words.set_words("" if empty else words)
        self._words.set_tone("text2" if empty else "ok" if strength.accepted else "warn")


class _Meter(QWidget):
    """Four parts, filled from the start; the words beside it say the same."""

    def __init__(self) -> None:
        super().__init__()
        self._score = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(self._fit)

    def set_score(self, score: int) -> None:
        self._score = score
        self.update()

    def _fit(self) -> None:
        self.setFixedSize(current_theme().px(120), text_height(current_theme().font("small")))

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            part = (canvas.width - 12) / 4
            for number in range(4):
                filled = number < self._score
                x, y = number * (part + 4), (canvas.height - 8) / 2
                colour = "track" if not filled else "accent" if self._score > 2 else "warn_mark"
                canvas.fill(x, y, part, 8, colour, 4)
