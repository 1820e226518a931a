"""The catalogue to start from."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.domain.starter import MORE_STARTER_ITEMS, STARTER_ITEMS, StarterItem
from desktop.i18n import _, number_text
from desktop.ui import words
from desktop.ui.unlock.step import Flow, Step
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.ground import Hairline, boxed, column, row
from desktop.ui.widgets.marks import IconMark
from desktop.ui.widgets.text import Text

_KEPT_IN_VIEW = 96
"""How much of the list before stays in view, in pixels."""


class ItemsStep(Step):
    """A tick for each. What nearly everybody keeps is ticked at first; the rest is shown when it is asked for."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow, "items", _("What do you keep?"), width=640)
        self.form.add_words(_("Take out what you do not keep. Items of your own are added later, under Stock."))
        self._ticks: list[tuple[StarterItem, Check]] = []
        self.form.add(self._list(STARTER_ITEMS, ticked=True))
        none = Button(_("None of these"), name="start_items_none", kind="quiet", flush=True)
        none.clicked.connect(self._take_all_out)
        self._unfold = Button(_("Show more items"), name="start_items_more", kind="quiet", flush=True)
        self._unfold.clicked.connect(self._show_more)
        self.form.add(boxed(row(none, 24, self._unfold, -1)))
        self._more = self._list(MORE_STARTER_ITEMS, ticked=False)
        self._more.hide()
        self.form.add(self._more)
        self.set_next()

    def _list(self, items: Sequence[StarterItem], *, ticked: bool) -> QWidget:
        lines: list[QWidget | int] = []
        for item in items:
            tick = Check(_(item.name), name=f"start_item_{slug(item)}")
            tick.setChecked(ticked)
            pack = Text(pack_words(item), tone="text2")
            tick.setAccessibleDescription(pack.words())
            lines += [boxed(row(IconMark(item.icon, 20, "accent"), tick, -1, pack, spacing=12)), Hairline()]
            self._ticks.append((item, tick))
        return boxed(column(*lines))

    def _show_more(self) -> None:
        self._unfold.hide()
        self._more.show()
        first = next(tick for item, tick in self._ticks if item is MORE_STARTER_ITEMS[0])
        first.setFocus()
        # Below what is in view, it would look as if nothing had happened.
        QTimer.singleShot(0, first, self._scroll_to_more)

    def _scroll_to_more(self) -> None:
        holder: QWidget | None = self._more
        while holder is not None and not isinstance(holder, QScrollArea):
            holder = holder.parentWidget()
        inner = holder.widget() if holder is not None else None
        if holder is not None and inner is not None:
            holder.verticalScrollBar().setValue(self._more.mapTo(inner, QPoint(0, 0)).y() - _KEPT_IN_VIEW)

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
    """How it comes: Box of 144 pieces; what else there is to know of what comes in no pack."""
    if not item.pack_size:
        return _("each with a number") if item.serials else ""
    return _("{pack} of {quantity}").format(pack=_(item.pack_name), quantity=words.quantity(item.pack_size, item.unit))


def pack_label(item: StarterItem) -> str:
    """The label of a number of packs: Box of 144."""
    return _("{pack} of {quantity}").format(pack=_(item.pack_name), quantity=number_text(item.pack_size))
