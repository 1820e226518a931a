"""Making a vault and opening it, with real keys of low cost and real files."""

import contextlib
import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import (
    Invalid,
    NotAllowed,
    VaultDamaged,
    VaultExists,
    VaultFull,
    VaultInUse,
    VaultNewer,
    VaultUnwritable,
)
from desktop.domain.starter import STARTER_ITEMS
from desktop.domain.users import Role
from desktop.operations import catalogue, people, users
from desktop.operations.session import Session
from desktop.operations.vault import (
    UNFINISHED,
    VaultSetup,
    WrongPassphrase,
    check_folder,
    create_vault,
    open_vault,
    open_with_recovery,
)
from desktop.storage import connection
from desktop.storage.connection import DatabaseKeys
from desktop.system import exchange
from desktop.vault.errors import NoVault, WrongRecoveryWords
from tests.operations.desk import FixedClock
from tests.operations.keys import CHEAP_KDF, CHEAP_POLICY, PASSPHRASE, WORDS, made_vault, opened

_HOLD = """
import sys
from pathlib import Path
from desktop.system.locks import FolderLock
with FolderLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def tiny_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on a real disk of 64 KiB where we may mount one; otherwise one that takes a single KiB through `os.write`."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(folder)]
    mounted = sys.platform == "linux" and subprocess.run(command, check=False, capture_output=True).returncode == 0
    left = [1024]
    real_write = os.write

    def write(handle: int, data: bytes) -> int:
        if len(data) > left[0]:
            raise OSError(errno.ENOSPC, "no space left")
        left[0] -= len(data)
        return real_write(handle, data)

    with monkeypatch.context() as patch:
        if not mounted:
            patch.setattr(os, "write", write)
        yield folder
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def refused(folder: Path, login: str, passphrase: str) -> str:
    with pytest.raises(WrongPassphrase) as error:
        open_vault(folder, login=login, passphrase=passphrase, clock=FixedClock(), policy=CHEAP_POLICY)
    return error.value.text


def test_a_new_vault_is_open_for_its_coordinator_with_its_items_and_its_place(tmp_path: Path) -> None:
    setup = VaultSetup("Sunrise", "Mei", PASSPHRASE, items=STARTER_ITEMS[:2], place="Shelf A")
    made = create_vault(tmp_path / "v", setup, clock=FixedClock(), kdf=CHEAP_KDF, policy=CHEAP_POLICY)
    assert made.session.user.name == "Mei"
    assert made.session.user.role is Role.COORDINATOR
    assert {item.name for item in catalogue.items(made.session)} == {"Condoms", "Female condoms"}
    assert [place.name for place in catalogue.places(made.session)] == ["Shelf A"]
    assert users.collective_settings(made.session).collective == "Sunrise"
    assert len(made.recovery_words) == 12
    made.session.close()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_unlocks_with_its_own_passphrase(tmp_path: Path, role: Role) -> None:
    folder = made_vault(tmp_path / "v")
    session = opened(folder, role)
    assert session.user.role is role
    assert session.database.has_people is role.sees_people
    session.close()


def test_a_stock_keeper_s_passphrase_opens_no_people(tmp_path: Path) -> None:
    session = opened(made_vault(tmp_path / "v"), Role.STOCK_KEEPER)
    assert session.held_keys().people_database_key() is None
    with pytest.raises(NotAllowed):
        people.find_members(session, "o")
    session.close()


def test_a_wrong_passphrase_and_an_unknown_name_are_refused_with_the_same_sentence(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    wrong = refused(folder, "Mei", "not the passphrase at all")
    assert refused(folder, "Nobody", PASSPHRASE) == wrong
    assert refused(folder, "", "") == wrong
    assert refused(folder, "recovery", PASSPHRASE) == wrong


def test_a_refused_try_leaves_the_vault_free_for_the_next(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    refused(folder, "Mei", "not the passphrase at all")
    opened(folder, Role.COORDINATOR).close()


def test_the_short_name_may_be_typed_in_any_case(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    open_vault(folder, login=" MEI ", passphrase=PASSPHRASE, clock=FixedClock(), policy=CHEAP_POLICY).close()


def test_the_recovery_words_open_everything(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    numbered = "\n".join(f"{number}. {word.upper()}" for number, word in enumerate(WORDS, start=1))
    session = open_with_recovery(folder, numbered, clock=FixedClock(), policy=CHEAP_POLICY)
    assert users.me(session).by_recovery
    assert session.user.role is Role.COORDINATOR
    assert people.count_members(session) == 0
    session.close()


def test_a_mistyped_recovery_word_is_named(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    typed = [*WORDS[:4], "abandoned", *WORDS[5:]]
    with pytest.raises(Invalid) as error:
        open_with_recovery(folder, " ".join(typed), clock=FixedClock(), policy=CHEAP_POLICY)
    assert error.value.field == "words"
    assert error.value.values["position"] == 5


def test_the_words_of_another_vault_open_nothing(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    with pytest.raises(WrongRecoveryWords):
        open_with_recovery(folder, "zoo " * 11 + "wrong", clock=FixedClock(), policy=CHEAP_POLICY)


def test_a_vault_that_another_process_has_open_says_so_and_is_free_afterwards(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(VaultInUse):
            opened(folder, Role.COORDINATOR)
        other.stdin.close()
        other.wait()
    opened(folder, Role.COORDINATOR).close()


def test_a_second_opening_in_the_same_program_is_refused(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    session = opened(folder, Role.VOLUNTEER)
    with pytest.raises(VaultInUse):
        opened(folder, Role.COORDINATOR)
    session.close()


@pytest.mark.parametrize("schema", ["main", "people"])
def test_a_database_of_a_newer_program_is_not_touched(tmp_path: Path, schema: str) -> None:
    folder = made_vault(tmp_path / "v")
    session = opened(folder, Role.COORDINATOR)
    version = session.database.value(f"PRAGMA {schema}.user_version")
    session.database.execute(f"PRAGMA {schema}.user_version = {version + 1}")
    session.close()
    before = contents(folder)
    with pytest.raises(VaultNewer):
        opened(folder, Role.COORDINATOR)
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["stock.db", "people.db"])
def test_a_missing_empty_or_altered_database_is_called_damaged(tmp_path: Path, name: str) -> None:
    folder = made_vault(tmp_path / "v")
    whole = (folder / name).read_bytes()
    for damage in (b"", whole[:4096], bytes([whole[20] ^ 1]) + whole[1:], b"SQLite format 3\0" + whole[16:]):
        (folder / name).write_bytes(damage)
        with pytest.raises(VaultDamaged):
            opened(folder, Role.COORDINATOR)
    (folder / name).unlink()
    with pytest.raises(VaultDamaged):
        opened(folder, Role.COORDINATOR)
    (folder / name).write_bytes(whole)
    opened(folder, Role.COORDINATOR).close()


def test_a_database_of_another_vault_is_called_damaged(tmp_path: Path) -> None:
    folder, other = made_vault(tmp_path / "v"), made_vault(tmp_path / "other")
    (folder / "people.db").write_bytes((other / "people.db").read_bytes())
    with pytest.raises(VaultDamaged):
        opened(folder, Role.COORDINATOR)


def test_a_folder_without_a_vault_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoVault):
        opened(tmp_path, Role.COORDINATOR)


def test_a_vault_is_never_made_over_another(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    before = contents(folder)
    with pytest.raises(VaultExists):
        new_vault(folder)
    (folder / "keys.json").unlink()
    (folder / "keys.json.prev").unlink(missing_ok=True)
    with pytest.raises(VaultExists):
        new_vault(folder)
    assert {name: data for name, data in before.items() if not name.startswith("keys")} == contents(folder)


def test_a_vault_decided_to_take_an_unfinished_one_s_place_is_no_unfinished_one(tmp_path: Path) -> None:
    folder, other = made_vault(tmp_path / "vault"), made_vault(tmp_path / "other")
    (folder / UNFINISHED).write_bytes(b"")
    staged = exchange.staging(folder)
    for name in ("stock.db", "people.db", "keys.json"):
        (staged / name).write_bytes((other / name).read_bytes())
    exchange.commit(folder, staged, aside="20261124-085000-restore")
    with pytest.raises(VaultExists):
        check_folder(folder)
    opened(folder, Role.COORDINATOR).close()
    assert not (folder / UNFINISHED).exists()


def test_a_place_that_cannot_be_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "vault"):
        with pytest.raises(VaultUnwritable):
            check_folder(folder)
        with pytest.raises(VaultUnwritable):
            new_vault(folder)
    assert (tmp_path / "file").read_text() == "x"


def test_a_full_disk_leaves_nothing_of_a_new_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tiny_disk(tmp_path / "disk", monkeypatch) as disk:
        with pytest.raises(VaultFull):
            new_vault(disk / "deep" / "vault")
        assert list(disk.iterdir()) == []


def test_a_disk_that_fills_up_loses_nothing_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    session = opened(made_vault(tmp_path / "v"), Role.COORDINATOR)
    pages = session.database.value("PRAGMA main.page_count")
    session.database.execute(f"PRAGMA main.max_page_count = {pages}")
    saved: list[str] = []

    def fill() -> None:
        for number in range(2000):
            catalogue.save_place(session, name=f"Shelf {number}")
            saved.append(f"Shelf {number}")

    with pytest.raises(VaultFull):
        fill()
    assert [name for name in saved if name not in {place.name for place in catalogue.places(session)}] == []
    session.database.execute("PRAGMA main.max_page_count = 1000000")
    catalogue.save_place(session, name="One more")
    session.close()


def test_a_vault_whose_first_entries_fail_leaves_no_lock_behind(tmp_path: Path) -> None:
    for setup in (
        VaultSetup("", "Mei", PASSPHRASE, place="x" * 1000),
        VaultSetup("", "Mei", "short", place="Shelf"),
        VaultSetup("", "recovery", PASSPHRASE, place="Shelf"),
        VaultSetup("", "", PASSPHRASE, place="Shelf"),
        VaultSetup("y" * 10_000, "Mei", PASSPHRASE, place="Shelf"),
    ):
        with pytest.raises(Invalid):
            create_vault(tmp_path / "v", setup, clock=FixedClock(), kdf=CHEAP_KDF, policy=CHEAP_POLICY)
        assert not (tmp_path / "v").exists()
    new_vault(tmp_path / "v").close()


def test_somebody_whose_keys_have_no_row_yet_can_work_and_shows_as_new(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    session = opened(folder, Role.COORDINATOR)
    keys = session.held_keys()
    session.close()
    raw = opened(folder, Role.COORDINATOR)
    raw.database.execute("DELETE FROM user WHERE role = 'volunteer'")
    raw.close()
    assert keys is not None
    again = opened(folder, Role.VOLUNTEER)
    assert again.user.name == "New user"
    again.close()


def test_the_files_of_a_vault_do_not_say_what_they_are(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    for name in ("stock.db", "people.db"):
        assert not (folder / name).read_bytes().startswith(b"SQLite format 3\0")
    joined = b"".join(contents(folder).values())
    for secret in (b"Sunrise", b"sunrise", PASSPHRASE.encode(), " ".join(WORDS).encode()):
        assert secret not in joined
    if os.name == "posix":
        assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


def test_wrong_keys_open_no_database(tmp_path: Path) -> None:
    folder = made_vault(tmp_path / "v")
    with pytest.raises(VaultDamaged):
        connection.open_vault(folder, DatabaseKeys(bytes(32), bytes(32)), vault_id="x")


def new_vault(folder: Path) -> Session:
    """A plain vault."""
    setup = VaultSetup("", "Mei", PASSPHRASE, place="Shelf")
    return create_vault(folder, setup, clock=FixedClock(), kdf=CHEAP_KDF, policy=CHEAP_POLICY).session


def contents(folder: Path) -> dict[str, bytes]:
    """Every file and what is in it."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
