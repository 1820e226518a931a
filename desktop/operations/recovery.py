"""The recovery sheet: a coordinator can always have a new one; the old one then opens nothing any more."""

from desktop.documents.recovery import recovery_pdf
from desktop.domain.users import Permission
from desktop.operations.session import Session, action
from desktop.vault import STANDARD_POLICY, KdfPolicy, new_recovery_sheet


@action(Permission.MANAGE)
def make_recovery_sheet(
    session: Session, *, words_language: str, policy: KdfPolicy = STANDARD_POLICY
) -> tuple[str, ...]:
    """A new recovery sheet; the old one opens nothing any more."""
    words = new_recovery_sheet(session.folder, session.held_keys(), words_language, policy=policy)
    session.note("recovery.new")
    return words


def recovery_paper(words: tuple[str, ...], *, language: str) -> bytes:
    """The recovery sheet as PDF bytes, for the printer. It needs no session: at first start there is none yet."""
    return recovery_pdf(words, language=language)
