"""From an older signing key to the present one, and how far somebody with an old signing key gets."""

from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.domain.users import Role
from desktop.vault import (
    KeyRole,
    Registered,
    Unlocked,
    add_user,
    handover,
    install_keys,
    keyfile,
    open_keys,
    registered,
    renew,
    sealing,
    unlock,
)
from desktop.vault.errors import KeysDamaged, KeysTooOld, WrongPassphrase
from desktop.vault.grants import Grant
from desktop.vault.handover import MOST_LINKS, Link
from desktop.vault.keyfile import Entry, KeyFile
from desktop.vault.register import seal_register
from desktop.vault.slots import OpenedSlot

_NEW = "four kettles under snow"
_VAULT = bytes(range(16))
_LEFT = "eleven quiet lanterns east"


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def _chain(keys: list[Ed25519PrivateKey], vault: bytes = _VAULT) -> tuple[Link, ...]:
    links: tuple[Link, ...] = ()
    for old, new in pairwise(keys):
        links = handover.extended(links, old, _public(new), vault)
    return links


def _leads(links: tuple[Link, ...], trusted: Ed25519PrivateKey, present: Ed25519PrivateKey) -> None:
    handover.check_leads(links, _public(trusted), _public(present), _VAULT)


def test_every_key_of_the_chain_leads_to_the_last_and_to_no_other() -> None:
    keys = [Ed25519PrivateKey.generate() for _ in range(5)]
    links = _chain(keys)
    for trusted in keys:
        _leads(links, trusted, keys[-1])
        for present in set(keys) - {trusted, keys[-1]}:
            with pytest.raises(KeysDamaged):
                _leads(links, trusted, present)
    with pytest.raises(KeysDamaged):
        _leads(links, Ed25519PrivateKey.generate(), keys[-1])
    with pytest.raises(KeysDamaged):
        _leads((), keys[0], keys[1])


def test_a_chain_with_a_link_dropped_moved_or_altered_leads_nowhere() -> None:
    keys = [Ed25519PrivateKey.generate() for _ in range(4)]
    first, second, third = _chain(keys)
    for links in (
        (second, third),
        (first, third),
        (second, first, third),
        (first, second),
        (first, replace(second, signature=third.signature), third),
        (first, replace(second, signature=bytes(64)), third),
        (first, second, replace(third, signature=keys[1].sign(third.signer))),
        _chain(keys, vault=bytes(16)),
    ):
        with pytest.raises(KeysDamaged):
            _leads(links, keys[0], keys[3])


def test_the_oldest_link_falls_away_and_says_so_to_those_alone_who_need_it() -> None:
    keys = [Ed25519PrivateKey.generate() for _ in range(MOST_LINKS + 2)]
    links = _chain(keys)
    assert len(links) == MOST_LINKS
    with pytest.raises(KeysTooOld):
        _leads(links, keys[0], keys[-1])
    for trusted in keys[1:]:
        _leads(links, trusted, keys[-1])
    broken = (*links[:9], replace(links[9], signature=bytes(64)), *links[10:])
    for trusted in (keys[1], keys[10]):
        with pytest.raises(KeysDamaged) as caught:
            _leads(broken, trusted, keys[-1])
        assert caught.type is KeysDamaged


def test_a_chain_that_ends_elsewhere_or_goes_in_circles_is_none() -> None:
    keys = [Ed25519PrivateKey.generate() for _ in range(3)]
    links = _chain(keys)
    content = [link.content() for link in links]
    assert handover.read_links(content, _public(keys[2])) == links
    assert handover.read_links([], _public(keys[2])) == ()
    for wrong in (content[:1], [*content, content[1]], content[::-1]):
        with pytest.raises(KeysDamaged):
            handover.read_links(wrong, _public(keys[2]))


# What follows is the work of somebody who was a coordinator, was removed with new keys for all, and writes to the disk.


