"""Orders: those of which more is expected, then the closed ones; what came of each, and what is short."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import LarderError
from desktop.domain.orders import Order, OrderId, OrderLine
from desktop.i18n import _, current, date_text, ngettext, number_text, pgettext, say, short_date_text
from desktop.operations import orders
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.stock.listed import ListedPage
from desktop.ui.widgets.lists import EmptyState, FactsList, SectionHead
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

LATE_DAYS = 30
"""An order that waits longer is marked."""


class OrdersPage(ListedPage):
    """The list of orders, and beside it the chosen one."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        show: Callable[..., None],
        **_what: Any,
    ) -> None:
        super().__init__(context, _("Orders"), name="orders", on_back=on_back, pane=True)
        self._show_form = show
        self._orders: tuple[Order, ...] = ()
        self._filter = "all"
        self._wanted: OrderId | None = None
        self.add_head_button(
            _("What to order"),
            lambda: show("order_form", suggest=True, on_made=self._made),
            name="orders_suggest",
            icon="plus",
        )
        self.add_filters(self._filters(), self._choose_filter)
        self._table: Table[Order] = Table(
            [
                Column(_("Number"), lambda order: order.number, width=150, look="bold"),
                Column(_("Asked of"), lambda order: order.asked_of),
                Column(_("Asked on"), self._asked_on, width=132, drop=2),
                Column(_("Waits"), self._waits, width=110, align="end", drop=1),
                Column(_("State"), _state, width=150, badge=self._mark),
            ],
            name="orders_table",
            label=_("Orders"),
            key=lambda order: order.id,
        )
        self._table.chosen.connect(self._show_order)
        self._empty = EmptyState(
            _("Nothing was ordered yet"),
            _("What was asked of whom stands here, with what came and what is short. It can be printed as evidence."),
            name="orders_empty",
        )
        self.lay_out(self._table, self._empty)
        self.add_second(_("Print"), self._print, name="orders_print", icon="print")
        self._close = self.add_second(_("Close"), self._ask_close, name="orders_close")
        self.set_primary(_("Receive what came"), self._receive, name="orders_receive", icon="")
        self.follow_stock()

    def read(self) -> None:
        self.context.tasks.query(orders.orders, then=self._take, latest="orders")

    def _made(self, sentence: str) -> None:
        self.foot.done(sentence)

    # The list

    def _take(self, found: tuple[Order, ...]) -> None:
        self._orders = found
        if self.filters is not None:
            self.filters.set_filters(self._filters())
        self._fill()

    def _filters(self) -> list[tuple[str, str, int | None]]:
        open_ones = sum(order.closed_on is None for order in self._orders)
        return [
            ("all", _("All"), len(self._orders)),
            ("open", pgettext("order", "Open"), open_ones),
            ("short", _("Short"), sum(order.closed_on is not None and not order.complete for order in self._orders)),
        ]

    def _choose_filter(self, key: str) -> None:
        self._filter = key
        self._fill()

    def _fill(self) -> None:
        chosen: dict[str, Callable[[Order], bool]] = {
            "open": lambda order: order.closed_on is None,
            "short": lambda order: order.closed_on is not None and not order.complete,
        }
        shown = [order for order in self._orders if chosen.get(self._filter, lambda _order: True)(order)]
        self._table.set_rows(shown)
        self._table.setVisible(bool(self._orders))
        self._empty.setVisible(not self._orders)
        if shown and self._table.chosen_record() is None:
            self._table.choose(0)
        self._show_order(self._table.chosen_record())

    def _asked_on(self, order: Order) -> str:
        return short_date_text(order.asked_on, self.context.clock.today())

    def _waits(self, order: Order) -> str:
        """For how many days more is expected; a closed order waits no longer."""
        if order.closed_on is not None:
            return ""
        days = order.age_days(self.context.clock.today())
        return ngettext("{count} day", "{count} days", days).format(count=number_text(days))

    def _mark(self, order: Order) -> Mark | None:
        if order.complete:
            return None
        if order.closed_on is not None:
            return Mark("bad")
        late = order.age_days(self.context.clock.today()) > LATE_DAYS
        return Mark("warn", "clock") if late else Mark("soft")

    # The pane

    def _show_order(self, order: Order | None) -> None:
        if self.pane is None or self.primary is None:
            return
        self.pane.show_actions(order is not None)
        for part in (self.primary, self._close):
            part.setVisible(order is not None and order.closed_on is None)
        self._print_button().setVisible(order is not None)
        if order is None:
            self.pane.set_head("")
            self.pane.show_parts([])
            return
        self.pane.set_head(order.number, icon="note")
        facts = [(_("Asked of"), order.asked_of), (_("Asked on"), date_text(order.asked_on))]
        if order.closed_on is not None:
            facts.append((pgettext("order", "Closed on"), date_text(order.closed_on)))
        parts: list[QWidget | int] = [FactsList(facts, look="ruled", name="orders_facts")]
        if order.note:
            parts += [8, Text(order.note, tone="text2", wrap=True)]
        parts += [20, SectionHead(_("Came of what was asked"), rule=True)]
        parts.append(FactsList([_line_fact(line) for line in order.lines], look="ruled", name="orders_lines"))
        if order.deliveries:
            parts += [20, SectionHead(_("Deliveries"))]
            deliveries = [(each.number, self._day(each.occurred_on)) for each in order.deliveries]
            parts.append(FactsList(deliveries, look="small", name="orders_deliveries"))
        self.pane.show_parts(parts)

    def _print_button(self) -> QWidget:
        found = self.findChild(QWidget, "orders_print")
        assert isinstance(found, QWidget)
        return found

    def _day(self, day: Any) -> str:
        return short_date_text(day, self.context.clock.today())

    def _receive(self) -> None:
        order = self._table.chosen_record()
        if order is not None:
            self._show_form("receive", order=order)

    def _print(self) -> None:
        order = self._table.chosen_record()
        if order is not None:
            self.context.tasks.action(
                orders.order_paper,
                order_id=order.id,
                language=current(),
                changed=Changed(0),
                then=lambda pdf: self.context.show_paper(pdf, _("Order {number}").format(number=order.number)),
                otherwise=self._refused,
            )

    def _ask_close(self) -> None:
        order = self._table.chosen_record()
        if order is None:
            return
        short = len(order.short_lines)
        self.context.messages.confirm(
            _("Close order {number}?").format(number=order.number),
            _(
                "No more is expected then, and what is missing stands as short. It stays on record and is not opened again."
            ),
            [
                (_("Asked of"), order.asked_of),
                (
                    _("Asked for"),
                    ngettext("{count} item", "{count} items", order.asked).format(count=number_text(order.asked)),
                ),
                (_("Short"), ngettext("{count} item", "{count} items", short).format(count=number_text(short))),
            ],
            safe=_("Keep it open"),
            act=_("Close order"),
            on_act=lambda: self._close_order(order),
        )

    def _close_order(self, order: Order) -> None:
        self.context.tasks.action(
            orders.close_order,
            order_id=order.id,
            changed=Changed.STOCK,
            then=lambda closed: self.foot.done(_("Order {number} is closed").format(number=closed.number)),
            otherwise=self._refused,
        )

    def _refused(self, error: LarderError) -> None:
        self.show_message("refusal", say(error))


def _state(order: Order) -> str:
    if order.complete:
        return _("all came")
    short = len(order.short_lines)
    if order.closed_on is not None:
        return ngettext("{count} short", "{count} short", short).format(count=number_text(short))
    return ngettext("{count} expected", "{count} expected", short).format(count=number_text(short))


def _line_fact(line: OrderLine) -> tuple[str, str]:
    """Soap, 60 of 100 pieces."""
    unit = line.item.unit
    if not line.asked:
        return line.item.name, _("{quantity}, not asked for").format(quantity=words.quantity(line.delivered, unit))
    return line.item.name, _("{came} of {asked}").format(
        came=number_text(line.delivered), asked=words.quantity(line.asked, unit)
    )
