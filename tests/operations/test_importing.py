"""A delivery from a table: looked at row by row, received as one document or not at all."""

import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Cancelled, Invalid, MonthClosed, NotAllowed
from desktop.domain.periods import Month
from desktop.domain.stock import Barcode, Category, Expiry, Item, ItemId, Pack, Source, Unit
from desktop.domain.typed_days import Order
from desktop.i18n import say
from desktop.operations import book, catalogue, givers, importing, months, stock, undoing
from desktop.operations.import_columns import Meaning, guess
from desktop.operations.import_rows import Plan, check_rows
from desktop.operations.importing import Checked, Imported, NoCopyToImport
from desktop.operations.receiving import Arrival
from desktop.operations.refused_rows import refused_paper, refused_table
from desktop.operations.session import Session
from desktop.operations.table_reading import Row, Sheet, read_table
from desktop.storage import copies
from tests.documents.reading import text_of
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_receiving import item, place, receive

M = Meaning
ALL = (M.ITEM, M.QUANTITY, M.PACK, M.LOT, M.EXPIRES, M.IGNORE)
HEAD = ["Item", "Quantity", "Pack size", "Batch", "Expires", "Note"]


def sheet_of(*rows: list[str], head: list[str] | None = None) -> Sheet:
    every = [head or HEAD, *rows]
    wide = max(map(len, every))
    return Sheet("", tuple(Row(at, tuple((row + [""] * wide)[:wide])) for at, row in enumerate(every, 1)))


def check(desk: Desk, sheet: Sheet, plan: Plan | None = None) -> Checked:
    return importing.check_table(desk.keeper, sheet, plan or Plan(ALL), occurred_on=FIRST_DAY)


def take(desk: Desk, sheet: Sheet, plan: Plan | None = None, session: Session | None = None, **more: Any) -> Imported:
    what: dict[str, Any] = {
        "form_key": desk.new_form_key(),
        "source": Source.DONATION,
        "origin": "Depot",
        "place_id": place(desk),
        "occurred_on": FIRST_DAY,
    } | more
    if "expected" not in what:
        what["expected"] = check(desk, sheet, plan).received
    return importing.import_table(session or desk.coordinator, sheet, plan or Plan(ALL), **what)


def there_of(desk: Desk) -> dict[str, int]:
    return {line.item.name: line.quantity for line in stock.stock_list(desk.coordinator) if line.quantity}


def sentences(checked: Checked) -> list[str]:
    return [row.sentence for row in checked.refused]


# What columns are


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (HEAD, ALL),
        (["物品名称", "数量（箱）", "每箱", "批号", "有效期至", "备注"], ALL),
        (["Qty", "PRODUCT NAME:", "Exp. date"], (M.QUANTITY, M.ITEM, M.EXPIRES)),
        (["Item", "Item", "Quantity"], (M.ITEM, M.IGNORE, M.QUANTITY)),
        (["", "Price", "Total quantity"], (M.IGNORE, M.IGNORE, M.QUANTITY)),
        (["Quantity", "Quantity per pack", "Item"], (M.QUANTITY, M.IGNORE, M.ITEM)),
    ],
)
def test_columns_are_guessed_from_headings(headings: list[str], columns: tuple[Meaning, ...]) -> None:
    found = guess(headings, {})
    if headings[1] == "Quantity per pack":
        assert found[0] is M.QUANTITY
        assert found[2] is M.ITEM
    else:
        assert found == columns


def test_what_was_said_of_a_heading_is_remembered(desk: Desk) -> None:
    item(desk, "Masks")
    head = ["Was", "Wieviel", "Quantity"]
    sheet = sheet_of(["Masks", "7", "x"], head=head)
    assert importing.propose_columns(desk.keeper, sheet).columns == (M.IGNORE, M.IGNORE, M.QUANTITY)
    take(desk, sheet, Plan((M.ITEM, M.QUANTITY, M.IGNORE)))
    again = importing.propose_columns(desk.keeper, sheet)
    assert again.columns == (M.ITEM, M.QUANTITY, M.IGNORE)
    assert again.headings


