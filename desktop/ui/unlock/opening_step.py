"""The first place, and what stands there before the book begins."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.domain.starter import StarterItem
from desktop.domain.stock import MOST, Expiry
from desktop.i18n import _, number_text
from desktop.ui import words
from desktop.ui.unlock.items_step import pack_label, slug
from desktop.ui.unlock.step import Flow, Opening, Step
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import TextField, first_wrong
from desktop.ui.widgets.ground import Hairline, boxed, clear, column, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class _Line:
    item: StarterItem
    packs: NumberField
    loose: NumberField
    expires: DateField | None


class OpeningStep(Step):
    """Packs and loose ones of every item. Empty means that there is none, or that it is counted later."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow, "opening", _("What is there today?"), width=760)
        self._items: tuple[StarterItem, ...] | None = None
        self._lines: list[_Line] = []
        self.place = TextField(
            _("Where it stands"),
            name="start_place",
            hint=_("A shelf, a cupboard, a room. More places are added later."),
            longest=60,
            value=_("Store"),
        )
        self.form.add(self.place)
        self.form.add_words(
            _("Leave a line empty where there is nothing, or where you want to count later. Empty is not wrong.")
        )
        self._place_of_lines = column()
        self.form.add(boxed(self._place_of_lines))
        self.set_next(_("Make the vault"))

    def first_field(self) -> QWidget | None:
        return self.place

    def arrive(self) -> None:
        if self._items != self.flow.answers.items:
            self._items = self.flow.answers.items
            clear(self._place_of_lines)
            # What bears numbers is received once the vault is there: each number is typed or scanned then.
            self._lines = [self._line(item) for item in self._items if not item.serials]
        super().arrive()

    def go_on(self) -> None:
        fine = self.place.require(_("Type a name for the place"))
        for line in self._lines:
            fine &= self._check(line)
        if not fine:
            first_wrong(self.form)
            return
        self.flow.answers.place = self.place.value()
        self.flow.answers.opening = tuple(
            Opening(line.item, quantity, line.expires.value() if line.expires is not None else None)
            for line in self._lines
            if (quantity := _quantity(line))
        )
        self.flow.go("creating")

    def _check(self, line: _Line) -> bool:
        checks = [line.packs.check(), line.loose.check(), line.expires is None or line.expires.check()]
        if not all(checks):
            return False
        if _quantity(line) > MOST:
            line.packs.set_error(_("That is more than {most}, the most there can be").format(most=number_text(MOST)))
            return False
        return True

    def _line(self, item: StarterItem) -> _Line:
        name = f"start_opening_{slug(item)}"
        packs = NumberField(
            pack_label(item) if item.pack_size else "", name=f"{name}_packs", minimum=0, maximum=MOST, required=False
        )
        loose = NumberField(
            _("Loose, in {unit}").format(unit=words.unit(item.unit)),
            name=f"{name}_loose",
            minimum=0,
            maximum=MOST,
            required=False,
        )
        expires = None
        if item.expiry is not Expiry.NONE:
            today = self.flow.desk.clock.today()
            expires = DateField(_("Expires"), name=f"{name}_expires", today=today, required=False, months=True)
        title = Text(_(item.name), bold=True, wrap=True)
        for field in (packs, loose, *(() if expires is None else (expires,))):
            # A screen reader hears which item the number belongs to.
            field.edit.setAccessibleName(f"{_(item.name)}: {field.label.words()}")
        line = row(IconMark(item.icon, 20, "accent"), title, packs, loose, spacing=12, margins=(0, 8, 0, 10))
        if expires is not None:
            line.addWidget(expires)
        else:
            line.addStretch(3)
        for index, stretch in ((1, 3), (2, 3), (3, 3), (4, 3)):
            line.setStretch(index, stretch)
        if not item.pack_size:
            # Its room stays, so that the columns stand below each other.
            policy = packs.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            packs.setSizePolicy(policy)
            packs.hide()
        self._place_of_lines.addWidget(boxed(line))
        self._place_of_lines.addWidget(Hairline())
        return _Line(item, packs, loose, expires)


def _quantity(line: _Line) -> int:
    return (line.packs.value() or 0) * line.item.pack_size + (line.loose.value() or 0)
