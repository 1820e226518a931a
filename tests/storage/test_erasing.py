"""Erasing in the databases themselves: what they let pass and what not, what is left in the file, and doing it again."""

import random
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.errors import VaultDamaged
from desktop.domain.people import MemberFacts, MemberId
from desktop.storage import connection, erasing, journal, people, recipients, referrals, snapshot, wholeness
from desktop.storage.connection import FILES, Database, DatabaseKeys
from desktop.storage.rows import IntegrityError, OperationalError
from desktop.storage.schema import PEOPLE
from tests.faults.search import hits, spellings
from tests.faults.test_stock_keeper import pages
from tests.storage import book
from tests.storage.test_schema import FIXTURE_KEYS, V1

JADE = MemberId(11)
HER_WORDS = ("Jade", "Jade River", "K7M-4Q", "k7m4q", "A blanket")
NEW = MemberId(77)


def erase(database: Database, member_id: MemberId = JADE, new_id: MemberId = NEW) -> None:
    with database.transaction():
        erasing.erase(database, member_id, at=book.AT, new_id=new_id)


def found_in_pages(folder: Path, keys: DatabaseKeys, words: Iterable[str]) -> set[str]:
    """Which of the words stand anywhere in the decrypted databases, rows or not."""
    key = {file: keys.of(name) or b"" for name, file in FILES.items()}
    return hits(b"".join(page for file in key for page in pages(folder / file, key[file])), spellings(words))


# What is left


def test_nothing_about_an_erased_person_is_left_in_any_page(
    folder: Path, keys: DatabaseKeys, database: Database
) -> None:
    assert found_in_pages(folder, keys, HER_WORDS) == set(HER_WORDS)
    erase(database)
    erasing.scrub(database)
    assert not found_in_pages(folder, keys, HER_WORDS)
    # While the vault is open its journal file lies there, and holds nothing.
    assert {path.name: path.stat().st_size for path in folder.glob("*-journal")} == {"people.db-journal": 0}
    database.close()
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES.values())
    assert not found_in_pages(folder, keys, HER_WORDS)


def test_what_is_no_name_stays_under_a_number_that_leads_nowhere(database: Database) -> None:
    before = book.contents(database)
    erase(database)
    after = book.contents(database)
    assert after["people.recipient"] == [(2, NEW, book.DAY)]
    (sent,) = after["people.referral"]
    assert sent == tuple(NEW if value == JADE else value for value in before["people.referral"][0])
    for table in ("consent", "member_change", "request", "request_answer"):
        assert before[f"people.{table}"]
        assert not after[f"people.{table}"]
    for table in before:
        if table.startswith("main.") or table in ("people.provider", "people.referral_outcome", "people.month_figures"):
            assert after[table] == before[table]
    # The old number stands in one place, the new one where there are figures; nothing else holds either.
    for number, places in ((JADE, {"people.erased"}), (NEW, {"people.member", "people.recipient", "people.referral"})):
        assert {
            table for table, rows in after.items() for row in rows if number in row and table[:5] != "main."
        } == places
    assert wholeness.is_whole(database)
    assert wholeness.belong_together(database)


def test_who_received_nothing_leaves_no_row(database: Database) -> None:
    with database.transaction():
        quiet = people.add(database, MemberFacts("Quiet"), form_key="q", registered_on=date.fromisoformat(book.DAY))
    erase(database, quiet)
    assert database.rows("SELECT id FROM people.member") == [(JADE,)]
    assert wholeness.is_whole(database)


def test_no_day_leads_from_the_new_number_to_the_erasing(database: Database) -> None:
    with database.transaction():
        database.insert(
            "people.consent",
            member_id=JADE,
            purpose="counted",
            given=0,
            recorded_on=book.DAY,
            recorded_at=book.AT,
            recorded_by="u1",
        )
    erase(database)
    assert not people.is_counted(database, NEW)
    assert database.rows("SELECT * FROM people.consent") == [(-NEW, NEW, "counted", 0, "", "", "")]
    (row,) = database.rows("SELECT name, folded, area, language, note, registered_on FROM people.member")
    assert set(row) == {""}


