"""The sequences behind document numbers. They advance in the document's own transaction, so there are no gaps."""

from datetime import date

from desktop.domain.numbering import NumberKind, document_number
from desktop.storage import settings
from desktop.storage.connection import Database
from desktop.storage.schema import PEOPLE, STOCK


def next_number(database: Database, kind: NumberKind, on: date) -> str:
    """Take the next number of the desk for this kind and the year of `on`."""
    schema = PEOPLE if kind is NumberKind.REFERRAL else STOCK
    desk = settings.get(database, settings.DESK)
    sequence = database.value(
        f"INSERT INTO {schema}.document_sequence (desk, kind, year, last) VALUES (?, ?, ?, 1) "
        "ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
        (desk, kind.value, on.year),
    )
    return document_number(on.year, desk, kind, int(sequence))
