"""Goods received: where from, where to, and one line per item."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError, MonthClosed
from desktop.domain.orders import Order
from desktop.domain.people import folded
from desktop.domain.stock import Fund, Item, ItemId, Place, Posted, Source
from desktop.domain.users import Permission
from desktop.i18n import _, ngettext, number_text, say
from desktop.operations import catalogue, givers, receiving
from desktop.operations.book import BookDocument
from desktop.operations.receiving import Arrival, Unusual
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.scanning import Scanner
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.giver_fields import GiverFields
from desktop.ui.stock.receive_after import ask_about_unusual, offer_hand_over_slip
from desktop.ui.stock.receive_lines import LineEditor, arrival_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField, Field, TextField
from desktop.ui.widgets.ground import boxed, row
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.wrap_row import WrapRow

SOURCES = (
    Source.DONATION,
    Source.GOVERNMENT,
    Source.PURCHASE,
    Source.HARVEST,
    Source.MADE,
    Source.RETURN,
    Source.OPENING,
)


class ReceivePage(FormPage):
    """One delivery. Lines gather in the pane; the primary puts all of them on the shelf together.

    Args:
        item: Chosen to begin with.
        corrects: What the form is filled with, and replaces.
        order: What these goods were asked for by.
    """

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        item: Item | None = None,
        corrects: BookDocument | None = None,
        order: Order | None = None,
        **_what: Any,
    ) -> None:
        title = _("Correcting {number}").format(number=corrects.number) if corrects else _("Receive stock")
        small = _("From a donor, a shop or the garden")
        if order is not None:
            small = _("For order {number}, asked of {whom}").format(number=order.number, whom=order.asked_of)
        super().__init__(title, name="receive", on_back=on_back, small=small, pane=True, width=760)
        self._context = context
        self._on_back = on_back
        self._on_saved = on_saved
        self._corrects = corrects
        self._order = order
        self._order_id: int | None = order.id if order else None
        self._form_key = uuid.uuid4().hex
        self._items: dict[ItemId, Item] = {}
        self._lines: list[Arrival] = []
        self._wanted = item.id if item and corrects is None else None
        self._sees_people = context.allows(Permission.SEE_PEOPLE)
        self._make_fields()
        self._editor = LineEditor(self.form, today=context.clock.today())
        self._another = Button(_("Add another item"), name="receive_another", icon="plus")
        self._another.clicked.connect(lambda: self._add_line() and self._editor.item_field.setFocus())
        self.form.add(boxed(row(self._another, -1)))
        search = self.add_search(_("Find or scan"), name="receive_search")
        search.entered.connect(self._found)
        Scanner(self).scanned.connect(self._scanned)
        self.set_primary(_("Receive"), self._save, name="receive_save", shortcut=Shortcut.PRIMARY)
        self._editor.changed.connect(self._show_lines)
        self._draft = FormDraft(self.form)
        self._returned: list[list[Any]] = []
        self._returned_pack: int | None = None
        context.tasks.query(catalogue.places, then=self._use_places)
        context.tasks.query(catalogue.funds, then=self._use_funds)
        # A correction may be of something that is out of use by now.
        context.tasks.query(catalogue.items, active_only=corrects is None, then=self._use_items)
        if corrects is not None and self._sees_people:
            context.tasks.query(givers.giver_of, corrects.id, then=self._use_giver)

    def _make_fields(self) -> None:
        corrects, order, today = self._corrects, self._order, self._context.clock.today()
        self._source = ChoiceField(_("How it came"), name="receive_source")
        self._source.set_options([(words.source(found), found) for found in SOURCES])
        self._source.set_value(corrects.source if corrects and corrects.source else Source.DONATION)
        self._source.chosen.connect(lambda _source: self._fit_giver())
        self._origin = TextField(
            _("From"), name="receive_origin", hint=_("An office or a shop, no person's name"), longest=120
        )
        self._origin.set_value(corrects.origin if corrects else order.asked_of if order else "")
        self._giver = GiverFields(name="receive")
        self._place = ChoiceField(_("Put it on"), name="receive_place")
        self._date = DateField(
            _("Date"), name="receive_date", today=today, value=corrects.occurred_on if corrects else today
        )
        self._fund = ChoiceField(_("Paid by the fund"), name="receive_fund")
        self.form.add(self._source, self._origin, self._fund)
        self.form.add(self._place, self._date, self._giver.given_by)
        self.form.add(self._giver.name)
        self.form.add_head(_("What came"))
        self._fund.hide()
        self._fit_giver()

    def _fit_giver(self) -> None:
        """Who gave can be named for a donation, by whoever may see people."""
        self._giver.ask(self._sees_people and self._source.value() is Source.DONATION)

    # What comes from the book

    def _use_places(self, places: tuple[Place, ...]) -> None:
        self._place.set_options([(place.name, place.id) for place in places])
        before = self._corrects.place_id if self._corrects else None
        if places:
            self._place.set_value(before if before in [place.id for place in places] else places[0].id)
        self._draft.settle(self._place)

    def _use_funds(self, funds: tuple[Fund, ...]) -> None:
        options: list[tuple[str, object]] = [(_("None"), 0), *((fund.name, fund.id) for fund in funds)]
        before = self._corrects.fund_id if self._corrects else None
        if self._corrects is not None and before is not None and before not in [fund.id for fund in funds]:
            options.append((self._corrects.fund, before))
        self._fund.set_options(options)
        self._fund.set_value(before or 0)
        self._fund.setVisible(len(options) > 1)
        self._draft.settle(self._fund)

    def _use_giver(self, name: str | None) -> None:
        if name is not None:
            self._giver.offer_to_keep()

    def _use_items(self, items: tuple[Item, ...]) -> None:
        self._items = {item.id: item for item in items}
        taken = {line.item.id for line in self._corrects.lines} if self._corrects else set()
        offered = [item for item in items if item.active or item.id in taken]
        self._editor.set_items(offered)
        if self._wanted in self._items:
            self._editor.choose(self._wanted)
        if self._corrects is not None:
            self._take_over(self._corrects)
        self._draft.settle(self._editor.item_field)
        for item_id, quantity, lot, expires, *numbers in self._returned:
            if item_id in self._items:
                day = date.fromisoformat(expires) if expires else None
                self._lines.append(Arrival(item_id, quantity, lot, day, tuple(*numbers)))
        self._returned = []
        self._editor.choose(self._editor.item_field.value())
        if self._returned_pack is not None:
            self._editor.pack.set_value(self._returned_pack)
        self._show_lines()

    def _take_over(self, corrects: BookDocument) -> None:
        """Fill in what the corrected document says. A single line is put where it can be changed at once."""
        self._lines = [
            Arrival(
                line.item.id,
                line.quantity,
                line.batch.lot,
                line.batch.expires_on,
                tuple(serial.number for serial in line.serials),
            )
            for line in corrects.lines
        ]
        if len(self._lines) == 1:
            self._editor.put(self._lines.pop())

    # Kept over a lock

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved; a correction is not kept, for it can be begun again."""
        typed = self._draft.typed()
        if self._corrects is not None or (typed is None and not self._lines):
            return None
        lines = [
            [
                line.item_id,
                line.quantity,
                line.lot,
                line.expires_on.isoformat() if line.expires_on else "",
                line.numbers,
            ]
            for line in self._lines
        ]
        return {
            "form": "receive",
            "of": None,
            "key": self._form_key,
            "typed": typed or {},
            "lines": lines,
            "pack": self._editor.pack.value(),
            "order": self._order_id,
        }

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again; lines of items that are gone are left out."""
        self._form_key = str(content["key"])
        self._order_id = content.get("order")
        self._returned_pack = content.get("pack")
        self._returned = list(content["lines"])
        self._draft.put_back(content["typed"])
        self._fit_giver()

    # Finding and scanning

    def _found(self, text: str) -> None:
        """What was looked for by code or by part of its name is chosen."""
        wanted = folded(text)
        if not wanted or self._choose_code(text):
            return
        fits = [item for item in self._items.values() if item.active and wanted in folded(item.name)]
        if not fits:
            self._say_unknown(text)
            return
        item = next((item for item in fits if folded(item.name) == wanted), fits[0])
        if self._make_room(item.id):
            self._editor.choose(item.id)
            self._forget_search()
            self._editor.focus_quantity()

    def _scanned(self, code: str) -> None:
        if self.search is not None and self.search.hasFocus():
            self._found(code)  # quick hands, or a scan: it is looked for either way
        elif not self._choose_code(code) and not self._editor.add_number(code):
            self._say_unknown(code)

    def _choose_code(self, text: str) -> bool:
        found = next(
            ((item, code) for item in self._items.values() for code in item.barcodes if code.code == text.strip()),
            None,
        )
        if found is None or not found[0].active:
            return False
        item, code = found
        if self._make_room(item.id):
            self._editor.choose(item.id)
            self._editor.add_code(code)
            self._forget_search()
        return True

    def _make_room(self, item_id: ItemId) -> bool:
        """Whether the next item can be chosen: the line before it goes to the pane, if it is whole."""
        self.clear_message()
        now = self._editor.item()
        if now is None or now.id == item_id or self._editor.line() is None:
            return True
        return self._add_line()

    def _forget_search(self) -> None:
        if self.search is not None:
            self.search.clear()

    def _say_unknown(self, text: str) -> None:
        self.show_message(
            "refusal", _("{code} belongs to no item. Choose the item, or give it this code first.").format(code=text)
        )

    # Lines

    def _add_line(self) -> bool:
        """Move the line being typed to the pane; says what is missing."""
        line = self._editor.line() if self._editor.check() else None
        if line is None:
            self.focus_first_error()
            return False
        self._lines.append(line)
        self._editor.clear()
        return True

    def _take_out(self, index: int) -> None:
        del self._lines[index]
        self._show_lines()

    def _change(self, index: int) -> None:
        """Put a line back where it can be changed; the one being typed goes to the pane."""
        if not self._editor.is_empty() and not self._add_line():
            return
        self._editor.put(self._lines.pop(index))

    def _all_lines(self) -> list[Arrival]:
        typed = self._editor.line()
        return [*self._lines, typed] if typed else list(self._lines)

    def _show_lines(self) -> None:
        if self.pane is None or self.primary is None:
            return
        lines = [line for line in self._all_lines() if line.item_id in self._items]
        self.pane.set_head(_("This delivery"))
        parts: list[QWidget | int] = [] if lines else [SectionHead(_("Nothing yet"))]
        for index, line in enumerate(lines):
            words_of_line = arrival_words(line, self._items[line.item_id])
            parts.append(FactsList([(words_of_line, self._quantity(line))], look="ruled", name=f"receive_line_{index}"))
            if index < len(self._lines):
                parts.append(self._line_buttons(index, self._items[line.item_id]))
        parts += self._expected()
        self.pane.show_parts(parts)
        count = len(lines)
        self.primary.set_words(
            ngettext("Receive {count} item", "Receive {count} items", count).format(count=number_text(count))
            if count
            else _("Receive")
        )

    def _quantity(self, line: Arrival) -> str:
        return words.quantity(line.quantity, self._items[line.item_id].unit)

    def _line_buttons(self, index: int, item: Item) -> QWidget:
        change = Button(_("Change"), name=f"receive_change_{index}", kind="quiet", flush=True)
        change.setAccessibleName(_("Change {item}").format(item=item.name))
        change.clicked.connect(lambda _checked=False: self._change(index))
        out = Button(
            _("Take out {item}").format(item=item.name), name=f"receive_take_out_{index}", kind="quiet", flush=True
        )
        out.clicked.connect(lambda _checked=False: self._take_out(index))
        buttons = WrapRow(fill=False)
        buttons.add(change)
        buttons.add(out)
        return buttons

    def _expected(self) -> list[QWidget | int]:
        """What an order still waits for."""
        if self._order is None or not self._order.short_lines:
            return []
        facts = [(line.item.name, words.quantity(line.short, line.item.unit)) for line in self._order.short_lines]
        return [
            20,
            SectionHead(_("Asked for and not here yet")),
            FactsList(facts, look="small", name="receive_expected"),
        ]

    # Saving

    def _save(self) -> None:
        self.clear_message()
        if (not self._lines or not self._editor.is_empty()) and not self._add_line():
            return
        good = [self._place.require(), self._date.check(), self._giver.check()]
        if not all(good):
            self.focus_first_error()
            return
        self.allow_primary(False)
        self._context.tasks.query(
            receiving.unusual_arrivals, tuple(self._lines), then=self._ask, otherwise=self._refused
        )

    def _ask(self, unusual: Sequence[Unusual]) -> None:
        """Ask once about what may be a slip of the hand."""
        if not unusual:
            self._send()
            return
        ask_about_unusual(self._context, unusual, on_act=self._send, on_safe=lambda: self._look_again(unusual[0]))

    def _look_again(self, unusual: Unusual) -> None:
        """Put the line that was asked about back where it can be changed."""
        self.allow_primary(True)
        same = (
            at
            for at, line in enumerate(self._lines)
            if (line.item_id, line.quantity) == (unusual.item.id, unusual.quantity)
        )
        index = next(same, None)
        if index is not None and self._editor.is_empty():
            self._editor.put(self._lines.pop(index))
            self._editor.focus_quantity()

    def _send(self) -> None:
        self._context.tasks.action(
            receiving.receive_stock,
            form_key=self._form_key,
            source=self._source.value(),
            origin=self._origin.value(),
            place_id=self._place.value(),
            lines=tuple(self._lines),
            occurred_on=self._date.value(),
            fund_id=self._fund.value() or None,
            giver=self._giver.said() if self._sees_people else None,
            order_id=self._order_id,
            corrects=self._corrects.id if self._corrects else None,
            changed=Changed.STOCK | Changed.MONTHS,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, posted: Posted) -> None:
        count = len(self._lines)
        sentence = ngettext("Received {count} item, {number}", "Received {count} items, {number}", count).format(
            count=number_text(count), number=posted.number
        )
        context = self._context
        self._on_back()
        self._on_saved(posted, sentence)
        offer_hand_over_slip(context, posted)

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        # A line that is refused has to stand where it can be changed.
        if len(self._lines) == 1 and self._editor.is_empty():
            self._editor.put(self._lines.pop())
        field: Field | None = self._date if isinstance(error, MonthClosed) else None
        if isinstance(error, Invalid):
            own = {
                "occurred_on": self._date,
                "origin": self._origin,
                "place_id": self._place,
                "fund_id": self._fund,
                "giver": self._giver.name,
            }
            field = own.get(error.field) or self._editor.field_for(error.field)
        if field is None or field.isHidden():
            self.show_message("refusal", say(error))
        else:
            field.set_error(say(error))
            self.focus_first_error()
