"""Where things stand: stores, shelves, bags, and what partner groups hold."""

from collections.abc import Callable
from typing import Any

from desktop.domain.stock import Place, PlaceKind
from desktop.i18n import _, ngettext, number_text
from desktop.operations import catalogue
from desktop.operations.catalogue import PlaceUse
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.listed import ListedPage, NameForm
from desktop.ui.widgets.field import ChoiceField
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table


class PlacesPage(ListedPage):
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
        super().__init__(context, _("Places"), name="places", on_back=on_back, small=_("Enter opens one"))
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
        self.lay_out(self._table)
        self.add_change(self._table, _("Change place"), "places_change", lambda use: self._open(use.place))
        self.set_primary(
            _("New place"), lambda: self._open(None), name="places_new", icon="plus", shortcut=Shortcut.PRIMARY
        )
        self.follow_stock()

    def _open(self, place: Place | None) -> None:
        self._show("place", place=place, on_done=self.foot.done)

    def read(self) -> None:
        self.context.tasks.query(catalogue.place_list, then=self._use, latest="places")

    def _use(self, found: tuple[PlaceUse, ...]) -> None:
        self._table.set_rows(list(found))
        if self._table.chosen_record() is None:
            self._table.choose(0 if found else -1)


class PlacePage(NameForm):
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
        super().__init__(
            context,
            _("New place"),
            name="place",
            hint=_("As it is written on the door or the bag"),
            on_back=on_back,
            on_done=on_done,
        )
        self._kind = ChoiceField(_("What it is"), name="place_kind")
        self._kind.set_options([(words.place_kind(kind), kind) for kind in PlaceKind])
        self._kind.set_value(PlaceKind.SHELF)
        self._kind.chosen.connect(lambda _kind: self._tell())
        self.lay_out(_("Save place"), self._kind)
        if place is not None:
            self._use(place)
        self._tell()
        self.begin_draft()

    def _use(self, place: Place) -> None:
        self.use(place.id, _("Change place"), name=place.name, active=place.active)
        self._kind.set_value(place.kind)
        self._tell()

    def _tell(self) -> None:
        """What the kind means."""
        self._kind.set_hint(
            {
                PlaceKind.BAG: _("What is in a bag is not given at the counter, unless the bag is chosen there"),
                PlaceKind.PARTNER: _("What a group holds is theirs to give. They tell what they gave out"),
            }.get(self._kind.value(), _("The counter gives from here"))
        )

    def put_back(self, content: dict[str, Any]) -> None:
        super().put_back(content)
        self._tell()

    def look_up(self, record_id: Any, then: Callable[[], None]) -> None:
        def back(found: tuple[PlaceUse, ...]) -> None:
            place = next((use.place for use in found if use.place.id == record_id), None)
            if place is not None:
                self._use(place)
            then()
            self._tell()

        self.context.tasks.query(catalogue.place_list, then=back)

    def send(self, **values: Any) -> None:
        self.context.tasks.action(catalogue.save_place, place_id=self.record_id, kind=self._kind.value(), **values)


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
