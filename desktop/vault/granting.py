"""How a key file is written anew: by a coordinator, who grants, registers and signs, and opens it before it is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.domain.users import UserId
from desktop.vault import derivation, keyfile, keystore, register, slots
from desktop.vault.derivation import KdfPolicy, KdfSets
from desktop.vault.errors import KeysDamaged, LastCoordinator
from desktop.vault.grants import Grant, KeyRole, new_user_id
from desktop.vault.handover import Link
from desktop.vault.keyfile import Entry, KeyFile
from desktop.vault.register import Registered, SealedRegister
from desktop.vault.slots import OpenedSlot
from desktop.vault.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Keyring:
    """All a coordinator can grant, and what of a key file stays when it is written anew."""

    vault: bytes
    salt: bytes
    kdf: KdfSets
    data: bytes
    people: bytes
    signing: Ed25519PrivateKey
    handover: tuple[Link, ...] = ()

    @staticmethod
    def of(keys: KeyFile, unlocked: Unlocked) -> "Keyring":
        """What a coordinator holds of the vault of `keys`.

        Raises:
            NotAllowed: For all but coordinators.
        """
        data, people, signing = unlocked.secrets_to_grant()
        return Keyring(keys.vault, keys.salt, keys.kdf, data, people, signing, keys.handover)

    @property
    def signer(self) -> bytes:
        """The public half of the signing key."""
        return self.signing.public_key().public_bytes_raw()

    def grant(self, user: UserId, role: KeyRole) -> Grant:
        """The keys of a role."""
        return Grant(
            user,
            role,
            self.data,
            self.people if role.holds_people_key else None,
            self.signing.private_bytes_raw() if role.signs else None,
        )

    def entry(self, holder: Registered, slot: slots.Slot) -> Entry:
        """Somebody's entry, with the keys of their role."""
        sealed = self.grant(holder.user, holder.role).sealed(holder.public, self.vault)
        return Entry(holder.public, sealed, slot)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody new in the key file, or somebody with a new passphrase that another typed."""

    entry: Entry
    registered: Registered
    opened: OpenedSlot


def new_holder(ring: Keyring, login: str, passphrase: str, role: KeyRole, user: UserId | None = None) -> Holder:
    """A new key pair with the keys of a role, wrapped by a passphrase, and proved to open.

    Args:
        user: Whose it is; a new person's when None.
    """
    opened = OpenedSlot(X25519PrivateKey.generate(), ring.signer)
    public = opened.public
    key = derivation.slot_key(ring.salt, login, passphrase, ring.kdf.present)
    slot = slots.make_slot(key, opened, ring.vault)
    if slots.unwrap(key, public, slot, ring.vault).signer != ring.signer:
        raise KeysDamaged
    slots.wipe(key)
    registered = Registered(new_user_id() if user is None else user, role, public)
    return Holder(ring.entry(registered, slot), registered, opened)


def signed(
    ring: Keyring, generation: int, entries: tuple[Entry, ...], users: Sequence[Registered], policy: KdfPolicy
) -> KeyFile:
    """A key file with its register and its signature, read back from its own bytes."""
    bare = KeyFile(
        vault=ring.vault,
        salt=ring.salt,
        generation=generation,
        kdf=ring.kdf,
        signer=ring.signer,
        handover=ring.handover,
        entries=entries,
        register=SealedRegister(b"", b""),
    )
    sealed = register.seal_register(users, ring.people, bare.register_context(), len(entries))
    return keyfile.parse(replace(bare, register=sealed).signed(ring.signing).raw(), policy)


def rewritten(
    keys: KeyFile, ring: Keyring, before: Sequence[Registered], after: Sequence[Registered], policy: KdfPolicy
) -> KeyFile:
    """The key file's next generation, for those of `after`, who all have an entry in it.

    Everybody's grant is sealed anew, the dummies' too: two copies don't tell whose changed.

    Args:
        before: All who are registered in `keys`.
    """
    known = {each.public for each in before} | {each.public for each in after}
    dummies = [entry for entry in keys.entries if entry.public not in known]
    real = [ring.entry(each, keys.entry(each.public).slot) for each in after]
    return signed(ring, keys.generation + 1, keyfile.filled(real, dummies), after, policy)


def write_change(
    folder: Path,
    keys: KeyFile,
    unlocked: Unlocked,
    policy: KdfPolicy,
    change: Callable[[Sequence[Registered]], Sequence[Registered]],
    add: Holder | None = None,
) -> None:
    """Sign and write the key file's next generation, after opening it as the coordinator and the new holder would.

    Args:
        change: Makes of those who are registered those who will be, the one of `add` not among them.

    Raises:
        LastCoordinator: Nobody but the recovery sheet would be left to sign; nothing was changed.
    """
    before = unlocked.registered_in(keys)
    after = list(change(before))
    whole = keys
    if add is not None:
        after.append(add.registered)
        whole = replace(keys, entries=(*keys.entries, add.entry))
    require_coordinator(after)
    changed = rewritten(whole, Keyring.of(keys, unlocked), before, after, policy)
    stays = {each.public for each in after}
    for opened in (unlocked.opened_slot(), add.opened if add else None):
        if opened is not None and opened.public in stays:
            Unlocked(changed, opened).forget()
    keystore.write(folder, changed.raw())
    unlocked.generation = changed.generation


def require_coordinator(registered: Sequence[Registered]) -> None:
    """Raise LastCoordinator when no person among `registered` is one. The recovery sheet is no person."""
    if all(each.role is not KeyRole.COORDINATOR for each in registered):
        raise LastCoordinator


def with_roles(registered: Sequence[Registered], roles: Mapping[UserId, KeyRole]) -> tuple[Registered, ...]:
    """The same people with other roles for some; the recovery sheet keeps its own."""
    return tuple(
        replace(each, role=roles[each.user]) if each.user in roles and each.role is not KeyRole.RECOVERY else each
        for each in registered
    )


def without(registered: Sequence[Registered], users: frozenset[UserId]) -> tuple[Registered, ...]:
    """The same people but for some; the recovery sheet stays."""
    return tuple(each for each in registered if each.user not in users or each.role is KeyRole.RECOVERY)
