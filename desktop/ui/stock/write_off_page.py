"""Write off: which batch, how many, why."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.number_list import numbers_in
from desktop.domain.people import folded
from desktop.domain.stock import WRITE_OFF_REASONS, Held, Item, Posted, Reason, Serial, SerialId
from desktop.i18n import _, list_text, number_text, say
from desktop.operations import moving, outgoing, stock
from desktop.operations.book import BookDocument, BookLine
from desktop.operations.moving import ItemAt
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.held_choice import held_words, name_of_held
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField, Field, TextField
from desktop.ui.widgets.number_field import NumberField


class WriteOffPage(FormPage):
    """Takes what is spoiled, lost or expired out of the book."""

    def __init__(
        self,
        context: Context,
        *,
        item: Item,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        corrects: BookDocument | None = None,
        **_what: Any,
    ) -> None:
        super().__init__(_("Write off"), name="write_off", on_back=on_back, small=item.name)
        self._context = context
        self._corrects = corrects
        self._there: tuple[Serial, ...] = ()
        self._item = item
        self._on_back = on_back
        self._on_saved = on_saved
        self._form_key = uuid.uuid4().hex
        today = context.clock.today()
        self._batch = ChoiceField(_("Batch"), name="write_off_batch")
        self._batch.chosen.connect(lambda _held: self._use_batch())
        self._quantity = NumberField(_("How many"), name="write_off_quantity", unit=words.unit(item.unit))
        self._reason = ChoiceField(_("Why"), name="write_off_reason", placeholder=_("Choose a reason"))
        self._reason.set_options([(words.reason(reason), reason) for reason in WRITE_OFF_REASONS])
        self._date = DateField(
            _("Date"), name="write_off_date", today=today, value=corrects.occurred_on if corrects else today
        )
        self._numbers = TextField(
            _("Numbers"),
            name="write_off_numbers",
            hint=_("Scan or type them, with commas between. From 1001 to 1020 is 1001-1020"),
            longest=4000,
        )
        self.form.add(self._batch)
        if item.serials:
            self.form.add(self._numbers)
            self.form.add(self._reason, self._date)
        else:
            self.form.add(self._quantity, self._reason)
            self.form.add(self._date)
        if corrects is not None:
            self.set_small(_("Correcting {number}").format(number=corrects.number))
            self._take_over(corrects)
        self.set_primary(_("Write off"), self._save, name="write_off_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form, name_of=name_of_held)
        context.tasks.query(stock.item_detail, item.id, then=self._use_detail)

    def _take_over(self, corrects: BookDocument) -> None:
        """What was written off, as it stands in the book."""
        if corrects.lines:
            line = corrects.lines[0]
            self._reason.set_value(line.reason)
            self._quantity.set_value(-line.quantity)
            self._numbers.set_value(", ".join(serial.number for serial in line.serials))

    def _use_detail(self, detail: stock.ItemDetail) -> None:
        helds = list(detail.held)
        if self._corrects is not None and self._corrects.lines:
            helds = with_taken(helds, self._corrects.lines[0])
        self._batch.set_options([(self._batch_words(held), held) for held in helds])
        if helds:
            self._batch.set_value(helds[0])
        today = self._context.clock.today()
        first = detail.held[0].batch.expires_on if detail.held else None
        if first is not None and first < today and self._reason.value() is None:
            self._reason.set_value(Reason.EXPIRED)
        self._draft.settle(self._reason, self._batch)
        self._use_batch()

    def _use_there(self, there: tuple[ItemAt, ...]) -> None:
        """The numbers at the chosen place; those that are about to be corrected count as there."""
        self._there = tuple(number for each in there if each.item.id == self._item.id for number in each.numbers)
        if self._corrects is not None:
            self._there += tuple(serial for line in self._corrects.lines for serial in line.serials)

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved."""
        typed = None if self._corrects else self._draft.typed()
        return typed and {"form": "write_off", "of": self._item.id, "key": self._form_key, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again."""
        self._form_key = str(content["key"])
        self._draft.put_back(content["typed"])

    def _use_batch(self) -> None:
        held: Held | None = self._batch.value()
        if held is not None:
            self._quantity.set_hint(_("{quantity} are there").format(quantity=number_text(held.quantity)))
            if self._item.serials:
                self._context.tasks.query(
                    moving.at_place, held.place.id, then=self._use_there, latest="write_off_numbers"
                )

    def _batch_words(self, held: Held) -> str:
        return held_words(held, words.quantity(held.quantity, self._item.unit))

    def _save(self) -> None:
        self.clear_message()
        held: Held | None = self._batch.value()
        numbers = self._chosen_numbers(held) if self._item.serials else ()
        how_many = self._numbers.error() == "" if self._item.serials else self._quantity.check()
        good = [self._batch.require(), how_many, self._reason.require(), self._date.check()]
        if not all(good) or held is None:
            self.focus_first_error()
            return
        quantity = len(numbers) if self._item.serials else self._quantity.value()
        self.allow_primary(False)
        self._context.tasks.action(
            outgoing.write_off,
            form_key=self._form_key,
            item_id=self._item.id,
            batch_id=held.batch.id,
            place_id=held.place.id,
            quantity=quantity,
            serials=numbers,
            reason=self._reason.value(),
            occurred_on=self._date.value(),
            corrects=self._corrects.id if self._corrects else None,
            changed=Changed.STOCK | Changed.MONTHS,
            then=lambda posted: self._saved(posted, quantity or 0),
            otherwise=self._refused,
        )

    def _chosen_numbers(self, held: Held | None) -> tuple[SerialId, ...]:
        """The typed numbers that are of the batch and at its place; says which are not."""
        there = {
            folded(serial.number): serial.id for serial in self._there if held and serial.batch_id == held.batch.id
        }
        try:
            typed = numbers_in(self._numbers.value()).numbers
        except Invalid as error:
            self._numbers.set_error(say(error))
            return ()
        missing = [each for each in typed if folded(each) not in there]
        problem = None
        if missing:
            problem = _("{numbers} are not in this batch. Nothing was saved.").format(numbers=list_text(missing[:5]))
        elif not typed:
            problem = _("Type the number. Nothing was saved.")
        self._numbers.set_error(problem)
        return tuple(there[folded(each)] for each in typed if folded(each) in there)

    def _saved(self, posted: Posted, written: int) -> None:
        quantity = words.quantity(written, self._item.unit)
        self._on_back()
        self._on_saved(posted, _("Wrote off {quantity} of {item}").format(quantity=quantity, item=self._item.name))

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields: dict[str, Field] = {
            "quantity": self._quantity,
            "serials": self._numbers,
            "reason": self._reason,
            "occurred_on": self._date,
        }
        if isinstance(error, Invalid) and error.field in fields and fields[error.field].isVisibleTo(self):
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))


def with_taken(helds: list[Held], line: BookLine) -> list[Held]:
    """What will be there when the line has been undone, its own batch first."""
    same = next((held for held in helds if (held.batch.id, held.place.id) == (line.batch.id, line.place.id)), None)
    back = replace(same or Held(line.batch, line.place, 0), quantity=(same.quantity if same else 0) - line.quantity)
    return [back, *(held for held in helds if held is not same)]
