"""The rows of XLSX and ODS files. What stands in them is read as text, nothing is calculated or run.

A spreadsheet is a ZIP of XML. Before the library unpacks it, what it would become is measured here, since a few kilobytes can
claim a table that fills any memory.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from xml.parsers import expat

import python_calamine

from desktop.domain.errors import Invalid
from desktop.i18n.catalogue import N_

MOST_UNPACKED = 100_000_000
"""Bytes a spreadsheet may unpack to: far above any delivery, far below what a laptop's memory holds."""

_MOST_MEMBERS = 2000
_BLOCK = 1024 * 1024
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_CELL_NAME = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_UNCLEAR = re.compile(r"-?[0-9]+\.[0-9]{3}")
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"

Value = int | float | str | bool | datetime | date | timedelta | object


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest table that is taken."""

    rows: int
    columns: int


def is_spreadsheet(content: bytes) -> bool:
    """Whether it is a ZIP, as XLSX and ODS are."""
    return content.startswith(b"PK\x03\x04")


def sheets_of(content: bytes, limits: Limits) -> Iterator[tuple[str, int, list[list[str]]]]:
    """Each sheet's name, the number of its first row (from 1), and its rows as text; empty sheets are left out.

    Raises:
        Invalid: For `file`: it is no spreadsheet, damaged, or larger than `limits`.
    """
    _measure(content, limits)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.start is None:
                continue
            rows = [[_text(value) for value in row] for row in sheet.to_python()]
            yield name, sheet.start[0] + 1, rows
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged() from error
    except BaseException as error:
        # The library's own way to say that it met what it never expected; it is no Exception.
        if type(error).__name__ == "PanicException":
            raise _damaged() from error
        raise


def _damaged() -> Invalid:
    return Invalid(
        "file", N_("This spreadsheet cannot be read. Nothing was saved. Open it in its program, and save it as CSV.")
    )


def _too_large() -> Invalid:
    return Invalid("file", N_("This table is too large. Nothing was saved. Keep only the rows of this delivery in it."))


def _text(value: Value) -> str:
    """A cell as somebody would have typed it; days in ISO 8601."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        text = repr(value)
        # Three decimals could be thousands where somebody typed them; in a spreadsheet's number they are not.
        return f"{text}0" if _UNCLEAR.fullmatch(text) else text
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


# What it would become


def _measure(content: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise _too_large()
        left = MOST_UNPACKED
        for member in members:
            extent = _extent_of(member.filename, limits)
            for block in _unpacked(content, member):
                left -= len(block)
                if left < 0:
                    raise _too_large()
                if extent is not None:
                    extent.feed(block)
                elif b"sheetData" in block:
                    raise _damaged()  # a sheet where no program puts one, past what is measured
            if extent is not None:
                extent.close()
    except (zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, NotImplementedError) as error:
        raise _damaged() from error


def _unpacked(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's bytes in blocks, however many there really are: its own claim may be a lie."""
    if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged()
    header = _LOCAL_HEADER.unpack_from(content, member.header_offset)
    start = member.header_offset + _LOCAL_HEADER.size + header[9] + header[10]
    packed = memoryview(content)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _BLOCK]) for at in range(0, len(packed), _BLOCK))
        return
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes = bytes(packed)
    while rest and not reader.eof:
        yield reader.decompress(rest, _BLOCK)
        rest = reader.unconsumed_tail
    yield reader.flush()


class _Extent:
    """How many rows and columns a sheet's XML spans. Raises Invalid beyond the limits, and at any declaration."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self.start
        self._parser.StartDoctypeDeclHandler = self._refuse
        self.row = self.column = 0

    def feed(self, block: bytes) -> None:
        self._parser.Parse(block)

    def close(self) -> None:
        self._parser.Parse(b"", True)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def check(self) -> None:
        if self.row > self._limits.rows or self.column > self._limits.columns:
            raise _too_large()

    @staticmethod
    def _refuse(*_declaration: object) -> None:
        raise _damaged()


class _Xlsx(_Extent):
    """Rows and cells say where they are, or follow the one before."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(" ")[2]
        if element == "row":
            self.row = _whole(attributes.get("r", ""), self.row + 1)
            self.column = 0
        elif element == "c":
            named = _CELL_NAME.fullmatch(attributes.get("r", ""))
            self.column = _column(named[1]) if named else self.column + 1
            self.check()


class _Ods(_Extent):
    """Rows and cells can stand for many; those without content reach to the end of every sheet and count for nothing."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._before = self._repeated = self._cells = self._wide = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE} table":
            self._before = self._repeated = 0
        elif name == f"{_TABLE} table-row":
            self._before += self._repeated
            self._repeated = _whole(attributes.get(f"{_TABLE} number-rows-repeated", ""), 1)
            self._cells = 0
        elif name in (f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"):
            self._cells += _whole(attributes.get(f"{_TABLE} number-columns-repeated", ""), 1)
            if f"{_OFFICE} value-type" in attributes or f"{_TABLE} formula" in attributes:
                self._holds()
        elif name == f"{_TEXT} p":
            self._holds()

    def _holds(self) -> None:
        self.row, self.column = self._before + self._repeated, self._cells
        self.check()


def _extent_of(member: str, limits: Limits) -> _Extent | None:
    if member == "content.xml":
        return _Ods(limits)
    return _Xlsx(limits) if member.startswith("xl/worksheets/") and member.endswith(".xml") else None


def _whole(text: str, otherwise: int) -> int:
    with suppress(ValueError):
        return max(int(text[:12]), 1)
    return otherwise


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
