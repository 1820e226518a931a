"""What interruptible work is made of: how it begins, what is done, what must be found afterwards.

Each `Work` is done in a folder of its own (`root`), by a process that is killed (tests/faults/test_kills.py) or under a record
that is cut off (tests/faults/test_power_cuts.py). `check` opens what is left the way a person would, and raises AssertionError
when anything confirmed is gone, half or unreadable.
"""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.domain.people import MemberFacts
from desktop.domain.referrals import Service
from desktop.domain.stock import Category, Expiry, PlaceKind, Source, Unit
from desktop.domain.users import Role
from desktop.operations import catalogue, kits, people, receiving, referrals, vault
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.storage import ledger_checks, wholeness
from desktop.storage.connection import Database
from desktop.vault.errors import WrongPassphrase
from tests.faults.marked import entries_of, new_form
from tests.faults.mixed import Mixed, Proof
from tests.operations.desk import FixedClock
from tests.operations.keys import CHEAP_POLICY, LOGINS, PASSPHRASE, made_vault, opened

Say = Callable[[Any], None]
Said = list[Any]
CLOCK = FixedClock()
OPENS = {"login": LOGINS[Role.COORDINATOR], "passphrase": PASSPHRASE}
FACTS = "before.json"


@dataclass(frozen=True)
class Work:
    """One kind of work.

    Attributes:
        prepare: Fills an empty `root`.
        do: Does the work in `root`, and says what is confirmed.
        check: Opens what was left in `root` by a fault, given what was confirmed before it, and says in a word what it is.
    """

    name: str
    prepare: Callable[[Path], None]
    do: Callable[[Path, Say], None]
    check: Callable[[Path, Said], str]


class Prepared:
    """A work's beginning, made once and laid out anew for each fault."""

    def __init__(self, work: Work, folder: Path) -> None:
        self.work = work
        self._template = folder / "template"
        self._template.mkdir()
        work.prepare(self._template)
        self.root = folder / "root"

    def laid_out(self) -> Path:
        """The folder, as the work finds it."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self._template, self.root)
        return self.root


def filled(root: Path) -> None:
    """A small vault with a little of everything."""
    made_vault(root / "vault")
    session = opened(root / "vault", Role.COORDINATOR)
    place = catalogue.places(session)[0].id
    items = [
        catalogue.save_item(session, name=name, category=Category.PROTECTION, unit=Unit.PIECE, expiry=Expiry.NONE)
        for name in ("Soap", "Socks", "Torch", "Bread")
    ]
    receiving.receive_stock(
        session,
        form_key=new_form(),
        source=Source.PURCHASE,
        origin="",
        place_id=place,
        lines=[Arrival(item, 100_000) for item in items],
        occurred_on=CLOCK.today(),
    )
    for name in ("Hummingbird", "Tin Whistle", "Quayside"):
        people.register_member(session, form_key=new_form(), facts=MemberFacts(name))
    referrals.save_provider(session, name="Dr Marigold", service=Service.CLINIC, details="")
    catalogue.save_place(session, name="Shelf B")
    catalogue.save_place(session, name="Quay group", kind=PlaceKind.PARTNER)
    catalogue.save_fund(session, name="City grant")
    kit = catalogue.save_item(session, name="Kit", category=Category.HYGIENE, unit=Unit.PIECE, expiry=Expiry.NONE)
    kits.save_recipe(session, item_id=kit, parts=[(items[0], 2), (items[1], 1)])
    mixed = Mixed(session, random.Random(1))
    for _ in range(12):
        mixed.one()
    session.close()


def records(database: Database) -> dict[str, Any]:
    """Every row of both databases, but for what each opening notes."""
    return {
        f"{name}.{table}": rows
        for name, tables in entries_of(database).items()
        for table, rows in tables.items()
        if table != "setting"
    }


def whole(session: Session) -> None:
    """The vault is whole, and nothing in it is half."""
    assert wholeness.is_whole(session.database)
    assert wholeness.belong_together(session.database)
    assert not ledger_checks.faults(session.database)
    assert not Proof(session.database).halves()


def seen(session: Session) -> dict[str, Any]:
    """What stands in an open vault, which is whole; then it is closed."""
    assert wholeness.is_whole(session.database)
    seen = json.loads(json.dumps(records(session.database), default=bytes.hex))
    session.close()
    return seen  # type: ignore[no-any-return]


def opened_by(folder: Path, login: str, passphrase: str) -> dict[str, Any] | None:
    """What somebody sees in the vault; None when the passphrase doesn't open it."""
    try:
        session = vault.open_vault(folder, login=login, passphrase=passphrase, clock=CLOCK, policy=CHEAP_POLICY)
    except WrongPassphrase:
        return None
    return seen(session)


def opened_by_sheet(folder: Path, words: str) -> dict[str, Any] | None:
    """What a recovery sheet opens; None when it opens nothing."""
    try:
        return seen(vault.open_with_recovery(folder, words, clock=CLOCK, policy=CHEAP_POLICY))
    except WrongPassphrase:
        return None


def filled_with_facts(root: Path) -> None:
    """The small vault, and what stands in it."""
    filled(root)
    (root / FACTS).write_text(json.dumps(seen(opened(root / "vault", Role.COORDINATOR))))


@contextmanager
def at_work(root: Path, role: Role) -> Iterator[Session]:
    """Somebody at the vault in `root`, which is closed whatever happens."""
    session = opened(root / "vault", role)
    try:
        yield session
    finally:
        session.close()


def facts_of(root: Path) -> Any:
    """What `prepare` wrote down."""
    return json.loads((root / FACTS).read_text(encoding="utf-8"))


def nothing(_root: Path) -> None:
    """There is nothing yet."""
