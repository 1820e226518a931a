"""Each role's passphrase opens what the role has, and nothing else does."""

import stat
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from desktop.domain.errors import NotAllowed
from desktop.domain.users import Role
from desktop.vault import (
    KdfParameters,
    KdfPolicy,
    KeyRole,
    Unlocked,
    add_user,
    create_vault_keys,
    derivation,
    drop_user,
    install_keys,
    keyfile,
    registered,
    renew,
    unlock,
    unlock_with_recovery,
)
from desktop.vault.errors import KeysDamaged, NotEnoughMemory, NoVault, WrongPassphrase

_GONE = "eleven quiet lanterns east"


def test_everybody_gets_their_own_id_and_role(house) -> None:
    for role in Role:
        unlocked = house.unlock(role)
        assert unlocked.role is role
        assert unlocked.user_id == house.users[role]
        assert not unlocked.by_recovery
        assert not unlocked.from_previous
    assert len(set(house.users.values())) == 3


def test_the_roles_share_the_stock_key_and_only_those_who_see_people_the_other(house) -> None:
    coordinator, volunteer, keeper = (
        house.unlock(role) for role in (Role.COORDINATOR, Role.VOLUNTEER, Role.STOCK_KEEPER)
    )
    assert coordinator.stock_database_key() == volunteer.stock_database_key() == keeper.stock_database_key()
    assert coordinator.people_database_key() == volunteer.people_database_key() is not None
    assert coordinator.people_database_key() != coordinator.stock_database_key()
    assert len(coordinator.stock_database_key()) == len(coordinator.people_database_key()) == 32


def test_a_stock_keeper_holds_nothing_of_people_and_can_sign_nothing(house) -> None:
    keeper = house.unlock(Role.STOCK_KEEPER)
    assert keeper.people_database_key() is None
    assert keeper.people_subkey("anything") is None
    assert keeper.manifest_key() is None
    assert keeper.signing_key is None
    assert house.unlock(Role.VOLUNTEER).signing_key is None
    assert house.unlock(Role.COORDINATOR).signing_key is not None


def test_a_stock_keeper_cannot_read_the_register(house) -> None:
    with pytest.raises(NotAllowed):
        registered(house.folder, house.unlock(Role.STOCK_KEEPER), policy=house.policy)
    listed = registered(house.folder, house.unlock(Role.VOLUNTEER), policy=house.policy)
    assert sorted(each.role for each in listed) == sorted(KeyRole)


def test_the_recovery_sheet_opens_as_a_coordinator_and_says_so(house) -> None:
    unlocked = unlock_with_recovery(house.folder, house.recovery_words, policy=house.policy)
    assert unlocked.by_recovery
    assert unlocked.role is Role.COORDINATOR
    assert unlocked.signing_key is not None
    assert unlocked.people_database_key() == house.unlock(Role.COORDINATOR).people_database_key()
    assert unlocked.user_id not in house.users.values()


@pytest.mark.parametrize("renewed", [False, True])
def test_all_who_are_not_let_in_get_one_answer_after_the_same_work_as_those_who_are(house, tries, renewed) -> None:
    """Runs of Argon2 are counted: nothing else of an unlocking takes time that can be seen."""
    coordinator = house.unlock(Role.COORDINATOR)
    gone = add_user(house.folder, coordinator, login="Gone", passphrase=_GONE, role=Role.VOLUNTEER, policy=house.policy)
    if renewed:
        renewal = renew(house.folder, coordinator, drop=frozenset({gone}), policy=house.policy)
        install_keys(house.folder, renewal.raw)
    else:
        drop_user(house.folder, coordinator, gone, policy=house.policy)
    before = house.keys.read_bytes()
    answers = []
    for login, passphrase in [
        ("Magnolia", "not the one"),
        ("Nobody", "river salt window nine"),
        ("Gone", _GONE),
        ("", ""),
        ("recovery", "not twelve words"),
    ]:
        tries.clear()
        with pytest.raises(WrongPassphrase) as caught:
            unlock(house.folder, login=login, passphrase=passphrase, policy=house.policy)
        answers.append((type(caught.value), caught.value.text, caught.value.values, list(tries)))
        assert house.keys.read_bytes() == before
    assert all(answer == answers[0] for answer in answers)
    tries.clear()
    house.unlock(Role.STOCK_KEEPER)
    assert tries == answers[0][3]


