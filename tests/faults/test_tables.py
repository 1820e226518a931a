"""Tables from strangers (T15): read in little memory or refused, and what fails on the way leaves nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.domain.errors import Cancelled, Invalid, LarderError
from desktop.domain.stock import Source
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.operations import catalogue, importing
from desktop.operations.import_columns import Meaning
from desktop.operations.import_rows import Plan
from desktop.operations.table_reading import LARGEST_FILE, read_file, read_table
from tests.faults.counting import report
from tests.faults.marked import Marked, entries_of, new_form
from tests.operations.spreadsheet_files import xlsx

HEAD = "Item,Quantity,Expires\n"
HOSTILE: dict[str, bytes] = {
    "UTF-16 with a mark": (HEAD + "Masks,3,").encode("utf-16"),
    "UTF-16 without a mark": (HEAD + "Masks,3,").encode("utf-16-le"),
    "a UTF-8 mark": (HEAD + "Masks,3,").encode("utf-8-sig"),
    "Western letters": (HEAD + "Café crème,3,").encode("cp1252"),
    "Chinese letters": (HEAD + "医用外科口罩,3,").encode("gb18030"),
    "semicolons": b"Item;Quantity\nMasks;3\n",
    "tabs": b"Item\tQuantity\nMasks\t3\n",
    "a NUL": b"Item,Quantity\nMa\0sks,3\n",
    "nothing but NULs": bytes(5000),
    "a million columns": b"," * 1_000_000,
    "a million rows": b"a,1\n" * 1_000_000,
    "an unclosed quotation mark": b'Item,Quantity\n"Masks,3\n',
    "a heading twice": b"Item,Item,Quantity,Quantity\nMasks,Soap,3,4\n",
    "letters turned round": (HEAD + "\u202eksaM\u2066\u200b,3,").encode(),
    "a day that is none": (HEAD + "Masks,3,31/02/2027").encode(),
    "less than nothing": (HEAD + "Masks,-5,").encode(),
    "no number": (HEAD + "Masks,nan,").encode(),
    "an endless number": (HEAD + "Masks,1e309,").encode(),
    "a very large number": (HEAD + f"Masks,{'9' * 400},").encode(),
    "half a piece": (HEAD + "Masks,0.5,").encode(),
    "a formula": (HEAD + "=1+1,@SUM(A1),").encode(),
    "a cell of a megabyte": (HEAD + "x" * 1_000_000 + ",3,").encode(),
    "words of SQL": (HEAD + "Robert'); DROP TABLE item;--,3,").encode(),
    "no spreadsheet inside": b"PK\x03\x04" + bytes(400),
    "an old spreadsheet": b"\xd0\xcf\x11\xe0" + bytes(400),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "an empty file": b"",
    "a spreadsheet cut off": xlsx({"One": [["Item", "Quantity"], ["Masks", 3]]})[:-40],
    "a spreadsheet with text for a number": xlsx({"One": [["Item", "Quantity"], ["Masks", "three"]]}),
    "a number that is infinite": xlsx({"One": []}, raw='<row r="1"><c r="A1"><v>1e309</v></c></row>'),
}


def test_hostile_tables_are_refused_or_received_row_by_row(marked: Marked) -> None:
    session = marked.unlock(Role.STOCK_KEEPER)
    wrong: dict[str, object] = {}
    received = 0
    for name, content in HOSTILE.items():
        before = entries_of(session.database)
        try:
            sheet = read_table(content).sheets[0]
            proposed = importing.propose_columns(session, sheet)
            plan = Plan(proposed.columns, proposed.headings, new_items=True)
            checked = importing.check_table(session, sheet, plan, occurred_on=session.today())
            done = importing.import_table(
                session,
                sheet,
                plan,
                form_key=new_form(),
                expected=checked.received,
                source=Source.DONATION,
                origin="",
                place_id=catalogue.places(session)[0].id,
                occurred_on=session.today(),
            )
            received += done.received
        except LarderError as error:
            if "Nothing was saved" not in say(error) or entries_of(session.database) != before:
                wrong[name] = say(error)
        except Exception as error:
            wrong[name] = error
    assert not wrong
    assert received >= 8
    assert not session.database.value("SELECT count(*) FROM balance WHERE quantity < 0")
    names = [name for (name,) in session.database.rows("SELECT name FROM item")]
    assert not [name for name in names if any(sign in name for sign in "\u202e\u2066\u200b\0")]
    report(
        group="T15",
        fault="a hostile table",
        means="read, checked and received by a stock keeper",
        times=len(HOSTILE),
        wrong=len(wrong),
    )


def test_an_import_that_is_stopped_at_any_row_leaves_nothing(marked: Marked) -> None:
    session = marked.unlock()
    sheet = read_table(("Item,Quantity\n" + "".join(f"New {number},3\n" for number in range(20))).encode()).sheets[0]
    before = entries_of(session.database)
    halved = 0
    for row in range(20):
        asked = iter(range(100))
        with pytest.raises(Cancelled):
            importing.import_table(
                session,
                sheet,
                Plan((Meaning.ITEM, Meaning.QUANTITY), new_items=True),
                form_key=new_form(),
                expected=20,
                source=Source.DONATION,
                origin="",
                place_id=marked.places[0],
                occurred_on=session.today(),
                stopped=lambda asked=asked, row=row: next(asked) == row,
            )
        halved += entries_of(session.database) != before
    report(
        group="T15", fault="an import that ends at some row", means="stopped before each row", times=20, halved=halved
    )


MEASURED = """
import resource, sys
from datetime import date
from pathlib import Path
from desktop.domain.errors import LarderError
from desktop.operations.import_columns import Meaning
from desktop.operations.import_rows import Plan, check_rows
from desktop.operations.table_reading import read_file
try:
    sheet = read_file(Path(sys.argv[1])).sheets[0]
    columns = (Meaning.ITEM, Meaning.QUANTITY, *[Meaning.IGNORE] * sheet.width)[: sheet.width]
    check_rows((), sheet, Plan(columns, new_items=True), date(2026, 11, 24))
