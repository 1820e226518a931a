"""Money that came into funds. It stands on the people's side: a stock keeper learns nothing of it."""

import uuid
from datetime import date

from desktop.domain.stock import DocumentId, FundId
from desktop.domain.users import UserId
from desktop.storage.connection import Database

SALE = "sale"


def add(
    database: Database,
    *,
    fund_id: FundId,
    document_id: DocumentId,
    amount: int,
    currency: str,
    occurred_on: date,
    recorded_at: str,
    recorded_by: UserId,
    reverses_id: int | None = None,
) -> None:
    """Keep what a sale brought, in minor units of its currency; what undoes one has the opposite amount."""
    database.insert(
        "people.fund_entry",
        uuid=str(uuid.uuid4()),
        fund_id=fund_id,
        document_id=document_id,
        kind=SALE,
        amount=amount,
        currency=currency,
        occurred_on=occurred_on.isoformat(),
        recorded_at=recorded_at,
        recorded_by=recorded_by,
        reverses_id=reverses_id,
    )


def of(database: Database, document_id: DocumentId) -> tuple[int, FundId, int, str] | None:
    """What a sale brought: the entry's id, fund, amount and currency."""
    row = database.row(
        "SELECT id, fund_id, amount, currency FROM people.fund_entry WHERE document_id = ?", (document_id,)
    )
    return None if row is None else (row[0], FundId(row[1]), row[2], row[3])


def sums(database: Database) -> list[tuple[FundId, str, int]]:
    """What is in each fund, by currency."""
    return [
        (FundId(fund_id), currency, amount)
        for fund_id, currency, amount in database.rows(
            "SELECT fund_id, currency, sum(amount) FROM people.fund_entry GROUP BY fund_id, currency "
            "ORDER BY fund_id, currency"
        )
    ]
