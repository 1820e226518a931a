"""A backup in the place of the vault that is there: set aside whatever it is, nothing newer lost unawares, the erased stay so."""

import os
import shutil
import threading
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.backup import Restored, restore, verify
from desktop.backup.errors import BackupDamaged, BackupLocked, FolderNotEmpty
from desktop.backup.present import Present, present_vault
from desktop.domain.errors import Cancelled, Invalid, LarderError, VaultFull, VaultInUse
from desktop.domain.people import MemberFacts
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.operations import stock, users, vault
from desktop.operations.session import Session
from desktop.storage import connection, copies, erasing, people, settings, wholeness
from desktop.system import exchange, files
from desktop.system.clock import stamp
from desktop.vault.errors import WrongPassphrase
from tests.backup.house import ANY_COST, LOGINS, MOMENT, PASSPHRASES, Clock, House, contents_of
from tests.faults.interrupted import Stopping, killed_before

LATER = MOMENT + timedelta(days=2)
ASIDE = "20261126-085000-restore"
DAY = MOMENT.astimezone().date()


def replaced(house: House, file: Path, confirmed: date | None = None, at: datetime = LATER, **options: Any) -> Restored:
    house.session.close()
    return restore(
        file,
        house.folder,
        at=at,
        replace=True,
        confirmed_date=confirmed,
        policy=ANY_COST,
        **{**house.opens(), **options},
    )


def opened(folder: Path, role: Role = Role.COORDINATOR) -> Session:
    return vault.open_vault(
        folder, login=LOGINS[role], passphrase=PASSPHRASES[role], clock=Clock(LATER), policy=ANY_COST
    )


def looked(house: House, **options: Any) -> Present:
    house.session.close()
    found = present_vault(house.folder, policy=ANY_COST, **{**house.opens(), **options})
    assert found is not None
    return found


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("lock", "people.db-journal", "stock.db-journal")
    }


# Taking its place


def test_the_backup_takes_the_place_and_the_vault_is_set_aside(house: House) -> None:
    made = house.back_up()
    held = contents_of(house.database)
    house.clock.moment = LATER
    house.give()
    newer = contents_of(house.database)
    done = replaced(house, made.path, DAY)
    aside = house.folder / "copies" / ASIDE
    assert (done.folder, done.aside, done.desk, done.erased_again) == (house.folder, aside, "B", 0)
    for folder, wanted in ((house.folder, held), (aside, newer)):
        session = opened(folder)
        assert contents_of(session.database) == wanted
        assert wholeness.is_whole(session.database)
        session.close()
    assert [copy.path for copy in copies.list_copies(house.folder)] == [aside]
    assert not [path for path in house.folder.iterdir() if path.name.startswith(("next", "replaced"))]


def test_everybody_of_then_can_unlock_and_whoever_came_since_can_not(house: House) -> None:
    made = house.back_up()
    house.clock.moment = LATER
    users.add_user(
        house.session,
        login="Kite",
        passphrase="nine quiet lanterns up",
        name="Kite",
        role=Role.VOLUNTEER,
        policy=ANY_COST,
    )
    done = replaced(house, made.path, DAY)
    for role in Role:
        opened(house.folder, role).close()
    with pytest.raises(WrongPassphrase):
        vault.open_vault(
            house.folder, login="Kite", passphrase="nine quiet lanterns up", clock=Clock(LATER), policy=ANY_COST
        )
    assert done.aside is not None
    vault.open_vault(
        done.aside, login="Kite", passphrase="nine quiet lanterns up", clock=Clock(LATER), policy=ANY_COST
    ).close()


def test_backups_wait_after_a_restore_and_the_journal_says_so(house: House) -> None:
    made = house.back_up()
    replaced(house, made.path)
    session = opened(house.folder)
    assert settings.get(session.database, settings.RESTORED_FROM) == stamp(MOMENT)
    session.close()


def test_the_desk_letter_goes_on_after_the_later_one(house: House) -> None:
    made = house.back_up()
    with house.database.transaction():
        settings.put(house.database, settings.DESK, "Z")
    assert replaced(house, made.path).desk == "AA"
    house.session = opened(house.folder)
    assert replaced(house, made.path, DAY, at=LATER + timedelta(hours=1)).desk == "AB"


def test_with_the_recovery_sheet_as_well(house: House) -> None:
    made = house.back_up()
    done = replaced(house, made.path, words=" ".join(house.words), login="", passphrase="")
    assert (done.desk, done.erased_again) == ("B", 0)


def test_the_same_person_is_known_under_a_new_passphrase(house: House) -> None:
    made = house.back_up()
    users.change_passphrase(
        house.session,
        login=LOGINS[Role.COORDINATOR],
        old=PASSPHRASES[Role.COORDINATOR],
        new="another seven lamps east",
    )
    with house.database.transaction():
        settings.put(house.database, settings.DESK, "K")
    assert replaced(house, made.path, DAY).desk == "L"


