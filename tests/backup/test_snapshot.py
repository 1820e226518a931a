"""The copy is of one moment, although work goes on while it is taken."""

import contextlib
from pathlib import Path

import pytest

from desktop.backup import restore, snapshot, write_backup
from desktop.domain.errors import Cancelled, VaultFull
from desktop.domain.users import Role
from desktop.storage import snapshot as copies
from desktop.system import files
from tests.backup.house import ANY_COST, MOMENT, House, contents_of


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small vault takes many."""
    monkeypatch.setattr(copies, "SLICE_PAGES", 4)


def test_hand_outs_between_slices_are_in_both_databases_or_in_none(house: House, tmp_path: Path) -> None:
    given = 0

    def give() -> None:
        nonlocal given
        given += 1
        house.give(1, given % 3)

    with house.snapshot(give) as taken:
        assert given > 15
        # What is given from here on is not in it; what was given during the copy is, in both.
        before = contents_of(house.database)
        house.give(2)
        made = write_backup(taken, house.stick)
    assert made.counts.hand_outs == 3 + given
    assert made.counts.rows["people.db"]["recipient"] == made.counts.rows["stock.db"]["document"] - 1
    restore(made.path, tmp_path / "new", at=MOMENT, **house.opens(), policy=ANY_COST)
    house.unlock(Role.COORDINATOR, tmp_path / "new")
    assert contents_of(house.database) == before


def test_a_refused_hand_out_between_slices_does_no_harm(house: House) -> None:
    before = contents_of(house.database)

    def half() -> None:
        with contextlib.suppress(ZeroDivisionError), house.database.transaction():
            house.database.execute("UPDATE setting SET value = 'other'")
            house.database.execute("UPDATE people.member SET note = 'other'")
            raise ZeroDivisionError

    with house.snapshot(half) as taken:
        write_backup(taken, house.stick)
    assert contents_of(house.database) == before


def test_how_far_the_copy_is_is_said_and_only_grows(house: House) -> None:
    said: list[tuple[int, int]] = []
    snapshot(
        house.database,
        house.session.held_keys(),
        house.folder,
        created=MOMENT,
        report=lambda done, total: said.append((done, total)),
        policy=ANY_COST,
    ).close()
    assert len(said) > 15
    parts = [done / total for done, total in said]
    assert parts == sorted(parts)
    assert parts[0] < 0.2
    assert parts[-1] == 1


def test_a_stop_that_comes_first_copies_nothing(house: House) -> None:
    with pytest.raises(Cancelled):
        snapshot(
            house.database,
            house.session.held_keys(),
            house.folder,
            created=MOMENT,
            between=lambda: pytest.fail("something was copied"),
            stopped=lambda: True,
            policy=ANY_COST,
        )
    assert not list(house.folder.glob("snapshot-*"))


def test_a_stopped_copy_leaves_nothing_and_the_vault_goes_on(house: House) -> None:
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    with pytest.raises(Cancelled):
        snapshot(
            house.database,
            house.session.held_keys(),
            house.folder,
            created=MOMENT,
            stopped=stopped,
            policy=ANY_COST,
        )
    assert not list(house.folder.glob("snapshot-*"))
    house.give()


def test_a_full_disk_is_said_before_anything_is_copied(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "free_space", lambda _: 100_000)
    with pytest.raises(VaultFull):
        house.snapshot()
    assert not list(house.folder.glob("snapshot-*"))


def test_what_a_killed_program_left_goes_and_what_is_in_use_stays(house: House) -> None:
    left = house.folder / "snapshot-0123abcd"
    left.mkdir()
    (left / "stock.db").write_bytes(b"x")
    with house.snapshot() as first, house.snapshot() as second:
        assert not left.exists()
        assert first.folder.exists()
        assert second.folder.exists()
    assert not list(house.folder.glob("snapshot-*"))


def test_the_copy_is_the_owners_alone_and_opens_with_the_backups_key_only(house: House) -> None:
    with house.snapshot() as taken:
        for path in (taken.folder, *taken.folder.iterdir()):
            assert path.stat().st_mode & 0o077 == 0
        own = house.session.held_keys()
        keys = copies.DatabaseKeys(own.stock_database_key(), own.people_database_key())
        with pytest.raises(copies.VaultDamaged), copies.opened(taken.folder, keys):
            pass
        with copies.opened(taken.folder, taken.key.databases()) as database:
            assert database.value("SELECT count(*) FROM people.member") == 3
