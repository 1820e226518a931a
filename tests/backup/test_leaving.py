"""A vault taken away from a laptop: nothing of it is left, and interrupted anywhere it opens wholly or not at all."""

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop.backup import restore
from desktop.backup.leaving import Erased, erase_vault, is_half_erased
from desktop.domain.errors import LarderError, VaultInUse, VaultUnwritable
from desktop.operations import vault
from desktop.operations.start import StartDesk
from desktop.storage import copies, wholeness
from desktop.system import exchange, files
from tests.backup.house import ANY_COST, LOGINS, MOMENT, PASSPHRASES, Clock, House, Role
from tests.faults.interrupted import killed_before, touch


@pytest.fixture
def left(house: House) -> Path:
    """A vault with everything a vault's folder may hold; hard links in `twins` show what becomes of the bytes."""
    house.back_up()
    house.session.close()
    copies.make(house.folder, at=MOMENT, why=copies.RESTORE)
    for name in (
        "drafts/0123",
        "snapshot-0123abcd/stock.db",
        "snapshot-0123abcd/lock",
        "attempts",
        "next-0123abcd.tmp/stock.db",
    ):
        path = house.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"secret" * 200)
    beside = house.folder.with_name("vault.new-0123abcd")
    beside.mkdir()
    (beside / "keys.json").write_bytes(b"secret" * 200)
    return house.folder


def linked(folder: Path, twins: Path) -> dict[Path, bytes]:
    """Hard links to all files, and what they hold."""
    twins.mkdir()
    found = {}
    for number, path in enumerate(path for path in folder.rglob("*") if path.is_file() and path.name != "lock"):
        if "next-" not in str(path):  # cleared away, not overwritten: nothing was ever decided about it
            os.link(path, twins / str(number))
            found[twins / str(number)] = path.read_bytes()
    return found


def opens(folder: Path) -> bool:
    """Whether it opens; then it must be whole."""
    try:
        session = vault.open_vault(
            folder,
            login=LOGINS[Role.COORDINATOR],
            passphrase=PASSPHRASES[Role.COORDINATOR],
            clock=Clock(),
            policy=ANY_COST,
        )
    except LarderError:
        return False
    assert wholeness.is_whole(session.database)
    assert session.database.value("SELECT count(*) FROM people.member") == 3
    session.close()
    return True


def test_nothing_of_the_vault_is_left_and_every_byte_was_overwritten(left: Path, tmp_path: Path) -> None:
    before = linked(left, tmp_path / "twins")
    done = erase_vault(left)
    assert not left.exists()
    assert not left.with_name("vault.new-0123abcd").exists()
    assert done.files >= len(before)
    assert done.bytes >= sum(map(len, before.values()))
    assert (done.left, done.folder_gone) == (0, True)
    for twin, held in before.items():
        now = twin.read_bytes()
        assert len(now) == len(held)
        assert not any(held[at : at + 32] in now for at in range(0, len(held) - 32, 1024))


def test_what_is_not_the_vaults_stays(left: Path) -> None:
    for name in ("letter.txt", "photos/one.jpg", "stock.database", "nextcloud/x"):
        path = left / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    (left / "drafts" / "link").symlink_to(left / "letter.txt")
    done = erase_vault(left)
    assert (done.left, done.folder_gone) == (0, False)
    assert sorted(str(path.relative_to(left)) for path in left.rglob("*") if path.is_file()) == [
        "letter.txt",
        "nextcloud/x",
        "photos/one.jpg",
        "stock.database",
    ]
    assert (left / "letter.txt").read_text() == "mine"


def test_the_backup_still_restores(left: Path, house: House, tmp_path: Path) -> None:
    erase_vault(left)
    (file,) = house.stick.glob("*.clb")
    restore(file, left, at=MOMENT, policy=ANY_COST, **house.opens())
    assert opens(left)


def test_a_session_hands_its_lock_over(house: House) -> None:
    session = house.session
    with pytest.raises(VaultInUse):
        erase_vault(house.folder)
    session.database.close()
    assert erase_vault(house.folder, session.lock).folder_gone


def test_keys_that_cannot_be_destroyed_leave_the_vault_as_it_was(left: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> int:
        raise PermissionError(13, "refused", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(files, "shred", refuse)
        with pytest.raises(VaultUnwritable):
            erase_vault(left)
    assert opens(left)


def test_what_the_disk_refuses_is_counted_and_can_be_tried_again(left: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = files.shred
    with monkeypatch.context() as patch:
        patch.setattr(files, "shred", lambda path: real(path) if path.name != "people.db" else refuse())

        def refuse() -> int:
            raise OSError(5, "refused")

        done = erase_vault(left)
    assert (done.left, done.folder_gone) == (2, False)  # its own, and the copy's
    assert not opens(left)
    assert is_half_erased(left)
    assert erase_vault(left).folder_gone


def test_a_new_vault_finds_the_rest_taken_away(left: Path) -> None:
    for name in ("keys.json", "keys.json.prev"):
        (left / name).unlink()
    desk = StartDesk(clock=Clock(), proposed=left, policy=ANY_COST)
    assert desk.free_proposal() == left.with_name("vault-2")  # keys that were lost are no reason to destroy anything
    (left / "removed").write_bytes(b"")
    assert desk.free_proposal() == left
    assert not left.exists()


def in_halves(write: Callable[[int, Any], int], handle: int, data: Any) -> int:
    """A write with a touch before it and another in its middle."""
    touch()
    done = write(handle, data[: len(data) // 2])
    touch()
    return done + write(handle, data[done:])


@pytest.mark.parametrize("pending", [False, True])
def test_killed_anywhere_it_opens_wholly_or_not_at_all(
    left: Path, tmp_path: Path, pending: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "write", partial(in_halves, os.write))
    if pending:
        staged = exchange.staging(left)
        for name in ("stock.db", "people.db", "keys.json"):
            shutil.copy(left / name, staged / name)
        exchange.commit(left, staged, aside=None)
    outcomes, step = [], 1
    while True:
        folder = Path(shutil.copytree(left, tmp_path / f"vault-{step}"))
        died = killed_before(step, lambda at=folder: erase_vault(at))
        outcomes.append(opens(folder) if folder.exists() else False)
        if outcomes[-1]:
            done: Erased = erase_vault(folder)
            assert done.folder_gone
        elif folder.exists():
            assert erase_vault(folder).folder_gone
        if not died:
            break
        step += 1 if outcomes[-1] else 9
    assert outcomes == sorted(outcomes, reverse=True)
    assert outcomes.count(True) > 5
    assert outcomes.count(False) > 5
