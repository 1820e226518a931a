"""Whether the ledger agrees with what is kept of it: balances, months, numbers, reversals, and never below zero.

Everything is read once, in the order of its days, and added up here: grouping inside the library costs far more, since it locks
every allocation in memory. It is done in slices, between which others may write. What they write is counted apart (`_Tail`): the
check is of the book as it stood when it began. Nothing is repaired.
"""

from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from desktop.domain.book_check import Fault, FaultKind
from desktop.domain.stock import DocumentId, ItemId, MovementClass
from desktop.storage import schema
from desktop.storage.connection import Database
from desktop.storage.schema import STOCK

Slices = Generator[None, None, tuple[Fault, ...]]
"""Yields between two slices, with no statement under way, and returns the faults."""

_ROWS = 4_000
"""Movements in a slice: 10 ms here, and below 50 on a slow laptop that is busy."""
_ROWS_LOOKED_UP = 500
"""The same for what needs a second row to be looked up for each."""
_MOST_FAULTS = 200
_WITH_NUMBERS = 2
"""The step of the schema from which things bear numbers; copies may be older."""

_CLASS_BITS, _PLACE_BITS, _BATCH_BITS = 4, 12, 28
_WHERE = f"((item_id << {_BATCH_BITS} | batch_id) << {_PLACE_BITS} | place_id)"
"""Item, batch and place in one number: a value read costs far more than one reckoned with."""
_CLASSES = " ".join(f"WHEN '{cls}' THEN {number}" for number, cls in enumerate(("issued", *MovementClass), start=1))
_WHERE_AND_CLASS = f"{_WHERE} << {_CLASS_BITS} | CASE class {_CLASSES} END"


def _item(where: int) -> ItemId:
    return ItemId(where >> _BATCH_BITS + _PLACE_BITS)


def _apart(where: int) -> tuple[int, int, int]:
    """Item, batch, place."""
    batch_and_item = where >> _PLACE_BITS
    return _item(where), batch_and_item & (1 << _BATCH_BITS) - 1, where & (1 << _PLACE_BITS) - 1


def faults(database: Database) -> tuple[Fault, ...]:
    """All checks in one go; empty for a sound book."""
    slices = check(database)
    while True:
        try:
            next(slices)
        except StopIteration as end:
            return tuple(end.value)


def is_damaged(database: Database) -> bool:
    """Whether there is a fault that only damage can have made."""
    return any(fault.kind.is_damage for fault in faults(database))


def check(database: Database) -> Slices:
    """All checks, slice by slice. At most some hundred faults are told."""
    found: list[Fault] = []
    last = int(database.value("SELECT coalesce(max(id), 0) FROM movement"))
    yield from _Sums(database, last, _Tail(database, last), found).check()
    if schema.version(database.connection, STOCK) >= _WITH_NUMBERS:
        yield from _numbers(database, found)
    return tuple(found[:_MOST_FAULTS])


@dataclass(slots=True)
class _Tail:
    """What was written since the check began, added up by place, and by month, place and class."""

    database: Database
    seen: int
    balances: dict[int, int] = field(default_factory=dict)
    months: dict[tuple[str, int], int] = field(default_factory=dict)

    def catch_up(self) -> None:
        for number, key, quantity, day in self.database.rows(
            f"SELECT id, {_WHERE_AND_CLASS}, quantity, occurred_on FROM movement WHERE id > ? ORDER BY id", (self.seen,)
        ):
            self.seen, month, where = number, day[:7], key >> _CLASS_BITS
            self.balances[where] = self.balances.get(where, 0) + quantity
            self.months[month, key] = self.months.get((month, key), 0) + quantity


