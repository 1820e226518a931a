"""Members: registering, finding, changing, what they asked for, and their page."""

from dataclasses import replace
from datetime import date

from desktop.domain.errors import Invalid, NotFound
from desktop.domain.member_page import MemberPage
from desktop.domain.people import (
    Asked,
    Member,
    MemberFacts,
    MemberField,
    MemberId,
    Received,
    checked_household,
    checked_line,
    checked_name,
    checked_text,
)
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.session import Session, action, query
from desktop.storage import people, referrals, requests


@query(Permission.SEE_PEOPLE)
def find_members(session: Session, text: str, *, limit: int = 50, active_only: bool = True) -> tuple[Member, ...]:
    """Members by code name or code, as one types: an exact code first, then names that begin with it."""
    return people.find(session.database, text, limit=limit, active_only=active_only)


@query(Permission.SEE_PEOPLE)
def count_members(session: Session) -> int:
    """How many members are active."""
    return people.count(session.database)


@query(Permission.SEE_PEOPLE)
def member(session: Session, member_id: MemberId) -> Member:
    """One member. Raises NotFound."""
    return _member(session, member_id)


@query(Permission.SEE_PEOPLE)
def member_page(session: Session, member_id: MemberId) -> MemberPage:
    """Everything recorded about a member. Raises NotFound."""
    found = _member(session, member_id)
    return MemberPage(
        member=found,
        received=people.received(session.database, member_id),
        referrals=referrals.of_member(session.database, member_id),
        asked=requests.of_member(session.database, member_id),
        counted_since=people.counted_since(session.database, member_id),
    )


@query(Permission.SEE_PEOPLE)
def lately(session: Session, member_id: MemberId, limit: int = 3) -> tuple[Received, ...]:
    """A member's last hand-outs, newest first, for the counter. Raises NotFound."""
    return people.received(session.database, _member(session, member_id).id, limit=limit)


@query(Permission.SEE_PEOPLE)
def member_fields(session: Session) -> frozenset[MemberField]:
    """The facts the collective chose to keep about members."""
    return people.fields(session.database)


@action(Permission.MANAGE)
def set_member_fields(session: Session, *, fields: frozenset[MemberField]) -> None:
    """Choose the facts to keep about members. A field that is switched off keeps what it held, unseen."""
    people.set_fields(session.database, fields)
    session.note("member.fields", people=True, fields=sorted(fields))


@action(Permission.CHANGE_PEOPLE)
def register_member(session: Session, *, form_key: str, facts: MemberFacts, counted: bool = True) -> Member:
    """Register a member under a new random code. A form sent twice gives the same member.

    Args:
        counted: Whether the member agrees to be counted in reports.

    Raises:
        Invalid: A code name that is missing, too long or used; a fact that is switched off, too long or impossible.
    """
    if done := people.with_form_key(session.database, form_key):
        return done
    clean = _checked(facts)
    for field in MemberField:
        if field not in people.fields(session.database) and _typed(clean, field):
            raise _switched_off(field)
    _check_name_is_free(session, clean.name, None)
    today = session.today()
    member_id = people.add(session.database, clean, form_key=form_key, registered_on=today)
    people.add_consent(session.database, member_id, counted, on=today, at=session.now(), by=session.user.id)
    session.note("member.register", people=True, member=member_id)
    return _member(session, member_id)


@action(Permission.CHANGE_PEOPLE)
def edit_member(session: Session, *, member_id: MemberId, facts: MemberFacts) -> Member:
    """Change a member's facts and keep what each changed field held before. A field that is off keeps what it holds.

    Raises Invalid (as `register_member`) and NotFound.
    """
    before = _member(session, member_id)
    clean = _checked(facts)
    chosen = people.fields(session.database)
    for field in MemberField:
        if field in chosen:
            continue
        held = getattr(before.facts, field)
        if _typed(clean, field) and getattr(clean, field) != held:
            raise _switched_off(field)
        clean = replace(clean, **{field.value: held})
    _check_name_is_free(session, clean.name, member_id)
    changed = people.change(session.database, before, clean, at=session.now(), by=session.user.id)
    if changed:
        session.note("member.edit", people=True, member=member_id, fields=list(changed))
    return _member(session, member_id)


