"""Nobody but a coordinator changes who holds which keys, whatever else they hold and know."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.domain.errors import NotAllowed
from desktop.domain.users import Role
from desktop.vault import (
    KdfParameters,
    KeyRole,
    Registered,
    Unlocked,
    add_user,
    backup_keys,
    create_vault_keys,
    derivation,
    keyfile,
    new_recovery_sheet,
    sealing,
    slots,
)
from desktop.vault.errors import KeysDamaged, WrongPassphrase
from desktop.vault.grants import Grant
from desktop.vault.keyfile import Entry, KeyFile
from desktop.vault.register import seal_register
from desktop.vault.slots import OpenedSlot, make_slot


@pytest.fixture
def keys(house) -> KeyFile:
    return keyfile.parse(house.keys.read_bytes(), house.policy)


def _is_refused_by_all(house, forged: KeyFile) -> None:
    house.put(forged.raw())
    for role in Role:
        with pytest.raises(KeysDamaged):
            house.unlock(role)


def _swap(keys: KeyFile, old: Entry, new: Entry) -> KeyFile:
    entries = [new if entry == old else entry for entry in keys.entries]
    return replace(keys, entries=tuple(sorted(entries, key=lambda entry: entry.public)))


def _keeper_as_somebody_with(keeper: Unlocked, passphrase: str, keys: KeyFile, role: KeyRole) -> Entry:
    """A new entry with a role's grant, as far as a stock keeper can make one: the people key is a guess."""
    key = derivation.slot_key(keys.salt, "Basalt", passphrase, keys.kdf.present)
    own = OpenedSlot(X25519PrivateKey.generate(), keys.signer)
    grant = Grant(keeper.user_id, role, bytes(keeper._data_key), bytes([1] * 32), bytes([2] * 32))
    return Entry(own.public, grant.sealed(own.public, keys.vault), make_slot(key, own, keys.vault))


def test_a_swapped_public_key_is_refused(house, keys: KeyFile) -> None:
    for victim in keys.entries:
        public = sealing.public_bytes(X25519PrivateKey.generate())
        house.put(_swap(keys, victim, replace(victim, public=public)).raw())
        for role in Role:
            # The one whose key was swapped no longer finds a slot that fits; everybody else sees the forgery.
            with pytest.raises(KeysDamaged):
                house.unlock(role)


def test_a_swapped_grant_is_refused(house, keys: KeyFile) -> None:
    first, second = keys.entries[:2]
    for forged in (
        _swap(keys, first, replace(first, grant=second.grant)),
        _swap(
            keys,
            first,
            replace(
                first,
                grant=Grant(house.users[Role.VOLUNTEER], KeyRole.VOLUNTEER, b"d" * 32, b"p" * 32, None).sealed(
                    first.public, keys.vault
                ),
            ),
        ),
    ):
        _is_refused_by_all(house, forged)


def test_dropped_and_added_entries_are_refused(house, keys: KeyFile) -> None:
    for gone in keys.entries:
        house.put(replace(keys, entries=tuple(entry for entry in keys.entries if entry != gone)).raw())
        for role in Role:
            with pytest.raises((KeysDamaged, WrongPassphrase)):
                house.unlock(role)
    _is_refused_by_all(house, replace(keys, entries=keyfile.filled([*keys.entries, keyfile.dummy()])))


def test_every_signed_field_is_covered(house, keys: KeyFile) -> None:
    for forged in (
        replace(keys, generation=keys.generation + 1),
        replace(keys, generation=keys.generation - 1),
        replace(keys, kdf=keyfile.KdfSets(KdfParameters(16, 1, 1), keys.kdf.present)),
        replace(keys, register=seal_register([], b"x" * 32, keys.register_context(), 8)),
        replace(keys, signature=bytes(64)),
    ):
        _is_refused_by_all(house, forged)


def test_a_file_signed_by_another_key_is_refused(house, keys: KeyFile) -> None:
    other = Ed25519PrivateKey.generate()
    _is_refused_by_all(house, keys.signed(other))
    _is_refused_by_all(house, replace(keys, signer=other.public_key().public_bytes_raw()).signed(other))


def test_a_file_that_names_another_signer_is_refused_though_the_right_one_signed_it(house, keys: KeyFile) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    _is_refused_by_all(house, replace(keys, signer=other).signed(house.unlock(Role.COORDINATOR).signing_key))


def test_a_slot_that_holds_another_private_key_than_its_place_says_is_refused(house, keys: KeyFile) -> None:
    keeper = house.unlock(Role.STOCK_KEEPER)
    key = derivation.slot_key(keys.salt, "Basalt", house.passphrases[Role.STOCK_KEEPER], keys.kdf.present)
    identity = derivation.slot_id(key)
    for entry in keys.entries:
        secret = X25519PrivateKey.generate().private_bytes_raw() + keys.signer
        nonce, wrapped = sealing.encrypt(key, secret, slots._associated(keys.vault, identity, entry.public))
        with pytest.raises(KeysDamaged):
            slots.unwrap(key, entry.public, slots.Slot(identity, nonce, wrapped), keys.vault)
    assert slots.unwrap(key, keeper.public_key, keys.entry(keeper.public_key).slot, keys.vault).signer == keys.signer


