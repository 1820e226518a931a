"""An item's facts."""

from collections.abc import Callable
from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.stock import MOST, Barcode, Category, Expiry, Item, ItemId, Pack, Unit
from desktop.i18n import N_, _, say
from desktop.operations import catalogue
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import ChoiceField, TextField
from desktop.ui.widgets.number_field import NumberField

ICONS = (
    ("item-box", N_("Box")),
    ("item-condom", N_("Square packet")),
    ("item-drop", N_("Drop")),
    ("item-mask", N_("Mask")),
    ("item-bottle", N_("Bottle")),
    ("item-soap", N_("Soap")),
    ("item-bag", N_("Bag")),
    ("item-bowl", N_("Bowl")),
    ("item-leaf", N_("Leaf")),
    ("item-kit", N_("Case")),
    ("item-test", N_("Tube")),
    ("item-card", N_("Card")),
)


class ItemPage(FormPage):
    """A new item, or the facts of one that is there."""

    def __init__(
        self,
        context: Context,
        item: Item | None,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[[ItemId], None],
    ) -> None:
        super().__init__(_("Change item") if item else _("New item"), name="item", on_back=on_back)
        self._context = context
        self._before = item
        self._on_back = on_back
        self._on_saved = on_saved
        pack = item.packs[-1] if item and item.packs else None
        self._name = TextField(_("Name"), name="item_name", longest=200, value=item.name if item else "")
        self._category = ChoiceField(_("Group"), name="item_category")
        self._category.set_options([(words.category(found), found) for found in Category])
        self._unit = ChoiceField(_("Counted in"), name="item_unit")
        self._unit.set_options([(words.unit(found), found) for found in Unit])
        self._expiry = ChoiceField(_("Date on it"), name="item_expiry")
        self._expiry.set_options([(words.expiry(found), found) for found in Expiry])
        self._pack_name = TextField(
            _("Pack"), name="item_pack_name", hint=_("Such as Box"), value=pack.name if pack else "", longest=40
        )
        self._pack_size = NumberField(
            _("In one pack"), name="item_pack_size", minimum=2, required=False, value=pack.size if pack else None
        )
        self._reorder = NumberField(
            _("Order at"),
            name="item_reorder",
            minimum=0,
            maximum=MOST,
            required=False,
            value=item.reorder_level if item else None,
            hint=_("Below this it is called low"),
        )
        self._usual = NumberField(
            _("Usually given"), name="item_usual", required=False, value=item.usual_quantity if item else None
        )
        self._barcode = TextField(
            _("Barcode"),
            name="item_barcode",
            hint=_("Type it or scan it"),
            value=", ".join(found.code for found in item.barcodes) if item else "",
        )
        self._icon = ChoiceField(_("Drawing"), name="item_icon")
        self._icon.set_options([(_(name), icon) for icon, name in ICONS])
        self._favourite = Check(_("Often given: show it at the counter"), name="item_favourite")
        self._active = Check(_("In use"), name="item_active")
        self._category.set_value(item.category if item else Category.HYGIENE)
        self._unit.set_value(item.unit if item else Unit.PIECE)
        self._expiry.set_value(item.expiry if item else Expiry.NONE)
        self._icon.set_value(item.icon if item else "item-box")
        self._favourite.setChecked(item.favourite if item else True)
        self._active.setChecked(item.active if item else True)
        self.form.add(self._name)
        self.form.add(self._category, self._icon)
        self.form.add(self._unit, self._expiry)
        self.form.add(self._pack_name, self._pack_size)
        self.form.add(self._reorder, self._usual)
        self.form.add(self._barcode)
        self.form.add(self._favourite)
        if item is not None:
            self.form.add(self._active)
        self.set_primary(_("Save item"), self._save, name="item_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form)

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved; None while it is being saved, since a second item would come of it."""
        typed = self._draft.typed()
        if typed is None or self.primary is None or not self.primary.isEnabled():
            return None
        return {"form": "item", "of": self._before.id if self._before else None, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again."""
        self._draft.put_back(content["typed"])

    def _save(self) -> None:
        self.clear_message()
        good = [self._name.require(), *(field.check() for field in (self._pack_size, self._reorder, self._usual))]
        if not all(good):
            self.focus_first_error()
            return
        size = self._pack_size.value()
        self.allow_primary(False)
        self._context.tasks.action(
            catalogue.save_item,
            item_id=self._before.id if self._before else None,
            name=self._name.value(),
            category=self._category.value(),
            unit=self._unit.value(),
            expiry=self._expiry.value(),
            packs=[Pack(self._pack_name.value() or _("Pack"), size)] if size else [],
            barcodes=[Barcode(code) for code in self._barcode.value().split(",")],
            reorder_level=self._reorder.value() or 0,
            usual_quantity=self._usual.value() or 1,
            favourite=self._favourite.isChecked(),
            icon=self._icon.value(),
            active=self._active.isChecked(),
            changed=Changed.STOCK,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, item_id: ItemId) -> None:
        self._on_back()
        self._on_saved(item_id)

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields = {
            "name": self._name,
            "unit": self._unit,
            "packs": self._pack_name,
            "barcodes": self._barcode,
            "reorder_level": self._reorder,
            "usual_quantity": self._usual,
        }
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))
