"""New keys for everybody who stays: what somebody who left knew, or took along, opens nothing that comes after."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.domain.users import Role, UserId
from desktop.vault import granting, handover, opening
from desktop.vault.derivation import KEY_BYTES, STANDARD_POLICY, KdfPolicy
from desktop.vault.errors import HoldsNoKeys
from desktop.vault.granting import Keyring
from desktop.vault.grants import KeyRole
from desktop.vault.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Renewal:
    """Renewed keys that nothing was encrypted by yet.

    Attributes:
        raw: The new key file; `install_keys` puts it into a folder.
        unlocked: The new keys, open for the coordinator at work. The old ones open the present databases, and no key
            file that is renewed.
    """

    raw: bytes = field(repr=False)
    unlocked: Unlocked


def renew(
    folder: Path,
    unlocked: Unlocked,
    *,
    drop: frozenset[UserId] = frozenset(),
    roles: Mapping[UserId, Role] | None = None,
    policy: KdfPolicy = STANDARD_POLICY,
) -> Renewal:
    """Make a new data key, people key and signing key for all who stay, under the passphrases they have.

    It writes nothing: the databases must be encrypted anew together with the new key file. The old signing key signs
    the new one, so that everybody's slot, which pins the old one until their next unlocking, can follow (`handover`
    says how far that can be trusted).

    Args:
        drop: Who is left out. Those who hold no keys anyway may be among them.
        roles: Who gets another role.

    Raises:
        NotAllowed: Only a coordinator can.
        LastCoordinator: No coordinator would stay.
        HoldsNoKeys: Somebody who holds no keys, or is dropped, can't get a role.
        KeysDamaged, NewerFormat, NoVault: As `unlock`.
    """
    unlocked.secrets_to_grant()
    keys = opening.load(folder, unlocked, policy)
    old = Keyring.of(keys, unlocked)
    before = unlocked.registered_in(keys)
    stay = granting.without(before, drop)
    wanted = {user: KeyRole.of(role) for user, role in (roles or {}).items()}
    if not wanted.keys() <= {each.user for each in stay if each.role is not KeyRole.RECOVERY}:
        raise HoldsNoKeys
    after = granting.with_roles(stay, wanted)
    granting.require_coordinator(after)
    signing = Ed25519PrivateKey.generate()
    ring = replace(
        old,
        data=secrets.token_bytes(KEY_BYTES),
        people=secrets.token_bytes(KEY_BYTES),
        signing=signing,
        handover=handover.extended(old.handover, old.signing, signing.public_key().public_bytes_raw(), keys.vault),
    )
    renewed = granting.rewritten(keys, ring, before, after, policy)
    opened = unlocked.opened_slot()
    if any(each.public == opened.public for each in after):
        return Renewal(renewed.raw(), Unlocked(renewed, opened))
    # Somebody at work under a sheet that was replaced, or who drops themselves: they hold the keys until they lock.
    going = ring.grant(unlocked.user_id, KeyRole.RECOVERY if unlocked.by_recovery else KeyRole.COORDINATOR)
    return Renewal(renewed.raw(), Unlocked(renewed, opened, unlisted=going))
