"""Opening a vault: from a folder or from bytes, with a passphrase or with the recovery sheet."""

from collections.abc import Sequence
from pathlib import Path

from desktop.vault import keyfile, keystore, recovery, slots, words
from desktop.vault.derivation import STANDARD_POLICY, KdfPolicy
from desktop.vault.errors import KeysDamaged, NewerFormat, WrongPassphrase, WrongRecoveryWords
from desktop.vault.keyfile import KeyFile
from desktop.vault.slots import OpenedSlot
from desktop.vault.unlocked import Unlocked


def unlock(folder: Path, *, login: str, passphrase: str, policy: KdfPolicy = STANDARD_POLICY) -> Unlocked:
    """Open a vault with a person's login name and passphrase. Takes about a second, on purpose.

    Raises:
        WrongPassphrase: The name or the passphrase, it isn't known which.
        KeysDamaged: Both copies of the key file are damaged or forged.
        NewerFormat: A newer program wrote the key file.
        NoVault: There is none in the folder.
        NotEnoughMemory: The computer can't spare the memory.
    """
    return _unlock(folder, login, passphrase, policy)


def unlock_with_recovery(folder: Path, typed: str | Sequence[str], *, policy: KdfPolicy = STANDARD_POLICY) -> Unlocked:
    """Open a vault with the words of its recovery sheet, or of two of three.

    Raises:
        RecoveryWordsInvalid: They can't be the words of any sheet; says which one.
        WrongRecoveryWords: They are another sheet's.
        KeysDamaged, NewerFormat, NoVault, NotEnoughMemory: As `unlock`.
    """
    sentence = recovery.sentence(typed)
    try:
        return _unlock(folder, words.LOGIN, sentence, policy)
    except WrongPassphrase:
        raise WrongRecoveryWords from None


def open_keys(raw: bytes, opened: OpenedSlot, *, policy: KdfPolicy = STANDARD_POLICY) -> Unlocked:
    """Open a key file that lies in a backup with the private key that opened the backup; no passphrase is asked again.

    Raises:
        KeysDamaged, NewerFormat: As `unlock`.
    """
    return Unlocked(keyfile.parse(raw, policy), opened)


def load(folder: Path, unlocked: Unlocked, policy: KdfPolicy = STANDARD_POLICY) -> KeyFile:
    """The key file as it stands on the disk now, checked by what `unlocked` trusts.

    Raises:
        KeysDamaged, NewerFormat, NoVault: As `unlock`.
    """
    stored = keystore.read(folder)
    for raw in filter(None, (stored.main, stored.previous)):
        try:
            return unlocked.current(keyfile.parse(raw, policy))
        except KeysDamaged:
            continue
    raise KeysDamaged


def _unlock(folder: Path, login: str, passphrase: str, policy: KdfPolicy) -> Unlocked:
    stored = keystore.read(folder)
    fault = KeysDamaged()
    for raw in dict.fromkeys((stored.main, stored.previous)):
        if raw is None:
            continue
        try:
            keys = keyfile.parse(raw, policy)
            opened, key = slots.find_slot(
                keys.slots(), vault=keys.vault, salt=keys.salt, kdf=keys.kdf, login=login, passphrase=passphrase
            )
            unlocked = Unlocked(keys, opened, from_previous=raw != stored.main)
        except KeysDamaged as error:
            fault = error
            continue
        except NewerFormat:
            if raw == stored.main:
                raise
            continue
        keystore.repair(folder, _with_present_signer(keys, opened, key, policy))
        slots.wipe(key)
        return unlocked
    raise fault


def _with_present_signer(keys: KeyFile, opened: OpenedSlot, key: bytearray, policy: KdfPolicy) -> bytes:
    """The key file with the slot wrapped again when it pins an older signing key; the same bytes otherwise."""
    if opened.signer == keys.signer:
        return keys.raw()
    present = OpenedSlot(opened.private, keys.signer)
    changed = keyfile.parse(keys.with_slot(opened.public, slots.make_slot(key, present, keys.vault)).raw(), policy)
    again = slots.unwrap(key, opened.public, changed.entry(opened.public).slot, keys.vault)
    Unlocked(changed, again).forget()
    return changed.raw()
