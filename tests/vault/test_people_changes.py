"""Letting people in, out and in again, and giving them other roles."""

from dataclasses import replace

import pytest

from desktop.domain.errors import NotAllowed
from desktop.domain.users import Role, UserId
from desktop.vault import (
    HoldsNoKeys,
    KeyRole,
    LastCoordinator,
    add_user,
    change_role,
    drop_user,
    granting,
    registered,
    renew,
    reset_user,
    unlock,
    unlock_with_recovery,
)
from desktop.vault.errors import KeysDamaged, LoginRefused, PassphraseRefused, WrongPassphrase

_NEW = "four kettles under snow"


def _second_coordinator(house) -> UserId:
    return add_user(
        house.folder,
        house.unlock(Role.COORDINATOR),
        login="Second",
        passphrase=_NEW,
        role=Role.COORDINATOR,
        policy=house.policy,
    )


def _reset(house, user: UserId, *, role: Role, login: str = "Heron", passphrase: str = _NEW) -> None:
    reset_user(
        house.folder,
        house.unlock(Role.COORDINATOR),
        user,
        login=login,
        passphrase=passphrase,
        role=role,
        policy=house.policy,
    )


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_somebody_dropped_opens_nothing_and_the_others_all_they_did(house, role: Role) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    drop_user(house.folder, coordinator, house.users[role], policy=house.policy)
    with pytest.raises(WrongPassphrase):
        house.unlock(role)
    for other in set(Role) - {role}:
        assert house.unlock(other).stock_database_key() == coordinator.stock_database_key()
        assert house.unlock(other).generation == 4 == coordinator.generation
    assert house.users[role] not in {each.user for each in registered(house.folder, coordinator, policy=house.policy)}


