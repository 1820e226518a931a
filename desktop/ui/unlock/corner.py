"""What anybody may change before unlocking: language and text size, in the corner of the cover and the first start."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import i18n
from desktop.i18n import _
from desktop.ui.theme import TEXT_SIZES, current_theme
from desktop.ui.widgets.canvas import painting, text_width
from desktop.ui.widgets.edit import Choice
from desktop.ui.widgets.ground import row

_GAP = 8


class QuietChoice(Choice):
    """A choice that shows as an icon and plain words, until the keyboard or the mouse is at it."""

    def __init__(self, icon: str, *, name: str, label: str) -> None:
        self._icon = icon
        super().__init__(name=name, label=label, height=40)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        widest = max((text_width(self.itemText(index), theme.font()) for index in range(self.count())), default=0)
        return QSize(12 + theme.px(20) + _GAP + widest + _GAP + theme.px(16) + 12, self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            icon, arrow = canvas.theme.px(20), canvas.theme.px(16)
            if self.hasFocus():
                canvas.outline(0, 0, canvas.width, canvas.height, "focus", thick=2)
            elif self.underMouse():
                canvas.fill(0, 0, canvas.width, canvas.height, "hover", 8)
            canvas.icon(12, (canvas.height - icon) / 2, icon, self._icon, "text")
            x = 12 + icon + _GAP
            room = canvas.width - x - _GAP - arrow - 12
            canvas.text(x, 0, room, canvas.height, self.currentText(), canvas.theme.font(), "text")
            canvas.icon(canvas.width - 12 - arrow, (canvas.height - arrow) / 2, arrow, "chevron-down", "text2")


class Corner(QWidget):
    """Language and text size side by side. The size is applied at once; the language is asked of the window.

    Signals:
        language_chosen(str): another language's code.
    """

    language_chosen = Signal(str)

    def __init__(self, *, name: str, language: bool = True) -> None:
        super().__init__()
        self._language = QuietChoice("globe", name=f"{name}_language", label=_("Language"))
        spoken = i18n.languages()
        self._language.set_options([(words, code) for code, words in spoken.items()])
        self._language.set_value(i18n.current())
        if not language or len(spoken) == 1:
            self._language.hide()
        self._language.chosen.connect(self._on_language)
        self._size = QuietChoice("text-size", name=f"{name}_text_size", label=_("Text size"))
        self._size.set_options([(_("Text {percent} %").format(percent=percent), percent) for percent in TEXT_SIZES])
        self._size.set_value(current_theme().text_size)
        self._size.chosen.connect(self._on_size)
        current_theme().changed.connect(self._show_size)
        self.setLayout(row(self._language, self._size, spacing=8))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def _on_language(self, code: object) -> None:
        if code != i18n.current():
            self.language_chosen.emit(str(code))

    def _on_size(self, percent: object) -> None:
        if isinstance(percent, int):
            current_theme().set_text_size(percent)

    def _show_size(self) -> None:
        self._size.set_value(current_theme().text_size)
