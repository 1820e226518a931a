"""A person's slot: their private key and the coordinators' public signing key, wrapped by their passphrase."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.vault import canonical, derivation, sealing
from desktop.vault.canonical import Json
from desktop.vault.derivation import MOST_PASSPHRASE_CHARACTERS, SLOT_ID_BYTES, KdfSets
from desktop.vault.errors import KeysDamaged, WrongPassphrase
from desktop.vault.sealing import NONCE_BYTES, TAG_BYTES

_PRIVATE_BYTES = 32
_SIGNER_BYTES = 32
WRAPPED_BYTES = _PRIVATE_BYTES + _SIGNER_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Slot:
    """One wrapped private key, as it stands in a key file or in a backup."""

    id: bytes
    nonce: bytes
    wrapped: bytes

    def content(self) -> Json:
        """As it stands in the file."""
        return {"id": self.id.hex(), "nonce": self.nonce.hex(), "wrapped": self.wrapped.hex()}

    @staticmethod
    def read(value: object) -> "Slot":
        """A slot from a file.

        Raises:
            KeysDamaged: It has another shape.
        """
        found = canonical.fields(value, "id", "nonce", "wrapped")
        return Slot(
            canonical.octets(found["id"], SLOT_ID_BYTES),
            canonical.octets(found["nonce"], NONCE_BYTES),
            canonical.octets(found["wrapped"], WRAPPED_BYTES),
        )


@dataclass(frozen=True, slots=True)
class OpenedSlot:
    """What a passphrase opened.

    Attributes:
        private: The person's private key.
        signer: The coordinators' public signing key this person trusts, whatever the file says.
    """

    private: X25519PrivateKey
    signer: bytes

    @property
    def public(self) -> bytes:
        """The person's public key."""
        return sealing.public_bytes(self.private)


def make_slot(key: bytes | bytearray, opened: OpenedSlot, vault: bytes) -> Slot:
    """Wrap a person's private key by the key their login name and passphrase make."""
    identity = derivation.slot_id(key)
    secret = opened.private.private_bytes_raw() + opened.signer
    nonce, wrapped = sealing.encrypt(key, secret, _associated(vault, identity, opened.public))
    return Slot(identity, nonce, wrapped)


def open_slot(
    slots: Iterable[tuple[bytes, Slot]], *, vault: bytes, salt: bytes, kdf: KdfSets, login: str, passphrase: str
) -> OpenedSlot:
    """Find and open the slot of a person. An unknown name and a wrong passphrase fail alike, after the same work.

    Args:
        slots: The public keys with their slots.

    Raises:
        WrongPassphrase: No slot fits.
        KeysDamaged: The slot that fits was altered.
        NotEnoughMemory: The computer can't spare the memory.
    """
    opened, key = find_slot(slots, vault=vault, salt=salt, kdf=kdf, login=login, passphrase=passphrase)
    wipe(key)
    return opened


def find_slot(
    slots: Iterable[tuple[bytes, Slot]], *, vault: bytes, salt: bytes, kdf: KdfSets, login: str, passphrase: str
) -> tuple[OpenedSlot, bytearray]:
    """As `open_slot`, with the key that opened it, to wrap the same secret again. Whoever asked wipes it.

    Raises:
        WrongPassphrase, KeysDamaged, NotEnoughMemory: As `open_slot`.
    """
    if len(passphrase) > MOST_PASSPHRASE_CHARACTERS or len(login) > MOST_PASSPHRASE_CHARACTERS:
        raise WrongPassphrase  # none can be so long; says nothing about the file
    sets = [kdf.present] if kdf.previous is None else [kdf.present, kdf.previous]
    keys = [derivation.slot_key(salt, login, passphrase, parameters) for parameters in sets]
    known = [(public, slot) for public, slot in slots]
    try:
        for key in keys:
            wanted = derivation.slot_id(key)
            for public, slot in known:
                if slot.id == wanted:
                    return unwrap(key, public, slot, vault), bytearray(key)
        raise WrongPassphrase
    finally:
        for key in keys:
            wipe(key)


def unwrap(key: bytes | bytearray, public: bytes, slot: Slot, vault: bytes) -> OpenedSlot:
    """Open one slot with its key.

    Raises:
        KeysDamaged: The slot was altered, or stands at somebody else's public key.
    """
    secret = sealing.decrypt(key, slot.nonce, slot.wrapped, _associated(vault, slot.id, public))
    private = X25519PrivateKey.from_private_bytes(secret[:_PRIVATE_BYTES])
    opened = OpenedSlot(private, secret[_PRIVATE_BYTES:])
    if opened.public != public:
        raise KeysDamaged
    return opened


def wipe(secret: bytearray) -> None:
    """Overwrite a secret, as far as Python lets us."""
    secret[:] = bytes(len(secret))


def _associated(vault: bytes, identity: bytes, public: bytes) -> bytes:
    return canonical.dump(
        {
            "format": "larder-keys",
            "version": 1,
            "vault": vault.hex(),
            "slot": identity.hex(),
            "public": public.hex(),
        }
    )
