"""Tables from outside: what programs write is read, what is broken or hostile is refused, and nothing is left behind."""

import csv
import random
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Invalid
from desktop.i18n import say
from desktop.operations.table_reading import (
    LARGEST_FILE,
    MOST_COLUMNS,
    MOST_ROWS,
    Encoding,
    Table,
    clean,
    encoding_of,
    read_file,
    read_table,
)
from tests.operations.spreadsheet_files import ods, xlsx, zipped

ROWS = [["Item", "Quantity", "Note"], ["Crème für Hände", "12", "süß"], ["Soap", "7", "café"]]
HAN = [["物品", "数量"], ["医用外科口罩", "300"], ["消毒凝胶", "12"]]


def cells(table: Table, sheet: int = 0) -> list[list[str]]:
    return [list(row.cells) for row in table.sheets[sheet].rows]


def text_of(rows: list[list[str]], separator: str = ",") -> str:
    text = StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        read_table(content)
    assert refused.value.field == "file"
    sentence = say(refused.value)
    assert "Nothing was saved" in sentence
    return sentence


# Letters and separators


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_western_tables_are_read_in_every_encoding_with_every_separator(encoding: str, separator: str) -> None:
    assert cells(read_table(text_of(ROWS, separator).encode(encoding))) == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_chinese_tables_are_read_in_every_encoding_with_every_separator(encoding: str, separator: str) -> None:
    assert cells(read_table(text_of(HAN, separator).encode(encoding))) == HAN


def test_a_guess_can_be_overruled() -> None:
    content = text_of(HAN).encode("gb18030")
    assert encoding_of(content) is Encoding.CHINESE
    assert cells(read_table(content, Encoding.WESTERN))[0][0] != "物品"
    assert read_table(content).encoding is Encoding.CHINESE


def test_commas_inside_quotation_marks_and_line_feeds_inside_cells_part_nothing() -> None:
    rows = [["Item", "Quantity"], ["Soap, green\nlarge", "7"], ['5" pipe', "3"]]
    assert cells(read_table(text_of(rows).encode())) == [rows[0], ["Soap, green large", "7"], rows[2]]


def test_empty_rows_are_left_out_and_the_others_keep_their_number() -> None:
    table = read_table(b"\n\nItem,Quantity\n,,\n\nSoap,7\n")
    assert [(row.number, row.cells) for row in table.sheets[0].rows] == [(3, ("Item", "Quantity")), (6, ("Soap", "7"))]


def test_rows_of_unlike_length_are_made_alike() -> None:
    assert cells(read_table(b"a,b,c\nd\ne,f,,,\n")) == [["a", "b", "c"], ["d", "", ""], ["e", "f", ""]]


def test_signs_that_hide_or_turn_words_and_the_apostrophe_before_a_formula_are_taken_off() -> None:
    assert clean("Con\u202edoms\x07 \u200b x") == "Con doms x"
    for formula in ("=1+1", "+7", "-7", "@x", "＝1"):
        assert clean(f"'{formula}") == formula
    assert clean("'tis") == "'tis"
    assert len(clean("x" * 100_000)) == 500


# Broken and hostile text


def test_what_is_broken_is_refused_with_a_sentence() -> None:
    assert "There is nothing" in refusal(b"")
    assert "There is nothing" in refusal(b"\n ,, \n\n")
    assert "no table" in refusal(b"a,b\n\0\0,c\n" * 3 + b"x" * 50)
    assert "no table" in refusal(random.Random(7).randbytes(3000))
    assert "line 2" in refusal(b'a,b\n"c,d\ne,f\n')[:60] or "quotation" in refusal(b'a,b\n"c,d\ne,f\n')
    assert "quotation" in refusal(b'a,"b" x,c\n')
    assert "old kind" in refusal(b"\xd0\xcf\x11\xe0" + b"\0" * 600)


def test_a_table_of_a_million_columns_or_too_many_rows_is_refused() -> None:
    assert "columns" in refusal(b"," * 1_000_000)
    assert "columns" in refusal(b"a," * MOST_COLUMNS + b"b\n")
    assert "rows" in refusal(b"a,b\n" * (MOST_ROWS + 1))
    assert len(read_table(b"a,b\n" * MOST_ROWS).sheets[0].rows) == MOST_ROWS


def test_a_huge_cell_is_refused_or_cut() -> None:
    assert "quotation" in refusal(b'a,"' + b"x" * 10_000_000 + b'"\n')


def test_a_file_over_twenty_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(Invalid) as refused:
        read_file(path)
    assert "20 MB" in say(refused.value)
    assert "20 MB" in refusal(b"a" * (LARGEST_FILE + 1))


