"""Moving stock: from where, to where, and of each item how many; then the note that goes with it."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError, MonthClosed
from desktop.domain.stock import DocumentId, Held, Item, ItemId, Place, PlaceId, Posted, Serial
from desktop.i18n import _, current, date_text, ngettext, number_text, say
from desktop.operations import catalogue, moving, stock
from desktop.operations.book import BookDocument
from desktop.operations.moving import ItemAt, MoveLine
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import Form, FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.at_place import (
    Row,
    Sheet,
    as_it_was,
    chosen_ids,
    in_packs,
    item_column,
    not_a_number,
    summed_up,
    taken_before,
    there_column,
    too_many,
    with_number,
    with_one_more,
)
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text

_PACKS, _LOOSE = 2, 3


def show_transfer_note(context: Context, document_id: DocumentId, number: str) -> None:
    """Make the note of a move and show it, to be printed from there."""
    context.tasks.action(
        moving.transfer_note_paper,
        document_id=document_id,
        language=current(),
        changed=Changed(0),
        then=lambda pdf: context.show_paper(pdf, _("Transfer note {number}").format(number=number)),
        otherwise=lambda error: context.messages.refuse(say(error)),
    )


class MovePage(FormPage):
    """One move. The table lists what is at the place it leaves; the pane says what goes."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        item: Item | None = None,
        corrects: BookDocument | None = None,
        show: Callable[..., None] | None = None,
        **_what: Any,
    ) -> None:
        title = _("Correcting {number}").format(number=corrects.number) if corrects else _("Move stock")
        small = _("It stays in the book, at another place")
        super().__init__(title, name="move", on_back=on_back, small=small, pane=True)
        self._context = context
        self._on_back = on_back
        self._on_saved = on_saved
        self._corrects = corrects
        self._show = show
        self._form_key = uuid.uuid4().hex
        self._wanted = item.id if item else None
        self._filled = corrects is None
        today = context.clock.today()
        self._from = ChoiceField(_("From"), name="move_from")
        self._to = ChoiceField(_("To"), name="move_to", placeholder=_("Choose a place"))
        self._date = DateField(
            _("Date"), name="move_date", today=today, value=corrects.occurred_on if corrects else today
        )
        self._from.chosen.connect(lambda _place: self._load())
        self._to.chosen.connect(lambda _place: self._refresh())
        self.form = Form(width=900)
        self.form.add(self._from, self._to, self._date)
        search = self.add_search(_("Find or scan"), name="move_search")
        search.entered.connect(self._scanned)
        self._sheet = Sheet(self._table(), search)
        body = QWidget()
        whole = column(column(self.form, margins=(12, 0, 12, 8)), self._sheet.table)
        whole.setStretch(1, 1)
        body.setLayout(whole)
        self.set_body(body, margin=12)
        self.add_second(_("Everything that is here"), self._everything, name="move_everything")
        self.set_primary(_("Move"), self._save, name="move_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form)
        self._refresh()
        if item is not None and corrects is None:
            context.tasks.query(stock.item_detail, item.id, then=self._use_item)
        else:
            self._ask_places(corrects.place_id if corrects else None)

    def _table(self) -> Table[Row]:
        return Table(
            [
                item_column(),
                there_column(),
                Column(
                    _("Packs"),
                    lambda row: row.packs,
                    width=84,
                    align="end",
                    edit=lambda row, typed: self._typed(replace(row, packs=typed.strip())),
                    editable=lambda row: bool(row.pack_size),
                ),
                Column(
                    _("Loose"),
                    lambda row: number_text(len(row.numbers)) if row.numbers else row.loose,
                    width=92,
                    align="end",
                    edit=lambda row, typed: self._typed(replace(row, loose=typed.strip())),
                    editable=lambda row: not row.at.item.serials,
                ),
                Column(
                    _("Batch"),
                    self._batch_text,
                    width=190,
                    edit=lambda row, typed: self._choose_batch(row, typed),
                    editable=lambda row: len(row.at.held) > 1 and not row.at.item.serials,
                    options=lambda row: [_("First to expire"), *(self._batch_words(held) for held in row.at.held)],
                    drop=1,
                ),
            ],
            name="move_table",
            label=_("What is there"),
            key=lambda row: row.at.item.id,
            row_height=46,
        )

    # What is there

    def _use_item(self, detail: stock.ItemDetail) -> None:
        most = max(detail.held, key=lambda held: (held.place.kind.at_hand, held.quantity), default=None)
        self._ask_places(most.place.id if most else None)

    def _ask_places(self, start: PlaceId | None) -> None:
        self._context.tasks.query(catalogue.places, then=lambda places: self._use_places(places, start))

    def _use_places(self, places: tuple[Place, ...], start: PlaceId | None) -> None:
        options: list[tuple[str, object]] = [(place.name, place.id) for place in places]
        self._from.set_options(options)
        self._to.set_options(options)
        known = [place.id for place in places]
        usual = next((place.id for place in places if place.kind.at_hand), known[0] if known else None)
        self._from.set_value(start if start in known else usual)
        end = self._corrects.to_place_id if self._corrects else None
        others = [place for place in known if place != self._from.value()]
        if end in known or len(others) == 1:
            self._to.set_value(end if end in known else others[0])
        if len(known) == 1:
            self.show_message(
                "info",
                _("There is one place so far. Add the shelf, bag or partner group it goes to."),
                [(_("Add a place"), "move_add_place", self._add_place)] if self._show else [],
            )
        self._draft.settle(self._from, self._to)
        self._load()

    def _add_place(self) -> None:
        if self._show is not None:
            self._on_back()
            self._show("places")

    def _load(self) -> None:
        place: PlaceId | None = self._from.value()
        if place is not None:
            self._context.tasks.query(moving.at_place, place, then=self._use_goods, latest="move_goods")

    def _use_goods(self, found: tuple[ItemAt, ...]) -> None:
        self._sheet.use(as_it_was(found, self._corrects, self._from.value()))
        if not self._filled and self._corrects is not None:
            self._filled = True
            before = taken_before(self._corrects)
            for row in self._sheet.rows():
                if row.at.item.id in before:
                    self._sheet.put(_as_before(row, *before[row.at.item.id]))
        if self._wanted is not None:
            self._sheet.go_to(self._wanted)
            self._wanted = None
        self._refresh()

    # Typing and scanning

    def _typed(self, row: Row) -> None:
        self._sheet.put(row)
        self._say_problem(row)
        self._refresh()

    def _say_problem(self, row: Row) -> None:
        try:
            problem = too_many(row, row.quantity())
        except ValueError:
            problem = not_a_number()
        if problem:
            self.show_message("refusal", problem)
        else:
            self.clear_message()

    def _choose_batch(self, row: Row, typed: str) -> None:
        found = next((held.batch.id for held in row.at.held if self._batch_words(held) == typed), None)
        self._typed(replace(row, batch=found))

    def _scanned(self, text: str) -> None:
        found = self._sheet.find(text)
        if found is None:
            self.show_message("refusal", _("{code} is not here. Check the place it leaves.").format(code=text.strip()))
            return
        row, quantity, number = found
        if not quantity or (row.at.item.serials and number is None):
            self._sheet.go_to(row.at.item.id, _PACKS if row.pack_size else _LOOSE)
            return
        if self.search is not None:
            self.search.clear()
        self._typed(with_number(row, number) if number else with_one_more(row, quantity))
        self._sheet.go_to(row.at.item.id)

    def _everything(self) -> None:
        self.clear_message()
        self._sheet.replace_all(_whole(row) for row in self._sheet.rows())
        self._refresh()

    def _take_out(self, row: Row) -> None:
        self._sheet.put(Row(row.at))
        self._refresh()

    # Pane

    def _refresh(self) -> None:
        if self.pane is None or self.primary is None:
            return
        going = self._sheet.touched()
        count = len(going)
        self.pane.set_head(
            _("This move"),
            beside=ngettext("{count} item", "{count} items", count).format(count=number_text(count)) if count else "",
        )
        if not going:
            hint = _("Type how many go, or scan them. What you leave empty stays where it is.")
            self.pane.show_parts([Text(hint, tone="text2", wrap=True)])
        else:
            self.pane.show_parts([summed_up(going, _fact, name="move_lines")])
            for row in going:
                if row.numbers:
                    self.pane.body.addWidget(self._out_button(row))
        self.primary.set_words(
            ngettext("Move {count} item", "Move {count} items", count).format(count=number_text(count))
            if count
            else _("Move")
        )

    def _out_button(self, row: Row) -> Button:
        label = _("Take out {item}").format(item=row.at.item.name)
        button = Button(label, name=f"move_take_out_{row.at.item.id}", kind="quiet", flush=True)
        button.clicked.connect(lambda _checked=False: self._take_out(row))
        return button

    def _batch_text(self, row: Row) -> str:
        if row.at.item.serials:
            return _("By number: scan it")
        if len(row.at.held) == 1:
            return _batch_facts(row.at.held[0])
        chosen = next((held for held in row.at.held if held.batch.id == row.batch), None)
        return self._batch_words(chosen) if chosen else _("First to expire")

    @staticmethod
    def _batch_words(held: Held) -> str:
        facts = _batch_facts(held) or _("Came {date}").format(date=date_text(held.batch.received_on))
        return f"{facts}  ·  {number_text(held.quantity)}"

    # Kept over a lock

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved; a correction is not kept, for it can be begun again."""
        rows, typed = self._sheet.draft(), self._draft.typed()
        if self._corrects is not None or (typed is None and not rows):
            return None
        return {"form": "move", "of": None, "key": self._form_key, "typed": typed or {}, "rows": rows}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again; what is no longer there is left out."""
        self._form_key = str(content["key"])
        self._sheet.put_back(list(content["rows"]))
        self._draft.put_back(content["typed"])

    # Saving

    def _save(self) -> None:
        self.clear_message()
        if not all([self._from.require(), self._to.require(), self._date.check()]):
            self.focus_first_error()
            return
        lines = []
        for row in self._sheet.touched():
            try:
                quantity = row.quantity()
            except ValueError:
                self.show_message("refusal", not_a_number())
                self._sheet.go_to(row.at.item.id, _LOOSE)
                return
            if quantity:
                lines.append(MoveLine(row.at.item.id, quantity, row.batch, chosen_ids(row)))
        self.allow_primary(False)
        self._context.tasks.action(
            moving.move_stock,
            form_key=self._form_key,
            from_place_id=self._from.value(),
            to_place_id=self._to.value(),
            lines=tuple(lines),
            occurred_on=self._date.value(),
            corrects=self._corrects.id if self._corrects else None,
            changed=Changed.STOCK | Changed.MONTHS,
            then=lambda posted: self._saved(posted, len(lines)),
            otherwise=self._refused,
        )

    def _saved(self, posted: Posted, count: int) -> None:
        context, place = self._context, self._to.choice.currentText()
        sentence = ngettext(
            "Moved {count} item to {place}, {number}", "Moved {count} items to {place}, {number}", count
        ).format(count=number_text(count), place=place, number=posted.number)
        self._on_back()
        self._on_saved(posted, sentence)
        messages = context.messages

        def show_note() -> None:
            messages.clear()
            show_transfer_note(context, posted.document_id, posted.number)

        messages.inform(
            _("A note can go with it: what was sent, and room for what arrived."),
            [(_("Transfer note"), "move_note", show_note)],
        )

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields = {"from_place_id": self._from, "to_place_id": self._to, "occurred_on": self._date}
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
            return
        if isinstance(error, MonthClosed):
            self._date.set_error(say(error))
            self.focus_first_error()
            return
        self.show_message("refusal", say(error))
        item_id = error.values.get("item_id")
        if isinstance(item_id, int):
            self._sheet.go_to(ItemId(item_id))


def _batch_facts(held: Held) -> str:
    """Its number and its date; empty for goods that bear neither."""
    return "  ·  ".join(
        fact for fact in (held.batch.lot, date_text(held.batch.expires_on) if held.batch.expires_on else "") if fact
    )


def _as_before(row: Row, quantity: int, batches: set[Any], numbers: tuple[Serial, ...]) -> Row:
    """A row as it was on the document that is put right."""
    if row.at.item.serials:
        return replace(row, numbers=numbers)
    batch = next(iter(batches)) if len(batches) == 1 and len(row.at.held) > 1 else None
    return replace(in_packs(row, quantity), batch=batch)


def _whole(row: Row) -> Row:
    """All that is there of an item."""
    if row.at.item.serials:
        return replace(row, numbers=row.at.numbers)
    return in_packs(replace(row, batch=None), row.at.quantity)


def _fact(row: Row) -> tuple[str, str]:
    name = row.at.item.name
    if row.numbers:
        name = f"{name}  ·  {', '.join(number.number for number in row.numbers)}"
    try:
        return name, words.quantity(row.quantity(), row.at.item.unit)
    except ValueError:
        return name, _("not a number")
