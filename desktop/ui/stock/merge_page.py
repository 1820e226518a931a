"""Make two items one: side by side, which stays, which goes over into it."""

import uuid
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.stock import Item, Posted
from desktop.i18n import _, date_text, number_text, say
from desktop.operations import catalogue, merging, stock
from desktop.operations.stock import ItemDetail
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import ChoiceField
from desktop.ui.widgets.ground import boxed, clear, column, row
from desktop.ui.widgets.lists import FactsList


class _Side(QWidget):
    """One of the two: which it is, and what is known of it."""

    def __init__(self, context: Context, label: str, hint: str, *, name: str, on_change: Callable[[], None]) -> None:
        super().__init__()
        self._context = context
        self._name = name
        self._on_change = on_change
        self.detail: ItemDetail | None = None
        self.field = ChoiceField(label, name=name, hint=hint, placeholder=_("Choose an item"))
        self.field.chosen.connect(lambda _item_id: self.read())
        self._place = column()
        self.setLayout(column(self.field, 12, boxed(self._place), -1))

    def read(self) -> None:
        """Look up what is known of the chosen item."""
        self.detail = None
        clear(self._place)
        item_id = self.field.value()
        if item_id is not None:
            self._context.tasks.query(stock.item_detail, item_id, then=self._show, latest=self._name)
        self._on_change()

    def _show(self, detail: ItemDetail) -> None:
        self.detail = detail
        clear(self._place)
        item = detail.stock.item
        facts = [
            (_("In stock"), words.quantity(detail.stock.quantity, item.unit)),
            (_("Batches"), number_text(_batches(detail))),
            (_("Barcodes"), number_text(len(item.barcodes))),
            (_("Date on it"), words.expiry(item.expiry)),
            (_("Last move"), _last_move(detail)),
        ]
        self._place.addWidget(FactsList(facts, look="ruled", name=f"{self._name}_facts"))
        self._on_change()


class MergePage(FormPage):
    """Two items that were entered for one thing."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        item: Item | None = None,
        **_what: Any,
    ) -> None:
        super().__init__(_("Make two items one"), name="merge", on_back=on_back, width=760)
        self._context = context
        self._on_back = on_back
        self._on_saved = on_saved
        self._wanted = item.id if item else None
        self._form_key = uuid.uuid4().hex
        self._keep = _Side(
            context, _("This one stays"), _("Everything stands under it from then on"), name="merge_keep",
            on_change=self._allow,
        )  # fmt: skip
        self._drop = _Side(
            context, _("This one goes over into it"), _("It is not used any more. Its stock card stays"),
            name="merge_drop", on_change=self._allow,
        )  # fmt: skip
        swap = Button(_("The other way round"), name="merge_swap", icon="swap", height=40)
        swap.clicked.connect(lambda _checked=False: self._swap())
        self.form.add_words(
            _(
                "For one thing that was entered twice. Stock, batches, barcodes, packs and numbers go over; "
                "nothing is lost, and it can be undone."
            )
        )
        sides = row(spacing=40)
        sides.addWidget(self._keep, 1)
        sides.addWidget(self._drop, 1)
        self.form.add(boxed(sides))
        self.form.add(boxed(row(swap, -1)))
        self.set_primary(_("Make them one..."), self._ask, name="merge_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form)
        self._allow()
        context.tasks.query(catalogue.items, then=self._use_items)

    def _use_items(self, items: tuple[Item, ...]) -> None:
        options: list[tuple[str, object]] = [(item.name, item.id) for item in items if not item.is_kit]
        for side in (self._keep, self._drop):
            side.field.set_options(options)
        if self._wanted is not None:
            self._keep.field.set_value(self._wanted)
            self._keep.read()
        self._draft.settle(self._keep.field, self._drop.field)

    def draft(self) -> dict[str, Any] | None:
        """Which two were chosen."""
        typed = self._draft.typed()
        if typed is None or self.primary is None or not self.back.isEnabled():
            return None
        return {"form": "merge", "of": None, "key": self._form_key, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Choose them again."""
        self._form_key = str(content["key"])
        self._draft.put_back(content["typed"])

    def _allow(self) -> None:
        if not hasattr(self, "_drop"):
            return
        ready = self._keep.detail is not None and self._drop.detail is not None
        self.allow_primary(ready, "" if ready else _("Choose the two items first."))

    def _swap(self) -> None:
        keep, drop = self._keep.field.value(), self._drop.field.value()
        self._keep.field.set_value(drop)
        self._drop.field.set_value(keep)
        for side in (self._keep, self._drop):
            side.field.set_error(None)
            side.read()

    def _ask(self) -> None:
        self.clear_message()
        keep, drop = self._keep.detail, self._drop.detail
        if keep is None or drop is None:
            return
        names = {"keep": keep.stock.item.name, "drop": drop.stock.item.name}
        self._context.messages.confirm(
            _("Make {drop} one with {keep}?").format(**names),
            _("What there is of {drop} stands under {keep} from then on, and {drop} is not used any more.").format(
                **names
            ),
            [
                (_("In stock"), words.quantity(drop.stock.quantity, drop.stock.item.unit)),
                (_("Batches"), number_text(_batches(drop))),
                (_("Barcodes"), number_text(len(drop.stock.item.barcodes))),
            ],
            safe=_("Leave them two"),
            act=_("Make them one"),
            on_act=self._save,
        )

    def _save(self) -> None:
        self.wait(True)
        self._context.tasks.action(
            merging.merge_items,
            form_key=self._form_key,
            keep=self._keep.field.value(),
            drop=self._drop.field.value(),
            changed=Changed.STOCK | Changed.MONTHS,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, posted: Posted) -> None:
        keep, drop = self._keep.detail, self._drop.detail
        sentence = _("{drop} is one with {keep} now").format(
            drop=drop.stock.item.name if drop else "", keep=keep.stock.item.name if keep else ""
        )
        self._on_back()
        self._on_saved(posted, sentence, undo=merging.undo_merge)

    def _refused(self, error: LarderError) -> None:
        self.wait(False)
        fields = {"keep": self._keep.field, "drop": self._drop.field}
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))


def _batches(detail: ItemDetail) -> int:
    return len({held.batch.id for held in detail.held})


def _last_move(detail: ItemDetail) -> str:
    if not detail.last:
        return _("never")
    move = detail.last[0]
    return _("{date}, {what}").format(date=date_text(move.occurred_on), what=words.document_kind(move.kind))
