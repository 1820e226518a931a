"""A vault in which everything a person can type is a marker: a string that stands nowhere else in the world.

Everything is entered through the operations, as the window does it.
"""

import shutil
import uuid
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from pathlib import Path

from desktop.domain.people import MemberFacts, MemberField, MemberId
from desktop.domain.periods import Month
from desktop.domain.referrals import Outcome, OutcomeSource, ProviderId, ReferralId, Service
from desktop.domain.stock import Barcode, Category, DocumentId, Expiry, ItemId, Pack, PlaceId, Reason, Source, Unit
from desktop.domain.users import Role
from desktop.operations import (
    catalogue,
    counting,
    distribution,
    months,
    outgoing,
    people,
    receipts,
    receiving,
    referrals,
    stock,
    users,
    vault,
)
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.operations.vault import VaultSetup
from desktop.storage.connection import Database
from desktop.vault import KdfParameters, KdfPolicy
from tests.faults import marked_desk
from tests.faults.markers import Markers
from tests.operations.desk import FixedClock
from tests.operations.finishing import finish_count

CHEAP = KdfParameters(memory_kib=32, passes=1, lanes=1)
ANY_COST = KdfPolicy(least_memory_kib=8)
MEMBERS = 30
BEFORE = date(2026, 10, 20)
DAY = date(2026, 11, 24)


@dataclass
class Marked:
    """The vault, its markers, and what opens it."""

    folder: Path
    markers: Markers
    clock: FixedClock
    logins: dict[Role, str]
    passphrases: dict[Role, str]
    recovery_words: tuple[str, ...]
    session: Session
    items: list[ItemId] = field(default_factory=list)
    places: list[PlaceId] = field(default_factory=list)
    members: list[MemberId] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    providers: list[ProviderId] = field(default_factory=list)
    referrals: list[ReferralId] = field(default_factory=list)
    given: list[DocumentId] = field(default_factory=list)
    received: list[DocumentId] = field(default_factory=list)

    def unlock(self, role: Role = Role.COORDINATOR, folder: Path | None = None) -> Session:
        """Close what is open and open the vault (or a copy of it) for somebody."""
        if self.session.open:
            self.session.close()
        self.session = vault.open_vault(
            folder or self.folder,
            login=self.logins[role],
            passphrase=self.passphrases[role],
            clock=self.clock,
            policy=ANY_COST,
        )
        return self.session

    def give(self, member: int | None = 0, quantity: int = 1, item: int = 0, on: date | None = None) -> DocumentId:
        """One hand-out to a member, or to three people without a name."""
        given = distribution.give_out(
            self.session,
            form_key=new_form(),
            lines=[Given(self.items[item], quantity)],
            member_id=None if member is None else self.members[member],
            head_count=3 if member is None else None,
            occurred_on=on or self.clock.today(),
        )
        self.given.append(given.document_id)
        return given.document_id

    def receive(
        self, item: int = 0, quantity: int = 100, on: date | None = None, giver: str | None = None
    ) -> DocumentId:
        """Goods of one item arrive."""
        posted = receiving.receive_stock(
            self.session,
            form_key=new_form(),
            source=Source.DONATION,
            origin=self.markers.thing(),
            place_id=self.places[item % len(self.places)],
            lines=[
                Arrival(
                    self.items[item], quantity, lot=self.markers.thing(), expires_on=DAY + timedelta(days=90 + item)
                )
            ],
            occurred_on=on or self.clock.today(),
            giver=giver,
        )
        self.received.append(posted.document_id)
        return posted.document_id

    def write_off(self, item: int, quantity: int = 1, reason: Reason = Reason.LOST) -> DocumentId:
        """Something of the first batch of an item is gone."""
        held = stock.item_detail(self.session, self.items[item]).held[0]
        return outgoing.write_off(
            self.session,
            form_key=new_form(),
            item_id=self.items[item],
            batch_id=held.batch.id,
            place_id=held.place.id,
            quantity=quantity,
            reason=reason,
            occurred_on=self.clock.today(),
        ).document_id


def new_form() -> str:
    """What a form makes when it is opened."""
    return uuid.uuid4().hex


def build(folder: Path, *, seed: int = 20261124, members: int = MEMBERS) -> Marked:
    """A vault of three roles with a closed month and an open one, in which everything typed is a marker."""
    markers = Markers(seed)
    clock = FixedClock(BEFORE)
    logins = {role: markers.hidden() for role in (Role.COORDINATOR, Role.VOLUNTEER, Role.STOCK_KEEPER)}
    passphrases = {role: f"{markers.hidden()} {markers.hidden()} {markers.hidden()}" for role in logins}
    created = vault.create_vault(
        folder,
        VaultSetup(
            collective=markers.thing(),
            login=logins[Role.COORDINATOR],
            passphrase=passphrases[Role.COORDINATOR],
            shown_name=markers.thing(),
            place=markers.thing(),
        ),
        clock=clock,
        kdf=CHEAP,
        policy=ANY_COST,
    )
    made = Marked(folder, markers, clock, logins, passphrases, created.recovery_words, created.session)
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        users.add_user(
            made.session,
            login=logins[role],
            passphrase=passphrases[role],
            name=markers.thing(),
            role=role,
            policy=ANY_COST,
        )
    _fill_stock(made)
    _fill_people(made, members)
    _work(made)
    return made


