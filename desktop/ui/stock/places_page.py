"""Where things stand: stores, shelves, bags, and what partner groups hold."""

from collections.abc import Callable
from typing import Any

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.stock import Place, PlaceId, PlaceKind
from desktop.i18n import _, ngettext, number_text, say
from desktop.operations import catalogue
from desktop.operations.catalogue import PlaceUse
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import ChoiceField, TextField
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table


class PlacesPage(FormPage):
    """Every place, and how much stands there."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        show: Callable[..., None],
        **_what: Any,
    ) -> None:
        super().__init__(_("Places"), name="places", on_back=on_back, small=_("Enter opens one"))
        self._context = context
        self._show = show
        self._table: Table[PlaceUse] = Table(
            [
                Column(_("Name"), lambda use: use.place.name, look="bold", icon=lambda use: _ICONS[use.place.kind]),
                Column(_("What it is"), lambda use: words.place_kind(use.place.kind), width=190),
                Column(_("What is there"), _there, width=160, look="second"),
                Column(_("State"), lambda use: "" if use.place.active else _("not in use"), width=120, look="second"),
            ],
            name="places_table",
            label=_("Places"),
            key=lambda use: use.place.id,
        )
        self._table.opened.connect(lambda use: self._open(use.place))
        self.set_body(self._table, margin=12)
        self._change = self.add_second(_("Change place"), self._open_chosen, name="places_change", icon="edit")
        self._change.setEnabled(False)
        self._table.chosen.connect(lambda use: self._change.setEnabled(use is not None))
        self.set_primary(
            _("New place"), lambda: self._open(None), name="places_new", icon="plus", shortcut=Shortcut.PRIMARY
        )
        context.events.changed.connect(self._on_changed)
        self._read()

    def _open_chosen(self) -> None:
        use = self._table.chosen_record()
        if use is not None:
            self._open(use.place)

    def _open(self, place: Place | None) -> None:
        self._show("place", place=place, on_done=self.foot.done)

    def _on_changed(self, what: Changed) -> None:
        if Changed.STOCK in what:
            self._read()

    def _read(self) -> None:
        self._context.tasks.query(catalogue.place_list, then=self._use, latest="places")

    def _use(self, found: tuple[PlaceUse, ...]) -> None:
        self._table.set_rows(list(found))
        if self._table.chosen_record() is None:
            self._table.choose(0 if found else -1)


class PlacePage(FormPage):
    """A place's name and kind."""

    def __init__(
        self,
        context: Context,
        *,
        place: Place | None = None,
        on_back: Callable[[], None],
        on_done: Callable[[str], object] = lambda _sentence: None,
        **_what: Any,
    ) -> None:
        super().__init__(_("Change place") if place else _("New place"), name="place", on_back=on_back)
        self._context = context
        self._place_id = place.id if place else None
        self._on_back = on_back
        self._on_done = on_done
        self._name = TextField(
            _("Name"), name="place_name", longest=60, hint=_("As it is written on the door or the bag")
        )
        self._kind = ChoiceField(_("What it is"), name="place_kind")
        self._kind.set_options([(words.place_kind(kind), kind) for kind in PlaceKind])
        self._kind.set_value(PlaceKind.SHELF)
        self._kind.chosen.connect(lambda _kind: self._tell())
        self._active = Check(_("In use"), name="place_active")
        self._active.setChecked(True)
        self._active.hide()
        self.form.add(self._name)
        self.form.add(self._kind)
        self.form.add(self._active)
        self.set_primary(_("Save place"), self._save, name="place_save", shortcut=Shortcut.PRIMARY)
        if place is not None:
            self._use(place)
        self._tell()
        self._draft = FormDraft(self.form)

    def _use(self, place: Place) -> None:
        self._place_id = place.id
        self.set_title(_("Change place"))
        self._name.set_value(place.name)
        self._kind.set_value(place.kind)
        self._active.setChecked(place.active)
        self._active.show()
        self._tell()

    def _tell(self) -> None:
        """What the kind means."""
        self._kind.set_hint(
            {
                PlaceKind.BAG: _("What is in a bag is not given at the counter, unless the bag is chosen there"),
                PlaceKind.PARTNER: _("What a group holds is theirs to give. They tell what they gave out"),
            }.get(self._kind.value(), _("The counter gives from here"))
        )

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved; None while it is being saved, since a second place would come of it."""
        typed = self._draft.typed()
        if typed is None or self.primary is None or not self.primary.isEnabled():
            return None
        return {"form": "place", "of": None, "place": self._place_id, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again, once the place it is about is known."""
        place_id: PlaceId | None = content["place"]

        def back(found: tuple[PlaceUse, ...]) -> None:
            place = next((use.place for use in found if use.place.id == place_id), None)
            if place is not None:
                self._use(place)
            self._draft.put_back(content["typed"])
            self._tell()

        if place_id is None:
            back(())
        else:
            self._context.tasks.query(catalogue.place_list, then=back)

    def _save(self) -> None:
        self.clear_message()
        if not self._name.require():
            self.focus_first_error()
            return
        self.wait(True)
        self._context.tasks.action(
            catalogue.save_place,
            place_id=self._place_id,
            name=self._name.value(),
            kind=self._kind.value(),
            active=self._active.isChecked(),
            changed=Changed.STOCK,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, _place_id: PlaceId) -> None:
        self._on_back()
        self._on_done(_("{name} is saved").format(name=self._name.value()))

    def _refused(self, error: LarderError) -> None:
        self.wait(False)
        if isinstance(error, Invalid) and error.field == "name":
            self._name.set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))


_ICONS = {
    PlaceKind.STORE: "stock",
    PlaceKind.SHELF: "place",
    PlaceKind.BAG: "item-bag",
    PlaceKind.PARTNER: "household",
}


def _there(use: PlaceUse) -> str:
    if not use.items:
        return _("nothing")
    return ngettext("{count} item", "{count} items", use.items).format(count=number_text(use.items))
