"""One line of goods received while it is typed: which item, how many, and what stands on it."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal

from desktop.domain.amounts import amount_of
from desktop.domain.errors import Invalid
from desktop.domain.number_list import NumberList, numbers_in
from desktop.domain.stock import MOST, Barcode, Expiry, Item, ItemId, Pack, Unit
from desktop.i18n import _, date_text, joined, list_text, ngettext, number_text, say
from desktop.operations.receiving import Arrival
from desktop.ui import words
from desktop.ui.frame import Form
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField, Field, NoteField, TextField
from desktop.ui.widgets.number_field import NumberField

MOST_PACKS = 100_000
_SHOWN_TWICE = 3


def arrival_words(line: Arrival, item: Item) -> str:
    """An item with what stands on it: Masks · B-7 · 31 Mar 2027."""
    facts = [item.name, line.lot]
    if line.expires_on is not None:
        facts.append(date_text(line.expires_on))
    if line.numbers:
        ends = [line.numbers[0], line.numbers[-1]] if len(line.numbers) > 1 else list(line.numbers)
        facts.append(" … ".join(ends))
    return "  ·  ".join(fact for fact in facts if fact)


class LineEditor:
    """The fields of one line, put into a form. What the item does not have is not there.

    `changed` is a signal: something was typed or chosen.

    Args:
        form: Takes the fields, in the order of their use.
        today: For dates.
    """

    def __init__(self, form: Form, *, today: date) -> None:
        self._signals = _Signals(form)
        self.changed = self._signals.changed
        self._items: dict[ItemId, Item] = {}
        self.item_field = ChoiceField(_("Item"), name="receive_item", placeholder=_("Choose or scan an item"))
        self.packs = NumberField(_("Packs"), name="receive_packs", minimum=0, maximum=MOST_PACKS, required=False)
        self.pack = ChoiceField(_("Pack"), name="receive_pack")
        self.loose = NumberField(_("Loose"), name="receive_loose", minimum=0, maximum=MOST, required=False)
        self.amount = TextField(_("How much"), name="receive_amount", longest=40)
        self.numbers = NoteField(_("Numbers"), name="receive_numbers", lines=4)
        self.expires = DateField(
            _("Expires"),
            name="receive_expires",
            today=today,
            months=True,
            required=False,
            hint=_("As printed on the box, such as 03/2027"),
        )
        self.lot = TextField(_("Batch"), name="receive_lot", hint=_("If it bears one"), longest=40)
        form.add(self.item_field)
        form.add(self.packs, self.pack, self.loose, self.amount)
        form.add(self.numbers)
        form.add(self.expires, self.lot)
        self.item_field.chosen.connect(lambda _item: self._use_item())
        self.pack.chosen.connect(lambda _pack: self._on_typed())
        for number in (self.packs, self.loose):
            number.changed.connect(lambda _value: self._on_typed())
        self.amount.changed.connect(lambda _typed: self._on_typed())
        self.numbers.changed.connect(self._on_typed)
        self.lot.changed.connect(lambda _typed: self.changed.emit())
        self.expires.changed.connect(lambda _day: self.changed.emit())
        self._use_item()

    def set_items(self, items: Sequence[Item]) -> None:
        """What can be chosen."""
        self._items = {item.id: item for item in items}
        self.item_field.set_options([(item.name, item.id) for item in items])

    def item(self) -> Item | None:
        """The chosen item."""
        return self._items.get(self.item_field.value())

    def choose(self, item_id: ItemId | None) -> None:
        """Choose an item, or none."""
        self.item_field.set_value(item_id)
        self._use_item()

    def is_empty(self) -> bool:
        """Whether no item is chosen."""
        return self.item_field.value() is None

    def clear(self) -> None:
        """Make room for the next line."""
        for number in (self.packs, self.loose):
            number.set_value(None)
        for text in (self.amount, self.lot):
            text.set_value("")
            text.set_error(None)
        self.numbers.set_value("")
        self.numbers.set_error(None)
        self.expires.set_value(None)
        self.choose(None)

    def put(self, line: Arrival) -> None:
        """Show a line, to be changed."""
        self.clear()
        item = self._items[line.item_id]
        self.choose(item.id)
        if item.serials:
            self.numbers.set_value("\n".join(line.numbers))
        elif item.unit is Unit.PIECE:
            size = item.packs[-1].size if item.packs else 0
            packs, loose = divmod(line.quantity, size) if size else (0, line.quantity)
            self.packs.set_value(packs or None)
            self.loose.set_value(loose or None)
        else:
            self.amount.set_value(words.quantity(line.quantity, item.unit))
        self.lot.set_value(line.lot)
        self.expires.set_value(line.expires_on)
        self._on_typed()

    def focus_quantity(self) -> None:
        """Put the keyboard where the quantity of the chosen item is typed."""
        for field in (self.numbers, self.packs, self.loose, self.amount):
            if not field.isHidden():
                field.setFocus()
                return

    def add_code(self, code: Barcode) -> None:
        """A code of the chosen item was scanned: one on a pack counts up, one on a piece only chose it."""
        item = self.item()
        if item is not None and not item.serials and code.quantity in [pack.size for pack in item.packs]:
            if not self.packs.value():
                self.pack.set_value(code.quantity)
            if self.pack.value() == code.quantity:
                self.packs.set_value((self.packs.value() or 0) + 1)
            elif item.unit is Unit.PIECE:
                self.loose.set_value((self.loose.value() or 0) + code.quantity)
        self.focus_quantity()
        self._on_typed()

    def add_number(self, number: str) -> bool:
        """A number of a piece was scanned; False when the chosen item's pieces bear none."""
        item = self.item()
        if item is None or not item.serials:
            return False
        self.numbers.set_value("\n".join(part for part in (self.numbers.value(), number) if part))
        return True

    # What was typed

    def line(self) -> Arrival | None:
        """The line, when it is whole."""
        item = self.item()
        if item is None:
            return None
        numbers: tuple[str, ...] = ()
        try:
            if item.serials:
                numbers = self._typed_numbers().numbers
                quantity = len(numbers)
            else:
                quantity = self._packed() + self._loose_amount(item)
        except Invalid:
            return None
        lot = self.lot.value() if item.lots else ""
        expires = self.expires.value() if item.expiry is not Expiry.NONE else None
        return Arrival(item.id, quantity, lot, expires, numbers) if quantity else None

    def check(self) -> bool:
        """Whether the line is whole; says beside the field what is not."""
        if not self.item_field.require():
            return False
        item = self.item()
        assert item is not None
        good = True
        if item.expiry is not Expiry.NONE:
            good = self.expires.check()
        if item.serials:
            return self._check_numbers() and good
        if item.packs:
            good = self.packs.check() and good
        if item.unit is Unit.PIECE:
            good = self.loose.check() and good
        elif self.amount.value():
            good = self._says(self.amount, lambda: self._loose_amount(item)) and good
        if good and self.line() is None:
            last: Field = self.loose if item.unit is Unit.PIECE else self.amount
            last.set_error(_("Type how many came. Nothing was saved."))
            return False
        return good

    def field_for(self, name: str) -> Field | None:
        """The field that an operation's refusal belongs to."""
        item = self.item()
        weighed = item is not None and item.unit is not Unit.PIECE
        known: dict[str, Field] = {
            "quantity": self.amount if weighed else self.loose,
            "expires_on": self.expires,
            "lot": self.lot,
            "numbers": self.numbers,
        }
        found = known.get(name)
        return found if found is not None and not found.isHidden() else None

    def _packed(self) -> int:
        size: int | None = self.pack.value()
        return (self.packs.value() or 0) * size if size is not None else 0

    def _loose_amount(self, item: Item) -> int:
        """Raises Invalid for what is no amount."""
        if item.unit is Unit.PIECE:
            return self.loose.value() or 0
        return amount_of(item.unit, self.amount.value()) if self.amount.value() else 0

    def _typed_numbers(self) -> NumberList:
        return numbers_in(self.numbers.value())

    def _check_numbers(self) -> bool:
        if not self.numbers.value():
            self.numbers.set_error(_("Type or scan the numbers. Nothing was saved."))
            return False
        return self._says(self.numbers, self._typed_numbers)

    @staticmethod
    def _says(field: Field, read: object) -> bool:
        try:
            read()  # type: ignore[operator]
        except Invalid as error:
            field.set_error(say(error))
            return False
        field.set_error(None)
        return True

    # What is shown

    def _use_item(self) -> None:
        item = self.item()
        packs = item.packs if item and not item.serials else ()
        pieces = item is None or item.unit is Unit.PIECE
        serials = item is not None and item.serials
        unit = item.unit if item else Unit.PIECE
        self.pack.set_options([(pack_words(pack, unit), pack.size) for pack in packs])
        if packs and self.pack.value() is None:
            self.pack.set_value(packs[-1].size)
        for field, wanted in (
            (self.packs, bool(packs)),
            (self.pack, len(packs) > 1),
            (self.loose, pieces and not serials),
            (self.amount, not pieces),
            (self.numbers, serials),
            (self.expires, item is not None and item.expiry is not Expiry.NONE),
            (self.lot, item is None or item.lots),
        ):
            field.setVisible(wanted)
        self.packs.set_hint(pack_words(packs[-1], unit) if len(packs) == 1 else "")
        self.loose.set_hint(words.unit(item.unit) if item else "")
        self._on_typed()

    def _on_typed(self) -> None:
        item = self.item()
        self._show_amount(item)
        if item is not None and item.serials:
            self._show_numbers()
        self.changed.emit()

    def _show_amount(self, item: Item | None) -> None:
        """What the typed amount is in base units, so that a slip is seen."""
        if item is None or item.unit is Unit.PIECE:
            return
        hint = _("Such as 2.5 kg or 750 g") if item.unit is Unit.GRAM else _("Such as 500 ml or 3 l")
        if self.amount.value():
            try:
                amount = amount_of(item.unit, self.amount.value())
                hint = _("That is {count} {unit}").format(count=number_text(amount), unit=words.unit(item.unit))
            except Invalid:
                pass
        self.amount.set_hint(hint)

    def _show_numbers(self) -> None:
        self.numbers.set_error(None)
        hint = _("One a line, typed or scanned, or from 1001 to 1020 as 1001-1020")
        if self.numbers.value():
            try:
                found = self._typed_numbers()
            except Invalid as error:
                self.numbers.set_error(say(error))
                return
            count = len(found.numbers)
            hint = ngettext("{count} number", "{count} numbers", count).format(count=number_text(count))
            if found.twice:
                some = list_text(found.twice[:_SHOWN_TWICE]) + (" …" if len(found.twice) > _SHOWN_TWICE else "")
                hint = joined(f"{hint}.", _("Twice, counted once: {numbers}").format(numbers=some))
        self.numbers.set_hint(hint)


class _Signals(QObject):
    """Carries the signal of an editor that is no widget itself.

    Signals:
        changed(): something was typed or chosen.
    """

    changed = Signal()


def pack_words(pack: Pack, unit: Unit) -> str:
    """A pack and what it holds: box of 144, sack of 25 kg."""
    size = number_text(pack.size) if unit is Unit.PIECE else words.quantity(pack.size, unit)
    return _("{pack} of {size}").format(pack=pack.name, size=size)
