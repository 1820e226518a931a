"""Two small forms of a count: something found that is not on the sheet, and the item a scanned code stands on."""

from collections.abc import Callable

from desktop.domain.counting import CountLine, CountSheet
from desktop.domain.errors import Invalid, LarderError
from desktop.domain.stock import Barcode, Expiry, Item, ItemId, Place, Reason, Unit
from desktop.i18n import _, number_text, say
from desktop.operations import catalogue, counting
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import ChoiceField, TextField
from desktop.ui.widgets.number_field import NumberField

MOST_PACKS = 100_000


class CountFoundPage(FormPage):
    """A batch that stands there and is not on the sheet."""

    def __init__(
        self, context: Context, sheet: CountSheet, *, on_back: Callable[[], None], on_counted: Callable[[], None]
    ) -> None:
        super().__init__(
            _("Found, not listed"), name="found", on_back=on_back, small=_("It is on the shelf, but not on the sheet")
        )
        self._context = context
        self._sheet = sheet
        self._on_back = on_back
        self._on_counted = on_counted
        self._items: dict[ItemId, Item] = {}
        self._item = ChoiceField(_("Item"), name="found_item", placeholder=_("Choose an item"))
        self._item.chosen.connect(lambda _item: self._use_item())
        self._place = ChoiceField(_("Place"), name="found_place")
        self._packs = NumberField(_("Packs"), name="found_packs", minimum=0, maximum=MOST_PACKS, required=False)
        self._loose = NumberField(_("Loose"), name="found_loose", minimum=0, required=False)
        self._expires = DateField(
            _("Expires"),
            name="found_expires",
            today=context.clock.today(),
            months=True,
            required=False,
            hint=_("As printed on the box, such as 03/2027"),
        )
        self._lot = TextField(_("Batch"), name="found_lot", hint=_("If it bears one"), longest=40)
        self.form.add(self._item)
        if sheet.place is None:
            self.form.add(self._place)
            context.tasks.query(catalogue.places, then=self._use_places)
        self.form.add(self._packs, self._loose)
        self.form.add(self._expires, self._lot)
        self.set_primary(_("Add to the count"), self._save, name="found_save")
        context.tasks.query(catalogue.items, then=self._use_items)

    def _use_places(self, places: tuple[Place, ...]) -> None:
        self._place.set_options([(place.name, place.id) for place in places])
        if places:
            self._place.set_value(places[0].id)

    def _use_items(self, items: tuple[Item, ...]) -> None:
        chosen = {item.id for item in self._sheet.head.items}
        self._items = {item.id: item for item in items if not item.serials and (not chosen or item.id in chosen)}
        self._item.set_options([(item.name, item.id) for item in self._items.values()])
        self._use_item()

    def _use_item(self) -> None:
        item = self._items.get(self._item.value())
        pack = item.packs[-1] if item and item.packs else None
        self._packs.setVisible(pack is not None)
        if pack is not None:
            self._packs.set_unit(_("{pack} of {size}").format(pack=pack.name, size=number_text(pack.size)))
        self._loose.set_unit(words.unit(item.unit) if item else "")
        self._expires.setVisible(item is not None and item.expiry is not Expiry.NONE)
        self._lot.setVisible(item is None or item.lots)

    def _save(self) -> None:
        self.clear_message()
        fields = [field for field in (self._packs, self._loose, self._expires) if field.isVisibleTo(self)]
        if not all([self._item.require(), *(field.check() for field in fields)]):
            self.focus_first_error()
            return
        item = self._items[self._item.value()]
        size = item.packs[-1].size if item.packs else 0
        counted = (self._packs.value() or 0) * size + (self._loose.value() or 0)
        if not counted:
            self._loose.set_error(_("Type how many there are. Nothing was saved."))
            self.focus_first_error()
            return
        self.wait(True)
        self._context.tasks.action(
            counting.count_line,
            stocktake_id=self._sheet.id,
            item_id=item.id,
            batch_id=None,
            place_id=self._place.value() if self._sheet.place is None else None,
            counted=counted,
            reason=Reason.FOUND,
            lot=self._lot.value(),
            expires_on=self._expires.value() if item.expiry is not Expiry.NONE else None,
            changed=Changed(0),
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, _line: CountLine) -> None:
        self._on_back()
        self._on_counted()

    def _refused(self, error: LarderError) -> None:
        self.wait(False)
        fields = {"counted": self._loose, "lot": self._lot, "place_id": self._place}
        if isinstance(error, Invalid) and error.field in fields:
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))


class CountLinkPage(FormPage):
    """Which item a code stands on; from then on a scan of it counts."""

    def __init__(
        self, context: Context, code: str, *, on_back: Callable[[], None], on_linked: Callable[[], None]
    ) -> None:
        super().__init__(_("Link to an item"), name="link", on_back=on_back, small=code)
        self._context = context
        self._code = code
        self._on_back = on_back
        self._on_linked = on_linked
        self._items: dict[ItemId, Item] = {}
        self._item = ChoiceField(_("Item"), name="link_item", placeholder=_("Choose an item"))
        self._item.chosen.connect(lambda _item: self._use_item())
        self._holds = ChoiceField(_("The code stands on"), name="link_holds")
        self.form.add(self._item)
        self.form.add(self._holds)
        self.form.add_words(_("The code is kept with the item, and the scan is counted."))
        self.set_primary(_("Link and count"), self._save, name="link_save")
        context.tasks.query(catalogue.items, then=self._use_items)

    def _use_items(self, items: tuple[Item, ...]) -> None:
        self._items = {item.id: item for item in items}
        self._item.set_options([(item.name, item.id) for item in items])
        self._use_item()

    def _use_item(self) -> None:
        item = self._items.get(self._item.value())
        options: list[tuple[str, object]] = [(words.quantity(1, item.unit if item else Unit.PIECE), 1)]
        for pack in item.packs if item else ():
            words_of_pack = _("{pack} of {size}").format(pack=pack.name, size=number_text(pack.size))
            options.append((words_of_pack, pack.size))
        self._holds.set_options(options)
        self._holds.set_value(1)

    def _save(self) -> None:
        if not self._item.require():
            self.focus_first_error()
            return
        item = self._items[self._item.value()]
        self.wait(True)
        self._context.tasks.action(
            catalogue.save_item,
            item_id=item.id,
            name=item.main_name,
            category=item.category,
            unit=item.unit,
            expiry=item.expiry,
            packs=item.packs,
            barcodes=(*item.barcodes, Barcode(self._code, self._holds.value())),
            reorder_level=item.reorder_level,
            usual_quantity=item.usual_quantity,
            favourite=item.favourite,
            icon=item.icon,
            active=item.active,
            names=item.names,
            wished_level=item.wished_level,
            lots=item.lots,
            serials=item.serials,
            worth=item.worth,
            worth_of=item.worth_of,
            changed=Changed.STOCK,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, _item_id: ItemId) -> None:
        self._on_back()
        self._on_linked()

    def _refused(self, error: LarderError) -> None:
        self.wait(False)
        self.show_message("refusal", say(error))
