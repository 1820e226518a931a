"""What a stock keeper's passphrase opens, taken apart to the last byte, tells of no person, no service and no link.

`stock.db` is decrypted page by page with the stock keeper's key and without the database's own code (SQLCipher 4: AES-256-CBC,
the IV in each page's reserved end), so that free pages and the remains of changed rows are looked at too.
"""

import contextlib
import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from desktop.domain.people import MemberFacts
from desktop.domain.referrals import Outcome, OutcomeSource, Service
from desktop.domain.users import Role
from desktop.operations import distribution, people, receipts
from desktop.operations.distribution import Given
from desktop.operations.session import Session
from desktop.storage import connection, journal
from desktop.storage.rows import DatabaseError, connect
from desktop.vault import derivation
from tests.faults.counting import report
from tests.faults.marked import Marked, copied, new_form, rows_of
from tests.faults.marked_desk import SOLD_FOR
from tests.faults.search import hits, spellings

PAGE = 4096
RESERVED = 80
IV = 16

STOCK_ACTIONS = {
    "backup.make",
    "card.print",
    "card.table",
    "count.abandon",
    "count.approve",
    "count.begin",
    "count.finish",
    "count.send_back",
    "count.sheet",
    "count.submit",
    "distribution.correct",
    "distribution.give",
    "distribution.undo",
    "fund.save",
    "item.merge",
    "item.photo",
    "item.save",
    "keys.renew",
    "kit.recipe",
    "month.close",
    "month.paper",
    "month.table",
    "order.close",
    "order.make",
    "order.paper",
    "partner.report",
    "place.save",
    "receipt.print",
    "recovery.new",
    "recovery.try",
    "settings.change",
    "stock.check",
    "stock.found",
    "stock.import",
    "stock.move",
    "stock.note",
    "stock.pack",
    "stock.receive",
    "stock.sell",
    "stock.sell_undo",
    "stock.slip",
    "stock.undo",
    "stock.unpack",
    "stock.use",
    "stock.write_off",
    "unlock",
    "unlock.failed",
    "unlock.recovery",
    "user.add",
    "user.let_in",
    "user.mend",
    "user.passphrase",
    "user.pause",
    "user.remove",
    "user.rename",
    "user.reset",
    "user.role",
    "vault.create",
}
"""What may stand in the journal a stock keeper reads. Whatever names a person or a service belongs into the other."""

NEW_EACH_TIME = {"id", "uuid", "form_key", "number", "hash", "document_id"}
"""Columns that count up or are random for every document, whoever it is for."""


@pytest.fixture
def marked(marked: Marked) -> Marked:
    """Open for its coordinator."""
    marked.unlock()
    return marked


def pages(path: Path, key: bytes) -> Iterator[bytes]:
    """The decrypted pages of a database file, used or not."""
    raw = path.read_bytes()
    for at in range(0, len(raw), PAGE):
        page = raw[at : at + PAGE]
        body = page[IV if at == 0 else 0 : -RESERVED]  # the file begins with its salt
        decryptor = Cipher(AES(key), CBC(page[-RESERVED : IV - RESERVED])).decryptor()
        yield decryptor.update(body) + decryptor.finalize()