def test_a_first_row_of_goods_is_no_heading(desk: Desk) -> None:
    assert not importing.propose_columns(desk.keeper, sheet_of(["Soap", "3"], head=["Masks", "7"])).headings
    item(desk, "Masks")
    found = check(desk, sheet_of(head=["Masks", "7"]), Plan((M.ITEM, M.QUANTITY), headings=False))
    assert found.received == 1


@pytest.mark.parametrize(
    "columns", [(M.ITEM, M.LOT), (M.QUANTITY,), (M.ITEM, M.ITEM, M.QUANTITY), (M.IGNORE, M.IGNORE), ()]
)
def test_without_item_and_quantity_or_with_a_meaning_twice_nothing_is_read(
    desk: Desk, columns: tuple[Meaning, ...]
) -> None:
    with pytest.raises(Invalid) as refused:
        check(desk, sheet_of(["Masks", "7"]), Plan(columns))
    assert refused.value.field == "columns"


# What rows come to


def test_rows_are_received_in_base_units_and_the_others_say_what_is_wrong_and_where(desk: Desk) -> None:
    item(desk, "Masks", packs=[Pack("box", 50)], expiry=Expiry.BEST_BEFORE)
    item(desk, "Rice", unit=Unit.GRAM)
    found = check(
        desk,
        sheet_of(
            ["masks", "3", "50", "B-7", "2027-03-31", "fine"],
            ["Rice", "2,5 kg"],
            ["Rice", "4", "25 kg"],
            ["Masks", "-3", "", "", "31/02/2027"],
            ["Mosks", "3"],
            ["", "3"],
            ["Masks", ""],
            ["Masks", "NaN"],
            ["Masks", "1e309"],
            ["Masks", "9999999", "50"],
        ),
    )
    assert found.received == 3
    assert [row.quantity for row in found.rows] == [150, 2500, 100_000, *[0] * 7]
    assert [row.row.number for row in found.refused] == [5, 6, 7, 8, 9, 10, 11]
    assert [[at for at, _error in row.faults] for row in found.refused] == [[1, 4], [0], [0], [1], [1], [1], [1]]
    said = sentences(found)
    assert "no calendar" in said[0]
    assert "1 or more" in said[0]
    assert "Mosks is not in the book" in said[1]
    assert "Nothing was saved" not in " ".join(said), "that goes without saying for a row"
    assert not there_of(desk)


def test_items_are_known_by_every_name_and_code(desk: Desk) -> None:
    codes = [Barcode("4006381333931"), Barcode("carton-1", 144)]
    item(desk, "Masks", names=[("zh_CN", "口罩")], packs=[Pack("carton", 144)], barcodes=codes)
    found = check(desk, sheet_of(["MASKS", "1"], ["口罩", "2"], ["4006381333931", "3"], ["carton-1", "2"]))
    assert [row.quantity for row in found.rows] == [1, 2, 3, 288]
    assert {row.item for row in found.rows} == {"Masks"}


def test_items_out_of_use_and_with_numbered_pieces_are_refused(desk: Desk) -> None:
    gone = item(desk, "Old masks")
    catalogue.save_item(
        desk.coordinator,
        item_id=gone,
        name="Old masks",
        category=Category.PROTECTION,
        unit=Unit.PIECE,
        expiry=Expiry.NONE,
        active=False,
    )
    item(desk, "Health card", serials=True)
    said = sentences(check(desk, sheet_of(["Old masks", "1"], ["Health card", "1"])))
    assert "out of use" in said[0]
    assert "bear numbers" in said[1]


