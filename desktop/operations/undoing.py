"""Undoing what moved stock."""

from desktop.domain.stock import DocumentId, DocumentKind, Posted
from desktop.domain.users import Permission
from desktop.operations.posting import document_to_undo, reverse
from desktop.operations.session import Session, action
from desktop.storage import documents

UNDONE_AS_THEY_ARE = (
    DocumentKind.INTAKE,
    DocumentKind.WRITE_OFF,
    DocumentKind.STOCKTAKE,
    DocumentKind.TRANSFER,
    DocumentKind.PACK,
    DocumentKind.UNPACK,
    DocumentKind.USE,
    DocumentKind.FOUND,
)
"""What is undone by its opposite alone. A hand-out, a sale and a merge have operations of their own."""


@action(Permission.CHANGE_STOCK)
def undo_stock(session: Session, *, form_key: str, document_id: DocumentId) -> Posted:
    """Undo what moved stock and touched nothing else. Raises NotFound, AlreadyReversed, NotAllowed, NotEnoughStock."""
    if done := documents.with_form_key(session.database, form_key):
        return done
    found = document_to_undo(session, document_id, UNDONE_AS_THEY_ARE)
    posted = reverse(session, found, form_key=form_key)
    session.note("stock.undo", document=posted.document_id, undoes=document_id)
    return posted
