"""The directory of providers, referrals, and what came of them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.numbering import NumberKind
from desktop.domain.people import MemberId, folded
from desktop.domain.referrals import Outcome, OutcomeSource, Provider, ProviderId, Referral, ReferralId, Service
from desktop.domain.users import UserId
from desktop.storage import search
from desktop.storage.connection import Database
from desktop.storage.numbers import next_number

_PROVIDER = "SELECT id, name, service, details, active FROM people.provider"

# The last outcome row says how a referral stands, its follow-up date included; without one its own date counts.
_LAST_OUTCOME = (
    "LEFT JOIN people.referral_outcome o "
    "ON o.id = (SELECT max(id) FROM people.referral_outcome WHERE referral_id = r.id)"
)
_FOLLOW_UP = "CASE WHEN o.id IS NULL THEN r.follow_up_on ELSE o.follow_up_on END"
_REFERRAL = (
    "SELECT r.id, r.number, m.id, m.code, m.name, p.id, p.name, r.service, p.details, p.active, r.made_on, "
    f"{_FOLLOW_UP} AS follow_up, o.outcome, o.source, o.occurred_on FROM people.referral r {_LAST_OUTCOME} "
    "JOIN people.provider p ON p.id = r.provider_id "
    # Who was erased is nobody any more: their referrals read as those that were made without a member.
    "LEFT JOIN people.member m ON m.id = r.member_id AND m.erased = 0"
)
_SEARCHED = ("p.folded", "m.folded", "r.number", "replace(r.number, '-', '')")


@dataclass(frozen=True, slots=True)
class Recorded:
    """When and by whom the last word on a referral was written."""

    at: str
    by: UserId


def provider(database: Database, provider_id: ProviderId) -> Provider | None:
    """One provider."""
    row = database.row(f"{_PROVIDER} WHERE id = ?", (provider_id,))
    return None if row is None else _provider(row)


def providers(database: Database, *, active_only: bool) -> tuple[Provider, ...]:
    """The directory by name."""
    where = "WHERE active = 1" if active_only else ""
    return tuple(_provider(row) for row in database.rows(f"{_PROVIDER} {where} ORDER BY folded"))


def provider_named(database: Database, name: str) -> ProviderId | None:
    """The provider of that name, whatever its case and accents."""
    found = database.value("SELECT id FROM people.provider WHERE folded = ?", (folded(name),))
    return None if found is None else ProviderId(found)


def save_provider(
    database: Database, provider_id: ProviderId | None, *, name: str, service: Service, details: str, active: bool
) -> ProviderId:
    """Insert a provider, or write its present facts."""
    values = {
        "name": name,
        "folded": folded(name),
        "service": service,
        "details": details,
        "active": int(active),
    }
    if provider_id is None:
        return ProviderId(database.insert("people.provider", uuid=str(uuid.uuid4()), **values))
    columns = ", ".join(f"{column} = :{column}" for column in values)
    database.execute(f"UPDATE people.provider SET {columns} WHERE id = :id", {**values, "id": provider_id})
    return provider_id


def add(
    database: Database,
    *,
    form_key: str,
    member_id: MemberId | None,
    provider: Provider,
    made_on: date,
    follow_up_on: date | None,
    at: str,
    by: UserId,
) -> ReferralId:
    """Number and keep a referral. The provider's service is copied: it stays what it was that day."""
    return ReferralId(
        database.insert(
            "people.referral",
            uuid=str(uuid.uuid4()),
            form_key=form_key,
            number=next_number(database, NumberKind.REFERRAL, made_on),
            member_id=member_id,
            provider_id=provider.id,
            service=provider.service,
            made_on=made_on.isoformat(),
            follow_up_on=_text(follow_up_on),
            recorded_at=at,
            recorded_by=by,
        )
    )


def add_outcome(
    database: Database,
    referral_id: ReferralId,
    *,
    outcome: Outcome | None,
    source: OutcomeSource | None,
    occurred_on: date,
    follow_up_on: date | None,
    at: str,
    by: UserId,
) -> None:
    """Keep the latest word on a referral; without an outcome it is pending until `follow_up_on`."""
    database.insert(
        "people.referral_outcome",
        referral_id=referral_id,
        outcome=outcome,
        source=source,
        occurred_on=occurred_on.isoformat(),
        follow_up_on=_text(follow_up_on),
        recorded_at=at,
        recorded_by=by,
    )


