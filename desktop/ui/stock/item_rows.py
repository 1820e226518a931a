"""The packs an item comes in and the barcodes on it: as many rows as there are."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.stock import Barcode, Pack, Unit
from desktop.i18n import _, number_text
from desktop.ui import words
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import ChoiceField, Field, TextField
from desktop.ui.widgets.ground import boxed, column, row
from desktop.ui.widgets.number_field import NumberField

ONE = -1
"""What bears a barcode, when it is a single piece and no pack."""


class FormRow(QWidget):
    """Fields beside each other, and a button that takes the row out. Its number never changes."""

    def __init__(self, number: int, *fields: Field, bin_name: str, bin_label: str, on_out: Callable[[], None]) -> None:
        super().__init__()
        self.number = number
        self._fields = fields
        out = Button(name=bin_name, icon="trash", kind="quiet", label=bin_label)
        out.clicked.connect(lambda _checked=False: on_out())
        # In a field of its own, so that it stands beside the editors and not beside their labels.
        self._out = Field(" ", out)
        out.setAccessibleName(bin_label)
        line = row(spacing=12)
        for field in fields:
            line.addWidget(field, 1)
            line.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._out, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)

    def show_hint(self, hint: str) -> None:
        """A sentence below the first field."""
        self._fields[0].set_hint(hint)

    def show_labels(self, wanted: bool) -> None:
        """Only the first row bears labels; the others say theirs to who listens."""
        for field in (*self._fields, self._out):
            field.label.setVisible(wanted)


R = TypeVar("R", bound=FormRow)


class Rows(QWidget, Generic[R]):
    """Rows of fields, at least one, and a button that adds another.

    Signals:
        changed(): something was typed, or a row came or went.
    """

    changed = Signal()

    def __init__(self, words: str, *, name: str, hint: str) -> None:
        super().__init__()
        self._hint = hint
        self._rows: list[R] = []
        self._name = name
        self._place = column(spacing=8)
        self._more = Button(words, name=f"{name}_more", kind="quiet", icon="plus", flush=True)
        self._more.clicked.connect(lambda _checked=False: self.add().setFocus())
        self.setLayout(column(boxed(self._place), 4, boxed(row(self._more, -1))))

    def rows(self) -> list[R]:
        """The rows as they stand below each other."""
        return list(self._rows)

    def set_numbers(self, numbers: list[int]) -> None:
        """Make the rows those of these numbers; new ones are empty."""
        for each in [each for each in self._rows if each.number not in numbers]:
            self._drop(each)
        for number in sorted(set(numbers) - {each.number for each in self._rows}):
            self.add(number)

    def add(self, number: int | None = None) -> R:
        """An empty row at the end."""
        if number is None:
            number = max((each.number for each in self._rows), default=-1) + 1
        made = self.make(number)
        self._rows.append(made)
        self._place.addWidget(made)
        self._arrange()
        return made

    def make(self, number: int) -> R:
        """A new row."""
        raise NotImplementedError

    def take_out(self, number: int) -> None:
        """Take a row out; the last one leaves an empty one behind."""
        for each in [each for each in self._rows if each.number == number]:
            self._drop(each)
        if not self._rows:
            self.add()
        self._rows[0].setFocus()
        self.changed.emit()

    def part_name(self, part: str, number: int) -> str:
        """The object name of a row's part; the first row's bear no number."""
        return "_".join(word for word in (self._name, part, str(number) if number else "") if word)

    def _drop(self, gone: R) -> None:
        self._rows.remove(gone)
        self._place.removeWidget(gone)
        gone.hide()
        gone.setParent(None)
        gone.deleteLater()
        self._arrange()

    def _arrange(self) -> None:
        for index, each in enumerate(self._rows):
            each.show_labels(index == 0)
            each.show_hint(self._hint if len(self._rows) == 1 else "")


class PackRow(FormRow):
    """A pack: what it is called, and how many base units it holds."""

    def __init__(self, rows: "PackRows", number: int) -> None:
        self.pack = TextField(_("Pack"), name=rows.part_name("name", number), longest=40)
        self.holds = NumberField(_("In one pack"), name=rows.part_name("size", number), minimum=2, required=False)
        super().__init__(
            number,
            self.pack,
            self.holds,
            bin_name=rows.part_name("out", number),
            bin_label=_("Take this pack out"),
            on_out=lambda: rows.take_out(number),
        )
        self.setFocusProxy(self.pack)
        self.pack.changed.connect(lambda _typed: rows.changed.emit())
        self.holds.changed.connect(lambda _typed: rows.changed.emit())

    def words(self) -> str:
        """Carton of 144; empty while no size is typed."""
        size = self.holds.value()
        name = self.pack.value() or _("Pack")
        return _("{pack} of {size}").format(pack=name, size=number_text(size)) if size else ""


class PackRows(Rows[PackRow]):
    """The packs an item comes in."""

    def __init__(self, packs: tuple[Pack, ...]) -> None:
        super().__init__(_("Add a pack"), name="item_pack", hint=_("Such as Box"))
        for pack in packs:
            made = self.add()
            made.pack.set_value(pack.name)
            made.holds.set_value(pack.size)
        if not packs:
            self.add()

    def make(self, number: int) -> PackRow:
        return PackRow(self, number)

    def check(self) -> bool:
        """Whether every row has a whole number or nothing in it."""
        good = [each.holds.check() for each in self._rows]
        for each in self._rows:
            if each.pack.value() and each.holds.is_empty():
                each.holds.set_error(_("Type how many it holds. Nothing was saved."))
                good.append(False)
        return all(good)

    def packs(self) -> list[Pack]:
        """The packs that have a size."""
        return [
            Pack(each.pack.value() or _("Pack"), size)
            for each in self._rows
            if (size := each.holds.value()) is not None
        ]

    def set_error(self, sentence: str) -> None:
        """Say what is wrong below the last one."""
        self._rows[-1].pack.set_error(sentence)


class BarcodeRow(FormRow):
    """A barcode, and what bears it."""

    def __init__(self, rows: "BarcodeRows", number: int) -> None:
        self.code = TextField(_("Barcode"), name=rows.part_name("", number), longest=60)
        self.bearer = ChoiceField(_("Stands on"), name=rows.part_name("on", number), placeholder=_("Choose"))
        super().__init__(
            number,
            self.code,
            self.bearer,
            bin_name=rows.part_name("out", number),
            bin_label=_("Take this barcode out"),
            on_out=lambda: rows.take_out(number),
        )
        self.setFocusProxy(self.code)
        self.code.edit.returnPressed.connect(lambda: rows.go_on(self))


class BarcodeRows(Rows[BarcodeRow]):
    """The barcodes on an item and its packs. A scanner ends each with Enter: the next row waits then."""

    def __init__(self, barcodes: tuple[Barcode, ...], packs: PackRows, unit: Callable[[], Unit]) -> None:
        super().__init__(_("Add a barcode"), name="item_barcode", hint=_("Type it or scan it"))
        self._packs = packs
        self._unit = unit
        for barcode in barcodes:
            made = self.add()
            made.code.set_value(barcode.code)
            made.bearer.set_value(self._bearer_of(barcode.quantity))
        if not barcodes:
            self.add()
        packs.changed.connect(self.refresh)

    def make(self, number: int) -> BarcodeRow:
        made = BarcodeRow(self, number)
        self._offer(made, ONE)
        return made

    def refresh(self) -> None:
        """Offer the packs as they are typed now; one that is gone leaves the choice open."""
        for each in self._rows:
            self._offer(each, each.bearer.value())

    def go_on(self, typed: BarcodeRow) -> None:
        """Enter: on to the next row."""
        if typed.code.value():
            after = self._rows[self._rows.index(typed) + 1 :]
            (after[0] if after else self.add()).setFocus()

    def check(self) -> bool:
        """Whether each barcode says what bears it."""
        good = [each.bearer.require() for each in self._rows if each.code.value()]
        return all(good)

    def barcodes(self) -> list[Barcode]:
        """What is typed; rows without a code are left out."""
        sizes = {each.number: each.holds.value() or 0 for each in self._packs.rows()} | {ONE: 1}
        return [
            Barcode(each.code.value(), sizes.get(each.bearer.value(), 0)) for each in self._rows if each.code.value()
        ]

    def set_error(self, sentence: str) -> None:
        """Say what is wrong below the last one that is filled in."""
        filled = [each for each in self._rows if each.code.value()] or self._rows
        filled[-1].code.set_error(sentence)

    def _offer(self, each: BarcodeRow, value: int | None) -> None:
        options: list[tuple[str, object]] = [(words.quantity(1, self._unit()), ONE)]
        options += [(pack.words(), pack.number) for pack in self._packs.rows() if pack.words()]
        each.bearer.set_options(options)
        each.bearer.set_value(value if value in [known for _words, known in options] else None)

    def _bearer_of(self, quantity: int) -> int | None:
        if quantity == 1:
            return ONE
        return next((pack.number for pack in self._packs.rows() if pack.holds.value() == quantity), None)
