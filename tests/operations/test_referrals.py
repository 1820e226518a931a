"""Referrals: numbered, followed up, heard of; the last word counts, and a mistake is cancelled, never deleted."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from desktop.domain.errors import Invalid, MonthClosed, NotAllowed, NotFound
from desktop.domain.numbering import is_document_number
from desktop.domain.people import Member, MemberId
from desktop.domain.referrals import Outcome, OutcomeSource, Provider, ProviderId, Referral, ReferralId, Service
from desktop.i18n import say
from desktop.operations import people, referrals
from desktop.operations.session import OPERATIONS
from desktop.storage import journal
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_people import close_november, register

DAY = timedelta(days=1)


def provider(desk: Desk, name: str = "River clinic", **changes: Any) -> Provider:
    values = {"service": Service.CLINIC, "details": "3 Quay Street\nMon-Fri 9 to 4", **changes}
    return referrals.save_provider(desk.volunteer, name=name, **values)


def refer(desk: Desk, place: Provider, member: Member | None = None, **changes: Any) -> Referral:
    values = {
        "form_key": desk.new_form_key(),
        "member_id": member.id if member else None,
        "provider_id": place.id,
        "made_on": desk.clock.day,
        "follow_up_on": desk.clock.day + 7 * DAY,
    }
    return referrals.make_referral(desk.volunteer, **{**values, **changes})


def hear(desk: Desk, sent: Referral, outcome: Outcome = Outcome.COMPLETED, **changes: Any) -> Referral:
    session = changes.pop("session", desk.volunteer)
    values = {"outcome": outcome, "source": OutcomeSource.SLIP, "occurred_on": desk.clock.day, **changes}
    return referrals.record_outcome(session, referral_id=sent.id, **values)


def ids(found: tuple[Referral, ...]) -> list[ReferralId]:
    return [sent.id for sent in found]


# The directory


def test_a_provider_is_added_changed_and_put_away(desk: Desk) -> None:
    made = provider(desk, "  River   clinic ")
    assert made == Provider(made.id, "River clinic", Service.CLINIC, "3 Quay Street\nMon-Fri 9 to 4")
    law = provider(desk, "Aa law office", service=Service.LAWYER, details="")
    assert referrals.providers(desk.coordinator) == (law, made)
    away = provider(desk, "River clinic", provider_id=made.id, active=False)
    assert referrals.providers(desk.volunteer) == (law,)
    assert referrals.providers(desk.volunteer, active_only=False) == (law, away)


def test_two_providers_of_one_name_are_refused(desk: Desk) -> None:
    provider(desk)
    other = provider(desk, "Law office")
    for attempt in (
        lambda: provider(desk, "RIVER CLINIC"),
        lambda: provider(desk, "river clinic", provider_id=other.id),
    ):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.field == "name"
    with pytest.raises(Invalid) as refused:
        provider(desk, "Far clinic", details="x" * 301)
    assert refused.value.field == "details"
    assert len(referrals.providers(desk.volunteer)) == 2


# Making one


def test_a_referral_is_numbered_and_pending(desk: Desk) -> None:
    place, member = provider(desk), register(desk)
    sent = refer(desk, place, member)
    assert sent.number == "26-AS-00001-" + sent.number[-1]
    assert is_document_number(sent.number)
    assert refer(desk, place).number.startswith("26-AS-00002-")
    assert (sent.member_id, sent.member_code, sent.member_name) == (member.id, member.code, "Otter")
    assert (sent.provider, sent.made_on, sent.follow_up_on) == (place, FIRST_DAY, FIRST_DAY + 7 * DAY)
    assert sent.pending
    assert referrals.referral(desk.coordinator, sent.id) == sent


def test_a_slip_can_be_given_without_a_members_record(desk: Desk) -> None:
    sent = refer(desk, provider(desk), follow_up_on=None)
    assert (sent.member_id, sent.member_code, sent.member_name, sent.follow_up_on) == (None, None, None, None)
    assert referrals.referrals(desk.volunteer, only="pending") == (sent,)
    assert referrals.due(desk.volunteer) == ()


def test_pressing_twice_refers_once(desk: Desk) -> None:
    place, form_key = provider(desk), desk.new_form_key()
    first = refer(desk, place, form_key=form_key)
    assert refer(desk, place, form_key=form_key) == first
    assert refer(desk, place).number.startswith("26-AS-00002-")


def test_what_is_refused_takes_no_number(desk: Desk) -> None:
    place, member = provider(desk), register(desk)
    away = provider(desk, "Old clinic", active=False)
    gone = register(desk, "Heron")
    people.set_active(desk.volunteer, member_id=gone.id, active=False)
    for field, changes in (
        ("made_on", {"made_on": FIRST_DAY + DAY}),
        ("follow_up_on", {"follow_up_on": FIRST_DAY - DAY}),
        ("follow_up_on", {"follow_up_on": date(2028, 11, 30)}),
        ("provider_id", {"provider_id": away.id}),
        ("member_id", {"member_id": gone.id}),
    ):
        with pytest.raises(Invalid) as refused:
            refer(desk, place, member, **changes)
        assert refused.value.field == field
        assert "Nothing was saved" in say(refused.value)
    for changes in ({"provider_id": ProviderId(99)}, {"member_id": MemberId(5)}):
        with pytest.raises(NotFound):
            refer(desk, place, **changes)
    close_november(desk)
    with pytest.raises(MonthClosed):
        refer(desk, place, member, made_on=FIRST_DAY)
    assert refer(desk, place, follow_up_on=date(2028, 12, 9)).number.startswith("26-AS-00001-")


def test_a_referral_keeps_the_service_of_its_day(desk: Desk) -> None:
    place = provider(desk)
    sent = refer(desk, place)
    provider(desk, provider_id=place.id, service=Service.SHELTER)
    assert referrals.referral(desk.volunteer, sent.id).provider.service is Service.CLINIC


# Hearing how it went


def test_an_outcome_ends_it_and_says_how_we_know(desk: Desk) -> None:
    sent = refer(desk, provider(desk))
    desk.clock.set(FIRST_DAY + 3 * DAY)
    heard = hear(desk, sent, occurred_on=FIRST_DAY + DAY)
    assert (heard.outcome, heard.outcome_source) == (Outcome.COMPLETED, OutcomeSource.SLIP)
    assert (heard.outcome_on, heard.follow_up_on) == (FIRST_DAY + DAY, sent.follow_up_on)
    assert not heard.pending
    assert referrals.referrals(desk.volunteer, only="pending") == ()
    assert ids(referrals.referrals(desk.volunteer)) == [sent.id]


def test_the_same_day_anybody_may_say_it_again_later_only_a_coordinator(desk: Desk) -> None:
    sent = refer(desk, provider(desk))
    hear(desk, sent)
    assert hear(desk, sent, Outcome.DECLINED).outcome is Outcome.DECLINED
    desk.clock.set(FIRST_DAY + DAY)
    for attempt in (
        lambda: hear(desk, sent, Outcome.REFUSED),
        lambda: referrals.cancel_referral(desk.volunteer, referral_id=sent.id),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert hear(desk, sent, Outcome.NOT_COMPLETED, session=desk.coordinator).outcome is Outcome.NOT_COMPLETED
    kept = desk.database.rows("SELECT outcome FROM people.referral_outcome ORDER BY id")
    assert kept == [("completed",), ("declined",), ("not_completed",)]


def test_the_same_outcome_twice_is_kept_once(desk: Desk) -> None:
    sent = refer(desk, provider(desk))
    assert hear(desk, sent) == hear(desk, sent)
    assert desk.database.value("SELECT count(*) FROM people.referral_outcome") == 1


def test_an_outcome_lies_between_the_referral_and_today_in_an_open_month(desk: Desk) -> None:
    sent = refer(desk, provider(desk))
    for day in (FIRST_DAY - DAY, FIRST_DAY + DAY):
        with pytest.raises(Invalid) as refused:
            hear(desk, sent, occurred_on=day)
        assert refused.value.field == "occurred_on"
    with pytest.raises(Invalid):
        hear(desk, sent, Outcome.CANCELLED)
    close_november(desk)
    with pytest.raises(MonthClosed):
        hear(desk, sent, occurred_on=FIRST_DAY)
    assert hear(desk, sent).outcome is Outcome.COMPLETED


def test_a_referral_made_by_mistake_is_cancelled_for_good(desk: Desk) -> None:
    sent = refer(desk, provider(desk))
    gone = referrals.cancel_referral(desk.volunteer, referral_id=sent.id)
    assert (gone.outcome, gone.outcome_on) == (Outcome.CANCELLED, FIRST_DAY)
    assert referrals.cancel_referral(desk.volunteer, referral_id=sent.id) == gone
    for attempt in (
        lambda: hear(desk, sent, session=desk.coordinator),
        lambda: referrals.postpone(desk.coordinator, referral_id=sent.id, follow_up_on=FIRST_DAY + DAY),
    ):
        with pytest.raises(Invalid):
            attempt()
    assert referrals.referrals(desk.volunteer, only="pending") == ()
    assert referrals.referrals(desk.volunteer) == (gone,)


def test_a_referral_of_a_closed_month_can_no_longer_be_cancelled(desk: Desk) -> None:
    sent = refer(desk, provider(desk))
    close_november(desk)
    with pytest.raises(MonthClosed):
        referrals.cancel_referral(desk.coordinator, referral_id=sent.id)
    assert hear(desk, sent, Outcome.NOT_COMPLETED).outcome is Outcome.NOT_COMPLETED


# The due list


def test_due_begins_with_the_longest_overdue(desk: Desk) -> None:
    place = provider(desk)
    later, soon, never = (
        refer(desk, place, follow_up_on=day) for day in (FIRST_DAY + 5 * DAY, FIRST_DAY + 2 * DAY, None)
    )
    done = refer(desk, place, follow_up_on=FIRST_DAY)
    hear(desk, done)
    assert referrals.due(desk.volunteer) == ()
    desk.clock.set(FIRST_DAY + 2 * DAY)
    assert ids(referrals.due(desk.volunteer)) == [soon.id]
    desk.clock.set(FIRST_DAY + 9 * DAY)
    assert ids(referrals.due(desk.volunteer)) == [soon.id, later.id]
    assert referrals.referrals(desk.volunteer, only="due") == referrals.due(desk.volunteer)
    assert ids(referrals.referrals(desk.volunteer, only="due", limit=1)) == [soon.id]
    assert ids(referrals.referrals(desk.volunteer, only="pending")) == [soon.id, later.id, never.id]
    assert [sent.days_late(desk.clock.day) for sent in referrals.due(desk.volunteer)] == [7, 4]
    assert ids(referrals.referrals(desk.volunteer)) == [done.id, never.id, soon.id, later.id]


def test_a_follow_up_can_be_put_off(desk: Desk) -> None:
    sent = refer(desk, provider(desk), follow_up_on=FIRST_DAY)
    assert ids(referrals.due(desk.volunteer)) == [sent.id]
    moved = referrals.postpone(desk.volunteer, referral_id=sent.id, follow_up_on=FIRST_DAY + 3 * DAY)
    assert (moved.follow_up_on, moved.pending, moved.outcome_on) == (FIRST_DAY + 3 * DAY, True, None)
    assert referrals.postpone(desk.volunteer, referral_id=sent.id, follow_up_on=FIRST_DAY + 3 * DAY) == moved
    assert desk.database.value("SELECT count(*) FROM people.referral_outcome") == 1
    assert referrals.due(desk.volunteer) == ()
    for day in (FIRST_DAY - DAY, date(2028, 11, 30)):
        with pytest.raises(Invalid) as refused:
            referrals.postpone(desk.volunteer, referral_id=sent.id, follow_up_on=day)
        assert refused.value.field == "follow_up_on"
    desk.clock.set(FIRST_DAY + 4 * DAY)
    assert ids(referrals.due(desk.volunteer)) == [sent.id]
    assert hear(desk, sent).follow_up_on == FIRST_DAY + 3 * DAY
    assert ids(referrals.referrals(desk.volunteer, text="river", only="all")) == [sent.id]


def test_a_referral_is_found_by_what_stands_on_it(desk: Desk) -> None:
    member = register(desk)
    sent = refer(desk, provider(desk), member)
    refer(desk, provider(desk, "Law office"))
    for text in (sent.number, "otter", "RIVER", member.code, "clinic otter", sent.number.replace("-", "").lower()):
        for only in ("all", "pending"):
            assert ids(referrals.referrals(desk.volunteer, only=only, text=text)) == [sent.id], text
    assert referrals.referrals(desk.volunteer, text="%") == ()
    assert referrals.referrals(desk.volunteer, text="'); DROP TABLE referral; --") == ()


def test_a_referral_that_is_not_there_is_not_found(desk: Desk) -> None:
    place = provider(desk)
    with pytest.raises(NotFound):
        provider(desk, "Other", provider_id=ProviderId(99))
    for name, values in calls(desk, refer(desk, place), place).items():
        if "referral_id" in values:
            with pytest.raises(NotFound):
                OPERATIONS[name].function(desk.volunteer, **{**values, "referral_id": ReferralId(99)})


# The slip


def test_the_slip_says_where_to_go_and_not_who(desk: Desk) -> None:
    member = register(desk)
    sent = refer(desk, provider(desk), member)
    text = {
        language: PdfReader(io.BytesIO(referrals.slip_paper(desk.volunteer, referral_id=sent.id, language=language)))
        .pages[0]
        .extract_text()
        for language in ("en", "zh_CN")
    }
    for words in text.values():
        assert all(part in words for part in (sent.number, "River clinic", "3 Quay Street"))
        assert member.name not in words
        assert member.code not in words
    assert "Clinic" in text["en"]


# Who may, and what is written about it


def calls(desk: Desk, sent: Referral, place: Provider) -> dict[str, dict[str, object]]:
    """Every operation of the module with arguments that work, in an order that works."""
    return {
        "referrals.providers": {},
        "referrals.save_provider": {"name": "Shelter", "service": Service.SHELTER, "details": "By the park"},
        "referrals.referrals": {},
        "referrals.due": {},
        "referrals.referral": {"referral_id": sent.id},
        "referrals.make_referral": {
            "form_key": desk.new_form_key(),
            "member_id": sent.member_id,
            "provider_id": place.id,
            "made_on": FIRST_DAY,
            "follow_up_on": None,
        },
        "referrals.postpone": {"referral_id": sent.id, "follow_up_on": FIRST_DAY + DAY},
        "referrals.record_outcome": {
            "referral_id": sent.id,
            "outcome": Outcome.REFUSED,
            "source": OutcomeSource.PROVIDER,
            "occurred_on": FIRST_DAY,
        },
        "referrals.slip_paper": {"referral_id": sent.id, "language": "en"},
        "referrals.cancel_referral": {"referral_id": sent.id},
    }


def test_a_stock_keeper_is_refused_every_referral(desk: Desk) -> None:
    place = provider(desk)
    every = calls(desk, refer(desk, place, register(desk)), place)
    assert set(every) == {name for name in OPERATIONS if name.startswith("referrals.")}
    before = desk.journal_text()
    for session in (desk.keeper, desk.keeper_alone()):
        for name, values in every.items():
            with pytest.raises(NotAllowed):
                OPERATIONS[name].function(session, **values)
    desk.reopen()
    assert desk.journal_text() == before


def test_each_action_leaves_one_entry_of_ids_in_the_journal_of_people(desk: Desk) -> None:
    place, member = provider(desk), register(desk)
    for name, values in calls(desk, refer(desk, place, member), place).items():
        before = len(journal.entries(desk.database, "people"))
        OPERATIONS[name].function(desk.volunteer, **values)
        assert len(journal.entries(desk.database, "people")) - before == int(OPERATIONS[name].changes), name
    assert journal.entries(desk.database, "main") == []
    assert journal.first_break(desk.database, "people") is None
    text = desk.journal_text()
    for typed in ("clinic", "Quay", "Shelter", "park", "Otter", member.code, "2026", "completed", "refused", "AS-"):
        assert typed not in text


def test_a_referral_and_its_outcomes_cannot_be_rewritten(desk: Desk) -> None:
    sent = refer(desk, provider(desk))
    hear(desk, sent)
    for table in ("referral", "referral_outcome"):
        for statement in (f"UPDATE people.{table} SET recorded_by = 'x'", f"DELETE FROM people.{table}"):
            with pytest.raises(Exception, match="append-only"):
                desk.database.execute(statement)
    assert not referrals.referral(desk.volunteer, sent.id).pending
