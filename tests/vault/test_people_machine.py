"""Any sequence of changes of who holds which keys, held against a model: a dict of who may unlock with what.

After every step exactly those who should unlock do, with exactly the keys of their role; no passphrase or sheet of
before opens anything; the file tells nothing beyond its size class. The looking is done in a copy of the folder, so that
slots go on pinning whatever signing key they pin until the sequence itself unlocks.
"""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop.domain.users import Role, UserId
from desktop.vault import (
    KdfParameters,
    KdfPolicy,
    KeyRole,
    LastCoordinator,
    Unlocked,
    add_user,
    change_passphrase,
    change_role,
    create_vault_keys,
    drop_user,
    install_keys,
    keyfile,
    new_recovery_sheet,
    registered,
    renew,
    reset_user,
    unlock,
    unlock_with_recovery,
)
from desktop.vault.errors import WrongPassphrase, WrongRecoveryWords

_COST = KdfParameters(memory_kib=8, passes=1, lanes=1)
_POLICY = KdfPolicy(least_memory_kib=8)
_ROLES = st.sampled_from(Role)
_WHO = st.integers(0, 30)
_MOST_PEOPLE = 12
_LATEST = 6


@dataclass
class Person:
    """Somebody as the model knows them; without a passphrase they hold no keys."""

    user: UserId
    login: str
    passphrase: str | None
    role: Role


