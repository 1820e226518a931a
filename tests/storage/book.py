"""A pair of new databases with one row of everything that must stay as written."""

import secrets
from pathlib import Path

from desktop.domain.people import MemberId
from desktop.domain.users import UserId
from desktop.storage import connection, erasing, journal
from desktop.storage.connection import Database, DatabaseKeys

VAULT = "a-vault-of-the-tests"
AT = "2026-11-24T08:50:00Z"
DAY = "2026-11-24"
ERASED = MemberId(4_000_000_000_000_012)
NEW = MemberId(5_000_000_000_000_034)
STOCKED = {"item_id": 1, "batch_id": 1, "place_id": 1}
"""Where the book's masks are."""


def new_keys() -> DatabaseKeys:
    """Two random keys."""
    return DatabaseKeys(secrets.token_bytes(32), secrets.token_bytes(32))


def empty(folder: Path, keys: DatabaseKeys | None = None) -> Database:
    """New databases without rows."""
    folder.mkdir(parents=True, exist_ok=True)
    return connection.create(folder, keys or new_keys(), vault_id=VAULT)


def filled(folder: Path, keys: DatabaseKeys | None = None) -> Database:
    """New databases with an item that came in and went out to a member, a referral, a request, a closed month."""
    database = empty(folder, keys)
    with database.transaction():
        fill(database)
    return database


def fill(database: Database) -> None:
    """One of everything."""
    insert = database.insert
    insert("user", id="u1", name="Mei", role="coordinator")
    insert("setting", key="collective", value="Sunrise")
    place = insert("place", uuid="p1", name="Shelf A", folded="shelf a")
    item = insert(
        "item",
        uuid="i1",
        name="Masks",
        folded="masks",
        category="protection",
        unit="piece",
        expiry="use_by",
        created_on="2026-10-01",
    )
    insert("item_pack", item_id=item, name="Box", size=50)
    insert("item_barcode", item_id=item, code="4006381333931")
    batch = insert("batch", uuid="b1", item_id=item, lot="B-1", expires_on="2027-11-30", received_on="2026-10-01")
    stock = {"item_id": item, "batch_id": batch, "place_id": place}
    document(database, 1, "intake", "2026-10-02")
    movement(database, 1, 500, "received", "2026-10-02", **stock)
    document(database, 2, "distribution", DAY)
    movement(database, 2, -3, "issued", DAY, **stock)
    insert("receipt", document_id=2, content='{"lines":[],"number":"n2","on":"2026-11-24"}')
    insert("print", document_id=2, copy=1, printed_at=AT, printed_by="u1")
    insert("document_sequence", desk="A", kind="", year=2026, last=1)
    count = insert("stocktake", uuid="s1", place_id=place, begun_at=AT, begun_by="u1")
    insert(
        "stocktake_line",
        stocktake_id=count,
        item_id=item,
        batch_id=batch,
        place_id=place,
        counted=497,
        book=497,
        counted_at=AT,
        counted_by="u1",
    )
    insert(
        "people.member",
        id=11,
        code="K7M-4Q",
        name="Jade River",
        folded_name="jade river",
        folded="jade river k7m4q",
        registered_on="2026-10-01",
        form_key="m1",
    )
    insert(
        "people.consent", member_id=11, purpose="counted", given=1, recorded_on=DAY, recorded_at=AT, recorded_by="u1"
    )
    insert(
        "people.member_change", member_id=11, field="name", old="Jade", new="Jade River", changed_at=AT, changed_by="u1"
    )
    insert("people.recipient", document_id=2, member_id=11, occurred_on=DAY)
    insert("people.provider", id=1, uuid="pr1", name="Harbour Clinic", folded="harbour clinic", service="clinic")
    insert("people.document_sequence", desk="A", kind="S", year=2026, last=1)
    insert(
        "people.referral",
        id=1,
        uuid="r1",
        form_key="r1",
        number="26-AS-00001-1",
        member_id=11,
        provider_id=1,
        service="clinic",
        made_on=DAY,
        follow_up_on="2026-12-01",
        recorded_at=AT,
        recorded_by="u1",
    )
    insert(
        "people.referral_outcome",
        referral_id=1,
        outcome="completed",
        source="member",
        occurred_on=DAY,
        recorded_at=AT,
        recorded_by="u1",
    )
    insert(
        "people.request",
        id=1,
        uuid="q1",
        form_key="q1",
        member_id=11,
        words="A blanket",
        asked_on=DAY,
        recorded_at=AT,
        recorded_by="u1",
    )
    insert("people.request_answer", request_id=1, met=1, reason="", answered_on=DAY, recorded_at=AT, recorded_by="u1")
    insert("closed_month", month="2026-10", closed_at=AT, closed_by="u1")
    insert("people.month_figures", month="2026-10", content="{}")
    for name in database.schemas:
        for number in range(3):
            journal.write(database, name, at=AT, user_id="u1", action="test.note", subject={"document": number})