def test_a_key_that_finds_a_dummy_opens_nothing(house, tries) -> None:
    """Chance can't make one; a slot whose mark was put there by hand is damage, after the same work."""
    keys = house.file()
    known = {each.public for each in registered(house.folder, house.unlock(Role.VOLUNTEER), policy=house.policy)}
    dummy = next(entry for entry in keys.entries if entry.public not in known)
    key = derivation.slot_key(keys.salt, "Nobody", _GONE, keys.kdf.present)
    found = keyfile.replace(dummy.slot, id=derivation.slot_id(key))
    house.put(keys.with_slot(dummy.public, found).raw())
    tries.clear()
    with pytest.raises(KeysDamaged):
        unlock(house.folder, login="Nobody", passphrase=_GONE, policy=house.policy)
    assert len(tries) == 1


def test_with_previous_parameters_both_are_tried_for_everybody(house, tries) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    present = house.file().kdf.present
    stronger = KdfParameters(memory_kib=64, passes=2, lanes=1)
    house.put(house.signed(coordinator, kdf=keyfile.KdfSets(stronger, present)).raw())
    tries.clear()
    assert house.unlock(Role.VOLUNTEER).role is Role.VOLUNTEER
    with pytest.raises(WrongPassphrase):
        unlock(house.folder, login="Heron", passphrase="wrong", policy=house.policy)
    assert tries == [stronger, present] * 2


@pytest.mark.parametrize(
    "passphrase",
    [
        "",
        " ",
        "x" * 1025,
        "x" * 10_000,
        "x" * 1_000_000,
        "\0",
        "\0" * 20,
        "river salt window nine\0",
        "🔑" * 1024,
        "\ud800 lone",
        "'); DROP TABLE",
        "\u202egnol",
    ],
)
def test_any_odd_passphrase_is_just_wrong(house, passphrase: str) -> None:
    with pytest.raises(WrongPassphrase):
        unlock(house.folder, login="Magnolia", passphrase=passphrase, policy=house.policy)
    with pytest.raises(WrongPassphrase):
        unlock(house.folder, login=passphrase, passphrase="river salt window nine", policy=house.policy)


def test_a_huge_passphrase_is_refused_before_any_work(house, tries) -> None:
    with pytest.raises(WrongPassphrase):
        unlock(house.folder, login="Magnolia", passphrase="x" * 10_000, policy=house.policy)
    assert not tries


