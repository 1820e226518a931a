"""What is about to be given: a line per item with a stepper, and beside a line whatever was wrong with it."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.domain.errors import LarderError, NotEnoughStock, PastBestBefore
from desktop.domain.stock import MOST, Category, Expiry, Item, ItemId, Serial, SerialId, Unit
from desktop.i18n import N_, _, date_text, fill, number_text, say
from desktop.operations.distribution import CounterItem, Given
from desktop.ui import words
from desktop.ui.counter.line_numbers import AskNumbers, LineNumbers
from desktop.ui.widgets.ground import Hairline, boxed, column, row
from desktop.ui.widgets.message import MessageArea, MessageKind
from desktop.ui.widgets.stepper import Stepper
from desktop.ui.widgets.text import Text


class BasketLine(QWidget):
    """One item.

    Signals:
        changed(): Another number.
        removed(): Taken out.
    """

    changed = Signal()
    removed = Signal()

    def __init__(
        self,
        item: CounterItem,
        quantity: int,
        today: date,
        *,
        ask_numbers: AskNumbers,
        serials: Sequence[SerialId] = (),
    ) -> None:
        super().__init__()
        number = item.item.id
        self.setObjectName(f"counter_line_{number}")
        self.item = item
        step = 1 if item.item.unit is Unit.PIECE else item.item.usual_quantity
        self._stepper = Stepper(item.item.name, name=f"counter_step_{number}", value=quantity, maximum=MOST, step=step)
        self._name = Text(item.item.name, bold=True, wrap=True)
        self._expiry = Text(_facts(item, today), "small", tone="text2", wrap=True)
        if not self._expiry.words():
            self._expiry.hide()
        self._messages = MessageArea(name=f"counter_line_{number}_messages")
        line = row(boxed(column(self._name, self._expiry, spacing=2)), self._stepper, spacing=12)
        line.setStretch(0, 1)
        line.setAlignment(self._stepper, Qt.AlignmentFlag.AlignTop)
        self.numbers: LineNumbers | None = None
        parts: list[QWidget | QBoxLayout | int] = [12, line, 12, self._messages, Hairline()]
        if item.item.serials:
            self.numbers = LineNumbers(item.item, ask=ask_numbers, chosen=serials)
            self.numbers.changed.connect(self.set_quantity)
            self.numbers.set_count(quantity)
            parts[2:2] = [4, self.numbers]
        self.setLayout(column(*parts))
        self._stepper.changed.connect(self._on_changed)
        self._stepper.removed.connect(self.removed)
        self._stepper.problem.connect(self._on_problem)

    def quantity(self) -> int:
        """The last fitting number."""
        return self._stepper.value()

    def set_quantity(self, quantity: int) -> None:
        """Put in so many; what was said about the line no longer holds."""
        self._stepper.set_value(quantity)
        self._on_changed(quantity)

    def serials(self) -> tuple[SerialId, ...]:
        """Which pieces, where each bears a number."""
        return self.numbers.chosen() if self.numbers is not None else ()

    def check(self) -> bool:
        """Whether a fitting number stands there; says what is wrong otherwise."""
        return self._stepper.check()

    def focus(self) -> None:
        """Put the keyboard into the number."""
        self._stepper.setFocus()

    def say(
        self, kind: MessageKind, sentence: str, actions: Sequence[tuple[str, str, Callable[[], object]]] = ()
    ) -> None:
        """Show a sentence below the line, or nothing."""
        if sentence:
            self._messages.show_message(kind, sentence, actions)
        else:
            self._messages.clear()
        margins = self._messages.layout()
        if margins is not None:
            margins.setContentsMargins(0, 0, 0, 12 if sentence else 0)

    def _on_changed(self, quantity: int) -> None:
        if self.numbers is not None:
            self.numbers.set_count(quantity)
        self.say("refusal", "")
        self.changed.emit()

    def _on_problem(self, sentence: str) -> None:
        self.say("refusal", sentence)


class Basket(QWidget):
    """All lines, in the order they were put in.

    Signals:
        changed(): A line came, went, or has another number.
    """

    changed = Signal()

    def __init__(self, ask_numbers: AskNumbers) -> None:
        super().__init__()
        self.setObjectName("counter_basket")
        self._ask_numbers = ask_numbers
        self._lines: dict[ItemId, BasketLine] = {}
        self._column = column()
        self.setLayout(self._column)
        self._last: ItemId | None = None

    def put(
        self,
        item: CounterItem,
        quantity: int,
        today: date,
        *,
        instead: bool = False,
        serials: Sequence[SerialId] = (),
    ) -> None:
        """Put in more of an item, or so many instead of what is there; certain pieces of it when they are named."""
        line = self._lines.get(item.item.id)
        self._last = item.item.id
        if line is not None:
            line.set_quantity(min(MOST, quantity if instead else line.quantity() + quantity))
            return
        line = BasketLine(item, quantity, today, ask_numbers=self._ask_numbers, serials=serials)
        line.changed.connect(self.changed)
        line.removed.connect(lambda: self.take_out(item.item.id))
        self._lines[item.item.id] = line
        self._column.addWidget(line)
        self.changed.emit()

    def put_piece(self, item: CounterItem, serial: Serial, today: date) -> None:
        """Put in one piece by its number."""
        line = self._lines.get(item.item.id)
        if line is None or line.numbers is None:
            self.put(item, 1, today, serials=(serial.id,))
            return
        self._last = item.item.id
        line.set_quantity(line.numbers.add(serial))

    def take_out(self, item_id: ItemId) -> None:
        """Take a line out."""
        line = self._lines.pop(item_id, None)
        if line is None:
            return
        if self._last == item_id:
            self._last = next(reversed(self._lines), None)
        line.hide()
        self._column.removeWidget(line)
        line.deleteLater()
        self.changed.emit()

    def empty(self) -> None:
        """Take everything out."""
        for item_id in list(self._lines):
            self.take_out(item_id)

    def line(self, item_id: ItemId) -> BasketLine | None:
        """The line of an item."""
        return self._lines.get(item_id)

    def last(self) -> CounterItem | None:
        """The item that was put in last."""
        line = self._lines.get(self._last) if self._last is not None else None
        return None if line is None else line.item

    def quantity(self, item_id: ItemId) -> int:
        """How many of an item are in it."""
        line = self._lines.get(item_id)
        return 0 if line is None else line.quantity()

    def given(self) -> tuple[Given, ...]:
        """The lines as the operation takes them."""
        return tuple(
            Given(item_id, line.quantity(), line.item.item.name, line.serials())
            for item_id, line in self._lines.items()
        )

    def draft(self) -> list[list[int]]:
        """The lines as they are kept over a lock."""
        return [[line.item_id, line.quantity, *line.serials] for line in self.given()]

    def put_back(self, lines: Sequence[Sequence[int]], items: Sequence[CounterItem], today: date) -> None:
        """Put in what was kept instead of what is there; items that are not in use any more are left out."""
        self.empty()
        known = {item.item.id: item for item in items}
        for number, quantity, *serials in lines:
            item = known.get(ItemId(number))
            if item is not None and 0 < quantity <= MOST:
                self.put(item, quantity, today, serials=[SerialId(each) for each in serials])

    def check(self) -> bool:
        """Whether every line holds a fitting number; the first that does not gets the keyboard."""
        wrong = [line for line in self._lines.values() if not line.check()]
        if wrong:
            wrong[0].focus()
        return not wrong

    def refuse(
        self,
        error: LarderError,
        *,
        may_give_anyway: bool,
        on_anyway: Callable[[], object],
        on_found: Callable[[BasketLine, int], object],
    ) -> bool:
        """Say beside its line why it was not given, with what can be done; false when it is about no line here.

        Args:
            may_give_anyway: Whether the person may give past a best-before date, and what the book does not know of.
            on_found: It was given all the same: takes the line, and how many the book knows of.
        """
        line = self._lines.get(ItemId(int(str(error.values.get("item_id", 0)))))
        if line is None:
            return False
        item_id = line.item.item.id
        out = (_("Take out"), f"counter_take_out_{item_id}", lambda: self.take_out(item_id))
        there = error.values.get("there", 0)
        if isinstance(error, PastBestBefore) and may_give_anyway:
            look = N_("{item} is past its best-before date ({date}). Look at it before you give it.")
            line.say("warning", fill(look, error.values), [(_("Give anyway"), "counter_give_anyway", on_anyway), out])
        elif isinstance(error, NotEnoughStock) and isinstance(there, int):
            self._refuse_short(line, error, there, out, on_found if may_give_anyway else None)
        elif isinstance(there, int) and there > 0:
            lower = _("Give {count}").format(count=number_text(there))
            what = f"counter_lower_{item_id}"
            line.say("refusal", say(error), [(lower, what, lambda: line.set_quantity(there)), out])
        else:
            line.say("refusal", say(error), [out])
        line.focus()
        return True

    def _refuse_short(
        self,
        line: BasketLine,
        error: LarderError,
        there: int,
        out: tuple[str, str, Callable[[], object]],
        on_found: Callable[[BasketLine, int], object] | None,
    ) -> None:
        """The book knows of too few: fewer can be given, or it was given all the same."""
        item_id = line.item.item.id
        actions = [out]
        if there > 0:
            lower = _("Give {count}").format(count=number_text(there))
            actions.insert(0, (lower, f"counter_lower_{item_id}", lambda: line.set_quantity(there)))
        sentence = say(error)
        if on_found is None:
            sentence += " " + _("If it was given already, a coordinator can record it.")
        else:
            anyway = (_("It was given: record it anyway"), f"counter_found_{item_id}", lambda: on_found(line, there))
            actions = [actions[0], anyway]
        line.say("refusal", sentence, actions)

    def ask_numbers(self) -> None:
        """Ask again which pieces are there: it is given from another place, or some have left."""
        for line in self._lines.values():
            if line.numbers is not None:
                line.numbers.ask()

    def count(self) -> int:
        """How many items."""
        return len(self._lines)


def _facts(item: CounterItem, today: date) -> str:
    """What the number counts, where that is not pieces, and until when the goods are good."""
    unit = "" if item.item.unit is Unit.PIECE else words.unit(item.item.unit)
    return "  \u00b7  ".join(part for part in (unit, expiry_words(item, today)) if part)


def expiry_words(item: CounterItem, today: date) -> str:
    """Until when the goods are good that leave first."""
    day = item.first_expiry
    if day is None:
        return ""
    if day < today:
        return (
            _("Some of it is past its date")
            if item.usable > 0
            else _("Past its date since {date}").format(date=date_text(day))
        )
    if item.item.expiry is Expiry.BEST_BEFORE:
        return _("Best before {date}").format(date=date_text(day))
    return _("Expires {date}").format(date=date_text(day))


def out_of_use(given: Given) -> CounterItem:
    """An item that stands on the hand-out being corrected, but is no longer in use."""
    numbered = bool(given.serials)
    item = Item(given.item_id, given.name, Category.MATERIALS, Unit.PIECE, Expiry.NONE, serials=numbered)
    return CounterItem(item, 0, None)
