"""The stock book against itself: each fault is put into a copy by hand, with the triggers gone, and found."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book_check import FaultKind
from desktop.domain.errors import VaultDamaged
from desktop.storage import ledger_checks, snapshot, wholeness
from desktop.storage.connection import Database
from tests.faults.counting import report
from tests.storage import book


@pytest.fixture
def sound(database: Database) -> Database:
    """The book with the desk's records, and a hand-out of two lines that was undone."""
    book.fill_desk(database)
    with database.transaction():
        book.document(database, 30, "distribution", book.DAY)
        book.document(database, 31, "distribution", book.DAY, reverses_id=30)
        for item, batch, count in ((1, 1, 4), (3, 3, 1)):
            stock = {"item_id": item, "batch_id": batch, "place_id": 1}
            given_out = book.movement(database, 30, -count, "issued", book.DAY, **stock)
            if item == 3:
                database.insert("movement_serial", movement_id=given_out, serial_id=2)
            back = book.movement(database, 31, count, "issued", book.DAY, reverses_id=given_out, **stock)
            if item == 3:
                database.insert("movement_serial", movement_id=back, serial_id=2)
    return database


def kinds(database: Database) -> set[FaultKind]:
    return {fault.kind for fault in ledger_checks.faults(database)}


def without_triggers(database: Database) -> None:
    for (name,) in database.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        database.execute(f"DROP TRIGGER main.{name}")
    database.execute("PRAGMA foreign_keys = OFF")


def test_a_sound_book_has_no_fault(sound: Database) -> None:
    assert ledger_checks.faults(sound) == ()
    assert wholeness.is_whole(sound)


