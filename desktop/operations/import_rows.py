"""The rows of a table, looked at one by one: what arrives by each, or what is wrong with it and where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from desktop.domain.amounts import amount_of
from desktop.domain.errors import Invalid, LarderError
from desktop.domain.people import checked_line, checked_name, folded
from desktop.domain.stock import Category, Expiry, Item, ItemId, Pack, Unit, checked_quantity
from desktop.domain.typed_days import Order, day_of, is_unclear, order_of
from desktop.i18n import say
from desktop.i18n.catalogue import N_, _
from desktop.operations import import_columns
from desktop.operations.import_columns import Meaning
from desktop.operations.receiving import Arrival, check_expiry
from desktop.operations.table_reading import Row, Sheet


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is to be understood.

    Attributes:
        columns: What each column is, from the left.
        headings: Whether the first row names the columns.
        order: What comes first in days such as 03/04/2027; None as long as nobody said.
        new_items: Whether items that are not in the book are added to it.
        category: What added items belong to.
    """

    columns: tuple[Meaning, ...]
    headings: bool = True
    order: Order | None = None
    new_items: bool = False
    category: Category = Category.MATERIALS


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row of the table and what becomes of it.

    Attributes:
        faults: What is wrong, with the column each stands in; a row without any can be received.
        quantity: In base units; 0 for a refused row.
        item: The item as it is called in the book, or as the new one will be.
        unit: What it is counted in.
        is_new: Whether the item is not in the book yet.
    """

    row: Row
    faults: tuple[tuple[int, LarderError], ...] = ()
    quantity: int = 0
    item: str = ""
    unit: Unit = Unit.PIECE
    is_new: bool = False

    @property
    def sentence(self) -> str:
        """What is wrong with it, in the language being spoken; empty when nothing is."""
        return " ".join(fault_words(error) for _column, error in self.faults)


@dataclass
class Found:
    """What the rows came to.

    Attributes:
        arrivals: Each with the key of a new item, or an empty one.
        new: Items that are not in the book yet, by key.
        unclear_days: Whether somebody has to say what comes first in the days.
    """

    rows: list[CheckedRow] = field(default_factory=list)
    arrivals: list[tuple[str, Arrival]] = field(default_factory=list)
    new: dict[str, Item] = field(default_factory=dict)
    unclear_days: bool = False


def fault_words(error: LarderError) -> str:
    """What is wrong with a cell. That nothing was saved goes without saying in a list of rows."""
    nothing = _("Nothing was saved.")
    return say(error).replace(f" {nothing}", "").replace(nothing, "")


def check_rows(items: Iterable[Item], sheet: Sheet, plan: Plan, day: date) -> Found:
    """Look at every row.

    Args:
        items: The whole catalogue, with what is out of use.
        day: When the goods arrive.

    Raises:
        Invalid: For `columns`.
    """
    at = import_columns.check(plan.columns, sheet.width)
    rows = sheet.rows[1:] if plan.headings else sheet.rows
    typed_days = [row.cells[at[Meaning.EXPIRES]] for row in rows] if Meaning.EXPIRES in at else []
    # One day that can only be meant one way tells how the whole column is meant.
    orders = {order for order in map(order_of, typed_days) if order is not None}
    told = next(iter(orders)) if len(orders) == 1 else None
    reader = _Reader(_Book(items), replace(plan, order=plan.order or told), at, day)
    for row in rows:
        reader.read(row)
    reader.found.unclear_days = told is None and any(map(is_unclear, typed_days))
    return reader.found


class _Book:
    """The catalogue by every name and code of its items."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._named: dict[str, Item] = {}
        self._coded: dict[str, tuple[Item, int]] = {}
        every = {item.id: item for item in items}
        # What is in use wins over what is not, and an item that was made one with another stands for that one.
        for item in sorted(every.values(), key=lambda item: item.active):
            meant = item
            while meant.merged_into is not None:
                meant = every[meant.merged_into]
            for name in (item.main_name, *(name for _language, name in item.names)):
                self._named[folded(name)] = meant
            for code in item.barcodes:
                self._coded[code.code] = (meant, code.quantity)

    def find(self, cell: str) -> tuple[Item, int] | None:
        """The item of that name or code, and how many base units one of it is."""
        item = self._named.get(folded(cell))
        return (item, 1) if item is not None else self._coded.get(cell)


