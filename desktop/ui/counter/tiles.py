"""The items to give as tiles: those often given, or all of them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.stock import ItemId
from desktop.i18n import _
from desktop.operations.distribution import CounterItem
from desktop.ui import words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.lists import SectionHead
from desktop.ui.widgets.tile import Tile, TileGrid


class ItemTiles(QWidget):
    """The grid and its head.

    Signals:
        pressed(object): An item was pressed, a CounterItem.
    """

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("counter_tiles")
        self._items: tuple[CounterItem, ...] = ()
        self._all = False
        self._counts: dict[ItemId, int] = {}
        self._turn = Button(_("All items"), name="counter_all_items", kind="quiet", height=36, flush=True)
        self._turn.clicked.connect(lambda _checked=False: self._on_turn())
        self._head = SectionHead(_("Often given"), action=self._turn)
        self._grid = TileGrid(name="counter_grid")
        self.setLayout(column(self._head, 4, self._grid))

    def set_items(self, items: Sequence[CounterItem]) -> None:
        """Show these; tiles of the same items stay, so that the keyboard stays where it is."""
        before = [item.item for item in self._shown()]
        self._items = tuple(items)
        if [item.item for item in self._shown()] == before and self._grid.tiles():
            for tile, item in zip(self._grid.tiles(), self._shown(), strict=True):
                tile.set_left(*_left(item)[:1], low=_left(item)[1])
            return
        self._build()

    def set_counts(self, counts: dict[ItemId, int]) -> None:
        """How many of each item are in the basket."""
        self._counts = counts
        for tile, item in zip(self._grid.tiles(), self._shown(), strict=True):
            tile.set_count(counts.get(item.item.id, 0))

    def focus_first(self) -> None:
        """Put the keyboard on the first tile."""
        if self._grid.tiles():
            self._grid.tiles()[0].setFocus()

    def _shown(self) -> tuple[CounterItem, ...]:
        often = tuple(item for item in self._items if item.item.favourite)
        return self._items if self._all or not often else often

    def _on_turn(self) -> None:
        self._all = not self._all
        self._build()

    def _build(self) -> None:
        some_hidden = any(not item.item.favourite for item in self._items)
        often = any(item.item.favourite for item in self._items)
        self._turn.setVisible(some_hidden and often)
        self._turn.set_words(_("Often given") if self._all else _("All items"))
        self._head.set_words(_("All items") if self._all or not often else _("Often given"))
        tiles = []
        for item in self._shown():
            left, low = _left(item)
            count = self._counts.get(item.item.id, 0)
            name = f"counter_tile_{item.item.id}"
            tile = Tile(item.item.name, left, item.item.icon, name=name, low=low, count=count)
            tile.clicked.connect(lambda _checked=False, item_id=item.item.id: self._on_pressed(item_id))
            tiles.append(tile)
        self._grid.set_tiles(tiles)

    def _on_pressed(self, item_id: ItemId) -> None:
        for item in self._items:
            if item.item.id == item_id:
                self.pressed.emit(item)


def _left(item: CounterItem) -> tuple[str, bool]:
    low = item.usable <= 0 or item.usable < item.item.reorder_level
    return words.left(item.usable, item.item.unit), low
