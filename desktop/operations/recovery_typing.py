"""What is told about the words of a recovery sheet while they are being typed. It needs no session, and changes nothing."""

from enum import Enum, auto

from desktop.vault.errors import (
    RecoveryChecksumWrong,
    RecoverySheetForeign,
    RecoverySheetsApart,
    RecoverySheetTwice,
    RecoveryWordUnknown,
)
from desktop.vault.recovery import Typed, TypedSheet, completions, look
from desktop.vault.shares import SAME_WORDS
from desktop.vault.shares import SHARES as PARTS
from desktop.vault.words import found_in

__all__ = [
    "PARTS",
    "SAME_WORDS",
    "Fault",
    "Typed",
    "TypedSheet",
    "completions",
    "fault_of",
    "look",
    "place_of",
    "wrong_places",
]


class Fault(Enum):
    """What is wrong with a sheet as it was typed: a word, their number or order, or that it is another one."""

    UNKNOWN = auto()
    COUNT = auto()
    ORDER = auto()
    TWICE = auto()
    APART = auto()
    FOREIGN = auto()


_FAULTS: dict[type[Exception], Fault] = {
    RecoveryWordUnknown: Fault.UNKNOWN,
    RecoveryChecksumWrong: Fault.ORDER,
    RecoverySheetTwice: Fault.TWICE,
    RecoverySheetsApart: Fault.APART,
    RecoverySheetForeign: Fault.FOREIGN,
}


def fault_of(sheet: TypedSheet) -> tuple[Fault, int]:
    """What is wrong with it, and the word's position from 1 where it is a word."""
    fault = sheet.fault
    if isinstance(fault, RecoveryWordUnknown):
        return Fault.UNKNOWN, fault.position
    return next((kind for error, kind in _FAULTS.items() if isinstance(fault, error)), Fault.COUNT), 0


def place_of(typed: str, position: int, line: int = 0) -> tuple[int, int] | None:
    """Where a word stands in what was typed: from and to which sign; None when there is no such word.

    Args:
        position: Of the word, counted from 1.
        line: On which of several sheets, counted from 1; 0 for the one sheet.
    """
    if line:
        position += sum(len(sheet.words) for sheet in look(typed).sheets[: line - 1])
    found = found_in(typed)
    if not 0 < position <= len(found):
        return None
    return found[position - 1].start, found[position - 1].end


def wrong_places(typed: str, looked: Typed) -> list[tuple[int, int]]:
    """Where the words stand that are in no list, as `place_of`."""
    faults = [sheet.fault for sheet in looked.sheets]
    places = [place_of(typed, fault.position, fault.line) for fault in faults if isinstance(fault, RecoveryWordUnknown)]
    return [place for place in places if place is not None]
