"""Packing kits, and taking them apart: how many, where, and what that moves."""

import uuid
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.kits import Inside, KitStock, PackedBatch, PackPlan, PartPlan
from desktop.domain.stock import MOST, Held, Item, ItemStock, Place, Posted
from desktop.i18n import _, date_text, ngettext, number_text, say
from desktop.operations import catalogue, kits, stock
from desktop.operations.book import BookDocument
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.held_choice import held_words, name_of_held
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField, Field
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.text import Text


class _KitForm(FormPage):
    """What both forms share: a number, a place or a packing, a date; a pane that says what will move.

    Args:
        on_done: What is told in place of the stock list, when the page of kits lies below.
    """

    def __init__(
        self,
        context: Context,
        title: str,
        *,
        name: str,
        item: Item,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        on_done: Callable[..., None] | None,
        corrects: BookDocument | None = None,
    ) -> None:
        super().__init__(title, name=name, on_back=on_back, small=item.name, pane=True)
        self.context = context
        self.item = item
        self.corrects = corrects
        self._name = name
        self._on_back = on_back
        self._on_saved = on_done or on_saved
        self.form_key = uuid.uuid4().hex
        today = context.clock.today()
        self.count = NumberField(_("How many kits"), name=f"{name}_count", maximum=MOST, unit=_("kits"))
        self.where = ChoiceField(_("Where"), name=f"{name}_place")
        self.date = DateField(
            _("Date"), name=f"{name}_date", today=today, value=corrects.occurred_on if corrects else today
        )
        self.form.add(self.where)
        self.form.add(self.count, self.date)
        self.count.changed.connect(lambda _value: self.ask_plan())
        self.date.changed.connect(lambda _value: self.ask_plan())
        self.where.chosen.connect(lambda _value: self.ask_plan())
        self.set_primary(title, self._save, name=f"{name}_save", shortcut=Shortcut.PRIMARY)
        self.draft_of_form = FormDraft(self.form, name_of=name_of_held)

    def ask_plan(self) -> None:
        """Ask what so many would move, and show it."""
        raise NotImplementedError

    def send(self, **values: Any) -> None:
        """Call the operation."""
        raise NotImplementedError

    def done_words(self, left: int) -> str:
        """What was done; `left` kits are in stock now."""
        raise NotImplementedError

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved."""
        typed = None if self.corrects else self.draft_of_form.typed()
        return typed and {"form": self._name, "of": self.item.id, "key": self.form_key, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again."""
        self.form_key = str(content["key"])
        self.draft_of_form.put_back(content["typed"])
        self.ask_plan()

    def show_plan(self, head: str, facts: list[tuple[Any, ...]], sentences: list[tuple[str, str]]) -> None:
        """The pane: what moves, and what to know about it."""
        if self.pane is None:
            return
        self.pane.set_head(head)
        parts: list[QWidget | int] = [FactsList(facts, look="ruled", name=f"{self._name}_plan")] if facts else []
        for sentence, tone in sentences:
            parts += [12, Text(sentence, tone=tone, wrap=True)]  # type: ignore[arg-type]
        self.pane.show_parts(parts or [SectionHead(_("Type how many"))])

    def _save(self) -> None:
        self.clear_message()
        if not all([self.where.require(), self.count.check(), self.date.check()]):
            self.focus_first_error()
            return
        self.allow_primary(False)
        self.send(
            form_key=self.form_key,
            item_id=self.item.id,
            count=self.count.value(),
            occurred_on=self.date.value(),
            changed=Changed.STOCK | Changed.MONTHS,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, posted: Posted) -> None:
        self.context.tasks.query(stock.stock_list, then=lambda lines: self._say(posted, lines))

    def _say(self, posted: Posted, lines: tuple[ItemStock, ...]) -> None:
        left = next((line.quantity for line in lines if line.item.id == self.item.id), 0)
        sentence, done = self.done_words(left), self._on_saved
        self._on_back()
        done(posted, sentence)

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields: dict[str, Field] = {
            "occurred_on": self.date,
            "place_id": self.where,
            "batch_id": self.where,
            "count": self.count,
        }
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))


