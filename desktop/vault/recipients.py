"""Who can open a backup: coordinators and the recovery sheet, on any laptop, with what they know and nothing else.

A backup carries a small readable header with their slots and its own secret sealed to each. The header shows random ids
only, and as many recipients as the next of `_SIZES`, filled with dummies.
Anyone who has the public keys can seal a secret: that a backup is genuine, only its manifest's MAC under `manifest_key`
proves.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop.vault import canonical, keyfile, keystore, opening, recovery, sealing, slots, words
from desktop.vault.derivation import SALT_BYTES, STANDARD_POLICY, KdfPolicy, KdfSets
from desktop.vault.errors import KeysDamaged, WrongPassphrase, WrongRecoveryWords
from desktop.vault.keyfile import VAULT_BYTES
from desktop.vault.sealing import PUBLIC_BYTES, SEAL_OVERHEAD
from desktop.vault.slots import OpenedSlot, Slot
from desktop.vault.unlocked import Unlocked

FORMAT = "larder-recipients"
VERSION = 1
MOST_HEADER_BYTES = 64 * 1024
MOST_SECRET_BYTES = 256
_SIZES = (4, 8, 16, 32, 64)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can open backups: where to seal to, and the slot that opens it."""

    public: bytes
    slot: Slot


@dataclass(frozen=True, slots=True)
class Recipients:
    """All who can open a backup, with what opening needs."""

    vault: bytes
    salt: bytes
    kdf: KdfSets
    entries: tuple[Recipient, ...]

    def sealed(self, secret: bytes, context: str) -> bytes:
        """The header of a backup: `secret` for each of them, in the one spelling of `canonical`.

        Args:
            secret: The backup's own key, at most 256 bytes.
            context: What the secret is for and of which backup; opening needs the same.
        """
        if not 0 < len(secret) <= MOST_SECRET_BYTES:
            raise ValueError(len(secret))
        size = next(size for size in _SIZES if size >= len(self.entries))
        dummies = [keyfile.dummy() for _ in range(size - len(self.entries))]
        listed = [(each.public, each.slot, secret) for each in self.entries]
        listed += [(each.public, each.slot, secrets.token_bytes(len(secret))) for each in dummies]
        return canonical.with_checksum(
            {
                "format": FORMAT,
                "version": VERSION,
                "vault": self.vault.hex(),
                "salt": self.salt.hex(),
                "kdf": self.kdf.content(),
                "recipients": [
                    {
                        "public": public.hex(),
                        "slot": slot.content(),
                        "sealed": sealing.seal(public, content, _context(context, self.vault)).hex(),
                    }
                    for public, slot, content in sorted(listed, key=lambda each: each[0])
                ],
            }
        )


@dataclass(frozen=True, slots=True)
class OpenedHeader:
    """What a coordinator's passphrase or the recovery sheet opened in a backup.

    Attributes:
        secret: The backup's own key.
        slot: Their private key, for `open_keys` on the key file that lies in the backup.
        vault: The vault the backup says it is of.
    """

    secret: bytes = field(repr=False)
    slot: OpenedSlot = field(repr=False)
    vault: bytes


def backup_recipients(folder: Path, unlocked: Unlocked, *, policy: KdfPolicy = STANDARD_POLICY) -> Recipients:
    """Coordinators and the recovery sheet, as the vault has them now.

    Raises:
        NotAllowed: A stock keeper can't read who they are.
        KeysDamaged, NewerFormat, NoVault: As `unlock`.
    """
    keys = opening.load(folder, unlocked, policy)
    chosen = [keys.entry(each.public) for each in unlocked.registered_in(keys) if each.role.signs]
    return Recipients(keys.vault, keys.salt, keys.kdf, tuple(Recipient(each.public, each.slot) for each in chosen))


def backup_keys(folder: Path, unlocked: Unlocked, *, policy: KdfPolicy = STANDARD_POLICY) -> bytes:
    """The vault's whole key file, checked, to lie encrypted in the backup: with it everybody's passphrase opens the
    restored vault. `open_keys` reads it, `install_keys` puts it in its place.

    Raises:
        KeysDamaged, NewerFormat, NoVault: As `unlock`.
    """
    return opening.load(folder, unlocked, policy).raw()


def open_header(
    header: bytes, *, login: str, passphrase: str, context: str, policy: KdfPolicy = STANDARD_POLICY
) -> OpenedHeader:
    """Open a backup's header with a coordinator's login name and passphrase.

    Raises:
        WrongPassphrase: The name or the passphrase; a volunteer's and a stock keeper's too.
        KeysDamaged: The header is damaged or altered.
        NewerFormat: A newer program wrote it.
        NotEnoughMemory: The computer can't spare the memory.
    """
    if len(header) > MOST_HEADER_BYTES:
        raise KeysDamaged
    content = canonical.load_versioned(header, FORMAT, VERSION)
    found = canonical.fields(content, "format", "version", "vault", "salt", "kdf", "recipients")
    vault, salt = canonical.octets(found["vault"], VAULT_BYTES), canonical.octets(found["salt"], SALT_BYTES)
    kdf = KdfSets.read(found["kdf"], policy)
    sealed: dict[bytes, bytes] = {}
    known: list[tuple[bytes, Slot]] = []
    for value in canonical.array(found["recipients"], _SIZES[-1]):
        each = canonical.fields(value, "public", "slot", "sealed")
        public = canonical.octets(each["public"], PUBLIC_BYTES)
        sealed[public] = canonical.octets(each["sealed"])
        if not SEAL_OVERHEAD < len(sealed[public]) <= SEAL_OVERHEAD + MOST_SECRET_BYTES:
            raise KeysDamaged
        known.append((public, Slot.read(each["slot"])))
    if len(sealed) != len(known):
        raise KeysDamaged
    opened = slots.open_slot(known, vault=vault, salt=salt, kdf=kdf, login=login, passphrase=passphrase)
    return OpenedHeader(sealing.unseal(opened.private, sealed[opened.public], _context(context, vault)), opened, vault)


def open_header_with_recovery(
    header: bytes, typed: str | Sequence[str], *, context: str, policy: KdfPolicy = STANDARD_POLICY
) -> OpenedHeader:
    """Open a backup's header with the words of the recovery sheet, or of two of three.

    Raises:
        RecoveryWordsInvalid: They can't be the words of any sheet; says which one.
        WrongRecoveryWords: They are another sheet's.
        KeysDamaged, NewerFormat, NotEnoughMemory: As `open_header`.
    """
    sentence = recovery.sentence(typed)
    try:
        return open_header(header, login=words.LOGIN, passphrase=sentence, context=context, policy=policy)
    except WrongPassphrase:
        raise WrongRecoveryWords from None


def install_keys(folder: Path, raw: bytes) -> None:
    """Put a key file that `open_keys` has opened into the folder of a restored vault.

    Raises:
        VaultFull, VaultUnwritable: Nothing is there then.
    """
    keystore.write(folder, raw)


def _context(context: str, vault: bytes) -> str:
    return f"larder recipients 1|{vault.hex()}|{context}"
