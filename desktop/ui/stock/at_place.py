"""What is at a place as a sheet to type into: one row an item, found by name, by a scan, or by the number on a piece."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.domain.ledger import first_expired_first_out
from desktop.domain.people import folded
from desktop.domain.stock import MOST, BatchId, Held, ItemId, PlaceId, Serial, SerialId, Unit
from desktop.i18n import _, ngettext, number_text
from desktop.operations.book import BookDocument, BookLine
from desktop.operations.moving import ItemAt
from desktop.ui import words
from desktop.ui.theme import current_theme
from desktop.ui.widgets.edit import SearchBox
from desktop.ui.widgets.lists import FactsList
from desktop.ui.widgets.marks import Mark
from desktop.ui.widgets.number_field import parse_number
from desktop.ui.widgets.rows_model import Column
from desktop.ui.widgets.table import Table

_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the sheet as it stands on the screen: what was typed stays, even when it is no number.

    Attributes:
        packs, loose, left: As typed; `left` only where what is left over may be told.
        batch: The chosen batch; the first to expire when None.
        numbers: The chosen pieces of an item whose pieces bear numbers.
    """

    at: ItemAt
    packs: str = ""
    loose: str = ""
    left: str = ""
    batch: BatchId | None = None
    numbers: tuple[Serial, ...] = ()

    @property
    def pack_size(self) -> int:
        """How many a pack holds; 0 where the item comes loose or its pieces bear numbers."""
        return self.at.item.packs[-1].size if self.at.item.packs and not self.at.item.serials else 0

    @property
    def there(self) -> int:
        """How many can be taken: of the chosen batch, or in all."""
        if self.batch is None:
            return self.at.quantity
        return sum(held.quantity for held in self.at.held if held.batch.id == self.batch)

    def quantity(self) -> int:
        """What packs and loose pieces come to. Raises ValueError for what is no number."""
        if self.at.item.serials:
            return len(self.numbers)
        return whole_number(self.packs) * self.pack_size + whole_number(self.loose)

    def is_touched(self) -> bool:
        """Whether anything was typed or scanned."""
        return bool(self.packs or self.loose or self.left or self.numbers)


def whole_number(typed: str) -> int:
    """A typed number of 0 or more; 0 for nothing typed. Raises ValueError."""
    if not typed:
        return 0
    value = parse_number(typed, current_theme().locale.groupSeparator())
    if value is None or not 0 <= value <= MOST:
        raise ValueError("not a number that fits")
    return value


class Sheet:
    """The rows behind a page's table.

    Args:
        table: Shows those that fit the search.
        search: In the page's head line.
    """

    def __init__(self, table: Table[Row], search: SearchBox) -> None:
        self.table = table
        self._search = search
        self._rows: dict[ItemId, Row] = {}
        self._returned: list[list[Any]] = []
        search.searched.connect(lambda _text: self._fill())

    # Rows

    def rows(self) -> list[Row]:
        """All rows, by name."""
        return list(self._rows.values())

    def touched(self) -> list[Row]:
        """Those in which something stands."""
        return [row for row in self._rows.values() if row.is_touched()]

    def put(self, row: Row) -> None:
        """Replace an item's row."""
        self._rows[row.at.item.id] = row
        number = self.table.rows_model.row_of(row.at.item.id)
        if number >= 0:
            self.table.rows_model.set_row(number, row)

    def replace_all(self, rows: Iterable[Row]) -> None:
        """Replace many rows at once."""
        for row in rows:
            self._rows[row.at.item.id] = row
        self._fill()

    def use(self, found: Iterable[ItemAt]) -> None:
        """What is there now. What was typed stays where the item is there too; batches and numbers are those of the place."""
        before = self._rows
        self._rows = {}
        for at in found:
            row = before.get(at.item.id)
            self._rows[at.item.id] = Row(at, row.packs, row.loose, row.left) if row else Row(at)
        for item_id, packs, loose, left, batch, serials in self._returned:
            row = self._rows.get(item_id)
            if row is not None:
                numbers = tuple(number for number in row.at.numbers if number.id in serials)
                kept = batch if any(held.batch.id == batch for held in row.at.held) else None
                self._rows[item_id] = Row(row.at, packs, loose, left, kept, numbers)
        self._returned = []
        self._fill()

    def go_to(self, item_id: ItemId, column: int | None = None) -> None:
        """Choose an item's row, and put the keyboard into one of its cells."""
        number = self.table.rows_model.row_of(item_id)
        if number < 0:
            return
        self.table.choose(number)
        if column is not None:
            self.table.setFocus()
            self.table.go_to_field(number, column)

    def _fill(self) -> None:
        wanted = folded(self._search.text())
        self.table.set_rows([row for row in self._rows.values() if not wanted or fits(row, wanted)])

    # Kept over a lock

    def draft(self) -> list[list[Any]]:
        """What stands in the rows, as JSON can hold it."""
        return [
            [row.at.item.id, row.packs, row.loose, row.left, row.batch, [number.id for number in row.numbers]]
            for row in self.touched()
        ]

    def put_back(self, rows: list[list[Any]]) -> None:
        """Type it in again when the place's goods have come."""
        self._returned = rows

    # Scanning

    def find(self, text: str) -> tuple[Row, int, Serial | None] | None:
        """What a scan or a word means: the row, how many it stands for, and the piece where it bears that number.

        A word stands for none: it only finds the row.
        """
        code = text.strip()
        for row in self._rows.values():
            for barcode in row.at.item.barcodes:
                if barcode.code == code:
                    return row, barcode.quantity, None
        wanted = folded(code)
        for row in self._rows.values():
            for number in row.at.numbers:
                if folded(number.number) == wanted:
                    return row, 1, number
        named = next((row for row in self._rows.values() if wanted and fits(row, wanted)), None)
        return (named, 0, None) if named else None


