"""What needs attention, the most urgent on top, each with the one thing to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.attention import Attention, Expiring, Lasts, MonthlyUse
from desktop.domain.stock import Held, Item, ItemId, ItemStock
from desktop.domain.users import Permission
from desktop.i18n import _, date_text, ngettext, number_text, short_date_text, tenths_text
from desktop.operations import attention
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.stock.lasting import months_words
from desktop.ui.stock.listed import ListedPage
from desktop.ui.widgets.lists import EmptyState, FactsList, SectionHead
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

_GROUPS = {
    "out": "none",
    "low": "low",
    "expired": "expires",
    "soon": "expires",
    "later": "expires",
    "recount": "count",
    "uncounted": "count",
}
"""Which filter each kind of entry stands under."""

_ACTS = {
    "out": "receive",
    "low": "receive",
    "expired": "write_off",
    "soon": "move",
    "later": "move",
    "recount": "count",
    "uncounted": "count",
}
"""The form on which something is done about it."""

_MOST_BATCHES = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: an item, what is the matter with it, and the batches that are meant."""

    kind: str
    stock: ItemStock
    lasts: Lasts
    what: str
    mark: Mark
    held: tuple[Held, ...] = ()

    @property
    def item(self) -> Item:
        """The item."""
        return self.stock.item


