"""The stock workspace: the list, and the forms that lie over it."""

from typing import Any

from desktop.domain.stock import Item, ItemId
from desktop.domain.users import Permission
from desktop.operations import stock
from desktop.ui.context import Context
from desktop.ui.screens import Screens
from desktop.ui.stock.card_page import CardPage
from desktop.ui.stock.count_page import ChoosePlacePage, CountPage
from desktop.ui.stock.item_page import ItemPage
from desktop.ui.stock.list_page import ListPage
from desktop.ui.stock.receive_page import ReceivePage
from desktop.ui.stock.write_off_page import WriteOffPage


class StockPage(Screens):
    """Stock: what is there, and what the stock keeper does with it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "stock_place")
        self._list = ListPage(
            context,
            on_receive=self.receive,
            on_count=self.count_place,
            on_write_off=self.write_off,
            on_card=self.card,
            on_item=self.edit_item,
        )
        self.set_first(self._list)

    def open(self, *, do: str | None = None, item_id: ItemId | None = None, **_where: Any) -> None:
        """Show the list, or the form that was asked for; a form being filled in stays."""
        self._list.refresh(item_id)
        may_change = self.context.allows(Permission.CHANGE_STOCK)
        if do == "receive" and may_change:
            self.back_to_first()
            self.receive(item_id)
        elif do == "count" and may_change:
            self.back_to_first()
            self.count_place()

    def receive(self, item_id: ItemId | None = None) -> None:
        """The form for goods received."""
        self.lay_over(ReceivePage(self.context, on_back=self.back, on_saved=self._list.saved, item_id=item_id))

    def write_off(self, item: Item) -> None:
        """The form for what is spoiled, lost or expired."""
        self.lay_over(WriteOffPage(self.context, item, on_back=self.back, on_saved=self._list.saved))

    def card(self, item: Item) -> None:
        """Every movement of an item."""
        self.lay_over(CardPage(self.context, item, on_back=self.back))

    def edit_item(self, item: Item | None) -> None:
        """An item's facts, or a new item's."""
        self.lay_over(ItemPage(self.context, item, on_back=self.back, on_saved=self._list.saved_item))

    def reopen(self, typed: dict[str, Any]) -> None:
        """Goods received, an item's facts, or what is written off."""

        def open_form(item: Item | None) -> None:
            if typed["form"] == "receive":
                self.receive()
            elif typed["form"] == "write_off" and item is not None:
                self.write_off(item)
            else:
                self.edit_item(item)
            self.shown.put_back(typed)

        if not self.context.allows(Permission.CHANGE_STOCK):
            return
        if typed["of"] is None:
            open_form(None)
        else:
            self.context.tasks.query(
                stock.item_detail, typed["of"], then=lambda found: open_form(found.stock.item), otherwise=self.gone
            )

    def count_place(self) -> None:
        """Choose a place and count it."""
        self.lay_over(ChoosePlacePage(self.context, on_back=self.back, on_begun=self._count))

    def _count(self, sheet: Any) -> None:
        self.back()
        self.lay_over(CountPage(self.context, sheet, on_back=self.back, on_finished=self._list.saved))
