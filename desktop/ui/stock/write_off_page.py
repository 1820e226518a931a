"""Write off: which batch, how many, why."""

import uuid
from collections.abc import Callable
from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.stock import WRITE_OFF_REASONS, Held, Item, Posted, Reason
from desktop.i18n import _, date_text, number_text, say
from desktop.operations import outgoing, stock
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft, plain
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField
from desktop.ui.widgets.number_field import NumberField


class WriteOffPage(FormPage):
    """Takes what is spoiled, lost or expired out of the book."""

    def __init__(
        self, context: Context, *, item: Item, on_back: Callable[[], None], on_saved: Callable[..., None], **_what: Any
    ) -> None:
        super().__init__(_("Write off"), name="write_off", on_back=on_back, small=item.name)
        self._context = context
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
        self._date = DateField(_("Date"), name="write_off_date", today=today, value=today)
        self.form.add(self._batch)
        self.form.add(self._quantity, self._reason)
        self.form.add(self._date)
        self.set_primary(_("Write off"), self._save, name="write_off_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form, name_of=_name_of)
        context.tasks.query(stock.item_detail, item.id, then=self._use_detail)

    def _use_detail(self, detail: stock.ItemDetail) -> None:
        self._batch.set_options([(self._batch_words(held), held) for held in detail.held])
        if detail.held:
            self._batch.set_value(detail.held[0])
        today = self._context.clock.today()
        first = detail.held[0].batch.expires_on if detail.held else None
        if first is not None and first < today and self._reason.value() is None:
            self._reason.set_value(Reason.EXPIRED)
        self._draft.settle(self._reason, self._batch)
        self._use_batch()

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved."""
        typed = self._draft.typed()
        return typed and {"form": "write_off", "of": self._item.id, "key": self._form_key, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again."""
        self._form_key = str(content["key"])
        self._draft.put_back(content["typed"])

    def _use_batch(self) -> None:
        held: Held | None = self._batch.value()
        if held is not None:
            self._quantity.set_hint(_("{quantity} are there").format(quantity=number_text(held.quantity)))

    def _batch_words(self, held: Held) -> str:
        facts = [held.batch.lot, held.place.name]
        if held.batch.expires_on is not None:
            facts.append(_("expires {date}").format(date=date_text(held.batch.expires_on)))
        facts.append(words.quantity(held.quantity, self._item.unit))
        return "  ·  ".join(fact for fact in facts if fact)

    def _save(self) -> None:
        self.clear_message()
        good = [self._batch.require(), self._quantity.check(), self._reason.require(), self._date.check()]
        if not all(good):
            self.focus_first_error()
            return
        held: Held = self._batch.value()
        self.allow_primary(False)
        self._context.tasks.action(
            outgoing.write_off,
            form_key=self._form_key,
            item_id=self._item.id,
            batch_id=held.batch.id,
            place_id=held.place.id,
            quantity=self._quantity.value(),
            reason=self._reason.value(),
            occurred_on=self._date.value(),
            changed=Changed.STOCK | Changed.MONTHS,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, posted: Posted) -> None:
        quantity = words.quantity(self._quantity.value() or 0, self._item.unit)
        self._on_back()
        self._on_saved(posted, _("Wrote off {quantity} of {item}").format(quantity=quantity, item=self._item.name))

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields = {"quantity": self._quantity, "reason": self._reason, "occurred_on": self._date}
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))


def _name_of(value: object) -> object:
    return f"{value.batch.id} at {value.place.id}" if isinstance(value, Held) else plain(value)