def test_days_tell_by_one_another_what_comes_first_or_somebody_has_to_say(desk: Desk) -> None:
    item(desk, "Masks", expiry=Expiry.BEST_BEFORE)
    clear = check(desk, sheet_of(["Masks", "1", "", "", "03/04/2027"], ["Masks", "1", "", "", "25/04/2027"]))
    assert (clear.received, clear.unclear_days) == (2, False)
    sheet = sheet_of(["Masks", "1", "", "", "03/04/2027"])
    unclear = check(desk, sheet)
    assert (unclear.received, unclear.unclear_days) == (0, True)
    assert "two ways" in sentences(unclear)[0]
    for order, day in ((Order.DAY_FIRST, date(2027, 4, 3)), (Order.MONTH_FIRST, date(2027, 3, 4))):
        found = check_rows(catalogue.items(desk.keeper), sheet, Plan(ALL, order=order), FIRST_DAY)
        assert [line.expires_on for _key, line in found.arrivals] == [day]
        assert found.unclear_days, "the question stays, so that the answer can be changed"


def test_a_date_far_off_is_refused(desk: Desk) -> None:
    item(desk, "Masks", expiry=Expiry.BEST_BEFORE)
    assert "cannot be right" in sentences(check(desk, sheet_of(["Masks", "1", "", "", "2207-03-31"])))[0]


# Receiving them


def test_all_that_can_be_received_comes_in_as_one_document_and_is_undone_as_a_whole(desk: Desk) -> None:
    item(desk, "Masks", expiry=Expiry.BEST_BEFORE)
    item(desk, "Soap")
    fund = catalogue.save_fund(desk.coordinator, name="City grant")
    sheet = sheet_of(["Masks", "10", "", "B-7", "03/2027"], ["Soap", "x"], ["Soap", "7"], ["Masks", "5", "", "B-8"])
    done = take(desk, sheet, fund_id=fund, giver="Grandma Li")
    assert there_of(desk) == {"Masks": 15, "Soap": 7}
    assert (done.received, [row.row.number for row in done.refused]) == (3, [3])
    found = book.document(desk.coordinator, done.posted.document_id)
    assert [(line.item.name, line.quantity, line.batch.lot) for line in found.lines] == [
        ("Masks", 10, "B-7"),
        ("Soap", 7, ""),
        ("Masks", 5, "B-8"),
    ]
    assert found.lines[0].batch.expires_on == date(2027, 3, 31)
    assert (found.fund_id, found.origin, found.source) == (fund, "Depot", Source.DONATION)
    assert givers.giver_of(desk.coordinator, done.posted.document_id) == "Grandma Li"
    assert "stock.import" in desk.journal_text()
    undoing.undo_stock(desk.coordinator, form_key=desk.new_form_key(), document_id=done.posted.document_id)
    assert not there_of(desk)


def test_unknown_items_are_added_where_that_was_asked_for(desk: Desk) -> None:
    plan = Plan(ALL, new_items=True, category=Category.FOOD)
    sheet = sheet_of(
        ["Green tea", "3", "20"],
        ["green  TEA", "2", "20", "", "2027-03-31"],
        ["Rice", "2.5 kg"],
        ["Rice", "3 l"],
        ["Soup", "750 ml"],
        ["", "1"],
        ["x" * 81, "1"],
    )
    found = check(desk, sheet, plan)
    assert found.new_items == ("Green tea", "Rice", "Soup")
    assert [row.row.number for row in found.refused] == [5, 7, 8]
    done = take(desk, sheet, plan)
    items = {each.name: each for each in catalogue.items(desk.coordinator)}
    assert there_of(desk) == {"Green tea": 100, "Rice": 2500, "Soup": 750}
    assert {name: each.unit for name, each in items.items()} == {
        "Green tea": Unit.PIECE,
        "Rice": Unit.GRAM,
        "Soup": Unit.MILLILITRE,
    }
    assert {each.category for each in items.values()} == {Category.FOOD}
    assert items["Green tea"].packs == (Pack("pack", 20),)
    assert items["Green tea"].expiry is Expiry.BEST_BEFORE
    assert items["Rice"].expiry is Expiry.NONE
    lines = book.document(desk.coordinator, done.posted.document_id).lines
    assert [line.batch.expires_on for line in lines[:2]] == [None, date(2027, 3, 31)]


