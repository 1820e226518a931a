"""Who is in the vault, and with which role: letting somebody in, out, in again, or giving them another role.

Whoever was let out, or had keys taken, still has them in their head or in an old copy: only `renewal` ends that.
"""

from pathlib import Path

from desktop.domain.users import Role, UserId
from desktop.i18n import N_
from desktop.vault import canonical, granting, opening
from desktop.vault.changes import check_new_user
from desktop.vault.derivation import STANDARD_POLICY, KdfPolicy
from desktop.vault.errors import HoldsNoKeys, LoginRefused
from desktop.vault.granting import Holder, Keyring
from desktop.vault.grants import USER_BYTES, KeyRole
from desktop.vault.keyfile import KeyFile
from desktop.vault.register import Registered
from desktop.vault.unlocked import Unlocked


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
    holder = granting.new_holder(Keyring.of(keys, unlocked), login, passphrase, KeyRole.of(role))
    _require_free(keys, holder)
    granting.write_change(folder, keys, unlocked, policy, tuple, holder)
    return holder.registered.user


def drop_user(folder: Path, unlocked: Unlocked, user: UserId, *, policy: KdfPolicy = STANDARD_POLICY) -> None:
    """Let somebody's passphrase open nothing any more. Their id stays theirs: `reset_user` lets them in again.

    Somebody who holds no keys anyway stays so. They know the keys they had, and an old copy of the key file still opens
    with their passphrase: who must not come back is dropped by `renew`.

    Raises:
        NotAllowed: Only a coordinator can.
        LastCoordinator: They are the only one.
        KeysDamaged, VaultFull, VaultUnwritable: Nothing was changed.
    """
    unlocked.secrets_to_grant()
    keys = opening.load(folder, unlocked, policy)
    if _of(keys, unlocked, user) is not None:
        granting.write_change(
            folder, keys, unlocked, policy, lambda before: granting.without(before, frozenset({user}))
        )


def reset_user(
    folder: Path,
    unlocked: Unlocked,
    user: UserId,
    *,
    login: str,
    passphrase: str,
    role: Role,
    policy: KdfPolicy = STANDARD_POLICY,
) -> None:
    """Give somebody a new key pair under a new passphrase: they forgot theirs, or were dropped and come back.

    What was sealed to their old key is lost to them.

    Raises:
        NotAllowed: Only a coordinator can.
        LastCoordinator: They are the only one, and the role is another.
        LoginRefused, PassphraseRefused: Beside the field.
        TooManyUsers, KeysDamaged, VaultFull, VaultUnwritable, NotEnoughMemory: Nothing was changed.
    """
    unlocked.secrets_to_grant()
    canonical.octets(user, USER_BYTES)
    check_new_user(login, passphrase)
    keys = opening.load(folder, unlocked, policy)
    if any(each.user == user and each.role is KeyRole.RECOVERY for each in unlocked.registered_in(keys)):
        raise HoldsNoKeys
    holder = granting.new_holder(Keyring.of(keys, unlocked), login, passphrase, KeyRole.of(role), user)
    old = _of(keys, unlocked, user)
    _require_free(keys, holder, old.public if old else None)
    granting.write_change(
        folder, keys, unlocked, policy, lambda before: granting.without(before, frozenset({user})), holder
    )


def change_role(
    folder: Path, unlocked: Unlocked, user: UserId, role: Role, *, policy: KdfPolicy = STANDARD_POLICY
) -> None:
    """Give somebody the keys of another role, under the passphrase they have.

    Keys the new role lacks they still know: who loses some gets the role by `renew`. A role somebody has already is
    theirs; nothing is written then.

    Raises:
        NotAllowed: Only a coordinator can.
        LastCoordinator: They are the only one.
        HoldsNoKeys: They were dropped, or never there.
        KeysDamaged, VaultFull, VaultUnwritable: Nothing was changed.
    """
    unlocked.secrets_to_grant()
    keys = opening.load(folder, unlocked, policy)
    found = _of(keys, unlocked, user)
    if found is None:
        raise HoldsNoKeys
    wanted = KeyRole.of(role)
    if found.role is not wanted:
        granting.write_change(
            folder, keys, unlocked, policy, lambda before: granting.with_roles(before, {user: wanted})
        )


def registered(folder: Path, unlocked: Unlocked, *, policy: KdfPolicy = STANDARD_POLICY) -> tuple[Registered, ...]:
    """Who holds which role, the recovery sheet among them.

    Raises:
        NotAllowed: For a stock keeper.
        KeysDamaged, NewerFormat, NoVault: As `unlock`.
    """
    return unlocked.registered_in(opening.load(folder, unlocked, policy))


def _of(keys: KeyFile, unlocked: Unlocked, user: UserId) -> Registered | None:
    """A person's line in the register; the recovery sheet is no person."""
    found = (each for each in unlocked.registered_in(keys) if each.user == user)
    return next((each for each in found if each.role is not KeyRole.RECOVERY), None)


def _require_free(keys: KeyFile, holder: Holder, but: bytes | None = None) -> None:
    """Refuse a login name and a passphrase that together are somebody else's already.

    Args:
        but: The public key of an entry that goes.
    """
    if any(entry.slot.id == holder.entry.slot.id for entry in keys.entries if entry.public != but):
        raise LoginRefused(N_("This short name is taken. Nothing was saved. Choose another."))