def test_a_stock_keeper_cannot_give_themselves_another_role(house, keys: KeyFile) -> None:
    keeper = house.unlock(Role.STOCK_KEEPER)
    own = keys.entry(keeper.public_key)
    for role in KeyRole:
        forged = _keeper_as_somebody_with(keeper, house.passphrases[Role.STOCK_KEEPER], keys, role)
        house.put(_swap(keys, own, forged).raw())
        with pytest.raises(KeysDamaged):
            house.unlock(Role.STOCK_KEEPER)
        with pytest.raises(KeysDamaged):
            house.unlock(Role.COORDINATOR)


def test_a_stock_keeper_cannot_receive_the_people_key_through_anothers_place(house, keys: KeyFile) -> None:
    """A slot of one's own making at a coordinator's public key does not open their grant."""
    coordinator = keys.entry(house.unlock(Role.COORDINATOR).public_key)
    keeper = keys.entry(house.unlock(Role.STOCK_KEEPER).public_key)
    house.put(
        _swap(
            _swap(keys, keeper, replace(keeper, slot=keyfile.dummy_slot())),
            coordinator,
            replace(coordinator, slot=keeper.slot),
        ).raw()
    )
    with pytest.raises(KeysDamaged):
        house.unlock(Role.STOCK_KEEPER)


def test_a_stock_keeper_who_pins_a_signer_of_their_own_fools_only_themselves(house, keys: KeyFile) -> None:
    keeper = house.unlock(Role.STOCK_KEEPER)
    mine = Ed25519PrivateKey.generate()
    key = derivation.slot_key(keys.salt, "Basalt", house.passphrases[Role.STOCK_KEEPER], keys.kdf.present)
    slot = make_slot(key, OpenedSlot(keeper.private_key, mine.public_key().public_bytes_raw()), keys.vault)
    forged = replace(keys.with_slot(keeper.public_key, slot), signer=mine.public_key().public_bytes_raw()).signed(mine)
    house.put(forged.raw())
    assert house.unlock(Role.STOCK_KEEPER).people_database_key() is None
    for role in (Role.COORDINATOR, Role.VOLUNTEER):
        with pytest.raises(KeysDamaged):
            house.unlock(role)


def test_a_register_that_does_not_match_the_grants_is_refused(house, keys: KeyFile) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    listed = coordinator.registered_in(keys)
    stranger = Registered(house.users[Role.VOLUNTEER], KeyRole.COORDINATOR, bytes(32))
    raised = [replace(each, role=KeyRole.COORDINATOR) for each in listed]
    for users in (listed[:0], raised, [*listed, stranger]):
        house.put(house.signed(coordinator, users).raw())
        with pytest.raises(KeysDamaged):
            house.unlock(Role.VOLUNTEER)


def test_a_coordinators_grant_with_another_signing_key_than_the_files_is_refused(house, keys: KeyFile) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    data, people, _ = coordinator.secrets_to_grant()
    other = Ed25519PrivateKey.generate().private_bytes_raw()
    grant = Grant(coordinator.user_id, KeyRole.COORDINATOR, data, people, other)
    old = keys.entry(coordinator.public_key)
    new = replace(old, grant=grant.sealed(old.public, keys.vault))
    house.put(house.signed(coordinator, entries=_swap(keys, old, new).entries).raw())
    assert house.unlock(Role.VOLUNTEER)
    with pytest.raises(KeysDamaged):
        house.unlock(Role.COORDINATOR)


def test_a_file_altered_while_the_vault_is_open_is_not_built_upon(house, keys: KeyFile) -> None:
    unlocked = {role: house.unlock(role) for role in Role}
    altered = replace(keys, generation=keys.generation + 1).raw()
    house.put(altered)
    with pytest.raises(KeysDamaged):
        add_user(
            house.folder,
            unlocked[Role.COORDINATOR],
            login="new",
            passphrase="four kettles under snow",
            role=Role.VOLUNTEER,
            policy=house.policy,
        )
    for role in Role:
        with pytest.raises(KeysDamaged):
            house.change_passphrase(unlocked[role], "four kettles under snow")
    with pytest.raises(KeysDamaged):
        backup_keys(house.folder, unlocked[Role.VOLUNTEER], policy=house.policy)
    assert house.keys.read_bytes() == house.previous.read_bytes() == altered


def test_another_vaults_key_file_opens_nothing_here(house, tmp_path, cheap, any_cost) -> None:
    create_vault_keys(
        tmp_path / "other", login="Magnolia", passphrase="river salt window nine", kdf=cheap, policy=any_cost
    )
    coordinator = house.unlock(Role.COORDINATOR)
    house.put((tmp_path / "other" / "keys.json").read_bytes())
    with pytest.raises(KeysDamaged):
        add_user(
            house.folder,
            coordinator,
            login="new",
            passphrase="four kettles under snow",
            role=Role.VOLUNTEER,
            policy=house.policy,
        )


def test_an_older_key_file_is_refused_while_open(house) -> None:
    old = house.keys.read_bytes()
    coordinator = house.unlock(Role.COORDINATOR)
    new_recovery_sheet(house.folder, coordinator, policy=house.policy)
    house.put(old)
    with pytest.raises(KeysDamaged):
        new_recovery_sheet(house.folder, coordinator, policy=house.policy)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_only_coordinators_change_who_holds_keys(house, role: Role) -> None:
    before = house.keys.read_bytes()
    unlocked = house.unlock(role)
    with pytest.raises(NotAllowed):
        add_user(
            house.folder, unlocked, login="x", passphrase="four kettles under snow", role=role, policy=house.policy
        )
    with pytest.raises(NotAllowed):
        new_recovery_sheet(house.folder, unlocked, policy=house.policy)
    assert house.keys.read_bytes() == before
