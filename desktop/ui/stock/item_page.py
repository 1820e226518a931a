"""An item's facts."""

import base64
import re
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.money import parse_money
from desktop.domain.stock import MOST, Category, Expiry, Item, ItemId, Unit
from desktop.i18n import N_, _, currency_decimals, current, languages, money_signs, say
from desktop.operations import catalogue, photos, users
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.item_photo import PhotoField
from desktop.ui.stock.item_rows import BarcodeRows, PackRows
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import ChoiceField, TextField
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.number_field import NumberField

ICONS = (
    ("item-box", N_("Box")),
    ("item-condom", N_("Square packet")),
    ("item-condom-inner", N_("Round packet")),
    ("item-drop", N_("Drop")),
    ("item-mask", N_("Mask")),
    ("item-bottle", N_("Bottle")),
    ("item-spray", N_("Spray")),
    ("item-tube", N_("Squeeze tube")),
    ("item-sachet", N_("Sachet")),
    ("item-soap", N_("Soap")),
    ("item-pad", N_("Pad")),
    ("item-bag", N_("Bag")),
    ("item-basket", N_("Basket")),
    ("item-bowl", N_("Bowl")),
    ("item-grain", N_("Grain")),
    ("item-leaf", N_("Leaf")),
    ("item-tin", N_("Tin")),
    ("item-cloth", N_("Cloth")),
    ("item-light", N_("Lamp")),
    ("item-book", N_("Book")),
    ("item-kit", N_("Case")),
    ("item-test", N_("Tube")),
    ("item-card", N_("Card")),
)
LARGEST_IN_DRAFT = 90_000
"""A photo of more bytes is chosen again after a lock: what is kept of all forms together has an end."""


