"""Full disks, read-only folders, folders that vanish, vaults that are open elsewhere: a sentence, and nothing is lost."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.backup import write_backup
from desktop.backup.errors import DriveFull
from desktop.domain.errors import LarderError, VaultFull, VaultUnwritable
from desktop.domain.people import MemberFacts
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.operations import backups, catalogue, distribution, people, users, vault
from desktop.operations.vault import VaultSetup
from desktop.storage import wholeness
from desktop.system import files
from desktop.vault.errors import NoVault
from tests.faults.counting import counted, report
from tests.faults.marked import ANY_COST, CHEAP, DAY, Marked, copied, entries_of, files_below, new_form
from tests.faults.small_disk import BLOCK, SmallDisk
from tests.faults.works import WORKS
from tests.faults.works_base import Prepared
from tests.operations.desk import FixedClock

PASSES = counted(10, 2)
ROOM = (0, 8, 16, 24, 40, 60, 80, 100, 130, 160, 200, 300)[:: counted(1, 4)]
MEANS = "a small disk in memory, or a limit on file sizes"
PASSPHRASE = "tall copper kettle whistles at dawn"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    made = SmallDisk(tmp_path / "disk")
    yield made
    made.close()


@pytest.fixture
def larger_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk that holds a vault, a copy of it, and some backups."""
    made = SmallDisk(tmp_path / "larger", mebibytes=12)
    yield made
    made.close()


@pytest.fixture
def marked(template: Marked, disk: SmallDisk) -> Iterator[Marked]:
    """A copy of the filled vault on the small disk, open for its coordinator."""
    made = copied(template, disk.folder / "vault")
    made.unlock()
    yield made
    made.session.close()


def everything(marked: Marked) -> dict[str, object]:
    """Every row of both databases."""
    return dict(entries_of(marked.session.database))


def left(marked: Marked, disk: SmallDisk) -> dict[str, object]:
    """Every row after something was refused: it reads on a full disk too, but not under a limit that stops the rollback."""
    if not disk.mounted:
        disk.make_room()
    return everything(marked)


WORK: dict[str, Callable[[Marked], object]] = {
    "a hand-out to a member": lambda m: m.give(1, item=2),
    "a hand-out without a name": lambda m: m.give(None, item=2),
    "an undone hand-out": lambda m: distribution.undo_distribution(
        m.session, form_key=new_form(), document_id=m.given[12]
    ),
    "goods received": lambda m: m.receive(1),
    "a new member": lambda m: people.register_member(
        m.session, form_key=new_form(), facts=MemberFacts(m.markers.person(), note="x" * 2000)
    ),
    "a new item's place": lambda m: catalogue.save_place(m.session, name=m.markers.thing()),
    "changed settings": lambda m: users.change_settings(m.session, collective="S", small_count=11, idle_minutes=5),
}


@pytest.mark.parametrize("what", WORK)
def test_work_at_a_full_disk_is_refused_with_a_sentence_and_goes_on_when_there_is_room(
    marked: Marked, disk: SmallDisk, what: str
) -> None:
    full = 0
    passes = 1 if what == "an undone hand-out" else PASSES
    for number in range(passes):
        before = everything(marked)
        refused = 0
        for blocks in (0, 1, 2, 3, 4, 6, 8, 10):
            disk.fill(leave=blocks * BLOCK + number * 400)
            try:
                WORK[what](marked)
                break  # it fits
            except disk.errors as error:
                said = say(error)
            refused += 1
            assert "Nothing was saved" in said
            assert left(marked, disk) == before
        assert refused
        full += refused
        disk.make_room()
        marked.unlock()  # as after a restart
        if refused == 8:
            assert everything(marked) == before
            WORK[what](marked)
        assert everything(marked) != before or what == "changed settings"
        assert wholeness.is_whole(marked.session.database)
    report(group="T4", fault=f"a full disk during {what}", means=MEANS, times=full)


