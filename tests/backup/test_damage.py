"""What is altered, cut off, added to, forged or newer is refused with a sentence; nothing wrong is ever read."""

import random
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.backup import archive, building, manifest, restore, verify
from desktop.backup.archive import HEADER, MANIFEST, NAMES, STOCK, Digest, Member
from desktop.backup.errors import BackupDamaged, BackupLocked, BackupNewer, BackupUnreadable
from desktop.backup.manifest import BackupKey, Manifest
from desktop.backup.reading import OpenedBackup
from desktop.domain.errors import LarderError, VaultDamaged, VaultNewer
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.storage.snapshot import check_pages, opened
from desktop.vault import backup_recipients, canonical
from tests.backup.house import ANY_COST, MOMENT, House
from tests.faults.counting import counted, report

FLIPS = counted(400, 120)


def refused(house: House, file: Path, kind: type[LarderError] = BackupDamaged) -> None:
    """Neither looking at it nor restoring it works, both say why, and nothing is left behind."""
    new = house.stick.parent / "new"
    with pytest.raises(kind) as looked:
        verify(file, **house.opens(), policy=ANY_COST)
    with pytest.raises(kind):
        restore(file, new, at=MOMENT, **house.opens(), policy=ANY_COST)
    assert "Nothing was changed." in say(looked.value)
    assert not [path for path in new.parent.iterdir() if path.name.startswith("new")]


