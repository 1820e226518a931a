"""Looking things up, and giving out."""

import itertools
import uuid

from desktop.domain.stock import ItemId, PlaceId
from desktop.operations import cards, distribution, people, referrals
from desktop.operations.distribution import Given
from desktop.operations.session import Session
from desktop.operations.today import today
from desktop.storage import journal
from tests.benchmarks.conftest import Bench, list_anew
from tests.benchmarks.filled_vault import AT, TODAY


def test_member_search(session: Session, measure: Bench) -> None:
    typed = itertools.cycle(("b", "ba", "bad", "da 4", "o 77", "q7"))
    measure("member search, per key", lambda: people.find_members(session, next(typed)), goal="10 ms", rounds=60)


def test_giving_out_three_items(session: Session, measure: Bench) -> None:
    database = session.database
    members = [row[0] for row in database.rows("SELECT id FROM people.member ORDER BY code LIMIT 500")]
    member = itertools.cycle(members)
    batches = {
        item: database.value("SELECT batch_id FROM balance WHERE item_id = ? ORDER BY quantity DESC", (item,))
        for item in (1, 2, 3)
    }
    with database.transaction():
        for item, batch in batches.items():
            document = _bare_document(session, "intake")
            _bare_movement(session, document, item, batch, 10_000)

    def give() -> None:
        distribution.give_out(
            session,
            form_key=uuid.uuid4().hex,
            lines=[Given(ItemId(item), 1) for item in batches],
            member_id=next(member),
            occurred_on=TODAY,
        )

    def bare() -> None:
        with database.transaction():
            document = _bare_document(session, "distribution")
            for item, batch in batches.items():
                _bare_movement(session, document, item, batch, -1)
            database.execute("INSERT INTO receipt VALUES (?, ?)", (document, "[]" * 60))
            database.execute("INSERT INTO people.recipient VALUES (?, ?, ?)", (document, next(member), str(TODAY)))
            for schema in database.schemas:
                subject: dict[str, object] = {"document": document}
                journal.write(database, schema, at=AT, user_id=session.user.id, action="bare", subject=subject)

    measure("hand-out of 3 items, durable", give, bare=bare, goal="1.5 x bare", rounds=60)


def _bare_document(session: Session, kind: str) -> int:
    database = session.database
    number = database.value(
        "INSERT INTO document_sequence VALUES ('Z', ?, 2026, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
        (kind,),
    )
    return int(
        database.execute(
            "INSERT INTO document (uuid, form_key, kind, number, occurred_on, recorded_at, recorded_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (str(uuid.uuid4()), uuid.uuid4().hex, kind, f"Z-{kind}-{number}", str(TODAY), AT, session.user.id),
        ).lastrowid
    )


def _bare_movement(session: Session, document: int, item: int, batch: int, quantity: int) -> None:
    session.database.execute(
        "INSERT INTO movement (document_id, item_id, batch_id, place_id, class, quantity, occurred_on) "
        "VALUES (?, ?, ?, 1, ?, ?, ?)",
        (document, item, batch, "issued" if quantity < 0 else "received", quantity, str(TODAY)),
    )


def test_stock_list(session: Session, measure: Bench) -> None:
    database = session.database

    def bare() -> None:
        database.rows("SELECT item_id, batch_id, place_id, quantity FROM balance WHERE quantity > 0")

    measure("stock on hand per item and batch", lambda: list_anew(session), bare=bare, goal="15 ms")


def test_stock_card(session: Session, measure: Bench) -> None:
    measure("stock card", lambda: cards.stock_card(session, item_id=ItemId(7)), goal="20 ms")


def test_stock_card_far_back(session: Session, measure: Bench) -> None:
    measure("stock card, 20th page", lambda: cards.stock_card(session, item_id=ItemId(7), page=19), goal="20 ms")


def test_stock_card_of_a_place(session: Session, measure: Bench) -> None:
    place = PlaceId(1)
    measure("stock card of a place", lambda: cards.stock_card(session, place_id=place), goal="20 ms")


def test_stock_card_of_an_item_at_a_place(session: Session, measure: Bench) -> None:
    which = {"item_id": ItemId(7), "place_id": PlaceId(1)}
    measure("stock card of an item at a place", lambda: cards.stock_card(session, **which), goal="20 ms")


def test_person_page(session: Session, measure: Bench) -> None:
    members = session.database.rows("SELECT member_id FROM people.recipient GROUP BY 1 ORDER BY count(*) DESC LIMIT 50")
    member = itertools.cycle([row[0] for row in members])
    measure("person page", lambda: people.member_page(session, next(member)), goal="20 ms", rounds=50)


def test_due_list(session: Session, measure: Bench) -> None:
    measure("due list", lambda: referrals.due(session), goal="20 ms")


def test_first_screen(session: Session, measure: Bench) -> None:
    measure("first screen's figures", lambda: today(session), goal="150 ms with unlocking")
