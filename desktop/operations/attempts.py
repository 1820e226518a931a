"""Wrong passphrases: noted outside the databases, which nobody could open then, and entered in the journal at the next unlocking.

The file `attempts` in the vault's folder holds moments and nothing else: at most 100 lines such as `2026-11-24T08:50:00Z`. Who
can write in the folder can take it away; it shows what was tried by hand at this window, and defends against nothing.
"""

import contextlib
import re
from datetime import datetime
from pathlib import Path

from desktop.domain.errors import VaultFull, VaultUnwritable
from desktop.domain.journal import FailedUnlocks
from desktop.domain.users import Permission
from desktop.operations.session import Session, query
from desktop.storage import settings
from desktop.system import files
from desktop.system.clock import from_stamp, stamp

ATTEMPTS_NAME = "attempts"
MOST = 100
WORTH_SAYING = 3
_LINE = re.compile(rb"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z\n")
_LINE_BYTES = 21


def note_failure(folder: Path, moment: datetime) -> None:
    """Remember that a wrong passphrase was typed. A disk that refuses is left alone; a damaged file stays as it is."""
    lines = _lines(folder)
    if lines is None:
        return
    lines.append(f"{stamp(moment)}\n".encode())
    if len(lines) > MOST:
        del lines[1]  # the first and the last moment are what is told
    with contextlib.suppress(OSError):
        files.atomic_write(folder / ATTEMPTS_NAME, b"".join(lines))


def failures(folder: Path) -> FailedUnlocks | None:
    """What the file says; None when there is none."""
    lines = _lines(folder)
    if lines is None:
        return FailedUnlocks(0, damaged=True)
    if not lines:
        return None
    try:
        moments = [from_stamp(line.decode().strip()) for line in lines]
    except ValueError:  # the thirtieth of February
        return FailedUnlocks(0, damaged=True)
    return FailedUnlocks(len(moments), moments[0], moments[-1])


def forget(folder: Path) -> None:
    """Take the file away; what stands in its place and is no file stays."""
    for name in (ATTEMPTS_NAME, f"{ATTEMPTS_NAME}.tmp"):
        with contextlib.suppress(OSError):
            (folder / name).unlink()


def note_unlocking(session: Session) -> None:
    """Enter in the journal that the vault was opened, and what was tried before; called once, at every opening.

    Were the power to fail between the entry and the removal of the file, the same failures would be entered twice. On a full
    disk nothing is entered, so that the records can still be read; the file then waits for the next opening.
    """
    failed = failures(session.folder)
    try:
        with session.database.transaction():
            if failed is not None:
                session.note(
                    "unlock.failed",
                    count=failed.count,
                    first=stamp(failed.first) if failed.first else "",
                    last=stamp(failed.last) if failed.last else "",
                    damaged=failed.damaged,
                )
            by_recovery = session.keys is not None and session.keys.by_recovery
            session.note("unlock.recovery" if by_recovery else "unlock")
            if by_recovery:
                settings.put(session.database, settings.SHEET_USED, session.today().isoformat())
    except (VaultFull, VaultUnwritable):
        return
    session.failed_unlocks = failed
    forget(session.folder)


@query(Permission.SEE_STOCK)
def failed_unlocks(session: Session) -> FailedUnlocks | None:
    """What was tried between the unlocking before and this one; None when it is not worth saying."""
    failed = session.failed_unlocks
    return failed if failed is not None and (failed.damaged or failed.count >= WORTH_SAYING) else None


def _lines(folder: Path) -> list[bytes] | None:
    """The lines of the file; none when it isn't there, None when it is damaged."""
    path = folder / ATTEMPTS_NAME
    try:
        with path.open("rb") as file:
            raw = file.read(MOST * _LINE_BYTES + 1)
    except FileNotFoundError:
        return []
    except OSError:
        return None
    lines = raw.splitlines(keepends=True)
    return lines if len(lines) <= MOST and all(_LINE.fullmatch(line) for line in lines) else None
