"""The catalogue to start from."""

from PySide6.QtWidgets import QWidget

from desktop.domain.starter import STARTER_ITEMS, StarterItem
from desktop.i18n import _, number_text
from desktop.ui import words
from desktop.ui.unlock.step import Flow, Step
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.ground import Hairline, boxed, column, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Text


class ItemsStep(Step):
    """A tick for each; all are ticked at first."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow, "items", _("What do you keep?"), width=640)
        self.form.add_words(_("Take out what you do not keep. Items of your own are added later, under Stock."))
        self._ticks: list[tuple[StarterItem, Check]] = []
        lines: list[QWidget | int] = []
        for item in STARTER_ITEMS:
            tick = Check(_(item.name), name=f"start_item_{slug(item)}")
            tick.setChecked(True)
            pack = Text(pack_words(item), tone="text2")
            tick.setAccessibleDescription(pack.words())
            lines += [boxed(row(IconMark(item.icon, 20, "accent"), tick, -1, pack, spacing=12)), Hairline()]
            self._ticks.append((item, tick))
        self.form.add(boxed(column(*lines)))
        none = Button(_("None of these"), name="start_items_none", kind="quiet", flush=True)
        none.clicked.connect(self._take_all_out)
        self.form.add(boxed(row(none, -1)))
        self.set_next()

    def first_field(self) -> QWidget | None:
        return self._ticks[0][1]

    def go_on(self) -> None:
        self.flow.answers.items = tuple(item for item, tick in self._ticks if tick.isChecked())
        self.flow.go("opening")

    def _take_all_out(self) -> None:
        for _item, tick in self._ticks:
            tick.setChecked(False)


def slug(item: StarterItem) -> str:
    """The item's English name as part of an object name."""
    return item.name.lower().replace(" ", "_")


def pack_words(item: StarterItem) -> str:
    """How it comes: Box of 144 pieces."""
    return _("{pack} of {quantity}").format(pack=_(item.pack_name), quantity=words.quantity(item.pack_size, item.unit))


def pack_label(item: StarterItem) -> str:
    """The label of a number of packs: Box of 144."""
    return _("{pack} of {quantity}").format(pack=_(item.pack_name), quantity=number_text(item.pack_size))
