"""What a kit is made of, and what a change of it means."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.kits import Recipe
from desktop.domain.stock import MOST, Item, ItemId, ItemStock, Unit
from desktop.i18n import _, ngettext, number_text, say
from desktop.operations import catalogue, kits, stock
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import ChoiceField
from desktop.ui.widgets.ground import boxed, row
from desktop.ui.widgets.lists import FactsList, SectionHead
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.text import Text


class RecipePage(FormPage):
    """Parts gather in the pane, which says before saving what changes and what stays.

    Args:
        item: The kit; chosen on the form when None.
        on_done: What is told in place of the stock list, when the page of kits lies below.
    """

    def __init__(
        self,
        context: Context,
        *,
        on_back: Callable[[], None],
        on_saved: Callable[..., None],
        item: Item | None = None,
        on_done: Callable[..., None] | None = None,
        show: Callable[..., None] | None = None,
        **_what: Any,
    ) -> None:
        super().__init__(
            _("What is in a kit"), name="recipe", on_back=on_back, small=item.name if item else "", pane=True
        )
        self._context = context
        self._on_back = on_back
        self._on_saved = on_done or on_saved
        self._kit = item
        self._items: dict[ItemId, Item] = {}
        self._parts: dict[ItemId, int] = {}
        self._before: dict[ItemId, int] = {}
        self._read_of: ItemId | None = None
        self._in_stock = 0
        self._returned: list[list[int]] | None = None
        self._choice = ChoiceField(
            _("The kit"),
            name="recipe_kit",
            placeholder=_("Choose an item"),
            hint=_("Not in the list? Add it as an item first"),
        )
        self._choice.chosen.connect(lambda _item: self._use_kit())
        self._part = ChoiceField(_("Item"), name="recipe_part", placeholder=_("Choose an item"))
        self._part.chosen.connect(lambda _item: self._use_part())
        self._quantity = NumberField(_("In one kit"), name="recipe_quantity", maximum=MOST, unit=_("pieces"))
        if item is None:
            self.form.add(self._choice)
            if show is not None:
                new = Button(_("New item"), name="recipe_new_item", kind="quiet", icon="plus", flush=True)
                new.clicked.connect(lambda: show("item"))
                self.form.add(boxed(row(new, -1)))
        self.form.add_head(_("What goes in"))
        self.form.add(self._part, self._quantity)
        another = Button(_("Put it in"), name="recipe_add", icon="plus")
        another.clicked.connect(lambda: self._add_part() and self._part.setFocus())
        self.form.add(boxed(row(another, -1)))
        self.set_primary(_("Keep what is in it"), self._save, name="recipe_save", shortcut=Shortcut.PRIMARY)
        self._draft = FormDraft(self.form)
        context.events.changed.connect(self._on_changed)
        self._ask()

    def _ask(self) -> None:
        self._context.tasks.query(catalogue.items, then=self._use_items, latest="recipe_items")

    def _on_changed(self, what: Changed) -> None:
        if Changed.STOCK in what:
            self._ask()

    def _use_items(self, items: tuple[Item, ...]) -> None:
        self._items = {item.id: item for item in items}
        able = [item for item in items if item.unit is Unit.PIECE and not item.serials]
        self._choice.set_options([(item.name, item.id) for item in able])
        self._draft.settle(self._choice)
        self._use_kit()

    def _use_kit(self) -> None:
        kit = self._kit_now()
        parts = [
            item
            for item in self._items.values()
            if not item.is_kit and not item.serials and item.id != (kit and kit.id)
        ]
        self._part.set_options([(item.name, item.id) for item in parts])
        self._draft.settle(self._part)
        self._use_part()
        if kit is None or kit.id == self._read_of:
            self._show_parts()
            return
        self._read_of = kit.id
        self._context.tasks.query(kits.recipe_of, kit.id, then=self._use_recipe, latest="recipe_of")
        self._context.tasks.query(stock.stock_list, then=self._use_stock, latest="recipe_stock")

    def _kit_now(self) -> Item | None:
        return self._kit or self._items.get(self._choice.value())

    def _use_recipe(self, recipe: Recipe | None) -> None:
        for part in recipe.parts if recipe else ():
            self._items.setdefault(part.item.id, part.item)
        known = {part.item.id: part.quantity for part in recipe.parts} if recipe else {}
        if not self._parts or self._parts == self._before:
            self._parts = dict(known)
        self._before = known
        if self._returned is not None:
            self._parts = {ItemId(key): value for key, value in self._returned if ItemId(key) in self._items}
            self._returned = None
        self._show_parts()

    def _use_stock(self, lines: tuple[ItemStock, ...]) -> None:
        kit = self._kit_now()
        self._in_stock = next((line.quantity for line in lines if kit and line.item.id == kit.id), 0)
        self._show_parts()

    def _use_part(self) -> None:
        item = self._items.get(self._part.value())
        self._quantity.set_unit(words.unit(item.unit if item else Unit.PIECE))

    # Kept over a lock

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved."""
        typed = self._draft.typed()
        changed = self._parts != self._before
        if typed is None and not changed:
            return None
        parts = [[key, value] for key, value in self._parts.items()]
        return {"form": "recipe", "of": self._kit.id if self._kit else None, "typed": typed or {}, "parts": parts}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again."""
        self._returned = list(content["parts"])
        self._draft.put_back(content["typed"])
        self._use_kit()

    # Parts

    def _add_part(self) -> bool:
        if not all([self._part.require(), self._quantity.check()]):
            self.focus_first_error()
            return False
        self._parts[self._part.value()] = self._quantity.value() or 0
        self._part.set_value(None)
        self._quantity.set_value(None)
        self._use_part()
        self._show_parts()
        return True

    def _take_out(self, item_id: ItemId) -> None:
        self._parts.pop(item_id, None)
        self._show_parts()

    def _show_parts(self) -> None:
        if self.pane is None:
            return
        self.pane.set_head(_("In one kit"))
        facts = [
            (self._items[key].name, words.quantity(value, self._items[key].unit)) for key, value in self._parts.items()
        ]
        parts: list[QWidget | int] = [
            FactsList(facts, look="ruled", name="recipe_parts") if facts else SectionHead(_("Nothing yet"))
        ]
        for key in self._parts:
            out = Button(
                _("Take out {item}").format(item=self._items[key].name),
                name=f"recipe_take_out_{key}",
                kind="quiet",
                flush=True,
            )
            out.clicked.connect(lambda _checked=False, key=key: self._take_out(key))
            parts.append(out)
        if changes := self._changes():
            parts += [
                16,
                SectionHead(_("What changes"), rule=True),
                FactsList(changes, look="small", name="recipe_changes"),
            ]
            if self._in_stock:
                stays = ngettext(
                    "The {count} kit in stock keeps what was packed into it.",
                    "The {count} kits in stock keep what was packed into them.",
                    self._in_stock,
                ).format(count=number_text(self._in_stock))
                parts += [8, Text(stays, "small", tone="text2", wrap=True, name="recipe_stays")]
        self.pane.show_parts(parts)

    def _changes(self) -> list[tuple[str, str]]:
        """Item by item, from how many to how many; nothing for a kit that is new."""
        if not self._before:
            return []
        found = []
        for key in {**self._before, **self._parts}:
            before, now = self._before.get(key, 0), self._parts.get(key, 0)
            if before != now:
                change = _("{before} → {now}").format(before=number_text(before), now=number_text(now))
                found.append((self._items[key].name, change))
        return found

    # Saving

    def _save(self) -> None:
        self.clear_message()
        if self._part.value() is not None and not self._add_part():
            return
        if self._kit is None and not self._choice.require():
            self.focus_first_error()
            return
        kit = self._kit_now()
        if kit is None:
            return
        self.allow_primary(False)
        self._context.tasks.action(
            kits.save_recipe,
            item_id=kit.id,
            parts=tuple(self._parts.items()),
            changed=Changed.STOCK,
            then=lambda _recipe: self._saved(kit),
            otherwise=self._refused,
        )

    def _saved(self, kit: Item) -> None:
        sentence = _("It is kept what is in {kit}").format(kit=kit.name)
        done = self._on_saved
        self._on_back()
        done(None, sentence, undo=False)

    def _refused(self, error: LarderError) -> None:
        self.allow_primary(True)
        fields = {"item_id": self._choice, "parts": self._part}
        if isinstance(error, Invalid) and error.field in fields and fields[error.field].isVisibleTo(self):
            fields[error.field].set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))
