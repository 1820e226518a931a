"""A day's mixed work, one entry after the other, and the proof that each confirmed one is wholly there."""

import json
import random
from collections.abc import Callable
from typing import Any

from desktop.domain.people import MemberFacts
from desktop.domain.stock import PlaceId, PlaceKind, Reason, Source
from desktop.operations import (
    catalogue,
    count_review,
    counting,
    distribution,
    kits,
    moving,
    outgoing,
    partners,
    people,
    receipts,
    receiving,
    referrals,
    selling,
    stock,
)
from desktop.operations.distribution import Given
from desktop.operations.moving import MoveLine
from desktop.operations.outgoing import Leaving
from desktop.operations.partners import ReportLine
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.storage.connection import Database
from tests.faults.marked import new_form
from tests.operations.finishing import finish_count

Confirmed = dict[str, Any]


class Mixed:
    """Somebody at work in an open vault that has items, places, members and a partner."""

    def __init__(self, session: Session, chance: random.Random) -> None:
        self.session = session
        self.chance = chance
        self.items = [item.id for item in catalogue.items(session) if not item.is_kit]
        self.kits = [item.id for item in catalogue.items(session) if item.is_kit]
        places = catalogue.places(session)
        self.places = [place.id for place in places if place.kind.at_hand]
        self.groups = [place.id for place in places if place.kind is PlaceKind.PARTNER]
        self.fund = catalogue.funds(session)[0].id
        self.members = [member.id for member in people.find_members(session, "", limit=1000)]
        self.partners = [partner.id for partner in referrals.providers(session)]

    def one(self) -> Confirmed:
        """Make one entry of any kind; what is returned is what the window would confirm."""
        kinds: dict[Callable[[], Confirmed | None], int] = {
            self.give: 10,
            self.give_without_name: 3,
            self.note_receipt: 2,
            self.receive: 3,
            self.write_off: 2,
            self.register: 3,
            self.refer: 3,
            self.undo: 2,
            self.move: 2,
            self.bring: 2,
            self.report: 2,
            self.pack: 2,
            self.unpack: 2,
            self.use: 2,
            self.sell: 2,
            self.count: 2,
        }
        while True:
            (kind,) = self.chance.choices(list(kinds), weights=list(kinds.values()))
            if (confirmed := kind()) is not None:
                return confirmed

    def give(self) -> Confirmed:
        member, lines = self.chance.choice(self.members), self._lines()
        given = distribution.give_out(
            self.session,
            form_key=new_form(),
            lines=[Given(item, quantity) for item, quantity in lines.items()],
            member_id=member,
            occurred_on=self.session.today(),
        )
        moved = {str(item): -quantity for item, quantity in lines.items()}
        return {"did": "give", "document": given.document_id, "member": member, "moved": moved}

    def give_without_name(self) -> Confirmed:
        lines = self._lines()
        given = distribution.give_out(
            self.session,
            form_key=new_form(),
            lines=[Given(item, quantity) for item, quantity in lines.items()],
            head_count=self.chance.randrange(1, 9),
            occurred_on=self.session.today(),
        )
        moved = {str(item): -quantity for item, quantity in lines.items()}
        return {"did": "give", "document": given.document_id, "member": None, "moved": moved}

    def note_receipt(self) -> Confirmed | None:
        document = self._given_lately()
        if document is None:
            return None
        copy = receipts.receipt(self.session, document).copy
        receipts.receipt_paper(self.session, document_id=document, language="en")
        return {"did": "print", "document": document, "copy": copy}

    def receive(self) -> Confirmed:
        lines = self._lines()
        posted = receiving.receive_stock(
            self.session,
            form_key=new_form(),
            source=Source.DONATION,
            origin="",
            place_id=self.chance.choice(self.places),
            lines=[Arrival(item, quantity, lot=f"L{quantity}") for item, quantity in lines.items()],
            occurred_on=self.session.today(),
        )
        moved = {str(item): quantity for item, quantity in lines.items()}
        return {"did": "receive", "document": posted.document_id, "moved": moved}

    def write_off(self) -> Confirmed:
        item = self.chance.choice(self.items)
        held = max(stock.item_detail(self.session, item).held, key=lambda each: each.quantity)
        quantity = self.chance.randrange(1, 4)
        posted = outgoing.write_off(
            self.session,
            form_key=new_form(),
            item_id=item,
            batch_id=held.batch.id,
            place_id=held.place.id,
            quantity=quantity,
            reason=Reason.DAMAGED,
            occurred_on=self.session.today(),
        )
        return {"did": "write off", "document": posted.document_id, "moved": {str(item): -quantity}}

    def register(self) -> Confirmed:
        name = f"Member {self.chance.getrandbits(64):x}"
        member = people.register_member(self.session, form_key=new_form(), facts=MemberFacts(name))
        self.members.append(member.id)
        return {"did": "register", "member": member.id, "code": member.code, "name": name}

    def refer(self) -> Confirmed:
        member, day = self.chance.choice(self.members), self.session.today()
        made = referrals.make_referral(
            self.session,
            form_key=new_form(),
            member_id=member,
            provider_id=self.chance.choice(self.partners),
            made_on=day,
            follow_up_on=day,
        )
        return {"did": "refer", "referral": made.id, "number": made.number, "member": member}

    def undo(self) -> Confirmed | None:
        document = self._given_lately()
        if document is None:
            return None
        posted = distribution.undo_distribution(self.session, form_key=new_form(), document_id=document)
        return {"did": "undo", "document": posted.document_id, "undoes": document}

    def move(self) -> Confirmed | None:
        start, end = self.chance.sample(self.places, k=2)
        return self._move(start, end)

    def bring(self) -> Confirmed | None:
        """To a partner group."""
        return self._move(self.chance.choice(self.places), self.chance.choice(self.groups))

    def _move(self, start: PlaceId, end: PlaceId) -> Confirmed | None:
        there = moving.at_place(self.session, start)
        if not there:
            return None
        line = self.chance.choice(there)
        posted = moving.move_stock(
            self.session,
            form_key=new_form(),
            from_place_id=start,
            to_place_id=end,
            lines=[MoveLine(line.item.id, self.chance.randrange(1, min(line.quantity, 50) + 1))],
            occurred_on=self.session.today(),
        )
        return {"did": "move", "document": posted.document_id, "moved": {str(line.item.id): 0}}

    def report(self) -> Confirmed | None:
        group = self.chance.choice(self.groups)
        there = [line for line in moving.at_place(self.session, group) if line.item.id in self.items]
        if not there:
            return None
        line = self.chance.choice(there)
        quantity = self.chance.randrange(1, line.quantity + 1)
        posted = partners.partner_report(
            self.session,
            form_key=new_form(),
            place_id=group,
            head_count=self.chance.randrange(1, 9),
            lines=[ReportLine(line.item.id, quantity)],
            occurred_on=self.session.today(),
        )
        return {"did": "report", "document": posted.document_id, "moved": {str(line.item.id): -quantity}}

    def pack(self) -> Confirmed | None:
        kit, count = self.chance.choice(self.kits), self.chance.randrange(1, 4)
        recipe = kits.recipe_of(self.session, kit)
        assert recipe is not None
        posted = kits.pack_kits(
            self.session,
            form_key=new_form(),
            item_id=kit,
            count=count,
            place_id=self.places[0],
            occurred_on=self.session.today(),
        )
        moved = {str(part.item.id): -part.quantity * count for part in recipe.parts} | {str(kit): count}
        return {"did": "pack", "document": posted.document_id, "moved": moved}

    def unpack(self) -> Confirmed | None:
        found = [each for kit in self.kits for each in kits.packed(self.session, kit)]
        if not found:
            return None
        chosen = self.chance.choice(found)
        assert chosen.recipe is not None
        batch, place = chosen.held.batch, chosen.held.place
        posted = kits.unpack_kits(
            self.session,
            form_key=new_form(),
            item_id=batch.item_id,
            batch_id=batch.id,
            place_id=place.id,
            count=1,
            occurred_on=self.session.today(),
        )
        moved = {str(part.item.id): part.quantity for part in chosen.recipe.parts} | {str(batch.item_id): -1}
        return {"did": "unpack", "document": posted.document_id, "moved": moved}

    def use(self) -> Confirmed:
        lines = self._lines()
        posted = outgoing.use_materials(
            self.session,
            form_key=new_form(),
            place_id=self.places[0],
            lines=[Leaving(item, quantity) for item, quantity in lines.items()],
            purpose="Sewing",
            occurred_on=self.session.today(),
        )
        moved = {str(item): -quantity for item, quantity in lines.items()}
        return {"did": "use", "document": posted.document_id, "moved": moved}

    def sell(self) -> Confirmed:
        lines, amount = self._lines(), self.chance.randrange(1, 5000)
        posted = selling.sell(
            self.session,
            form_key=new_form(),
            place_id=self.places[0],
            lines=[Leaving(item, quantity) for item, quantity in lines.items()],
            fund_id=self.fund,
            amount=amount,
            currency="EUR",
            occurred_on=self.session.today(),
        )
        moved = {str(item): -quantity for item, quantity in lines.items()}
        return {"did": "sell", "document": posted.document_id, "moved": moved, "amount": amount}

    def count(self) -> Confirmed:
        """Of one item at one place; handed in and approved. One that a kill left is gone on with."""
        item, place = self.chance.choice(self.items), self.places[0]
        sheet = counting.begin_count(self.session, place_id=place, item_ids=[item])
        count_review.send_back_count(self.session, stocktake_id=sheet.id)
        line = next(line for line in sheet.lines if line.book)
        more = self.chance.randrange(1, 4)
        assert line.book is not None
        counting.count_line(
            self.session,
            stocktake_id=sheet.id,
            item_id=item,
            batch_id=line.batch.id,
            counted=line.book + more,
            reason=Reason.FOUND,
        )
        posted = finish_count(self.session, sheet.id)
        assert posted is not None
        return {"did": "count", "document": posted.document_id, "stocktake": sheet.id}

    def _lines(self) -> dict[int, int]:
        items = self.chance.sample(self.items, k=self.chance.randrange(1, 4))
        return {item: self.chance.randrange(1, 4) for item in items}

    def _given_lately(self) -> int | None:
        given = [each for each in distribution.last_given(self.session, limit=6) if not each.reversed]
        return self.chance.choice(given).document_id if given else None


