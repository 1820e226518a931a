"""New keys for all who stay, under the passphrases they have."""

import pytest

from desktop.domain.errors import NotAllowed
from desktop.domain.users import Role, UserId
from desktop.vault import (
    HoldsNoKeys,
    KeyRole,
    LastCoordinator,
    Renewal,
    Unlocked,
    add_user,
    backup_keys,
    backup_recipients,
    install_keys,
    keyfile,
    new_recovery_sheet,
    open_header,
    open_header_with_recovery,
    open_keys,
    registered,
    renew,
    unlock,
    unlock_with_recovery,
)
from desktop.vault.errors import KeysDamaged, KeysTooOld, WrongPassphrase
from desktop.vault.handover import MOST_LINKS

_NEW = "four kettles under snow"
_SECRET = bytes(range(32))
_CONTEXT = "backup 0011223344556677"


def _renewed(house, unlocked: Unlocked | None = None, **what: object) -> Renewal:
    """Renewed keys in the place of the old ones, as after the exchange of all files."""
    renewal = renew(house.folder, unlocked or house.unlock(Role.COORDINATOR), policy=house.policy, **what)
    install_keys(house.folder, renewal.raw)
    return renewal


def test_it_writes_nothing_by_itself(house) -> None:
    before = house.keys.read_bytes()
    coordinator = house.unlock(Role.COORDINATOR)
    renewal = renew(house.folder, coordinator, drop=frozenset({house.users[Role.VOLUNTEER]}), policy=house.policy)
    assert house.keys.read_bytes() == house.previous.read_bytes() == before
    assert renewal.raw != before
    assert (renewal.unlocked.generation, coordinator.generation) == (4, 3)
    assert renewal.raw.hex() not in repr(renewal)


def test_all_keys_are_new_and_the_same_for_everybody(house) -> None:
    old = house.unlock(Role.COORDINATOR)
    new = _renewed(house).unlocked
    for role in Role:
        unlocked = house.unlock(role)
        assert (unlocked.role, unlocked.user_id, unlocked.generation) == (role, house.users[role], 4)
        assert unlocked.stock_database_key() == new.stock_database_key() != old.stock_database_key()
        if role.sees_people:
            assert unlocked.people_database_key() == new.people_database_key() != old.people_database_key()
            assert unlocked.manifest_key() == new.manifest_key() != old.manifest_key()
    recovered = unlock_with_recovery(house.folder, house.recovery_words, policy=house.policy)
    assert recovered.people_database_key() == new.people_database_key()
    assert recovered.signing_key is not None
    assert recovered.signing_key.private_bytes_raw() != old.signing_key.private_bytes_raw()


def test_who_is_dropped_opens_nothing(house) -> None:
    _renewed(house, drop=frozenset({house.users[Role.VOLUNTEER], UserId("ab" * 8)}))
    with pytest.raises(WrongPassphrase):
        house.unlock(Role.VOLUNTEER)
    assert house.unlock(Role.STOCK_KEEPER)


def test_a_role_is_changed_in_the_same_step(house) -> None:
    _renewed(house, roles={house.users[Role.VOLUNTEER]: Role.STOCK_KEEPER})
    changed = house.unlock(Role.VOLUNTEER)
    assert (changed.role, changed.people_database_key()) == (Role.STOCK_KEEPER, None)


def test_the_last_coordinator_stays(house) -> None:
    coordinator, user = house.unlock(Role.COORDINATOR), house.users[Role.COORDINATOR]
    with pytest.raises(LastCoordinator):
        renew(house.folder, coordinator, drop=frozenset({user}), policy=house.policy)
    with pytest.raises(LastCoordinator):
        renew(house.folder, coordinator, roles={user: Role.VOLUNTEER}, policy=house.policy)
    assert renew(
        house.folder,
        coordinator,
        roles={user: Role.VOLUNTEER, house.users[Role.VOLUNTEER]: Role.COORDINATOR},
        policy=house.policy,
    )