def test_local_copies_stay(house: House) -> None:
    made = house.back_up()
    house.session.close()
    for hour in range(4):
        copies.make(house.folder, at=MOMENT - timedelta(hours=hour), why=copies.IMPORT)
    kept = [copy.path.name for copy in copies.list_copies(house.folder)]
    replaced(house, made.path, DAY)
    assert [copy.path.name for copy in copies.list_copies(house.folder)] == [ASIDE, *kept]


def test_an_empty_folder_is_filled_as_before(house: House, tmp_path: Path) -> None:
    made = house.back_up()
    done = restore(made.path, tmp_path / "new", at=LATER, replace=True, policy=ANY_COST, **house.opens())
    assert (done.aside, done.erased_again) == (None, None)
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    with pytest.raises(FolderNotEmpty):
        restore(made.path, other, at=LATER, replace=True, policy=ANY_COST, **house.opens())
    with pytest.raises(FolderNotEmpty):
        restore(made.path, house.folder, at=LATER, policy=ANY_COST, **house.opens())


# A vault that does not open


def flip_keys(folder: Path) -> None:
    for name in exchange.KEYS:
        (folder / name).write_bytes((folder / name).read_bytes()[:200])


def empty_people(folder: Path) -> None:
    (folder / "people.db").write_bytes(b"")


def lose_people(folder: Path) -> None:
    (folder / "people.db").unlink()


def lose_keys(folder: Path) -> None:
    for name in exchange.KEYS:
        (folder / name).unlink()


def spoil_stock(folder: Path) -> None:
    with (folder / "stock.db").open("r+b") as file:
        file.seek(5000)
        file.write(b"\0" * 5000)


def leave_journal(folder: Path) -> None:
    (folder / "stock.db-journal").write_bytes(b"rubbish" * 1000)


@pytest.mark.parametrize("harm", [flip_keys, empty_people, lose_people, lose_keys, spoil_stock, leave_journal])
def test_a_damaged_vault_is_no_hindrance(house: House, harm: Callable[[Path], None]) -> None:
    made = house.back_up()
    held = contents_of(house.database)
    house.session.close()
    harm(house.folder)
    lying = bytes_of(house.folder)
    done = replaced(house, made.path, DAY)
    session = opened(house.folder)
    assert contents_of(session.database) == held
    session.close()
    assert done.aside is not None
    found = bytes_of(done.aside)
    if harm is not leave_journal:
        assert done.erased_again in (None, 0)
        assert {name: found[name] for name in lying} == lying


def test_what_nobody_could_read_is_said(house: House) -> None:
    made = house.back_up()
    house.session.close()
    flip_keys(house.folder)
    present = looked(house)
    assert (present.opens, present.counts, present.erased, present.vault) == (False, None, None, None)
    assert present.problem is not None
    assert say(present.problem)
    assert replaced(house, made.path, DAY).erased_again is None


def test_a_vault_that_is_open_is_left_alone(house: House) -> None:
    made = house.back_up()
    before = bytes_of(house.folder)
    for act in (
        lambda: present_vault(house.folder, policy=ANY_COST, **house.opens()),
        lambda: restore(made.path, house.folder, at=LATER, replace=True, policy=ANY_COST, **house.opens()),
    ):
        with pytest.raises(VaultInUse):
            act()
    assert bytes_of(house.folder) == before


