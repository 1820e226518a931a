"""The key file, `keys.json`: its format, its limits, its signature. It names nobody.

Version 2 is one line of JSON in the one spelling of `canonical`:
`{format, version, vault, salt, generation, kdf, signer, handover, entries, register, signature, checksum}`.
Version 1 has no `handover`, and its register is bound to the vault alone. It is read for ever, and becomes version 2 at
the next change a coordinator makes; until then one's own passphrase is changed in it as it is.

The signature covers all but the slots' wraps and the checksum: who holds which keys, and what a try at a passphrase
costs, only a coordinator changes; one's own passphrase everybody changes alone. Everybody checks it against the signer
that is pinned inside their own wrapped secret, or one to which that one handed over, not against the one the file names.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.vault import canonical, handover, sealing
from desktop.vault.canonical import Json
from desktop.vault.derivation import SALT_BYTES, SLOT_ID_BYTES, STANDARD_POLICY, KdfPolicy, KdfSets
from desktop.vault.errors import KeysDamaged, TooManyUsers
from desktop.vault.grants import GRANT_BYTES
from desktop.vault.handover import SIGNATURE_BYTES, SIGNER_BYTES, Link
from desktop.vault.register import SealedRegister
from desktop.vault.sealing import PUBLIC_BYTES
from desktop.vault.slots import WRAPPED_BYTES, Slot

FORMAT = "larder-keys"
VERSION = 2
VAULT_BYTES = 16
MOST_BYTES = 80 * 1024
SIZES = (8, 16, 32, 64)
"""A key file has one of these numbers of entries, filled up with dummies: it doesn't tell how many people there are."""
_MOST_GENERATION = 2**53


@dataclass(frozen=True, slots=True)
class Entry:
    """A public key with the keys granted to it and the slot that opens it."""

    public: bytes
    grant: bytes
    slot: Slot

    def content(self) -> Json:
        """As it stands in the file."""
        return {"public": self.public.hex(), "grant": self.grant.hex(), "slot": self.slot.content()}

    @staticmethod
    def read(value: object) -> "Entry":
        """An entry from a file.

        Raises:
            KeysDamaged: It has another shape.
        """
        found = canonical.fields(value, "public", "grant", "slot")
        return Entry(
            canonical.octets(found["public"], PUBLIC_BYTES),
            canonical.octets(found["grant"], GRANT_BYTES),
            Slot.read(found["slot"]),
        )


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key file in memory."""

    vault: bytes
    salt: bytes
    generation: int
    kdf: KdfSets
    signer: bytes
    entries: tuple[Entry, ...]
    register: SealedRegister
    handover: tuple[Link, ...] = ()
    signature: bytes = b""
    version: int = VERSION

    def raw(self) -> bytes:
        """The bytes of the file."""
        return canonical.with_checksum(
            self._unsigned()
            | {"entries": [entry.content() for entry in self.entries], "signature": self.signature.hex()}
        )

    def signed(self, key: Ed25519PrivateKey) -> "KeyFile":
        """The same file under a coordinator's signature."""
        return replace(self, signature=key.sign(self._signed_content()))

    def check_signature(self, trusted: bytes) -> None:
        """See that a coordinator wrote who holds which keys.

        Args:
            trusted: The public signing key that the reader trusts: the one that signed, or one that handed over to it.

        Raises:
            KeysDamaged: Something was altered, dropped or added, or another key signed it.
            KeysTooOld: The chain is full, and `trusted` is not in it.
        """
        handover.check_leads(self.handover, trusted, self.signer, self.vault)
        try:
            Ed25519PublicKey.from_public_bytes(self.signer).verify(self.signature, self._signed_content())
        except (InvalidSignature, ValueError):
            raise KeysDamaged from None

    def register_context(self) -> bytes:
        """What the register is bound to: all that is signed, so that it proves a holder of the people key wrote it.

        In version 1 it is the vault alone.
        """
        bound: Json = {"format": FORMAT, "version": self.version, "vault": self.vault.hex()}
        if self.version > 1:
            bound = self._unsigned() | {"granted": self._granted()}
            del bound["register"]
        return canonical.dump(bound | {"part": "register"})

    def entry(self, public: bytes) -> Entry:
        """The entry of a public key.

        Raises:
            KeysDamaged: There is none.
        """
        for entry in self.entries:
            if entry.public == public:
                return entry
        raise KeysDamaged

    def slots(self) -> tuple[tuple[bytes, Slot], ...]:
        """All public keys with their slots, the dummies' too."""
        return tuple((entry.public, entry.slot) for entry in self.entries)

    def with_slot(self, public: bytes, slot: Slot) -> "KeyFile":
        """The same file with another wrap of one person's private key; the signature stays good."""
        return replace(
            self,
            entries=tuple(replace(entry, slot=slot) if entry.public == public else entry for entry in self.entries),
        )

    def _unsigned(self) -> Json:
        content: Json = {
            "format": FORMAT,
            "version": self.version,
            "vault": self.vault.hex(),
            "salt": self.salt.hex(),
            "generation": self.generation,
            "kdf": self.kdf.content(),
            "signer": self.signer.hex(),
            "register": self.register.content(),
        }
        if self.version > 1:
            content["handover"] = [link.content() for link in self.handover]
        return content

    def _granted(self) -> list[list[str]]:
        return [[entry.public.hex(), entry.grant.hex()] for entry in self.entries]

    def _signed_content(self) -> bytes:
        return canonical.dump(self._unsigned() | {"granted": self._granted()})