class _Reader:
    """Reads rows. What is wrong with one is gathered, so that all of it can be shown at once."""

    def __init__(self, book: _Book, plan: Plan, at: dict[Meaning, int], day: date) -> None:
        self.found = Found()
        self._book = book
        self._plan = plan
        self._at = at
        self._day = day
        self._cells: Sequence[str] = ()
        self._faults: list[tuple[int, LarderError]] = []

    def read(self, row: Row) -> None:
        """Look at the next row."""
        self._cells, self._faults = row.cells, []
        item, per_code, key = self._item()
        lot, expires = self._lot(), self._expiry()
        quantity, unit, pack = self._quantity(item, per_code)
        if self._faults or item is None:
            faults = tuple(sorted(self._faults, key=lambda fault: fault[0]))
            self.found.rows.append(CheckedRow(row, faults, item=item.name if item else ""))
            return
        if key:
            known = self.found.new.get(key) or replace(item, unit=unit, packs=(pack,) if pack else ())
            self.found.new[key] = replace(known, expiry=Expiry.BEST_BEFORE) if expires else known
        self.found.arrivals.append((key, Arrival(item.id, quantity, lot, expires)))
        self.found.rows.append(CheckedRow(row, (), quantity, item.name, unit, bool(key)))

    def _cell(self, meaning: Meaning) -> str:
        return self._cells[self._at[meaning]] if meaning in self._at else ""

    def _fault(self, meaning: Meaning, error: LarderError) -> None:
        self._faults.append((self._at[meaning], error))

    def _item(self) -> tuple[Item | None, int, str]:
        """The item, how many base units one of its code is, and its key when it is new."""
        cell = self._cell(Meaning.ITEM)
        known = self._book.find(cell)
        try:
            if known is not None:
                self._check_usable(known[0])
                return (*known, "")
            name, key = checked_name("item", cell), folded(cell)
            if not self._plan.new_items:
                raise Invalid("item", N_("{item} is not in the book. Nothing was saved."), item=name)
        except LarderError as error:
            self._fault(Meaning.ITEM, error)
            return None, 1, ""
        new = Item(
            ItemId(0),
            name,
            self._plan.category,
            Unit.PIECE,
            Expiry.NONE,
            created_on=self._day,
            main_name=name,
        )
        return self.found.new.get(key, new), 1, key

    def _check_usable(self, item: Item) -> None:
        if not item.active:
            raise Invalid("item", N_("{item} is out of use. Nothing was saved."), item=item.name)
        if item.serials:
            raise Invalid(
                "item", N_("The pieces of {item} bear numbers. Nothing was saved. Receive it by hand."), item=item.name
            )
        if self._day < item.created_on:
            raise Invalid(
                "item",
                N_("{item} is in the book only since {date}. Nothing was saved. Type that date or a later one."),
                item=item.name,
                date=item.created_on,
            )

    def _lot(self) -> str:
        try:
            return checked_line("lot", self._cell(Meaning.LOT), longest=40)
        except LarderError as error:
            self._fault(Meaning.LOT, error)
            return ""

    def _expiry(self) -> date | None:
        cell = self._cell(Meaning.EXPIRES)
        if not cell:
            return None
        try:
            day = day_of(cell, self._plan.order)
            check_expiry(self._day, day)
        except LarderError as error:
            self._fault(Meaning.EXPIRES, error)
            return None
        return day

    def _quantity(self, item: Item | None, per_code: int) -> tuple[int, Unit, Pack | None]:
        """The quantity in base units, their unit, and the pack they came in. An item's unit shows in what is typed first."""
        settled = item is not None and (item.id != 0 or folded(item.name) in self.found.new)
        units = (item.unit,) if item is not None and settled else tuple(Unit)
        refusals: list[tuple[Meaning, LarderError]] = []
        for unit in units:
            try:
                return self._amount(unit, per_code)
            except LarderError as error:
                wrong_pack = isinstance(error, Invalid) and error.field == "pack"
                refusals.append((Meaning.PACK if wrong_pack else Meaning.QUANTITY, error))
        self._fault(*refusals[0])
        return 0, units[0], None

    def _amount(self, unit: Unit, per_code: int) -> tuple[int, Unit, Pack | None]:
        typed_pack, typed = self._cell(Meaning.PACK), self._cell(Meaning.QUANTITY)
        if typed_pack:
            size = amount_of(unit, typed_pack, field="pack")
            amount = amount_of(Unit.PIECE, typed) * size
            return checked_quantity("quantity", amount), unit, Pack(_("pack"), size) if size > 1 else None
        if per_code > 1:
            return checked_quantity("quantity", amount_of(Unit.PIECE, typed) * per_code), unit, None
        return amount_of(unit, typed), unit, None