class PackPage(_KitForm):
    """How many to pack, and where. The pane says which batches it takes and what date the kits will bear."""

    def __init__(
        self,
        context: Context,
        *,
        item: Item,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        on_done: Callable[..., None] | None = None,
        corrects: BookDocument | None = None,
        **_what: Any,
    ) -> None:
        super().__init__(
            context,
            _("Pack kits"),
            name="pack",
            item=next((line.item for line in corrects.lines if line.quantity > 0), item) if corrects else item,
            on_back=on_back,
            on_saved=on_saved,
            on_done=on_done,
            corrects=corrects,
        )
        self._packable: dict[int, int] = {}
        context.tasks.query(kits.kits, then=self._use_kits)

    def _use_kits(self, lines: tuple[KitStock, ...]) -> None:
        for line in lines:
            if line.item.id == self.item.id:
                self._packable = {each.place.id: each.count for each in line.packable}
        self.context.tasks.query(catalogue.places, then=self._use_places)

    def _use_places(self, places: tuple[Place, ...]) -> None:
        places = tuple(sorted(places, key=lambda place: -self._packable.get(place.id, 0)))
        self.where.set_options([(self._place_words(place), place.id) for place in places])
        if self.corrects is not None:
            self.where.set_value(self.corrects.place_id)
            packed = [line.quantity for line in self.corrects.lines if line.item.id == self.item.id]
            self.count.set_value(packed[0] if packed else None)
        elif places:
            self.where.set_value(places[0].id)
        self.draft_of_form.settle(self.where)
        self.count.setFocus()
        self.ask_plan()

    def _place_words(self, place: Place) -> str:
        return _("{place}  ·  {count} can be packed").format(
            place=place.name, count=number_text(self._packable.get(place.id, 0))
        )

    def ask_plan(self) -> None:
        count = self.count.value()
        if self.primary is not None:
            self.primary.set_words(_primary_words(_("Pack kits"), "pack", count))
        if count is None or self.where.value() is None or self.date.value() is None:
            self.show_plan(_("What it takes"), [], [])
            return
        self.context.tasks.query(
            kits.pack_plan,
            item_id=self.item.id,
            count=count,
            place_id=self.where.value(),
            occurred_on=self.date.value(),
            then=self._show_pack,
            otherwise=lambda _error: self.show_plan(_("What it takes"), [], []),
            latest="pack_plan",
        )

    def _show_pack(self, plan: PackPlan) -> None:
        facts: list[tuple[Any, ...]] = []
        for part in plan.parts:
            facts += _part_facts(part)
        short = [part for part in plan.parts if part.there < part.wanted]
        sentences = []
        if plan.expires_on is not None and not short:
            sentences.append(
                (_("These kits will bear the date {date}.").format(date=date_text(plan.expires_on)), "text")
            )
        if short and not self.corrects:
            sentences.append(
                (
                    _("There is too little of {item} here: {there} of {wanted}.").format(
                        item=short[0].item.name,
                        there=words.quantity(short[0].there, short[0].item.unit),
                        wanted=words.quantity(short[0].wanted, short[0].item.unit),
                    ),
                    "bad",
                )
            )
        if self.corrects:
            sentences.append((_("What {number} took comes back first.").format(number=self.corrects.number), "text2"))
        self.show_plan(_("What it takes"), facts, sentences)

    def send(self, **values: Any) -> None:
        self.context.tasks.action(
            kits.pack_kits,
            place_id=self.where.value(),
            corrects=self.corrects.id if self.corrects else None,
            **values,
        )

    def done_words(self, left: int) -> str:
        count = self.count.value() or 0
        return ngettext("{count} packed; {left} in stock", "{count} packed; {left} in stock", count).format(
            count=number_text(count), left=number_text(left)
        )


class UnpackPage(_KitForm):
    """Which packing, and how many of it. The pane says what comes back, and into which batches."""

    def __init__(
        self,
        context: Context,
        *,
        item: Item,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        on_done: Callable[..., None] | None = None,
        **_what: Any,
    ) -> None:
        super().__init__(
            context,
            _("Unpack kits"),
            name="unpack",
            item=item,
            on_back=on_back,
            on_saved=on_saved,
            on_done=on_done,
        )
        context.tasks.query(kits.packed, item.id, then=self._use_packed)

    def _use_packed(self, packed: tuple[PackedBatch, ...]) -> None:
        helds = [each.held for each in packed if each.recipe is not None]
        self.where.set_options([(_held_words(held), held) for held in helds])
        if helds:
            self.where.set_value(helds[0])
        self.draft_of_form.settle(self.where)
        self.count.setFocus()
        self.allow_primary(bool(helds), "" if helds else _("None of these were packed here."))
        self.ask_plan()

    def ask_plan(self) -> None:
        held: Held | None = self.where.value()
        count = self.count.value()
        if held is not None:
            self.count.set_hint(_("{quantity} are there").format(quantity=number_text(held.quantity)))
        if self.primary is not None:
            self.primary.set_words(_primary_words(_("Unpack kits"), "unpack", count))
        if held is None or count is None:
            self.show_plan(_("What comes back"), [], [])
            return
        self.context.tasks.query(
            kits.unpack_plan,
            item_id=self.item.id,
            batch_id=held.batch.id,
            count=count,
            then=self._show_back,
            otherwise=lambda _error: self.show_plan(_("What comes back"), [], []),
            latest="unpack_plan",
        )

    def _show_back(self, back: tuple[tuple[Item, Inside], ...]) -> None:
        facts: list[tuple[Any, ...]] = []
        for item, each in back:
            label = "  ·  ".join(
                fact for fact in (item.name, each.lot, date_text(each.expires_on) if each.expires_on else "") if fact
            )
            facts.append((label, words.quantity(each.quantity, item.unit)))
        self.show_plan(_("What comes back"), facts, [])

    def send(self, **values: Any) -> None:
        held: Held = self.where.value()
        self.context.tasks.action(kits.unpack_kits, batch_id=held.batch.id, place_id=held.place.id, **values)

    def done_words(self, left: int) -> str:
        count = self.count.value() or 0
        return ngettext("{count} unpacked; {left} in stock", "{count} unpacked; {left} in stock", count).format(
            count=number_text(count), left=number_text(left)
        )


def _primary_words(usual: str, what: str, count: int | None) -> str:
    if count is None:
        return usual
    if what == "pack":
        return ngettext("Pack {count} kit", "Pack {count} kits", count).format(count=number_text(count))
    return ngettext("Unpack {count} kit", "Unpack {count} kits", count).format(count=number_text(count))


def _part_facts(part: PartPlan) -> list[tuple[Any, ...]]:
    """One line a batch; one in the tone of what is short where there is not enough."""
    if not part.taken:
        return [(part.item.name, words.quantity(part.wanted, part.item.unit), "bad")]
    lines: list[tuple[Any, ...]] = []
    for each in part.taken:
        facts = [part.item.name, each.batch.lot]
        if each.batch.expires_on is not None:
            facts.append(date_text(each.batch.expires_on))
        label = "  ·  ".join(fact for fact in facts if fact)
        lines.append((label, words.quantity(each.quantity, part.item.unit)))
    return lines


def _held_words(held: Held) -> str:
    kits_there = ngettext("{count} kit", "{count} kits", held.quantity).format(count=number_text(held.quantity))
    return held_words(held, kits_there)