def test_remains_between_rows_are_gone_too(tmp_path: Path) -> None:
    """Rows that moved to another page when a table grew leave copies that `secure_delete` does not reach."""
    chance = random.Random(7)
    keys = book.new_keys()
    database = book.empty(tmp_path, keys)
    names = {}
    with database.transaction():
        for number in range(700):
            name = f"zq{chance.getrandbits(40):010x}"
            # Given, so that the rows lie the same way in every run.
            member = chance.getrandbits(50)
            names[member] = name
            database.insert(
                "people.member",
                id=member,
                code=name[::-1],
                name=name,
                folded_name=name,
                folded=name,
                note=name + "x" * chance.choice((0, 5, 300, 1500, 6000)),
                registered_on=book.DAY,
                form_key=name,
            )
            if number % 3 == 0:
                database.execute(
                    "UPDATE people.member SET note = name || ? WHERE id = ?",
                    ("y" * chance.choice((0, 50, 700, 2900)), chance.choice(list(names))),
                )
    gone = chance.sample(sorted(names), 350)
    with database.transaction():
        for member in gone:
            erasing.erase(database, MemberId(member), at=book.AT, new_id=people.new_id())
    assert erasing.scrub(database)
    words = {member: name for member, name in names.items() if member in gone}
    assert not found_in_pages(tmp_path, keys, words.values())
    assert len(found_in_pages(tmp_path, keys, names.values())) == 350
    assert not erasing.scrub(database)
    database.close()


def test_scrubbing_stays_due_until_it_was_done(folder: Path, keys: DatabaseKeys, database: Database) -> None:
    erase(database)
    with database.transaction(), pytest.raises(OperationalError, match="transaction"):
        erasing.scrub(database)
    database.close()
    after = connection.open_vault(folder, keys, vault_id=book.VAULT)
    assert erasing.scrub(after)
    assert not erasing.scrub(after)
    after.close()


def test_without_the_peoples_key_there_is_nothing_to_scrub(
    folder: Path, keys: DatabaseKeys, database: Database
) -> None:
    erase(database)
    database.close()
    alone = connection.open_vault(folder, DatabaseKeys(keys.stock, None), vault_id=book.VAULT)
    assert not erasing.scrub(alone)
    alone.close()


def test_a_transaction_that_fails_erases_nothing(database: Database) -> None:
    before = book.contents(database)

    def half() -> None:
        with database.transaction():
            erasing.erase(database, JADE, at=book.AT, new_id=NEW)
            raise LookupError

    with pytest.raises(LookupError):
        half()
    assert book.contents(database) == before


# Who was erased is nobody


def test_an_erased_person_is_found_nowhere(database: Database) -> None:
    erase(database)
    for number in (JADE, NEW):
        assert people.member(database, number) is None
    assert people.count(database) == 0
    assert erasing.count_members(database) == 0
    for typed in ("", "jade", "K7M-4Q", "erased", "ERASED", str(NEW)):
        assert people.find(database, typed, limit=50, active_only=False) == ()
    assert recipients.of(database, 2) is None  # type: ignore[arg-type]
    sent = referrals.found(database, "", limit=9)[0]
    assert (sent.member_id, sent.member_code, sent.member_name) == (None, None, None)
    # The name and the code can be used again, and nothing of the one before comes with them.
    with database.transaction():
        again = people.add(
            database, MemberFacts("Jade River"), form_key="again", registered_on=date.fromisoformat(book.DAY)
        )
    assert people.received(database, again, limit=9) == ()


# What the databases refuse

SNEAKED = {
    "a hand-out to another member": "UPDATE people.recipient SET member_id = 12",
    "a hand-out of an erased person to a member": "UPDATE people.recipient SET member_id = 12 WHERE member_id = 77",
    "a hand-out to the nameless": "UPDATE people.recipient SET member_id = 77 WHERE member_id = 12",
    "another hand-out of a person who is being erased": (
        "UPDATE people.recipient SET member_id = 77, document_id = 9 WHERE member_id = 13"
    ),
    "another day": "UPDATE people.recipient SET member_id = 77, occurred_on = '2026-11-25' WHERE member_id = 13",
    "a hand-out of a person who is being erased to a member": (
        "UPDATE people.recipient SET member_id = 12 WHERE member_id = 13"
    ),
    "a referral without anybody": "UPDATE people.referral SET member_id = 77 WHERE member_id IS NULL",
    "another service": "UPDATE people.referral SET member_id = 77, service = 'money' WHERE member_id = 13",
    "a referral to nobody": "UPDATE people.referral SET member_id = NULL WHERE member_id = 13",
    "a member who is deleted": "DELETE FROM people.member WHERE id = 14",
    "a member who comes back": (
        "INSERT INTO people.member (id, code, name, folded_name, folded, registered_on, form_key) "
        "VALUES (11, 'x', 'x', 'x', 'x', '2026-11-24', 'x')"
    ),
    "facts about the nameless": "UPDATE people.member SET note = 'Jade' WHERE id = 77",
    "a member who gets another number": "UPDATE people.member SET id = 99 WHERE id = 14",
    "a member made nameless": "UPDATE people.member SET erased = 1 WHERE id = 14",
    "the nameless made a member": "UPDATE people.member SET erased = 0 WHERE id = 77",
    "an entry about somebody who is there": (
        "UPDATE people.journal SET subject = json_replace(subject, '$.member', NULL) "
        "WHERE json_extract(subject, '$.member') = 12"
    ),
    "an entry that loses more": (
        "UPDATE people.journal SET subject = '{}' WHERE json_extract(subject, '$.member') = 13"
    ),
    "an entry that loses its moment too": (
        "UPDATE people.journal SET subject = json_replace(subject, '$.member', NULL), at = 'x' "
        "WHERE json_extract(subject, '$.member') = 13"
    ),
    "a number put back into an entry": (
        "UPDATE people.journal SET subject = json_replace(subject, '$.member', 11) WHERE id = 4"
    ),
    "a list that forgets": "DELETE FROM people.erased",
    "a list that is changed": "UPDATE people.erased SET member_id = 12",
}