def test_an_empty_book_has_no_fault(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = book.empty(tmp_path_factory.mktemp("empty"))
    assert ledger_checks.faults(empty) == ()
    empty.close()


BROKEN = {
    "a balance is too high": (
        "UPDATE balance SET quantity = quantity + 1 WHERE item_id = 1",
        FaultKind.BALANCE,
        1,
        None,
    ),
    "a balance is missing": ("DELETE FROM balance WHERE item_id = 1", FaultKind.BALANCE, 1, None),
    "a balance of nothing known": ("INSERT INTO balance VALUES (2, 2, 1, 5)", FaultKind.BALANCE, 2, None),
    "a movement is missing": ("DELETE FROM movement WHERE document_id = 2", FaultKind.BALANCE, 1, None),
    "a month's sum is too high": (
        "UPDATE month_total SET quantity = quantity + 1 WHERE month = '2026-10'",
        FaultKind.MONTH_TOTAL,
        1,
        None,
    ),
    "a month's sum is missing": ("DELETE FROM month_total WHERE month = '2026-10'", FaultKind.MONTH_TOTAL, 1, None),
    "a sum of a month without movements": (
        "INSERT INTO month_total VALUES ('2026-08', 1, 1, 1, 'received', 5)",
        FaultKind.MONTH_TOTAL,
        1,
        None,
    ),
    "a sum in another class": (
        "UPDATE month_total SET class = 'used' WHERE class = 'received' AND item_id = 1",
        FaultKind.MONTH_TOTAL,
        1,
        None,
    ),
    "given before it came": (
        "UPDATE movement SET occurred_on = '2026-10-01' WHERE document_id = 2",
        FaultKind.BELOW_ZERO,
        1,
        2,
    ),
    "a number at another place": ("UPDATE serial SET place_id = 7 WHERE id = 2", FaultKind.NUMBER, 3, None),
    "a number that left is there": ("UPDATE serial SET place_id = 1 WHERE id = 1", FaultKind.NUMBER, 3, None),
    "a number of another batch": ("UPDATE serial SET batch_id = 1 WHERE id = 2", FaultKind.NUMBER, 3, None),
    "a movement carries too few": (
        "DELETE FROM movement_serial WHERE serial_id = 1 AND movement_id = (SELECT max(id) FROM movement WHERE document_id = 6)",
        FaultKind.NUMBER,
        3,
        6,
    ),
    "a number is taken twice": (
        "INSERT INTO movement_serial SELECT id, 1 FROM movement WHERE document_id = 30 AND item_id = 3",
        FaultKind.NUMBER,
        3,
        30,
    ),
    "undone by another amount": (
        "UPDATE movement SET quantity = 3 WHERE document_id = 31 AND item_id = 1",
        FaultKind.REVERSAL,
        1,
        31,
    ),
    "undone in another class": (
        "UPDATE movement SET class = 'counted' WHERE document_id = 31 AND item_id = 1",
        FaultKind.REVERSAL,
        1,
        31,
    ),
    "half undone": ("DELETE FROM movement WHERE document_id = 31 AND item_id = 1", FaultKind.REVERSAL, 3, 31),
    "undone by nothing": ("DELETE FROM movement WHERE document_id = 31", FaultKind.REVERSAL, 1, 31),
    "undone for another document": ("UPDATE document SET reverses_id = 2 WHERE id = 31", FaultKind.REVERSAL, 1, 31),
}


@pytest.mark.faults
@pytest.mark.parametrize("what", BROKEN)
def test_each_fault_is_found_and_changes_nothing(sound: Database, what: str) -> None:
    sql, kind, item, document = BROKEN[what]
    without_triggers(sound)
    sound.execute(sql)
    before = book.contents(sound)
    found = [fault for fault in ledger_checks.faults(sound) if fault.kind is kind]
    assert (item, document) in [(fault.item_id, fault.document_id) for fault in found]
    assert book.contents(sound) == before
    sound.execute("PRAGMA foreign_keys = ON")


@pytest.mark.faults
@pytest.mark.parametrize("what", BROKEN)
def test_what_only_damage_can_do_stops_a_backup_and_the_rest_is_told(sound: Database, what: str) -> None:
    without_triggers(sound)
    sound.execute(BROKEN[what][0])
    damaged = bool(kinds(sound) & {FaultKind.BALANCE, FaultKind.MONTH_TOTAL})
    if damaged or sound.row("PRAGMA main.foreign_key_check") is not None:
        with pytest.raises(VaultDamaged):
            snapshot.check_records_of(sound, "main")
    else:
        snapshot.check_records_of(sound, "main")
    sound.execute("PRAGMA foreign_keys = ON")
    report(group="T21", fault="a stock book that does not agree with itself", means="rows changed by hand", times=1)


def test_what_fell_below_zero_within_a_day_and_rose_again_is_no_fault(sound: Database) -> None:
    without_triggers(sound)
    for number, quantity in ((40, -600), (41, 600)):
        book.document(sound, number, "stocktake", book.DAY)
        book.movement(sound, number, quantity, "counted", book.DAY, **book.STOCKED)
    assert FaultKind.BELOW_ZERO not in kinds(sound)
    sound.execute("UPDATE movement SET occurred_on = '2026-11-25' WHERE document_id = 41")
    assert FaultKind.BELOW_ZERO in kinds(sound)


def between_slices(database: Database, act: Callable[[int], None]) -> tuple[object, ...]:
    """The check, with something else done between its slices."""
    slices, number = ledger_checks.check(database), 0
    while True:
        try:
            next(slices)
        except StopIteration as end:
            return tuple(end.value)
        act(number)
        number += 1


@settings(max_examples=15)
@given(days=st.lists(st.integers(1, 24), min_size=1, max_size=12), size=st.integers(1, 3))
def test_what_is_written_between_slices_is_no_fault(
    tmp_path_factory: pytest.TempPathFactory, days: list[int], size: int
) -> None:
    database = book.filled(tmp_path_factory.mktemp("book"))
    book.fill_desk(database)

    def write(number: int) -> None:
        if number < len(days):
            day = f"2026-11-{days[number]:02d}"
            book.document(database, 100 + number, "intake", day)
            book.movement(database, 100 + number, 5, "received", day, **book.STOCKED)
            book.movement(database, 100 + number, -1, "issued", book.DAY, **book.STOCKED)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger_checks, "_ROWS", size)
        patch.setattr(ledger_checks, "_ROWS_LOOKED_UP", 1)
        assert between_slices(database, write) == ()
        assert ledger_checks.faults(database) == ()
    database.close()


def test_small_slices_find_what_large_ones_find(sound: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    without_triggers(sound)
    sound.execute("UPDATE balance SET quantity = quantity + 1")
    sound.execute("UPDATE month_total SET quantity = quantity + 1")
    sound.execute("UPDATE serial SET place_id = 1")
    whole = ledger_checks.faults(sound)
    monkeypatch.setattr(ledger_checks, "_ROWS", 1)
    monkeypatch.setattr(ledger_checks, "_ROWS_LOOKED_UP", 1)
    assert ledger_checks.faults(sound) == whole
    assert len(whole) >= 6
