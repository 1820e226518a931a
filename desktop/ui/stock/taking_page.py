"""What the forms for goods that leave have in common: a place, and lines of what is taken from it."""

import uuid
from collections.abc import Callable
from typing import Any

from desktop.domain.amounts import amount_of
from desktop.domain.errors import Invalid, LarderError
from desktop.domain.number_list import numbers_in
from desktop.domain.people import folded
from desktop.domain.stock import MOST, Item, ItemId, Place, Posted, SerialId, Unit
from desktop.i18n import _, list_text, number_text, say
from desktop.operations import catalogue, moving
from desktop.operations.book import BookDocument
from desktop.operations.moving import ItemAt
from desktop.operations.outgoing import Leaving
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.receive_lines import pack_words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField, Field, TextField
from desktop.ui.widgets.ground import boxed, row
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.number_field import NumberField

MOST_PACKS = 100_000


class TakingPage(FormPage):
    """Lines gather in the pane; the primary takes all of them together.

    Subclasses add their own fields above and below the lines, say what the primary reads, and save.

    Args:
        name: Of the form in the stock place, and the beginning of all object names.
        item: Chosen to begin with.
        corrects: What the form is filled with, and replaces.
    """

    def __init__(
        self,
        context: Context,
        title: str,
        *,
        name: str,
        small: str,
        lines_head: str,
        pane_head: str,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        item: Item | None = None,
        corrects: BookDocument | None = None,
    ) -> None:
        super().__init__(title, name=name, on_back=on_back, small=small, pane=True)
        self.context = context
        self.on_back = on_back
        self.on_saved = on_saved
        self.corrects = corrects
        self._name = name
        self._pane_head = pane_head
        self.form_key = uuid.uuid4().hex
        self._there: dict[ItemId, ItemAt] = {}
        self._known: dict[ItemId, Item] = {}
        self.lines: list[Leaving] = []
        self._wanted = item.id if item and not corrects else None
        today = context.clock.today()
        self.place = ChoiceField(_("Taken from"), name=f"{name}_place")
        self.place.chosen.connect(lambda _place: self._ask_place())
        self.date = DateField(
            _("Date"), name=f"{name}_date", today=today, value=corrects.occurred_on if corrects else today
        )
        self._item = ChoiceField(_("Item"), name=f"{name}_item", placeholder=_("Choose an item"))
        self._item.chosen.connect(lambda _item: self._use_item())
        self._packs = NumberField(_("Packs"), name=f"{name}_packs", minimum=0, maximum=MOST_PACKS, required=False)
        self._loose = NumberField(
            _("Loose"), name=f"{name}_loose", minimum=0, maximum=MOST, required=False, unit=_("pieces")
        )
        self._measure = TextField(_("How much"), name=f"{name}_measure", longest=40)
        self._numbers = TextField(
            _("Numbers"),
            name=f"{name}_numbers",
            hint=_("Scan or type them, with commas between. From 1001 to 1020 is 1001-1020"),
            longest=4000,
        )
        self.add_first()
        self.form.add(self.place, self.date)
        self.form.add_head(lines_head)
        self.form.add(self._item)
        self.form.add(self._packs, self._loose, self._measure)
        self.form.add(self._numbers)
        another = Button(_("Add another item"), name=f"{name}_another", icon="plus")
        another.clicked.connect(lambda: self._add_line() and self._item.setFocus())
        self.form.add(boxed(row(another, -1)))
        self.add_last()
        self.set_primary(title, self._save, name=f"{name}_save", shortcut=Shortcut.PRIMARY)
        for number in (self._packs, self._loose):
            number.changed.connect(lambda _value: self.show_lines())
        for text in (self._measure, self._numbers):
            text.changed.connect(lambda _text: self.show_lines())
        if corrects is not None:
            self._take_over(corrects)
        self.draft_of_form = FormDraft(self.form)
        self._returned: list[list[Any]] = []
        context.tasks.query(catalogue.places, then=self._use_places)
        self._use_item()

    # What subclasses say

    def add_first(self) -> None:
        """Fields above place and date."""

    def add_last(self) -> None:
        """Fields below the lines."""

    def primary_words(self, count: int) -> str:
        """What the primary reads with so many lines."""
        raise NotImplementedError

    def own_good(self) -> bool:
        """Whether the fields of its own can be saved; says at each what is missing."""
        raise NotImplementedError

    def send(self, **values: Any) -> None:
        """Call the operation with `values` and those of its own fields."""
        raise NotImplementedError

    def own_fields(self) -> dict[str, Field]:
        """The fields of its own by their names in the operation."""
        raise NotImplementedError

    def done_words(self, posted: Posted) -> str:
        """What the foot says afterwards."""
        raise NotImplementedError

    def undo(self) -> Any:
        """What the foot's undo calls: True for the usual one."""
        return True

    # Kept over a lock

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved."""
        typed = self.draft_of_form.typed()
        if self.corrects is not None or (typed is None and not self.lines):
            return None
        lines = [[line.item_id, line.quantity, list(line.serials)] for line in self.lines]
        return {"form": self._name, "of": None, "key": self.form_key, "typed": typed or {}, "lines": lines}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again; lines of items that are gone are left out."""
        self.form_key = str(content["key"])
        self._returned = list(content["lines"])
        self.draft_of_form.put_back(content["typed"])

    # The place and its goods

    def _take_over(self, corrects: BookDocument) -> None:
        taken: dict[ItemId, list[Any]] = {}
        for line in corrects.lines:
            self._known[line.item.id] = line.item
            found = taken.setdefault(line.item.id, [0, []])
            found[0] -= line.quantity
            found[1] += [serial.id for serial in line.serials]
        self.lines = [Leaving(item_id, quantity, tuple(numbers)) for item_id, (quantity, numbers) in taken.items()]

    def _use_places(self, places: tuple[Place, ...]) -> None:
        self.place.set_options([(place.name, place.id) for place in places])
        first = next((place for place in places if place.kind.at_hand), places[0] if places else None)
        if self.corrects is not None and self.corrects.place_id is not None:
            self.place.set_value(self.corrects.place_id)
        elif first is not None:
            self.place.set_value(first.id)
        self.draft_of_form.settle(self.place)
        self._ask_place()

    def _ask_place(self) -> None:
        if self.place.value() is not None:
            self.context.tasks.query(
                moving.at_place, self.place.value(), then=self._use_goods, latest=f"{self._name}_goods"
            )

    def _use_goods(self, found: tuple[ItemAt, ...]) -> None:
        self._there = {each.item.id: each for each in found}
        self._known |= {each.item.id: each.item for each in found}
        options = {each.item.id: each.item for each in found if each.quantity > each.past}
        options |= {line.item_id: self._known[line.item_id] for line in self.lines if self.corrects}
        self._item.set_options(sorted((item.name, item.id) for item in options.values()))
        self._item.set_hint("" if options else _("Nothing that can be taken is there"))
        if self._wanted in options:
            self._item.set_value(self._wanted)
        self._wanted = None
        self.draft_of_form.settle(self._item)
        for item_id, quantity, serials in self._returned:
            if item_id in self._known:
                self.lines.append(Leaving(item_id, quantity, tuple(SerialId(number) for number in serials)))
        self._returned = []
        self._use_item()

    def _use_item(self) -> None:
        item = self._known.get(self._item.value())
        numbered = item is not None and item.serials
        pack = item.packs[-1] if item and item.packs and not numbered else None
        self._packs.setVisible(pack is not None)
        weighed = item is not None and item.unit is not Unit.PIECE
        self._loose.setVisible(not numbered and not weighed)
        self._measure.setVisible(weighed)
        self._numbers.setVisible(numbered)
        if pack is not None:
            self._packs.set_hint(pack_words(pack, item.unit if item else Unit.PIECE))
        there = self._there.get(item.id) if item else None
        usable = there.quantity - there.past if there else 0
        hint = _("{quantity} there").format(quantity=words.quantity(usable, item.unit)) if item and there else ""
        self._loose.set_hint(hint)
        self._measure.set_hint(hint)
        self.show_lines()

    # Lines

    def _typed_line(self) -> Leaving | None:
        """The line being typed, when it is whole. Numbers that are not there are left to the check."""
        item = self._known.get(self._item.value())
        if item is None:
            return None
        if item.serials:
            found = self._typed_numbers(item)[0]
            return Leaving(item.id, len(found), tuple(found)) if found else None
        pack = item.packs[-1].size if item.packs else 0
        try:
            quantity = (self._packs.value() or 0) * pack + self._loose_amount(item)
        except Invalid:
            return None
        return Leaving(item.id, quantity) if quantity else None

    def _loose_amount(self, item: Item) -> int:
        """Raises Invalid for what is no amount."""
        if item.unit is Unit.PIECE:
            return self._loose.value() or 0
        return amount_of(item.unit, self._measure.value()) if self._measure.value() else 0

    def _typed_numbers(self, item: Item) -> tuple[list[SerialId], list[str]]:
        """The typed numbers that are at the place, and those that are not."""
        there = self._there.get(item.id)
        known = {folded(serial.number): serial.id for serial in there.numbers} if there else {}
        try:
            typed = numbers_in(self._numbers.value()).numbers
        except Invalid:
            return [], []
        return [known[folded(each)] for each in typed if folded(each) in known], [
            each for each in typed if folded(each) not in known
        ]

    def _add_line(self) -> bool:
        """Move the line being typed to the pane; says what is missing."""
        if not self._check_line():
            return False
        line = self._typed_line()
        if line is None:
            field = next(each for each in (self._numbers, self._measure, self._loose) if each.isVisibleTo(self))
            field.set_error(_("Type how many were taken. Nothing was saved."))
            field.setFocus()
            return False
        self.lines.append(line)
        for number in (self._packs, self._loose):
            number.set_value(None)
        self._measure.set_value("")
        self._numbers.set_value("")
        self._item.set_value(None)
        self._use_item()
        return True

    def _check_line(self) -> bool:
        fields = [field for field in (self._packs, self._loose) if field.isVisibleTo(self)]
        good = [self._item.require(), *(field.check() for field in fields)]
        item = self._known.get(self._item.value())
        if item is not None and not item.serials:
            try:
                self._loose_amount(item)
            except Invalid as error:
                self._measure.set_error(say(error))
                good.append(False)
        if item is not None and item.serials:
            try:
                numbers_in(self._numbers.value())
                missing = self._typed_numbers(item)[1]
                problem = _("{numbers} are not at this place. Nothing was saved.").format(
                    numbers=list_text(missing[:5])
                )
                self._numbers.set_error(problem if missing else None)
                good.append(not missing)
            except Invalid as error:
                self._numbers.set_error(say(error))
                good.append(False)
        if not all(good):
            self.focus_first_error()
        return all(good)

    def _take_out(self, index: int) -> None:
        del self.lines[index]
        self.show_lines()

    def show_lines(self) -> None:
        """What is taken so far, in the pane and on the primary."""
        if self.pane is None or self.primary is None:
            return
        typed = self._typed_line()
        lines = [*self.lines, typed] if typed else list(self.lines)
        facts = [(self._known[line.item_id].name, self._quantity_words(line)) for line in lines]
        self.pane.set_head(self._pane_head)
        self.pane.show_parts(
            [FactsList(facts, look="ruled", name=f"{self._name}_lines")] if facts else [SectionHead(_("Nothing yet"))]
        )
        for index, line in enumerate(self.lines):
            out = Button(
                _("Take out {item}").format(item=self._known[line.item_id].name),
                name=f"{self._name}_take_out_{index}",
                kind="quiet",
                flush=True,
            )
            out.clicked.connect(lambda _checked=False, at=index: self._take_out(at))
            self.pane.body.addWidget(out)
        self.primary.set_words(self.primary_words(len(lines)))

    def _quantity_words(self, line: Leaving) -> str:
        item = self._known[line.item_id]
        return number_text(line.quantity) if item.unit is Unit.PIECE else words.quantity(line.quantity, item.unit)

    # Saving

    def _save(self) -> None:
        self.clear_message()
        if (not self.lines or self._item.value() is not None) and not self._add_line():
            return
        if not all([self.own_good(), self.place.require(), self.date.check()]):
            self.focus_first_error()
            return
        self.allow_primary(False)
        self.send(
            form_key=self.form_key,
            place_id=self.place.value(),
            lines=tuple(self.lines),
            occurred_on=self.date.value(),
            changed=Changed.STOCK | Changed.MONTHS,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, posted: Posted) -> None:
        sentence = self.done_words(posted)
        self.on_back()
        self.on_saved(posted, sentence, undo=self.undo())

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields: dict[str, Field] = {"occurred_on": self.date, "place_id": self.place} | self.own_fields()
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))
