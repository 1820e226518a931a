"""Choosing which pieces: a list of the numbers that are there, with a tick each, and a box to type or scan one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.people import folded
from desktop.domain.stock import Serial, SerialId
from desktop.i18n import _, ngettext, number_text
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import CardDialog
from desktop.ui.widgets.edit import SearchBox
from desktop.ui.widgets.ground import column, row
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.text import Text


class NumberChoice(CardDialog):
    """Which pieces of an item, of those that are there. Enter in the box ticks the number typed or scanned.

    Args:
        there: All that can be chosen, in the order they should go.
        chosen: What is ticked at the beginning.
        on_chosen: Takes what is ticked, in the order of `there`, when it is kept.
    """

    def __init__(
        self,
        window: QWidget,
        item: str,
        there: Sequence[Serial],
        chosen: Sequence[SerialId],
        *,
        on_chosen: Callable[[tuple[Serial, ...]], object],
        name: str = "numbers",
    ) -> None:
        title = _("Numbers of {item}").format(item=item)
        super().__init__(window, name=name, title=title)
        self._there = tuple(there)
        self._ticked = set(chosen)
        self._on_chosen = on_chosen
        self._box = SearchBox(_("Type or scan a number"), name=f"{name}_box", width=0)
        self._box.searched.connect(lambda _text: self._fill())
        self._box.entered.connect(self._tick_typed)
        self._table: Table[Serial] = Table(
            [
                Column(_("Number"), lambda serial: serial.number, look="bold", icon=self._icon),
                Column(_("Place"), lambda serial: serial.place.name if serial.place else "", width=180, look="second"),
            ],
            name=f"{name}_table",
            label=title,
            key=lambda serial: serial.id,
        )
        self._table.setMinimumHeight(240)
        self._table.clicked.connect(lambda index: self._tick(self._table.rows_model.record(index.row())))
        self._table.installEventFilter(self)
        self._count = Text("", "small", tone="text2", wrap=True, name=f"{name}_count")
        cancel = Button(_("Cancel"), name=f"{name}_cancel", height=48)
        cancel.clicked.connect(self.reject)
        self._use = Button(_("Use these"), name=f"{name}_use", kind="primary")
        self._use.clicked.connect(self.accept)
        self.accepted.connect(self._keep)
        self.setLayout(
            column(
                Text(title, "head", wrap=True),
                12,
                self._box,
                8,
                self._table,
                8,
                self._count,
                14,
                row(cancel, -1, self._use),
                margins=(24, 20, 24, 24),
            )
        )
        self._fill()
        self._box.setFocus()

    def _icon(self, serial: Serial) -> str:
        return "check" if serial.id in self._ticked else "plus"

    def _fitting(self) -> list[Serial]:
        wanted = folded(self._box.text())
        return [serial for serial in self._there if wanted in folded(serial.number)]

    def _fill(self) -> None:
        rows = self._fitting()
        self._table.set_rows(rows)
        count = ngettext("{count} is chosen", "{count} are chosen", len(self._ticked)).format(
            count=number_text(len(self._ticked))
        )
        self._count.set_words(count if rows else _("No such number is there.") + " " + count)
        self._use.setEnabled(bool(self._ticked))

    def _tick(self, serial: Serial) -> None:
        self._ticked ^= {serial.id}
        self._fill()

    def _tick_typed(self, text: str) -> None:
        """Tick the number that was typed whole, or the only one that fits. An empty box keeps what is ticked."""
        if not text:
            if self._use.isEnabled():
                self.accept()
            return
        fitting = self._fitting()
        exact = [serial for serial in fitting if folded(serial.number) == folded(text)]
        one = exact or (fitting if len(fitting) == 1 else [])
        if one:
            self._ticked.add(one[0].id)
            self._box.clear()
            self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._table and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            serial = self._table.chosen_record()
            if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and serial is not None:
                self._tick(serial)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in the box ticks; a dialog would press its button.
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _keep(self) -> None:
        self._on_chosen(tuple(serial for serial in self._there if serial.id in self._ticked))