def test_a_file_that_is_gone_or_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.csv", tmp_path):
        with pytest.raises(Invalid) as refused:
            read_file(path)
        assert "not there" in say(refused.value)


def test_reading_leaves_no_file_behind(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(text_of(ROWS).encode())
    (tmp_path / "b.xlsx").write_bytes(xlsx({"One": [["a", 1]]}))
    for name in ("a.csv", "b.xlsx"):
        read_file(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.xlsx"]


# Spreadsheets

BOOK = {
    "Delivery": [["Item", "Quantity", "Expires"], ["口罩", 300, date(2027, 3, 31)], ["Rice", 2.5, None]],
    "Empty": [],
    "Other": [["x", 1.234]],
}
READ = [["Item", "Quantity", "Expires"], ["口罩", "300", "2027-03-31"], ["Rice", "2.5", ""]]


@pytest.mark.parametrize("made", [xlsx, ods])
def test_spreadsheets_are_read_sheet_by_sheet(made: object) -> None:
    table = read_table(made(BOOK))  # type: ignore[operator]
    assert [sheet.name for sheet in table.sheets] == ["Delivery", "Other"]
    assert cells(table) == READ
    assert cells(table, 1) == [["x", "1.2340"]], "three decimals of a number are no thousands"
    assert table.encoding is None


def test_rows_of_a_spreadsheet_keep_their_number() -> None:
    raw = '<row r="7"><c r="C7"><v>1</v></c></row><row r="9"><c r="C9"><v>2</v></c></row>'
    sheet = read_table(xlsx({"One": []}, raw=raw)).sheets[0]
    assert [row.number for row in sheet.rows] == [7, 9]


def test_a_stray_cell_far_off_is_refused_before_room_is_made_for_it() -> None:
    for raw in (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        f"<row>{'<c><v>1</v></c>' * (MOST_COLUMNS + 1)}</row>",
        "<row><c><v>1</v></c></row>" * (MOST_ROWS + 1),
    ):
        assert "too large" in refusal(xlsx({"One": []}, raw=raw))


def test_an_open_spreadsheet_filled_to_its_end_is_refused_and_one_that_is_only_empty_there_is_read() -> None:
    rows = 'table:number-rows-repeated="1048570"'
    wide = 'table:number-columns-repeated="16384"'
    empty = f"<table:table-row {rows}><table:table-cell {wide}/></table:table-row>"
    assert cells(read_table(ods(BOOK, after=empty))) == READ
    for filled in (
        f"<table:table-row {rows}><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>",
        f"<table:table-row><table:table-cell {wide}><text:p>x</text:p></table:table-cell></table:table-row>",
        f'<table:table-row><table:table-cell {wide} office:value-type="float" office:value="1"/></table:table-row>',
        f"{empty}<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>",
    ):
        assert "too large" in refusal(ods(BOOK, after=filled))


def test_a_spreadsheet_that_unpacks_without_end_is_refused() -> None:
    assert "too large" in refusal(zipped({"xl/media/image1.png": b"\0" * 101_000_000}))
    bomb = b"<a>" + b" " * 101_000_000
    assert "too large" in refusal(zipped({"content.xml": bomb}))


def test_a_spreadsheet_that_declares_entities_is_refused() -> None:
    content = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert "cannot be read" in refusal(zipped({"content.xml": content}))


def test_a_sheet_in_an_unusual_place_and_a_locked_file_are_refused() -> None:
    assert "cannot be read" in refusal(zipped({"other/sheet.bin": "<sheetData/>"}))
    locked = bytearray(xlsx(BOOK))
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert "cannot be read" in refusal(bytes(locked))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_spreadsheet_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from([xlsx(BOOK), ods(BOOK)])))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, 40))
    try:
        read_table(bytes(whole[: len(whole) - cut]))
    except Invalid as error:
        assert error.field == "file"  # noqa: PT017 - either may happen


# Anything


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    try:
        table = read_table(content)
    except Invalid:
        return
    for sheet in table.sheets:
        assert sheet.rows
        assert len({len(row.cells) for row in sheet.rows}) == 1


_CELL = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8).filter(
    lambda cell: not cell.startswith("'")
)


@settings(deadline=None)
@given(st.lists(st.lists(_CELL, min_size=3, max_size=3).filter(any), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_what_was_written_by_a_program_comes_back(rows: list[list[str]], separator: str) -> None:
    content = text_of([["Item", "Quantity", "Note"], *rows], separator).encode("utf-8-sig")
    found = cells(read_table(content))
    assert found == [["Item", "Quantity", "Note"], *rows]
