"""Asking somebody who supplies: what is suggested can be changed, printed as a list, and kept as an order."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.domain.attention import Lasts, Suggestion
from desktop.domain.errors import Invalid, LarderError
from desktop.domain.orders import Order
from desktop.domain.stock import MOST, Item, ItemId, Unit
from desktop.i18n import _, current, ngettext, number_text, say
from desktop.operations import attention, catalogue, orders
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.lasting import months_words
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField, TextField
from desktop.ui.widgets.number_field import number_problem, parse_number
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class Row:
    """A line being typed. `typed` is what stands in its field; empty or 0 leaves the item out."""

    item: Item
    typed: str
    usable: int | None = None
    on_order: int = 0
    lasts: Lasts = field(default_factory=Lasts)

    @property
    def quantity(self) -> int | None:
        """What was typed, when it is a number; 0 for nothing."""
        if not self.typed.strip():
            return 0
        return parse_number(self.typed, current_theme().locale.groupSeparator())


class OrderForm(FormPage):
    """One order in the making.

    Args:
        suggest: Whether it comes up with what is suggested.
        on_made: Is told in a sentence when it is kept.
    """

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        suggest: bool = False,
        on_made: Callable[[str], None] | None = None,
        **_what: Any,
    ) -> None:
        super().__init__(_("What to order"), name="order_form", on_back=on_back, width=860)
        self._context = context
        self._on_back = on_back
        self._on_made = on_made or (lambda sentence: on_saved(None, sentence))
        self._form_key = uuid.uuid4().hex
        self._items: dict[ItemId, Item] = {}
        self._returned: list[list[Any]] = []
        self._touched = False
        today = context.clock.today()
        self._of = TextField(
            _("Asked of"), name="order_of", hint=_("An office, a shop or a donor. Not a person's name"), longest=120
        )
        self._date = DateField(_("Asked on"), name="order_date", today=today, value=today)
        self._remark = TextField(_("Note"), name="order_note", hint=_("If there is something to add"), longest=300)
        self._table: Table[Row] = Table(
            [
                Column(_("Item"), lambda line: line.item.name, look="bold", icon=lambda line: line.item.icon),
                Column(_("Can be given"), _usable, width=110, align="end", drop=2),
                Column(_("On order"), _on_order, width=100, align="end", drop=3),
                Column(_("Lasts"), _lasts, width=156, look="second", drop=4),
                Column(_("How many"), lambda line: line.typed, width=110, align="end", edit=self._typed),
                Column(_("In packs"), _packs, width=150, look="second", drop=1),
            ],
            name="order_lines",
            label=_("What to order"),
            key=lambda line: line.item.id,
            fit=True,
        )
        self._none = Text(_("Nothing is missing now. Add what you want to ask for."), tone="text2", wrap=True)
        self._add = ChoiceField(_("Add an item"), name="order_add", placeholder=_("Choose an item"))
        self._add.chosen.connect(self._add_item)
        self.form.add(self._table)
        self.form.add(self._none)
        self.form.add(self._add)
        self.form.add_head(_("Keep it as an order"))
        self.form.add_words(_("Then it is on record what was asked for, and what is short when too little comes."))
        self.form.add(self._of, self._date)
        self.form.add(self._remark)
        self._print = Button(_("Print the list"), name="order_print_list", icon="print")
        self._print.clicked.connect(lambda _checked=False: self._print_list())
        self.head_row.addWidget(self._print)
        self.set_primary(_("Keep as order"), self._save, name="order_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form)
        self._show([])
        context.tasks.query(catalogue.items, then=self._use_items)
        if suggest:
            context.tasks.query(attention.suggestions, then=self._use_suggestions)

    # Lines

    def _use_items(self, items: tuple[Item, ...]) -> None:
        self._items = {item.id: item for item in items}
        self._add.set_options([(item.name, item.id) for item in items])
        self._draft.settle(self._add)
        if self._returned:
            self._show(
                [Row(self._items[item_id], typed) for item_id, typed in self._returned if item_id in self._items]
            )
            self._returned = []

    def _use_suggestions(self, found: tuple[Suggestion, ...]) -> None:
        if self._touched:
            return
        self._show([Row(each.item, str(each.quantity), each.stock.usable, each.on_order, each.lasts) for each in found])

    def _add_item(self, item_id: ItemId | None) -> None:
        if item_id is None or item_id not in self._items:
            return
        self._touched = True
        rows = self._table.rows()
        at = self._table.rows_model.row_of(item_id)
        if at < 0:
            at = len(rows)
            self._show([*rows, Row(self._items[item_id], "")])
        self._add.set_value(None)
        self._table.setFocus()
        self._table.go_to_field(at, 4)

    def _typed(self, line: Row, typed: str) -> None:
        self._touched = True
        self._table.rows_model.set_row(self._table.rows_model.row_of(line.item.id), replace(line, typed=typed.strip()))
        self._count()

    def _show(self, rows: list[Row]) -> None:
        self._table.set_rows(rows)
        self._table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self._count()

    def _count(self) -> None:
        wanted = sum(bool(line.quantity) for line in self._table.rows())
        self.set_small(
            ngettext("{count} item", "{count} items", wanted).format(count=number_text(wanted)) if wanted else ""
        )

    def _lines(self) -> list[tuple[ItemId, int]] | None:
        """What is asked for; None when something typed is no number, which is said."""
        for line in self._table.rows():
            problem = number_problem(line.typed, minimum=0, maximum=MOST, required=False)
            if problem:
                self.show_message("refusal", _("{item}: {sentence}").format(item=line.item.name, sentence=problem))
                return None
        return [(line.item.id, line.quantity) for line in self._table.rows() if line.quantity]

    # Kept over a lock

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved."""
        typed = self._draft.typed()
        if typed is None and not self._touched:
            return None
        lines = [[line.item.id, line.typed] for line in self._table.rows()]
        return {"form": "order_form", "of": None, "key": self._form_key, "typed": typed or {}, "lines": lines}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again; lines of items that are gone are left out."""
        self._form_key = str(content["key"])
        self._touched = True
        self._returned = [list(line) for line in content["lines"]]
        self._draft.put_back(content["typed"])

    # Printing and keeping

    def _print_list(self) -> None:
        self.clear_message()
        lines = self._lines()
        if lines is None:
            return
        self._context.tasks.action(
            orders.suggestion_paper,
            lines=tuple(lines),
            language=current(),
            changed=Changed(0),
            then=lambda pdf: self._context.show_paper(pdf, _("To order")),
            otherwise=self._refused,
        )

    def _save(self) -> None:
        self.clear_message()
        good = [self._of.require(_("Type whom you asked. Nothing was saved.")), self._date.check()]
        lines = self._lines()
        if lines is None or not all(good):
            self.focus_first_error()
            return
        self.wait(True)
        self._context.tasks.action(
            orders.make_order,
            form_key=self._form_key,
            asked_of=self._of.value(),
            asked_on=self._date.value(),
            lines=tuple(lines),
            note=self._remark.value(),
            changed=Changed.STOCK,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, order: Order) -> None:
        self._on_back()
        self._on_made(_("Order {number} is kept, asked of {whom}").format(number=order.number, whom=order.asked_of))

    def _refused(self, error: LarderError) -> None:
        self.wait(False)
        fields = {"asked_of": self._of, "asked_on": self._date, "note": self._remark}
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))


def _amount(value: int, unit: Unit) -> str:
    """Pieces as a bare number, since most are; the rest with its unit."""
    return number_text(value) if unit is Unit.PIECE else words.quantity(value, unit)


def _usable(line: Row) -> str:
    return "" if line.usable is None else _amount(max(line.usable, 0), line.item.unit)


def _on_order(line: Row) -> str:
    return _amount(line.on_order, line.item.unit) if line.on_order else ""


def _lasts(line: Row) -> str:
    return "" if not line.usable or line.usable < 0 else months_words(line.lasts)


def _packs(line: Row) -> str:
    """So many of the largest pack that makes it up without a rest; what is no pieces always with its unit."""
    quantity = line.quantity or 0
    pack = next((pack for pack in reversed(line.item.packs) if quantity and quantity % pack.size == 0), None)
    if pack is None:
        return words.quantity(quantity, line.item.unit) if quantity and line.item.unit is not Unit.PIECE else ""
    whole = quantity // pack.size
    return ngettext("{count} × {pack} of {size}", "{count} × {pack} of {size}", whole).format(
        count=number_text(whole), pack=pack.name, size=number_text(pack.size)
    )
