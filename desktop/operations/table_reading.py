"""Tables from outside: CSV in the encodings and with the separators that programs write, XLSX and ODS.

Nothing here needs a session or leaves a trace: a file is read once, into memory, and every cell becomes clean text.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop.domain.errors import Invalid
from desktop.i18n.catalogue import N_
from desktop.operations import spreadsheets
from desktop.operations.spreadsheets import Limits

LARGEST_FILE = 20_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 100
LONGEST_CELL = 500
ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".ods")
"""What a table's file name can end with."""

_LIMITS = Limits(MOST_ROWS, MOST_COLUMNS)
_SEPARATORS = ",;\t|"
_TRIED_LINES = 40
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class Encoding(StrEnum):
    """How a text file stores its letters."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    WESTERN = "cp1252"
    CHINESE = "gb18030"


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its number in the file, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: rows that hold something, each as wide as the widest."""

    name: str
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0].cells) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Table:
    """A file's sheets; a text file has one. `encoding` is None for a spreadsheet."""

    sheets: tuple[Sheet, ...]
    encoding: Encoding | None = None


def read_file(path: Path, encoding: Encoding | None = None) -> Table:
    """Read a table. It may ask a slow drive, so call it off the main thread.

    Raises:
        Invalid: For `file`: it is not there, too large, empty or no table.
    """
    try:
        if not path.is_file():
            raise Invalid("file", N_("This file is not there any more. Nothing was saved. Check the drive."))
        if path.stat().st_size > LARGEST_FILE:
            raise _too_large()
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Invalid(
            "file",
            N_("This file does not answer. Nothing was saved. Check that the drive is plugged in, then try again."),
        ) from error
    return read_table(content, encoding)


def read_table(content: bytes, encoding: Encoding | None = None) -> Table:
    """The tables in a file's content.

    Args:
        encoding: How a text file stores its letters; found out when None.

    Raises:
        Invalid: For `file`, as `read_file`.
    """
    if len(content) > LARGEST_FILE:
        raise _too_large()
    if content.startswith(_OLD_EXCEL):
        raise Invalid(
            "file", N_("This is a spreadsheet of an old kind. Nothing was saved. Save it as XLSX, ODS or CSV first.")
        )
    if spreadsheets.is_spreadsheet(content):
        sheets = tuple(_sheet(name, first, rows) for name, first, rows in spreadsheets.sheets_of(content, _LIMITS))
        return Table(_filled(sheets))
    found = encoding or encoding_of(content)
    return Table(_filled((_sheet("", 1, _csv_rows(_decoded(content, found))),)), found)


def _filled(sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    filled = tuple(sheet for sheet in sheets if sheet.rows)
    if not filled:
        raise Invalid("file", N_("There is nothing in this file. Nothing was saved. Choose another."))
    return filled


def _too_large() -> Invalid:
    return Invalid(
        "file",
        N_("This file is larger than {most} MB. Nothing was saved. Keep only the rows of this delivery in it."),
        most=LARGEST_FILE // 1_000_000,
    )


def _sheet(name: str, first: int, rows: list[list[str]]) -> Sheet:
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise Invalid(
            "file",
            N_(
                "A table may have up to {rows} rows and {columns} columns, and this one has more. Nothing was saved. Keep "
                "only the rows of this delivery in it."
            ),
            rows=MOST_ROWS,
            columns=MOST_COLUMNS,
        )
    cleaned = [(number, [clean(cell) for cell in row]) for number, row in enumerate(rows, start=first)]
    kept = [(number, row) for number, row in cleaned if any(row)]
    wide = max((index + 1 for _number, row in kept for index, cell in enumerate(row) if cell), default=0)
    return Sheet(clean(name), tuple(Row(number, tuple((row + [""] * wide)[:wide])) for number, row in kept))


def clean(cell: str) -> str:
    """A cell's words on one line, without signs that cannot be seen or turn the direction, and not endless.

    The apostrophe that keeps a spreadsheet from calculating is taken off again.
    """
    words = " ".join("".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in cell).split())
    if words.startswith("'") and words[1:].startswith(_FORMULA):
        words = words[1:]
    return words[:LONGEST_CELL]


# Text files


def encoding_of(content: bytes) -> Encoding:
    """How a text file stores its letters: by its mark, by what can be read at all, by what it would say."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Encoding.UTF_16
    start = content[:2000]
    zeros = start.count(0)
    if zeros and max(start[::2].count(0), start[1::2].count(0)) > len(start) // 5:
        return Encoding.UTF_16
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return Encoding.CHINESE if _is_chinese(content) else Encoding.WESTERN
    return Encoding.UTF_8


def _is_chinese(content: bytes) -> bool:
    """Whether nearly all that is not ASCII makes Chinese characters of GB 2312, whose bytes come in pairs from A1 on.

    Accented letters of Western Europe mostly stand alone between ASCII letters.
    """
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    pairs = others = at = 0
    while at < len(content):
        if content[at] < 0x80:
            at += 1
            continue
        if 0xA1 <= content[at] <= 0xF7 and at + 1 < len(content) and content[at + 1] >= 0xA1:
            pairs += 1
        else:
            others += 1
        at += 2
    return pairs > 9 * others


def _decoded(content: bytes, encoding: Encoding) -> str:
    name: str = encoding
    if encoding is Encoding.UTF_16 and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = content[:2000]
        name = "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"
    # Five bytes stand for no letter in Western text; whoever wrote them meant something that is not known here.
    text = content.decode(name, errors="replace").removeprefix("\ufeff")
    if "\0" in text:
        raise Invalid("file", N_("This is no table. Nothing was saved. Choose a CSV, XLSX or ODS file."))
    return text


def _csv_rows(text: str) -> list[list[str]]:
    rows: list[list[str]] = []
    # Not through StringIO, which takes four bytes for each letter.
    lines = (line.group() for line in _LINE.finditer(text))
    reader = csv.reader(lines, delimiter=_separator_of(text), strict=True)
    try:
        for row in reader:
            rows.append(row)  # an empty line too: numbers are those of the file
            if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
                break
    except csv.Error as error:
        raise Invalid(
            "file",
            N_(
                "The quotation marks around line {line} do not fit together. Nothing was saved. Put them right in the file."
            ),
            line=max(reader.line_num, 1),
        ) from error
    return rows


def _separator_of(text: str) -> str:
    """The sign that cuts the first lines into the most columns, as many in most of them."""
    lines = text[:100_000].splitlines()[:_TRIED_LINES]
    best, most = _SEPARATORS[0], 0
    for sign in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count, default=1)
        fits = (usual - 1) * widths.count(usual)
        if fits > most:
            best, most = sign, fits
    return best
