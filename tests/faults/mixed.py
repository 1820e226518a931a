"""A day's mixed work, one entry after the other, and the proof that each confirmed one is wholly there."""

import json
import random
from collections.abc import Callable
from typing import Any

from desktop.domain.people import MemberFacts
from desktop.domain.stock import Reason, Source
from desktop.operations import catalogue, distribution, outgoing, people, receipts, receiving, referrals, stock
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.storage.connection import Database
from tests.faults.marked import new_form

Confirmed = dict[str, Any]


class Mixed:
    """Somebody at work in an open vault that has items, places, members and a partner."""

    def __init__(self, session: Session, chance: random.Random) -> None:
        self.session = session
        self.chance = chance
        self.items = [item.id for item in catalogue.items(session)]
        self.places = [place.id for place in catalogue.places(session)]
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
        return self._moved(entry, "write_off", "outgoing.write_off")

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
            "AND kind <> 'stocktake'",
            "nobody received it": "SELECT id FROM document WHERE kind = 'distribution' AND reverses_id IS NULL AND "
            "head_count IS NULL AND id NOT IN (SELECT document_id FROM people.recipient)",
            "no receipt": "SELECT id FROM document WHERE kind = 'distribution' AND reverses_id IS NULL "
            "AND id NOT IN (SELECT document_id FROM receipt)",
            "received, but not given": "SELECT document_id FROM people.recipient WHERE document_id NOT IN "
            "(SELECT id FROM document)",
            "not wholly undone": "SELECT r.id FROM document r WHERE reverses_id IS NOT NULL AND "
            "(SELECT count(*) FROM movement WHERE document_id = r.id) <> "
            "(SELECT count(*) FROM movement WHERE document_id = r.reverses_id)",
        }
        halves = [(what, number) for what, sql in queries.items() for (number,) in self._rows(sql)]
        written = {
            "distribution": ("distribution.give", "distribution.undo", "distribution.correct"),
            "intake": ("stock.receive", "stock.undo"),
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