class ItemPage(FormPage):
    """A new item, or the facts of one that is there. A new one needs only a name."""

    def __init__(
        self,
        context: Context,
        item: Item | None,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[[ItemId], None],
    ) -> None:
        super().__init__(_("Change item") if item else _("New item"), name="item", on_back=on_back, width=640)
        self._context = context
        self._before = item
        self._item_id = item.id if item else None
        self._on_back = on_back
        self._on_saved = on_saved
        self._decimals = 2
        self._add_names(item)
        self._add_counting(item)
        self._add_packs(item)
        self._add_levels(item)
        self._add_looks(item)
        self.set_primary(_("Save item"), self._save, name="item_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form)
        context.tasks.query(users.collective_settings, then=self._use_settings)
        if item is not None and item.has_photo:
            context.tasks.query(photos.item_photo, item.id, then=self._use_photo)

    # The form

    def _add_names(self, item: Item | None) -> None:
        self._name = TextField(_("Name"), name="item_name", longest=200, value=item.name if item else "")
        known = dict(item.names) if item else {}
        self._names = {
            code: TextField(own, name=f"item_name_{code}", value=known.get(code, ""))
            for code, own in languages().items()
            if code != current()
        }
        self._other_names = boxed(column(*self._names.values(), spacing=12))
        self._unfold = Button(_("Names in other languages"), name="item_names", kind="quiet", icon="globe", flush=True)
        self._unfold.clicked.connect(lambda _checked=False: self._show_names(focus=True))
        self._category = ChoiceField(_("Group"), name="item_category")
        self._category.set_options([(words.category(found), found) for found in Category])
        self._category.set_value(item.category if item else Category.HYGIENE)
        self.form.add(self._name)
        self.form.add(boxed(column(boxed(row(self._unfold, -1)), self._other_names)))
        self._other_names.hide()
        if any(field.value() for field in self._names.values()):
            self._show_names(focus=False)
        if not self._names:
            self._unfold.hide()
        self.form.add(self._category)

    def _show_names(self, *, focus: bool) -> None:
        self._unfold.hide()
        self._other_names.show()
        if focus:
            next(iter(self._names.values())).setFocus()

    def _add_counting(self, item: Item | None) -> None:
        self._unit = ChoiceField(_("Counted in"), name="item_unit")
        self._unit.set_options([(words.unit(found), found) for found in Unit])
        self._unit.set_value(item.unit if item else Unit.PIECE)
        self._unit.chosen.connect(lambda _unit: self._use_unit())
        self._expiry = ChoiceField(_("Date on it"), name="item_expiry")
        self._expiry.set_options([(words.expiry(found), found) for found in Expiry])
        self._expiry.set_value(item.expiry if item else Expiry.NONE)
        self._lots = Check(_("Deliveries bear batch numbers"), name="item_lots")
        self._lots.setChecked(item.lots if item else True)
        self._serials = Check(_("Each piece bears a number of its own, such as a card"), name="item_serials")
        self._serials.setChecked(bool(item and item.serials))
        self.form.add_head(_("How it is counted"))
        self.form.add(self._unit, self._expiry)
        self.form.add(boxed(column(self._lots, 8, self._serials)))
        if item is not None and item.is_kit:
            self._serials.hide()

    def _add_packs(self, item: Item | None) -> None:
        self._packs = PackRows(item.packs if item else ())
        self._barcodes = BarcodeRows(item.barcodes if item else (), self._packs, self._unit.value)
        self.form.add_head(_("Packs and barcodes"))
        self.form.add(self._packs)
        self.form.add(self._barcodes)

    def _add_levels(self, item: Item | None) -> None:
        def number(label: str, name: str, value: int | None, hint: str = "", least: int = 0) -> NumberField:
            return NumberField(
                label, name=name, minimum=least, maximum=MOST, required=False, value=value or None, hint=hint
            )

        self._reorder = number(
            _("Order at"), "item_reorder", item.reorder_level if item else None, _("Below this it is called low")
        )
        self._wished = number(
            _("Wished level"), "item_wished", item.wished_level if item else None, _("An order fills up to this")
        )
        self._usual = number(_("Usually given"), "item_usual", item.usual_quantity if item else None, least=1)
        self._worth = TextField(
            _("Worth"), name="item_worth", longest=20, hint=_("Such as 12.50"), value=self._money(item)
        )
        self._worth_of = number(_("For so many"), "item_worth_of", item.worth_of if item else 1, least=1)
        self.form.add_head(_("How much should be there"))
        self.form.add(self._reorder, self._wished, self._usual)
        self.form.add(self._worth, self._worth_of)
        self._use_unit()

    def _add_looks(self, item: Item | None) -> None:
        self._icon = ChoiceField(_("Drawing"), name="item_icon")
        self._icon.set_options([(_(name), icon) for icon, name in ICONS])
        self._icon.set_value(item.icon if item else "item-box")
        self._photo = PhotoField(self._context, on_reading=self.wait)
        self._favourite = Check(_("Often given: show it at the counter"), name="item_favourite")
        self._favourite.setChecked(item.favourite if item else True)
        self._active = Check(_("In use"), name="item_active")
        self._active.setChecked(item.active if item else True)
        self.form.add_head(_("How it is shown"))
        self.form.add(self._icon, self._photo)
        checks: list[QWidget | int] = [self._favourite]
        if item is not None:
            checks += [8, self._active]
        self.form.add(boxed(column(*checks)))

    def _use_unit(self) -> None:
        unit = self._unit.value()
        for field in (self._reorder, self._wished, self._usual, self._worth_of):
            field.set_unit(words.unit(unit))
        if not (self._before and self._before.is_kit):
            self._serials.setVisible(unit is Unit.PIECE)
        self._barcodes.refresh()

    def _use_settings(self, settings: users.CollectiveSettings) -> None:
        """The currency decides how many decimals an amount has."""
        before = self._money(self._before)
        self._decimals = currency_decimals(settings.currency) if settings.currency else 2
        if settings.currency:
            self._worth.set_label(_("Worth, in {currency}").format(currency=settings.currency))
        if self._worth.value() == before:
            self._worth.set_value(self._money(self._before))
            self._draft.settle(self._worth)

    def _money(self, item: Item | None) -> str:
        if item is None or not item.worth:
            return ""
        digits = str(item.worth).zfill(self._decimals + 1)
        return digits[: -self._decimals] + money_signs()[0] + digits[-self._decimals :] if self._decimals else digits

    def _use_photo(self, image: bytes | None) -> None:
        if not self._photo.is_changed():
            self._photo.start(image)

    # Kept over a lock

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved; None while it is being saved, since a second item would come of it."""
        typed = self._draft.typed()
        photo = self._photo.image() if self._photo.is_changed() else None
        if (typed is None and not self._photo.is_changed()) or self.primary is None or not self.primary.isEnabled():
            return None
        return {
            "form": "item",
            "of": self._item_id,
            "typed": typed or {},
            "photo": base64.b64encode(photo).decode() if photo and len(photo) <= LARGEST_IN_DRAFT else "",
        }

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again."""
        typed = content["typed"]
        if typed:
            self._packs.set_numbers(_numbers("item_pack_name", typed))
            self._barcodes.set_numbers(_numbers("item_barcode", typed))
        self._draft.put_back(typed)
        self._use_unit()
        if any(field.value() for field in self._names.values()):
            self._show_names(focus=False)
        if content.get("photo"):
            self._photo.set_image(base64.b64decode(content["photo"]))

    # Saving

    def _save(self) -> None:
        self.clear_message()
        worth = self._read_worth()
        numbers = (self._reorder, self._wished, self._usual, self._worth_of)
        good = [
            self._name.require(),
            self._packs.check(),
            self._barcodes.check(),
            *(field.check() for field in numbers),
            worth is not None,
        ]
        if not all(good):
            self.focus_first_error()
            return
        self.wait(True)
        main, names = self._all_names()
        self._context.tasks.action(
            catalogue.save_item,
            item_id=self._item_id,
            name=main,
            names=names,
            category=self._category.value(),
            unit=self._unit.value(),
            expiry=self._expiry.value(),
            packs=self._packs.packs(),
            barcodes=self._barcodes.barcodes(),
            reorder_level=self._reorder.value() or 0,
            wished_level=self._wished.value() or 0,
            usual_quantity=self._usual.value() or 1,
            worth=worth,
            worth_of=self._worth_of.value() or 1,
            lots=self._lots.isChecked(),
            serials=self._serials.isChecked() and self._unit.value() is Unit.PIECE,
            favourite=self._favourite.isChecked(),
            icon=self._icon.value(),
            active=self._active.isChecked(),
            changed=Changed.STOCK,
            then=self._facts_saved,
            otherwise=self._refused,
        )

    def _all_names(self) -> tuple[str, list[tuple[str, str]]]:
        """The main name, and the names by language. The name in the language being spoken is its own only where it was."""
        typed = self._name.value()
        names = [(code, field.value()) for code, field in self._names.items() if field.value()]
        before = self._before
        if before is None or current() not in dict(before.names):
            return typed, names
        main = typed if before.main_name == before.name else before.main_name
        return main, [*names, (current(), typed)]

    def _read_worth(self) -> int | None:
        """The amount in minor units, 0 for none; None with a sentence beside the field for what is no amount."""
        typed = self._worth.value()
        if not typed:
            return 0
        point, group = money_signs()
        found = parse_money(typed, self._decimals, point=point, group=group)
        if found is None or found > MOST:
            self._worth.set_error(_("This is not understood. Nothing was saved. Type an amount such as 12.50."))
            return None
        return found

    def _facts_saved(self, item_id: ItemId) -> None:
        # From here on a second press changes this item: another would come of it otherwise.
        self._item_id = item_id
        if not self._photo.is_changed():
            self._saved(item_id)
            return
        self._context.tasks.action(
            photos.set_item_photo,
            item_id=item_id,
            image=self._photo.image(),
            changed=Changed.STOCK,
            then=lambda _none: self._saved(item_id),
            otherwise=self._refused,
        )

    def _saved(self, item_id: ItemId) -> None:
        self._on_back()
        self._on_saved(item_id)

    def _refused(self, error: LarderError) -> None:
        self.wait(False)
        fields: dict[str, Any] = {
            "name": self._name,
            "names": next(iter(self._names.values()), self._name),
            "unit": self._unit,
            "packs": self._packs,
            "barcodes": self._barcodes,
            "reorder_level": self._reorder,
            "wished_level": self._wished,
            "usual_quantity": self._usual,
            "worth": self._worth,
            "worth_of": self._worth_of,
            "image": self._photo,
        }
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))


def _numbers(part: str, typed: dict[str, Any]) -> list[int]:
    """The numbers of the rows of which something is kept."""
    found = [re.fullmatch(rf"{part}(?:_(\d+))?", name) for name in typed]
    return [int(each[1] or 0) for each in found if each is not None]