@dataclass
class Left:
    """What the removed coordinator kept: the old keys, the old key file, and what they see on the disk."""

    old: KeyFile
    data: bytes
    people: bytes
    signing: Ed25519PrivateKey
    listed: tuple[Registered, ...]
    own: Ed25519PrivateKey

    def forged(self, base: KeyFile, *, led_on: bool, listed: tuple[Registered, ...] | None = None) -> KeyFile:
        """A file of the forger's making: all old keys for everybody, signed by the old key or by one it leads to."""
        signing = self.own if led_on else self.signing
        users = self.listed if listed is None else listed
        entries = []
        for each in users:
            grant = Grant(
                each.user,
                each.role,
                self.data,
                self.people if each.role.holds_people_key else None,
                signing.private_bytes_raw() if each.role.signs else None,
            )
            slot = base.entry(each.public).slot if each.public in {e.public for e in base.entries} else None
            entries.append(Entry(each.public, grant.sealed(each.public, base.vault), slot or keyfile.dummy_slot()))
        bare = replace(
            base,
            generation=base.generation + 5,
            signer=_public(signing),
            handover=handover.extended(self.old.handover, self.signing, _public(self.own), base.vault)
            if led_on
            else self.old.handover,
            entries=keyfile.filled(entries),
        )
        sealed = seal_register(users, self.people, bare.register_context(), len(bare.entries))
        return replace(bare, register=sealed).signed(signing)


@pytest.fixture
def left(house) -> Left:
    coordinator = house.unlock(Role.COORDINATOR)
    user = add_user(
        house.folder, coordinator, login="Gone", passphrase=_LEFT, role=Role.COORDINATOR, policy=house.policy
    )
    gone = unlock(house.folder, login="Gone", passphrase=_LEFT, policy=house.policy)
    data, people, signing = gone.secrets_to_grant()
    kept = Left(
        house.file(),
        data,
        people,
        signing,
        registered(house.folder, gone, policy=house.policy),
        Ed25519PrivateKey.generate(),
    )
    install_keys(house.folder, renew(house.folder, coordinator, drop=frozenset({user}), policy=house.policy).raw)
    return kept


@pytest.fixture
def followed(house, left) -> dict[Role, Unlocked]:
    """Everybody has unlocked since: their slots pin the present key."""
    return {role: house.unlock(role) for role in Role}


@pytest.mark.parametrize("led_on", [False, True])
def test_whose_slot_pins_the_present_key_refuses_every_file_of_the_old_key(house, left, followed, led_on) -> None:
    true = house.file()
    house.put(left.forged(true, led_on=led_on).raw())
    for role in Role:
        with pytest.raises(KeysDamaged):
            house.unlock(role)


@pytest.mark.parametrize("led_on", [False, True])
def test_an_open_session_and_a_backup_refuse_it_too(house, left, followed, led_on: bool) -> None:
    forged = left.forged(house.file(), led_on=led_on).raw()
    house.put(forged)
    for unlocked in followed.values():
        with pytest.raises(KeysDamaged):
            unlocked.current(keyfile.parse(forged, house.policy))
        with pytest.raises(KeysDamaged):
            open_keys(forged, unlocked.opened_slot(), policy=house.policy)


def _leading_on(left: Left, true: KeyFile, **changes: object) -> KeyFile:
    """The true file with the chain bent to the forger's own key: genuine grants and register, forged signature."""
    links = handover.extended((), left.signing, _public(left.own), true.vault)
    bent = replace(true, signer=_public(left.own), handover=links)
    return replace(bent, **changes).signed(left.own)


def test_with_the_true_grants_no_holder_of_the_people_key_is_fooled_though_they_never_unlocked_since(
    house, left
) -> None:
    true = house.file()
    mine = sealing.public_bytes(X25519PrivateKey.generate())
    known = {each.public for each in left.listed}
    dummy = next(entry for entry in true.entries if entry.public not in known)
    swapped = [replace(entry, public=mine) if entry == dummy else entry for entry in true.entries]
    for forged in (
        _leading_on(left, true),
        _leading_on(left, true, generation=true.generation + 1),
        _leading_on(left, true, entries=tuple(sorted(swapped, key=lambda entry: entry.public))),
        replace(true, signer=_public(left.signing), handover=()).signed(left.signing),
        replace(true, signer=_public(left.signing), handover=(), version=1).signed(left.signing),
    ):
        house.put(forged.raw())
        for role in (Role.COORDINATOR, Role.VOLUNTEER):
            with pytest.raises(KeysDamaged):
                house.unlock(role)


