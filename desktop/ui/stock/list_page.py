"""The stock list, and beside it what is known of the chosen item."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop.domain.attention import MonthlyUse
from desktop.domain.stock import Item, ItemId, ItemStock, Posted, Unit
from desktop.domain.users import Permission
from desktop.i18n import _, date_text, list_text, number_text
from desktop.operations import attention, catalogue, stock, undoing
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import Workspace
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.item_pane import ItemPane, level
from desktop.ui.stock.lasting import lasts_words
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.lists import EmptyState
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table

SOON = timedelta(days=90)


class ListPage(Workspace):
    """Every item with what is there of it."""

    def __init__(
        self,
        context: Context,
        *,
        show: Callable[..., None],
        on_card: Callable[[Item], None],
        on_item: Callable[[Item | None], None],
        on_more: Callable[[], None],
    ) -> None:
        super().__init__(_("Stock"), name="stock")
        self._context = context
        self._item_pane = ItemPane(context, self.pane, on_card=on_card, on_item=on_item, show=show)
        self._filter = "all"
        self._lines: tuple[ItemStock, ...] = ()
        self._unused: tuple[ItemStock, ...] = ()
        self._use: dict[ItemId, MonthlyUse] = {}
        self._chosen: ItemStock | None = None
        self._detail: stock.ItemDetail | None = None
        self._wanted: ItemId | None = None
        search = self.add_search(_("Item or scan"), name="stock_search")
        search.searched.connect(lambda _text: self.refresh())
        search.entered.connect(self._scanned)
        may_change = context.allows(Permission.CHANGE_STOCK)
        if may_change:
            self.add_head_button(_("New item"), lambda: on_item(None), name="stock_new_item", icon="plus")
        self.add_head_button(_("More"), on_more, name="stock_more", icon="more")
        self.add_filters(self._filters(), self._choose_filter)
        self._table: Table[ItemStock] = Table(
            [
                Column(_("Item"), lambda line: line.item.name, look="bold", icon=lambda line: line.item.icon),
                Column(_("In stock"), self._quantity, width=110, align="end"),
                Column(_("Lasts"), self._lasts, width=196, look="small", badge=_recount_mark, level=level, drop=1),
                Column(_("First to expire"), self._expiry, width=172, badge=self._expiry_mark),
                Column(_("Where"), lambda line: list_text(line.places), width=140, look="second", drop=2),
            ],
            name="stock_table",
            label=_("Stock"),
            key=lambda line: line.item.id,
        )
        self._table.chosen.connect(self._show_item)
        self._table.opened.connect(lambda line: on_card(line.item))
        self._empty = EmptyState(
            _("Nothing in the book yet"),
            _("Add the items you give out, then write down what is on the shelf. Larder keeps count from there."),
            name="stock_empty",
        )
        body = QWidget()
        body.setLayout(column(self._table, self._empty))
        self._empty.hide()
        self.set_body(body, margin=12)
        if may_change:
            self.add_second(_("Count"), lambda: show("count"), name="stock_count", icon="count")
            self.add_second(_("Move"), lambda: show("move", item=self._chosen_item()), name="stock_move", icon="move")
            self._write_off = self.add_second(
                _("Write off"),
                lambda: self._with_chosen(lambda item: show("write_off", item=item)),
                name="stock_write_off",
            )
            self.set_primary(
                _("Receive stock"),
                lambda: show("receive", item=self._chosen_item()),
                name="stock_receive",
                shortcut=Shortcut.RECEIVE,
            )
        context.events.changed.connect(self._on_changed)

    def refresh(self, item_id: ItemId | None = None) -> None:
        """Read the list again; `item_id` is chosen in it."""
        if item_id is not None:
            self._wanted = item_id
        text = self.search.text() if self.search else ""
        self._item_pane.read_funds()
        self._context.tasks.query(stock.stock_list, text=text, then=self._show_list, latest="stock_list")
        self._context.tasks.query(
            stock.stock_list, text=text, only="unused", then=self._show_unused, latest="stock_unused"
        )

    def saved(self, posted: Posted | None, sentence: str, undo: bool | Callable[..., Posted] = True) -> None:
        """Something was saved on a form over this list: say so, and offer to take it back.

        Args:
            undo: The operation that undoes it, if it is not `undoing.undo_stock`; False for what is not taken back here.
        """
        if posted is None or not undo:
            self.foot.done(sentence)
            return
        operation = undoing.undo_stock if undo is True else undo
        self.foot.done(sentence, lambda: self._undo(posted, operation), words=posted.number)

    def saved_item(self, item_id: ItemId) -> None:
        """An item was added or changed."""
        self.foot.done(_("The item is saved"))
        self.refresh(item_id)

    def _chosen_item(self) -> Item | None:
        return self._chosen.item if self._chosen else None

    def _with_chosen(self, use: Callable[[Item], None]) -> None:
        if self._chosen is not None:
            use(self._chosen.item)

    def _undo(self, posted: Posted, operation: Callable[..., Posted]) -> None:
        self._context.tasks.action(
            operation,
            form_key=uuid.uuid4().hex,
            document_id=posted.document_id,
            changed=Changed.STOCK | Changed.MONTHS,
            then=lambda undone: self.foot.done(
                _("Undone. It stands in the book as {number}").format(number=undone.number)
            ),
        )

    def _on_changed(self, what: Changed) -> None:
        if Changed.STOCK in what:
            self.refresh()

    def _scanned(self, text: str) -> None:
        self._context.tasks.query(catalogue.find_barcode, text, then=self._found_code)

    def _found_code(self, item_id: ItemId | None) -> None:
        if item_id is not None:
            self._wanted = item_id
            self.refresh()
        elif self._table.rows():
            self._table.choose(0)
            self._table.setFocus()

    # The list

    def _filters(self) -> list[tuple[str, str, int | None]]:
        filters: list[tuple[str, str, int | None]] = [
            ("all", _("All"), len(self._lines)),
            ("low", _("Low"), sum(_is_low(line) for line in self._lines)),
            ("expiring", _("Expires soon"), sum(self._expires_soon(line) for line in self._lines)),
        ]
        kits = sum(line.item.is_kit for line in self._lines)
        if kits or self._filter == "kits":
            filters.append(("kits", _("Kits"), kits))
        if self._unused or self._filter == "unused":
            filters.append(("unused", _("Not in use"), len(self._unused)))
        return filters

    def _choose_filter(self, key: str) -> None:
        self._filter = key
        self._fill()

    def _show_list(self, lines: tuple[ItemStock, ...]) -> None:
        self._lines = lines
        if self.filters is not None:
            self.filters.set_filters(self._filters())
        self._fill()
        # How long it lasts takes longer to find out than what is there, so it is asked for when the list stands.
        self._context.tasks.query(attention.monthly_use, then=self._show_lasts, latest="monthly_use")

    def _show_unused(self, lines: tuple[ItemStock, ...]) -> None:
        if lines == self._unused:
            return
        self._unused = lines
        if self.filters is not None:
            self.filters.set_filters(self._filters())
        if self._filter == "unused":
            self._fill()

    def _show_lasts(self, use: dict[ItemId, MonthlyUse]) -> None:
        if use == self._use:
            return
        self._use = use
        self._table.viewport().update()
        if self._detail is not None:
            self._show_detail(self._detail)

    def _lasts(self, line: ItemStock) -> str:
        if line.item.recount_since is not None:
            return _("count again")
        use = self._use.get(line.item.id)
        return lasts_words(line, use.lasts(line.usable) if use else None)

    def _fill(self) -> None:
        filters: dict[str, Callable[[ItemStock], bool]] = {
            "low": _is_low,
            "expiring": self._expires_soon,
            "kits": lambda line: line.item.is_kit,
        }
        chosen = filters.get(self._filter, lambda _line: True)
        shown = list(self._unused) if self._filter == "unused" else [line for line in self._lines if chosen(line)]
        self._table.set_rows(shown)
        searching = bool(self.search and self.search.text())
        self._empty.setVisible(not self._lines and not searching)
        self._table.setVisible(bool(self._lines) or searching)
        if self._wanted is not None:
            self._table.choose_key(self._wanted)
            self._wanted = None
        elif shown and self._table.chosen_record() is None:
            self._table.choose(0)
        record = self._table.chosen_record()
        self._show_item(record)

    def _quantity(self, line: ItemStock) -> str:
        return (
            number_text(line.quantity)
            if line.item.unit is Unit.PIECE
            else words.quantity(line.quantity, line.item.unit)
        )

    def _expires_soon(self, line: ItemStock) -> bool:
        return line.first_expiry is not None and line.first_expiry <= self._context.clock.today() + SOON

    def _expiry(self, line: ItemStock) -> str:
        return "" if line.first_expiry is None else date_text(line.first_expiry)

    def _expiry_mark(self, line: ItemStock) -> Mark | None:
        if line.first_expiry is None or not self._expires_soon(line):
            return None
        return Mark("bad" if line.first_expiry < self._context.clock.today() else "warn", "clock")

    # The pane

    def _show_item(self, line: ItemStock | None) -> None:
        self._chosen = line
        self._detail = None
        if self._context.allows(Permission.CHANGE_STOCK):
            self._write_off.setVisible(line is not None and line.quantity > 0)
        if line is None:
            self._item_pane.clear()
            return
        self._context.tasks.query(stock.item_detail, line.item.id, then=self._show_detail, latest="stock_detail")

    def _show_detail(self, detail: stock.ItemDetail) -> None:
        self._detail = detail
        self._item_pane.show_item(detail, self._use.get(detail.stock.item.id))


def _recount_mark(line: ItemStock) -> Mark | None:
    return Mark("warn", "count") if line.item.recount_since is not None else None


def _is_low(line: ItemStock) -> bool:
    return bool(line.item.reorder_level) and line.level != "enough"
