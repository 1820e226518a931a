"""The databases themselves refuse what must not happen, whatever the program tries."""

import pytest

from desktop.storage.connection import Database
from desktop.storage.rows import IntegrityError
from tests.storage import book

KEPT = {
    "movement": ("quantity = 1", "movement is append-only"),
    "document": ("number = 'x'", "document is append-only"),
    "journal": ("action = 'x'", "journal is append-only"),
    "closed_month": ("month = '2020-01'", "a closed month stays closed"),
    "people.journal": ("action = 'x'", "journal is append-only"),
    "people.recipient": ("member_id = 12", "recipient is append-only"),
    "people.referral": ("member_id = NULL", "referral is append-only"),
    "people.referral_outcome": ("outcome = NULL", "referral outcome is append-only"),
    "people.month_figures": ("content = ''", "the figures of a closed month stay"),
    "people.erased": ("member_id = 11", "who was erased stays erased"),
    "recipe": ("version = 2", "recipe is append-only"),
    "recipe_part": ("quantity = 3", "recipe is append-only"),
    "movement_serial": ("serial_id = 2", "movement is append-only|this number is not there"),
    "supply_order": ("asked_of = 'x'", "an order stays as it was asked"),
    "supply_order_line": ("quantity = 41", "an order stays as it was asked"),
    "people.fund_entry": ("amount = 251", "fund entry is append-only"),
}


@pytest.mark.parametrize("table", KEPT)
def test_what_is_written_once_is_neither_changed_nor_deleted_nor_replaced(database: Database, table: str) -> None:
    book.erase_one(database)
    book.fill_desk(database)
    change, reason = KEPT[table]
    before = book.contents(database)
    for sql in (
        f"UPDATE {table} SET {change}",
        f"UPDATE OR IGNORE {table} SET {change}",
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ):
        with pytest.raises(IntegrityError, match=f"{reason}|month is closed"):
            database.execute(sql)
    assert book.contents(database) == before


@pytest.mark.parametrize("day", ["2026-10-31", "2026-10-01", "2025-12-31", "1999-01-01"])
def test_a_closed_month_and_all_before_it_take_no_entry(database: Database, day: str) -> None:
    with pytest.raises(IntegrityError, match="month is closed"):
        book.document(database, 9, "intake", day)
    with pytest.raises(IntegrityError, match="month is closed"):
        book.movement(database, 2, 1, "received", day, item_id=1, batch_id=1, place_id=1)
    book.document(database, 9, "intake", "2026-11-01")
    book.movement(database, 9, 1, "received", "2026-11-01", item_id=1, batch_id=1, place_id=1)