@pytest.mark.parametrize("reason", ["locked", "damaged", "full", "stopped"])
def test_a_restore_that_is_refused_changes_nothing(house: House, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = house.back_up()
    house.session.close()
    before = bytes_of(house.folder)
    options: dict[str, Any] = {}
    wanted: type[LarderError]
    if reason == "locked":
        options, wanted = {"passphrase": "wrong"}, BackupLocked
    elif reason == "damaged":
        raw = bytearray(made.path.read_bytes())
        raw[-5000] ^= 1
        made.path.write_bytes(raw)
        wanted = BackupDamaged
    elif reason == "full":
        monkeypatch.setattr(files, "free_space", lambda _folder: 1000)
        wanted = VaultFull
    else:
        wanted = Cancelled
        options["stop"] = threading.Event()
        options["stop"].set()
    with pytest.raises(wanted):
        replaced(house, made.path, DAY, **options)
    assert bytes_of(house.folder) == before
    assert not (house.folder / "copies").exists()


# Older over newer


def test_a_newer_vault_goes_only_when_the_date_is_typed(house: House) -> None:
    made = house.back_up()
    house.clock.moment = LATER
    house.give()
    house.session.close()
    before = bytes_of(house.folder)
    for typed in (None, DAY + timedelta(days=1), LATER.astimezone().date()):
        with pytest.raises(Invalid) as caught:
            replaced(house, made.path, typed)
        assert caught.value.field == "date"
        assert "24 Nov 2026" in say(caught.value)
        assert bytes_of(house.folder) == before
    replaced(house, made.path, DAY)


def test_the_newest_backup_needs_no_date(house: House) -> None:
    made = house.back_up()
    with house.database.transaction():
        house.clock.moment = LATER
        house.session.note("backup.make", backup=made.id)
        house.session.note("unlock")
    present = looked(house)
    assert present.is_newer_than(verify(made.path, policy=ANY_COST, **house.opens())) is False
    replaced(house, made.path)


def test_a_clock_that_was_put_back_hides_no_hand_out(house: House) -> None:
    made = house.back_up()
    house.clock.moment = MOMENT - timedelta(days=1)
    with house.database.transaction():
        house.session.note("distribution.give", document=9)
    present = looked(house)
    assert present.last_change <= MOMENT
    assert present.is_newer_than(verify(made.path, policy=ANY_COST, **house.opens()))


def test_a_vault_that_does_not_open_is_as_new_as_its_files(house: House) -> None:
    made = house.back_up()
    contents = verify(made.path, policy=ANY_COST, **house.opens())
    house.session.close()
    for moment, newer in ((LATER, True), (MOMENT - timedelta(seconds=1), False)):
        for path in house.folder.iterdir():
            os.utime(path, (moment.timestamp(), moment.timestamp()))
        present = looked(house, passphrase="wrong")
        assert isinstance(present.problem, WrongPassphrase)
        assert present.last_change == moment
        assert present.is_newer_than(contents) is newer


def test_what_is_there_is_told_beside_what_the_backup_holds(house: House) -> None:
    made = house.back_up()
    house.clock.moment = LATER
    house.give()
    generation = house.session.held_keys().generation
    figures = stock.stock_list(house.session)
    assert figures
    present = looked(house)
    assert present.opens
    assert (present.generation, present.desk, present.last_entry, present.last_change) == (
        generation,
        "A",
        LATER,
        LATER,
    )
    assert present.counts is not None
    assert (present.counts.hand_outs, made.counts.hand_outs) == (4, 3)
    assert present.vault == verify(made.path, policy=ANY_COST, **house.opens()).vault
    assert present_vault(house.stick, policy=ANY_COST) is None


def test_a_stock_keepers_passphrase_does_not_tell_what_is_there(house: House) -> None:
    present = looked(house, **house.opens(Role.STOCK_KEEPER))
    assert (present.opens, present.counts, present.erased) == (False, None, None)
    assert present.generation is not None


# Who was erased since


def test_who_was_erased_since_is_erased_again(house: House) -> None:
    with house.database.transaction():
        other = people.add(house.database, MemberFacts("Marker Heath"), form_key=uuid.uuid4().hex, registered_on=DAY)
    made = house.back_up()
    with house.database.transaction():
        for member in (house.members[0], other):
            erasing.erase(house.database, member, at=stamp(LATER), new_id=people.new_id())
    erasing.scrub(house.database)
    counts = made.counts
    assert counts.members == 4
    done = replaced(house, made.path, DAY)
    assert done.erased_again == 2
    session = opened(house.folder)
    assert erasing.erased_ids(session.database) == {house.members[0], other}
    assert {name for (name,) in session.database.rows("SELECT name FROM people.member WHERE erased = 0")} == {
        "Tin Whistle",
        "槟榔花",
    }
    assert wholeness.is_whole(session.database)
    assert session.database.value("SELECT count(*) FROM people.recipient") == counts.hand_outs
    session.close()


def test_who_was_erased_before_the_backup_is_not_erased_again(house: House) -> None:
    with house.database.transaction():
        erasing.erase(house.database, house.members[0], at=stamp(MOMENT), new_id=people.new_id())
    erasing.scrub(house.database)
    made = house.back_up()
    assert replaced(house, made.path, DAY).erased_again == 0


# Interrupted


def test_killed_anywhere_the_vault_is_the_old_one_or_the_restored_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = house.back_up()
    backed_up = contents_of(house.database)
    house.clock.moment = LATER
    house.give()
    newer = contents_of(house.database)
    house.session.close()
    monkeypatch.setattr(connection, "connect", lambda path, **options: Stopping(path, **options))
    outcomes, step = [], 1
    while True:
        folder = Path(shutil.copytree(house.folder, house.folder.parent / f"vault-{step}"))
        died = killed_before(
            step,
            lambda at=folder: restore(
                made.path, at, at=LATER, replace=True, confirmed_date=DAY, policy=ANY_COST, **house.opens()
            ),
        )
        session = opened(folder)
        found = contents_of(session.database)
        assert wholeness.is_whole(session.database)
        session.close()
        assert found in (newer, backed_up)
        outcomes.append("after" if found == backed_up else "before")
        if outcomes[-1] == "after":
            session = opened(folder / "copies" / ASIDE)
            assert contents_of(session.database) == newer
            session.close()
        assert not [path for path in folder.iterdir() if path.name.startswith(("next", "replaced"))]
        shutil.rmtree(folder)
        if not died:
            break
        step += 1 if outcomes[-1] == "after" or step < 20 else 7
    assert outcomes == sorted(outcomes, reverse=True)
    assert outcomes.count("after") > 10
