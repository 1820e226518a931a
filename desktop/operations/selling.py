"""Goods sold, and the money into a fund. The goods stand in the stock book, the money with people: a stock keeper sells
nothing and learns of no amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.errors import Invalid, NotFound, VaultDamaged
from desktop.domain.money import checked_amount, checked_currency
from desktop.domain.stock import (
    DocumentId,
    DocumentKind,
    Fund,
    FundId,
    MovementClass,
    PlaceId,
    Posted,
)
from desktop.domain.users import Permission
from desktop.i18n import currency_codes
from desktop.i18n.catalogue import N_
from desktop.operations.outgoing import Leaving, leaving_lines
from desktop.operations.posting import begin_entry, document_to_undo, known_place, post, reverse
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue, documents, fund_entries, settings


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of its currency (ISO 4217)."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class FundBalance:
    """What is in a fund, in one currency."""

    fund: Fund
    currency: str
    amount: int


@action(Permission.GIVE_OUT)
def sell(
    session: Session,
    *,
    form_key: str,
    place_id: PlaceId,
    lines: Sequence[Leaving],
    fund_id: FundId,
    amount: int,
    currency: str,
    occurred_on: date,
) -> Posted:
    """Sell goods from a place, first expired first; what they brought goes into a fund.

    The first currency somebody sells in is the collective's, until a coordinator chooses another in the settings.

    Args:
        amount: All of it, in minor units of `currency`.

    Raises:
        Invalid: For `place_id`, `lines`, `quantity`, `serials`, `fund_id`, `amount`, `currency` or `occurred_on`.
        NotEnoughStock, PastUseBy, PastBestBefore: Too little is there.
        MonthClosed, NotFound.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    entry = begin_entry(session, form_key=form_key, day=occurred_on)
    place = known_place(session, "place_id", place_id)
    fund = catalogue.fund(session.database, fund_id)
    if fund is None or not fund.active:
        raise Invalid("fund_id", N_("Choose the fund the money goes into. Nothing was saved."))
    checked_amount("amount", amount)
    code = checked_currency("currency", currency, currency_codes())
    movements = leaving_lines(session, entry, place, lines, MovementClass.SOLD)
    posted = post(session, entry, kind=DocumentKind.SALE, lines=movements, place_id=place.id, fund_id=fund.id)
    fund_entries.add(
        session.database,
        fund_id=fund.id,
        document_id=posted.document_id,
        amount=amount,
        currency=code,
        occurred_on=entry.day,
        recorded_at=session.now(),
        recorded_by=session.user.id,
    )
    if not settings.get(session.database, settings.CURRENCY):
        settings.put(session.database, settings.CURRENCY, code)
    session.note("stock.sell", document=posted.document_id)
    return posted


@action(Permission.GIVE_OUT)
def undo_sale(session: Session, *, form_key: str, document_id: DocumentId) -> Posted:
    """Undo a sale: the goods go back to their place, the money out of the fund.

    Raises NotFound, AlreadyReversed, NotAllowed.
    """
    if done := documents.with_form_key(session.database, form_key):
        return done
    found = document_to_undo(session, document_id, (DocumentKind.SALE,))
    money = fund_entries.of(session.database, document_id)
    posted = reverse(session, found, form_key=form_key)
    reversal = documents.header(session.database, posted.document_id)
    if money is None or reversal is None:
        raise NotFound()
    entry_id, fund_id, amount, currency = money
    fund_entries.add(
        session.database,
        fund_id=fund_id,
        document_id=posted.document_id,
        amount=-amount,
        currency=currency,
        occurred_on=reversal.occurred_on,
        recorded_at=session.now(),
        recorded_by=session.user.id,
        reverses_id=entry_id,
    )
    session.note("stock.sell_undo", document=posted.document_id, undoes=document_id)
    return posted


@query(Permission.SEE_PEOPLE)
def sale_money(session: Session, document_id: DocumentId) -> Money | None:
    """What a sale brought, or its undoing took back; None for another document."""
    found = fund_entries.of(session.database, document_id)
    return None if found is None else Money(found[2], found[3])


@query(Permission.SUMMARISE)
def fund_balances(session: Session) -> tuple[FundBalance, ...]:
    """What is in each fund that ever took money in, by the fund's name, one line per currency."""
    funds = {fund.id: fund for fund in catalogue.funds(session.database, active_only=False)}
    order = list(funds)
    sums = fund_entries.sums(session.database)
    if not {fund_id for fund_id, _currency, _amount in sums} <= set(order):
        raise VaultDamaged
    return tuple(
        FundBalance(funds[fund_id], currency, amount)
        for fund_id, currency, amount in sorted(sums, key=lambda line: (order.index(line[0]), line[1]))
    )