@dataclass(slots=True)
class _Sums:
    """Balances and months against the movements, every day's end against zero, and what undoes against what is undone.

    Attributes:
        running: What is at each place, as of the day that is reached.
        month: The columns of the month that is reached.
        negative: What fell below zero on the day that is reached.
        told: What was below zero at the end of an earlier day.
        undoing: For each document that undoes one, which it says it is; until its lines were seen.
    """

    database: Database
    last: int
    tail: _Tail
    found: list[Fault]
    running: dict[int, int] = field(default_factory=dict)
    month: dict[int, int] = field(default_factory=dict)
    negative: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)
    undoing: dict[int, int] = field(default_factory=dict)

    def check(self) -> Generator[None]:
        # Read from the index alone; the documents themselves lie far apart.
        self.undoing = dict(self.database.rows("SELECT id, reverses_id FROM document WHERE reverses_id > 0"))
        yield
        months, month, day, rows = {""}, "", "", 0
        next_day = "SELECT min(occurred_on) FROM movement WHERE occurred_on > ?"
        while (day := self.database.value(next_day, (day,))) is not None:
            if day[:7] != month:
                if month:
                    yield from self._compare_month(month)
                month = day[:7]
                months.add(month)
            for read in self._day(day):
                rows += read
                if rows >= _ROWS:
                    rows = 0
                    yield
            self._end_day(day)
            self._undone_on(day)
        if month:
            yield from self._compare_month(month)
        month = ""  # what is kept for months in which nothing moved
        while (
            month := self.database.value("SELECT min(month) FROM month_total WHERE month > ?", (month,))
        ) is not None:
            if month not in months:
                yield from self._compare_month(month)
        yield from self._compare_balances()
        self._undone_by_nothing()

    def _day(self, day: str) -> Iterator[int]:
        """Add up a day, with the number of movements after each part of it."""
        running, month, first = self.running, self.month, 0
        while True:
            end = self.database.value(
                "SELECT id FROM movement WHERE occurred_on = ? AND id > ? ORDER BY id LIMIT 1 OFFSET ?",
                (day, first, _ROWS),
            )
            rows = self.database.rows(
                f"SELECT {_WHERE_AND_CLASS}, quantity FROM movement WHERE occurred_on = ? AND id > ? AND id <= ?",
                (day, first, min(self.last, end or self.last)),
            )
            for key, quantity in rows:
                month[key] = month.get(key, 0) + quantity
                where = key >> _CLASS_BITS
                now = running[where] = running.get(where, 0) + quantity
                if now < 0:
                    self.negative.add(where)
            yield len(rows)
            if end is None:
                return
            first = end

    def _end_day(self, day: str) -> None:
        """Tell what is below zero now that a day is over; each batch at a place once."""
        for where in self.negative - self.told:
            if self.running[where] < 0:
                self.told.add(where)
                document = self.database.value(
                    "SELECT document_id FROM movement WHERE item_id = ? AND batch_id = ? AND place_id = ? "
                    "AND occurred_on = ? AND quantity < 0 ORDER BY id DESC LIMIT 1",
                    (*_apart(where), day),
                )
                self.found.append(Fault(FaultKind.BELOW_ZERO, _item(where), document))
        self.negative.clear()

    def _undone_on(self, day: str) -> None:
        """The day's undoing lines, while what they undo is at hand: most are undone on the same day."""
        lines: Counter[int] = Counter()
        items: dict[int, int] = {}
        for document, undone, item, opposite in self.database.rows(
            "SELECT m.document_id, r.document_id, m.item_id, m.item_id = r.item_id AND m.batch_id = r.batch_id "
            "AND m.place_id = r.place_id AND m.quantity = -r.quantity AND (m.class = r.class OR m.class = 'correction') "
            "FROM movement m LEFT JOIN movement r ON r.id = m.reverses_id "
            "WHERE m.occurred_on = ? AND m.id <= ? AND m.reverses_id IS NOT NULL",
            (day, self.last),
        ):
            lines[document] += 1
            items[document] = item
            if not opposite or self.undoing.get(document) != undone:
                self._tell_undoing(document, item)
        for document, count in lines.items():
            undone = self.undoing.pop(document, None)
            of_document = "SELECT count(*) FROM movement WHERE document_id = ?"
            if any(self.database.value(of_document, (each,)) != count for each in (document, undone)):
                self._tell_undoing(document, items[document])

    def _undone_by_nothing(self) -> None:
        """Documents that say they undo another, and have no line that does."""
        for document, undone in self.undoing.items():
            lines = "SELECT item_id FROM movement WHERE document_id = ?"
            item = self.database.value(lines, (undone,)) or self.database.value(lines, (document,))
            if item is not None:
                self._tell_undoing(document, item)

    def _tell_undoing(self, document: int, item: int) -> None:
        self.found.append(Fault(FaultKind.REVERSAL, ItemId(item), DocumentId(document)))

    def _compare_month(self, month: str) -> Generator[None]:
        """The kept sums of a month, with what was written meanwhile taken off."""
        sums, self.month = self.month, {}
        after: tuple[object, ...] = (0, 0, 0, "")
        while after:
            after, rows = self._page("month_total", ("item_id", "batch_id", "place_id", "class"), after, month)
            self.tail.catch_up()
            for key, quantity in rows:
                if sums.pop(key, 0) + self.tail.months.get((month, key), 0) != quantity:
                    self.found.append(Fault(FaultKind.MONTH_TOTAL, _item(key >> _CLASS_BITS)))
            if after:
                yield
        left = (key for key, quantity in sums.items() if quantity)
        self.found.extend(Fault(FaultKind.MONTH_TOTAL, _item(key >> _CLASS_BITS)) for key in left)

    def _compare_balances(self) -> Generator[None]:
        """The kept balances, with what was written meanwhile taken off."""
        after: tuple[object, ...] = (0, 0, 0)
        while after:
            after, rows = self._page("balance", ("item_id", "batch_id", "place_id"), after)
            self.tail.catch_up()
            for where, quantity in rows:
                if self.running.pop(where, 0) + self.tail.balances.get(where, 0) != quantity:
                    self.found.append(Fault(FaultKind.BALANCE, _item(where)))
            yield
        left = (where for where, quantity in self.running.items() if quantity)
        self.found.extend(Fault(FaultKind.BALANCE, _item(where)) for where in left)

    def _page(
        self, table: str, key: tuple[str, ...], after: tuple[object, ...], month: str = ""
    ) -> tuple[tuple[object, ...], list[tuple[int, int]]]:
        """The next rows of a table that is kept, as numbers; and where they end, nothing for the last ones."""
        columns, marks = ", ".join(key), ", ".join("?" * len(key))
        where, values = f"({columns}) > ({marks})", (*after,)
        if month:
            where, values = f"month = ? AND {where}", (month, *values)
        end = self.database.row(
            f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {columns} LIMIT 1 OFFSET ?", (*values, _ROWS)
        )
        if end is not None:
            where, values = f"{where} AND ({columns}) <= ({marks})", (*values, *end)
        value = _WHERE_AND_CLASS if month else _WHERE
        return tuple(end or ()), self.database.rows(f"SELECT {value}, quantity FROM {table} WHERE {where}", values)