def about_people(marked: Marked) -> dict[bytes, str]:
    """What must not be found: all that was typed about people, their codes, the codes of services and outcomes."""
    marks = [*marked.markers.people, *marked.codes, *marked.markers.secret]
    # `test` and `other` are also parts of common words; the rest stand for a service wherever they stand.
    marks += [service for service in Service if service not in (Service.TEST, Service.OTHER, Service.MONEY)]
    marks += [*Outcome, OutcomeSource.ACCOMPANIED]
    found = spellings(marks)
    found |= {member.to_bytes((member.bit_length() + 7) // 8, "big"): f"member {member}" for member in marked.members}
    found |= {str(member).encode(): f"member {member}" for member in marked.members}
    found |= dict.fromkeys((SOLD_FOR.to_bytes(4, "big"), str(SOLD_FOR).encode()), "what was earned")
    return found


def test_every_page_a_stock_keepers_key_opens_tells_of_nobody(marked: Marked) -> None:
    # Changed and removed things leave remains in pages, unless they are overwritten.
    people.edit_member(marked.session, member_id=marked.members[3], facts=MemberFacts(marked.markers.person()))
    distribution.undo_distribution(marked.session, form_key=new_form(), document_id=marked.given[-3])
    both = marked.session.held_keys()
    people_key = both.people_database_key()
    assert people_key is not None
    session = marked.unlock(Role.STOCK_KEEPER)
    key = session.held_keys().stock_database_key()
    session.close()
    clear = list(pages(marked.folder / "stock.db", key))
    assert clear[0][:5] == (PAGE).to_bytes(2, "big") + bytes([1, 1, RESERVED])  # it is really decrypted
    assert {marker for marker in marked.markers.stock if not hits(b"".join(clear), spellings([marker]))} == set()
    wanted = about_people(marked)
    for number, page in enumerate(clear):
        assert not hits(page, wanted), f"page {number}"
    # The same search finds every person in the other file, once it has its key.
    theirs = b"".join(pages(marked.folder / "people.db", people_key))
    assert hits(theirs, wanted) >= {
        *marked.codes,
        *marked.markers.people[-5:],
        "counselling",
        "what was earned",
    }
    report(
        group="T20",
        fault=f"a stock keeper's pages searched for {len(wanted)} spellings about people",
        means="decrypted page by page, free pages too",
        times=len(clear),
    )


def test_no_row_and_no_table_of_the_stock_keepers_database_tells_of_people(marked: Marked) -> None:
    session = marked.unlock(Role.STOCK_KEEPER)
    tables = rows_of(session.database, "main")
    assert not {"member", "recipient", "referral", "provider", "request", "consent", "giver", "fund_entry"} & set(
        tables
    )
    words = str(tables)
    assert not [
        mark
        for mark in (*marked.markers.people, *marked.codes, *map(str, [*marked.members, SOLD_FOR]))
        if mark in words
    ]
    actions = {action for (action,) in session.database.rows("SELECT DISTINCT action FROM journal")}
    assert actions <= STOCK_ACTIONS
    # Whom a document is for would need a column; these are all there are.
    columns = [name for _number, name, *_rest in session.database.rows("PRAGMA table_info(document)")]
    assert columns == [
        *("id", "uuid", "form_key", "kind", "number", "occurred_on", "recorded_at", "recorded_by", "place_id"),
        *("head_count", "source", "origin", "reverses_id", "corrects_id", "corrects_month"),
        *("fund_id", "to_place_id", "purpose"),
    ]
    assert session.database.rows("PRAGMA database_list")[0][1] == "main"
    assert len(session.database.rows("PRAGMA database_list")) == 1


def keys_in(value: object, seen: set[int]) -> Iterator[bytes]:
    """Every secret of 32 bytes in an object, however deep."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, bytes | bytearray):
        yield from (bytes(value[at : at + 32]) for at in range(len(value) - 31))
    elif isinstance(value, X25519PrivateKey):
        yield value.private_bytes_raw()
        yield value.public_key().public_bytes_raw()
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from keys_in(part, seen)
    elif type(value).__module__.startswith("desktop."):
        names = [*getattr(value, "__dict__", ()), *getattr(type(value), "__slots__", ())]
        for name in names:
            yield from keys_in(getattr(value, name), seen)


def opens(path: Path, key: bytes) -> bool:
    """Whether a database opens with a raw key."""
    with contextlib.closing(connect(str(path), isolation_level=None)) as trial:
        connection.apply_key(trial, key)
        try:
            trial.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except DatabaseError:
            return False
        return True


def test_the_peoples_database_opens_with_none_of_the_stock_keepers_keys(marked: Marked) -> None:
    people_key = marked.session.held_keys().people_database_key()
    assert people_key is not None
    held = marked.unlock(Role.STOCK_KEEPER).held_keys()
    tried = set(keys_in(held, set()))
    for label in ("stock-db-v1", "people-db-v1", "manifest-v1"):
        tried |= {derivation.subkey(key, label) for key in tuple(tried)}
    stock_key = held.stock_database_key()
    marked.session.close()
    assert stock_key in tried
    assert opens(marked.folder / "stock.db", stock_key)
    assert opens(marked.folder / "people.db", people_key)
    assert people_key not in tried
    assert not [key for key in sorted(tried) if opens(marked.folder / "people.db", key)]


def test_a_stock_keepers_session_does_not_touch_the_peoples_database(marked: Marked) -> None:
    marked.session.close()
    (marked.folder / "people.db").unlink()
    session = marked.unlock(Role.STOCK_KEEPER)
    marked.receive()
    assert not list(marked.folder.glob("people.db*"))
    assert [row[1] for row in session.database.rows("PRAGMA database_list")] == ["main"]


def test_hand_outs_to_one_person_and_to_many_leave_the_same_stock(
    marked: Marked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked.session.close()
    left = []
    for number, receivers in enumerate(((4, 4, 4, 4), (4, 5, 6, 7))):
        each = copied(marked, tmp_path / f"copy-{number}")
        session = each.unlock(Role.VOLUNTEER)
        count = iter(range(1, 10_000))
        with monkeypatch.context() as patch:
            # What is random for every document is the same in both, so that all that is left to differ is who it was for.
            patch.setattr(uuid, "uuid4", lambda count=count: uuid.UUID(int=next(count)))
            for member in receivers:
                each.give(member, quantity=2)
            distribution.undo_distribution(session, form_key=new_form(), document_id=each.given[-1])
            distribution.correct_distribution(
                session,
                form_key=new_form(),
                document_id=each.given[-2],
                lines=[Given(each.items[1], 1)],
                member_id=each.members[receivers[0]],
            )
            receipts.receipt_paper(session, document_id=each.given[-3], language="en")
        assert len(rows_of(session.database, "people")["recipient"]) > 4
        left.append(rows_of(each.unlock(Role.STOCK_KEEPER).database, "main"))
        each.session.close()
    assert left[0] == left[1]


def test_two_hand_outs_to_one_person_look_as_unlike_as_two_to_different_people(marked: Marked) -> None:
    first, second, other = marked.give(4), marked.give(4), marked.give(5)
    session = marked.unlock(Role.STOCK_KEEPER)
    assert shape(session, first) == shape(session, second) == shape(session, other)


def shape(session: Session, document: int) -> list[object]:
    """All that stands in the stock about a document, without what is new for every document."""
    found: list[object] = []
    for table, column in (("document", "id"), ("movement", "document_id"), ("receipt", "document_id")):
        names = [row[1] for row in session.database.rows(f"PRAGMA table_info({table})")]
        for row in session.database.rows(f"SELECT * FROM {table} WHERE {column} = ?", (document,)):
            values = dict(zip(names, row, strict=True))
            if table == "receipt":
                values["content"] = {**json.loads(values["content"]), "number": "?"}
            found.append([table, {name: value for name, value in values.items() if name not in NEW_EACH_TIME}])
    for entry in journal.entries(session.database, "main"):
        if document in entry.subject.values():
            found.append([entry.at, entry.user_id, entry.action, sorted(entry.subject)])
    return found