def fill_desk(database: Database) -> None:
    """What the stock keeper's desk adds: a fund, a kit and its recipe, a card with a number, an order, a giver, a sale."""
    insert = database.insert
    with database.transaction():
        fund = insert("fund", uuid="fu1", name="Harbour grant", folded="harbour grant")
        more = {"unit": "piece", "expiry": "none", "created_on": "2026-11-01"}
        kit = insert("item", uuid="i2", name="Hygiene kit", folded="hygiene kit", category="hygiene", **more)
        card = insert("item", uuid="i3", name="Gift card", folded="gift card", category="cards", serials=1, **more)
        recipe = insert("recipe", item_id=kit, version=1, made_at=AT, made_by="u1")
        insert("recipe_part", recipe_id=recipe, item_id=1, quantity=2)
        insert("batch", uuid="b2", item_id=kit, received_on=DAY, recipe_id=recipe)
        cards = insert("batch", uuid="b3", item_id=card, received_on=DAY, fund_id=fund)
        document(database, 5, "intake", DAY, fund_id=fund)
        stock = {"item_id": card, "batch_id": cards, "place_id": 1}
        came = movement(database, 5, 2, "received", DAY, **stock)
        for number in (1, 2):
            serial(database, number, f"C-{number}", card, cards)
            insert("movement_serial", movement_id=came, serial_id=number)
        document(database, 6, "distribution", DAY)
        left = movement(database, 6, -1, "issued", DAY, **stock)
        insert("movement_serial", movement_id=left, serial_id=1)
        order = {
            "uuid": "o1",
            "form_key": "o1",
            "number": "26-AO-00001-1",
            "asked_of": "Harbour office",
            "asked_on": DAY,
        }
        insert("supply_order", id=1, **order, recorded_at=AT, recorded_by="u1")
        insert("supply_order_line", order_id=1, item_id=1, quantity=40)
        insert("supply_order_delivery", document_id=5, order_id=1)
        insert("people.giver", document_id=5, name="Old Pine", recorded_at=AT, recorded_by="u1")
        entry = {"fund_id": fund, "kind": "sale", "currency": "EUR", "occurred_on": DAY}
        insert("people.fund_entry", id=1, uuid="e1", **entry, amount=250, recorded_at=AT, recorded_by="u1")


def erase_one(database: Database) -> None:
    """A second member who received something, did not agree to be counted, asked for something, and was erased."""
    insert = database.insert
    with database.transaction():
        insert(
            "people.member",
            id=ERASED,
            code="P3X-8H",
            name="Quiet Heron",
            folded_name="quiet heron",
            folded="quiet heron p3x8h",
            note="Speaks little",
            registered_on="2026-10-01",
            form_key="m2",
        )
        for given in (1, 0):
            recorded = {"recorded_on": DAY, "recorded_at": AT, "recorded_by": "u1"}
            insert("people.consent", member_id=ERASED, purpose="counted", given=given, **recorded)
        changed = {"changed_at": AT, "changed_by": "u1"}
        insert("people.member_change", member_id=ERASED, field="name", old="Grey", new="Quiet Heron", **changed)
        asked = {"asked_on": DAY, "recorded_at": AT, "recorded_by": "u1"}
        insert("people.request", id=2, uuid="q2", form_key="q2", member_id=ERASED, words="Warm socks", **asked)
        answered = {"answered_on": DAY, "recorded_at": AT, "recorded_by": "u1"}
        insert("people.request_answer", request_id=2, met=0, reason="None in this size", **answered)
        document(database, 4, "distribution", DAY)
        insert("people.recipient", document_id=4, member_id=ERASED, occurred_on=DAY)
        insert(
            "people.referral",
            id=2,
            uuid="r2",
            form_key="r2",
            number="26-AS-00002-8",
            member_id=ERASED,
            provider_id=1,
            service="clinic",
            made_on=DAY,
            follow_up_on="2026-12-02",
            recorded_at=AT,
            recorded_by="u1",
        )
        for action in ("member.register", "member.edit"):
            journal.write(database, "people", at=AT, user_id="u1", action=action, subject={"member": ERASED})
        # What programs of the first version wrote of each hand-out.
        subject: dict[str, object] = {"document": 4, "member": ERASED}
        journal.write(database, "people", at=AT, user_id="u1", action="distribution.recipient", subject=subject)
    with database.transaction():
        erasing.erase(database, ERASED, at=AT, new_id=NEW, by=UserId("u1"))
    erasing.scrub(database)


def document(database: Database, number: int, kind: str, day: str, **more: object) -> int:
    """One document."""
    values = {"uuid": f"d{number}", "form_key": f"f{number}", "kind": kind, "number": f"n{number}"}
    return database.insert(
        "document", **{**values, "occurred_on": day, "recorded_at": AT, "recorded_by": "u1", "id": number, **more}
    )


def serial(database: Database, number: int, text: str, item_id: int, batch_id: int, **more: object) -> int:
    """One thing with a number, not in the house yet."""
    values = {"uuid": f"s{number}", "number": text, "folded": text.casefold(), "item_id": item_id, "batch_id": batch_id}
    return database.insert("serial", **{**values, "id": number, **more})


def movement(database: Database, document_id: int, quantity: int, cls: str, day: str, **stock: object) -> int:
    """One movement."""
    return database.insert(
        "movement", document_id=document_id, quantity=quantity, **{"class": cls}, occurred_on=day, **stock
    )


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return {
        f"{name}.{table}": list(map(tuple, database.rows(f'SELECT * FROM {name}."{table}" ORDER BY 1, 2')))
        for name in database.schemas
        for (table,) in database.rows(f"SELECT name FROM {name}.sqlite_schema WHERE type = 'table' ORDER BY name")
    }