def packed(path: Path, contents: dict[str, bytes]) -> Path:
    """A file of the right shape with these members."""
    members = [Member(name, len(data), Digest.of(data).crc) for name, data in contents.items()]
    parts = [archive.local_header(member) + contents[member.name] for member in members]
    path.write_bytes(b"".join(parts) + archive.ending(members))
    return path


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.faults
def test_a_flipped_bit_is_found_wherever_it_is(house: House) -> None:
    made = house.back_up()
    raw = bytearray(made.path.read_bytes())
    chance = random.Random(4)
    ends = [*range(60), *range(len(raw) - 300, len(raw))]  # the ZIP's own fields, besides places anywhere
    places = [*chance.sample(ends, FLIPS // 2), *(chance.randrange(len(raw)) for _ in range(FLIPS))]
    for name in (STOCK, "people.db"):  # each database begins with its salt
        begins = raw.index(name.encode()) + len(name)
        places += range(begins, begins + counted(16, 2))
    flipped = house.stick / "flipped.clb"
    for place in places:
        bit = 1 << chance.randrange(8)
        raw[place] ^= bit
        flipped.write_bytes(raw)
        with pytest.raises(BackupDamaged):
            verify(flipped, **house.opens(), policy=ANY_COST)
        raw[place] ^= bit
    report(group="T6", fault="a flipped bit in a backup", means="file changed; found", times=len(places))


@pytest.mark.faults
def test_every_byte_of_the_small_members_counts(house: House) -> None:
    made = house.back_up()
    raw = bytearray(made.path.read_bytes())
    altered = house.stick / "altered.clb"
    places = range(0, raw.index(b"stock.db"), counted(3, 97))
    for place in places:
        raw[place] ^= 0xFF
        altered.write_bytes(raw)
        with pytest.raises(BackupDamaged):
            verify(altered, **house.opens(), policy=ANY_COST)
        raw[place] ^= 0xFF
    report(
        group="T6", fault="a changed byte in a backup's small members", means="file changed; found", times=len(places)
    )


def test_a_flipped_bit_makes_no_vault(house: House) -> None:
    made = house.back_up()
    raw = bytearray(made.path.read_bytes())
    chance = random.Random(5)
    flipped = house.stick / "flipped.clb"
    for place in [chance.randrange(len(raw)) for _ in range(20)]:
        raw[place] ^= 1
        flipped.write_bytes(raw)
        refused(house, flipped)
        raw[place] ^= 1


@pytest.mark.faults
@pytest.mark.parametrize(
    "cut",
    [
        lambda raw: b"",
        lambda raw: raw[:1],
        lambda raw: raw[:29],
        lambda raw: raw[:4096],
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:-40960],
        lambda raw: raw[:-4096],
        lambda raw: raw[:-245],
        lambda raw: raw[: raw.index(b"PK\1\2")],
        lambda raw: raw[: raw.index(b"PK\5\6")],
        lambda raw: raw[:-1],
        lambda raw: raw + b"\0",
        lambda raw: raw + b"trailing garbage" * 300,
        lambda raw: b"\0" + raw,
        lambda raw: raw + raw,
        lambda raw: b"PK\5\6" + bytes(18),
        lambda raw: bytes(len(raw)),
    ],
)
def test_a_file_of_another_length_is_refused(house: House, cut: Callable[[bytes], bytes]) -> None:
    made = house.back_up()
    made.path.write_bytes(cut(made.path.read_bytes()))
    refused(house, made.path)
    report(group="T7", fault="a backup of another length", means="file changed; refused", times=1)


@pytest.mark.faults
def test_members_that_are_missing_doubled_renamed_or_in_another_order_are_refused(house: House) -> None:
    made = house.back_up()
    contents = unpacked(made.path)
    orders = [
        NAMES[:3],
        NAMES[::-1],
        (*NAMES, "more.txt"),
        (MANIFEST, HEADER, STOCK, STOCK),
        (MANIFEST, HEADER, STOCK, "../people.db"),
        (MANIFEST, HEADER, STOCK, "PEOPLE.DB"),
        (MANIFEST, HEADER, STOCK, "/tmp/people.db"),
        (MANIFEST, HEADER, STOCK, "C:\\people.db"),
    ]
    for order in orders:
        members = [Member(name, len(data := contents.get(name, b"x")), Digest.of(data).crc) for name in order]
        parts = [archive.local_header(each) + contents.get(each.name, b"x") for each in members]
        made.path.write_bytes(b"".join(parts) + archive.ending(members))
        refused(house, made.path)
    report(group="T18", fault="members missing, doubled, renamed", means="file changed; refused", times=len(orders))


@pytest.mark.faults
def test_a_compressed_or_dated_zip_is_refused_and_so_is_a_bomb(house: House) -> None:
    made = house.back_up()
    contents = unpacked(made.path)
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(made.path, "w", compression) as other:
            for name, data in contents.items():
                other.writestr(name, data)
        refused(house, made.path)
    packed(made.path, contents | {HEADER: b"x" * (64 * 1024 + 1)})
    refused(house, made.path)
    packed(made.path, contents | {MANIFEST: b"[" * 500_000})
    refused(house, made.path)
    # A member that claims more than the file has, and more than any may have.
    raw = archive.local_header(Member(MANIFEST, 2**32 - 1, 0)) + b"x" * 100
    made.path.write_bytes(raw)
    refused(house, made.path)
    report(group="T18", fault="a ZIP compressed, dated, too large, lying", means="file changed; refused", times=5)


def test_members_of_two_backups_do_not_mix(house: House) -> None:
    first, second = house.back_up(), house.back_up()
    one, other = unpacked(first.path), unpacked(second.path)
    for name in NAMES:
        packed(first.path, one | {name: other[name]})
        refused(house, first.path)


def test_a_header_that_asks_for_all_the_memory_is_refused_before_any_is_taken(house: House) -> None:
    made = house.back_up()
    contents = unpacked(made.path)
    header = canonical.load(contents[HEADER])
    header.pop("checksum")
    header["kdf"] = {"present": {"memory_kib": 4 * 1024 * 1024, "passes": 1, "lanes": 1}, "previous": None}
    packed(made.path, contents | {HEADER: canonical.with_checksum(header)})
    refused(house, made.path)


def forged(house: House, path: Path, change: Callable[[Manifest], Manifest]) -> None:
    """Seal a changed manifest under a fresh key to the coordinators, as anyone who has their public keys could."""
    made = house.back_up()
    contents = unpacked(made.path)
    with OpenedBackup(made.path, **house.opens(), words=None, policy=ANY_COST) as opened:
        key = BackupKey(opened.key.secret())
        found = change(opened.manifest)
    recipients = backup_recipients(house.folder, house.session.held_keys(), policy=ANY_COST)
    header = recipients.sealed(key.secret(), manifest.context(found.id))
    digest = Digest.of(header)
    found = replace(found, header=(digest.size, digest.sha256))
    packed(path, contents | {MANIFEST: found.sealed(key), HEADER: header})


def test_a_backup_made_up_without_the_people_key_is_refused(house: House) -> None:
    path = house.stick / "forged.clb"
    wrong = house.session.held_keys().stock_subkey("manifest-v1")
    forged(house, path, lambda found: found)  # the header is another, so the proof no longer holds
    refused(house, path)
    forged(house, path, lambda found: found.proved(wrong))
    refused(house, path)


def test_a_newer_backup_is_told_from_a_damaged_one(house: House) -> None:
    made = house.back_up()
    contents = unpacked(made.path)
    outside = canonical.load(contents[MANIFEST])
    outside.pop("checksum")
    newer = contents | {MANIFEST: canonical.with_checksum(outside | {"version": 2})}
    packed(made.path, newer)
    refused(house, made.path, BackupNewer)
    packed(made.path, {**newer, "more.json": b"{}"})
    refused(house, made.path, VaultNewer)
    header = canonical.load(contents[HEADER])
    header.pop("checksum")
    packed(made.path, contents | {HEADER: canonical.with_checksum(header | {"version": 9})})
    refused(house, made.path, BackupNewer)


def test_a_backup_of_newer_databases_is_refused_as_newer(house: House) -> None:
    house.database.execute("PRAGMA people.user_version = 999")
    with pytest.raises(VaultNewer):
        house.back_up()
    house.database.execute("PRAGMA people.user_version = 1")
    made = house.back_up()
    contents = unpacked(made.path)
    manifest_key = house.session.held_keys().manifest_key()
    assert manifest_key is not None
    with OpenedBackup(made.path, **house.opens(), words=None, policy=ANY_COST) as opened:
        whole = replace(opened.manifest.whole, versions={"stock.db": 1, "people.db": 999})
        newer = replace(opened.manifest, whole=whole).proved(manifest_key)
        packed(made.path, contents | {MANIFEST: newer.sealed(opened.key)})
    refused(house, made.path, BackupNewer)


def test_a_manifest_that_counts_otherwise_makes_no_vault(house: House) -> None:
    made = house.back_up()
    contents = unpacked(made.path)
    manifest_key = house.session.held_keys().manifest_key()
    assert manifest_key is not None
    with OpenedBackup(made.path, **house.opens(), words=None, policy=ANY_COST) as opened:
        false = replace(opened.manifest, whole=replace(opened.manifest.whole, members=4)).proved(manifest_key)
        packed(made.path, contents | {MANIFEST: false.sealed(opened.key)})
    with pytest.raises(BackupDamaged):
        restore(made.path, house.stick / "new", at=MOMENT, **house.opens(), policy=ANY_COST)
    assert not list(house.stick.glob("new*"))


def test_another_vaults_passphrase_opens_nothing(house: House) -> None:
    made = house.back_up()
    for typed in ("", " ", "x" * 100_000, PASSPHRASE_OF_NOBODY, house.opens()["passphrase"] + " ", "nine\0"):
        with pytest.raises(BackupLocked):
            verify(made.path, login="Magnolia", passphrase=typed, policy=ANY_COST)
    assert verify(made.path, login="MAGNOLIA", passphrase=house.opens()["passphrase"], policy=ANY_COST)


PASSPHRASE_OF_NOBODY = "ｒｉｖｅｒ salt window ten"


@pytest.mark.parametrize("name", ["absent.clb", "."])
def test_what_is_no_file_is_said_to_be_unreadable(house: House, name: str) -> None:
    refused(house, house.stick / name, BackupUnreadable)


def test_an_altered_vault_gets_no_backup(house: House) -> None:
    first = house.back_up()
    house.database.execute("UPDATE balance SET quantity = quantity + 1")
    with pytest.raises(VaultDamaged) as said:
        house.back_up()
    assert "No backup was made" in say(said.value)
    assert [path.name for path in house.stick.iterdir()] == [first.path.name]
    assert not list(house.folder.glob("snapshot-*"))


def test_a_journal_with_a_hole_gets_no_backup(house: House) -> None:
    house.database.execute("DROP TRIGGER main.journal_never_deleted")
    house.database.execute("DELETE FROM journal WHERE id = 2")
    with pytest.raises(VaultDamaged):
        house.back_up()


def test_a_stick_that_was_lent_out_is_still_read(house: House, tmp_path: Path) -> None:
    house.unlock(Role.VOLUNTEER)
    made = house.back_up()
    copied = tmp_path / "renamed by somebody.zip"
    shutil.copy(made.path, copied)
    assert verify(copied, **house.opens(), policy=ANY_COST).counts == made.counts


def test_a_database_that_is_not_the_sealed_one_is_not_even_opened(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = house.back_up()
    contents = unpacked(made.path)
    packed(made.path, contents | {STOCK: contents[STOCK][:-1] + bytes([contents[STOCK][-1] ^ 1])})
    monkeypatch.setattr(building.copies, "copy_closed", lambda *_args, **_more: pytest.fail("it was opened"))
    with pytest.raises(BackupDamaged):
        restore(made.path, tmp_path / "new", at=MOMENT, **house.opens(), policy=ANY_COST)


# The proof of a copy


def test_a_flipped_bit_is_seen_in_every_page_of_a_copy(house: House) -> None:
    """In pages that are in use by `quick_check` alone, in free ones by SQLCipher's own check; none is left out."""
    database = house.database
    database.execute("CREATE TABLE main.passing (a TEXT) STRICT")
    with database.transaction():
        for _row in range(60):
            database.execute("INSERT INTO main.passing VALUES (hex(randomblob(4000)))")  # with pages that overflow
    for free in (False, True):
        if free:
            database.execute("DROP TABLE main.passing")
        with house.snapshot() as copy:
            keys = copy.key.databases()
            with opened(copy.folder, keys) as found:
                assert bool(found.value("PRAGMA main.freelist_count")) is free
            check_pages(copy.folder, keys)
            seen = 0
            for file in ("stock.db", "people.db"):
                path = copy.folder / file
                whole = path.read_bytes()
                for start in range(0, len(whole), 4096):
                    spoilt = bytearray(whole)
                    spoilt[start + (start // 7) % 4016] ^= 1 << start // 4096 % 8
                    path.write_bytes(spoilt)
                    with pytest.raises(VaultDamaged):
                        check_pages(copy.folder, keys)
                    seen += 1
                path.write_bytes(whole)
            check_pages(copy.folder, keys)
            assert seen > 150
