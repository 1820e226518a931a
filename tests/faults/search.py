"""Looking for markers in bytes, as somebody with a hex editor would."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from desktop.domain.people import folded
from tests.faults.marked import files_below

PLAIN_HEADER = b"SQLite format 3\0"


def spellings(markers: Iterable[str]) -> dict[bytes, str]:
    """What each marker looks like in a file: as typed, without case, folded for searching; in UTF-8 and both UTF-16."""
    found: dict[bytes, str] = {}
    for marker in markers:
        for text in {marker, marker.casefold(), marker.upper(), folded(marker)}:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                found[text.encode(encoding)] = marker
            # JSON without Chinese letters, as Python writes it unless told otherwise.
            found[text.encode("ascii", "backslashreplace")] = marker
    return found


def hits(data: bytes, wanted: Mapping[bytes, str]) -> set[str]:
    """The markers that stand in `data`."""
    return {marker for spelling, marker in wanted.items() if spelling in data}


def leaks(folders: Iterable[Path], wanted: Mapping[bytes, str]) -> tuple[dict[str, set[str]], int]:
    """The markers found in each file (and in its name), and how many files were looked through."""
    found: dict[str, set[str]] = {}
    count = 0
    for folder in folders:
        for path in files_below(folder):
            count += 1
            data = path.read_bytes() + str(path.relative_to(folder)).encode()
            if there := hits(data, wanted):
                found[str(path)] = there
    return found, count


def plain_databases(folders: Iterable[Path]) -> list[Path]:
    """The files that begin, or anywhere hold, what an unencrypted database begins with."""
    return [path for folder in folders for path in files_below(folder) if PLAIN_HEADER in path.read_bytes()]
