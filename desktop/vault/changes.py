"""Changing who holds which keys: a new vault, a new user, a new passphrase, a new recovery sheet."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.domain.errors import VaultExists
from desktop.domain.users import Role, UserId
from desktop.i18n import N_
from desktop.system import files
from desktop.vault import derivation, keyfile, keystore, opening, passphrases, register, slots, words
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
from desktop.vault.errors import KeysDamaged, LoginRefused
from desktop.vault.grants import Grant, KeyRole, new_user_id
from desktop.vault.keyfile import VAULT_BYTES, Entry, KeyFile
from desktop.vault.register import Registered
from desktop.vault.slots import OpenedSlot
from desktop.vault.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Created:
    """A new vault's keys, open for its first coordinator, and the words for the recovery sheet."""

    unlocked: Unlocked
    recovery_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Keys:
    """All a coordinator can grant."""

    vault: bytes
    salt: bytes
    kdf: KdfSets
    data: bytes
    people: bytes
    signing: Ed25519PrivateKey

    @property
    def signer(self) -> bytes:
        return self.signing.public_key().public_bytes_raw()


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
    keys = _Keys(
        vault=secrets.token_bytes(VAULT_BYTES),
        salt=secrets.token_bytes(SALT_BYTES),
        kdf=KdfSets(kdf),
        data=secrets.token_bytes(KEY_BYTES),
        people=secrets.token_bytes(KEY_BYTES),
        signing=Ed25519PrivateKey.generate(),
    )
    first = _new_holder(keys, login, passphrase, KeyRole.COORDINATOR)
    recovery = _new_holder(keys, words.LOGIN, words.sentence(sheet), KeyRole.RECOVERY)
    entries = keyfile.filled([first.entry, recovery.entry])
    made = _signed(keys, 1, entries, [first.registered, recovery.registered], policy)
    try:
        files.make_private_folder(folder)
    except OSError as error:
        raise keystore.disk_error(error) from error
    unlocked = Unlocked(made, first.opened)
    Unlocked(made, recovery.opened).forget()
    keystore.write(folder, made.raw())
    return Created(unlocked, sheet)


def add_user(
    folder: Path,
    unlocked: Unlocked,
    *,
    login: str,
    passphrase: str,
    role: Role,
    policy: KdfPolicy = STANDARD_POLICY,
) -> UserId:
    """Give a new person the keys of a role. They type their own passphrase.

    Returns:
        The person's random id, for the table of users.

    Raises:
        NotAllowed: Only a coordinator can.
        LoginRefused, PassphraseRefused: Beside the field.
        TooManyUsers, KeysDamaged, VaultFull, VaultUnwritable, NotEnoughMemory: Nothing was changed.
    """
    unlocked.secrets_to_grant()
    check_new_user(login, passphrase)
    keys = opening.load(folder, unlocked, policy)
    holder = _new_holder(_keys_of(keys, unlocked), login, passphrase, KeyRole.of(role))
    if any(entry.slot.id == holder.entry.slot.id for entry in keys.entries):
        raise LoginRefused(N_("This login name is taken. Nothing was saved. Choose another."))
    _write_change(folder, keys, unlocked, add=holder, drop=frozenset(), policy=policy)
    return holder.registered.user


def change_passphrase(
    folder: Path, unlocked: Unlocked, *, login: str, old: str, new: str, policy: KdfPolicy = STANDARD_POLICY
) -> None:
    """Wrap one's own private key by a new passphrase; everything else stays. Old copies of the file keep the old one.

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
    changed = keys.with_slot(entry.public, slots.make_slot(key, opened, keys.vault))
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
    holder = _new_holder(_keys_of(keys, unlocked), words.LOGIN, sentence, KeyRole.RECOVERY)
    old = {each.public for each in unlocked.registered_in(keys) if each.role is KeyRole.RECOVERY}
    _write_change(folder, keys, unlocked, add=holder, drop=frozenset(old), policy=policy)


def registered(folder: Path, unlocked: Unlocked, *, policy: KdfPolicy = STANDARD_POLICY) -> tuple[Registered, ...]:
    """Who holds which role, the recovery sheet among them.

    Raises:
        NotAllowed: For a stock keeper.
        KeysDamaged, NewerFormat, NoVault: As `unlock`.
    """
    return unlocked.registered_in(opening.load(folder, unlocked, policy))


@dataclass(frozen=True, slots=True)
class _Holder:
    entry: Entry
    registered: Registered
    opened: OpenedSlot


def check_new_user(login: str, passphrase: str) -> None:
    """Raise LoginRefused or PassphraseRefused when a new user can't have this name or this passphrase."""
    name = derivation.normal_login(login)
    if not name:
        raise LoginRefused(N_("A login name is needed. Nothing was saved. Type one."))
    if name == words.LOGIN:
        raise LoginRefused(N_("This login name is kept for the recovery sheet. Nothing was saved. Choose another."))
    if len(login) > MOST_PASSPHRASE_CHARACTERS:
        raise LoginRefused(N_("This login name is too long. Nothing was saved. Shorten it."))
    passphrases.require_strong(passphrase, [login])


def _keys_of(keys: KeyFile, unlocked: Unlocked) -> _Keys:
    data, people, signing = unlocked.secrets_to_grant()
    return _Keys(keys.vault, keys.salt, keys.kdf, data, people, signing)


def _new_holder(keys: _Keys, login: str, passphrase: str, role: KeyRole) -> _Holder:
    opened = OpenedSlot(X25519PrivateKey.generate(), keys.signer)
    public = opened.public
    key = derivation.slot_key(keys.salt, login, passphrase, keys.kdf.present)
    slot = slots.make_slot(key, opened, keys.vault)
    if slots.unwrap(key, public, slot, keys.vault).signer != keys.signer:
        raise KeysDamaged
    slots.wipe(key)
    grant = Grant(
        new_user_id(),
        role,
        keys.data,
        keys.people if role.holds_people_key else None,
        keys.signing.private_bytes_raw() if role.signs else None,
    )
    entry = Entry(public, grant.sealed(public, keys.vault), slot)
    return _Holder(entry, Registered(grant.user, role, public), opened)


def _write_change(
    folder: Path, keys: KeyFile, unlocked: Unlocked, *, add: _Holder, drop: frozenset[bytes], policy: KdfPolicy
) -> None:
    """Sign and write the key file with one holder more and others gone, after opening it as both would."""
    before = unlocked.registered_in(keys)
    known = {each.public for each in before}
    stay = [each for each in before if each.public not in drop]
    real = [keys.entry(each.public) for each in stay]
    dummies = [entry for entry in keys.entries if entry.public not in known]
    changed = _signed(
        _keys_of(keys, unlocked),
        keys.generation + 1,
        keyfile.filled([*real, add.entry], dummies),
        [*stay, add.registered],
        policy,
    )
    for opened in (unlocked.opened_slot(), add.opened):
        if opened.public in {each.public for each in stay} or opened is add.opened:
            Unlocked(changed, opened).forget()
    keystore.write(folder, changed.raw())
    unlocked.generation = changed.generation


def _signed(
    keys: _Keys, generation: int, entries: tuple[Entry, ...], users: Sequence[Registered], policy: KdfPolicy
) -> KeyFile:
    unsigned = KeyFile(
        vault=keys.vault,
        salt=keys.salt,
        generation=generation,
        kdf=keys.kdf,
        signer=keys.signer,
        entries=entries,
        register=register.seal_register(users, keys.people, keys.vault, len(entries)),
    )
    signed = unsigned.signed(keys.signing)
    reread = keyfile.parse(signed.raw(), policy)
    return replace(reread)