def parse(raw: bytes, policy: KdfPolicy = STANDARD_POLICY) -> KeyFile:
    """Read a key file, checking every size before anything is computed from it. The signature is checked later.

    Raises:
        KeysDamaged: It is damaged, or not a key file.
        NewerFormat: A newer program wrote it.
    """
    if len(raw) > MOST_BYTES:
        raise KeysDamaged
    content = canonical.load_versioned(raw, FORMAT, VERSION)
    version = canonical.integer(content["version"], 1, VERSION)
    found = canonical.fields(
        content,
        *("format", "version", "vault", "salt", "generation", "kdf", "signer", "entries", "register", "signature"),
        *(("handover",) if version > 1 else ()),
    )
    entries = tuple(Entry.read(value) for value in canonical.array(found["entries"], SIZES[-1]))
    publics = [entry.public for entry in entries]
    if publics != sorted(set(publics)) or len({entry.slot.id for entry in entries}) != len(entries):
        raise KeysDamaged
    signer = canonical.octets(found["signer"], SIGNER_BYTES)
    return KeyFile(
        version=version,
        vault=canonical.octets(found["vault"], VAULT_BYTES),
        salt=canonical.octets(found["salt"], SALT_BYTES),
        generation=canonical.integer(found["generation"], 1, _MOST_GENERATION),
        kdf=KdfSets.read(found["kdf"], policy),
        signer=signer,
        handover=handover.read_links(found["handover"], signer) if version > 1 else (),
        entries=entries,
        register=SealedRegister.read(found["register"]),
        signature=canonical.octets(found["signature"], SIGNATURE_BYTES),
    )


def filled(entries: Iterable[Entry], dummies: Iterable[Entry] = ()) -> tuple[Entry, ...]:
    """Real entries in an order that says nothing, with as many dummies as the next size needs.

    Args:
        dummies: Those the file had before; they stay as far as there is room, so that two copies tell little. Their
            grants are new ones, as everybody's are.

    Raises:
        TooManyUsers: There are more real ones than fit.
    """
    real = list(entries)
    if len(real) > SIZES[-1]:
        raise TooManyUsers(most=SIZES[-1] - 1)
    size = places(len(real))
    kept = [replace(each, grant=_dummy_grant(each.public)) for each in list(dummies)[: size - len(real)]]
    fresh = [dummy() for _ in range(size - len(real) - len(kept))]
    return tuple(sorted([*real, *kept, *fresh], key=lambda entry: entry.public))


def places(real: int) -> int:
    """How many entries a key file for `real` users has."""
    return next(size for size in SIZES if size >= real)


def dummy() -> Entry:
    """An entry that looks like a person's, which nothing opens."""
    public = sealing.public_bytes(X25519PrivateKey.generate())
    return Entry(public, _dummy_grant(public), dummy_slot())


def dummy_slot() -> Slot:
    """A slot that looks like a person's, which no passphrase opens."""
    return Slot(
        secrets.token_bytes(SLOT_ID_BYTES), secrets.token_bytes(sealing.NONCE_BYTES), secrets.token_bytes(WRAPPED_BYTES)
    )


def _dummy_grant(public: bytes) -> bytes:
    return sealing.seal(public, secrets.token_bytes(GRANT_BYTES - sealing.SEAL_OVERHEAD), "dummy")
