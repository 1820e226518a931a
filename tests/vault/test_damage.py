"""A damaged, truncated, hostile or newer key file never opens with wrong keys and never ends in an unknown error."""

import json
import random
from dataclasses import replace

import pytest

from desktop.domain.errors import LarderError
from desktop.domain.users import Role
from desktop.vault import KdfParameters, canonical, keyfile, keystore, unlock
from desktop.vault.errors import KeysDamaged, NewerFormat
from desktop.vault.handover import MOST_LINKS, Link
from tests.faults.counting import report


@pytest.fixture
def content(house) -> dict[str, object]:
    """The key file as an object that a test can bend."""
    found = json.loads(house.keys.read_bytes())
    del found["checksum"]
    return found


def _opened(house, role: Role) -> tuple[object, ...]:
    unlocked = house.unlock(role)
    return (unlocked.stock_database_key(), unlocked.people_database_key(), unlocked.user_id, unlocked.role)


@pytest.mark.faults
def test_a_flipped_bit_anywhere_is_noticed_300_times(house) -> None:
    good = house.keys.read_bytes()
    chance = random.Random(20261124)
    for _ in range(300):
        raw = bytearray(good)
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        house.put(bytes(raw))
        with pytest.raises(KeysDamaged):
            house.unlock(Role.VOLUNTEER)
    report(group="T6", fault="a flipped bit in a key file, read by itself", means="file changed; found", times=300)


@pytest.mark.faults
def test_a_flipped_bit_with_the_checksum_set_right_never_opens_other_keys_300_times(house, content) -> None:
    """What somebody who knows the format can do; a changed wrap of another person harms nobody else."""
    chance = random.Random(4)
    expected = _opened(house, Role.COORDINATOR)
    places = [
        (holder, name)
        for holder in _objects(content)
        for name, value in holder.items()
        if isinstance(value, str) and name != "format"
    ]
    outcomes: dict[str, int] = {}
    for _ in range(300):
        holder, name = chance.choice(places)
        good = holder[name]
        digits = bytearray.fromhex(good)
        digits[chance.randrange(len(digits))] ^= 1 << chance.randrange(8)
        holder[name] = digits.hex()
        house.put(canonical.with_checksum(content))
        holder[name] = good
        try:
            assert _opened(house, Role.COORDINATOR) == expected
            outcomes["opened"] = outcomes.get("opened", 0) + 1
        except LarderError as error:
            outcomes[type(error).__name__] = outcomes.get(type(error).__name__, 0) + 1
    assert set(outcomes) <= {"opened", "KeysDamaged", "WrongPassphrase"}
    assert outcomes["KeysDamaged"] > 100
    report(
        group="T6",
        fault="a key file altered, its checksum set right",
        means="file changed; found or harmless",
        times=300,
    )