def test_somebody_dropped_twice_is_dropped_once(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    drop_user(house.folder, coordinator, house.users[Role.VOLUNTEER], policy=house.policy)
    before = house.keys.read_bytes()
    drop_user(house.folder, coordinator, house.users[Role.VOLUNTEER], policy=house.policy)
    drop_user(house.folder, coordinator, UserId("ab" * 8), policy=house.policy)
    assert house.keys.read_bytes() == before


def test_somebody_dropped_is_let_in_again_under_the_same_id(house) -> None:
    user = house.users[Role.VOLUNTEER]
    drop_user(house.folder, house.unlock(Role.COORDINATOR), user, policy=house.policy)
    _reset(house, user, role=Role.STOCK_KEEPER)
    again = unlock(house.folder, login="heron", passphrase=_NEW, policy=house.policy)
    assert (again.user_id, again.role) == (user, Role.STOCK_KEEPER)
    assert again.people_database_key() is None
    with pytest.raises(WrongPassphrase):
        house.unlock(Role.VOLUNTEER)


def test_a_forgotten_passphrase_is_reset_with_a_new_key_pair(house) -> None:
    volunteer = house.unlock(Role.VOLUNTEER)
    _reset(house, house.users[Role.VOLUNTEER], role=Role.VOLUNTEER)
    again = unlock(house.folder, login="Heron", passphrase=_NEW, policy=house.policy)
    assert again.people_database_key() == volunteer.people_database_key()
    assert again.public_key != volunteer.public_key
    with pytest.raises(WrongPassphrase):
        house.unlock(Role.VOLUNTEER)
    listed = registered(house.folder, again, policy=house.policy)
    assert [each.public for each in listed if each.user == again.user_id] == [again.public_key]


def test_a_reset_to_the_passphrase_they_had_is_no_clash_with_themselves(house) -> None:
    known = house.passphrases[Role.VOLUNTEER]
    _reset(house, house.users[Role.VOLUNTEER], role=Role.VOLUNTEER, passphrase=known)
    assert house.unlock(Role.VOLUNTEER).user_id == house.users[Role.VOLUNTEER]
    with pytest.raises(LoginRefused):
        _reset(house, house.users[Role.STOCK_KEEPER], role=Role.STOCK_KEEPER, passphrase=known)
    with pytest.raises(PassphraseRefused):
        _reset(house, house.users[Role.STOCK_KEEPER], role=Role.STOCK_KEEPER, passphrase="weak")
    assert house.unlock(Role.STOCK_KEEPER)


def test_the_sheet_lets_a_coordinator_in_again_who_forgot_their_passphrase(house) -> None:
    recovered = unlock_with_recovery(house.folder, house.recovery_words, policy=house.policy)
    user = house.users[Role.COORDINATOR]
    reset_user(
        house.folder,
        recovered,
        user,
        login="Magnolia",
        passphrase=_NEW,
        role=Role.COORDINATOR,
        policy=house.policy,
    )
    again = unlock(house.folder, login="Magnolia", passphrase=_NEW, policy=house.policy)
    assert (again.user_id, again.signing_key is not None) == (user, True)


@pytest.mark.parametrize("before", list(Role))
@pytest.mark.parametrize("after", list(Role))
def test_another_role_is_other_keys_under_the_same_passphrase(house, before: Role, after: Role) -> None:
    _second_coordinator(house)
    second = unlock(house.folder, login="Second", passphrase=_NEW, policy=house.policy)
    old = house.unlock(before)
    change_role(house.folder, second, house.users[before], after, policy=house.policy)
    changed = house.unlock(before)
    assert (changed.role, changed.user_id, changed.public_key) == (after, old.user_id, old.public_key)
    assert (changed.people_database_key() is not None) is after.sees_people
    assert (changed.signing_key is not None) is (after is Role.COORDINATOR)
    assert changed.generation == second.generation == (4 if before is after else 5)


def test_nobody_gets_a_role_who_holds_no_keys(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    drop_user(house.folder, coordinator, house.users[Role.VOLUNTEER], policy=house.policy)
    before = house.keys.read_bytes()
    for user in (house.users[Role.VOLUNTEER], UserId("ab" * 8)):
        with pytest.raises(HoldsNoKeys):
            change_role(house.folder, coordinator, user, Role.COORDINATOR, policy=house.policy)
    assert house.keys.read_bytes() == before


def test_the_last_coordinator_never_goes(house) -> None:
    before = house.keys.read_bytes()
    user = house.users[Role.COORDINATOR]
    for unlocked in (
        house.unlock(Role.COORDINATOR),
        unlock_with_recovery(house.folder, house.recovery_words, policy=house.policy),
    ):
        with pytest.raises(LastCoordinator):
            drop_user(house.folder, unlocked, user, policy=house.policy)
        with pytest.raises(LastCoordinator):
            change_role(house.folder, unlocked, user, Role.VOLUNTEER, policy=house.policy)
        with pytest.raises(LastCoordinator):
            reset_user(
                house.folder,
                unlocked,
                user,
                login="Magnolia",
                passphrase=_NEW,
                role=Role.STOCK_KEEPER,
                policy=house.policy,
            )
    assert house.keys.read_bytes() == before


def test_of_two_coordinators_one_can_go_themselves(house) -> None:
    _second_coordinator(house)
    drop_user(house.folder, house.unlock(Role.COORDINATOR), house.users[Role.COORDINATOR], policy=house.policy)
    with pytest.raises(WrongPassphrase):
        house.unlock(Role.COORDINATOR)
    second = unlock(house.folder, login="Second", passphrase=_NEW, policy=house.policy)
    with pytest.raises(LastCoordinator):
        drop_user(house.folder, second, second.user_id, policy=house.policy)


def test_the_recovery_sheet_is_no_person(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    listed = registered(house.folder, coordinator, policy=house.policy)
    (sheet,) = [each.user for each in listed if each.role is KeyRole.RECOVERY]
    before = house.keys.read_bytes()
    drop_user(house.folder, coordinator, sheet, policy=house.policy)
    with pytest.raises(HoldsNoKeys):
        change_role(house.folder, coordinator, sheet, Role.VOLUNTEER, policy=house.policy)
    with pytest.raises(HoldsNoKeys):
        _reset(house, sheet, role=Role.VOLUNTEER)
    assert house.keys.read_bytes() == before
    assert unlock_with_recovery(house.folder, house.recovery_words, policy=house.policy)


@pytest.mark.parametrize("user", ["", "ab", "AB" * 8, "zz" * 8, "ab" * 9])
def test_an_id_that_is_none_is_refused(house, user: str) -> None:
    before = house.keys.read_bytes()
    with pytest.raises(KeysDamaged):
        _reset(house, UserId(user), role=Role.VOLUNTEER)
    assert house.keys.read_bytes() == before


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_only_a_coordinator_lets_people_in_and_out(house, role: Role) -> None:
    before = house.keys.read_bytes()
    unlocked, other = house.unlock(role), house.users[Role.COORDINATOR]
    with pytest.raises(NotAllowed):
        drop_user(house.folder, unlocked, other, policy=house.policy)
    with pytest.raises(NotAllowed):
        change_role(house.folder, unlocked, house.users[role], Role.COORDINATOR, policy=house.policy)
    with pytest.raises(NotAllowed):
        reset_user(
            house.folder, unlocked, other, login="x", passphrase=_NEW, role=Role.COORDINATOR, policy=house.policy
        )
    assert house.keys.read_bytes() == before


def test_two_copies_do_not_tell_who_is_there_nor_whose_keys_changed(house) -> None:
    """A role change alters every grant, the dummies' too; dummies keep their places as far as there is room."""
    old = house.file()
    coordinator = house.unlock(Role.COORDINATOR)
    change_role(house.folder, coordinator, house.users[Role.VOLUNTEER], Role.STOCK_KEEPER, policy=house.policy)
    new = house.file()
    assert [entry.public for entry in new.entries] == [entry.public for entry in old.entries]
    assert [entry.slot for entry in new.entries] == [entry.slot for entry in old.entries]
    assert not {entry.grant for entry in new.entries} & {entry.grant for entry in old.entries}

    drop_user(house.folder, coordinator, house.users[Role.VOLUNTEER], policy=house.policy)
    dropped = house.file()
    kept = {entry.public for entry in dropped.entries} & {entry.public for entry in new.entries}
    assert (len(dropped.entries), len(kept)) == (8, 7)
    _reset(house, house.users[Role.VOLUNTEER], role=Role.VOLUNTEER)
    kept = {entry.public for entry in dropped.entries} & {entry.public for entry in house.file().entries}
    assert (len(house.file().entries), len(kept)) == (8, 7)
    assert len({len(entry.grant) for entry in house.file().entries}) == 1


@pytest.mark.parametrize("part", ["register", "signature"])
def test_a_file_that_does_not_open_as_it_should_is_never_written(house, monkeypatch, part: str) -> None:
    real = granting.rewritten

    def spoiled(*arguments: object) -> object:
        made = real(*arguments)
        if part == "signature":
            return replace(made, signature=bytes(64))
        return replace(made, register=replace(made.register, nonce=bytes(12)))

    before = house.keys.read_bytes()
    coordinator = house.unlock(Role.COORDINATOR)
    monkeypatch.setattr(granting, "rewritten", spoiled)
    with pytest.raises(KeysDamaged):
        drop_user(house.folder, coordinator, house.users[Role.VOLUNTEER], policy=house.policy)
    with pytest.raises(KeysDamaged):
        _reset(house, house.users[Role.VOLUNTEER], role=Role.VOLUNTEER)
    with pytest.raises(KeysDamaged):
        renew(house.folder, coordinator, policy=house.policy)
    assert house.keys.read_bytes() == house.previous.read_bytes() == before
    assert coordinator.generation == 3


def test_a_change_leaves_no_file_beside_the_two(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    change_role(house.folder, coordinator, house.users[Role.VOLUNTEER], Role.COORDINATOR, policy=house.policy)
    assert sorted(path.name for path in house.folder.iterdir()) == ["keys.json", "keys.json.prev"]
    assert house.keys.read_bytes() == house.previous.read_bytes()