def fits(row: Row, wanted: str) -> bool:
    """Whether a folded text is part of an item's name, one of its barcodes, or a number on a piece."""
    item = row.at.item
    names = (item.name, item.main_name, *(name for _language, name in item.names))
    return (
        any(wanted in folded(name) for name in names)
        or any(wanted == folded(barcode.code) for barcode in item.barcodes)
        or any(wanted == folded(number.number) for number in row.at.numbers)
    )


def with_one_more(row: Row, quantity: int) -> Row:
    """A row after one more scan of what holds so many."""
    try:
        loose = whole_number(row.loose)
    except ValueError:
        loose = 0
    if row.pack_size and quantity == row.pack_size:
        try:
            return replace(row, packs=str(whole_number(row.packs) + 1), left="")
        except ValueError:
            return replace(row, packs="1", left="")
    return replace(row, loose=str(min(MOST, loose + quantity)), left="")


def with_number(row: Row, number: Serial) -> Row:
    """A row with one more of its pieces chosen."""
    return row if number in row.numbers else replace(row, numbers=(*row.numbers, number), left="")


def as_it_was(found: Sequence[ItemAt], corrects: BookDocument | None, place_id: PlaceId | None) -> list[ItemAt]:
    """What is at a place, and besides it what comes back there when a document is put right."""
    if corrects is None or corrects.place_id != place_id:
        return list(found)
    known = {at.item.id: at for at in found}
    for line in corrects.lines:
        if line.quantity > 0 or line.place.id != place_id:
            continue
        at = known.get(line.item.id) or ItemAt(line.item, (), (), 0)
        known[line.item.id] = replace(at, held=_with(at, line), numbers=(*at.numbers, *line.serials))
    return sorted(known.values(), key=lambda at: folded(at.item.name))


def _with(at: ItemAt, line: BookLine) -> tuple[Held, ...]:
    held = {found.batch.id: found for found in at.held}
    before = held[line.batch.id].quantity if line.batch.id in held else 0
    held[line.batch.id] = Held(line.batch, line.place, before - line.quantity)
    return tuple(first_expired_first_out(held.values()))


def taken_before(corrects: BookDocument) -> dict[ItemId, tuple[int, set[BatchId], tuple[Serial, ...]]]:
    """What a document took of each item: how many, of which batches, and which pieces."""
    found: dict[ItemId, tuple[int, set[BatchId], tuple[Serial, ...]]] = {}
    for line in corrects.lines:
        if line.quantity < 0:
            quantity, batches, numbers = found.get(line.item.id, (0, set(), ()))
            found[line.item.id] = (quantity - line.quantity, batches | {line.batch.id}, (*numbers, *line.serials))
    return found


def chosen_ids(row: Row) -> tuple[SerialId, ...]:
    """The chosen pieces as operations take them."""
    return tuple(number.id for number in row.numbers)


def item_column() -> Column[Row]:
    """The items' names."""
    return Column(_("Item"), lambda row: row.at.item.name, look="bold", icon=lambda row: row.at.item.icon)


def summed_up(rows: Sequence[Row], fact: Callable[[Row], tuple[str, str]], *, name: str) -> FactsList:
    """What is typed so far, for the pane: a line an item, and of very many only how many more there are."""
    facts = [fact(row) for row in rows[:_MOST_SHOWN]]
    more = len(rows) - len(facts)
    if more > 0:
        facts.append((ngettext("and {count} more", "and {count} more", more).format(count=number_text(more)), ""))
    return FactsList(facts, look="ruled", name=name)


def not_a_number() -> str:
    """What is said of a cell in which something else was typed."""
    return _("This is not a number of 0 or more. Type it again, or empty the cell. Nothing was saved.")


def there_column() -> Column[Row]:
    """How many can be taken, marked where more are typed or what is typed is no number."""
    return Column(_("There"), _there_text, width=96, align="end", badge=_there_mark)


def _there_text(row: Row) -> str:
    unit = row.at.item.unit
    return number_text(row.there) if unit is Unit.PIECE else words.quantity(row.there, unit)


def _there_mark(row: Row) -> Mark | None:
    try:
        return Mark("bad", "warning") if row.quantity() > row.there else None
    except ValueError:
        return Mark("bad", "warning")


def in_packs(row: Row, quantity: int) -> Row:
    """A row with so many typed in, in whole packs and loose pieces."""
    whole, loose = divmod(quantity, row.pack_size) if row.pack_size else (0, quantity)
    return replace(row, packs=str(whole) if whole else "", loose=str(loose) if loose else "")


def too_many(row: Row, quantity: int) -> str:
    """What is said of a row that takes more than is there; empty when it does not."""
    if quantity <= row.there:
        return ""
    return _("Only {there} of {item} are there. Lower the number, or choose another batch.").format(
        there=number_text(row.there), item=row.at.item.name
    )
