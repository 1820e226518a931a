"""The recovery sheet, or three of which any two open: a coordinator can always have new ones; the old open nothing then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from desktop.documents.recovery import recovery_pdf
from desktop.domain.errors import Invalid
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.following import follow_generation
from desktop.operations.session import Session, action, procedure, query
from desktop.storage import settings
from desktop.storage.recovery import first_day
from desktop.system import files
from desktop.system.drives import Drive, removable_drives
from desktop.vault import (
    KdfPolicy,
    disk_error,
    new_recovery_shares,
    new_recovery_sheet,
    new_shares,
    new_words,
    sheet_language,
    unlock_with_recovery,
)
from desktop.vault.errors import WrongRecoveryWords
from desktop.vault.shares import SHARES

Drives = Callable[[], Sequence[Drive]]
PARTS = SHARES
TRY_AFTER = timedelta(days=183)
"""A sheet that nobody tried for so long may be lost, or unreadable."""


class SheetDue(StrEnum):
    """Why a coordinator is asked to see to the recovery sheet.

    Attributes:
        NOTHING: They aren't.
        ENTERED: It opened this session: whoever used it needs a passphrase of their own, and a new sheet is due.
        USED: It was used, and no new one was made since.
        UNTRIED: Nobody has tried it for `TRY_AFTER`.
    """

    NOTHING = ""
    ENTERED = "entered"
    USED = "used"
    UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class SheetState:
    """What recovery sheet is in force.

    Attributes:
        parts: 1 for one sheet, `PARTS` for three of which any two open.
        made: When it was made; None when nobody knows.
        tried: When it was last tried since; None when never.
        used: When it opened the vault, and no new one was made since.
        due: Why it is to be seen to.
    """

    parts: int
    made: date | None
    tried: date | None
    used: date | None
    due: SheetDue


def new_sheet_words(program_language: str) -> tuple[str, ...]:
    """Twelve words for a new sheet, in the program's language where there is a list for it. Nothing is changed yet."""
    return new_words(sheet_language(program_language))


def new_sheet_parts() -> tuple[tuple[str, ...], ...]:
    """The words of three new sheets, twenty each; there is one list of words, in English. Nothing is changed yet."""
    return new_shares()


@query(Permission.MANAGE)
def sheet_state(session: Session) -> SheetState:
    """What is in force, and whether something is to be done about it."""
    database = session.database
    made = _day(settings.get(database, settings.SHEET_MADE)) or first_day(database)
    tried = _day(settings.get(database, settings.SHEET_TRIED))
    used = _day(settings.get(database, settings.SHEET_USED))
    seen = max((day for day in (made, tried) if day is not None), default=None)
    due = SheetDue.NOTHING
    if used is not None:
        due = SheetDue.ENTERED if session.keys is not None and session.keys.by_recovery else SheetDue.USED
    elif seen is not None and session.today() - seen > TRY_AFTER:
        due = SheetDue.UNTRIED
    return SheetState(int(settings.get(database, settings.SHEET_PARTS)), made, tried, used, due)


@action(Permission.MANAGE)
def make_recovery_sheet(session: Session, *, words: Sequence[str], policy: KdfPolicy | None = None) -> None:
    """Let the words that were shown and copied be the recovery sheet; what there was opens this vault no more."""
    new_recovery_sheet(session.folder, session.held_keys(), recovery_words=words, policy=policy or session.policy)
    _note_new(session, 1)


@action(Permission.MANAGE)
def make_recovery_parts(session: Session, *, sheets: Sequence[Sequence[str]]) -> None:
    """Let any two of the three sheets that were shown and copied open; what there was opens this vault no more."""
    new_recovery_shares(session.folder, session.held_keys(), sheets, policy=session.policy)
    _note_new(session, PARTS)


@procedure(Permission.MANAGE)
def try_sheet(session: Session, *, typed: str) -> None:
    """Open the key file with what was typed, as at an emergency, and let go of it again; nothing is changed.

    Raises:
        RecoveryWordsInvalid: It can't be the words of any sheet; says which line and word.
        WrongRecoveryWords: They are another sheet's.
        KeysDamaged, NotEnoughMemory: It can't be tried now.
    """
    opened = unlock_with_recovery(session.folder, typed, policy=session.policy)
    try:
        if opened.vault_id != session.held_keys().vault_id:
            raise WrongRecoveryWords()
    finally:
        opened.forget()
    with session.database.transaction():
        settings.put(session.database, settings.SHEET_TRIED, session.today().isoformat())
        session.note("recovery.try")


def recovery_paper(words: Sequence[str], *, language: str, made: date | None = None, number: int = 0) -> bytes:
    """A recovery sheet as PDF bytes, for the printer. It needs no session: at first start there is none yet.

    Args:
        made: The date on it.
        number: Which of `PARTS` it is; 0 for the one sheet.
    """
    return recovery_pdf(tuple(words), language=language, made=made, number=number, of=PARTS if number else 0)


def save_sheet(
    paper: bytes, folder: Path, *, vault: Path | None, drives: Drives | None = None, number: int = 0
) -> Path:
    """Keep the sheet as a file, because a person asked for it in spite of the warning.

    Args:
        vault: The folder of the vault the sheet opens.
        number: Which of three it is; 0 for the one sheet.

    Returns:
        The file, which bears no telling name.

    Raises:
        Invalid: The folder (field `folder`) is on a removable drive, or the vault's own.
        VaultFull, VaultUnwritable: The disk can't take it.
    """
    target = folder.absolute()
    if any(target.is_relative_to(drive.path.absolute()) for drive in (drives or removable_drives)()):
        raise Invalid(
            "folder",
            N_(
                "This is a drive that can be carried away, and the sheet opens every backup on it. Nothing was saved. "
                "Choose a folder on this computer."
            ),
        )
    if vault is not None and target.is_relative_to(vault.absolute()):
        raise Invalid(
            "folder",
            N_("This is the vault's own folder, and the sheet opens it. Nothing was saved. Choose another folder."),
        )
    path = target / (f"sheet-{number}.pdf" if number else "sheet.pdf")
    try:
        files.atomic_write(path, paper)
    except OSError as error:
        raise disk_error(error) from error
    return path


def _note_new(session: Session, parts: int) -> None:
    for key, value in (
        (settings.SHEET_PARTS, str(parts)),
        (settings.SHEET_MADE, session.today().isoformat()),
        (settings.SHEET_TRIED, ""),
        (settings.SHEET_USED, ""),
    ):
        settings.put(session.database, key, value)
    session.note("recovery.new", parts=parts)
    follow_generation(session)


def _day(stored: str) -> date | None:
    return date.fromisoformat(stored) if stored else None
