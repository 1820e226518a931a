"""New users, new passphrases, new recovery sheets."""

import pytest

from desktop.domain.errors import VaultExists
from desktop.domain.users import Role
from desktop.vault import (
    KdfParameters,
    KdfPolicy,
    KeyRole,
    add_user,
    change_passphrase,
    create_vault_keys,
    keyfile,
    new_recovery_sheet,
    new_words,
    registered,
    unlock,
    unlock_with_recovery,
)
from desktop.vault.errors import (
    KeysDamaged,
    LoginRefused,
    PassphraseRefused,
    TooManyUsers,
    WrongPassphrase,
    WrongRecoveryWords,
)

_NEW = "four kettles under snow"


def test_a_second_coordinator_can_do_all_the_first_can(house) -> None:
    user = add_user(
        house.folder,
        house.unlock(Role.COORDINATOR),
        login="Second",
        passphrase=_NEW,
        role=Role.COORDINATOR,
        policy=house.policy,
    )
    second = unlock(house.folder, login="second", passphrase=_NEW, policy=house.policy)
    assert second.user_id == user
    assert second.generation == 4
    add_user(house.folder, second, login="Third", passphrase=_NEW, role=Role.STOCK_KEEPER, policy=house.policy)
    assert unlock(house.folder, login="third", passphrase=_NEW, policy=house.policy).people_database_key() is None
    assert [each.role for each in registered(house.folder, second, policy=house.policy)].count(KeyRole.COORDINATOR) == 2


