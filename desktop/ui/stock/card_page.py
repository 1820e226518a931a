"""The stock card: every movement of an item with who, when, why, and the balance it left."""

from collections.abc import Callable

from desktop.domain.stock import CardLine, Item
from desktop.i18n import _, number_text, pgettext, short_date_text, signed_text
from desktop.operations import stock
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table


class CardPage(FormPage):
    """One item's movements, newest first, a page at a time."""

    def __init__(self, context: Context, item: Item, *, on_back: Callable[[], None], show: Callable[..., None]) -> None:
        super().__init__(item.name, name="card", on_back=on_back)
        self._context = context
        self._item = item
        self._page = 0
        self._table: Table[CardLine] = Table(
            [
                Column(_("Date"), self._date, width=110),
                Column(_("Number"), lambda line: line.number, width=150, look="bold"),
                Column(_("What"), _what, badge=lambda line: Mark("plain", "undo") if line.reversed_by else None),
                Column(_("Batch"), lambda line: line.lot, width=110, look="second", drop=2),
                Column(_("Place"), lambda line: line.place, width=120, look="second", drop=1),
                Column(_("By"), lambda line: line.recorded_by_name, width=110, look="second", drop=3),
                Column(pgettext("stock card", "Change"), lambda line: signed_text(line.change), width=100, align="end"),
                Column(_("Balance"), lambda line: number_text(line.balance), width=100, align="end", look="bold"),
            ],
            name="card_table",
            label=_("Stock card"),
            key=lambda line: (line.document_id, line.lot, line.place, line.change),
        )
        self.set_body(self._table, margin=12)
        self._newer = self.add_second(_("Newer"), lambda: self._turn(-1), name="card_newer")
        self._older = self.add_second(_("Older"), lambda: self._turn(1), name="card_older")
        context.events.changed.connect(self._on_changed)
        self._read()

    def _on_changed(self, what: Changed) -> None:
        if Changed.STOCK in what:
            self._read()

    def _turn(self, pages: int) -> None:
        self._page = max(0, self._page + pages)
        self._read()

    def _read(self) -> None:
        self._context.tasks.query(
            stock.stock_card, self._item.id, page=self._page, then=self._show, latest="stock_card_page"
        )

    def _show(self, card: stock.CardPage) -> None:
        self._table.set_rows(list(card.lines))
        first = self._page * stock.PAGE + 1
        last = self._page * stock.PAGE + len(card.lines)
        self.set_small(
            _("Stock card  ·  lines {first} to {last} of {total}, newest first").format(
                first=number_text(first), last=number_text(last), total=number_text(card.total)
            )
            if card.lines
            else _("Nothing has moved yet")
        )
        self._newer.setVisible(self._page > 0)
        self._older.setVisible(last < card.total)

    def _date(self, line: CardLine) -> str:
        return short_date_text(line.occurred_on, self._context.clock.today())


def _what(line: CardLine) -> str:
    if line.reverses:
        return _("undoes {number}").format(number=line.reverses)
    if line.reversed_by:
        return _("{what}, undone").format(what=words.document_kind(line.kind))
    facts = [words.document_kind(line.kind)]
    if line.reason is not None:
        facts.append(words.reason(line.reason))
    if line.origin:
        facts.append(line.origin)
    return "  ·  ".join(facts)
