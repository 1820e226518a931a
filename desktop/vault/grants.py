"""What a role's public key is given: the keys of the role. All grants have one length: none shows whose it is."""

import secrets
from dataclasses import dataclass, field
from enum import IntEnum

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.domain.users import Role, UserId
from desktop.vault import sealing
from desktop.vault.derivation import KEY_BYTES
from desktop.vault.errors import KeysDamaged

USER_BYTES = 8
_NONE = bytes(KEY_BYTES)
_PLAIN_BYTES = USER_BYTES + 1 + 3 * KEY_BYTES
GRANT_BYTES = _PLAIN_BYTES + sealing.SEAL_OVERHEAD


class KeyRole(IntEnum):
    """A role as the vault sees it: the recovery sheet is a coordinator without a person."""

    VOLUNTEER = 1
    STOCK_KEEPER = 2
    COORDINATOR = 3
    RECOVERY = 4

    @property
    def role(self) -> Role:
        """What somebody unlocking with it may do."""
        return Role.COORDINATOR if self is KeyRole.RECOVERY else Role(self.name.lower())

    @property
    def holds_people_key(self) -> bool:
        """Whether it opens what is about people."""
        return self.role.sees_people

    @property
    def signs(self) -> bool:
        """Whether it may change who holds which key, and open backups."""
        return self.role is Role.COORDINATOR

    @staticmethod
    def of(role: Role) -> "KeyRole":
        """The vault's name of a person's role."""
        return KeyRole[role.name]


@dataclass(frozen=True, slots=True)
class Grant:
    """The content of a grant. Keys the role does not hold are None."""

    user: UserId
    role: KeyRole
    data_key: bytes = field(repr=False)
    people_key: bytes | None = field(repr=False)
    signing_key: bytes | None = field(repr=False)

    def sealed(self, public: bytes, vault: bytes) -> bytes:
        """The grant for the holder of `public` alone, `GRANT_BYTES` long."""
        plain = (
            bytes.fromhex(self.user)
            + bytes([self.role])
            + self.data_key
            + (self.people_key or _NONE)
            + (self.signing_key or _NONE)
        )
        return sealing.seal(public, plain, _context(vault, public))

    @staticmethod
    def opened(sealed: bytes, private: X25519PrivateKey, vault: bytes) -> "Grant":
        """Read one's own grant.

        Raises:
            KeysDamaged: It was altered, or holds other keys than its role has.
        """
        plain = sealing.unseal(private, sealed, _context(vault, sealing.public_bytes(private)))
        if len(plain) != _PLAIN_BYTES:
            raise KeysDamaged
        user, rest = plain[:USER_BYTES].hex(), plain[USER_BYTES + 1 :]
        data, people, signing = (rest[at : at + KEY_BYTES] for at in range(0, len(rest), KEY_BYTES))
        try:
            role = KeyRole(plain[USER_BYTES])
        except ValueError:
            raise KeysDamaged from None
        if data == _NONE or role.holds_people_key is (people == _NONE) or role.signs is (signing == _NONE):
            raise KeysDamaged
        return Grant(
            UserId(user),
            role,
            data,
            people if role.holds_people_key else None,
            signing if role.signs else None,
        )


def new_user_id() -> UserId:
    """A random id; it stands for the person in the records and says nothing about them."""
    return UserId(secrets.token_hex(USER_BYTES))


def _context(vault: bytes, public: bytes) -> str:
    return f"larder grant 1|{vault.hex()}|{public.hex()}"
