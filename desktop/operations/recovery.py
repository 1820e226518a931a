"""The recovery sheet: a coordinator can always have a new one; the old one then opens nothing any more."""

from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.documents.recovery import recovery_pdf
from desktop.domain.errors import Invalid, VaultFull, VaultUnwritable
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.session import Session, action
from desktop.system import files
from desktop.system.drives import Drive, removable_drives
from desktop.system.files import Obstacle
from desktop.vault import KdfPolicy, new_recovery_sheet, new_words, sheet_language

Drives = Callable[[], Sequence[Drive]]


def new_sheet_words(program_language: str) -> tuple[str, ...]:
    """Twelve words for a new sheet, in the program's language where there is a list for it. Nothing is changed yet."""
    return new_words(sheet_language(program_language))


@action(Permission.MANAGE)
def make_recovery_sheet(session: Session, *, words: Sequence[str], policy: KdfPolicy | None = None) -> None:
    """Let the words that were shown and copied be the recovery sheet; the old one opens this vault no more."""
    new_recovery_sheet(session.folder, session.held_keys(), recovery_words=words, policy=policy or session.policy)
    session.note("recovery.new")


def recovery_paper(words: Sequence[str], *, language: str) -> bytes:
    """The recovery sheet as PDF bytes, for the printer. It needs no session: at first start there is none yet."""
    return recovery_pdf(tuple(words), language=language)


def save_sheet(paper: bytes, folder: Path, *, vault: Path | None, drives: Drives | None = None) -> Path:
    """Keep the sheet as a file, because a person asked for it in spite of the warning.

    Args:
        vault: The folder of the vault the sheet opens.

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
    path = target / "sheet.pdf"
    try:
        files.atomic_write(path, paper)
    except OSError as error:
        raise (VaultFull() if files.obstacle_of(error) is Obstacle.FULL else VaultUnwritable()) from error
    return path