@pytest.mark.parametrize("what", SNEAKED)
def test_the_databases_let_nothing_pass_but_an_erasing(database: Database, what: str) -> None:
    """11 was erased (now 77), 12 and 14 are there, 13 stands among the erased and is still there: in the middle of it."""
    with database.transaction():
        journal.write(database, PEOPLE, at=book.AT, user_id="u1", action="member.edit", subject={"member": 11})
    erase(database)
    with database.transaction():
        for number in (12, 13, 14):
            words = {"code": f"c{number}", "name": f"n{number}", "folded_name": f"n{number}", "folded": f"n{number}"}
            database.insert("people.member", id=number, registered_on=book.DAY, form_key=f"m{number}", **words)
            journal.write(database, PEOPLE, at=book.AT, user_id="u1", action="member.edit", subject={"member": number})
        for number, member in ((5, 12), (6, 13)):
            database.insert("people.recipient", document_id=number, member_id=member, occurred_on=book.DAY)
        for number, who in ((5, None), (6, 13)):
            database.insert(
                "people.referral",
                **{key: f"{key}{number}" for key in ("uuid", "form_key", "number")},
                member_id=who,
                provider_id=1,
                service="clinic",
                made_on=book.DAY,
                recorded_at=book.AT,
                recorded_by="u1",
            )
        database.insert("people.erased", member_id=13, erased_at=book.AT)
    before = book.contents(database)
    with pytest.raises(IntegrityError, match=r"append-only|erased"):
        database.execute(SNEAKED[what])
    assert book.contents(database) == before


# The journal's chain


@pytest.fixture
def chained(database: Database) -> Database:
    """Two people were erased, one after the other; somebody with the keys took the triggers away."""
    database.execute("PRAGMA people.synchronous = OFF")
    for number, name in ((21, "One"), (22, "Two")):
        with database.transaction():
            words = {"code": name, "name": name, "folded_name": name, "folded": name}
            database.insert("people.member", id=number, registered_on=book.DAY, form_key=name, **words)
            for action in ("member.register", "member.edit"):
                journal.write(database, PEOPLE, at=book.AT, user_id="u1", action=action, subject={"member": number})
    for number in (21, 22):
        erase(database, MemberId(number))
    with database.transaction():
        journal.write(database, PEOPLE, at=book.AT, user_id="u1", action="provider.save", subject={"provider": 1})
    database.execute("DROP TRIGGER people.journal_kept_as_written")
    return database


def test_the_chain_stays_provable(chained: Database) -> None:
    assert journal.first_break(chained, PEOPLE) is None
    lost = [entry for entry in journal.entries(chained, PEOPLE) if "member" in entry.subject]
    assert [entry.subject for entry in lost] == [{"member": None}] * 4
    told = [entry.subject for entry in journal.entries(chained, PEOPLE) if entry.action == "member.erase"]
    assert [entry["blanked"] for entry in told] == [4, 2]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE people.journal SET at = '2020-01-01T00:00:00Z' WHERE id = 5",
        "UPDATE people.journal SET user_id = 'u9' WHERE id = 5",
        "UPDATE people.journal SET action = 'member.active' WHERE id = 5",
        "UPDATE people.journal SET hash = zeroblob(32) WHERE id = 5",
        "UPDATE people.journal SET subject = '{\"member\":21}' WHERE id = 5",
        "UPDATE people.journal SET subject = '{\"member\":null}' WHERE id = 1",
        "UPDATE people.journal SET subject = '{\"member\":null}' WHERE action = 'provider.save'",
        "UPDATE people.journal SET subject = '{\"blanked\":0}' WHERE action = 'member.erase'",
        "UPDATE people.journal SET action = 'member.edit' WHERE action = 'member.erase'",
    ],
)
def test_what_was_done_to_an_entry_besides_erasing_is_found(chained: Database, change: str) -> None:
    chained.execute(change)
    assert journal.first_break(chained, PEOPLE) is not None