class AttentionPage(ListedPage):
    """The list, and beside it what is known of the chosen line."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        show: Callable[..., None],
        **_what: Any,
    ) -> None:
        super().__init__(context, _("What needs attention"), name="attention", on_back=on_back, pane=True)
        self._show_form = show
        self._may = context.allows(Permission.CHANGE_STOCK)
        self._entries: tuple[Entry, ...] = ()
        self._use: dict[ItemId, MonthlyUse] = {}
        self._filter = "all"
        if self._may:
            self.add_head_button(
                _("What to order"),
                lambda: show("order_form", suggest=True, on_made=self._made),
                name="attention_suggest",
                icon="plus",
            )
        self.add_filters(self._filters(), self._choose_filter)
        self._table: Table[Entry] = Table(
            [
                Column(_("Item"), lambda entry: entry.item.name, look="bold", icon=lambda entry: entry.item.icon),
                Column(_("What"), lambda entry: entry.what, width=190, badge=lambda entry: entry.mark),
                Column(_("There"), _there, width=128, align="end"),
                Column(_("Lasts"), _lasts, width=156, look="second", drop=1),
            ],
            name="attention_table",
            label=_("What needs attention"),
            key=lambda entry: (entry.kind, entry.item.id),
        )
        self._table.chosen.connect(self._show_entry)
        self._table.opened.connect(lambda _entry: self._act())
        self._empty = EmptyState(
            _("Nothing waits"),
            _("What runs out, expires or waits to be counted stands here, the most urgent on top."),
            name="attention_empty",
        )
        self.lay_out(self._table, self._empty)
        self.follow_stock()

    def read(self) -> None:
        self.context.tasks.query(attention.attention, then=self._take, latest="attention")

    def _made(self, sentence: str) -> None:
        self.foot.done(sentence)

    # The list

    def _take(self, found: Attention) -> None:
        self._use = found.use
        self._entries = tuple(_entries(found, self.context.clock.today()))
        self.set_small(
            ngettext("{count} line", "{count} lines", len(self._entries)).format(count=number_text(len(self._entries)))
            if self._entries
            else ""
        )
        if self.filters is not None:
            self.filters.set_filters(self._filters())
        self._fill()

    def _filters(self) -> list[tuple[str, str, int | None]]:
        def number(group: str) -> int:
            return sum(_GROUPS[entry.kind] == group for entry in self._entries)

        return [
            ("all", _("All"), len(self._entries)),
            ("none", _("Out"), number("none")),
            ("low", _("Low"), number("low")),
            ("expires", _("Expires"), number("expires")),
            ("count", _("To count"), number("count")),
        ]

    def _choose_filter(self, key: str) -> None:
        self._filter = key
        self._fill()

    def _fill(self) -> None:
        shown = [entry for entry in self._entries if self._filter in ("all", _GROUPS[entry.kind])]
        self._table.set_rows(shown)
        self._table.setVisible(bool(shown))
        self._empty.setVisible(not shown)
        if shown and self._table.chosen_record() is None:
            self._table.choose(0)
        self._show_entry(self._table.chosen_record())

    # The pane

    def _show_entry(self, entry: Entry | None) -> None:
        if self.pane is None:
            return
        if entry is None:
            self.pane.set_head("")
            self.pane.show_parts([])
            if self.primary is not None:
                self.primary.hide()
            return
        item = entry.item
        self.pane.set_head(item.name, icon=item.icon)
        parts: list[QWidget | int] = [Text(self._sentence(entry), tone="text2", wrap=True), 12]
        parts.append(FactsList(self._facts(entry), look="ruled", name="attention_facts"))
        if entry.held:
            parts += [20, SectionHead(_("Batches, first to expire on top"), rule=True)]
            facts = [
                (_batch_words(held), words.quantity(held.quantity, item.unit)) for held in entry.held[:_MOST_BATCHES]
            ]
            parts.append(FactsList(facts, look="ruled", name="attention_batches"))
        self.pane.show_parts(parts)
        if self._may:
            self.set_primary(_act_words(entry.kind), self._act, name="attention_act")

    def _act(self) -> None:
        entry = self._table.chosen_record()
        if entry is not None and self._may:
            self._show_form(_ACTS[entry.kind], item=entry.item)

    def _sentence(self, entry: Entry) -> str:
        day = self.context.clock.today()
        since = entry.item.recount_since
        return {
            "out": _("Nothing that can be given is left."),
            "low": _("Less is left than the level at which to order."),
            "expired": _("Past its date. It is not given out any more."),
            "soon": _("Use it first, or move it to where it is used."),
            "later": _("Use it first, or move it to where it is used."),
            "recount": _("On {date} more was given than the book knew of.").format(
                date=short_date_text(since, day) if since else ""
            ),
            "uncounted": _("Nobody compared shelf and book for 60 days or more."),
        }[entry.kind]

    def _facts(self, entry: Entry) -> list[tuple[str, str]]:
        line, item = entry.stock, entry.item
        facts = [(_("Can be given"), words.quantity(max(line.usable, 0), item.unit))]
        if line.quantity != line.usable:
            facts.append((_("In stock"), words.quantity(line.quantity, item.unit)))
        if item.reorder_level:
            facts.append((_("Order at"), words.quantity(item.reorder_level, item.unit)))
        if item.wished_level:
            facts.append((_("Wished level"), words.quantity(item.wished_level, item.unit)))
        use = self._use.get(item.id)
        if use is not None and use.per_month_tenths:
            facts.append((_("Use in a month"), tenths_text(use.per_month_tenths)))
        if lasts := _lasts(entry):
            facts.append((_("Lasts"), lasts))
        return facts


def _act_words(kind: str) -> str:
    return {
        "receive": _("Receive stock"),
        "write_off": _("Write off"),
        "move": _("Move"),
        "count": _("Count"),
    }[_ACTS[kind]]


def _entries(found: Attention, day: date) -> list[Entry]:
    """The most urgent first."""

    def entry(kind: str, line: ItemStock, what: str, mark: Mark, held: tuple[Held, ...] = ()) -> Entry:
        return Entry(kind, line, found.lasts(line.item.id), what, mark, held)

    def days(each: Expiring) -> str:
        left = (each.first - day).days
        return ngettext("{count} day", "{count} days", left).format(count=number_text(left)) if left else _("today")

    return [
        *(entry("out", line, _("none"), Mark("bad")) for line in found.out),
        *(entry("expired", each.stock, _("past its date"), Mark("bad", "clock"), each.held) for each in found.expired),
        *(entry("recount", line, _("to count"), Mark("warn", "count")) for line in found.flagged),
        *(entry("low", line, _("low"), Mark("warn")) for line in found.below),
        *(entry("soon", each.stock, days(each), Mark("warn", "clock"), each.held) for each in found.expiring_30),
        *(entry("later", each.stock, days(each), Mark("plain", "clock"), each.held) for each in found.expiring_90),
        *(
            entry(
                "uncounted",
                each.stock,
                _("never counted")
                if each.last is None
                else _("counted {date}").format(date=short_date_text(each.last, day)),
                Mark("plain", "count"),
            )
            for each in found.not_counted
        ),
    ]


def _lasts(entry: Entry) -> str:
    """How long it lasts; nothing where nothing is left."""
    return months_words(entry.lasts) if entry.stock.usable > 0 else ""


def _there(entry: Entry) -> str:
    """How many are meant: of what expires the batches concerned, of what runs out what can be given, else all."""
    if entry.held:
        quantity = sum(held.quantity for held in entry.held)
    else:
        quantity = max(entry.stock.usable, 0) if entry.kind in ("out", "low") else entry.stock.quantity
    return words.quantity(quantity, entry.item.unit)


def _batch_words(held: Held) -> str:
    facts = [held.batch.lot, held.place.name]
    if held.batch.expires_on is not None:
        facts.append(date_text(held.batch.expires_on))
    return "  ·  ".join(fact for fact in facts if fact)
