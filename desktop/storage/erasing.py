"""Erasing a person for good, and doing it again in a copy from before.

What is deleted is overwritten (`secure_delete`), but the room between the rows of a page can still hold what a table's growth
once moved to another page: measured, 1 row in 50. Only building the whole file anew takes that away. So every erasure is
followed by `scrub`, which the transaction leaves a note for.
"""

import secrets
from collections.abc import Iterable

from desktop.domain.people import MemberId
from desktop.domain.users import UserId
from desktop.storage import blanks, journal, people, schema
from desktop.storage.connection import Database
from desktop.storage.schema import PEOPLE

_SINCE = 2
"""The step of the people's database from which on it knows of erasing."""
_TO_SCRUB = "to_scrub"


def erase(database: Database, member_id: MemberId, *, at: str, new_id: MemberId, by: UserId = people.NOBODY) -> None:
    """Erase a member inside the caller's transaction; `scrub` must follow it. A member who is not there is remembered only.

    Facts, earlier facts, agreements and requests are deleted. Hand-outs and referrals go over to `new_id`, whose link to the
    old number stands nowhere: the journal loses the old number too.

    Args:
        new_id: `people.new_id()`; not used when there was neither a hand-out nor a referral.
        by: Who erases, for the journal; nobody when the program does it itself.
    """
    if _erase(database, member_id, at=at, new_id=new_id):
        _note(database, at=at, by=by)


def erase_again(database: Database, ids: Iterable[MemberId], *, at: str, by: UserId = people.NOBODY) -> int:
    """Erase in an older copy who was erased since it was made, inside the caller's transaction; `scrub` must follow it.

    Remembers all of `ids`.

    Returns:
        How many of them were there.
    """
    found = sum(_erase(database, member_id, at=at, new_id=people.new_id()) for member_id in sorted(set(ids)))
    if found:
        _note(database, at=at, by=by)
    return found


def erased_ids(database: Database) -> frozenset[MemberId]:
    """The old numbers of everybody who was erased here. Also for copies from before there was erasing."""
    if not _knows_erasing(database):
        return frozenset()
    return frozenset(MemberId(number) for (number,) in database.rows("SELECT member_id FROM people.erased"))


def leave_note(database: Database) -> None:
    """Note inside the caller's transaction that something was deleted whose remains `scrub` must take away."""
    database.execute("INSERT OR IGNORE INTO people.meta (key, value) VALUES (?, ?)", (_TO_SCRUB, ""))


def scrub(database: Database) -> bool:
    """Take the remains of what was erased out of the file, when there may be any; outside of any transaction.

    Builds the people's database anew out of its rows. That takes room for a second copy of it, and cannot be done in slices:
    measured, 0.3 s with 5,000 members and 4 s with 100,000. Called after each erasure, and at opening, in case the program
    ended in between.

    Returns:
        Whether there was anything to do.

    Raises:
        VaultFull, VaultUnwritable: What was erased stays erased, and the remains stay until the next call.
    """
    if not database.has_people or database.row("SELECT 1 FROM people.meta WHERE key = ?", (_TO_SCRUB,)) is None:
        return False
    database.execute("VACUUM people")
    with database.transaction():
        database.execute("DELETE FROM people.meta WHERE key = ?", (_TO_SCRUB,))
    return True


def is_complete(database: Database) -> bool:
    """Whether nobody who was erased is there again. Also answers for copies from before there was erasing."""
    if not _knows_erasing(database):
        return True
    return database.row("SELECT 1 FROM people.member WHERE id IN (SELECT member_id FROM people.erased)") is None


def count_members(database: Database) -> int:
    """How many members there are, active or not, without those who were erased. Also for copies from before."""
    known = "WHERE erased = 0" if _knows_erasing(database) else ""
    return int(database.value(f"SELECT count(*) FROM people.member {known}"))


def registered_at(database: Database, member_id: MemberId) -> str | None:
    """The moment a member was registered, from the journal; None when it does not say."""
    return database.value(  # type: ignore[no-any-return]
        "SELECT at FROM people.journal WHERE action = 'member.register' AND json_extract(subject, '$.member') = ?",
        (member_id,),
    )


def _knows_erasing(database: Database) -> bool:
    return schema.version(database.connection, PEOPLE) >= _SINCE


def _erase(database: Database, member_id: MemberId, *, at: str, new_id: MemberId) -> bool:
    database.execute("INSERT OR IGNORE INTO people.erased (member_id, erased_at) VALUES (?, ?)", (member_id, at))
    counted = people.is_counted(database, member_id)
    if database.row("SELECT 1 FROM people.member WHERE id = ?", (member_id,)) is None:
        return False
    if _has_figures(database, member_id):
        _add_without_facts(database, new_id, counted)
        for table in ("recipient", "referral"):
            database.execute(f"UPDATE people.{table} SET member_id = ? WHERE member_id = ?", (new_id, member_id))
    database.execute(
        "DELETE FROM people.request_answer WHERE request_id IN (SELECT id FROM people.request WHERE member_id = ?)",
        (member_id,),
    )
    for table in ("request", "consent", "member_change"):
        database.execute(f"DELETE FROM people.{table} WHERE member_id = ?", (member_id,))
    database.execute("DELETE FROM people.member WHERE id = ?", (member_id,))
    blanks.blank(database, member_id)
    return True


def _has_figures(database: Database, member_id: MemberId) -> bool:
    found = database.row(
        "SELECT 1 FROM people.recipient WHERE member_id = ? UNION ALL SELECT 1 FROM people.referral WHERE member_id = ?",
        (member_id, member_id),
    )
    return found is not None


def _add_without_facts(database: Database, new_id: MemberId, counted: bool) -> None:
    """The member who stands for an erased one. Letters that no code or folded name has keep out of everybody's way."""
    unique = f"ERASED {secrets.token_hex(16)}"
    database.insert(
        "people.member",
        id=new_id,
        code=unique,
        name="",
        folded_name=unique,
        folded="",
        registered_on="",
        form_key=unique,
        erased=1,
    )
    if not counted:
        # Without days, and under a number that does not tell when it was written: that would lead to the day of erasing.
        database.insert(
            "people.consent",
            id=-new_id,
            member_id=new_id,
            purpose=people.COUNTED,
            given=0,
            recorded_on="",
            recorded_at="",
            recorded_by="",
        )


def _note(database: Database, *, at: str, by: UserId) -> None:
    journal.write(database, PEOPLE, at=at, user_id=by, action=blanks.ERASE, subject=blanks.vouching(database))
    leave_note(database)
