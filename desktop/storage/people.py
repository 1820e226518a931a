"""Members, their agreement to be counted, and what they received."""

import secrets
from collections.abc import Sequence
from datetime import date

from desktop.domain.people import (
    AgeBand,
    Gender,
    Member,
    MemberFacts,
    MemberField,
    MemberId,
    Received,
    ReceivedLine,
    folded,
    new_code,
)
from desktop.domain.stock import Unit
from desktop.domain.users import UserId
from desktop.storage import member_search, settings
from desktop.storage.connection import Database

COUNTED = "counted"
"""The purpose under which agreement to be counted stands. A member's last row counts; without one they agree."""

NOBODY = UserId("")
"""Who writes what the program does of itself."""

_COUNTED_NOW = (
    "coalesce((SELECT given FROM people.consent c WHERE c.member_id = {member} "
    f"AND c.purpose = '{COUNTED}' ORDER BY c.id DESC LIMIT 1), 1)"
)
_MEMBER = (
    "SELECT m.id, m.code, m.name, m.area, m.age_band, m.gender, m.language, m.household, m.note, m.active, "
    f"m.registered_on, {_COUNTED_NOW.format(member='m.id')} FROM people.member m WHERE m.erased = 0 AND"
)


def member(database: Database, member_id: MemberId) -> Member | None:
    """One member."""
    return _member(database.row(f"{_MEMBER} m.id = ?", (member_id,)))


def with_form_key(database: Database, form_key: str) -> Member | None:
    """The member that this form already registered, when its button was pressed twice."""
    return _member(database.row(f"{_MEMBER} m.form_key = ?", (form_key,)))


def named(database: Database, name: str) -> MemberId | None:
    """The member of that code name, whatever its case and accents."""
    found = database.value("SELECT id FROM people.member WHERE folded_name = ?", (folded(name),))
    return None if found is None else MemberId(found)


def new_id() -> MemberId:
    """A random number for a member: it tells neither when they came nor how many there are."""
    return MemberId(secrets.randbelow(2**53 - 1) + 1)


def add(database: Database, facts: MemberFacts, *, form_key: str, registered_on: date) -> MemberId:
    """Keep a new member under a random id and a random code that nobody else has."""
    code = new_code()
    while database.row("SELECT 1 FROM people.member WHERE code = ?", (code,)) is not None:
        code = new_code()
    return MemberId(
        database.insert(
            "people.member",
            id=new_id(),
            code=code,
            form_key=form_key,
            registered_on=registered_on.isoformat(),
            **_columns(facts, code),
        )
    )


def change(database: Database, before: Member, facts: MemberFacts, *, at: str, by: UserId) -> tuple[str, ...]:
    """Write a member's present facts, and keep what each changed field held before; the fields that changed."""
    old = _columns(before.facts, before.code)
    new = _columns(facts, before.code)
    changed = tuple(column for column in ("name", *MemberField) if old[column] != new[column])
    if not changed:
        return ()
    columns = ", ".join(f"{column} = :{column}" for column in new)
    database.execute(f"UPDATE people.member SET {columns} WHERE id = :id", {**new, "id": before.id})
    for column in changed:
        _keep_change(database, before.id, column, old[column], new[column], at, by)
    return changed


def set_active(database: Database, before: Member, active: bool, *, at: str, by: UserId) -> None:
    """Make a member active or not; hidden from the counter, never deleted."""
    database.execute("UPDATE people.member SET active = ? WHERE id = ?", (int(active), before.id))
    _keep_change(database, before.id, "active", int(before.active), int(active), at, by)


def _keep_change(
    database: Database, member_id: MemberId, column: str, old: object, new: object, at: str, by: UserId
) -> None:
    database.insert(
        "people.member_change",
        member_id=member_id,
        field=str(column),
        old="" if old is None else str(old),
        new="" if new is None else str(new),
        changed_at=at,
        changed_by=by,
    )


def add_consent(database: Database, member_id: MemberId, given: bool, *, on: date, at: str, by: UserId) -> None:
    """Keep that a member agreed to be counted, or no longer does."""
    database.insert(
        "people.consent",
        member_id=member_id,
        purpose=COUNTED,
        given=int(given),
        recorded_on=on.isoformat(),
        recorded_at=at,
        recorded_by=by,
    )