def test_ten_times_full_and_emptied_the_vault_is_whole(marked: Marked, disk: SmallDisk) -> None:
    done = refused = 0
    for number in range(10):
        disk.fill(leave=(4 + number) * 2 * BLOCK)
        before = everything(marked)
        for _ in range(25 if disk.mounted else 120):  # a limit on file sizes lets a vault grow inside its files
            try:
                marked.give(done % len(marked.members), item=4) if done % 3 else marked.receive(4)
            except disk.errors:
                refused += 1
                assert left(marked, disk) == before
                break
            done += 1
            before = everything(marked)
        disk.make_room()
        marked.unlock(Role.COORDINATOR)
        assert everything(marked) == before
        assert wholeness.is_whole(marked.session.database)
    assert done
    assert refused
    report(group="T4", fault="a disk filled by work and emptied again", means=MEANS, times=10)


@pytest.mark.parametrize("name", WORKS)
def test_work_on_many_files_at_a_full_disk_is_done_wholly_or_not_at_all(
    name: str, larger_disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = larger_disk
    work = WORKS[name]
    prepared = Prepared(work, disk.folder)
    # Others may take the room after it was asked for.
    monkeypatch.setattr(files, "free_space", lambda _path: 2**40)
    refused = 0
    for blocks in ROOM:
        root = prepared.laid_out()
        said: list[object] = []
        disk.fill(leave=blocks * BLOCK)
        found = attempt(lambda root=root, said=said: work.do(root, said.append))  # type: ignore[misc]
        # A lock must go on when a draft can't be kept: nobody is told of that.
        assert isinstance(found, LarderError | None) or name == "keeping a draft"
        refused += found is not None
        disk.make_room()
        work.check(root, said)
    assert refused or name == "leaving a laptop"
    report(group="T4", fault=f"a full disk during {name}", means=MEANS, times=len(ROOM))


def attempt(work: Callable[[], object]) -> LarderError | OSError | None:
    """The error that some work ended with, which is a sentence or the disk's own."""
    try:
        work()
    except (LarderError, OSError) as error:
        return error
    return None


def test_a_vault_is_made_wholly_or_not_at_all_on_a_disk_without_room(disk: SmallDisk) -> None:
    folder = disk.folder / "deep" / "vault"
    setup = VaultSetup("Sunrise", "Mei", PASSPHRASE, place="Shelf A")
    made = None
    refused = 0
    for blocks in (0, 1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 80, 96, 112, 128, 160, 1000):
        disk.fill(leave=blocks * BLOCK)
        try:
            made = vault.create_vault(folder, setup, clock=FixedClock(DAY), kdf=CHEAP, policy=ANY_COST)
            break
        except disk.errors as error:
            said = say(error)
        refused += 1
        assert "Nothing was saved" in said
        assert not folder.parent.exists()
    assert refused > 2
    assert made is not None
    assert wholeness.is_whole(made.session.database)
    made.session.close()


def test_a_backup_without_room_on_either_side_leaves_nothing_behind(
    marked: Marked, disk: SmallDisk, tmp_path: Path
) -> None:
    before = everything(marked)
    names = {path.name for path in marked.folder.iterdir()}
    if disk.mounted:
        disk.fill()
        with pytest.raises(VaultFull) as full:
            backups.snapshot_for_backup(marked.session)
        assert "nothing is lost" in say(full.value)
        assert {path.name for path in marked.folder.iterdir()} == names
        disk.make_room()
    stick = SmallDisk(tmp_path / "stick", mebibytes=2)
    try:
        if stick.mounted:
            stick.fill(leave=40 * BLOCK)
            with pytest.raises(DriveFull):
                write_backup(backups.snapshot_for_backup(marked.session), stick.folder)
            assert [path.name for path in files_below(stick.folder)] == ["ballast"]
            stick.make_room()
        made = write_backup(backups.snapshot_for_backup(marked.session), stick.folder)
        assert made.path.exists()
    finally:
        stick.close()
    assert {path.name for path in marked.folder.iterdir()} == names
    assert everything(marked) == before


def test_a_passphrase_that_cannot_be_changed_for_want_of_room_stays_as_it_was(marked: Marked, disk: SmallDisk) -> None:
    role = Role.VOLUNTEER
    session = marked.unlock(role)
    disk.fill()
    with pytest.raises(disk.errors):
        users.change_passphrase(session, login=marked.logins[role], old=marked.passphrases[role], new=PASSPHRASE)
    disk.make_room()
    assert marked.unlock(role).user.role is role


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let nobody write in a folder; the administrator, whom nothing stops, is somebody else for a while."""
    paths = [folder, *files_below(folder)]
    is_root = os.geteuid() == 0
    for path in paths:
        if is_root:
            os.chown(path, 65534, 65534)
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        if is_root:
            os.seteuid(65534)
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path in paths:
            path.chmod(0o700 if path.is_dir() else 0o600)


@contextmanager
def hidden(folder: Path) -> Iterator[None]:
    """Let a folder be another account's, who shows it to nobody."""
    is_root = os.geteuid() == 0
    folder.chmod(0o700 if is_root else 0)
    try:
        if is_root:
            os.seteuid(65534)
        yield
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that everybody on the computer can reach."""
    with tempfile.TemporaryDirectory(prefix="larder-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_read_only_vault_is_refused_with_a_sentence_and_left_as_it_is(template: Marked, open_place: Path) -> None:
    marked = copied(template, open_place / "vault")
    before = {path.name: path.read_bytes() for path in files_below(marked.folder)}
    with read_only(marked.folder):
        for role in Role:
            with pytest.raises(VaultUnwritable) as refused:
                marked.unlock(role)
            assert "cannot be written to. Nothing was saved." in say(refused.value)
        with pytest.raises(VaultUnwritable):
            vault.create_vault(
                marked.folder / "new",
                VaultSetup("Sunrise", "Mei", PASSPHRASE),
                clock=FixedClock(DAY),
                kdf=CHEAP,
                policy=ANY_COST,
            )
    assert {path.name: path.read_bytes() for path in files_below(marked.folder)} == before
    marked.unlock()
    assert marked.give(0)
    marked.session.close()
    report(group="T11", fault="a vault on a medium nobody can write to", means="permissions, another account", times=4)


def test_a_vault_of_another_account_is_refused_with_a_sentence(template: Marked, open_place: Path) -> None:
    marked = copied(template, open_place / "vault")
    folders = (open_place / "vault", open_place / "vault" / "below")
    with hidden(marked.folder):
        for folder in folders:
            for role in Role:
                with pytest.raises((VaultUnwritable, NoVault)) as refused:
                    marked.unlock(role, folder)
                assert "Nothing was" in say(refused.value) or "There is no vault" in say(refused.value)
    marked.unlock()
    marked.session.close()
    report(group="T11", fault="a vault of another account of the computer", means="another account", times=6)


def test_a_vault_whose_folder_becomes_read_only_refuses_work_and_goes_on_afterwards(
    template: Marked, open_place: Path
) -> None:
    marked = copied(template, open_place / "vault")
    marked.unlock()
    before = everything(marked)
    with read_only(marked.folder):
        for work in WORK.values():
            with pytest.raises(VaultUnwritable):
                work(marked)
        assert everything(marked) == before
    for work in WORK.values():
        work(marked)
    marked.unlock()
    assert wholeness.is_whole(marked.session.database)
    marked.session.close()


def test_work_in_a_folder_that_vanished_is_refused_and_goes_on_when_it_is_back(marked: Marked) -> None:
    before = everything(marked)
    away = marked.folder.with_name("away")
    marked.folder.rename(away)
    for work in WORK.values():
        with pytest.raises(VaultUnwritable) as refused:
            work(marked)
        assert "Nothing was saved" in say(refused.value)
    with pytest.raises(LarderError):
        backups.snapshot_for_backup(marked.session)
    assert not marked.folder.exists()
    with pytest.raises(NoVault):
        marked.unlock()
    away.rename(marked.folder)
    marked.unlock()
    assert everything(marked) == before
    assert marked.give(0)


def test_closing_a_vault_whose_folder_is_gone_raises_nothing(marked: Marked) -> None:
    shutil.rmtree(marked.folder)
    marked.session.close()
    with pytest.raises(NoVault):
        marked.unlock()
