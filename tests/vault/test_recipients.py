"""Who can open a backup, anywhere, with what they know alone."""

import json
import random
from pathlib import Path

import pytest

from desktop.domain.errors import LarderError, NotAllowed
from desktop.domain.users import Role
from desktop.vault import (
    KdfPolicy,
    add_user,
    backup_keys,
    backup_recipients,
    canonical,
    create_vault_keys,
    install_keys,
    new_recovery_sheet,
    new_words,
    open_header,
    open_header_with_recovery,
    open_keys,
    unlock,
)
from desktop.vault.errors import KeysDamaged, NewerFormat, WrongPassphrase, WrongRecoveryWords

_SECRET = bytes(range(32))
_CONTEXT = "backup 0011223344556677"


@pytest.fixture
def header(house) -> bytes:
    """The header of a backup that a volunteer made."""
    return backup_recipients(house.folder, house.unlock(Role.VOLUNTEER), policy=house.policy).sealed(_SECRET, _CONTEXT)


def _open(house, header: bytes, role: Role, context: str = _CONTEXT):
    return open_header(
        header, login=house.logins[role], passphrase=house.passphrases[role], context=context, policy=house.policy
    )


def test_a_coordinator_opens_what_a_volunteer_made(house, header: bytes) -> None:
    opened = _open(house, header, Role.COORDINATOR)
    assert opened.secret == _SECRET
    assert opened.vault.hex() == house.unlock(Role.COORDINATOR).vault_id
    assert _SECRET.hex() not in repr(opened)


def test_the_recovery_sheet_opens_it(house, header: bytes) -> None:
    opened = open_header_with_recovery(header, house.recovery_words, context=_CONTEXT, policy=house.policy)
    assert opened.secret == _SECRET
    with pytest.raises(WrongRecoveryWords):
        open_header_with_recovery(header, new_words(), context=_CONTEXT, policy=house.policy)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STOCK_KEEPER])
def test_others_cannot_open_it_though_a_volunteer_made_it(house, header: bytes, role: Role) -> None:
    with pytest.raises(WrongPassphrase):
        _open(house, header, role)


def test_a_stock_keeper_cannot_make_one(house) -> None:
    with pytest.raises(NotAllowed):
        backup_recipients(house.folder, house.unlock(Role.STOCK_KEEPER), policy=house.policy)


def test_the_header_shows_neither_names_nor_how_many_there_are(house, header: bytes) -> None:
    content = json.loads(header)
    assert set(content) == {"format", "version", "vault", "salt", "kdf", "recipients", "checksum"}
    assert len(content["recipients"]) == 4
    assert len({len(each["sealed"]) for each in content["recipients"]}) == 1
    for told in [*house.logins.values(), *house.users.values(), _SECRET.hex()]:
        assert told.lower().encode() not in header.lower()
    coordinator = house.unlock(Role.COORDINATOR)
    for number in range(2):
        add_user(
            house.folder,
            coordinator,
            login=f"c{number}",
            passphrase="four kettles under snow",
            role=Role.COORDINATOR,
            policy=house.policy,
        )
    more = backup_recipients(house.folder, coordinator, policy=house.policy)
    assert len(more.entries) == 4
    assert len(more.sealed(_SECRET, _CONTEXT)) == len(header)


def test_each_backup_is_for_its_own_purpose(house, header: bytes) -> None:
    with pytest.raises(KeysDamaged):
        _open(house, header, Role.COORDINATOR, context="backup of another id")


def test_a_flipped_bit_anywhere_is_noticed(house, header: bytes) -> None:
    chance = random.Random(9)
    for _ in range(200):
        raw = bytearray(header)
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        with pytest.raises(KeysDamaged):
            _open(house, bytes(raw), Role.COORDINATOR)


def test_a_header_altered_by_somebody_who_knows_the_format_gives_the_secret_or_nothing(house, header: bytes) -> None:
    content = json.loads(header)
    del content["checksum"]
    chance = random.Random(10)
    refused = 0
    for each in content["recipients"]:
        for holder, name in [(each, "public"), (each, "sealed"), (each["slot"], "id"), (each["slot"], "wrapped")]:
            good = holder[name]
            digits = bytearray.fromhex(good)
            digits[chance.randrange(len(digits))] ^= 1
            holder[name] = digits.hex()
            try:
                assert _open(house, canonical.with_checksum(content), Role.COORDINATOR).secret == _SECRET
            except LarderError:
                refused += 1
            holder[name] = good
    assert refused == 4


