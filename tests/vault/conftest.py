"""A vault with one person of each role, whose passphrases are cheap to try."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desktop.domain.users import Role, UserId
from desktop.vault import (
    KdfParameters,
    KdfPolicy,
    Registered,
    Unlocked,
    add_user,
    change_passphrase,
    create_vault_keys,
    derivation,
    keyfile,
    unlock,
)
from desktop.vault.keyfile import KeyFile
from desktop.vault.register import seal_register

CHEAP = KdfParameters(memory_kib=32, passes=1, lanes=1)
ANY_COST = KdfPolicy(least_memory_kib=8)


@dataclass(frozen=True)
class House:
    """A vault's folder and what its people know."""

    folder: Path
    recovery_words: tuple[str, ...]
    logins: dict[Role, str]
    passphrases: dict[Role, str]
    users: dict[Role, UserId]
    policy: KdfPolicy = ANY_COST

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    @property
    def previous(self) -> Path:
        return self.folder / "keys.json.prev"

    def unlock(self, role: Role) -> Unlocked:
        return unlock(self.folder, login=self.logins[role], passphrase=self.passphrases[role], policy=self.policy)

    def change_passphrase(self, unlocked: Unlocked, new: str) -> None:
        """Whoever unlocked takes a new passphrase in the place of the first."""
        role = unlocked.role
        change_passphrase(
            self.folder,
            unlocked,
            login=self.logins[role],
            old=self.passphrases[role],
            new=new,
            policy=self.policy,
        )

    def file(self) -> KeyFile:
        """The key file as it stands on the disk."""
        return keyfile.parse(self.keys.read_bytes(), self.policy)

    def signed(self, coordinator: Unlocked, users: Sequence[Registered] | None = None, **changes: object) -> KeyFile:
        """The key file with some fields changed, as a coordinator could: its register and signature fit."""
        keys = self.file()
        _, people, signing = coordinator.secrets_to_grant()
        listed = coordinator.registered_in(keys) if users is None else users
        changed = replace(keys, **changes)
        sealed = seal_register(listed, people, changed.register_context(), len(changed.entries))
        return replace(changed, register=sealed).signed(signing)

    def put(self, raw: bytes) -> None:
        """Let both copies hold `raw`."""
        self.keys.write_bytes(raw)
        self.previous.write_bytes(raw)


@pytest.fixture
def house(tmp_path: Path) -> House:
    folder = tmp_path / "vault"
    logins = {Role.COORDINATOR: "Magnolia", Role.VOLUNTEER: "Heron", Role.STOCK_KEEPER: "Basalt"}
    passphrases = {
        Role.COORDINATOR: "river salt window nine",
        Role.VOLUNTEER: "seven yellow bridges west",
        Role.STOCK_KEEPER: "paper moon over gravel",
    }
    created = create_vault_keys(
        folder,
        login=logins[Role.COORDINATOR],
        passphrase=passphrases[Role.COORDINATOR],
        kdf=CHEAP,
        policy=ANY_COST,
    )
    users = {Role.COORDINATOR: created.unlocked.user_id}
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        users[role] = add_user(
            folder, created.unlocked, login=logins[role], passphrase=passphrases[role], role=role, policy=ANY_COST
        )
    return House(folder, created.recovery_words, logins, passphrases, users)


@pytest.fixture
def cheap() -> KdfParameters:
    return CHEAP


@pytest.fixture
def any_cost() -> KdfPolicy:
    return ANY_COST


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[KdfParameters]:
    """The parameters of each run of Argon2, as they happen."""
    seen: list[KdfParameters] = []
    real: Callable[..., bytearray] = derivation.slot_key

    def counted(vault_salt: bytes, login: str, passphrase: str, parameters: KdfParameters) -> bytearray:
        seen.append(parameters)
        return real(vault_salt, login, passphrase, parameters)

    monkeypatch.setattr(derivation, "slot_key", counted)
    return seen