# Again, in an older copy


def test_an_erasing_while_the_chain_is_followed_breaks_it_nowhere(
    chained: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_SLICE", 2)
    with chained.transaction():
        for action in ("member.edit", "a.b", "a.b", "a.b"):
            journal.write(chained, PEOPLE, at=book.AT, user_id="u1", action=action, subject={"member": int(JADE)})
    length = journal.length(chained, PEOPLE)

    def step(done: int) -> None:
        if done >= length and journal.length(chained, PEOPLE) == length:
            erase(chained)

    assert journal.first_break(chained, PEOPLE, step) is None
    assert journal.length(chained, PEOPLE) == length + 1
    chained.execute("UPDATE people.journal SET user_id = 'u9' WHERE id = 2")
    assert journal.first_break(chained, PEOPLE) is not None


# Again, in an older copy


def test_an_older_copy_loses_who_was_erased_since(
    folder: Path, keys: DatabaseKeys, database: Database, tmp_path: Path
) -> None:
    with database.transaction():
        late = people.add(
            database, MemberFacts("Late Heron"), form_key="late", registered_on=date.fromisoformat(book.DAY)
        )
    database.close()
    older = Path(shutil.copytree(folder, tmp_path / "older"))
    database = connection.open_vault(folder, keys, vault_id=book.VAULT)
    with database.transaction():
        newer = people.add(
            database, MemberFacts("Newer Heron"), form_key="newer", registered_on=date.fromisoformat(book.DAY)
        )
    for member in (JADE, late, newer):
        erase(database, member, people.new_id())
    ids = erasing.erased_ids(database)
    database.close()
    assert ids == {JADE, late, newer}

    back = connection.open_vault(older, keys, vault_id=book.VAULT)
    with back.transaction():
        assert erasing.erase_again(back, ids, at=book.AT) == 2
    assert erasing.scrub(back)
    assert erasing.erased_ids(back) == ids
    assert erasing.count_members(back) == 0
    assert not found_in_pages(older, keys, (*HER_WORDS, "Late Heron"))
    with back.transaction():
        assert erasing.erase_again(back, ids, at=book.AT) == 0
    assert not erasing.scrub(back)
    # Two anonymous members would count as two: it is one again, under a number that the other vault does not have.
    assert len(back.rows("SELECT DISTINCT member_id FROM people.recipient")) == 1
    assert [entry.action for entry in journal.entries(back, PEOPLE, limit=2)] == ["member.erase", "test.note"]
    assert wholeness.is_whole(back)
    back.close()
    snapshot.check_records(older, keys)


def test_a_copy_of_the_first_version_answers_and_is_erased_in_after_its_steps(tmp_path: Path) -> None:
    shutil.copytree(V1, tmp_path / "v1")
    with snapshot.opened(tmp_path / "v1", FIXTURE_KEYS) as old:
        assert erasing.erased_ids(old) == frozenset()
        assert erasing.count_members(old) == 1
        assert erasing.is_complete(old)
    migrated = connection.open_vault(tmp_path / "v1", FIXTURE_KEYS, vault_id=book.VAULT)
    with migrated.transaction():
        assert erasing.erase_again(migrated, [JADE], at=book.AT) == 1
    assert erasing.scrub(migrated)
    assert wholeness.is_whole(migrated)
    migrated.close()
    assert not found_in_pages(tmp_path / "v1", FIXTURE_KEYS, HER_WORDS)


def test_a_copy_in_which_an_erased_person_is_back_is_not_whole(
    folder: Path, keys: DatabaseKeys, database: Database
) -> None:
    database.execute("DROP TRIGGER people.member_erased_for_good")
    database.execute("INSERT INTO people.erased VALUES (?, ?)", (JADE, book.AT))
    assert not erasing.is_complete(database)
    assert not wholeness.is_whole(database)
    database.close()
    with pytest.raises(VaultDamaged):
        snapshot.check_records(folder, keys)