@pytest.mark.parametrize("made", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD", "NFKC", "NFKD"])
def test_however_letters_are_composed_the_passphrase_and_the_name_are_the_same(
    tmp_path: Path, cheap, any_cost, made: str, typed: str
) -> None:
    login, passphrase = "Zoë Ñandú", "àçcènt grāve ñoño ﬁn 한국어"
    create_vault_keys(
        tmp_path,
        login=unicodedata.normalize(made, login),
        passphrase=unicodedata.normalize(made, passphrase),
        kdf=cheap,
        policy=any_cost,
    )
    login, passphrase = unicodedata.normalize(typed, login), unicodedata.normalize(typed, passphrase)
    assert unlock(tmp_path, login=login.upper() + " ", passphrase=passphrase, policy=any_cost)


@pytest.mark.parametrize(
    "passphrase",
    [
        "🔑🐚🌶️🪁🧵🫖🪴🦀🧊🪵🛶🎐",
        "我的猫喜欢下雨天的窗台上睡觉",
        "رائحة المطر على الطين الأحمر",
        "น้ำไหลผ่านหินสีเทาในคืนหนาว",
        "seven \0 kettles \0 under snow",
        ("seven yellow bridges west, " * 38)[:1023] + "x",
    ],
)
def test_a_passphrase_in_any_script_works(tmp_path: Path, cheap, any_cost, passphrase: str) -> None:
    create_vault_keys(tmp_path, login="a", passphrase=passphrase, kdf=cheap, policy=any_cost)
    assert unlock(tmp_path, login="A", passphrase=passphrase, policy=any_cost)
    with pytest.raises(WrongPassphrase):
        unlock(tmp_path, login="A", passphrase=passphrase + "x", policy=any_cost)


def test_capitals_count_in_a_passphrase(house) -> None:
    with pytest.raises(WrongPassphrase):
        unlock(house.folder, login="Magnolia", passphrase="River salt window nine", policy=house.policy)


def test_nothing_on_the_disk_names_anybody(house) -> None:
    written = b"".join(path.read_bytes() for path in house.folder.iterdir()).lower()
    # A single word of the sheet may be spelled by hex digits or name a field; two in a row are no chance.
    pairs = [" ".join(house.recovery_words[at : at + 2]) for at in range(11)]
    for told in [*house.logins.values(), *house.passphrases.values(), *pairs, *house.users.values()]:
        assert told.lower().encode() not in written
    for word in (b"volunteer", b"coordinator", b"stock_keeper", b"recovery"):
        assert word not in written


def test_the_files_are_their_owners_alone(house) -> None:
    assert sorted(path.name for path in house.folder.iterdir()) == ["keys.json", "keys.json.prev"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in house.folder.iterdir()} == {0o600}


def test_the_grants_and_the_number_of_entries_do_not_show_the_roles(house) -> None:
    keys = keyfile.parse(house.keys.read_bytes(), house.policy)
    assert {len(entry.grant) for entry in keys.entries} == {keyfile.GRANT_BYTES}
    assert len(keys.entries) == 8
    assert [entry.public for entry in keys.entries] == sorted(entry.public for entry in keys.entries)


def test_the_size_of_the_file_says_no_more_than_the_next_power_of_two(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    size = len(house.keys.read_bytes())
    for number in range(4):
        add_user(
            house.folder,
            coordinator,
            login=f"u{number}",
            passphrase="four kettles under snow",
            role=[Role.STOCK_KEEPER, Role.COORDINATOR, Role.VOLUNTEER][number % 3],
            policy=house.policy,
        )
        assert len(house.keys.read_bytes()) == size
    add_user(
        house.folder,
        coordinator,
        login="u9",
        passphrase="four kettles under snow",
        role=Role.VOLUNTEER,
        policy=house.policy,
    )
    assert len(keyfile.parse(house.keys.read_bytes(), house.policy).entries) == 16


def test_forgotten_keys_cannot_be_used(house) -> None:
    unlocked = house.unlock(Role.COORDINATOR)
    held = unlocked._data_key
    unlocked.forget()
    unlocked.forget()
    assert not any(held)
    for use in (
        unlocked.stock_database_key,
        unlocked.people_database_key,
        unlocked.manifest_key,
        lambda: unlocked.private_key,
        lambda: unlocked.signing_key,
        lambda: unlocked.public_key,
    ):
        with pytest.raises(RuntimeError):
            use()


def test_a_printed_unlocked_shows_no_key(house) -> None:
    unlocked = house.unlock(Role.COORDINATOR)
    assert repr(unlocked) == "<Unlocked coordinator generation 3>"


def test_a_folder_without_a_vault_says_so(tmp_path: Path, any_cost) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(NoVault):
            unlock(folder, login="a", passphrase="b", policy=any_cost)


def test_a_computer_without_the_memory_says_so(house, monkeypatch: pytest.MonkeyPatch) -> None:
    def starve(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("desktop.vault.derivation.Argon2id.derive", starve)
    with pytest.raises(NotEnoughMemory):
        house.unlock(Role.VOLUNTEER)


def test_unlocking_does_not_load_the_judge_of_passphrases() -> None:
    code = "import sys, desktop.vault; print('zxcvbn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_the_standard_limits_refuse_cheap_files(house) -> None:
    with pytest.raises(KeysDamaged):
        unlock(house.folder, login="Magnolia", passphrase="river salt window nine", policy=KdfPolicy())
    assert isinstance(house.unlock(Role.COORDINATOR), Unlocked)
