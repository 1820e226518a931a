"""The kits: how many are there, how many can be packed, and what is done with them."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.kits import KitStock
from desktop.domain.stock import Posted
from desktop.i18n import _, ngettext, number_text
from desktop.operations import kits
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.stock.undone import undo_from
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.lists import EmptyState, FactsList, SectionHead
from desktop.ui.widgets.marks import Figure, Mark
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text


class KitsPage(FormPage):
    """Every kit with what is there of it; beside it what is in the chosen one."""

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        show: Callable[..., None],
        **_what: Any,
    ) -> None:
        super().__init__(_("Kits"), name="kits", on_back=on_back, pane=True)
        self._context = context
        self._show = show
        self._chosen: KitStock | None = None
        self._new = self.add_head_button(_("Make an item a kit"), self._open_new, name="kits_new", icon="plus")
        self._table: Table[KitStock] = Table(
            [
                Column(_("Kit"), lambda line: line.item.name, look="bold", icon=lambda line: line.item.icon),
                Column(_("In stock"), lambda line: number_text(line.quantity), width=110, align="end"),
                Column(_("Can be packed"), _most_words, width=190, badge=_none_mark, drop=1),
                Column(
                    _("Runs out first"),
                    lambda line: line.short.name if line.short else "",
                    width=170,
                    look="second",
                    drop=2,
                ),
            ],
            name="kits_table",
            label=_("Kits"),
            key=lambda line: line.item.id,
        )
        self._table.chosen.connect(self._show_kit)
        self._table.opened.connect(lambda _line: self._pack())
        self._empty = EmptyState(
            _("No kits yet"),
            _(
                "A kit is packed from other items: soap, masks and gel make a hygiene kit. Add it as an item, then say here "
                "what is in one."
            ),
            name="kits_empty",
        )
        body = QWidget()
        body.setLayout(column(self._table, self._empty))
        self._empty.hide()
        self.set_body(body, margin=12)
        self._change = self.add_second(_("Change what is in it"), self._open_recipe, name="kits_recipe", icon="edit")
        self._unpack = self.add_second(_("Unpack"), self._open_unpack, name="kits_unpack")
        context.events.changed.connect(self._on_changed)
        self._ask()

    def _ask(self) -> None:
        self._context.tasks.query(kits.kits, then=self._show_all, latest="kits")

    def _on_changed(self, what: Changed) -> None:
        if Changed.STOCK in what:
            self._ask()

    def _show_all(self, lines: tuple[KitStock, ...]) -> None:
        self._table.set_rows(list(lines))
        self._table.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        self._new.setVisible(bool(lines))
        if lines:
            self.set_primary(_("Pack kits"), self._pack, name="kits_pack", shortcut=Shortcut.PRIMARY, icon="item-kit")
        else:
            self.set_primary(_("Make an item a kit"), self._open_new, name="kits_first", shortcut=Shortcut.PRIMARY)
        if lines and self._table.chosen_record() is None:
            self._table.choose(0)
        self._show_kit(self._table.chosen_record())

    # The pane

    def _show_kit(self, line: KitStock | None) -> None:
        self._chosen = line
        self._change.setVisible(line is not None)
        self._unpack.setVisible(line is not None and line.quantity > 0)
        if self.pane is None:
            return
        if line is None:
            self.pane.set_head("")
            self.pane.show_parts([])
            return
        self.pane.set_head(line.item.name, icon=line.item.icon)
        parts: list[QWidget | int] = [
            Figure(number_text(line.quantity), _("in stock"), _past_words(line), beside=True),
            20,
            SectionHead(_("In one kit"), rule=True),
            FactsList(
                [(part.item.name, words.quantity(part.quantity, part.item.unit)) for part in line.recipe.parts],
                look="ruled",
                name="kits_inside",
            ),
            20,
            SectionHead(_("Can be packed")),
        ]
        if line.packable:
            facts = [(each.place.name, number_text(each.count)) for each in line.packable]
            parts.append(FactsList(facts, look="small", name="kits_packable"))
        else:
            short = line.short.name if line.short else ""
            parts.append(
                Text(
                    _("None: there is too little {item} at one place.").format(item=short),
                    "small",
                    tone="text2",
                    wrap=True,
                )
            )
        self.pane.show_parts(parts)

    # What is done with them

    def _pack(self) -> None:
        if self._chosen is not None:
            self._show("pack", item=self._chosen.item, on_done=self._done)

    def _open_new(self) -> None:
        self._show("recipe", on_done=self._done)

    def _open_unpack(self) -> None:
        if self._chosen is not None:
            self._show("unpack", item=self._chosen.item, on_done=self._done)

    def _open_recipe(self) -> None:
        if self._chosen is not None:
            self._show("recipe", item=self._chosen.item, on_done=self._done)

    def _done(self, posted: Posted | None, sentence: str, undo: bool = True) -> None:
        """Something was saved on a form over this list."""
        self._table.setFocus()
        self._ask()
        undo_from(self, self._context, posted if undo else None, sentence)


def _most(line: KitStock) -> int:
    return line.packable[0].count if line.packable else 0


def _most_words(line: KitStock) -> str:
    if not line.packable:
        return _("none")
    return _("{count} at {place}").format(count=number_text(_most(line)), place=line.packable[0].place.name)


def _none_mark(line: KitStock) -> Mark | None:
    return None if line.packable else Mark("warn")


def _past_words(line: KitStock) -> str:
    past = line.quantity - line.usable
    if not past:
        return ""
    return ngettext("{count} cannot be given", "{count} cannot be given", past).format(count=number_text(past))