def last_recorded(database: Database, referral_id: ReferralId) -> Recorded | None:
    """When and by whom the last outcome was written; None when there is none."""
    row = database.row(
        "SELECT recorded_at, recorded_by FROM people.referral_outcome WHERE referral_id = ? ORDER BY id DESC LIMIT 1",
        (referral_id,),
    )
    return None if row is None else Recorded(row[0], UserId(row[1]))


def referral(database: Database, referral_id: ReferralId) -> Referral | None:
    """One referral."""
    row = database.row(f"{_REFERRAL} WHERE r.id = ?", (referral_id,))
    return None if row is None else _referral(row)


def with_form_key(database: Database, form_key: str) -> Referral | None:
    """The referral that this form already saved, when its button was pressed twice."""
    row = database.row(f"{_REFERRAL} WHERE r.form_key = ?", (form_key,))
    return None if row is None else _referral(row)


def of_member(database: Database, member_id: MemberId) -> tuple[Referral, ...]:
    """A member's referrals, newest first."""
    rows = database.rows(f"{_REFERRAL} WHERE r.member_id = ? ORDER BY r.made_on DESC, r.id DESC", (member_id,))
    return tuple(_referral(row) for row in rows)


def found(database: Database, text: str, *, limit: int) -> tuple[Referral, ...]:
    """All referrals that hold every typed word in number, provider, code name or code; newest first."""
    fits, values = search.every_word(text, _SEARCHED)
    rows = database.rows(f"{_REFERRAL} WHERE {fits} ORDER BY r.made_on DESC, r.id DESC LIMIT ?", (*values, limit))
    return tuple(_referral(row) for row in rows)


def pending(database: Database, text: str = "", *, due_by: date | None = None, limit: int = -1) -> tuple[Referral, ...]:
    """Pending referrals that hold every typed word, the longest overdue first and those without a date last.

    With `due_by` only those whose follow-up date has come by then; `limit` -1 means all.
    """
    fits, values = search.every_word(text, _SEARCHED)
    come = [] if due_by is None else [due_by.isoformat()]
    due = "WHERE follow_up_on <= ?" if come else ""
    rows = database.rows(
        f"{_REFERRAL} WHERE r.id IN (SELECT referral_id FROM people.pending_referral {due}) AND {fits} "
        "ORDER BY follow_up IS NULL, follow_up, r.made_on, r.id LIMIT ?",
        (*come, *values, limit),
    )
    return tuple(_referral(row) for row in rows)


def pending_differences(database: Database) -> int:
    """How many referrals are kept as open, or not, against what their last outcome says; 0 in a sound vault."""
    return int(
        database.value(
            f"SELECT count(*) FROM (SELECT r.id AS referral_id, {_FOLLOW_UP} AS follow_up_on "
            f"FROM people.referral r {_LAST_OUTCOME} WHERE o.outcome IS NULL) s "
            "FULL OUTER JOIN people.pending_referral k USING (referral_id) "
            "WHERE s.referral_id IS NULL OR k.referral_id IS NULL OR s.follow_up_on IS NOT k.follow_up_on"
        )
    )


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _provider(row: Sequence[object]) -> Provider:
    number, name, service, details, active = row
    return Provider(ProviderId(int(str(number))), str(name), Service(str(service)), str(details), bool(active))


def _referral(row: Sequence[object]) -> Referral:
    return Referral(
        id=ReferralId(int(str(row[0]))),
        number=str(row[1]),
        member_id=None if row[2] is None else MemberId(int(str(row[2]))),
        member_code=None if row[3] is None else str(row[3]),
        member_name=None if row[4] is None else str(row[4]),
        provider=_provider(row[5:10]),
        made_on=date.fromisoformat(str(row[10])),
        follow_up_on=_day(row[11]),
        outcome=None if row[12] is None else Outcome(str(row[12])),
        outcome_source=None if row[13] is None else OutcomeSource(str(row[13])),
        outcome_on=None if row[12] is None else _day(row[14]),
    )