def test_new_items_can_come_on_an_earlier_day_of_an_open_month(desk: Desk) -> None:
    plan = Plan(ALL, new_items=True)
    sheet = sheet_of(["Tea", "3"])
    early = FIRST_DAY.replace(day=3)
    importing.check_table(desk.keeper, sheet, plan, occurred_on=early)
    take(desk, sheet, plan, occurred_on=early, expected=1)
    assert there_of(desk) == {"Tea": 3}


def test_a_failure_on_the_way_leaves_nothing_but_the_copy(desk: Desk) -> None:
    sheet, plan = sheet_of(["Tea", "3"], ["Rice", "4"]), Plan(ALL, new_items=True)
    place(desk)
    journal = desk.journal_text()
    asked = iter([False, True])
    with pytest.raises(Cancelled):
        take(desk, sheet, plan, stopped=lambda: next(asked))
    with pytest.raises(Invalid):
        take(desk, sheet, plan, origin="x" * 500)
    assert not catalogue.items(desk.coordinator)
    assert not there_of(desk)
    assert desk.journal_text() == journal


def test_pressing_twice_receives_once(desk: Desk) -> None:
    item(desk, "Masks")
    key, sheet = desk.new_form_key(), sheet_of(["Masks", "7"])
    first = take(desk, sheet, form_key=key)
    assert take(desk, sheet, form_key=key).posted == first.posted
    assert there_of(desk) == {"Masks": 7}


def test_rows_that_changed_their_meaning_since_they_were_shown_are_shown_again(desk: Desk) -> None:
    item(desk, "Masks")
    with pytest.raises(Invalid) as refused:
        take(desk, sheet_of(["Masks", "7"], ["Soap", "1"]), expected=2)
    assert refused.value.field == "rows"
    with pytest.raises(Invalid) as refused:
        take(desk, sheet_of(["Soap", "7"]), expected=0)
    assert "None of these" in say(refused.value)
    assert not there_of(desk)


def test_days_are_held_to_what_every_delivery_is(desk: Desk) -> None:
    item(desk, "Masks")
    sheet = sheet_of(["Masks", "7"])
    with pytest.raises(Invalid) as refused:
        take(desk, sheet, occurred_on=FIRST_DAY.replace(year=2027), expected=1)
    assert refused.value.field == "occurred_on"
    receive(desk, Arrival(item(desk, "Soap"), 1))
    desk.clock.set(date(2026, 12, 3))
    months.close_month(desk.coordinator, month=Month(2026, 11))
    with pytest.raises(MonthClosed):
        take(desk, sheet, expected=1)
    assert not (desk.folder / "copies").exists(), "nothing is copied for what is refused anyhow"


def test_a_stock_keeper_imports_and_names_nobody(desk: Desk) -> None:
    item(desk, "Masks")
    with pytest.raises(NotAllowed):
        take(desk, sheet_of(["Masks", "7"]), session=desk.keeper, giver="")
    with pytest.raises(NotAllowed):
        take(desk, sheet_of(["Masks", "7"]), session=desk.volunteer)
    take(desk, sheet_of(["Masks", "7"]), session=desk.keeper)
    assert there_of(desk) == {"Masks": 7}


# The copy


