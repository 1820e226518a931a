"""Which backups stay on a stick."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.backup import kept
from tests.backup.house import House

VAULT = "0123abcd" + "0" * 24
START = datetime(2024, 1, 10, 12, tzinfo=UTC)


def put(folder: Path, moment: datetime, vault: str = VAULT) -> Path:
    path = kept.next_path(folder, vault)
    path.write_bytes(b"x")
    os.utime(path, (moment.timestamp(), moment.timestamp()))
    return path


def week_after_week(folder: Path, weeks: int) -> None:
    for week in range(weeks):
        put(folder, START + timedelta(weeks=week))
        kept.thin(folder, VAULT)


def test_the_newest_ten_stay_and_one_of_each_month_of_a_year(tmp_path: Path) -> None:
    week_after_week(tmp_path, 100)
    files = kept.backup_files(tmp_path, VAULT)
    assert [each.number for each in files[:10]] == list(range(100, 90, -1))
    months = [(each.moment.year, each.moment.month) for each in files[10:]]
    assert len(months) == len(set(months)) == 12 - 1
    assert files[-1].moment > files[0].moment - timedelta(days=400)
    assert kept.thin(tmp_path, VAULT) == ()


def test_a_month_keeps_its_last_backup(tmp_path: Path) -> None:
    week_after_week(tmp_path, 20)
    older = kept.backup_files(tmp_path, VAULT)[10:]
    assert [each.moment.date().isoformat() for each in older] == ["2024-03-13", "2024-02-28", "2024-01-31"]


def test_a_clock_that_jumped_takes_no_backup_away(tmp_path: Path) -> None:
    week_after_week(tmp_path, 60)
    before = {each.path for each in kept.backup_files(tmp_path, VAULT)}
    for years in (10, -10, 60):
        put(tmp_path, START + timedelta(days=365 * years))
        kept.thin(tmp_path, VAULT)
    after = {each.path for each in kept.backup_files(tmp_path, VAULT)}
    # The three oldest of the newest ten become the newest of their month, or go as in any other week.
    assert len(before - after) <= 4
    newest = max(kept.backup_files(tmp_path, VAULT), key=lambda each: each.number)
    assert newest.number == 63


def test_other_vaults_and_other_files_are_left_alone(tmp_path: Path) -> None:
    strangers = [tmp_path / "holiday.jpg", tmp_path / "0123abcd-1.clb", tmp_path / "0123abcd-0001.clb.bak"]
    for path in strangers:
        path.write_bytes(b"mine")
    for day in range(30):
        put(tmp_path, START + timedelta(days=day), "ffffffff" + "0" * 24)
    week_after_week(tmp_path, 30)
    assert all(path.exists() for path in strangers)
    assert len(kept.backup_files(tmp_path, "ffffffff" + "0" * 24)) == 30
    assert len(kept.backup_files(tmp_path)) == 30 + len(kept.backup_files(tmp_path, VAULT))


def test_making_backups_thins_the_stick(house: House) -> None:
    for day in range(12):
        house.clock.moment += timedelta(days=day and 1)
        last = house.back_up()
    assert last.removed == 1
    found = kept.backup_files(house.stick)
    assert [each.number for each in found] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]
    assert [each.moment for each in found] == sorted((each.moment for each in found), reverse=True)
    assert found[0].moment == house.clock.moment


def test_a_folder_that_is_gone_holds_no_backups(tmp_path: Path) -> None:
    assert kept.backup_files(tmp_path / "gone") == ()
