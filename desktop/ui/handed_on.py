"""What a process that held the keys hands on to the one that takes its place: arguments that a person never types."""

from collections.abc import Sequence
from datetime import datetime

from desktop.system.clock import from_stamp, stamp

LOCKED_AT = "--locked-at"
REMOVED = "--removed"


def after_lock(arguments: Sequence[str], at: datetime) -> list[str]:
    """The arguments of the process that shows the unlock screen."""
    return [*_own(arguments), LOCKED_AT, stamp(at)]


def after_removal(arguments: Sequence[str], refused: int) -> list[str]:
    """The arguments of the process that begins anew where a vault was removed."""
    return [*_own(arguments), REMOVED, str(refused)]


def moment(text: str) -> datetime | None:
    """The moment of the lock; None when it was no lock, or is unreadable."""
    try:
        return from_stamp(text)
    except ValueError:
        return None


def _own(arguments: Sequence[str]) -> list[str]:
    """The program's arguments without what an earlier process added for this one."""
    kept = list(arguments)
    for name in (LOCKED_AT, REMOVED):
        while name in kept:
            at = kept.index(name)
            del kept[at : at + 2]
    return kept
