"""The two dialogs there are: a question about what cannot be undone, and the progress of something long."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from desktop.i18n import _
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.canvas import painting, text_height
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.lists import FactsList
from desktop.ui.widgets.text import Text
from desktop.ui.widgets.wrap_row import WrapRow


class _Scrim(QWidget):
    """Dims the window under a dialog."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            canvas.fill(0, 0, canvas.width, canvas.height, "#66000000")


class CardDialog(QDialog):
    """A card of 480 px in the middle of a dimmed window. Use `open()` and `finished`, never `exec()`.

    Args:
        window: the window it belongs to.
    """

    def __init__(self, window: QWidget, *, name: str, title: str) -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName(name)
        # Neutral on purpose: the title of a window is seen by the task bar.
        self.setWindowTitle("Larder")
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._scrim: _Scrim | None = None
        self.finished.connect(self._uncover)
        follow_theme(self._fit)

    def _fit(self) -> None:
        window = self.parentWidget()
        room = window.window().width() - 48 if window is not None else 480
        self.setFixedWidth(max(320, min(current_theme().target(480), room)))

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        if parent is not None:
            window = parent.window()
            self._fit()
            if self._scrim is None:
                self._scrim = _Scrim(window)
            layout = self.layout()
            height = layout.heightForWidth(self.width()) if layout is not None and layout.hasHeightForWidth() else -1
            self.resize(self.width(), height if height > 0 else self.sizeHint().height())
            middle = window.mapToGlobal(window.rect().center())
            self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._uncover()  # also when it is taken away without an answer, as the lock does

    def _uncover(self) -> None:
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            canvas.outline(0, 0, canvas.width, canvas.height, "edge", radius=12, ground="surface")


class ConfirmDialog(CardDialog):
    """A question, one sentence, facts with numbers; the safe button has the focus, the other is named by its act.

    Signals:
        acted(): the act button was pressed.
        kept(): the safe button or Escape.
    """

    acted = Signal()
    kept = Signal()

    def __init__(
        self,
        window: QWidget,
        question: str,
        sentence: str,
        facts: Sequence[tuple[str, str]] = (),
        *,
        safe: str,
        act: str,
        name: str = "confirm",
    ) -> None:
        super().__init__(window, name=name, title=question)
        self.setAccessibleDescription(sentence)
        self.safe_button = Button(safe, name=f"{name}_safe", height=48)
        self.act_button = Button(act, name=f"{name}_act", kind="primary")
        buttons = WrapRow(fill=False)
        buttons.setLayoutDirection(_opposite(self.layoutDirection()))
        for button in (self.act_button, self.safe_button):
            button.setLayoutDirection(self.layoutDirection())
            buttons.add(button)
        parts: list[QWidget | int] = [Text(question, "head", wrap=True), 4, Text(sentence, tone="text2", wrap=True), 14]
        if facts:
            parts += [FactsList(list(facts), look="ruled"), 20]
        self.setLayout(column(*parts, buttons, margins=(24, 20, 24, 24)))
        QWidget.setTabOrder(self.safe_button, self.act_button)
        self.safe_button.clicked.connect(self.reject)
        self.act_button.clicked.connect(self.accept)
        self.accepted.connect(self.acted)
        self.rejected.connect(self.kept)
        self.safe_button.setFocus()


class ProgressPanel(QWidget):
    """How far something long has come: a sentence, a bar with a number, and Cancel.

    Signals:
        cancelled(): Cancel was pressed. The panel then says that it stops; the caller closes it when the work ended.
    """

    cancelled = Signal()

    def __init__(self, sentence: str, *, name: str, can_cancel: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self._sentence = Text(sentence, wrap=True)
        self._bar = _ProgressBar()
        self.cancel_button = Button(_("Cancel"), name=f"{name}_cancel", height=40)
        if not can_cancel:
            self.cancel_button.hide()
        self.cancel_button.clicked.connect(self._on_cancel)
        from_bar = column(self._sentence, 8, self._bar, 12)
        from_bar.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.setLayout(from_bar)

    def set_progress(self, done: int, whole: int, sentence: str | None = None) -> None:
        """`done` of `whole` steps; `whole` 0 means not known yet."""
        self._bar.set_part(done / whole if whole > 0 else 0.0)
        if sentence is not None:
            self._sentence.set_words(sentence)

    def percent(self) -> int:
        return self._bar.percent()

    def _on_cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self._sentence.set_words(_("Stopping. Nothing is changed."))
        self.cancelled.emit()


class ProgressDialog(CardDialog):
    """A progress panel over the window, for work during which nothing else can be done."""

    def __init__(
        self, window: QWidget, title: str, sentence: str, *, name: str = "progress", can_cancel: bool = True
    ) -> None:
        super().__init__(window, name=name, title=title)
        self.panel = ProgressPanel(sentence, name=f"{name}_panel", can_cancel=can_cancel)
        self.setLayout(column(Text(title, "head", wrap=True), 8, self.panel, margins=(24, 20, 24, 24)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.panel.cancel_button.isVisible() and self.panel.cancel_button.isEnabled():
                self.panel.cancel_button.click()
            return
        super().keyPressEvent(event)


class _ProgressBar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._part = 0.0
        follow_theme(self._refresh)

    def _refresh(self) -> None:
        self.setFixedHeight(text_height(current_theme().font("small")) + 4)
        self.update()

    def set_part(self, part: float) -> None:
        self._part = max(0.0, min(1.0, part))
        self.setAccessibleName(_("{percent} % done").format(percent=self.percent()))
        self.update()

    def percent(self) -> int:
        return int(self._part * 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            font = canvas.theme.font("small", bold=True)
            words = canvas.theme.px(44)
            room = canvas.width - words - 8
            y = (canvas.height - 8) / 2
            canvas.fill(0, y, room, 8, "track", 4)
            if self._part > 0:
                canvas.fill(0, y, max(8.0, room * self._part), 8, "accent", 4)
            canvas.text(room + 8, 0, words, canvas.height, f"{self.percent()} %", font, "text", "end")


def _opposite(direction: Qt.LayoutDirection) -> Qt.LayoutDirection:
    ltr, rtl = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
    return rtl if direction == ltr else ltr