def is_counted(database: Database, member_id: MemberId) -> bool:
    """Whether a member's last word is that they agree to be counted."""
    return bool(database.value(f"SELECT {_COUNTED_NOW.format(member='?')}", (member_id,)))


def counted_since(database: Database, member_id: MemberId) -> date | None:
    """The day a member agreed to be counted; None when their last word was no."""
    row = database.row(
        "SELECT given, recorded_on FROM people.consent WHERE member_id = ? AND purpose = ? ORDER BY id DESC LIMIT 1",
        (member_id, COUNTED),
    )
    return date.fromisoformat(row[1]) if row is not None and row[0] else None


def find(database: Database, text: str, *, limit: int, active_only: bool) -> tuple[Member, ...]:
    """Members whose code name or code holds every typed word: an exact code first, then names that begin with it."""
    ids = member_search.matching(database, text, active_only=active_only, limit=limit)
    marks = ", ".join("?" * len(ids))
    rows = {row[0]: row for row in database.rows(f"{_MEMBER} m.id IN ({marks})", ids)}
    return tuple(found for number in ids if (found := _member(rows[number])) is not None)


def count(database: Database) -> int:
    """How many members are active."""
    return int(database.value("SELECT count(*) FROM people.member WHERE active = 1 AND erased = 0"))


def received(database: Database, member_id: MemberId, *, limit: int = -1) -> tuple[Received, ...]:
    """A member's hand-outs, newest first, undone ones marked, without what undid them; `limit` -1 means all."""
    return tuple(
        Received(
            document_id=document_id,
            number=number,
            occurred_on=date.fromisoformat(occurred_on),
            lines=tuple(
                ReceivedLine(name, quantity, Unit(unit))
                for name, quantity, unit in database.rows(
                    "SELECT i.name, -sum(v.quantity), i.unit FROM main.movement v JOIN main.item i ON i.id = v.item_id "
                    "WHERE v.document_id = ? GROUP BY v.item_id ORDER BY min(v.id)",
                    (document_id,),
                )
            ),
            reversed=bool(is_reversed),
            corrected_by=corrected_by,
        )
        for document_id, number, occurred_on, is_reversed, corrected_by in database.rows(
            "SELECT d.id, d.number, d.occurred_on, EXISTS (SELECT 1 FROM main.document x WHERE x.reverses_id = d.id), "
            "(SELECT x.number FROM main.document x WHERE x.corrects_id = d.id ORDER BY x.id DESC LIMIT 1) "
            "FROM people.recipient r JOIN main.document d ON d.id = r.document_id "
            # The plus sign keeps the planner from an index that holds nearly every document under NULL.
            "WHERE r.member_id = ? AND +d.reverses_id IS NULL ORDER BY r.occurred_on DESC, r.document_id DESC LIMIT ?",
            (member_id, limit),
        )
    )


def fields(database: Database) -> frozenset[MemberField]:
    """The facts the collective chose to keep."""
    return frozenset(MemberField(name) for name in settings.get(database, settings.MEMBER_FIELDS).split(",") if name)


def set_fields(database: Database, chosen: frozenset[MemberField]) -> None:
    """Choose the facts to keep."""
    settings.put(database, settings.MEMBER_FIELDS, ",".join(sorted(chosen)))


def _columns(facts: MemberFacts, code: str) -> dict[str, object]:
    folded_name = folded(facts.name)
    return {
        "name": facts.name,
        "folded_name": folded_name,
        "folded": f"{folded_name} {folded(code).replace('-', '')}",
        **{field.value: getattr(facts, field) for field in MemberField},
    }


def _member(row: Sequence[object] | None) -> Member | None:
    if row is None:
        return None
    number, code, name, area, age_band, gender, language, household, note, active, registered_on, counted = row
    return Member(
        id=MemberId(int(str(number))),
        code=str(code),
        facts=MemberFacts(
            name=str(name),
            area=str(area),
            age_band=None if age_band is None else AgeBand(str(age_band)),
            gender=None if gender is None else Gender(str(gender)),
            language=str(language),
            household=None if household is None else int(str(household)),
            note=str(note),
        ),
        counted=bool(counted),
        active=bool(active),
        registered_on=date.fromisoformat(str(registered_on)),
    )
