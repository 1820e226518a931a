"""Moving stock: from where, to where, and of each item how many; then the note that goes with it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.stock import BatchId, DocumentId, Held, Item, Place, PlaceId, Posted, Serial
from desktop.i18n import _, current, date_text, ngettext, number_text, say
from desktop.operations import catalogue, moving, stock
from desktop.operations.book import BookDocument
from desktop.operations.moving import ItemAt, MoveLine
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.at_place import (
    Row,
    chosen_ids,
    in_packs,
    item_column,
    there_column,
    too_many,
    with_one_more,
)
from desktop.ui.stock.place_form import PlaceForm
from desktop.ui.widgets.field import ChoiceField, Field
from desktop.ui.widgets.lists import FactsList
from desktop.ui.widgets.rows_model import Column
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


class MovePage(PlaceForm):
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
        super().__init__(
            context,
            _("Move stock"),
            name="move",
            small=_("It stays in the book, at another place"),
            number_cell=_LOOSE,
            on_back=on_back,
            on_saved=on_saved,
            corrects=corrects,
            show=show,
        )
        self._wanted = item.id if item else None
        self._from = ChoiceField(_("From"), name="move_from")
        self._to = ChoiceField(_("To"), name="move_to", placeholder=_("Choose a place"))
        self._from.chosen.connect(lambda _place: self.load())
        self._to.chosen.connect(lambda _place: self.refresh())
        self.lay_out(self._columns(), self._from, self._to, place=self._from)
        self.add_second(_("Everything that is here"), lambda: self.fill(_whole), name="move_everything")
        self.set_primary(_("Move"), self._save, name="move_save", shortcut=Shortcut.PRIMARY)
        self.refresh()
        if item is not None and corrects is None:
            context.tasks.query(stock.item_detail, item.id, then=self._use_item)
        else:
            self._ask_places(corrects.place_id if corrects else None)

    def _columns(self) -> list[Column[Row]]:
        return [
            item_column(),
            there_column(),
            Column(
                _("Packs"),
                lambda row: row.packs,
                width=84,
                align="end",
                edit=lambda row, typed: self.typed(replace(row, packs=typed.strip())),
                editable=lambda row: bool(row.pack_size),
            ),
            Column(
                _("Loose"),
                lambda row: number_text(len(row.numbers)) if row.numbers else row.loose,
                width=92,
                align="end",
                edit=lambda row, typed: self.typed(replace(row, loose=typed.strip())),
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
        ]

    # What is there

    def _use_item(self, detail: stock.ItemDetail) -> None:
        most = max(detail.held, key=lambda held: (held.place.kind.at_hand, held.quantity), default=None)
        self._ask_places(most.place.id if most else None)

    def _ask_places(self, start: PlaceId | None) -> None:
        self.context.tasks.query(catalogue.places, then=lambda places: self._use_places(places, start))

    def _use_places(self, places: tuple[Place, ...], start: PlaceId | None) -> None:
        options: list[tuple[str, object]] = [(place.name, place.id) for place in places]
        self._from.set_options(options)
        self._to.set_options(options)
        known = [place.id for place in places]
        usual = next((place.id for place in places if place.kind.at_hand), known[0] if known else None)
        self._from.set_value(start if start in known else usual)
        end = self.corrects.to_place_id if self.corrects else None
        others = [place for place in known if place != self._from.value()]
        if end in known or len(others) == 1:
            self._to.set_value(end if end in known else others[0])
        if len(known) == 1:
            self.say_no_place(_("There is one place so far. Add the shelf, bag or partner group it goes to."))
        self.draft_of_form.settle(self._from, self._to)
        self.load()

    def use_goods(self, found: tuple[ItemAt, ...]) -> None:
        super().use_goods(found)
        if self._wanted is not None:
            self.sheet.go_to(self._wanted)
            self._wanted = None

    def as_before(self, row: Row, quantity: int, batches: set[BatchId], numbers: tuple[Serial, ...]) -> Row:
        if row.at.item.serials:
            return replace(row, numbers=numbers)
        batch = next(iter(batches)) if len(batches) == 1 and len(row.at.held) > 1 else None
        return replace(in_packs(row, quantity), batch=batch)

    # Typing and scanning

    def amount(self, row: Row) -> int:
        return row.quantity()

    def problem(self, row: Row) -> str:
        return too_many(row, row.quantity())

    def not_there(self, code: str) -> str:
        return _("{code} is not here. Check the place it leaves.").format(code=code)

    def scan_cell(self, row: Row) -> int:
        return _PACKS if row.pack_size else _LOOSE

    def with_more(self, row: Row, quantity: int) -> Row:
        return with_one_more(row, quantity)

    def _choose_batch(self, row: Row, typed: str) -> None:
        found = next((held.batch.id for held in row.at.held if self._batch_words(held) == typed), None)
        self.typed(replace(row, batch=found))

    # Pane

    def refresh(self) -> None:
        super().refresh()
        if self.primary is not None:
            count = len(self.sheet.touched())
            self.primary.set_words(
                ngettext("Move {count} item", "Move {count} items", count).format(count=number_text(count))
                if count
                else _("Move")
            )

    def pane_head(self) -> str:
        return _("This move")

    def pane_parts(self, summary: FactsList | None) -> list[QWidget | int]:
        hint = _("Type how many go, or scan them. What you leave empty stays where it is.")
        return [Text(hint, tone="text2", wrap=True) if summary is None else summary]

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

    # Saving

    def _save(self) -> None:
        self.clear_message()
        if not all([self._from.require(), self._to.require(), self.date.check()]):
            self.focus_first_error()
            return
        lines = self.lines(_line)
        if lines is not None:
            self.send(
                moving.move_stock,
                from_place_id=self._from.value(),
                to_place_id=self._to.value(),
                lines=lines,
                then=lambda posted: self._saved(posted, len(lines)),
            )

    def _saved(self, posted: Posted, count: int) -> None:
        context, place = self.context, self._to.choice.currentText()
        sentence = ngettext(
            "Moved {count} item to {place}, {number}", "Moved {count} items to {place}, {number}", count
        ).format(count=number_text(count), place=place, number=posted.number)
        self.leave(posted, sentence)
        messages = context.messages

        def show_note() -> None:
            messages.clear()
            show_transfer_note(context, posted.document_id, posted.number)

        messages.inform(
            _("A note can go with it: what was sent, and room for what arrived."),
            [(_("Transfer note"), "move_note", show_note)],
        )

    def wrong_fields(self) -> dict[str, Field]:
        return {"from_place_id": self._from, "to_place_id": self._to}


def _batch_facts(held: Held) -> str:
    """Its number and its date; empty for goods that bear neither."""
    return "  ·  ".join(
        fact for fact in (held.batch.lot, date_text(held.batch.expires_on) if held.batch.expires_on else "") if fact
    )


def _whole(row: Row) -> Row:
    """All that is there of an item."""
    if row.at.item.serials:
        return replace(row, numbers=row.at.numbers)
    return in_packs(replace(row, batch=None), row.at.quantity)


def _line(row: Row) -> MoveLine | None:
    """None for an item of which a 0 is typed."""
    quantity = row.quantity()
    return MoveLine(row.at.item.id, quantity, row.batch, chosen_ids(row)) if quantity else None
