"""The stock card of an item, a batch or a place: every movement with who, when, why, and the balance it left."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import LarderError
from desktop.domain.stock import CardLine, Item, ItemId, Place, PlaceId
from desktop.i18n import _, current, number_text, say
from desktop.operations import cards, catalogue
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.stock.card_rows import card_rows
from desktop.ui.table_saving import TableSavingPage
from desktop.ui.widgets.edit import Choice
from desktop.ui.widgets.ground import boxed, column, row

_ALL_ITEMS = ItemId(0)


class CardPage(FormPage):
    """Movements, newest first, a page at a time; what of is chosen above them.

    Args:
        item: Whose card it begins with; a place's card when None.
        show: Lays another page over it.
    """

    def __init__(
        self,
        context: Context,
        item: Item | None = None,
        *,
        place_id: PlaceId | None = None,
        on_back: Callable[[], None],
        show: Callable[..., None],
    ) -> None:
        super().__init__(item.name if item else _("Stock card"), name="card", on_back=on_back)
        self._context = context
        self._show_page = show
        self._begin_with = (item.id if item else _ALL_ITEMS, place_id)
        self._page = 0
        self._seen: cards.CardPage | None = None
        today = context.clock.today()
        self._item = Choice(name="card_item", label=_("Item"))
        self._batch = Choice(name="card_batch", label=_("Batch"))
        self._place = Choice(name="card_place", label=_("Place"))
        self._item.chosen.connect(lambda _item: self._use_item())
        for choice in (self._batch, self._place):
            choice.chosen.connect(lambda _value: self._from_first())
        self._tables = {
            of: card_rows(of, today=today, name="card_table" if of == "item" else "card_place_table")
            for of in ("item", "place")
        }
        for table in self._tables.values():
            table.opened.connect(self._open_line)
            table.clicked.connect(lambda index, rows=table: self._open_line(rows.rows_model.record(index.row())))
        choices = row(self._item, self._batch, self._place, -1, spacing=12)
        for index, stretch in enumerate((4, 4, 3, 2)):
            choices.setStretch(index, stretch)
        body = QWidget()
        body.setLayout(column(boxed(_indented(choices)), 12, *self._tables.values()))
        self._tables["place"].hide()
        self.set_body(body, margin=12)
        self.add_head_button(_("Save as table"), self._save, name="card_save", icon="table", quiet=True)
        self.add_head_button(_("Print"), self._print, name="card_print", icon="print")
        self._newer = self.add_second(_("Newer"), lambda: self._turn(-1), name="card_newer")
        self._older = self.add_second(_("Older"), lambda: self._turn(1), name="card_older")
        context.events.changed.connect(self._on_changed)
        context.tasks.query(catalogue.items, active_only=False, then=self._use_items)

    # What of

    def _use_items(self, items: tuple[Item, ...]) -> None:
        self._item.set_options([(_("Every item at a place"), _ALL_ITEMS), *((each.name, each.id) for each in items)])
        self._item.set_value(self._begin_with[0])
        self._item.setFocus()
        self._use_item()

    def _use_item(self) -> None:
        self._context.tasks.query(cards.card_choices, self._item.value(), then=self._use_choices, latest="card_choices")

    def _use_choices(self, choices: cards.CardChoices) -> None:
        of_item = self._of_item()
        before = self._begin_with[1] or self._place.value()
        self._begin_with = (self._begin_with[0], None)
        self._batch.set_options(
            [(_("All batches"), None), *((cards.batch_words(batch), batch.id) for batch in choices.batches)]
        )
        self._batch.set_value(None)
        self._batch.setVisible(of_item)
        places: list[tuple[str, PlaceId | None]] = [(place.name, place.id) for place in choices.places]
        if of_item:
            places.insert(0, (_("All places"), None))
        self._place.set_options(places)
        self._place.set_value(before if before or of_item else _first(choices.places))
        self._from_first()

    def _of_item(self) -> bool:
        return self._item.value() != _ALL_ITEMS

    def _which(self) -> dict[str, Any]:
        """What the card is of, as the operations take it."""
        return {
            "item_id": self._item.value() if self._of_item() else None,
            "batch_id": self._batch.value() if self._of_item() else None,
            "place_id": self._place.value(),
        }

    # Reading

    def _on_changed(self, what: Changed) -> None:
        if Changed.STOCK in what and self._seen is not None:
            self._read()

    def _from_first(self) -> None:
        self._page = 0
        self._read()

    def _turn(self, pages: int) -> None:
        self._page = max(0, self._page + pages)
        self._read()

    def _read(self) -> None:
        self._context.tasks.query(
            cards.stock_card,
            **self._which(),
            page=self._page,
            then=self._show,
            otherwise=self._refused,
            latest="stock_card_page",
        )

    def _show(self, card: cards.CardPage) -> None:
        self._seen = card
        of = "item" if card.of.item else "place"
        for name, table in self._tables.items():
            table.setVisible(name == of)
        self._tables[of].set_rows(list(card.lines))
        first = self._page * cards.PAGE + 1
        last = self._page * cards.PAGE + len(card.lines)
        self.set_title(
            cards.title_of(card.of),
            _lines_words(first, last, card),
        )
        self._newer.setVisible(self._page > 0)
        self._older.setVisible(card.older)

    def _open_line(self, line: CardLine) -> None:
        self._show_page("document", document_id=line.document_id)

    def _refused(self, error: LarderError) -> None:
        self.show_message("refusal", say(error))

    # Taking it along

    def _print(self) -> None:
        self.clear_message()
        title = _("Stock card  ·  {what}").format(what=cards.title_of(self._seen.of) if self._seen else "")
        self._context.tasks.action(
            cards.card_paper,
            **self._which(),
            language=current(),
            changed=Changed(0),
            then=lambda pdf: self._context.show_paper(pdf, title),
            otherwise=self._refused,
        )

    def _save(self) -> None:
        if self._seen is None:
            return
        self.clear_message()
        which = self._which()
        self._show_page(
            "card_table",
            title=cards.title_of(self._seen.of),
            content=lambda: (cards.card_csv, which),
            on_written=lambda sentence: self.foot.done(sentence),
        )


class CardTablePage(TableSavingPage):
    """A card as a table: only where to is asked."""

    def __init__(
        self,
        context: Context,
        *,
        title: str,
        content: Callable[[], tuple[Callable[..., bytes], dict[str, Any]]],
        on_back: Callable[[], None],
        on_written: Callable[[str], None],
        **_what: Any,
    ) -> None:
        name = f"card-{context.clock.today().isoformat()}.csv"
        super().__init__(context, small=title, file_name=name, content=content, on_back=on_back, on_saved=on_written)
        self.ask_where(
            _(
                "The file {name} opens in any spreadsheet. It holds movements of stock and no names, and it is not "
                "locked: whoever finds it can read it."
            ).format(name=name)
        )


def _lines_words(first: int, last: int, card: cards.CardPage) -> str:
    if not card.lines:
        return _("Nothing has moved yet")
    if card.total is None:
        words = _("Stock card  ·  lines {first} to {last}, newest first")
        return words.format(first=number_text(first), last=number_text(last))
    return _("Stock card  ·  lines {first} to {last} of {total}, newest first").format(
        first=number_text(first), last=number_text(last), total=number_text(card.total)
    )


def _first(places: tuple[Place, ...]) -> PlaceId | None:
    return places[0].id if places else None


def _indented(choices: Any) -> Any:
    """Cells of the table below begin 12 in."""
    choices.setContentsMargins(12, 0, 12, 0)
    return choices