def _numbers(database: Database, found: list[Fault]) -> Generator[None]:
    """Each number is where its movements leave it; each movement carries as many as it moves."""
    after = 0
    while True:
        rows = database.rows(
            "SELECT id, item_id, batch_id, place_id FROM serial WHERE id > ? ORDER BY id LIMIT ?",
            (after, _ROWS_LOOKED_UP),
        )
        first, after = after, rows[-1][0] if rows else after
        trails: dict[int, tuple[int, int | None]] = {}
        broken: dict[int, int] = {}
        for number, item, batch, place, quantity, document, its_item in database.rows(
            "SELECT c.serial_id, m.item_id, m.batch_id, m.place_id, m.quantity, m.document_id, s.item_id "
            "FROM movement_serial c JOIN movement m ON m.id = c.movement_id JOIN serial s ON s.id = c.serial_id "
            "WHERE c.serial_id > ? AND c.serial_id <= ? ORDER BY c.serial_id, c.movement_id",
            (first, after),
        ):
            at = trails.get(number, (batch, None))
            fits = at[1] is None if quantity > 0 else at == (batch, place)
            if not fits or item != its_item:
                broken[number] = document
            trails[number] = (batch, place if quantity > 0 else None)
        for number, item, batch, place in rows:
            if number in broken or trails.get(number, (batch, None)) != (batch, place):
                document = broken.get(number)
                found.append(Fault(FaultKind.NUMBER, ItemId(item), None if document is None else DocumentId(document)))
        yield
        if len(rows) < _ROWS_LOOKED_UP:
            break
    for item, bears_numbers in database.rows("SELECT id, serials FROM item"):
        if bears_numbers:
            yield from _carried(database, item, found)


def _carried(database: Database, item: int, found: list[Fault]) -> Generator[None]:
    """The movements of an item whose pieces bear numbers."""
    day, number = "", 0
    while True:
        rows = database.rows(
            "SELECT m.id, m.occurred_on, m.document_id, abs(m.quantity) = (SELECT count(*) FROM movement_serial c "
            "WHERE c.movement_id = m.id) FROM movement m WHERE m.item_id = ? AND (m.occurred_on, m.id) > (?, ?) "
            "ORDER BY m.occurred_on, m.id LIMIT ?",
            (item, day, number, _ROWS_LOOKED_UP),
        )
        found += [Fault(FaultKind.NUMBER, ItemId(item), document) for *_, document, as_many in rows if not as_many]
        yield
        if len(rows) < _ROWS_LOOKED_UP:
            return
        number, day = rows[-1][:2]