def test_a_copy_of_the_vault_is_set_aside_first_and_the_vault_stays_locked(desk: Desk) -> None:
    item(desk, "Masks")
    take(desk, sheet_of(["Masks", "7"]))
    folders = [path.name for path in (desk.folder / "copies").iterdir()]
    assert [name.split("-")[-1] for name in folders] == ["import"]
    copied = desk.folder / "copies" / folders[0]
    assert {path.name for path in copied.iterdir()} >= {"stock.db", "people.db"}
    program = (
        "import sys, sqlcipher3\n"
        "database = sqlcipher3.connect(sys.argv[1], timeout=0)\n"
        'database.execute(f"PRAGMA key = \\"x\'{sys.argv[2]}\'\\"")\n'
        "print(database.execute('SELECT count(*) FROM item').fetchone())\n"
    )
    for name, key in (("stock.db", desk.keys.stock), ("people.db", desk.keys.people)):
        assert key is not None
        other = subprocess.run(
            [sys.executable, "-c", program, str(desk.folder / name), key.hex()],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "database is locked" in other.stderr, "another program must not even read"


def test_without_a_copy_nothing_is_received(desk: Desk) -> None:
    item(desk, "Masks")
    (desk.folder / copies.COPIES).write_text("in the way")
    with pytest.raises(NoCopyToImport) as refused:
        take(desk, sheet_of(["Masks", "7"]))
    assert "Nothing was saved" in say(refused.value)
    assert not there_of(desk)


# Anything


_ITEMS = (
    Item(ItemId(1), "Masks", Category.PROTECTION, Unit.PIECE, Expiry.BEST_BEFORE, main_name="Masks"),
    Item(ItemId(2), "Rice", Category.FOOD, Unit.GRAM, Expiry.NONE, main_name="Rice"),
)
_ANY = st.one_of(
    st.sampled_from(["Masks", "Rice", "Tea", "7", "2.5 kg", "31/02/2027", "2027-03-31", "-1", "=1+1", "1e309", ""]),
    st.text(max_size=12),
)


@settings(deadline=None)
@given(st.lists(st.lists(_ANY, min_size=5, max_size=5), max_size=8), st.booleans())
def test_every_row_is_received_or_refused_whatever_stands_in_it(rows: list[list[str]], new_items: bool) -> None:
    sheet = Sheet("", tuple(Row(at, tuple(row)) for at, row in enumerate(rows, 1)))
    if not rows:
        return
    plan = Plan(ALL[:5], headings=False, new_items=new_items)
    found = check_rows(_ITEMS, sheet, plan, FIRST_DAY)
    good = [row for row in found.rows if not row.faults]
    assert [row.quantity for row in good] == [line.quantity for _key, line in found.arrivals]
    assert all(row.quantity > 0 for row in good)
    assert all(row.sentence for row in found.rows if row.faults)
    assert len(found.rows) == len(rows)
    assert {key for key, _line in found.arrivals} - {""} == set(found.new)
    assert new_items or not found.new


def test_a_whole_file_is_received_as_a_program_wrote_it(desk: Desk) -> None:
    item(desk, "医用外科口罩", expiry=Expiry.BEST_BEFORE)
    content = "物品;数量;每箱;有效期\r\n医用外科口罩;2;50;2027年3月\r\n'=1+1;3;;\r\n".encode("gb18030")
    sheet = read_table(content).sheets[0]
    proposed = importing.propose_columns(desk.keeper, sheet)
    done = take(desk, sheet, Plan(proposed.columns, proposed.headings))
    assert there_of(desk) == {"医用外科口罩": 100}
    assert [row.row.cells[0] for row in done.refused] == ["=1+1"]


def test_refused_rows_can_be_taken_along_put_right_and_brought_again(desk: Desk) -> None:
    item(desk, "Masks")
    sheet = sheet_of(["Masks", "x"], ["=Mosks", "7"])
    refused = check(desk, sheet).refused
    content = refused_table(sheet.rows[0].cells, refused)
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"'=Mosks" in content, "a spreadsheet must not calculate"
    again = read_table(content).sheets[0]
    assert [row.cells[:3] for row in again.rows] == [
        ("Row", "Item", "Quantity"),
        ("2", "Masks", "x"),
        ("3", "=Mosks", "7"),
    ]
    assert "no number of pieces" in again.rows[1].cells[-1]
    proposed = importing.propose_columns(desk.keeper, again)
    assert proposed.columns[1:3] == (M.ITEM, M.QUANTITY)
    assert "=Mosks is not in the book" in text_of(refused_paper(refused, language="en"))