def test_nobody_gets_a_role_who_is_dropped_or_unknown(house) -> None:
    coordinator, user = house.unlock(Role.COORDINATOR), house.users[Role.VOLUNTEER]
    with pytest.raises(HoldsNoKeys):
        renew(house.folder, coordinator, drop=frozenset({user}), roles={user: Role.STOCK_KEEPER}, policy=house.policy)
    with pytest.raises(HoldsNoKeys):
        renew(house.folder, coordinator, roles={UserId("ab" * 8): Role.VOLUNTEER}, policy=house.policy)
    listed = registered(house.folder, coordinator, policy=house.policy)
    (sheet,) = [each.user for each in listed if each.role is KeyRole.RECOVERY]
    with pytest.raises(HoldsNoKeys):
        renew(house.folder, coordinator, roles={sheet: Role.VOLUNTEER}, policy=house.policy)
    kept = renew(house.folder, coordinator, drop=frozenset({sheet}), policy=house.policy)
    assert len(kept.unlocked.registered_in(keyfile.parse(kept.raw, house.policy))) == len(listed)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_only_a_coordinator_renews(house, role: Role) -> None:
    with pytest.raises(NotAllowed):
        renew(house.folder, house.unlock(role), policy=house.policy)


def test_the_coordinator_at_work_goes_on_though_their_slot_pins_the_old_key(house) -> None:
    new = _renewed(house).unlocked
    slot = house.file().entry(new.public_key).slot
    add_user(house.folder, new, login="x", passphrase=_NEW, role=Role.VOLUNTEER, policy=house.policy)
    new_recovery_sheet(house.folder, new, policy=house.policy)
    assert house.file().entry(new.public_key).slot == slot
    again = _renewed(house, new).unlocked
    assert len(house.file().handover) == 2
    assert house.unlock(Role.COORDINATOR).people_database_key() == again.people_database_key()
    assert unlock(house.folder, login="x", passphrase=_NEW, policy=house.policy).role is Role.VOLUNTEER


def test_the_old_keys_change_no_renewed_file(house) -> None:
    old = {role: house.unlock(role) for role in Role}
    _renewed(house)
    before = house.keys.read_bytes()
    with pytest.raises(KeysDamaged):
        add_user(
            house.folder, old[Role.COORDINATOR], login="x", passphrase=_NEW, role=Role.VOLUNTEER, policy=house.policy
        )
    for role in Role:
        with pytest.raises(KeysDamaged):
            house.change_passphrase(old[role], _NEW)
    assert house.keys.read_bytes() == before


def test_the_next_unlocking_pins_the_present_key_in_both_copies(house, tries) -> None:
    _renewed(house)
    for role in Role:
        before = house.file()
        tries.clear()
        public = house.unlock(role).public_key
        after = house.file()
        assert house.keys.read_bytes() == house.previous.read_bytes()
        assert after.entry(public).slot != before.entry(public).slot
        assert after.entry(public).slot.id == before.entry(public).slot.id
        assert after.signature == before.signature
        assert [each for each in after.entries if each.public != public] == [
            each for each in before.entries if each.public != public
        ]
        assert len(tries) == 1
        house.unlock(role)
        assert house.file() == after
    before = house.file()
    unlock_with_recovery(house.folder, house.recovery_words, policy=house.policy)
    assert house.file() != before
    # All pin the present key now: they need the chain no more.
    cut = house.signed(house.unlock(Role.COORDINATOR), handover=())
    house.put(cut.raw())
    for role in Role:
        assert house.unlock(role)
    assert unlock_with_recovery(house.folder, house.recovery_words, policy=house.policy)


def test_a_disk_that_refuses_the_new_wrap_is_left_alone(house, monkeypatch: pytest.MonkeyPatch) -> None:
    _renewed(house)
    before = house.keys.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(30, "read-only")

    with monkeypatch.context() as patch:
        patch.setattr("desktop.system.files.os.fsync", refuse)
        unlocked = house.unlock(Role.VOLUNTEER)
    assert house.keys.read_bytes() == house.previous.read_bytes() == before
    # One's own passphrase can be changed all the same, and then pins the present key.
    house.change_passphrase(unlocked, _NEW)
    changed = house.keys.read_bytes()
    assert unlock(house.folder, login="Heron", passphrase=_NEW, policy=house.policy).role is Role.VOLUNTEER
    assert house.keys.read_bytes() == changed