class People(RuleBasedStateMachine):
    """What coordinators and everybody else do with keys, and who should be able to unlock after it."""

    @initialize()
    def begin(self) -> None:
        self.parent = Path(tempfile.mkdtemp(prefix="larder-keys-"))
        self.folder = self.parent / "vault"
        self.number = 0
        self.ended: list[tuple[str, str]] = []
        self.ended_sheets: list[tuple[str, ...]] = []
        login, passphrase = self.fresh()
        created = create_vault_keys(self.folder, login=login, passphrase=passphrase, kdf=_COST, policy=_POLICY)
        self.sheet = created.recovery_words
        self.generation = 1
        self.people = [Person(created.unlocked.user_id, login, passphrase, Role.COORDINATOR)]
        self.seen_keys: set[bytes] = set()
        self.take_keys(created.unlocked)

    def fresh(self) -> tuple[str, str]:
        self.number += 1
        return f"Name {self.number}", f"kettle {self.number * 7919} under grey snow"

    def take_keys(self, unlocked: Unlocked) -> None:
        """The keys that are in force from now on; they were never seen before."""
        self.stock, self.about_people = unlocked.stock_database_key(), unlocked.people_database_key()
        assert not {self.stock, self.about_people} & self.seen_keys
        self.seen_keys |= {self.stock, self.about_people}

    @property
    def active(self) -> list[Person]:
        return [person for person in self.people if person.passphrase is not None]

    @property
    def coordinators(self) -> list[Person]:
        return [person for person in self.active if person.role is Role.COORDINATOR]

    def session(self, who: int) -> Unlocked:
        """A coordinator at work, or every fifth time somebody with the recovery sheet."""
        if who % 5 == 4:
            return unlock_with_recovery(self.folder, self.sheet, policy=_POLICY)
        return self.unlocked(self.coordinators[who % len(self.coordinators)])

    def unlocked(self, person: Person, folder: Path | None = None) -> Unlocked:
        return unlock(folder or self.folder, login=person.login, passphrase=person.passphrase, policy=_POLICY)

    def end(self, person: Person) -> None:
        if person.passphrase is not None:
            self.ended.append((person.login, person.passphrase))
        person.passphrase = None

    def is_last(self, person: Person) -> bool:
        return self.coordinators == [person]

    @rule(by=_WHO, role=_ROLES)
    def add(self, by: int, role: Role) -> None:
        if len(self.people) == _MOST_PEOPLE:
            return
        login, passphrase = self.fresh()
        user = add_user(self.folder, self.session(by), login=login, passphrase=passphrase, role=role, policy=_POLICY)
        self.people.append(Person(user, login, passphrase, role))
        self.generation += 1

    @rule(by=_WHO, who=_WHO)
    def drop(self, by: int, who: int) -> None:
        person = self.people[who % len(self.people)]
        if self.is_last(person):
            with pytest.raises(LastCoordinator):
                drop_user(self.folder, self.session(by), person.user, policy=_POLICY)
            return
        drop_user(self.folder, self.session(by), person.user, policy=_POLICY)
        self.generation += person.passphrase is not None
        self.end(person)

    @rule(by=_WHO, who=_WHO, role=_ROLES)
    def reset(self, by: int, who: int, role: Role) -> None:
        person = self.people[who % len(self.people)]
        login, passphrase = self.fresh()
        last = self.is_last(person) and role is not Role.COORDINATOR
        session = self.session(by)
        arguments = {"login": login, "passphrase": passphrase, "role": role, "policy": _POLICY}
        if last:
            with pytest.raises(LastCoordinator):
                reset_user(self.folder, session, person.user, **arguments)
            return
        reset_user(self.folder, session, person.user, **arguments)
        self.end(person)
        person.login, person.passphrase, person.role = login, passphrase, role
        self.generation += 1

    @rule(by=_WHO, who=_WHO, role=_ROLES)
    def other_role(self, by: int, who: int, role: Role) -> None:
        person = self.active[who % len(self.active)]
        if self.is_last(person) and role is not Role.COORDINATOR:
            with pytest.raises(LastCoordinator):
                change_role(self.folder, self.session(by), person.user, role, policy=_POLICY)
            return
        change_role(self.folder, self.session(by), person.user, role, policy=_POLICY)
        self.generation += role is not person.role
        person.role = role

    @rule(who=_WHO)
    def own_passphrase(self, who: int) -> None:
        person = self.active[who % len(self.active)]
        _, passphrase = self.fresh()
        change_passphrase(
            self.folder,
            self.unlocked(person),
            login=person.login,
            old=person.passphrase,
            new=passphrase,
            policy=_POLICY,
        )
        self.ended.append((person.login, person.passphrase))
        person.passphrase = passphrase

    @rule(by=_WHO, gone=st.sets(_WHO, max_size=2), who=_WHO, role=_ROLES)
    def new_keys(self, by: int, gone: set[int], who: int, role: Role) -> None:
        dropped = [self.people[each % len(self.people)] for each in gone]
        stay = [person for person in self.active if person not in dropped]
        changed = stay[who % len(stay)] if stay else None
        roles = {changed.user: role} if changed and who % 2 else {}
        left = [person for person in stay if roles.get(person.user, person.role) is Role.COORDINATOR]
        drop = frozenset(person.user for person in dropped)
        before = self.session(by)
        if not left:
            with pytest.raises(LastCoordinator):
                renew(self.folder, before, drop=drop, roles=roles, policy=_POLICY)
            return
        renewal = renew(self.folder, before, drop=drop, roles=roles, policy=_POLICY)
        assert before.generation == self.generation == renewal.unlocked.generation - 1
        install_keys(self.folder, renewal.raw)
        for person in dropped:
            self.end(person)
        if changed and roles:
            changed.role = role
        self.generation += 1
        self.take_keys(renewal.unlocked)

    @rule(by=_WHO)
    def new_sheet(self, by: int) -> None:
        self.ended_sheets.append(self.sheet)
        self.sheet = new_recovery_sheet(self.folder, self.session(by), policy=_POLICY)
        self.generation += 1

    @rule(who=_WHO)
    def comes_in(self, who: int) -> None:
        self.unlocked(self.active[who % len(self.active)])

    @invariant()
    def exactly_those_who_should_unlock_with_exactly_their_keys(self) -> None:
        if not hasattr(self, "people"):
            return
        copy = self.parent / "copy"
        shutil.copytree(self.folder, copy)
        for person in self.active:
            unlocked = self.unlocked(person, copy)
            assert (unlocked.user_id, unlocked.role, unlocked.generation) == (
                person.user,
                person.role,
                self.generation,
            )
            assert unlocked.stock_database_key() == self.stock
            assert unlocked.people_database_key() == (self.about_people if person.role.sees_people else None)
            assert (unlocked.signing_key is not None) is (person.role is Role.COORDINATOR)
        recovered = unlock_with_recovery(copy, self.sheet, policy=_POLICY)
        assert (recovered.stock_database_key(), recovered.people_database_key()) == (self.stock, self.about_people)
        listed = {each.user: each.role for each in registered(copy, recovered, policy=_POLICY)}
        assert listed == {person.user: KeyRole.of(person.role) for person in self.active} | {
            recovered.user_id: KeyRole.RECOVERY
        }
        for login, passphrase in self.ended[-_LATEST:]:
            with pytest.raises(WrongPassphrase):
                unlock(copy, login=login, passphrase=passphrase, policy=_POLICY)
        for sheet in self.ended_sheets[-2:]:
            with pytest.raises(WrongRecoveryWords):
                unlock_with_recovery(copy, sheet, policy=_POLICY)
        shutil.rmtree(copy)

    @invariant()
    def there_is_a_coordinator(self) -> None:
        assert not hasattr(self, "people") or self.coordinators

    @invariant()
    def the_file_tells_no_more_than_its_size_class(self) -> None:
        if not hasattr(self, "people"):
            return
        raw = (self.folder / "keys.json").read_bytes()
        assert raw == (self.folder / "keys.json.prev").read_bytes()
        keys = keyfile.parse(raw, _POLICY)
        assert len(keys.entries) == keyfile.places(len(self.active) + 1)
        assert len({len(entry.grant) for entry in keys.entries}) == 1
        # With the same number of places, renewals and digits of the generation, all files have one length.
        empty = keyfile.replace(keys, entries=(), handover=())
        each = (len(raw) - len(empty.raw())) - _length_of_chain(keys)
        assert each == len(keys.entries) * (len(keyfile.canonical.dump(keyfile.dummy().content())) + 1) - 1
        assert len(keys.register.sealed) == len(keys.entries) * 130 + 16

    def teardown(self) -> None:
        if hasattr(self, "parent"):
            shutil.rmtree(self.parent)


def _length_of_chain(keys: keyfile.KeyFile) -> int:
    content = [link.content() for link in keys.handover]
    return len(keyfile.canonical.dump(content)) - len("[]")


TestPeople = People.TestCase
TestPeople.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
