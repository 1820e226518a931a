"""A vault's keys at their beginning, and what each holder changes alone: a passphrase, the recovery."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.domain.errors import VaultExists
from desktop.i18n import N_
from desktop.system import files
from desktop.vault import derivation, granting, keyfile, keystore, opening, passphrases, slots, words
from desktop.vault.derivation import (
    DEFAULT_KDF,
    KEY_BYTES,
    MOST_PASSPHRASE_CHARACTERS,
    SALT_BYTES,
    STANDARD_POLICY,
    KdfParameters,
    KdfPolicy,
    KdfSets,
)
from desktop.vault.errors import LoginRefused
from desktop.vault.granting import Keyring
from desktop.vault.grants import KeyRole
from desktop.vault.keyfile import VAULT_BYTES
from desktop.vault.slots import OpenedSlot
from desktop.vault.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Created:
    """A new vault's keys, open for its first coordinator, and the words for the recovery sheet."""

    unlocked: Unlocked
    recovery_words: tuple[str, ...]


def create_vault_keys(
    folder: Path,
    *,
    login: str,
    passphrase: str,
    kdf: KdfParameters = DEFAULT_KDF,
    language_for_words: str = "english",
    recovery_words: Sequence[str] | None = None,
    policy: KdfPolicy = STANDARD_POLICY,
) -> Created:
    """Make the keys of a new vault, with its first coordinator and its recovery sheet, and write the key file.

    Args:
        folder: Where the vault will live; made if it isn't there.
        kdf: What a try at a passphrase costs, as `calibrated` finds it.
        language_for_words: One of `words.LANGUAGES`.
        recovery_words: Words that were shown already; new ones when None.

    Raises:
        VaultExists: The folder holds one.
        LoginRefused, PassphraseRefused: Beside the field.
        VaultFull, VaultUnwritable, NotEnoughMemory: Nothing is left behind.
    """
    if keystore.has_keys(folder):
        raise VaultExists
    policy.read(kdf.content())
    check_new_user(login, passphrase)
    sheet = words.new_words(language_for_words) if recovery_words is None else words.checked(recovery_words)
    ring = Keyring(
        vault=secrets.token_bytes(VAULT_BYTES),
        salt=secrets.token_bytes(SALT_BYTES),
        kdf=KdfSets(kdf),
        data=secrets.token_bytes(KEY_BYTES),
        people=secrets.token_bytes(KEY_BYTES),
        signing=Ed25519PrivateKey.generate(),
    )
    first = granting.new_holder(ring, login, passphrase, KeyRole.COORDINATOR)
    recovery = granting.new_holder(ring, words.LOGIN, words.sentence(sheet), KeyRole.RECOVERY)
    entries = keyfile.filled([first.entry, recovery.entry])
    made = granting.signed(ring, 1, entries, [first.registered, recovery.registered], policy)
    try:
        files.make_private_folder(folder)
    except OSError as error:
        raise keystore.disk_error(error) from error
    unlocked = Unlocked(made, first.opened)
    Unlocked(made, recovery.opened).forget()
    keystore.write(folder, made.raw())
    return Created(unlocked, sheet)


def change_passphrase(
    folder: Path, unlocked: Unlocked, *, login: str, old: str, new: str, policy: KdfPolicy = STANDARD_POLICY
) -> None:
    """Wrap one's own private key by a new passphrase; everything else stays.

    Old copies of the file keep the old wrap of the same private key. So when others know the old passphrase and may have
    a copy, this is not enough, nor are renewed keys: `reset_user` makes a new key pair, and then the keys are renewed.

    Raises:
        WrongPassphrase: The old one or the login name is wrong.
        PassphraseRefused: Beside the field.
        KeysDamaged, VaultFull, VaultUnwritable, NotEnoughMemory: Nothing was changed.
    """
    check_new_user(login, new)
    keys = opening.load(folder, unlocked, policy)
    entry = keys.entry(unlocked.public_key)
    opened = slots.open_slot(
        [(entry.public, entry.slot)], vault=keys.vault, salt=keys.salt, kdf=keys.kdf, login=login, passphrase=old
    )
    key = derivation.slot_key(keys.salt, login, new, keys.kdf.present)
    present = OpenedSlot(opened.private, keys.signer)  # which `load` has checked
    changed = keys.with_slot(entry.public, slots.make_slot(key, present, keys.vault))
    reread = keyfile.parse(changed.raw(), policy)
    again = reread.entry(entry.public)
    Unlocked(reread, slots.unwrap(key, again.public, again.slot, reread.vault)).forget()
    slots.wipe(key)
    keystore.write(folder, changed.raw())


def replace_recovery(folder: Path, unlocked: Unlocked, sentence: str, *, policy: KdfPolicy = STANDARD_POLICY) -> None:
    """Let a sentence be what the recovery opens with, and nothing before it; `recovery_sheet` makes sentences.

    Raises:
        NotAllowed: Only a coordinator can.
        KeysDamaged, VaultFull, VaultUnwritable, NotEnoughMemory: The old one stays good.
    """
    keys = opening.load(folder, unlocked, policy)
    holder = granting.new_holder(Keyring.of(keys, unlocked), words.LOGIN, sentence, KeyRole.RECOVERY)
    granting.write_change(
        folder,
        keys,
        unlocked,
        policy,
        lambda before: [each for each in before if each.role is not KeyRole.RECOVERY],
        holder,
    )


def check_new_user(login: str, passphrase: str) -> None:
    """Raise LoginRefused or PassphraseRefused when a new user can't have this name or this passphrase."""
    name = derivation.normal_login(login)
    if not name:
        raise LoginRefused(N_("A short name is needed. Nothing was saved. Type one."))
    if name == words.LOGIN:
        raise LoginRefused(N_("This short name is kept for the recovery sheet. Nothing was saved. Choose another."))
    if len(login) > MOST_PASSPHRASE_CHARACTERS:
        raise LoginRefused(N_("This short name is too long. Nothing was saved. Shorten it."))
    passphrases.require_strong(passphrase, [login])
