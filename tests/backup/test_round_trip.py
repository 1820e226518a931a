"""A backup made, looked at, and restored; and who can do which."""

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.backup import restore, verify
from desktop.backup.errors import BackupLocked, FolderNotEmpty
from desktop.domain.errors import NotAllowed
from desktop.domain.users import Role
from desktop.operations import stock, vault
from desktop.storage import journal, settings
from desktop.system.clock import stamp
from desktop.vault.errors import RecoveryWordsInvalid, WrongPassphrase, WrongRecoveryWords
from desktop.vault.words import new_words
from tests.backup.house import ANY_COST, MOMENT, TYPED, House, contents_of


def test_a_restored_vault_holds_all_that_the_vault_held(house: House, tmp_path: Path) -> None:
    before = contents_of(house.database)
    figures = stock.stock_list(house.session)
    made = house.back_up()
    restored = restore(made.path, tmp_path / "new" / "vault", at=MOMENT, **house.opens(), policy=ANY_COST)
    assert (restored.desk, restored.contents.counts) == ("B", made.counts)
    house.unlock(Role.COORDINATOR, tmp_path / "new" / "vault")
    assert contents_of(house.database) == before
    assert stock.stock_list(house.session) == figures
    assert settings.get(house.database, settings.LAST_BACKUP) == stamp(MOMENT)
    assert [entry.action for entry in journal.entries(house.database, "main", limit=2)] == ["unlock", "backup.restore"]
    assert journal.first_break(house.database, "main") is None


def test_everybody_can_unlock_the_restored_vault_and_goes_on_under_another_letter(house: House, tmp_path: Path) -> None:
    made = house.back_up()
    new = tmp_path / "new"
    restore(made.path, new, at=MOMENT, **house.opens(), policy=ANY_COST)
    for role in Role:
        session = house.unlock(role, new)
        assert session.user.role is role
        assert session.database.has_people is role.sees_people
    house.unlock(Role.VOLUNTEER, new)
    house.give()
    numbers = [number for (number,) in house.database.rows("SELECT number FROM document ORDER BY id")]
    assert "-B-" in numbers[-1]
    assert len(set(numbers)) == len(numbers)
    session = vault.open_with_recovery
    house.session.close()
    house.session = session(new, " ".join(house.words), clock=house.clock, policy=ANY_COST)
    assert house.session.user.role is Role.COORDINATOR


def test_nothing_but_the_vault_is_left_beside_a_restored_one(house: House, tmp_path: Path) -> None:
    made = house.back_up()
    new = tmp_path / "elsewhere" / "vault"
    restore(made.path, new, at=MOMENT, **house.opens(), policy=ANY_COST)
    assert sorted(path.name for path in new.parent.iterdir()) == ["vault"]
    assert sorted(path.name for path in new.iterdir()) == [
        "keys.json",
        "keys.json.prev",
        "lock",
        "people.db",
        "stock.db",
    ]
    assert {path.stat().st_mode & 0o077 for path in (new, *new.iterdir())} == {0}
    assert not list(house.folder.glob("snapshot-*"))


def test_an_empty_folder_takes_a_restored_vault_and_a_filled_one_does_not(house: House, tmp_path: Path) -> None:
    made = house.back_up()
    empty, filled = tmp_path / "empty", tmp_path / "filled"
    empty.mkdir()
    filled.mkdir()
    (filled / "letter.txt").write_text("mine")
    restore(made.path, empty, at=MOMENT, **house.opens(), policy=ANY_COST)
    for folder in (filled, empty, house.folder):
        there = sorted(path.name for path in folder.iterdir())
        with pytest.raises(FolderNotEmpty):
            restore(made.path, folder, at=MOMENT, **house.opens(), policy=ANY_COST)
        assert sorted(path.name for path in folder.iterdir()) == there


