"""Who gave goods: noted when somebody wants it, and forgotten again on request."""

from desktop.domain.errors import NotFound, VaultFull, VaultUnwritable
from desktop.domain.people import checked_name
from desktop.domain.stock import DocumentId
from desktop.domain.users import Permission
from desktop.operations.drafts import forget_drafts
from desktop.operations.session import Session, procedure, query
from desktop.storage import erasing
from desktop.storage import givers as kept


@query(Permission.SEE_PEOPLE)
def giver_of(session: Session, document_id: DocumentId) -> str | None:
    """Who gave the goods of a document; None for nobody known."""
    return kept.of(session.database, document_id)


@procedure(Permission.CORRECT)
def forget_giver(session: Session, *, document_id: DocumentId) -> None:
    """Delete who gave the goods of a document; the goods and their number stay. Copies made before still hold the name.

    Forms that were kept unfinished at a lock go too, everybody's.

    What the disk refuses to build anew now is taken out of the file at the next opening.

    Raises:
        NotFound: Nobody is named there.
    """
    with session.transaction():
        if not kept.forget(session.database, document_id):
            raise NotFound
        session.note("giver.forget", people=True, document=document_id)
    # A form that a colleague left unfinished may hold the name, and nobody else can look into it.
    forget_drafts(session.folder)
    try:
        erasing.scrub(session.database)
    except (VaultFull, VaultUnwritable):
        return


def note_giver(session: Session, document_id: DocumentId, name: str, *, corrects: DocumentId | None) -> None:
    """Keep who gave the goods of a document that is being saved; inside its transaction. Empty for nobody.

    What the document that it corrects said about this goes: it was said anew.

    Raises:
        NotAllowed: The person may not see people.
        Invalid: For `giver`.
    """
    session.require(Permission.SEE_PEOPLE)
    if corrects is not None:
        kept.forget(session.database, corrects)
    if name.strip():
        kept.note(session.database, document_id, checked_name("giver", name), at=session.now(), by=session.user.id)
        session.note("giver.note", people=True, document=document_id)