def test_every_truncation_is_noticed(house) -> None:
    good = house.keys.read_bytes()
    for raw in (b"", good[:1], good[:-1], good[: len(good) // 2], good[:4096], good + b"\n", good + good, good[1:]):
        house.put(raw)
        with pytest.raises(KeysDamaged):
            house.unlock(Role.STOCK_KEEPER)


@pytest.mark.parametrize(
    "raw",
    [
        b"null",
        b"[]",
        b"{}",
        b'"x"',
        b"1e999",
        b"NaN",
        b"[" * 60_000,
        b'{"a":' * 12_000,
        b"9" * 60_000,
        b"\xff\xfe\x00",
        "é".encode(),
        b"x" * 70_000,
        b"[" * 100_000,
        b"x" * 90_000,
        b"x" * 10_000_000,
    ],
)
def test_nonsense_is_damage(house, raw: bytes) -> None:
    house.put(raw)
    with pytest.raises(KeysDamaged):
        house.unlock(Role.COORDINATOR)


@pytest.mark.parametrize(
    "spelled",
    [
        lambda good: good.replace(b'","', b'", "', 1),
        lambda good: good.replace(b'{"checksum"', b'{"checksum":"00","checksum"', 1),
        lambda good: good.replace(b'"generation":3', b'"generation":3.0', 1),
        lambda good: good.replace(b'"generation":3', b'"generation":03', 1),
        lambda good: good.replace(b'"kdf"', b'"\\u006bdf"', 1),
    ],
)
def test_another_spelling_of_the_same_content_is_refused(house, spelled) -> None:
    good = house.keys.read_bytes()
    assert spelled(good) != good
    house.put(spelled(good))
    with pytest.raises(KeysDamaged):
        house.unlock(Role.COORDINATOR)


def _set(path: str, value: object):
    def change(content: dict) -> None:
        *holders, last = path.split(".")
        for name in holders:
            content = content[int(name) if name.isdigit() else name]
        if value is ...:
            del content[last]
        else:
            content[int(last) if last.isdigit() else last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("kdf.present.memory_kib", 4 * 1024 * 1024),
        ("kdf.present.memory_kib", 2**31),
        ("kdf.present.memory_kib", 7),
        ("kdf.present.memory_kib", 0),
        ("kdf.present.memory_kib", -1),
        ("kdf.present.memory_kib", "64"),
        ("kdf.present.memory_kib", True),
        ("kdf.present.memory_kib", 64.5),
        ("kdf.present.memory_kib", None),
        ("kdf.present.memory_kib", ...),
        ("kdf.present.passes", 0),
        ("kdf.present.passes", 21),
        ("kdf.present.passes", 2**31),
        ("kdf.present.lanes", 0),
        ("kdf.present.lanes", 17),
        ("kdf.present.lanes", 8),  # more lanes than 8 KiB of memory each
        ("kdf.present", None),
        ("kdf.present.more", 1),
        ("kdf.previous", {"memory_kib": 4 * 1024 * 1024, "passes": 1, "lanes": 1}),
        ("kdf.previous", ...),
        ("kdf", []),
        ("vault", "00"),
        ("vault", "AB" * 16),
        ("salt", "zz" * 16),
        ("salt", None),
        ("generation", 0),
        ("generation", 2**80),
        ("signer", 5),
        ("signer", "00" * 32),
        ("handover", ...),
        ("handover", None),
        ("handover", {}),
        ("handover", [None]),
        ("handover", [1.5]),
        ("handover", [{"signer": "00" * 32, "signature": "00" * 64}]),  # ends at another signer
        ("handover", [{"signer": "00" * 31, "signature": "00" * 64}]),
        ("handover", [{"signer": "00" * 32, "signature": "00" * 65}]),
        ("handover", [{"signer": "00" * 32, "signature": "00" * 64, "more": 1}]),
        ("handover", [{"signer": "00" * 32}]),
        ("handover", [[]] * 65),
        ("signature", "00" * 63),
        ("signature", ...),
        ("entries", {}),
        ("entries", []),
        ("entries", [None] * 65),
        ("entries.0", None),
        ("entries.0.slot", ...),
        ("entries.0.slot.id", "00" * 7),
        ("entries.0.slot.wrapped", "00" * 10_000),
        ("entries.0.grant", "00"),
        ("entries.0.public", "00" * 33),
        ("register", None),
        ("register.nonce", "00"),
        ("register.sealed", ""),
        ("format", "larder-other"),
        ("format", ...),
        ("version", 0),
        ("version", "1"),
        ("version", True),
        ("more", 1),
    ],
)
def test_what_is_outside_the_limits_is_refused_before_a_passphrase_is_tried(house, content, tries, path, value) -> None:
    _set(path, value)(content)
    house.put(canonical.with_checksum(content))
    tries.clear()
    with pytest.raises(LarderError):
        house.unlock(Role.COORDINATOR)
    beyond_shape = path in ("signer", "entries", "register.sealed") and value in ("00" * 32, [], "")
    assert not tries or beyond_shape


@pytest.mark.parametrize("part", ["entry", "slot"])
def test_the_same_entry_or_slot_twice_is_refused(house, content, tries, part: str) -> None:
    first, second = content["entries"][:2]
    if part == "entry":
        content["entries"][1] = first
    else:
        second["slot"]["id"] = first["slot"]["id"]
    house.put(canonical.with_checksum(content))
    tries.clear()
    with pytest.raises(KeysDamaged):
        house.unlock(Role.COORDINATOR)
    assert not tries


def test_a_newer_format_is_told_from_damage(house, content) -> None:
    newer = canonical.with_checksum({**content, "version": 3, "entries": "quite different"})
    house.put(newer)
    with pytest.raises(NewerFormat):
        house.unlock(Role.COORDINATOR)
    house.put(newer[:-1])
    with pytest.raises(KeysDamaged):
        house.unlock(Role.COORDINATOR)


@pytest.mark.parametrize("damage", [None, b"", b"damaged"])
def test_the_second_copy_is_read_when_the_first_is_damaged_and_both_are_whole_again(house, damage) -> None:
    good = house.keys.read_bytes()
    if damage is None:
        house.keys.unlink()
    else:
        house.keys.write_bytes(damage)
    assert house.unlock(Role.VOLUNTEER).from_previous
    assert house.keys.read_bytes() == house.previous.read_bytes() == good
    assert not house.unlock(Role.VOLUNTEER).from_previous


def test_a_lost_second_copy_comes_back(house) -> None:
    house.previous.unlink()
    assert not house.unlock(Role.STOCK_KEEPER).from_previous
    assert house.previous.read_bytes() == house.keys.read_bytes()


def test_a_forged_first_copy_does_not_hide_the_good_second(house) -> None:
    keys = keyfile.parse(house.keys.read_bytes(), house.policy)
    house.keys.write_bytes(replace(keys, generation=99).raw())
    unlocked = house.unlock(Role.COORDINATOR)
    assert unlocked.from_previous
    assert unlocked.generation == 3


def test_leftovers_of_an_interrupted_write_are_cleared_away(house) -> None:
    (house.folder / "keys.json.tmp").write_bytes(b"half")
    (house.folder / "keys.json.prev.tmp").write_bytes(b"half")
    house.unlock(Role.COORDINATOR)
    assert sorted(path.name for path in house.folder.iterdir()) == ["keys.json", "keys.json.prev"]


def test_a_folder_that_refuses_the_repair_still_opens(house, monkeypatch: pytest.MonkeyPatch) -> None:
    house.previous.unlink()

    def refuse(*_: object) -> None:
        raise OSError(30, "read-only")

    monkeypatch.setattr("desktop.system.files.os.fsync", refuse)
    assert house.unlock(Role.COORDINATOR)
    assert [path.name for path in house.folder.iterdir()] == ["keys.json"]


def test_unreadable_files_are_damage(house) -> None:
    house.keys.unlink()
    house.keys.mkdir()
    house.previous.unlink()
    with pytest.raises(KeysDamaged):
        unlock(house.folder, login="a", passphrase="b", policy=house.policy)
    assert keystore.has_keys(house.folder)


def test_a_full_file_stays_below_the_limit(house) -> None:
    keys = keyfile.parse(house.keys.read_bytes(), house.policy)
    coordinator = house.unlock(Role.COORDINATOR)
    full = [keyfile.dummy() for _ in range(64)]
    longest = coordinator.registered_in(keys)[0]
    register = keyfile.SealedRegister(bytes(12), bytes(64 * 130 + 16))
    assert len(canonical.dump(longest.content())) < 130
    huge = KdfParameters(1024 * 1024, 20, 16)
    links = [Link(bytes([number]) * 32, bytes(64)) for number in range(MOST_LINKS)]
    raw = replace(
        keys,
        entries=keyfile.filled(full),
        register=register,
        generation=2**53,
        signer=links[-1].signer,
        handover=tuple(links),
        kdf=keyfile.KdfSets(huge, huge),
    ).raw()
    assert len(raw) < keyfile.MOST_BYTES
    assert len(keyfile.parse(raw).entries) == 64


def test_a_file_above_the_limit_is_refused_however_good(house) -> None:
    keys = keyfile.parse(house.keys.read_bytes(), house.policy)
    large = replace(keys, register=keyfile.SealedRegister(bytes(12), bytes(60_000)))
    with pytest.raises(KeysDamaged):
        keyfile.parse(large.raw(), house.policy)


def _objects(value: object):
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner)