def test_a_volunteer_makes_a_backup_and_only_a_coordinator_or_the_sheet_opens_it(house: House, tmp_path: Path) -> None:
    house.unlock(Role.VOLUNTEER)
    made = house.back_up()
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        with pytest.raises(BackupLocked):
            verify(made.path, **house.opens(role), policy=ANY_COST)
        with pytest.raises(WrongPassphrase):
            restore(made.path, tmp_path / "new", at=MOMENT, **house.opens(role), policy=ANY_COST)
    assert not (tmp_path / "new").exists()
    by_passphrase = verify(made.path, **house.opens(), policy=ANY_COST)
    by_sheet = verify(made.path, words=house.words, policy=ANY_COST)
    assert by_passphrase == by_sheet
    assert (by_sheet.created, by_sheet.counts, by_sheet.size) == (MOMENT, made.counts, made.path.stat().st_size)
    counts = by_sheet.counts
    assert (counts.members, counts.hand_outs, counts.referrals, counts.items) == (3, 3, 1, 1)
    restored = restore(made.path, tmp_path / "new", at=MOMENT, words=" ".join(house.words), policy=ANY_COST)
    assert restored.contents == by_sheet


def test_wrong_words_are_told_apart_from_impossible_ones(house: House) -> None:
    made = house.back_up()
    with pytest.raises(WrongRecoveryWords):
        verify(made.path, words=new_words(), policy=ANY_COST)
    with pytest.raises(RecoveryWordsInvalid):
        verify(made.path, words="not a sheet", policy=ANY_COST)
    with pytest.raises(BackupLocked):
        verify(made.path, login="", passphrase="", policy=ANY_COST)


def test_a_stock_keeper_has_nothing_to_back_up(house: House) -> None:
    house.unlock(Role.STOCK_KEEPER)
    with pytest.raises(NotAllowed):
        house.snapshot()
    assert not list(house.folder.glob("snapshot-*"))


def test_a_backup_shows_a_stranger_nothing(house: House) -> None:
    made = house.back_up()
    raw = made.path.read_bytes()
    for typed in TYPED:
        for form in (typed, typed.casefold()):
            assert form.encode() not in raw
            assert form.encode("utf-16-le") not in raw
    for word in (b"SQLite format 3", b"2026-11", house.session.user.id.encode(), b"0.1.0", b"members"):
        assert word not in raw
    assert made.path.name == f"{house.session.held_keys().vault_id[:8]}-0001.clb"


def test_any_program_can_take_the_four_members_out(house: House) -> None:
    made = house.back_up()
    with zipfile.ZipFile(made.path) as opened:
        assert opened.namelist() == ["manifest.json", "keys.json", "stock.db", "people.db"]
        assert {each.compress_type for each in opened.infolist()} == {zipfile.ZIP_STORED}
        assert opened.testzip() is None


def test_each_backup_has_a_key_of_its_own(house: House) -> None:
    first, second = house.back_up(), house.back_up()
    with zipfile.ZipFile(first.path) as one, zipfile.ZipFile(second.path) as other:
        for name in one.namelist():
            assert one.read(name) != other.read(name)
    assert first.counts == second.counts


def test_progress_goes_up_to_the_whole(house: House, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    made = house.back_up(report=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] > made.size
    for work in (
        lambda report: verify(made.path, **house.opens(), policy=ANY_COST, report=report),
        lambda report: restore(made.path, tmp_path / "new", at=MOMENT, **house.opens(), policy=ANY_COST, report=report),
    ):
        seen.clear()
        work(lambda done, total: seen.append((done, total)))
        assert seen == sorted(seen)
        assert seen[-1][0] == seen[-1][1] > 0


def test_a_backup_of_a_restored_vault_restores_again(house: House, tmp_path: Path) -> None:
    first = house.back_up()
    restore(first.path, tmp_path / "second", at=MOMENT, **house.opens(), policy=ANY_COST)
    house.unlock(Role.VOLUNTEER, tmp_path / "second")
    house.folder = tmp_path / "second"
    house.clock.moment += timedelta(days=1)
    house.give()
    second = house.back_up()
    restored = restore(second.path, tmp_path / "third", at=MOMENT, **house.opens(), policy=ANY_COST)
    assert (restored.desk, restored.contents.counts.hand_outs) == ("C", 4)
    assert second.path.name.endswith("-0002.clb")