@pytest.mark.parametrize(
    "change",
    [
        {"recipients": None},
        {"recipients": [None]},
        {"recipients": {}},
        {"recipients": [None] * 65},
        {"format": "larder-keys"},
        {"version": 0},
        {"version": 1.0},
        {"vault": ""},
        {"salt": "zz" * 16},
        {"more": 1},
        *(
            {"kdf": {"present": {"memory_kib": 32, "passes": 1, "lanes": 1} | bomb, "previous": None}}
            for bomb in (
                {"memory_kib": 4 * 1024 * 1024},
                {"memory_kib": 2**31},
                {"memory_kib": -1},
                {"memory_kib": 64.5},
                {"memory_kib": "64"},
                {"memory_kib": None},
                {"passes": 2**31},
                {"passes": 0},
                {"passes": True},
                {"lanes": 0},
                {"lanes": 17},
                {"more": 1},
            )
        ),
        {"kdf": {"present": None, "previous": None}},
        {"kdf": {"present": {"memory_kib": 32, "passes": 1, "lanes": 1}}},
        {
            "kdf": {
                "present": {"memory_kib": 32, "passes": 1, "lanes": 1},
                "previous": {"memory_kib": 2**31, "passes": 1, "lanes": 1},
            }
        },
    ],
)
def test_a_hostile_header_is_refused_before_a_passphrase_is_tried(
    house, header: bytes, tries, change: dict[str, object]
) -> None:
    content = json.loads(header) | change
    del content["checksum"]
    tries.clear()
    with pytest.raises(KeysDamaged):
        _open(house, canonical.with_checksum(content), Role.COORDINATOR)
    assert not tries


@pytest.mark.parametrize("raw", [b"", b"[" * 60_000, b"[" * 100_000, b"9" * 60_000, b"x" * 70_000, b"\xff", b"1e999"])
def test_nonsense_is_no_header(house, tries, raw: bytes) -> None:
    tries.clear()
    with pytest.raises(KeysDamaged):
        _open(house, raw, Role.COORDINATOR)
    assert not tries


def test_a_header_without_recipients_opens_for_nobody_and_one_that_is_cut_off_is_damage(house, header: bytes) -> None:
    content = json.loads(header) | {"recipients": []}
    del content["checksum"]
    with pytest.raises(WrongPassphrase):
        _open(house, canonical.with_checksum(content), Role.COORDINATOR)
    with pytest.raises(KeysDamaged):
        _open(house, header[:-1], Role.COORDINATOR)


def test_a_newer_header_is_told_from_damage(house, header: bytes) -> None:
    content = json.loads(header) | {"version": 2}
    del content["checksum"]
    with pytest.raises(NewerFormat):
        _open(house, canonical.with_checksum(content), Role.COORDINATOR)


def test_cheap_parameters_are_refused_by_the_standard_limits(house, header: bytes) -> None:
    with pytest.raises(KeysDamaged):
        open_header(header, login="a", passphrase="b", context=_CONTEXT, policy=KdfPolicy())


@pytest.mark.parametrize("size", [0, 257])
def test_a_secret_is_small(house, size: int) -> None:
    recipients = backup_recipients(house.folder, house.unlock(Role.VOLUNTEER), policy=house.policy)
    with pytest.raises(ValueError, match=str(size)):
        recipients.sealed(bytes(size), _CONTEXT)


def test_on_another_laptop_everybody_gets_back_in(house, header: bytes, tmp_path: Path) -> None:
    """What a restore does: the header opens, the key file inside opens unasked, everybody's passphrase works."""
    inside = backup_keys(house.folder, house.unlock(Role.VOLUNTEER), policy=house.policy)
    expected = house.unlock(Role.COORDINATOR)
    for opened in (
        _open(house, header, Role.COORDINATOR),
        open_header_with_recovery(header, " ".join(house.recovery_words), context=_CONTEXT, policy=house.policy),
    ):
        restored = open_keys(inside, opened.slot, policy=house.policy)
        assert restored.people_database_key() == expected.people_database_key()
        assert restored.manifest_key() == expected.manifest_key()
    elsewhere = tmp_path / "other laptop"
    elsewhere.mkdir()
    install_keys(elsewhere, inside)
    for role in Role:
        again = unlock(elsewhere, login=house.logins[role], passphrase=house.passphrases[role], policy=house.policy)
        assert again.stock_database_key() == expected.stock_database_key()


def test_a_forged_key_file_inside_a_backup_is_refused(house, header: bytes, tmp_path: Path, cheap) -> None:
    create_vault_keys(
        tmp_path / "x",
        login="Magnolia",
        passphrase=house.passphrases[Role.COORDINATOR],
        kdf=cheap,
        policy=house.policy,
    )
    opened = _open(house, header, Role.COORDINATOR)
    with pytest.raises(KeysDamaged):
        open_keys((tmp_path / "x" / "keys.json").read_bytes(), opened.slot, policy=house.policy)


def test_an_old_sheet_still_opens_backups_made_in_its_time(house, header: bytes) -> None:
    new_recovery_sheet(house.folder, house.unlock(Role.COORDINATOR), policy=house.policy)
    opened = open_header_with_recovery(header, house.recovery_words, context=_CONTEXT, policy=house.policy)
    assert opened.secret == _SECRET