@action(Permission.CHANGE_PEOPLE)
def set_counted(session: Session, *, member_id: MemberId, counted: bool) -> Member:
    """Keep that a member agrees to be counted in reports, or no longer does, from today. Raises NotFound."""
    before = _member(session, member_id)
    if before.counted is not counted:
        people.add_consent(
            session.database, member_id, counted, on=session.today(), at=session.now(), by=session.user.id
        )
        session.note("member.counted", people=True, member=member_id, counted=counted)
    return _member(session, member_id)


@action(Permission.CHANGE_PEOPLE)
def set_active(session: Session, *, member_id: MemberId, active: bool) -> Member:
    """Make a member active or not; who is not active gets nothing and stands in no list by default. Raises NotFound."""
    before = _member(session, member_id)
    if before.active is not active:
        people.set_active(session.database, before, active, at=session.now(), by=session.user.id)
        session.note("member.active", people=True, member=member_id, active=active)
    return _member(session, member_id)


@action(Permission.CHANGE_PEOPLE)
def note_request(session: Session, *, form_key: str, member_id: MemberId, words: str, asked_on: date) -> int:
    """Keep what a member asked for, in their words; its id. Raises Invalid, MonthClosed, NotFound."""
    if (done := requests.with_form_key(session.database, form_key)) is not None:
        return done
    _member(session, member_id)
    clean = checked_text("words", words)
    if not clean:
        raise Invalid("words", N_("Type what was asked for. Nothing was saved."))
    request_id = requests.add(
        session.database,
        form_key=form_key,
        member_id=member_id,
        words=clean,
        asked_on=session.checked_day("asked_on", asked_on),
        at=session.now(),
        by=session.user.id,
    )
    session.note("request.note", people=True, request=request_id)
    return request_id


@action(Permission.CHANGE_PEOPLE)
def answer_request(session: Session, *, request_id: int, met: bool, reason: str = "", answered_on: date) -> None:
    """Keep what came of a request, once. Raises Invalid, MonthClosed, NotFound."""
    asked = requests.request(session.database, request_id)
    if asked is None:
        raise NotFound()
    clean = checked_text("reason", reason)
    if asked.met is not None:
        _check_same_answer(asked, met=met, reason=clean, answered_on=answered_on)
        return
    day = session.checked_day("answered_on", answered_on)
    if day < asked.asked_on:
        raise Invalid(
            "answered_on",
            N_("{date} is before it was asked for. Nothing was saved. Check the date."),
            date=day,
        )
    requests.answer(
        session.database,
        request_id,
        met=met,
        reason=clean,
        answered_on=day,
        at=session.now(),
        by=session.user.id,
    )
    session.note("request.answer", people=True, request=request_id, met=met)


def _check_same_answer(asked: Asked, *, met: bool, reason: str, answered_on: date) -> None:
    if (asked.met, asked.reason, asked.answered_on) != (met, reason, answered_on):
        raise Invalid("met", N_("This was already answered. Nothing was saved. Note it as a new request."))


def _member(session: Session, member_id: MemberId) -> Member:
    found = people.member(session.database, member_id)
    if found is None:
        raise NotFound()
    return found


def _checked(facts: MemberFacts) -> MemberFacts:
    return MemberFacts(
        name=checked_name("name", facts.name),
        area=checked_line("area", facts.area),
        age_band=facts.age_band,
        gender=facts.gender,
        language=checked_line("language", facts.language),
        household=checked_household("household", facts.household),
        note=checked_text("note", facts.note),
    )


def _typed(facts: MemberFacts, field: MemberField) -> bool:
    return getattr(facts, field) not in ("", None)


def _switched_off(field: MemberField) -> Invalid:
    return Invalid(field, N_("This is not kept here. Nothing was saved. A coordinator can switch it on in Settings."))


def _check_name_is_free(session: Session, name: str, member_id: MemberId | None) -> None:
    holder = people.named(session.database, name)
    if holder is not None and holder != member_id:
        raise Invalid(
            "name",
            N_("This code name is already used. Nothing was saved. Choose another, or find that member."),
        )
