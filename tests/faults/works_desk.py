"""Interruptible work at the stock keeper's desk: whole documents, each in both databases, and a giver who is forgotten."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from desktop.domain.stock import Category, Expiry, ItemId, Reason, Source, Unit
from desktop.domain.users import Role
from desktop.operations import (
    catalogue,
    count_review,
    counting,
    distribution,
    givers,
    importing,
    kits,
    merging,
    receiving,
    selling,
    stock,
)
from desktop.operations.distribution import Given
from desktop.operations.import_columns import Meaning
from desktop.operations.import_rows import Plan
from desktop.operations.outgoing import Leaving
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.operations.table_reading import read_table
from desktop.storage import connection, copies, ledger_checks, schema, wholeness
from desktop.storage.schema import PEOPLE, STOCK
from tests.faults.marked import new_form
from tests.faults.pages import Pages
from tests.faults.works_base import FACTS, Said, Say, Work, at_work, facts_of, filled_with_facts, seen, whole
from tests.operations.finishing import somebody_else
from tests.operations.keys import opened
from tests.storage import book
from tests.storage.test_schema import FIXTURE_KEYS, V2

GIVER = "Zephyrquill Bramblewick"
_TABLE = read_table(b"Item,Quantity\nGreen tea,3\nSoap,40\nCombs,12\n").sheets[0]
_PLAN = Plan((Meaning.ITEM, Meaning.QUANTITY), new_items=True)


def named(session: Session, name: str) -> ItemId:
    """The item of a name."""
    return next(item.id for item in catalogue.items(session, active_only=False) if item.name == name)


def document(session: Session, kind: str, least: int = 0) -> int | None:
    """The newest document of a kind that is newer than `least`."""
    found = session.database.value("SELECT max(id) FROM document WHERE kind = ? AND id > ?", (kind, least))
    return None if found is None else int(found)


def newer(root: Path, session: Session, kind: str) -> int | None:
    """The document of a kind that was not there before the work."""
    before = facts_of(root)["main.document"]
    return document(session, kind, max(row[0] for row in before))


def done_or_as_before(root: Path, said: Said, done: Callable[[Session], bool], then: Callable[[Session], None]) -> str:
    """Whether the work is done; wholly, or nothing of it. What is `done` must be as `then` says."""
    session = opened(root / "vault", Role.COORDINATOR)
    whole(session)
    if done(session):
        then(session)
        session.close()
        return "done"
    assert not said, f"lost: {said}"
    now, before = seen(session), facts_of(root)
    assert {name for name in now if now[name] != before[name]} == set()
    return "as before"


# A table


def do_import(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        importing.import_table(
            session,
            _TABLE,
            _PLAN,
            form_key=new_form(),
            expected=3,
            source=Source.DONATION,
            origin="Harbour shop",
            place_id=catalogue.places(session)[0].id,
            occurred_on=session.today(),
            giver=GIVER,
        )
        say("imported")


def check_import(root: Path, said: Said) -> str:
    def then(session: Session) -> None:
        number = newer(root, session, "intake")
        came = session.database.rows("SELECT quantity FROM movement WHERE document_id = ? ORDER BY id", (number,))
        assert came == [(3,), (40,), (12,)]
        assert {named(session, name) for name in ("Green tea", "Combs")}
        assert session.database.rows("SELECT document_id, name FROM people.giver") == [(number, GIVER)]
        assert copies.list_copies(root / "vault")

    state = done_or_as_before(root, said, lambda session: newer(root, session, "intake") is not None, then)
    for copy in copies.list_copies(root / "vault"):
        assert copy.why == copies.IMPORT
        assert seen(opened(copy.path, Role.COORDINATOR)) == facts_of(root)
    return state


# A count


def do_count(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        sheet = counting.begin_count(session, place_id=catalogue.places(session)[0].id)
        for line in sheet.lines[:2]:
            counting.count_line(
                session,
                stocktake_id=sheet.id,
                item_id=line.item.id,
                batch_id=line.batch.id,
                counted=(line.book or 0) + 5,
                reason=Reason.FOUND,
            )
        count_review.submit_count(session, form_key=new_form(), stocktake_id=sheet.id)
        say("handed in")
        count_review.approve_count(somebody_else(session), form_key=new_form(), stocktake_id=sheet.id)
        say("approved")


def check_count(root: Path, said: Said) -> str:
    session = opened(root / "vault", Role.COORDINATOR)
    whole(session)
    last = max([row[0] for row in facts_of(root)["main.stocktake"]], default=0)
    row = session.database.row("SELECT submitted_at, ended_at, document_id FROM stocktake WHERE id > ?", (last,))
    handed_in, ended, number = (None, None, None) if row is None else row
    assert handed_in or "handed in" not in said
    assert ended or "approved" not in said
    assert (ended is None) == (number is None)
    posted = newer(root, session, "stocktake")
    assert posted == number
    if posted is not None:
        changed = session.database.rows("SELECT quantity FROM movement WHERE document_id = ?", (posted,))
        assert changed == [(5,), (5,)]
    session.close()
    return "approved" if ended else "handed in" if handed_in else "counted" if row else "as before"


# Two items that are one


def do_merge(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        merging.merge_items(session, form_key=new_form(), keep=named(session, "Soap"), drop=named(session, "Socks"))
        say("merged")


def check_merge(root: Path, said: Said) -> str:
    def then(session: Session) -> None:
        soap, socks = named(session, "Soap"), named(session, "Socks")
        assert stock.item_detail(session, socks).stock.quantity == 0
        assert session.database.row("SELECT merged_into, active FROM item WHERE id = ?", (socks,)) == (soap, 0)
        before = [row for row in facts_of(root)["main.movement"] if row[2] in (soap, socks)]
        after = session.database.value("SELECT sum(quantity) FROM movement WHERE item_id IN (?, ?)", (soap, socks))
        assert after == sum(row[6] for row in before)

    return done_or_as_before(root, said, lambda session: newer(root, session, "merge") is not None, then)


# A sale, a hand-out of what was found, kits


def do_sale(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        selling.sell(
            session,
            form_key=new_form(),
            place_id=catalogue.places(session)[0].id,
            lines=[Leaving(named(session, "Soap"), 3), Leaving(named(session, "Torch"), 2)],
            fund_id=catalogue.funds(session)[0].id,
            amount=1250,
            currency="EUR",
            occurred_on=session.today(),
        )
        say("sold")


def check_sale(root: Path, said: Said) -> str:
    def then(session: Session) -> None:
        number = newer(root, session, "sale")
        left = session.database.value("SELECT sum(quantity) FROM movement WHERE document_id = ?", (number,))
        money = session.database.rows("SELECT amount FROM people.fund_entry WHERE document_id = ?", (number,))
        assert (left, money) == (-5, [(1250,)])

    return done_or_as_before(root, said, lambda session: newer(root, session, "sale") is not None, then)


def do_found(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        item = catalogue.save_item(session, name="Candle", category=Category.FOOD, unit=Unit.PIECE, expiry=Expiry.NONE)
        distribution.give_out(
            session,
            form_key=new_form(),
            lines=[Given(item, 7)],
            head_count=3,
            occurred_on=session.today(),
            found=True,
        )
        say("given")


def check_found(root: Path, said: Said) -> str:
    session = opened(root / "vault", Role.COORDINATOR)
    whole(session)
    found, given = newer(root, session, "found"), newer(root, session, "distribution")
    assert (found is None) == (given is None)
    assert given or not said
    if given:
        candle = named(session, "Candle")
        sums = session.database.rows("SELECT quantity FROM movement WHERE item_id = ? ORDER BY id", (candle,))
        assert sums == [(7,), (-7,)]
        assert session.database.value("SELECT recount_since FROM item WHERE id = ?", (candle,))
    session.close()
    return "given" if given else "as before"


def do_pack(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        kits.pack_kits(
            session,
            form_key=new_form(),
            item_id=named(session, "Kit"),
            count=4,
            place_id=catalogue.places(session)[0].id,
            occurred_on=session.today(),
        )
        say("packed")


def check_pack(root: Path, said: Said) -> str:
    def then(session: Session) -> None:
        number = newer(root, session, "pack")
        moved = session.database.rows(
            "SELECT quantity FROM movement WHERE document_id = ? ORDER BY quantity", (number,)
        )
        assert moved == [(-8,), (-4,), (4,)]

    return done_or_as_before(root, said, lambda session: newer(root, session, "pack") is not None, then)


# A giver


def filled_with_giver(root: Path) -> None:
    """The small vault, and goods somebody gave."""
    filled_with_facts(root)
    session = opened(root / "vault", Role.COORDINATOR)
    receiving.receive_stock(
        session,
        form_key=new_form(),
        source=Source.DONATION,
        origin="",
        place_id=catalogue.places(session)[0].id,
        lines=[Arrival(named(session, "Soap"), 5)],
        occurred_on=session.today(),
        giver=GIVER,
    )
    (root / FACTS).write_text(json.dumps(seen(session)))


def do_forget(root: Path, say: Say) -> None:
    with at_work(root, Role.COORDINATOR) as session:
        number = document(session, "intake")
        assert number is not None
        givers.forget_giver(session, document_id=number)  # type: ignore[arg-type]
        say("forgotten")


def check_forget(root: Path, said: Said) -> str:
    session = opened(root / "vault", Role.COORDINATOR)
    whole(session)
    there = bool(session.database.rows("SELECT 1 FROM people.giver WHERE name = ?", (GIVER,)))
    assert not there or not said
    key = session.held_keys().people_database_key()
    assert key is not None
    now = seen(session)
    assert {name: rows for name, rows in now.items() if name.startswith("main.")} == {
        name: rows for name, rows in facts_of(root).items() if name.startswith("main.")
    }
    remains = any(GIVER.encode() in bytes(page) for page in Pages(root / "vault" / "people.db", key).plain)
    assert remains == there  # after the next opening nothing of the name is left in any page
    return "still there" if there else "forgotten"


# The databases of the program before


def filled_with_second_version(root: Path) -> None:
    """The databases as the last landed program left them, and what they come to."""
    shutil.copytree(V2, root / "spare")
    (root / FACTS).write_text(json.dumps(present(root / "spare"), default=bytes.hex))
    shutil.rmtree(root / "spare")
    shutil.copytree(V2, root / "vault")


def present(folder: Path) -> dict[str, object]:
    """Every row after all steps."""
    opened_now = connection.open_vault(folder, FIXTURE_KEYS, vault_id=book.VAULT)
    assert wholeness.is_whole(opened_now)
    assert ledger_checks.faults(opened_now) == ()
    for name in (STOCK, PEOPLE):
        assert schema.version(opened_now.connection, name) == schema.steps(name)[-1][0]
    rows = book.contents(opened_now)
    opened_now.close()
    return dict(rows)


def do_second_version(root: Path, say: Say) -> None:
    connection.open_vault(root / "vault", FIXTURE_KEYS, vault_id=book.VAULT).close()
    say("migrated")


def check_second_version(root: Path, _said: Said) -> str:
    assert json.loads(json.dumps(present(root / "vault"), default=bytes.hex)) == facts_of(root)
    return "whole"


WORKS = (
    Work("receiving a table", filled_with_facts, do_import, check_import),
    Work("a count handed in and approved", filled_with_facts, do_count, check_count),
    Work("making two items one", filled_with_facts, do_merge, check_merge),
    Work("a sale", filled_with_facts, do_sale, check_sale),
    Work("giving what was found", filled_with_facts, do_found, check_found),
    Work("packing kits", filled_with_facts, do_pack, check_pack),
    Work("forgetting a giver", filled_with_giver, do_forget, check_forget),
    Work("migration from the last version", filled_with_second_version, do_second_version, check_second_version),
)