REFUSED = {
    "less than nothing on a shelf": (
        "movement",
        {"document_id": 2, "quantity": -498, "class": "issued", **book.STOCKED},
    ),
    "a movement of nothing": ("movement", {"document_id": 2, "quantity": 0, "class": "issued", **book.STOCKED}),
    "an unknown class": ("movement", {"document_id": 2, "quantity": 1, "class": "gone", **book.STOCKED}),
    "a movement without a document": (
        "movement",
        {"document_id": 99, "quantity": 1, "class": "issued", **book.STOCKED},
    ),
    "a movement of no item": (
        "movement",
        {"document_id": 2, "quantity": 1, "class": "issued", **book.STOCKED, "item_id": 9},
    ),
    "a text for a number": ("movement", {"document_id": 2, "quantity": "many", "class": "issued", **book.STOCKED}),
    "half a piece": ("movement", {"document_id": 2, "quantity": 1.5, "class": "issued", **book.STOCKED}),
    "two uses of a form": ("document", {"uuid": "x", "form_key": "f2", "number": "x"}),
    "two documents of a number": ("document", {"uuid": "x", "form_key": "x", "number": "n2"}),
    "nobody served": ("document", {"uuid": "x", "form_key": "x", "number": "x", "head_count": 0}),
    "two reversals": ("document", {"uuid": "x", "form_key": "x", "number": "x", "reverses_id": 99}),
    "a document by nobody": ("document", {"uuid": "x", "form_key": "x", "number": "x", "recorded_by": "nobody"}),
    "a pack of one": ("item_pack", {"item_id": 1, "name": "One", "size": 1}),
    "two items of a barcode": ("item_barcode", {"item_id": 1, "code": "4006381333931"}),
    "two places of a name": ("place", {"uuid": "x", "name": "SHELF A", "folded": "shelf a"}),
    "two batches that are one": (
        "batch",
        {"uuid": "x", "item_id": 1, "lot": "B-1", "expires_on": "2027-11-30", "received_on": book.DAY},
    ),
    "a user half active": ("user", {"id": "x", "name": "X", "role": "volunteer", "active": 2}),
    "two copies of a number": ("print", {"document_id": 2, "copy": 1, "printed_at": book.AT, "printed_by": "u1"}),
    "a count below nothing": (
        "stocktake_line",
        {
            "stocktake_id": 1,
            "item_id": 1,
            "batch_id": 1,
            "place_id": 1,
            "counted": -1,
            "book": 0,
            "counted_at": book.AT,
            "counted_by": "u1",
        },
    ),
    "a month closed twice": ("closed_month", {"month": "2026-10", "closed_at": book.AT, "closed_by": "u1"}),
    "two members of a name": ("people.member", {"id": 12, "code": "X", "folded_name": "jade river"}),
    "two members of a code": ("people.member", {"id": 12, "code": "K7M-4Q", "folded_name": "x"}),
    "a household of none": ("people.member", {"id": 12, "code": "X", "folded_name": "x", "household": 0}),
    "somebody erased who has a name": ("people.member", {"id": 12, "code": "X", "folded_name": "x", "erased": 1}),
    "half a consent": ("people.consent", {"member_id": 11, "purpose": "counted", "given": 2}),
    "a consent of nobody": ("people.consent", {"member_id": 99, "purpose": "counted", "given": 1}),
    "a hand-out to two": ("people.recipient", {"document_id": 2, "member_id": 11}),
    "a hand-out to nobody": ("people.recipient", {"document_id": 3, "member_id": 99}),
    "a request of nobody": ("people.request", {"uuid": "x", "form_key": "x", "member_id": 99, "words": "x"}),
    "two funds of a name": ("fund", {"uuid": "x", "name": "HARBOUR GRANT", "folded": "harbour grant"}),
    "two versions of a recipe": ("recipe", {"item_id": 2, "version": 1, "made_at": book.AT, "made_by": "u1"}),
    "a part twice in a recipe": ("recipe_part", {"recipe_id": 1, "item_id": 1, "quantity": 1}),
    "none of a part": ("recipe_part", {"recipe_id": 1, "item_id": 3, "quantity": 0}),
    "a code that holds nothing": ("item_barcode", {"item_id": 1, "code": "x", "quantity": 0}),
    "two names in a language": ("item_name", {"item_id": 9, "language": "zh_CN", "name": "x", "folded": "x"}),
    "a photo of a film's size": ("item_photo", {"item_id": 1, "image": bytes(300_001)}),
    "two things of a number": (
        "serial",
        {"uuid": "x", "item_id": 3, "number": "c-1", "folded": "c-1", "batch_id": 3},
    ),
    "a count of an unknown place": (
        "stocktake_line",
        {
            "stocktake_id": 1,
            "item_id": 1,
            "batch_id": 1,
            "place_id": 9,
            "counted": 1,
            "book": 1,
            "counted_at": book.AT,
            "counted_by": "u1",
        },
    ),
    "two orders of a number": ("supply_order", {"uuid": "x", "form_key": "x", "number": "26-AO-00001-1"}),
    "an order of nothing": ("supply_order_line", {"order_id": 1, "item_id": 3, "quantity": 0}),
    "a delivery for two orders": ("supply_order_delivery", {"document_id": 5, "order_id": 1}),
    "two givers of a delivery": (
        "people.giver",
        {"document_id": 5, "name": "x", "recorded_at": book.AT, "recorded_by": "u1"},
    ),
    "no money": ("people.fund_entry", {"uuid": "x", "amount": 0}),
    "two reversals of money": ("people.fund_entry", {"uuid": "x", "amount": -250, "reverses_id": 99}),
    "two answers": ("people.request_answer", {"request_id": 1, "met": 1}),
    "half an answer": ("people.request_answer", {"request_id": 1, "met": 2}),
}
COMMON = {
    "movement": {"occurred_on": book.DAY},
    "document": {"kind": "distribution", "occurred_on": book.DAY, "recorded_at": book.AT, "recorded_by": "u1"},
    "supply_order": {"asked_of": "x", "asked_on": book.DAY, "recorded_at": book.AT, "recorded_by": "u1"},
    "people.fund_entry": {
        "fund_id": 1,
        "kind": "sale",
        "currency": "EUR",
        "occurred_on": book.DAY,
        "recorded_at": book.AT,
        "recorded_by": "u1",
    },
    "people.member": {"name": "X", "folded": "x", "registered_on": book.DAY, "form_key": "x"},
    "people.consent": {"recorded_on": book.DAY, "recorded_at": book.AT, "recorded_by": "u1"},
    "people.recipient": {"occurred_on": book.DAY},
    "people.request": {"asked_on": book.DAY, "recorded_at": book.AT, "recorded_by": "u1"},
    "people.request_answer": {"answered_on": book.DAY, "recorded_at": book.AT, "recorded_by": "u1"},
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_databases_themselves_refuse(database: Database, what: str) -> None:
    book.fill_desk(database)
    table, values = REFUSED[what]
    before = book.contents(database)
    with pytest.raises(IntegrityError):
        database.insert(table, **{**COMMON.get(table, {}), **values})
    assert book.contents(database) == before


def test_the_kept_sums_follow_every_movement(database: Database) -> None:
    assert database.rows("SELECT quantity FROM balance") == [(497,)]
    book.movement(database, 2, -7, "issued", book.DAY, **book.STOCKED)
    assert database.rows("SELECT quantity FROM balance") == [(490,)]
    totals = database.rows("SELECT month, class, quantity FROM month_total ORDER BY month")
    assert totals == [("2026-10", "received", 500), ("2026-11", "issued", -10)]


# Numbers, orders, funds


def test_a_number_follows_its_movements(database: Database) -> None:
    book.fill_desk(database)
    where = "SELECT id, batch_id, place_id FROM serial ORDER BY id"
    assert database.rows(where) == [(1, 3, None), (2, 3, 1)]
    shelf = database.insert("place", uuid="p2", name="Bag", folded="bag", kind="bag")
    book.document(database, 20, "transfer", book.DAY, place_id=1, to_place_id=shelf)
    stock = {"item_id": 3, "batch_id": 3}
    for quantity, place in ((-1, 1), (1, shelf)):
        moved = book.movement(database, 20, quantity, "moved", book.DAY, place_id=place, **stock)
        database.insert("movement_serial", movement_id=moved, serial_id=2)
    assert database.rows(where)[1] == (2, 3, shelf)


@pytest.mark.parametrize(
    ("quantity", "place", "batch", "number"),
    [(-1, 1, 3, 1), (1, 1, 3, 2), (-1, 2, 3, 2), (-1, 1, 4, 2), (-1, 1, 3, 99), (-1, 1, 1, 2)],
    ids=["taken twice", "in twice", "taken elsewhere", "of another batch", "unknown", "of another item"],
)
def test_a_number_that_is_not_there_is_neither_taken_nor_brought(
    database: Database, quantity: int, place: int, batch: int, number: int
) -> None:
    book.fill_desk(database)
    database.insert("place", uuid="p2", name="Bag", folded="bag", kind="bag")
    database.insert("batch", id=4, uuid="b4", item_id=3, received_on=book.DAY)
    book.document(database, 20, "transfer", book.DAY)
    item = 1 if batch == 1 else 3
    stock = {"item_id": item, "batch_id": batch, "place_id": place}
    if quantity < 0:
        book.movement(database, 20, 5, "received", book.DAY, **stock)
    moved = book.movement(database, 20, quantity, "moved", book.DAY, **stock)
    before = database.rows("SELECT * FROM serial"), database.rows("SELECT * FROM movement_serial")
    with pytest.raises(IntegrityError, match="this number is not there"):
        database.insert("movement_serial", movement_id=moved, serial_id=number)
    assert (database.rows("SELECT * FROM serial"), database.rows("SELECT * FROM movement_serial")) == before


def test_a_number_stays_in_the_book(database: Database) -> None:
    book.fill_desk(database)
    with pytest.raises(IntegrityError, match="a number stays"):
        database.execute("DELETE FROM serial")


def test_the_same_goods_of_two_funds_are_two_batches(database: Database) -> None:
    book.fill_desk(database)
    same = {"item_id": 1, "lot": "B-1", "expires_on": "2027-11-30", "received_on": book.DAY}
    database.insert("batch", uuid="x", fund_id=1, **same)
    for fund in (1, None):
        with pytest.raises(IntegrityError):
            database.insert("batch", uuid="y", fund_id=fund, **same)


def test_an_order_is_closed_once_and_changed_never(database: Database) -> None:
    book.fill_desk(database)
    database.execute("UPDATE supply_order SET closed_on = ?, closed_by = 'u1'", (book.DAY,))
    for change in ("closed_on = NULL", "closed_on = '2027-01-01'", "number = 'x'"):
        with pytest.raises(IntegrityError, match="an order stays as it was asked"):
            database.execute(f"UPDATE supply_order SET {change}")


def test_a_giver_can_be_forgotten_and_the_delivery_stays(database: Database) -> None:
    book.fill_desk(database)
    database.execute("DELETE FROM people.giver")
    assert database.rows("SELECT number FROM document WHERE id = 5") == [("n5",)]
