"""Which pieces a line of the basket gives, where each bears a number: proposed, scanned, or chosen from a list."""

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.stock import Item, ItemId, Serial, SerialId
from desktop.i18n import _, list_text, ngettext
from desktop.ui.number_choice import NumberChoice
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.text import Text

AskNumbers = Callable[[ItemId, Callable[[tuple[Serial, ...]], None]], None]
"""Asks which pieces of an item are there, and hands them on."""


class LineNumbers(QWidget):
    """The numbers of one line. As many as its quantity: those scanned or chosen first, the rest is a proposal.

    Signals:
        changed(int): So many are chosen now.
    """

    changed = Signal(int)

    def __init__(self, item: Item, *, ask: AskNumbers, chosen: Sequence[SerialId] = ()) -> None:
        super().__init__()
        self._item = item
        self._ask = ask
        self._there: dict[SerialId, Serial] | None = None
        self._chosen: list[SerialId] = list(chosen)
        self._sure: set[SerialId] = set(chosen)
        self._wanted = 0
        self._words = Text("", "small", tone="text2", wrap=True, name=f"counter_numbers_words_{item.id}")
        self._change = Button(
            _("Change"),
            name=f"counter_numbers_{item.id}",
            kind="quiet",
            flush=True,
            height=32,
            label=_("Change the numbers of {item}").format(item=item.name),
        )
        self._change.clicked.connect(self._choose)
        line = row(boxed(column(self._words)), self._change, spacing=12)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.ask()

    def ask(self) -> None:
        """Ask which pieces are there; chosen ones that are not give way to others."""
        self._ask(self._item.id, self._answered)

    def chosen(self) -> tuple[SerialId, ...]:
        """The pieces."""
        return tuple(self._chosen)

    def set_count(self, count: int) -> None:
        """So many pieces: more are proposed, the last proposed ones leave first."""
        self._wanted = count
        self._fit()

    def add(self, serial: Serial) -> int:
        """A number was scanned or typed: it takes the place of a proposed one, if there is any. How many are wanted then."""
        if serial.id in self._sure:
            return self._wanted
        proposed = [each for each in self._chosen if each not in self._sure]
        if serial.id in self._chosen:
            pass
        elif proposed:
            self._chosen[self._chosen.index(proposed[0])] = serial.id
        else:
            self._chosen.append(serial.id)
        self._sure.add(serial.id)
        if self._there is not None:
            self._there.setdefault(serial.id, serial)
        self._wanted = max(self._wanted, len(self._chosen))
        self._fit()
        return self._wanted

    def _answered(self, there: tuple[Serial, ...]) -> None:
        if shiboken6.isValid(self):  # the line may have been taken out meanwhile
            self._use(there)

    def _use(self, there: tuple[Serial, ...]) -> None:
        self._there = {serial.id: serial for serial in there}
        self._chosen = [each for each in self._chosen if each in self._there]
        self._sure &= set(self._there)
        self._fit()

    def _fit(self) -> None:
        while len(self._chosen) > self._wanted:
            proposed = [each for each in self._chosen if each not in self._sure]
            out = proposed[-1] if proposed else self._chosen[-1]
            self._chosen.remove(out)
            self._sure.discard(out)
        if self._there is not None:
            free = (each for each in self._there if each not in self._chosen)
            for each in list(free)[: max(0, self._wanted - len(self._chosen))]:
                self._chosen.append(each)
        self._say()

    def _say(self) -> None:
        if self._there is None:
            return
        numbers = [self._there[each].number for each in self._chosen if each in self._there]
        if not numbers:
            words = _("No number is there.")
        else:
            words = ngettext("No. {numbers}", "Nos. {numbers}", len(numbers)).format(numbers=list_text(numbers))
        self._words.set_words(words)
        self._change.setVisible(bool(self._there))

    def _choose(self) -> None:
        if self._there is None:
            return
        NumberChoice(
            self.window(), self._item.name, tuple(self._there.values()), self._chosen, on_chosen=self._keep
        ).open()

    def _keep(self, serials: tuple[Serial, ...]) -> None:
        self._chosen = [serial.id for serial in serials]
        self._sure = set(self._chosen)
        self._wanted = len(self._chosen)
        self._say()
        self.changed.emit(self._wanted)
        self._change.setFocus()