def test_everybody_else_still_opens_after_a_change(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    before = {role: house.unlock(role).stock_database_key() for role in Role}
    add_user(house.folder, coordinator, login="x", passphrase=_NEW, role=Role.VOLUNTEER, policy=house.policy)
    new_recovery_sheet(house.folder, coordinator, policy=house.policy)
    assert {role: house.unlock(role).stock_database_key() for role in Role} == before
    assert coordinator.generation == 5 == house.unlock(Role.VOLUNTEER).generation


@pytest.mark.parametrize("login", ["", "   ", "recovery", " ReCovery ", "ｒｅｃｏｖｅｒｙ", "x" * 1025])
def test_some_login_names_cannot_be_had(house, login: str) -> None:
    before = house.keys.read_bytes()
    with pytest.raises(LoginRefused) as caught:
        add_user(
            house.folder,
            house.unlock(Role.COORDINATOR),
            login=login,
            passphrase=_NEW,
            role=Role.VOLUNTEER,
            policy=house.policy,
        )
    assert caught.value.field == "login"
    assert house.keys.read_bytes() == before


def test_the_same_name_with_the_same_passphrase_is_refused(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    with pytest.raises(LoginRefused):
        add_user(
            house.folder,
            coordinator,
            login="HERON",
            passphrase=house.passphrases[Role.VOLUNTEER],
            role=Role.COORDINATOR,
            policy=house.policy,
        )
    assert house.unlock(Role.VOLUNTEER).role is Role.VOLUNTEER


def test_a_weak_passphrase_changes_nothing(house) -> None:
    before = house.keys.read_bytes()
    coordinator = house.unlock(Role.COORDINATOR)
    with pytest.raises(PassphraseRefused):
        add_user(house.folder, coordinator, login="x", passphrase="easy", role=Role.VOLUNTEER, policy=house.policy)
    with pytest.raises(PassphraseRefused):
        change_passphrase(
            house.folder,
            coordinator,
            login="Magnolia",
            old=house.passphrases[Role.COORDINATOR],
            new="x" * 10_000,
            policy=house.policy,
        )
    assert house.keys.read_bytes() == before


@pytest.mark.parametrize("role", list(Role))
def test_everybody_changes_their_own_passphrase_alone(house, role: Role) -> None:
    unlocked = house.unlock(role)
    keys = unlocked.stock_database_key()
    house.change_passphrase(unlocked, _NEW)
    again = unlock(house.folder, login=house.logins[role], passphrase=_NEW, policy=house.policy)
    assert (again.stock_database_key(), again.user_id, again.role) == (keys, house.users[role], role)
    with pytest.raises(WrongPassphrase):
        house.unlock(role)
    for other in set(Role) - {role}:
        assert house.unlock(other).role is other
    assert house.keys.read_bytes() == house.previous.read_bytes()


def test_the_old_passphrase_is_needed_for_a_new_one(house) -> None:
    before = house.keys.read_bytes()
    for login, old in [
        ("Heron", "wrong"),
        ("Basalt", "seven yellow bridges west"),
        ("Basalt", "paper moon over gravel"),
    ]:
        with pytest.raises(WrongPassphrase):
            change_passphrase(
                house.folder, house.unlock(Role.VOLUNTEER), login=login, old=old, new=_NEW, policy=house.policy
            )
    assert house.keys.read_bytes() == before


def test_a_new_passphrase_takes_the_present_parameters(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    stronger = KdfParameters(memory_kib=64, passes=2, lanes=1)
    house.put(house.signed(coordinator, kdf=keyfile.KdfSets(stronger, house.file().kdf.present)).raw())
    volunteer = house.unlock(Role.VOLUNTEER)
    house.change_passphrase(volunteer, _NEW)
    house.put(house.signed(coordinator, kdf=keyfile.KdfSets(stronger)).raw())
    assert unlock(house.folder, login="Heron", passphrase=_NEW, policy=house.policy)
    with pytest.raises(WrongPassphrase):
        house.unlock(Role.STOCK_KEEPER)


def test_a_new_sheet_ends_the_old_one(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    sheet = new_recovery_sheet(house.folder, coordinator, "chinese_simplified", policy=house.policy)
    with pytest.raises(WrongRecoveryWords):
        unlock_with_recovery(house.folder, house.recovery_words, policy=house.policy)
    assert unlock_with_recovery(house.folder, "".join(sheet), policy=house.policy).by_recovery
    roles = [each.role for each in registered(house.folder, coordinator, policy=house.policy)]
    assert roles.count(KeyRole.RECOVERY) == 1


def test_a_sheet_that_was_copied_first_is_taken_as_it_is(house) -> None:
    shown = new_words()
    assert (
        new_recovery_sheet(house.folder, house.unlock(Role.COORDINATOR), recovery_words=shown, policy=house.policy)
        == shown
    )
    assert unlock_with_recovery(house.folder, shown, policy=house.policy)


def test_from_the_sheet_a_new_coordinator_and_a_new_sheet_can_be_made(house) -> None:
    recovered = unlock_with_recovery(house.folder, house.recovery_words, policy=house.policy)
    add_user(house.folder, recovered, login="Again", passphrase=_NEW, role=Role.COORDINATOR, policy=house.policy)
    sheet = new_recovery_sheet(house.folder, recovered, policy=house.policy)
    assert unlock(house.folder, login="again", passphrase=_NEW, policy=house.policy).role is Role.COORDINATOR
    assert unlock_with_recovery(house.folder, sheet, policy=house.policy).by_recovery
    # The session opened with the old sheet goes on until it ends, though it has no entry of its own any more.
    add_user(house.folder, recovered, login="More", passphrase=_NEW, role=Role.VOLUNTEER, policy=house.policy)
    assert unlock(house.folder, login="more", passphrase=_NEW, policy=house.policy)


def test_a_vault_is_full_at_64_entries(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    for number in range(60):
        add_user(
            house.folder, coordinator, login=f"u{number}", passphrase=_NEW, role=Role.COORDINATOR, policy=house.policy
        )
    before = house.keys.read_bytes()
    with pytest.raises(TooManyUsers):
        add_user(house.folder, coordinator, login="more", passphrase=_NEW, role=Role.VOLUNTEER, policy=house.policy)
    assert house.keys.read_bytes() == before
    assert house.unlock(Role.STOCK_KEEPER)


def test_a_vault_is_never_made_over_another(house, cheap) -> None:
    before = house.keys.read_bytes()
    with pytest.raises(VaultExists):
        create_vault_keys(house.folder, login="a", passphrase=_NEW, kdf=cheap, policy=house.policy)
    house.keys.unlink()
    with pytest.raises(VaultExists):
        create_vault_keys(house.folder, login="a", passphrase=_NEW, kdf=cheap, policy=house.policy)
    assert house.previous.read_bytes() == before


def test_a_vault_is_not_made_with_cheap_parameters_by_mistake(tmp_path, cheap) -> None:
    with pytest.raises(KeysDamaged):
        create_vault_keys(tmp_path / "v", login="a", passphrase=_NEW, kdf=cheap, policy=KdfPolicy())
    assert not (tmp_path / "v").exists()