def test_the_true_file_opens_for_all_who_pin_the_old_key_or_the_present_one(house, left) -> None:
    opened = [bytes(house.unlock(role)._data_key) for role in (*Role, *Role)]
    assert len(set(opened)) == 1
    assert left.data not in opened


def test_a_register_of_another_file_is_refused_however_it_is_signed(house, left, followed) -> None:
    """It is bound to all that is signed: the signing key alone, without the people key, changes nothing."""
    coordinator = followed[Role.COORDINATOR]
    keys = house.file()
    for changed in (
        replace(keys, generation=keys.generation + 1),
        replace(keys, entries=keyfile.filled([*keys.entries, keyfile.dummy()])),
        replace(keys, handover=()),
    ):
        house.put(changed.signed(coordinator.signing_key).raw())
        for role in (Role.COORDINATOR, Role.VOLUNTEER):
            with pytest.raises(KeysDamaged):
                house.unlock(role)


def test_nobody_but_the_present_key_extends_the_chain(house, left, followed) -> None:
    """Not with everything a stock keeper's passphrase opens, and not with an old signing key."""
    true = house.file()
    mine = Ed25519PrivateKey.generate()
    for hand in (mine, left.signing):
        links = handover.extended(true.handover, hand, _public(mine), true.vault)
        house.put(replace(true, signer=_public(mine), handover=links).signed(mine).raw())
        for role in Role:
            with pytest.raises(KeysDamaged):
                house.unlock(role)


def test_the_limit_somebody_who_has_not_unlocked_since_can_be_shown_the_old_keys_and_no_others(house, left) -> None:
    true = house.file()
    for led_on in (False, True):
        house.put(left.forged(left.old, led_on=led_on).raw())
        fooled = house.unlock(Role.VOLUNTEER)
        assert bytes(fooled._data_key) == left.data
    # Only for them: who had unlocked on the true file before goes on seeing damage, and the true file opens again.
    house.put(true.raw())
    assert bytes(house.unlock(Role.VOLUNTEER)._data_key) != left.data


def test_the_limit_an_old_wrap_is_believed_until_the_passphrase_is_changed(house, left, followed) -> None:
    true = house.file()
    house.put(left.forged(left.old, led_on=True).raw())
    assert bytes(house.unlock(Role.VOLUNTEER)._data_key) == left.data
    house.put(true.raw())
    house.change_passphrase(house.unlock(Role.VOLUNTEER), _NEW)
    present = house.file().entry(followed[Role.VOLUNTEER].public_key).slot
    for led_on in (False, True):
        forged = left.forged(left.old, led_on=led_on)
        for raw in (forged, forged.with_slot(followed[Role.VOLUNTEER].public_key, present)):
            house.put(raw.raw())
            with pytest.raises((KeysDamaged, WrongPassphrase)):
                unlock(house.folder, login="Heron", passphrase=_NEW, policy=house.policy)


def test_a_wrap_of_an_older_key_file_in_the_true_one_only_pins_the_present_key_again(house, left, followed) -> None:
    public = followed[Role.STOCK_KEEPER].public_key
    house.put(house.file().with_slot(public, left.old.entry(public).slot).raw())
    assert house.unlock(Role.STOCK_KEEPER).stock_database_key() == followed[Role.STOCK_KEEPER].stock_database_key()
    assert OpenedSlot(followed[Role.STOCK_KEEPER].private_key, house.file().signer).public == public


def test_roles_that_sign_are_those_the_register_names(house, left, followed) -> None:
    """What a backup is sealed to, and what is granted at the next change, comes from the register alone."""
    listed = registered(house.folder, followed[Role.VOLUNTEER], policy=house.policy)
    assert sorted(each.role for each in listed) == sorted(
        [KeyRole.VOLUNTEER, KeyRole.STOCK_KEEPER, KeyRole.COORDINATOR, KeyRole.RECOVERY]
    )
    raised = [replace(each, role=KeyRole.COORDINATOR) for each in listed if each.role is not KeyRole.VOLUNTEER]
    house.put(house.signed(followed[Role.COORDINATOR], raised).raw())
    with pytest.raises(KeysDamaged):
        house.unlock(Role.VOLUNTEER)