class Proof:
    """Looks up confirmed entries in a vault, and entries of which only a part is there."""

    def __init__(self, database: Database) -> None:
        self._rows = database.rows
        self._noted = {
            (action, json.loads(subject).get(key))
            for name in database.schemas
            for action, subject in database.rows(f"SELECT action, subject FROM {name}.journal")
            for key in ("document", "member", "referral")
        }

    def is_there(self, entry: Confirmed) -> bool:
        """Whether an entry that was confirmed is there with all that belongs to it."""
        return bool(getattr(self, f"_{entry['did'].replace(' ', '_')}")(entry))

    def _give(self, entry: Confirmed) -> bool:
        who = self._rows("SELECT member_id FROM people.recipient WHERE document_id = ?", (entry["document"],))
        to_somebody = entry["member"] is None or ("distribution.recipient", entry["document"]) in self._noted
        return (
            who == ([] if entry["member"] is None else [(entry["member"],)])
            and to_somebody
            and self._moved(entry, "distribution", "distribution.give")
            and self._rows("SELECT 1 FROM receipt WHERE document_id = ?", (entry["document"],)) == [(1,)]
        )

    def _print(self, entry: Confirmed) -> bool:
        values = entry["document"], entry["copy"]
        printed = self._rows("SELECT 1 FROM print WHERE document_id = ? AND copy = ?", values)
        return printed == [(1,)] and ("receipt.print", entry["document"]) in self._noted

    def _receive(self, entry: Confirmed) -> bool:
        return self._moved(entry, "intake", "stock.receive")

    def _write_off(self, entry: Confirmed) -> bool:
        return self._moved(entry, "write_off", "stock.write_off")

    def _move(self, entry: Confirmed) -> bool:
        return self._moved(entry, "transfer", "stock.move")

    def _report(self, entry: Confirmed) -> bool:
        receipt = self._rows("SELECT 1 FROM receipt WHERE document_id = ?", (entry["document"],))
        return self._moved(entry, "distribution", "partner.report") and receipt == [(1,)]

    def _pack(self, entry: Confirmed) -> bool:
        return self._moved(entry, "pack", "stock.pack")

    def _unpack(self, entry: Confirmed) -> bool:
        return self._moved(entry, "unpack", "stock.unpack")

    def _use(self, entry: Confirmed) -> bool:
        return self._moved(entry, "use", "stock.use")

    def _sell(self, entry: Confirmed) -> bool:
        money = self._rows("SELECT amount FROM people.fund_entry WHERE document_id = ?", (entry["document"],))
        return self._moved(entry, "sale", "stock.sell") and money == [(entry["amount"],)]

    def _count(self, entry: Confirmed) -> bool:
        found = self._rows("SELECT document_id FROM stocktake WHERE id = ?", (entry["stocktake"],))
        return found == [(entry["document"],)] and ("count.approve", entry["document"]) in self._noted

    def _register(self, entry: Confirmed) -> bool:
        found = self._rows("SELECT code, name FROM people.member WHERE id = ?", (entry["member"],))
        return found == [(entry["code"], entry["name"])] and ("member.register", entry["member"]) in self._noted

    def _refer(self, entry: Confirmed) -> bool:
        found = self._rows("SELECT number, member_id FROM people.referral WHERE id = ?", (entry["referral"],))
        return found == [(entry["number"], entry["member"])] and ("referral.make", entry["referral"]) in self._noted

    def _undo(self, entry: Confirmed) -> bool:
        undone = self._rows("SELECT reverses_id FROM document WHERE id = ?", (entry["document"],))
        sums = self._rows(
            "SELECT sum(quantity) FROM movement WHERE document_id IN (?, ?) GROUP BY item_id, batch_id, place_id",
            (entry["document"], entry["undoes"]),
        )
        return (
            undone == [(entry["undoes"],)]
            and bool(sums)
            and all(total == 0 for (total,) in sums)
            and ("distribution.undo", entry["document"]) in self._noted
        )

    def _moved(self, entry: Confirmed, kind: str, action: str) -> bool:
        document = entry["document"]
        moved = dict(
            self._rows(
                "SELECT item_id, sum(quantity) FROM movement WHERE document_id = ? GROUP BY item_id", (document,)
            )
        )
        return (
            self._rows("SELECT kind FROM document WHERE id = ?", (document,)) == [(kind,)]
            and moved == {int(item): quantity for item, quantity in entry["moved"].items()}
            and (action, document) in self._noted
        )

    def halves(self) -> list[tuple[str, int]]:
        """Every entry, confirmed or not, that lacks a part."""
        queries = {
            "no movement": "SELECT id FROM document d WHERE NOT EXISTS (SELECT 1 FROM movement WHERE document_id = d.id) "
            "AND kind <> 'stocktake' AND kind <> 'merge'",
            "nobody received it": "SELECT id FROM document WHERE kind = 'distribution' AND reverses_id IS NULL AND "
            "head_count IS NULL AND id NOT IN (SELECT document_id FROM people.recipient)",
            "no receipt": "SELECT id FROM document WHERE kind = 'distribution' AND reverses_id IS NULL "
            "AND id NOT IN (SELECT document_id FROM receipt)",
            "received, but not given": "SELECT document_id FROM people.recipient WHERE document_id NOT IN "
            "(SELECT id FROM document)",
            "sold for nothing": "SELECT id FROM document WHERE kind = 'sale' AND id NOT IN "
            "(SELECT document_id FROM people.fund_entry WHERE document_id IS NOT NULL)",
            "paid for nothing": "SELECT document_id FROM people.fund_entry WHERE document_id NOT IN "
            "(SELECT id FROM document)",
            "given by somebody, but not received": "SELECT document_id FROM people.giver WHERE document_id NOT IN "
            "(SELECT id FROM document)",
            "not all went where it should": "SELECT document_id FROM movement WHERE document_id IN "
            "(SELECT id FROM document WHERE kind = 'transfer') GROUP BY document_id HAVING sum(quantity) <> 0",
            "packed in half": "SELECT id FROM document d WHERE kind IN ('pack', 'unpack') AND "
            "(SELECT count(DISTINCT quantity > 0) FROM movement WHERE document_id = d.id) <> 2",
            "counted, but in no count": "SELECT id FROM document WHERE kind = 'stocktake' AND reverses_id IS NULL AND "
            "id NOT IN (SELECT document_id FROM stocktake WHERE document_id IS NOT NULL)",
            "not wholly undone": "SELECT r.id FROM document r WHERE reverses_id IS NOT NULL AND "
            "(SELECT count(*) FROM movement WHERE document_id = r.id) <> "
            "(SELECT count(*) FROM movement WHERE document_id = r.reverses_id)",
        }
        halves = [(what, number) for what, sql in queries.items() for (number,) in self._rows(sql)]
        written = {
            "distribution": ("distribution.give", "distribution.undo", "distribution.correct", "partner.report"),
            "intake": ("stock.receive", "stock.undo", "stock.import"),
            "stocktake": ("count.approve", "count.finish"),
            "transfer": ("stock.move", "stock.undo"),
            "pack": ("stock.pack", "stock.undo"),
            "unpack": ("stock.unpack", "stock.undo"),
            "use": ("stock.use", "stock.undo"),
            "sale": ("stock.sell", "stock.sell_undo"),
            "found": ("stock.found",),
            "merge": ("item.merge",),
            "write_off": ("stock.write_off", "stock.undo"),
        }
        for number, kind in self._rows("SELECT id, kind FROM document"):
            if kind in written and not any((action, number) in self._noted for action in written[kind]):
                halves.append(("not in the journal", number))
        halves.extend(
            ("not in the journal", number)
            for (number,) in self._rows("SELECT document_id FROM people.recipient")
            if ("distribution.recipient", number) not in self._noted
        )
        return halves
