"""Inline messages: said in the place they concern, never over it."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.ui.theme import follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import Ground, boxed, column
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Text, Tone

MessageKind = Literal["info", "warning", "refusal"]

_LOOKS: dict[MessageKind, tuple[str, Tone, str]] = {
    "info": ("soft", "soft_text", "info"),
    "warning": ("warn_bg", "warn", "warning"),
    "refusal": ("bad_bg", "bad", "warning"),
}


class InlineMessage(Ground):
    """Icon, sentence, and at most two buttons named by their act, which stack when they are too wide to stand in a row.

    Args:
        actions: (words, object name, what to call) for each button.
    """

    def __init__(
        self,
        kind: MessageKind,
        sentence: str,
        actions: Sequence[tuple[str, str, Callable[[], object]]] = (),
        *,
        name: str = "",
    ) -> None:
        super().__init__(_LOOKS[kind][0], radius=8)
        self.setObjectName(name)
        self._kind: MessageKind = kind
        self._mark = IconMark(_LOOKS[kind][2], 18, _LOOKS[kind][1])
        self._sentence = Text(sentence, "small", tone=_LOOKS[kind][1], wrap=True)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(8)
        self._buttons.setContentsMargins(0, 6, 0, 0)
        self._made: list[Button] = []
        for words, button_name, act in actions:
            button = Button(words, name=button_name, height=40)
            button.clicked.connect(lambda _checked=False, act=act: act())
            self._made.append(button)
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        words_and_buttons = boxed(column(self._sentence))
        if self._made:
            box = words_and_buttons.layout()
            assert isinstance(box, QBoxLayout)
            box.addLayout(self._buttons)
        outer = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        outer.setContentsMargins(12, 9, 12, 10)
        outer.setSpacing(10)
        outer.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        outer.addWidget(words_and_buttons, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(sentence)
        follow_theme(self._arrange)

    @property
    def kind(self) -> MessageKind:
        return self._kind

    def words(self) -> str:
        return self._sentence.words()

    def buttons(self) -> list[Button]:
        return list(self._made)

    def announce(self) -> None:
        """Tell a screen reader that this appeared."""
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _arrange(self) -> None:
        if not self._made:
            return
        need = sum(button.sizeHint().width() for button in self._made) + 8 * (len(self._made) - 1)
        room = self.width() - 12 - 12 - 10 - self._mark.sizeHint().width()
        stacked = need > room and self.width() > 0
        wanted = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if self._buttons.direction() != wanted:
            self._buttons.setDirection(wanted)
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        # Side by side the buttons would hold the message wide, and it would never come to stacking them.
        widest = max((button.sizeHint().width() for button in self._made), default=80)
        least = 12 + self._mark.sizeHint().width() + 10 + widest + 12
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()


class MessageArea(QWidget):
    """The place of a workspace's messages: the newest takes the place of the one before it."""

    def __init__(self, *, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self._layout = column()
        self.setLayout(self._layout)
        self._shown: InlineMessage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    def show_message(
        self, kind: MessageKind, sentence: str, actions: Sequence[tuple[str, str, Callable[[], object]]] = ()
    ) -> InlineMessage:
        self.clear()
        message = InlineMessage(kind, sentence, actions, name=f"{self.objectName()}_message")
        self._layout.addWidget(message)
        self._shown = message
        self.show()
        message.announce()
        return message

    def shown(self) -> InlineMessage | None:
        return self._shown

    def clear(self) -> None:
        if self._shown is not None:
            self._shown.hide()
            self._layout.removeWidget(self._shown)
            self._shown.deleteLater()
            self._shown = None
        self.hide()
