"""The rail: the places, each with icon and word, and three that never move: names, settings, lock."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.i18n import _, number_text
from desktop.ui.shortcuts import Shortcut
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.theme.tokens import LINE_HEIGHT
from desktop.ui.widgets.button import Keys
from desktop.ui.widgets.canvas import painting, text_height, text_width
from desktop.ui.widgets.ground import Ground, ScrollArea, column
from desktop.ui.widgets.tab_order import order_tabs

LEAST, MOST = 184, 264
_ICON = 20


class Rail(Ground):
    """The left column of the window.

    Signals:
        chosen(str): the key of a place that was pressed.
        names_pressed(), settings_pressed(), lock_pressed(): the last three.
    """

    chosen = Signal(str)
    names_pressed = Signal()
    settings_pressed = Signal()
    lock_pressed = Signal()

    def __init__(self, *, name: str = "rail") -> None:
        super().__init__("rail", ("end",))
        self.setObjectName(name)
        self._items: dict[str, RailItem] = {}
        self._current = ""
        places = QWidget()
        self._places = column(spacing=2, margins=(8, 2, 8, 2))
        places.setLayout(column(self._places, -1))
        self._names = RailItem("", "eye-off", name=f"{name}_names")
        self._names_keys = Keys(self._names, Shortcut.NAMES)
        self.settings = RailItem(_("Settings"), "settings", name=f"{name}_settings")
        self.lock = RailItem(_("Lock"), "lock", name=f"{name}_lock")
        self._names.clicked.connect(self.names_pressed)
        self.settings.clicked.connect(self._on_settings)
        self.lock.clicked.connect(self.lock_pressed)
        self.settings.setCheckable(True)
        last = column(self._names, self.settings, self.lock, spacing=2, margins=(8, 4, 8, 18))
        self._scroll = ScrollArea(places, name=f"{name}_places", reserve=False)
        self.setLayout(column(_Sign(), self._scroll, last))
        self.set_names_shown(False)
        follow_theme(self._fit)

    def add_place(self, key: str, words: str, icon: str) -> "RailItem":
        """A place. Places somebody may not enter are not added at all."""
        item = RailItem(words, icon, name=f"{self.objectName()}_{key}")
        item.setCheckable(True)
        item.clicked.connect(lambda _checked=False: self._on_place(key))
        self._places.addWidget(item)
        self._items[key] = item
        self._fit()
        return item

    def set_current(self, key: str) -> None:
        """Mark a place as the one shown; `settings` is one too."""
        self._current = key
        self.settings.setChecked(key == "settings")
        for place, item in self._items.items():
            item.setChecked(place == key)

    def current(self) -> str:
        """The key of the place shown, or nothing."""
        return self._current

    def set_badge(self, key: str, count: int) -> None:
        """The number at the end of a place; 0 for none."""
        if key in self._items:
            self._items[key].set_count(count)

    def set_names_shown(self, shown: bool) -> None:
        self._names.set_item(_("Names shown") if shown else _("Names hidden"), "eye" if shown else "eye-off")
        self._fit()

    def show_names_item(self, seen: bool) -> None:
        """The stock keeper has no names to hide."""
        self._names.setVisible(seen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        order_tabs(self)

    def _on_place(self, key: str) -> None:
        # A press is a wish. The window marks the place when it really goes there: a begun form may stay.
        self.set_current(self._current)
        self.chosen.emit(key)

    def _on_settings(self) -> None:
        self.set_current(self._current)
        self.settings_pressed.emit()

    def _fit(self) -> None:
        items = [*self._items.values(), self._names, self.settings, self.lock]
        widest = max(item.natural_width() for item in items) + 17
        self.setFixedWidth(max(LEAST, min(current_theme().target(MOST), widest)))


class RailItem(QPushButton):
    """Icon and word; a number at the end when something is due there."""

    def __init__(self, words: str, icon: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._words, self._icon, self._count = "", icon, 0
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_item(words, icon)
        follow_theme(self._refresh)

    def words(self) -> str:
        return self._words

    def count(self) -> int:
        return self._count

    def set_item(self, words: str, icon: str) -> None:
        self._words, self._icon = words, icon
        self.setText(words.replace("&", "&&"))
        self.update()

    def set_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleDescription(number_text(count) if count else "")
        self.update()

    def natural_width(self) -> int:
        theme = current_theme()
        number = text_width(number_text(self._count), theme.font("small", bold=True)) + 8 if self._count else 0
        return 14 + theme.px(_ICON) + 10 + text_width(self._words, theme.font(bold=True)) + number + 12

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(self.natural_width(), max(theme.target(44), text_height(theme.font()) + 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            theme = canvas.theme
            width, height = canvas.width, canvas.height
            on = self.isChecked()
            if on or self.underMouse():
                canvas.fill(0, 0, width, height, "soft" if on else "hover", 8)
            if self.hasFocus():
                canvas.outline(0, 0, width, height, "focus", thick=2)
            size = theme.px(_ICON)
            ink = "soft_text" if on else "text"
            canvas.icon(13, (height - size) / 2, size, self._icon, "soft_text" if on else "text2")
            x = 14 + size + 10
            end = width - 14
            if self._count:
                bold = theme.font("small", bold=True)
                number = number_text(self._count)
                room = text_width(number, bold)
                canvas.text(end - room, 0, room, height, number, bold, "soft_text" if on else "text2", "end")
                end -= room + 6
            canvas.text(x, 0, end - x, height, self._words, theme.font(bold=on), ink)


class _Sign(QWidget):
    """The drawing and the name of the program on the head line."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(LINE_HEIGHT)
        self.setAccessibleName("Larder")
        follow_theme(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            size = canvas.theme.px(22)
            canvas.icon(21, (canvas.height - size) / 2, size, "logo", "accent")
            canvas.text(
                21 + size + 13,
                0,
                canvas.width - size - 40,
                canvas.height,
                "Larder",
                canvas.theme.font(bold=True),
                "text",
            )
