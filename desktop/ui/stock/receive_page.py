"""Goods received: where from, where to, and one line per item in packs or pieces."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.stock import Expiry, Item, ItemId, Place, Posted, Source
from desktop.i18n import _, date_text, ngettext, number_text, say
from desktop.operations import catalogue, receiving
from desktop.operations.receiving import Arrival
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField, TextField
from desktop.ui.widgets.ground import boxed, row
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.number_field import NumberField

MOST_PACKS = 100_000


class ReceivePage(FormPage):
    """One delivery. Lines gather in the pane; the primary puts all of them on the shelf together."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        item: Item | None = None,
        **_what: Any,
    ) -> None:
        super().__init__(
            _("Receive stock"), name="receive", on_back=on_back, small=_("From a donor or a shop"), pane=True
        )
        self._context = context
        self._on_back = on_back
        self._on_saved = on_saved
        self._form_key = uuid.uuid4().hex
        self._items: dict[ItemId, Item] = {}
        self._lines: list[Arrival] = []
        self._wanted = item.id if item else None
        today = context.clock.today()
        self._source = ChoiceField(_("How it came"), name="receive_source")
        self._source.set_options([(words.source(found), found) for found in (Source.DONATION, Source.PURCHASE)])
        self._source.set_value(Source.DONATION)
        self._origin = TextField(
            _("From"), name="receive_origin", hint=_("An office, a shop or a fund. Not a person's name"), longest=120
        )
        self._place = ChoiceField(_("Put it on"), name="receive_place")
        self._date = DateField(_("Date"), name="receive_date", today=today, value=today)
        self._item = ChoiceField(_("Item"), name="receive_item", placeholder=_("Choose an item"))
        self._item.chosen.connect(lambda _item: self._use_item())
        self._packs = NumberField(_("Packs"), name="receive_packs", minimum=0, maximum=MOST_PACKS, required=False)
        self._loose = NumberField(_("Loose"), name="receive_loose", minimum=0, required=False)
        self._expires = DateField(
            _("Expires"),
            name="receive_expires",
            today=today,
            months=True,
            required=False,
            hint=_("As printed on the box, such as 03/2027"),
        )
        self._lot = TextField(_("Batch"), name="receive_lot", hint=_("If it bears one"), longest=40)
        self.form.add(self._source, self._origin)
        self.form.add(self._place, self._date)
        self.form.add_head(_("What came"))
        self.form.add(self._item)
        self.form.add(self._packs, self._loose)
        self.form.add(self._expires, self._lot)
        self._another = Button(_("Add another item"), name="receive_another", icon="plus")
        self._another.clicked.connect(lambda: self._add_line() and self._item.setFocus())
        self.form.add(boxed(row(self._another, -1)))
        self.set_primary(_("Receive"), self._save, name="receive_save", shortcut=Shortcut.PRIMARY)
        for field in (self._packs, self._loose):
            field.changed.connect(lambda _value: self._show_lines())
        self._draft = FormDraft(self.form)
        self._returned: list[list[Any]] = []
        context.tasks.query(catalogue.places, then=self._use_places)
        context.tasks.query(catalogue.items, then=self._use_items)

    def _use_places(self, places: tuple[Place, ...]) -> None:
        self._place.set_options([(place.name, place.id) for place in places])
        if places:
            self._place.set_value(places[0].id)
        self._draft.settle(self._place)

    def _use_items(self, items: tuple[Item, ...]) -> None:
        self._items = {item.id: item for item in items}
        self._item.set_options([(item.name, item.id) for item in items])
        if self._wanted in self._items:
            self._item.set_value(self._wanted)
        self._draft.settle(self._item)
        for item_id, quantity, lot, expires in self._returned:
            if item_id in self._items:
                day = date.fromisoformat(expires) if expires else None
                self._lines.append(Arrival(item_id, quantity, lot, day))
        self._returned = []
        self._use_item()

    # Kept over a lock

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved."""
        typed = self._draft.typed()
        if typed is None and not self._lines:
            return None
        lines = [
            [line.item_id, line.quantity, line.lot, line.expires_on.isoformat() if line.expires_on else ""]
            for line in self._lines
        ]
        return {"form": "receive", "of": None, "key": self._form_key, "typed": typed or {}, "lines": lines}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again; lines of items that are gone are left out."""
        self._form_key = str(content["key"])
        self._returned = list(content["lines"])
        self._draft.put_back(content["typed"])

    def _use_item(self) -> None:
        item = self._items.get(self._item.value())
        pack = item.packs[-1] if item and item.packs else None
        self._packs.setVisible(pack is not None)
        if pack is not None:
            self._packs.set_unit(_("{pack} of {size}").format(pack=pack.name, size=number_text(pack.size)))
        self._loose.set_unit(words.unit(item.unit) if item else "")
        self._expires.setVisible(item is not None and item.expiry is not Expiry.NONE)
        self._show_lines()

    # Lines

    def _typed_line(self) -> Arrival | None:
        """The line being typed, when it is whole."""
        item = self._items.get(self._item.value())
        if item is None:
            return None
        pack = item.packs[-1].size if item.packs else 0
        quantity = (self._packs.value() or 0) * pack + (self._loose.value() or 0)
        return Arrival(item.id, quantity, self._lot.value(), self._expires.value()) if quantity else None

    def _add_line(self) -> bool:
        """Move the line being typed to the pane; says what is missing."""
        if not self._check_line():
            return False
        line = self._typed_line()
        if line is None:
            self._loose.set_error(_("Type how many came. Nothing was saved."))
            self._loose.setFocus()
            return False
        self._lines.append(line)
        for number in (self._packs, self._loose):
            number.set_value(None)
        self._lot.set_value("")
        self._expires.set_value(None)
        self._item.set_value(None)
        self._use_item()
        return True

    def _check_line(self) -> bool:
        fields = [field for field in (self._packs, self._loose, self._expires) if field.isVisibleTo(self)]
        good = [self._item.require(), *(field.check() for field in fields)]
        if not all(good):
            self.focus_first_error()
        return all(good)

    def _take_out(self, index: int) -> None:
        del self._lines[index]
        self._show_lines()

    def _all_lines(self) -> list[Arrival]:
        typed = self._typed_line()
        return [*self._lines, typed] if typed else list(self._lines)

    def _show_lines(self) -> None:
        if self.pane is None or self.primary is None:
            return
        lines = self._all_lines()
        facts = [(self._line_words(line), number_text(line.quantity)) for line in lines]
        self.pane.set_head(_("This delivery"))
        self.pane.show_parts(
            [FactsList(facts, look="ruled", name="receive_lines")] if facts else [SectionHead(_("Nothing yet"))]
        )
        for index in range(len(self._lines)):
            out = Button(
                _("Take out {item}").format(item=self._items[self._lines[index].item_id].name),
                name=f"receive_take_out_{index}",
                kind="quiet",
                flush=True,
            )
            out.clicked.connect(lambda _checked=False, at=index: self._take_out(at))
            self.pane.body.addWidget(out)
        count = len(lines)
        self.primary.set_words(
            ngettext("Receive {count} item", "Receive {count} items", count).format(count=number_text(count))
            if count
            else _("Receive")
        )

    def _line_words(self, line: Arrival) -> str:
        facts = [self._items[line.item_id].name, line.lot]
        if line.expires_on is not None:
            facts.append(date_text(line.expires_on))
        return "  ·  ".join(fact for fact in facts if fact)

    # Saving

    def _save(self) -> None:
        self.clear_message()
        if (not self._lines or self._item.value() is not None) and not self._add_line():
            return
        if not self._place.require() or not self._date.check():
            self.focus_first_error()
            return
        self.allow_primary(False)
        self._context.tasks.action(
            receiving.receive_stock,
            form_key=self._form_key,
            source=self._source.value(),
            origin=self._origin.value(),
            place_id=self._place.value(),
            lines=tuple(self._lines),
            occurred_on=self._date.value(),
            changed=Changed.STOCK | Changed.MONTHS,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, posted: Posted) -> None:
        count = len(self._lines)
        sentence = ngettext("Received {count} item, {number}", "Received {count} items, {number}", count).format(
            count=number_text(count), number=posted.number
        )
        self._on_back()
        self._on_saved(posted, sentence)

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields = {
            "occurred_on": self._date,
            "origin": self._origin,
            "place_id": self._place,
            "quantity": self._loose,
            "expires_on": self._expires,
            "lot": self._lot,
        }
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))
