"""Tiles: an item to give, pressed as a whole, and the grid they stand in."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.i18n import _, number_text
from desktop.ui.theme import current_theme, follow_theme
from desktop.ui.widgets.canvas import Canvas, painting, text_height, text_width, two_lines

_GAP = 12


class Tile(QPushButton):
    """Icon, name in at most two lines, how many are left, and a bubble with the number in the basket.

    Args:
        words: the item's name.
        left: "412 left".
        icon: name of the item's icon.
        low: whether `left` is a warning.
    """

    def __init__(self, words: str, left: str, icon: str, *, name: str, low: bool = False, count: int = 0) -> None:
        super().__init__(words.replace("&", "&&"))
        self.setObjectName(name)
        self._words, self._left, self._icon, self._low, self._count = words, left, icon, low, count
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()
        follow_theme(self._refresh)

    def words(self) -> str:
        return self._words

    def count(self) -> int:
        return self._count

    def set_left(self, left: str, *, low: bool = False) -> None:
        self._left, self._low = left, low
        self._describe()
        self.update()

    def set_count(self, count: int) -> None:
        """The number in the basket; 0 for not in it."""
        self._count = count
        self._describe()
        self.update()

    def _describe(self) -> None:
        basket = _("{count} in the basket").format(count=number_text(self._count)) if self._count else ""
        self.setAccessibleDescription(", ".join(part for part in (self._left, basket) if part))

    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        lines = 2 * text_height(theme.font(bold=True)) + text_height(theme.font("small"))
        return QSize(theme.target(160), max(theme.target(88), lines + 20))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as canvas:
            self._paint(canvas)

    def _paint(self, canvas: Canvas) -> None:
        theme = canvas.theme
        width, height = canvas.width, canvas.height
        chosen = self._count > 0
        over = (self.underMouse() or self.isDown()) and self.isEnabled()
        ground = "track" if not self.isEnabled() else "soft" if chosen else "hover" if over else "surface"
        edge, thick = ("focus", 2.0) if self.hasFocus() else ("accent" if chosen else "edge", 1.0)
        if not self.isEnabled():
            canvas.fill(0, 0, width, height, ground, 10)
        else:
            canvas.outline(0, 0, width, height, edge, thick=thick, radius=10, ground=ground)
        icon = theme.px(24)
        pad = 14
        ink = "soft_text" if chosen else "text"
        second = "text2" if not chosen else "soft_text"
        canvas.icon(pad, (height - icon) / 2, icon, self._icon, ink if chosen else "accent")
        x = pad + icon + 12
        bold, small = theme.font(bold=True), theme.font("small")
        room = width - x - 10
        lines = two_lines(self._words, bold, room)
        line, foot = text_height(bold), text_height(small)
        top = (height - line * len(lines) - foot) / 2
        for number, words in enumerate(lines):
            canvas.text(x, top + number * line, room, line, words, bold, ink)
        y = top + line * len(lines)
        bubble = self._bubble_width()
        room -= bubble + 4 if chosen else 0
        if self._low:
            size = theme.px(14)
            canvas.icon(x, y + (foot - size) / 2, size, "warning", "warn")
            canvas.text(x + size + 5, y, room - size - 5, foot, self._left, small, "warn")
        else:
            canvas.text(x, y, room, foot, self._left, small, second)
        if chosen:
            tall = theme.px(22)
            canvas.fill(width - 9 - bubble, height - 9 - tall, bubble, tall, "fill", tall / 2)
            canvas.text(
                width - 9 - bubble,
                height - 9 - tall,
                bubble,
                tall,
                number_text(self._count),
                theme.font("small", bold=True),
                "on_accent",
                "center",
            )

    def _bubble_width(self) -> int:
        theme = current_theme()
        words = text_width(number_text(self._count), theme.font("small", bold=True))
        return max(theme.px(24), words + 14)


class TileGrid(QWidget):
    """Tiles in as many equal columns as there is room for: four at 100 %, three at 150 % on a small screen."""

    def __init__(self, *, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self._tiles: list[Tile] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        follow_theme(self._refresh)

    def tiles(self) -> list[Tile]:
        return list(self._tiles)

    def set_tiles(self, tiles: list[Tile]) -> None:
        """Show these tiles instead of the ones before, which are destroyed unless they are among the new."""
        for old in self._tiles:
            if old not in tiles:
                old.hide()
                old.deleteLater()
        self._tiles = tiles
        previous: QWidget | None = None
        for tile in tiles:
            tile.setParent(self)
            tile.show()
            if previous is not None:
                QWidget.setTabOrder(previous, tile)
            previous = tile
        self._refresh()

    def columns(self, width: int) -> int:
        least = current_theme().target(160)
        return max(1, (width + _GAP) // (least + _GAP))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if not self._tiles:
            return 0
        rows = -(-len(self._tiles) // self.columns(width))
        return rows * self._tiles[0].sizeHint().height() + (rows - 1) * _GAP

    def sizeHint(self) -> QSize:
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().target(160), self.heightForWidth(max(self.width(), 200)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()

    def _refresh(self) -> None:
        self._place()
        self.updateGeometry()

    def _place(self) -> None:
        if not self._tiles:
            return
        columns = self.columns(self.width())
        width = (self.width() - (columns - 1) * _GAP) / columns
        height = self._tiles[0].sizeHint().height()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for number, tile in enumerate(self._tiles):
            line, place = divmod(number, columns)
            left = round(place * (width + _GAP))
            right = round(place * (width + _GAP) + width)
            x = self.width() - right if mirrored else left
            tile.setGeometry(QRect(x, line * (height + _GAP), right - left, height))
