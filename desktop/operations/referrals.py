"""Sending members to clinics, lawyers and other services, following up, and hearing how it went."""

from datetime import date, timedelta

from desktop.documents.slip import Slip, slip_pdf
from desktop.domain.errors import Invalid, MonthClosed, NotAllowed, NotFound
from desktop.domain.people import MemberId, checked_name, checked_text
from desktop.domain.periods import Month
from desktop.domain.referrals import (
    SERVICE_WORDS,
    Outcome,
    OutcomeSource,
    Provider,
    ProviderId,
    Referral,
    ReferralId,
    Service,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_, _, speaking
from desktop.operations.session import Session, action, query
from desktop.storage import people
from desktop.storage import referrals as records
from desktop.system.clock import from_stamp

_FURTHEST = timedelta(days=2 * 365 + 1)
_LONGEST_DETAILS = 300
_SAME_DAY = timedelta(hours=24)


@query(Permission.REFER)
def providers(session: Session, *, active_only: bool = True) -> tuple[Provider, ...]:
    """The directory of clinics, lawyers and offices by name."""
    return records.providers(session.database, active_only=active_only)


@action(Permission.REFER)
def save_provider(
    session: Session,
    *,
    provider_id: ProviderId | None = None,
    name: str,
    service: Service,
    details: str,
    active: bool = True,
) -> Provider:
    """Add a provider to the directory, or change its facts; `details` stands on the slip. Raises Invalid, NotFound."""
    if provider_id is not None:
        _provider(session, provider_id)
    clean = checked_name("name", name)
    same = records.provider_named(session.database, clean)
    if same is not None and same != provider_id:
        raise Invalid("name", N_("There is already a partner of this name. Nothing was saved. Choose another name."))
    saved = records.save_provider(
        session.database,
        provider_id,
        name=clean,
        service=service,
        details=checked_text("details", details, longest=_LONGEST_DETAILS),
        active=active,
    )
    session.note("provider.save", people=True, provider=saved)
    return _provider(session, saved)


@query(Permission.REFER)
def referrals(session: Session, *, only: str = "all", text: str = "", limit: int = 200) -> tuple[Referral, ...]:
    """Referrals that hold every typed word in number, provider, code name or code.

    Args:
        only: `due` (pending, and its follow-up date has come) or `pending`, the longest overdue first; or `all`, the
            newest first.
    """
    if only == "due":
        return records.pending(session.database, text, due_by=session.today(), limit=limit)
    if only == "pending":
        return records.pending(session.database, text, limit=limit)
    return records.found(session.database, text, limit=limit)


@query(Permission.REFER)
def due(session: Session) -> tuple[Referral, ...]:
    """Pending referrals whose follow-up date has come, the longest overdue first."""
    return records.pending(session.database, due_by=session.today())


@query(Permission.REFER)
def referral(session: Session, referral_id: ReferralId) -> Referral:
    """One referral. Raises NotFound."""
    return _referral(session, referral_id)


@action(Permission.REFER)
def make_referral(
    session: Session,
    *,
    form_key: str,
    member_id: MemberId | None,
    provider_id: ProviderId,
    made_on: date,
    follow_up_on: date | None,
) -> Referral:
    """Refer a member, or somebody without a record, to a provider. A form sent twice gives the same referral.

    Raises:
        Invalid: A date in the future, a follow-up before the referral or over two years ahead, a member or provider
            that is not active.
        MonthClosed: `made_on` lies in a closed month.
        NotFound: There is no such member or provider.
    """
    if done := records.with_form_key(session.database, form_key):
        return done
    provider = _provider(session, provider_id)
    if not provider.active:
        raise Invalid("provider_id", N_("This partner is no longer in use. Nothing was saved. Choose another."))
    if member_id is not None:
        _check_member(session, member_id)
    day = session.checked_day("made_on", made_on)
    referral_id = records.add(
        session.database,
        form_key=form_key,
        member_id=member_id,
        provider=provider,
        made_on=day,
        follow_up_on=None if follow_up_on is None else _checked_follow_up(session, follow_up_on, day),
        at=session.now(),
        by=session.user.id,
    )
    session.note("referral.make", people=True, referral=referral_id)
    return _referral(session, referral_id)


@action(Permission.REFER)
def record_outcome(
    session: Session, *, referral_id: ReferralId, outcome: Outcome, source: OutcomeSource, occurred_on: date
) -> Referral:
    """Keep how a referral went, and how we know. An earlier outcome stays in the records; the last one counts.

    Raises:
        Invalid: A date in the future or before the referral, or the referral is cancelled.
        MonthClosed: `occurred_on` lies in a closed month.
        NotAllowed: It has an outcome of an earlier day, which only a coordinator replaces.
        NotFound: There is no such referral.
    """
    before = _referral(session, referral_id)
    if outcome is Outcome.CANCELLED:
        raise Invalid("outcome", N_("Choose how it went. Nothing was saved."))
    if (before.outcome, before.outcome_source, before.outcome_on) == (outcome, source, occurred_on):
        return before
    _check_replaceable(session, before)
    day = session.checked_day("occurred_on", occurred_on)
    if day < before.made_on:
        raise Invalid(
            "occurred_on",
            N_("{date} is before the referral was made. Nothing was saved. Check the date."),
            date=day,
        )
    return _keep(session, before, "referral.outcome", outcome, source, day, before.follow_up_on)


@action(Permission.REFER)
def postpone(session: Session, *, referral_id: ReferralId, follow_up_on: date) -> Referral:
    """Move a pending referral's follow-up date. Raises Invalid, NotFound."""
    before = _referral(session, referral_id)
    if not before.pending:
        raise Invalid("follow_up_on", N_("This referral is no longer pending. Nothing was saved."))
    if before.follow_up_on == follow_up_on:
        return before
    day = _checked_follow_up(session, follow_up_on, before.made_on)
    return _keep(session, before, "referral.postpone", None, None, session.today(), day)


@action(Permission.REFER)
def cancel_referral(session: Session, *, referral_id: ReferralId) -> Referral:
    """Cancel a referral that was made by mistake: it stays in the list and counts nowhere.

    Raises:
        MonthClosed: It was made in a closed month, whose figures stand.
        NotAllowed: It has an outcome of an earlier day, which only a coordinator replaces.
        NotFound: There is no such referral.
    """
    before = _referral(session, referral_id)
    if before.outcome is Outcome.CANCELLED:
        return before
    _check_replaceable(session, before)
    closed = session.last_closed()
    if closed is not None and Month.of(before.made_on) <= closed:
        raise MonthClosed(month=Month.of(before.made_on).first)
    return _keep(session, before, "referral.cancel", Outcome.CANCELLED, None, session.today(), before.follow_up_on)


@action(Permission.REFER)
def slip_paper(session: Session, *, referral_id: ReferralId, language: str) -> bytes:
    """The slip to take along, as PDF: number, provider and service, no name and no code. Raises NotFound.

    Args:
        language: The member's, a code of `desktop.i18n.languages()`.
    """
    found = _referral(session, referral_id)
    service = found.provider.service
    with speaking(language):
        purpose = "" if service is Service.OTHER else _(SERVICE_WORDS[service])
    slip = Slip(found.number, found.made_on, found.provider.name, found.provider.details, purpose)
    session.note("referral.slip", people=True, referral=referral_id)
    return slip_pdf(slip, language=language)


def _keep(
    session: Session,
    before: Referral,
    name: str,
    outcome: Outcome | None,
    source: OutcomeSource | None,
    occurred_on: date,
    follow_up_on: date | None,
) -> Referral:
    records.add_outcome(
        session.database,
        before.id,
        outcome=outcome,
        source=source,
        occurred_on=occurred_on,
        follow_up_on=follow_up_on,
        at=session.now(),
        by=session.user.id,
    )
    session.note(name, people=True, referral=before.id)
    return _referral(session, before.id)


def _check_replaceable(session: Session, before: Referral) -> None:
    if before.outcome is Outcome.CANCELLED:
        raise Invalid("outcome", N_("This referral was cancelled. Nothing was saved. Make a new referral."))
    last = records.last_recorded(session.database, before.id)
    if before.pending or last is None or session.allows(Permission.CORRECT):
        return
    if session.clock.now() - from_stamp(last.at) >= _SAME_DAY:
        raise NotAllowed()


def _checked_follow_up(session: Session, day: date, made_on: date) -> date:
    if day < made_on:
        raise Invalid(
            "follow_up_on",
            N_("{date} is before the referral was made. Nothing was saved. Check the date."),
            date=day,
        )
    if day > session.today() + _FURTHEST:
        raise Invalid(
            "follow_up_on",
            N_("{date} is more than two years ahead. Nothing was saved. Check the year."),
            date=day,
        )
    return day


def _check_member(session: Session, member_id: MemberId) -> None:
    found = people.member(session.database, member_id)
    if found is None:
        raise NotFound()
    if not found.active:
        raise Invalid("member_id", N_("This member is not active. Nothing was saved. Make them active first."))


def _provider(session: Session, provider_id: ProviderId) -> Provider:
    found = records.provider(session.database, provider_id)
    if found is None:
        raise NotFound()
    return found


def _referral(session: Session, referral_id: ReferralId) -> Referral:
    found = records.referral(session.database, referral_id)
    if found is None:
        raise NotFound()
    return found
