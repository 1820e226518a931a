"""The register: which public key belongs to which user with which role. Only holders of the people key can read it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.domain.users import UserId
from desktop.vault import canonical, derivation, sealing
from desktop.vault.canonical import Json
from desktop.vault.errors import KeysDamaged
from desktop.vault.grants import USER_BYTES, KeyRole
from desktop.vault.sealing import NONCE_BYTES, PUBLIC_BYTES

_BYTES_PER_ENTRY = 130
"""More than one person takes; the register is filled up to it, so that its length tells nothing either."""


@dataclass(frozen=True, slots=True)
class Registered:
    """One user of the vault, or the recovery sheet."""

    user: UserId
    role: KeyRole
    public: bytes

    def content(self) -> Json:
        """As it stands in the register."""
        return {"user": self.user, "role": self.role.name.lower(), "public": self.public.hex()}


@dataclass(frozen=True, slots=True)
class SealedRegister:
    """The register as it stands in the key file."""

    nonce: bytes
    sealed: bytes

    def content(self) -> Json:
        """As it stands in the file."""
        return {"nonce": self.nonce.hex(), "sealed": self.sealed.hex()}

    @staticmethod
    def read(value: object) -> "SealedRegister":
        """A register from a file.

        Raises:
            KeysDamaged: It has another shape.
        """
        found = canonical.fields(value, "nonce", "sealed")
        return SealedRegister(canonical.octets(found["nonce"], NONCE_BYTES), canonical.octets(found["sealed"]))

    def opened(self, people_key: bytes, context: bytes) -> tuple[Registered, ...]:
        """Who holds which role.

        Args:
            context: `KeyFile.register_context` of the file it stands in.

        Raises:
            KeysDamaged: It was altered, or the key is another.
        """
        plain = sealing.decrypt(_key(people_key), self.nonce, self.sealed, context)
        try:
            return tuple(_read(entry) for entry in json.loads(plain))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise KeysDamaged from None


def seal_register(users: Iterable[Registered], people_key: bytes, context: bytes, places: int) -> SealedRegister:
    """Encrypt the register.

    Args:
        context: `KeyFile.register_context` of the file it will stand in.
        places: How many entries the key file has; the length follows from that alone.
    """
    listed = sorted(users, key=lambda registered: registered.public)
    plain = canonical.dump([registered.content() for registered in listed])
    return SealedRegister(*sealing.encrypt(_key(people_key), plain.ljust(places * _BYTES_PER_ENTRY), context))


def _read(value: object) -> Registered:
    found = canonical.fields(value, "user", "role", "public")
    role = found["role"]
    if not isinstance(role, str):
        raise KeysDamaged
    user = canonical.octets(found["user"], USER_BYTES).hex()
    return Registered(UserId(user), KeyRole[role.upper()], canonical.octets(found["public"], PUBLIC_BYTES))


def _key(people_key: bytes) -> bytes:
    return derivation.subkey(people_key, "register-v1")
