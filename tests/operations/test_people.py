"""Members: registered once under a random code, found again, changed with the old kept, seen by those who may."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Invalid, LarderError, MonthClosed, NotAllowed, NotFound
from desktop.domain.people import AgeBand, Gender, Member, MemberFacts, MemberField, MemberId, folded, is_code
from desktop.domain.referrals import Service
from desktop.domain.stock import Unit
from desktop.i18n import say
from desktop.operations import distribution, people, referrals
from desktop.operations.distribution import Given
from desktop.operations.session import OPERATIONS, Session
from desktop.storage import journal
from tests.operations.desk import FIRST_DAY, Desk
from tests.operations.test_stock import new_item, new_place, receive

ALL_FIELDS = frozenset(MemberField)
FULL = MemberFacts(
    name="Otter",
    area="North bank",
    age_band=AgeBand.FROM_30,
    gender=Gender.OTHER,
    language="Kiswahili",
    household=4,
    note="Likes to be called in the evening\nnot before six",
)


def register(desk: Desk, name: str = "Otter", **changes: Any) -> Member:
    values = {"form_key": desk.new_form_key(), "facts": MemberFacts(name), **changes}
    return people.register_member(desk.volunteer, **values)


def keep_every_field(desk: Desk) -> None:
    people.set_member_fields(desk.coordinator, fields=ALL_FIELDS)


def close_november(desk: Desk) -> None:
    """November is over and closed; it is December."""
    desk.clock.set(date(2026, 12, 10))
    with desk.database.transaction():
        desk.database.insert(
            "closed_month", month="2026-11", closed_at="2026-12-10T08:50:00Z", closed_by=desk.coordinator.user.id
        )


def rows(desk: Desk, table: str) -> int:
    return int(desk.database.value(f"SELECT count(*) FROM people.{table}"))


# Registering


def test_a_member_has_a_random_code_and_only_a_code_name(desk: Desk) -> None:
    made = register(desk, "  Red   Otter ")
    assert is_code(made.code)
    assert (made.name, made.facts) == ("Red Otter", MemberFacts("Red Otter"))
    assert (made.counted, made.active, made.registered_on) == (True, True, FIRST_DAY)
    assert people.member(desk.coordinator, made.id) == made
    assert people.count_members(desk.volunteer) == 1


def test_pressing_twice_registers_once(desk: Desk) -> None:
    form_key = desk.new_form_key()
    first = register(desk, form_key=form_key)
    assert register(desk, "Other", form_key=form_key) == first
    assert people.count_members(desk.volunteer) == 1
    assert len(journal.entries(desk.database, "people")) == 1


@pytest.mark.parametrize("again", ["otter", "OTTER", " Ótter ", "Ｏｔｔｅｒ", "Ot\u0301ter"])
def test_a_used_code_name_is_refused_whatever_its_case_and_accents(desk: Desk, again: str) -> None:
    register(desk)
    other = register(desk, "Heron")
    with pytest.raises(Invalid) as refused:
        register(desk, again)
    assert refused.value.field == "name"
    assert "find that member" in say(refused.value)
    with pytest.raises(Invalid):
        people.edit_member(desk.volunteer, member_id=other.id, facts=MemberFacts(again))
    assert people.count_members(desk.volunteer) == 2


def test_the_name_of_an_inactive_member_stays_used(desk: Desk) -> None:
    people.set_active(desk.volunteer, member_id=register(desk).id, active=False)
    with pytest.raises(Invalid):
        register(desk)


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("name", MemberFacts("")),
        ("name", MemberFacts("\u200b")),
        ("name", MemberFacts("x" * 81)),
        ("area", replace(FULL, area="x" * 81)),
        ("language", replace(FULL, language="x" * 81)),
        ("household", replace(FULL, household=0)),
        ("household", replace(FULL, household=51)),
        ("note", replace(FULL, note="x" * 2001)),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(desk: Desk, field: str, facts: MemberFacts) -> None:
    keep_every_field(desk)
    with pytest.raises(Invalid) as refused:
        register(desk, facts=facts)
    assert refused.value.field == field
    assert "Nothing was saved" in say(refused.value)
    assert people.count_members(desk.volunteer) == 0


def test_at_first_no_fact_is_kept_but_the_name(desk: Desk) -> None:
    assert people.member_fields(desk.volunteer) == frozenset()
    for field in MemberField:
        with pytest.raises(Invalid) as refused:
            register(desk, facts=replace(MemberFacts("Otter"), **{field.value: getattr(FULL, field)}))
        assert refused.value.field == field
    keep_every_field(desk)
    assert people.member_fields(desk.volunteer) == ALL_FIELDS
    assert register(desk, facts=FULL).facts == FULL


def test_only_a_coordinator_chooses_the_facts_to_keep(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        people.set_member_fields(desk.volunteer, fields=ALL_FIELDS)
    assert people.member_fields(desk.volunteer) == frozenset()


# Changing


def test_a_change_is_kept_with_what_was_before(desk: Desk) -> None:
    keep_every_field(desk)
    made = register(desk, facts=FULL)
    desk.clock.set(FIRST_DAY + timedelta(days=1))
    changed = people.edit_member(
        desk.coordinator, member_id=made.id, facts=replace(FULL, name="Heron", household=None, area="South")
    )
    assert changed == replace(made, facts=replace(FULL, name="Heron", household=None, area="South"))
    kept = desk.database.rows("SELECT field, old, new, changed_at, changed_by FROM people.member_change ORDER BY id")
    who = ("2026-11-25T08:50:00Z", desk.coordinator.user.id)
    assert kept == [
        ("name", "Otter", "Heron", *who),
        ("area", "North bank", "South", *who),
        ("household", "4", "", *who),
    ]
    assert [hit.id for hit in people.find_members(desk.volunteer, "heron")] == [made.id]
    assert people.find_members(desk.volunteer, "otter") == ()
    assert [hit.id for hit in people.find_members(desk.volunteer, made.code)] == [made.id]


def test_saving_without_a_change_leaves_no_trace(desk: Desk) -> None:
    made = register(desk)
    before = desk.journal_text()
    assert people.edit_member(desk.volunteer, member_id=made.id, facts=made.facts) == made
    assert people.set_active(desk.volunteer, member_id=made.id, active=True) == made
    assert people.set_counted(desk.volunteer, member_id=made.id, counted=True) == made
    assert (desk.journal_text(), rows(desk, "member_change"), rows(desk, "consent")) == (before, 0, 1)


def test_the_same_name_in_other_case_is_a_change_of_ones_own(desk: Desk) -> None:
    made = register(desk)
    facts = MemberFacts("OTTER")
    assert people.edit_member(desk.volunteer, member_id=made.id, facts=facts).name == "OTTER"


def test_a_field_that_is_switched_off_keeps_what_it_held(desk: Desk) -> None:
    keep_every_field(desk)
    made = register(desk, facts=FULL)
    people.set_member_fields(desk.coordinator, fields=ALL_FIELDS - {MemberField.NOTE, MemberField.GENDER})
    facts = replace(FULL, name="Heron", note="", gender=None, area="")
    assert people.edit_member(desk.volunteer, member_id=made.id, facts=facts).facts == replace(
        FULL, name="Heron", area=""
    )
    with pytest.raises(Invalid) as refused:
        people.edit_member(desk.volunteer, member_id=made.id, facts=replace(FULL, note="Something new"))
    assert refused.value.field == "note"
    assert people.member(desk.volunteer, made.id).facts == replace(FULL, name="Heron", area="")


def test_agreement_to_be_counted_is_dated_and_can_be_taken_back(desk: Desk) -> None:
    made = register(desk)
    assert people.member_page(desk.volunteer, made.id).counted_since == FIRST_DAY
    desk.clock.set(FIRST_DAY + timedelta(days=3))
    assert not people.set_counted(desk.volunteer, member_id=made.id, counted=False).counted
    assert people.member_page(desk.volunteer, made.id).counted_since is None
    desk.clock.set(FIRST_DAY + timedelta(days=9))
    assert people.set_counted(desk.volunteer, member_id=made.id, counted=True).counted
    assert people.member_page(desk.volunteer, made.id).counted_since == FIRST_DAY + timedelta(days=9)
    assert rows(desk, "consent") == 3


def test_who_does_not_agree_at_first_is_registered_all_the_same(desk: Desk) -> None:
    made = register(desk, counted=False)
    assert not made.counted
    assert people.member_page(desk.volunteer, made.id).counted_since is None


def test_an_inactive_member_stands_in_no_list_by_default(desk: Desk) -> None:
    made = register(desk)
    assert not people.set_active(desk.volunteer, member_id=made.id, active=False).active
    assert people.find_members(desk.volunteer, "otter") == ()
    assert people.count_members(desk.volunteer) == 0
    assert [hit.id for hit in people.find_members(desk.volunteer, "otter", active_only=False)] == [made.id]
    assert people.set_active(desk.volunteer, member_id=made.id, active=True).active


def test_a_member_who_is_not_there_is_not_found(desk: Desk) -> None:
    nobody = MemberId(5)
    attempts = [
        lambda: people.member(desk.volunteer, nobody),
        lambda: people.member_page(desk.volunteer, nobody),
        lambda: people.lately(desk.volunteer, nobody),
        lambda: people.edit_member(desk.volunteer, member_id=nobody, facts=MemberFacts("Otter")),
        lambda: people.set_counted(desk.volunteer, member_id=nobody, counted=True),
        lambda: people.set_active(desk.volunteer, member_id=nobody, active=True),
        lambda: people.note_request(
            desk.volunteer, form_key=desk.new_form_key(), member_id=nobody, words="Soap", asked_on=FIRST_DAY
        ),
        lambda: people.answer_request(desk.volunteer, request_id=5, met=True, answered_on=FIRST_DAY),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()


# Asked for


def ask(desk: Desk, member: Member, words: str = "Rice for six", **changes: Any) -> int:
    values = {"form_key": desk.new_form_key(), "member_id": member.id, "words": words, "asked_on": FIRST_DAY}
    return people.note_request(desk.volunteer, **{**values, **changes})


def test_a_request_is_noted_once_and_answered_once(desk: Desk) -> None:
    made = register(desk)
    form_key = desk.new_form_key()
    request_id = ask(desk, made, form_key=form_key)
    assert ask(desk, made, form_key=form_key) == request_id
    later = ask(desk, made, " A tent ", asked_on=FIRST_DAY)
    answer = {"request_id": request_id, "met": False, "reason": "None left", "answered_on": FIRST_DAY}
    people.answer_request(desk.volunteer, **answer)
    people.answer_request(desk.volunteer, **answer)
    with pytest.raises(Invalid):
        people.answer_request(desk.volunteer, **{**answer, "met": True})
    newest, oldest = people.member_page(desk.volunteer, made.id).asked
    assert (newest.id, newest.words, newest.met) == (later, "A tent", None)
    assert (oldest.words, oldest.met, oldest.reason) == ("Rice for six", False, "None left")
    assert (oldest.asked_on, oldest.answered_on) == (FIRST_DAY, FIRST_DAY)


def test_impossible_days_and_empty_words_are_refused(desk: Desk) -> None:
    made = register(desk)
    request_id = ask(desk, made)
    yesterday, tomorrow = FIRST_DAY - timedelta(days=1), FIRST_DAY + timedelta(days=1)
    for field, attempt in (
        ("words", lambda: ask(desk, made, " \n ")),
        ("asked_on", lambda: ask(desk, made, asked_on=tomorrow)),
        (
            "answered_on",
            lambda: people.answer_request(desk.volunteer, request_id=request_id, met=True, answered_on=tomorrow),
        ),
        (
            "answered_on",
            lambda: people.answer_request(desk.volunteer, request_id=request_id, met=True, answered_on=yesterday),
        ),
    ):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.field == field
    close_november(desk)
    with pytest.raises(MonthClosed):
        ask(desk, made, asked_on=FIRST_DAY)
    with pytest.raises(MonthClosed):
        people.answer_request(desk.volunteer, request_id=request_id, met=True, answered_on=FIRST_DAY)
    people.answer_request(desk.volunteer, request_id=request_id, met=True, answered_on=desk.clock.day)


# The page


def test_the_page_shows_what_was_received_and_what_was_undone(desk: Desk) -> None:
    soap, rice, place = new_item(desk, "Soap"), new_item(desk, "Rice"), new_place(desk)
    for item in (soap, rice):
        for lot in ("A", "B"):
            receive(desk, item, 10, place, lot=lot)
    made, other = register(desk), register(desk, "Heron")

    def give(member: Member, *lines: Given) -> int:
        return distribution.give_out(
            desk.volunteer,
            form_key=desk.new_form_key(),
            lines=lines,
            member_id=member.id,
            occurred_on=desk.clock.day,
        ).document_id

    first = give(made, Given(soap, 12), Given(rice, 1))
    undone = give(made, Given(rice, 5))
    distribution.undo_distribution(desk.volunteer, form_key=desk.new_form_key(), document_id=undone)
    give(other, Given(soap, 1))
    wrong = give(made, Given(rice, 9))
    right = distribution.correct_distribution(
        desk.volunteer,
        form_key=desk.new_form_key(),
        document_id=wrong,
        lines=[Given(rice, 8)],
        member_id=made.id,
    )
    page = people.member_page(desk.volunteer, made.id)
    assert [
        (line.document_id, tuple((each.name, each.quantity) for each in line.lines), line.reversed)
        for line in page.received
    ] == [
        (right.document_id, (("Rice", 8),), False),
        (wrong, (("Rice", 9),), True),
        (undone, (("Rice", 5),), True),
        (first, (("Soap", 12), ("Rice", 1)), False),
    ]
    assert [line.corrected_by for line in page.received] == [None, right.number, None, None]
    assert {line.unit for line in page.received[3].lines} == {Unit.PIECE}
    assert people.lately(desk.volunteer, made.id) == page.received[:3]
    assert people.lately(desk.volunteer, made.id, limit=1) == page.received[:1]
    assert len(people.member_page(desk.volunteer, other.id).received) == 1


def test_the_page_shows_referrals_newest_first(desk: Desk) -> None:
    made = register(desk)
    place = referrals.save_provider(desk.volunteer, name="Clinic", service=Service.CLINIC, details="")
    sent = [
        referrals.make_referral(
            desk.volunteer,
            form_key=desk.new_form_key(),
            member_id=made.id,
            provider_id=place.id,
            made_on=FIRST_DAY - timedelta(days=days),
            follow_up_on=None,
        )
        for days in (0, 3, 1)
    ]
    assert people.member_page(desk.volunteer, made.id).referrals == (sent[0], sent[2], sent[1])


# Who may, and what is written about it


def calls(desk: Desk, member: Member) -> dict[str, dict[str, object]]:
    """Every operation of the module with arguments that work."""
    return {
        "people.find_members": {"text": "o"},
        "people.count_members": {},
        "people.member": {"member_id": member.id},
        "people.member_page": {"member_id": member.id},
        "people.lately": {"member_id": member.id},
        "people.member_fields": {},
        "people.set_member_fields": {"fields": frozenset()},
        "people.register_member": {"form_key": desk.new_form_key(), "facts": MemberFacts("Heron")},
        "people.edit_member": {"member_id": member.id, "facts": MemberFacts("Crane")},
        "people.set_counted": {"member_id": member.id, "counted": False},
        "people.set_active": {"member_id": member.id, "active": False},
        "people.note_request": {
            "form_key": desk.new_form_key(),
            "member_id": member.id,
            "words": "Tea",
            "asked_on": FIRST_DAY,
        },
        "people.answer_request": {"request_id": ask(desk, member), "met": True, "answered_on": FIRST_DAY},
    }


def test_a_stock_keeper_is_refused_everything_about_people(desk: Desk) -> None:
    every = calls(desk, register(desk))
    assert set(every) == {name for name in OPERATIONS if name.startswith("people.")}
    before = desk.journal_text()
    for session in (desk.keeper, desk.keeper_alone()):
        for name, values in every.items():
            with pytest.raises(NotAllowed):
                OPERATIONS[name].function(session, **values)
    desk.reopen()
    assert desk.journal_text() == before
    for name, values in every.items():
        OPERATIONS[name].function(desk.coordinator, **values)


def test_each_action_leaves_one_entry_in_the_journal_of_people(desk: Desk) -> None:
    def entries(schema: str) -> int:
        return len(journal.entries(desk.database, schema))

    for name, values in calls(desk, register(desk)).items():
        before = entries("people")
        OPERATIONS[name].function(desk.coordinator, **values)
        assert entries("people") - before == int(OPERATIONS[name].changes), name
    assert entries("main") == 0
    assert journal.first_break(desk.database, "people") is None


def test_nothing_that_was_typed_stands_in_a_journal_or_an_error(desk: Desk) -> None:
    keep_every_field(desk)
    made = register(desk, facts=FULL)
    changed = replace(FULL, name="Heron", area="Far side", language="Lingala", note="Moved away")
    people.edit_member(desk.volunteer, member_id=made.id, facts=changed)
    ask(desk, made, "Rice for six")
    people.answer_request(
        desk.volunteer, request_id=ask(desk, made, "A tent"), met=False, reason="Too dear", answered_on=FIRST_DAY
    )
    text = desk.journal_text()
    assert str(made.id) in text
    for typed in (*FULL.note.split("\n"), FULL.name, FULL.area, FULL.language, changed.name, changed.area,
                  changed.language, changed.note, "Rice", "tent", "dear", made.code, "30-39"):  # fmt: skip
        assert typed not in text
    with pytest.raises(LarderError) as refused:
        register(desk, "Heron")
    assert "Heron" not in f"{refused.value!r} {say(refused.value)}"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=90), st.text(max_size=90), st.text(max_size=90))
def test_whatever_is_typed_is_kept_and_found_or_refused(desk: Desk, name: str, area: str, note: str) -> None:
    keep_every_field(desk)
    try:
        made = register(desk, facts=MemberFacts(name, area=area, note=note))
    except Invalid:
        used = {folded(hit.name) for hit in people.find_members(desk.volunteer, "", limit=10_000)}
        assert len(name) > 80 or len(area) > 80 or not folded(name) or folded(name) in used
        return
    assert folded(made.name) == folded(name)
    for session in (desk.volunteer, desk.coordinator):
        assert made in people.find_members(session, name, limit=10_000)
    assert people.find_members(desk.volunteer, made.code)[0] == made


def test_a_closed_session_finds_nobody(desk: Desk) -> None:
    session = Session(desk.folder, desk.database, desk.volunteer.user, desk.clock, open=False)
    with pytest.raises(NotAllowed):
        people.find_members(session, "")