def _fill_stock(made: Marked) -> None:
    markers, session = made.markers, made.session
    made.places.append(catalogue.places(session)[0].id)
    made.places.extend(catalogue.save_place(session, name=markers.thing()) for _ in range(2))
    kinds = list(Category)
    for number in range(6):
        made.items.append(
            catalogue.save_item(
                session,
                name=markers.thing(),
                category=kinds[number % len(kinds)],
                unit=Unit.PIECE,
                expiry=Expiry.USE_BY,
                packs=[Pack(markers.thing(), 12)],
                barcodes=[Barcode(markers.thing())],
                reorder_level=20,
            )
        )
    for number in range(len(made.items)):
        made.receive(number)


def _fill_people(made: Marked, members: int) -> None:
    markers, session = made.markers, made.session
    people.set_member_fields(session, fields=frozenset(MemberField))
    for _ in range(members):
        facts = MemberFacts(
            name=markers.person(), area=markers.person(), language=markers.person(), note=markers.person()
        )
        member = people.register_member(session, form_key=new_form(), facts=facts)
        made.members.append(member.id)
        made.codes.append(member.code)
    for number in range(5):
        provider = referrals.save_provider(
            session,
            name=markers.person(),
            service=list(Service)[number % len(Service)],
            details=f"{markers.person()}\n{markers.person()}",
        )
        made.providers.append(provider.id)


def _work(made: Marked) -> None:
    """A month that gets closed, then the days after it, with one of everything."""
    session, clock, markers = made.session, made.clock, made.markers
    for number in range(8):
        made.give(number % len(made.members), item=number % 6)
    first = made.give(0, item=1)
    distribution.undo_distribution(session, form_key=new_form(), document_id=first)
    clock.set(DAY)
    months.close_month(session, month=Month(BEFORE.year, BEFORE.month))
    for number in range(len(made.members)):
        made.give(number, quantity=1 + number % 2, item=number % 6)
    made.give(None)
    wrong = made.give(1, item=2)
    distribution.correct_distribution(
        session,
        form_key=new_form(),
        document_id=wrong,
        lines=[Given(made.items[3], 2)],
        member_id=made.members[2],
    )
    receipts.receipt_paper(session, document_id=made.given[-2], language="en")
    for number, member in enumerate(made.members[:8]):
        referral = referrals.make_referral(
            session,
            form_key=new_form(),
            member_id=member,
            provider_id=made.providers[number % len(made.providers)],
            made_on=DAY,
            follow_up_on=DAY,
        )
        made.referrals.append(referral.id)
        asked = people.note_request(
            session, form_key=new_form(), member_id=member, words=markers.person(), asked_on=DAY
        )
        if number % 2:
            people.answer_request(session, request_id=asked, met=False, reason=markers.person(), answered_on=DAY)
    referrals.record_outcome(
        session,
        referral_id=made.referrals[0],
        outcome=Outcome.COMPLETED,
        source=OutcomeSource.MEMBER,
        occurred_on=DAY,
    )
    referrals.slip_paper(session, referral_id=made.referrals[1], language="en")
    people.edit_member(
        session, member_id=made.members[0], facts=MemberFacts(name=markers.person(), note=markers.person())
    )
    people.set_counted(session, member_id=made.members[1], counted=False)
    made.receive(2, giver=markers.person())
    made.write_off(0, quantity=2, reason=Reason.DAMAGED)
    sheet = counting.begin_count(session, place_id=made.places[1])
    line = next(line for line in sheet.lines if line.book)
    counting.count_line(
        session,
        stocktake_id=sheet.id,
        item_id=line.item.id,
        batch_id=line.batch.id,
        counted=line.book - 1,
        reason=Reason.LOST,
    )
    finish_count(session, sheet.id)
    counting.begin_count(session, place_id=made.places[0])
    marked_desk.fill(session, markers, DAY)


def copied(template: Marked, folder: Path) -> Marked:
    """A copy of a closed vault in a new folder, with markers and lists of its own."""
    shutil.copytree(template.folder, folder)
    lists = {
        part.name: list(getattr(template, part.name))
        for part in fields(template)
        if isinstance(getattr(template, part.name), list)
    }
    return replace(
        template, folder=folder, markers=deepcopy(template.markers), clock=FixedClock(template.clock.day), **lists
    )


def rows_of(database: Database, schema: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of one database."""
    tables = database.rows(f"SELECT name FROM {schema}.sqlite_schema WHERE type = 'table' ORDER BY name")
    return {
        table: [tuple(row) for row in database.rows(f'SELECT * FROM {schema}."{table}" ORDER BY 1, 2')]
        for (table,) in tables
    }


def entries_of(database: Database) -> dict[str, dict[str, list[tuple[object, ...]]]]:
    """Every row of the open databases, but for the journals: they note each opening, and have a chain that proves them."""
    found = {name: rows_of(database, name) for name in database.schemas}
    for tables in found.values():
        del tables["journal"]
    return found


def files_below(folder: Path) -> Iterator[Path]:
    """Every file in a folder, at any depth."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
