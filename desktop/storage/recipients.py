"""Which hand-out went to whom: the one link between the two databases, and it stands on the people's side."""

from datetime import date

from desktop.domain.people import MemberId
from desktop.domain.stock import DocumentId
from desktop.storage.connection import Database


def add(database: Database, document_id: DocumentId, member_id: MemberId, occurred_on: date) -> None:
    """Keep who a hand-out went to; its date is copied so that a person's page needs no join to find it."""
    database.insert(
        "people.recipient", document_id=document_id, member_id=member_id, occurred_on=occurred_on.isoformat()
    )


def of(database: Database, document_id: DocumentId) -> tuple[MemberId, str] | None:
    """The member a hand-out went to, as id and code; None for one without a name, and for who was erased."""
    row = database.row(
        "SELECT m.id, m.code FROM people.recipient r JOIN people.member m ON m.id = r.member_id AND m.erased = 0 "
        "WHERE r.document_id = ?",
        (document_id,),
    )
    return None if row is None else (MemberId(row[0]), row[1])