except LarderError:
    pass
# A process begins with the most memory that its parent ever had, except in this one of the kernel's figures.
status = Path("/proc/self/status")
if status.exists():
    print(status.read_text().split("VmHWM:")[1].split()[0])
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
MOST_MEMORY = 200 * 1024
"""In KiB."""


def wide(path: Path) -> None:
    """Rows as many and as long as may be, filled up to the largest file."""
    row = ",".join("x" * 39 for _ in range(100)) + "\n"
    path.write_text(row * (LARGEST_FILE // len(row)))


def quoted(path: Path) -> None:
    path.write_text('"' + "x," * (LARGEST_FILE // 2 - 10))


def long_cells(path: Path) -> None:
    path.write_text("\u4e00" * 6_000_000)


def empty_rows(path: Path) -> None:
    path.write_bytes(b"\n" * LARGEST_FILE)


def two_bytes(path: Path) -> None:
    path.write_bytes(b"\xff\xfe" + ("a,1\n" * (LARGEST_FILE // 8 - 8)).encode("utf-16-le"))


@pytest.mark.parametrize("filled", [wide, quoted, long_cells, empty_rows, two_bytes])
def test_a_table_of_twenty_megabytes_takes_less_than_two_hundred(tmp_path: Path, filled: object) -> None:
    path = tmp_path / "a.csv"
    filled(path)  # type: ignore[operator]
    assert LARGEST_FILE * 0.8 < path.stat().st_size <= LARGEST_FILE
    run = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    most = int(run.stdout)
    assert 20 * 1024 < most < MOST_MEMORY, f"{most // 1024} MB"
    report(group="T15", fault="a table of 20 MB", means="memory measured in a process of its own", times=1)


def test_a_table_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(10**9)

    def unread(*_args: object, **_more: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(Path, "open", unread)
    with pytest.raises(Invalid) as refused:
        read_file(path)
    assert "larger than 20 MB" in say(refused.value)
    report(group="T15", fault="a table of 1 GB", means="refused by its size, not opened", times=1)
