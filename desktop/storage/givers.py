"""Who gave goods. It stands with the people: a stock keeper's key does not open it."""

from desktop.domain.stock import DocumentId
from desktop.domain.users import UserId
from desktop.storage import erasing
from desktop.storage.connection import Database


def note(database: Database, document_id: DocumentId, name: str, *, at: str, by: UserId) -> None:
    """Keep who gave the goods of a document."""
    database.insert("people.giver", document_id=document_id, name=name, recorded_at=at, recorded_by=by)


def of(database: Database, document_id: DocumentId) -> str | None:
    """Who gave the goods of a document, or of one that it stands in place of; None when nobody is named."""
    for each in _chain(database, document_id):
        name = database.value("SELECT name FROM people.giver WHERE document_id = ?", (each,))
        if name is not None:
            return str(name)
    return None


def forget(database: Database, document_id: DocumentId) -> bool:
    """Delete who gave the goods of a document and of those that it stands in place of; `erasing.scrub` must follow.

    Returns:
        Whether anybody was named.
    """
    found = False
    for each in _chain(database, document_id):
        found = database.execute("DELETE FROM people.giver WHERE document_id = ?", (each,)).rowcount > 0 or found
    if found:
        erasing.leave_note(database)
    return found


def _chain(database: Database, document_id: DocumentId) -> list[DocumentId]:
    """The document and those before it, each of which the one after it corrects; in a damaged book they may go in a circle."""
    chain: list[DocumentId] = []
    at: int | None = document_id
    while at is not None and at not in chain:
        chain.append(DocumentId(at))
        at = database.value("SELECT corrects_id FROM document WHERE id = ?", (at,))
    return chain