def test_who_was_away_for_many_renewals_follows_the_whole_chain(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    for _ in range(MOST_LINKS):
        coordinator = _renewed(house, coordinator).unlocked
    assert len(house.file().handover) == MOST_LINKS
    assert house.unlock(Role.VOLUNTEER).stock_database_key() == coordinator.stock_database_key()

    # At the next one the oldest link falls away, for those alone who pin what was before it.
    coordinator = _renewed(house, coordinator).unlocked
    assert len(house.file().handover) == MOST_LINKS
    assert house.unlock(Role.VOLUNTEER).stock_database_key() == coordinator.stock_database_key()
    before = house.keys.read_bytes()
    with pytest.raises(KeysTooOld):
        house.unlock(Role.STOCK_KEEPER)
    assert house.keys.read_bytes() == before


def test_a_session_under_a_replaced_sheet_can_still_renew(house) -> None:
    recovered = unlock_with_recovery(house.folder, house.recovery_words, policy=house.policy)
    sheet = new_recovery_sheet(house.folder, recovered, policy=house.policy)
    user = add_user(house.folder, recovered, login="Again", passphrase=_NEW, role=Role.COORDINATOR, policy=house.policy)
    renewed = _renewed(house, recovered, drop=frozenset({house.users[Role.COORDINATOR]})).unlocked
    assert (renewed.by_recovery, renewed.role) == (True, Role.COORDINATOR)
    assert unlock(house.folder, login="again", passphrase=_NEW, policy=house.policy).user_id == user
    assert unlock_with_recovery(house.folder, sheet, policy=house.policy)
    with pytest.raises(WrongPassphrase):
        house.unlock(Role.COORDINATOR)
    assert len(registered(house.folder, renewed, policy=house.policy)) == 4


def test_two_copies_do_not_tell_who_is_there_after_a_renewal(house) -> None:
    old = house.file()
    _renewed(house)
    new = house.file()
    assert [(each.public, each.slot) for each in new.entries] == [(each.public, each.slot) for each in old.entries]
    assert not {each.grant for each in new.entries} & {each.grant for each in old.entries}


def test_a_backup_made_after_a_renewal_opens_with_slots_that_pin_the_old_key(house, tmp_path) -> None:
    new = _renewed(house).unlocked
    header = backup_recipients(house.folder, new, policy=house.policy).sealed(_SECRET, _CONTEXT)
    inside = backup_keys(house.folder, new, policy=house.policy)
    for opened in (
        open_header(
            header,
            login="Magnolia",
            passphrase=house.passphrases[Role.COORDINATOR],
            context=_CONTEXT,
            policy=house.policy,
        ),
        open_header_with_recovery(header, house.recovery_words, context=_CONTEXT, policy=house.policy),
    ):
        assert opened.slot.signer != house.file().signer
        assert open_keys(inside, opened.slot, policy=house.policy).manifest_key() == new.manifest_key()
    elsewhere = tmp_path / "other laptop"
    elsewhere.mkdir()
    install_keys(elsewhere, inside)
    for role in Role:
        unlocked = unlock(elsewhere, login=house.logins[role], passphrase=house.passphrases[role], policy=house.policy)
        assert unlocked.stock_database_key() == new.stock_database_key()


def test_a_backup_made_before_a_renewal_opens_with_the_keys_of_its_time(house) -> None:
    old = house.unlock(Role.COORDINATOR)
    header = backup_recipients(house.folder, old, policy=house.policy).sealed(_SECRET, _CONTEXT)
    inside = backup_keys(house.folder, old, policy=house.policy)
    _renewed(house)
    opened = open_header(
        header, login="Magnolia", passphrase=house.passphrases[Role.COORDINATOR], context=_CONTEXT, policy=house.policy
    )
    assert open_keys(inside, opened.slot, policy=house.policy).manifest_key() == old.manifest_key()
    assert keyfile.parse(inside, house.policy).handover == ()
