"""What is known of one item, beside the stock list."""

from collections.abc import Callable
from datetime import date

import shiboken6
from PySide6.QtWidgets import QWidget

from desktop.domain.attention import MonthlyUse
from desktop.domain.ledger import is_past
from desktop.domain.stock import CardLine, Fund, FundId, Held, Item, ItemStock
from desktop.domain.users import Permission
from desktop.i18n import _, date_text, joined, ngettext, number_text, short_date_text, signed_text
from desktop.operations import catalogue, photos, stock
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.frame import Pane
from desktop.ui.photo import Photo
from desktop.ui.stock.lasting import weeks_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import Hairline, boxed, column, row
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.marks import Badge, Figure, Level, LevelBar
from desktop.ui.widgets.text import Text
from desktop.ui.widgets.wrap_row import WrapRow

_MOST_BATCHES = 6


class ItemPane:
    """Fills the pane: how many, what it looks like, which batches, what moved last, and where to go from here."""

    def __init__(
        self,
        context: Context,
        pane: Pane | None,
        *,
        on_card: Callable[[Item], None],
        on_item: Callable[[Item | None], None],
        show: Callable[..., None],
    ) -> None:
        self._context = context
        self._pane = pane
        self._on_card = on_card
        self._on_item = on_item
        self._show = show
        self._funds: dict[FundId, str] = {}

    def read_funds(self) -> None:
        """Look up what the funds are called."""
        self._context.tasks.query(catalogue.funds, active_only=False, then=self._use_funds, latest="stock_funds")

    def _use_funds(self, funds: tuple[Fund, ...]) -> None:
        self._funds = {fund.id: fund.name for fund in funds}

    def clear(self) -> None:
        """Nothing is chosen."""
        if self._pane is not None:
            self._pane.set_head("")
            self._pane.show_parts([])

    def show_item(self, detail: stock.ItemDetail, use: MonthlyUse | None) -> None:
        """Show an item. `use` is None until it is known how much of it goes in a month."""
        if self._pane is None:
            return
        line, item = detail.stock, detail.stock.item
        self._pane.set_head(item.name, icon=item.icon)
        parts: list[QWidget | int] = []
        if item.has_photo:
            photo = Photo(_("Photo of {item}").format(item=item.name), name="stock_photo")
            self._context.tasks.query(
                photos.item_photo, item.id, then=lambda image: _put(photo, image), latest="stock_photo"
            )
            parts += [photo, 12]
        parts += [
            Figure(number_text(line.quantity), words.unit(item.unit), _in_packs(line), beside=True),
            12,
            LevelBar(level(line), ""),
            8,
            Text(_level_sentence(detail, use, self._context.clock.today()), "small", tone="text2", wrap=True),
        ]
        if item.recount_since is not None:
            parts += [8, Badge(_("count again"), "warn", "count", name="stock_recount")]
        if detail.held:
            parts += [20, SectionHead(_("Batches, first to expire on top"), rule=True)]
            parts.append(Hairline())
            for held in detail.held[:_MOST_BATCHES]:
                parts += [self._batch(held), Hairline()]
            more = len(detail.held) - _MOST_BATCHES
            if more > 0:
                sentence = ngettext("and {count} more", "and {count} more", more).format(count=number_text(more))
                parts += [8, Text(sentence, "small", tone="text2")]
        if detail.last:
            parts += [20, SectionHead(_("Last moves"))]
            parts.append(
                FactsList([(self._move_words(move), signed_text(move.change)) for move in detail.last], look="small")
            )
        parts += [12, self._links(item)]
        self._pane.show_parts(parts)

    def _links(self, item: Item) -> QWidget:
        links = [("stock_card", _("See the stock card"), lambda: self._on_card(item))]
        if item.serials:
            links.append(("stock_numbers", _("See the numbers"), lambda: self._show("numbers", item=item)))
        if self._context.allows(Permission.CHANGE_STOCK):
            links.append(("stock_edit_item", _("Change item"), lambda: self._on_item(item)))
        line = WrapRow(fill=False, gap=20)
        for name, sentence, act in links:
            button = Button(sentence, name=name, kind="quiet", flush=True)
            button.clicked.connect(lambda _checked=False, act=act: act())
            line.add(button)
        return line

    def _move_words(self, move: CardLine) -> str:
        day: date = move.occurred_on
        what = _("undone") if move.reverses else words.document_kind(move.kind)
        return _("{date}, {what}").format(date=short_date_text(day, self._context.clock.today()), what=what)

    def _batch(self, held: Held) -> QWidget:
        """Which batch and how many; below it where, who paid, and until when. Without a number it is called by its place."""
        batch = held.batch
        fund = "" if batch.fund_id is None else self._funds.get(batch.fund_id, "")
        below = [held.place.name if batch.lot else "", fund]
        quantity = Text(number_text(held.quantity), bold=True, align="end")
        name = batch.lot or held.place.name
        quantity.setAccessibleName(f"{name}: {quantity.words()}")
        first = row(spacing=12)
        first.addWidget(Text(name, bold=True, wrap=True), 1)
        first.addWidget(quantity)
        second = row(spacing=12)
        second.addWidget(Text("  ·  ".join(fact for fact in below if fact), "small", tone="text2", wrap=True), 1)
        if batch.expires_on is not None:
            second.addWidget(Text(date_text(batch.expires_on), "small", tone="text2", align="end"))
        parts = [first, second] if any(below) or batch.expires_on is not None else [first]
        return boxed(column(*parts, spacing=2, margins=(0, 8, 0, 8)))


def level(line: ItemStock) -> Level:
    """The bar ends at twice the reorder level, or at what is there when that is more."""
    whole = max(line.item.reorder_level * 2, line.usable, 1)
    notch = line.item.reorder_level / whole if line.item.reorder_level else None
    return Level(line.usable / whole, line.level, notch)  # type: ignore[arg-type]


def _put(photo: Photo, image: bytes | None) -> None:
    # The pane may show something else by now, and the photo be gone.
    if shiboken6.isValid(photo):
        photo.set_image(image)


def _level_sentence(detail: stock.ItemDetail, use: MonthlyUse | None, day: date) -> str:
    """What is past its date, how long the rest lasts, and when to order."""
    line = detail.stock
    past = sum(held.quantity for held in detail.held if is_past(held, day))
    sentences = []
    if past:
        sentences.append(_("{quantity} past their date.").format(quantity=words.quantity(past, line.item.unit)))
    weeks = weeks_words(use.lasts(line.usable)) if use and line.usable > 0 else ""
    if weeks:
        sentences.append(_("Enough for {weeks}.").format(weeks=weeks))
    if line.item.reorder_level:
        sentences.append(
            _("Order at {quantity}.").format(quantity=words.quantity(line.item.reorder_level, line.item.unit))
        )
    if line.item.wished_level:
        sentences.append(
            _("Wished: {quantity}.").format(quantity=words.quantity(line.item.wished_level, line.item.unit))
        )
    if line.item.serials:
        sentences.append(_("Each bears a number of its own."))
    return joined(*sentences)


def _in_packs(line: ItemStock) -> str:
    """What is there as it stands on the shelf: 2 boxes of 144, and 124 loose."""
    if not line.item.packs or line.quantity < line.item.packs[-1].size:
        return ""
    pack = line.item.packs[-1]
    whole, loose = divmod(line.quantity, pack.size)
    text = ngettext("{count} × {pack} of {size}", "{count} × {pack} of {size}", whole).format(
        count=number_text(whole), pack=pack.name, size=number_text(pack.size)
    )
    return _("{packs}, and {loose} loose").format(packs=text, loose=number_text(loose)) if loose else text
