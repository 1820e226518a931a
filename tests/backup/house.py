"""A real vault with a little of everything in it, a stick, and backups made of the one onto the other."""

import os
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop.backup import BackupMade, Snapshot, snapshot, write_backup
from desktop.domain.people import MemberFacts, MemberId
from desktop.domain.stock import Category, Expiry, ItemId, Pack, Source, Unit
from desktop.domain.users import Role
from desktop.operations import catalogue, distribution, receiving, users, vault
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.operations.vault import VaultSetup
from desktop.storage import people, settings
from desktop.storage.connection import Database
from desktop.system.files import Write
from desktop.vault import KdfParameters, KdfPolicy

CHEAP = KdfParameters(memory_kib=32, passes=1, lanes=1)
ANY_COST = KdfPolicy(least_memory_kib=8)
DAY = date(2026, 11, 24)
MOMENT = datetime(2026, 11, 24, 8, 50, tzinfo=UTC)

LOGINS = {Role.COORDINATOR: "Magnolia", Role.VOLUNTEER: "Heron", Role.STOCK_KEEPER: "Basalt"}
PASSPHRASES = {
    Role.COORDINATOR: "river salt window nine",
    Role.VOLUNTEER: "seven yellow bridges west",
    Role.STOCK_KEEPER: "paper moon over gravel",
}
MEMBERS = ("Hummingbird Quayside", "Tin Whistle", "槟榔花")
NOTES = "prefers the back door after dusk"
TYPED = (*MEMBERS, NOTES, "Lanternfish warehouse", "Riverside Circle", "Zebra masks", "Dr Marigold", *LOGINS.values())


@dataclass
class Clock:
    """A clock that tests set."""

    moment: datetime = MOMENT

    def today(self) -> date:
        return self.moment.date()

    def now(self) -> datetime:
        return self.moment


@dataclass
class House:
    """The vault's folder, the coordinator's open session, and the folder that stands for a stick."""

    folder: Path
    stick: Path
    session: Session
    words: tuple[str, ...]
    clock: Clock
    item: ItemId
    members: list[MemberId] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.session.database

    def opens(self, role: Role = Role.COORDINATOR) -> dict[str, str]:
        """What a person types."""
        return {"login": LOGINS[role], "passphrase": PASSPHRASES[role]}

    def unlock(self, role: Role, folder: Path | None = None) -> Session:
        """Close the session that is open, if one is, and open one for somebody else."""
        if self.session.open:
            self.session.close()
        self.session = vault.open_vault(folder or self.folder, **self.opens(role), clock=self.clock, policy=ANY_COST)
        return self.session

    def give(self, quantity: int = 3, member: int = 0) -> None:
        """One hand-out."""
        distribution.give_out(
            self.session,
            form_key=uuid.uuid4().hex,
            lines=[Given(self.item, quantity)],
            member_id=self.members[member],
            occurred_on=self.clock.today(),
        )

    def snapshot(self, between: Callable[[], object] = lambda: None) -> Snapshot:
        return snapshot(
            self.database,
            self.session.held_keys(),
            self.folder,
            created=self.clock.now(),
            between=between,
            policy=ANY_COST,
        )

    def back_up(
        self,
        report: Callable[[int, int], None] = lambda _done, _total: None,
        stop: threading.Event | None = None,
        write: Write = os.write,
    ) -> BackupMade:
        return write_backup(self.snapshot(), self.stick, report, stop, write=write)


def build(folder: Path) -> House:
    """A vault of three people with stock, members, hand-outs, a referral and a request."""
    clock = Clock()
    stick = folder / "stick"
    stick.mkdir()
    created = vault.create_vault(
        folder / "vault",
        VaultSetup(
            collective="Riverside Circle",
            login=LOGINS[Role.COORDINATOR],
            passphrase=PASSPHRASES[Role.COORDINATOR],
            place="Shelf A",
        ),
        clock=clock,
        kdf=CHEAP,
        policy=ANY_COST,
    )
    session = created.session
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        users.add_user(
            session, login=LOGINS[role], passphrase=PASSPHRASES[role], name=LOGINS[role], role=role, policy=ANY_COST
        )
    item = catalogue.save_item(
        session,
        name="Zebra masks",
        category=Category.PROTECTION,
        unit=Unit.PIECE,
        expiry=Expiry.USE_BY,
        packs=[Pack("Box", 50)],
    )
    house = House(folder / "vault", stick, session, created.recovery_words, clock, item)
    receiving.receive_stock(
        session,
        form_key=uuid.uuid4().hex,
        source=Source.DONATION,
        origin="Lanternfish warehouse",
        place_id=catalogue.places(session)[0].id,
        lines=[Arrival(item, 500, lot="B-1", expires_on=DAY + timedelta(days=300))],
        occurred_on=DAY,
    )
    database = session.database
    with database.transaction():
        for name in MEMBERS:
            facts = MemberFacts(name, note=NOTES)
            house.members.append(people.add(database, facts, form_key=uuid.uuid4().hex, registered_on=DAY))
        provider = database.insert(
            "people.provider", uuid="p-1", name="Dr Marigold", folded="dr marigold", service="clinic"
        )
        database.insert(
            "people.referral",
            uuid="r-1",
            form_key="r-1",
            number="26-AS-00001-1",
            member_id=house.members[0],
            provider_id=provider,
            service="clinic",
            made_on=DAY.isoformat(),
            recorded_at=session.now(),
            recorded_by=session.user.id,
        )
    for member in range(3):
        house.give(2 + member, member)
    return house


def contents_of(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, apart from what a restore and an unlocking write on purpose."""
    found = {}
    for schema in database.schemas:
        tables = database.rows(f"SELECT name FROM {schema}.sqlite_schema WHERE type = 'table' ORDER BY name")
        for (table,) in tables:
            rows = [tuple(row) for row in database.rows(f'SELECT * FROM {schema}."{table}" ORDER BY 1, 2')]
            if table == "setting":
                written = (settings.DESK, settings.LAST_BACKUP, settings.RESTORED_FROM)
                rows = [row for row in rows if row[0] not in written]
            if (schema, table) == ("main", "journal"):
                rows = [row for row in rows if row[3] not in ("backup.restore", "unlock")]
            found[f"{schema}.{table}"] = rows
    return found
