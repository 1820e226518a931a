"""All files of a vault are swapped, or none: interrupted before any touch of the disk, and then finished."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.operations.vault import UNFINISHED
from desktop.storage import connection
from desktop.system import exchange
from desktop.vault import KEYS_NAME, PREVIOUS_NAME
from tests.faults.interrupted import interrupted_before, killed_before

OLD = {
    "stock.db": b"old stock",
    "people.db": b"old people",
    "stock.db-journal": b"old journal",
    "people.db-mj1234": b"old super-journal",
    "keys.json": b"old keys",
    "keys.json.prev": b"old keys before",
    "keys.json.tmp": b"old half",
    UNFINISHED: b"mark",
}
NEW = {"stock.db": b"new stock", "people.db": b"new people", "keys.json": b"new keys"}
AFTER = NEW | {"keys.json.prev": b"new keys"}
ASIDE = "20261124-085000-restore"
LOCK = b"lock"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return made(tmp_path / "vault")


def made(folder: Path) -> Path:
    folder.mkdir()
    (folder / "lock").write_bytes(LOCK)
    (folder / "drafts").mkdir()
    (folder / "drafts" / "one").write_bytes(b"draft")
    for name, content in OLD.items():
        (folder / name).write_bytes(content)
    return folder


def swap(folder: Path, aside: str | None) -> None:
    staged = exchange.staging(folder)
    for name, content in NEW.items():
        (staged / name).write_bytes(content)
    exchange.commit(folder, staged, aside=aside)
    exchange.finish(folder)


def held(folder: Path) -> dict[str, bytes]:
    """Everything below a folder, by its path, but for what no exchange touches."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert found.pop("lock") == LOCK
    assert found.pop("drafts/one") == b"draft"
    return found


def set_aside(name: str = ASIDE) -> dict[str, bytes]:
    return AFTER | {f"copies/{name}/{each}": content for each, content in OLD.items()}


def test_the_names_are_those_that_the_vault_uses() -> None:
    assert set(exchange.DATABASES) == set(connection.FILES.values())
    assert exchange.KEYS == (KEYS_NAME, PREVIOUS_NAME)


def test_old_files_are_set_aside_and_new_ones_take_their_names(vault: Path) -> None:
    swap(vault, ASIDE)
    assert held(vault) == set_aside()
    assert not exchange.is_pending(vault)
    assert sorted(path.name for path in vault.iterdir()) == sorted(["copies", "drafts", "lock", *AFTER])


def test_old_files_are_destroyed_when_nobody_is_to_have_them(vault: Path) -> None:
    for name in OLD:
        os.link(vault / name, vault.parent / name)
    swap(vault, None)
    assert held(vault) == AFTER
    assert sorted(path.name for path in vault.iterdir()) == sorted(["drafts", "lock", *AFTER])
    for name, content in OLD.items():
        assert content not in (vault.parent / name).read_bytes()


@pytest.mark.parametrize("how", [killed_before, interrupted_before])
@pytest.mark.parametrize("aside", [ASIDE, None])
def test_interrupted_anywhere_it_is_wholly_before_or_wholly_after(
    tmp_path: Path, how: Callable[[int, Callable[[], object]], bool], aside: str | None
) -> None:
    outcomes = []
    wanted = set_aside() if aside else AFTER
    step = 1
    while True:
        vault = made(tmp_path / f"vault-{step}")
        stopped = how(step, lambda folder=vault: swap(folder, aside))
        pending = exchange.is_pending(vault)
        assert exchange.holds_vault(vault)
        exchange.finish(vault)
        assert held(vault) == (wanted if pending or outcomes[-1:] == ["after"] else OLD)
        outcomes.append("after" if held(vault) == wanted else "before")
        assert not [path for path in vault.iterdir() if path.name.startswith(("next", "replaced"))]
        shutil.rmtree(vault)
        if not stopped:
            break
        step += 1
    assert outcomes == sorted(outcomes, reverse=True)
    assert set(outcomes) == {"before", "after"}


def test_finishing_may_be_interrupted_over_and_over(tmp_path: Path) -> None:
    """Every touch of the finishing, and after each every touch of the finishing that follows."""
    first, more = 1, True
    while more:
        second, again = 1, True
        while again:
            vault = made(tmp_path / f"vault-{first}-{second}")
            staged = exchange.staging(vault)
            for name, content in NEW.items():
                (staged / name).write_bytes(content)
            exchange.commit(vault, staged, aside=ASIDE)
            more = killed_before(first, lambda folder=vault: exchange.finish(folder))
            again = killed_before(second, lambda folder=vault: exchange.finish(folder))
            exchange.finish(vault)
            assert held(vault) == set_aside()
            shutil.rmtree(vault)
            second += 7 if second > 1 else 1
        first += 1


@pytest.mark.parametrize("note", [b"", b"destroy", b"../../elsewhere\n", b"20261124-085000-restor\xff\n"])
def test_a_note_that_cannot_be_read_destroys_nothing(vault: Path, note: bytes) -> None:
    staged = exchange.staging(vault)
    for name, content in NEW.items():
        (staged / name).write_bytes(content)
    exchange.commit(vault, staged, aside=None)
    (vault / "next" / "old").write_bytes(note)
    exchange.finish(vault)
    assert held(vault) == set_aside(exchange.UNNAMED)


def test_a_missing_note_destroys_nothing(vault: Path) -> None:
    staged = exchange.staging(vault)
    for name, content in NEW.items():
        (staged / name).write_bytes(content)
    exchange.commit(vault, staged, aside=None)
    (vault / "next" / "old").unlink()
    exchange.finish(vault)
    assert held(vault) == set_aside(exchange.UNNAMED)


def test_an_old_vault_that_has_lost_its_keys_is_set_aside_as_it_lies(vault: Path) -> None:
    (vault / "keys.json").unlink()
    (vault / "people.db").unlink()
    swap(vault, ASIDE)
    found = held(vault)
    assert {name: found[name] for name in AFTER} == AFTER
    assert found[f"copies/{ASIDE}/keys.json.prev"] == OLD["keys.json.prev"]


@pytest.mark.parametrize(
    "files",
    [
        {"stock.db": b"s", "keys.json": b"k"},
        {"stock.db": b"s", "people.db": b"", "keys.json": b"k"},
        {**NEW, "stock.db-journal": b"j"},
        {},
    ],
)
def test_only_a_whole_vault_can_take_the_place(vault: Path, files: dict[str, bytes]) -> None:
    staged = exchange.staging(vault)
    for name, content in files.items():
        (staged / name).write_bytes(content)
    with pytest.raises(ValueError, match="file"):
        exchange.commit(vault, staged, aside=ASIDE)
    assert not exchange.is_pending(vault)
    exchange.finish(vault)
    assert held(vault) == OLD


@pytest.mark.parametrize("name", ["", "..", "a/b", "restore", "20261124-085000-restore/.."])
def test_the_old_files_go_below_the_copies(vault: Path, name: str) -> None:
    staged = exchange.staging(vault)
    with pytest.raises(ValueError, match="name"):
        exchange.commit(vault, staged, aside=name)


def test_a_name_is_not_given_twice(vault: Path) -> None:
    swap(vault, ASIDE)
    staged = exchange.staging(vault)
    for name, content in NEW.items():
        (staged / name).write_bytes(content)
    with pytest.raises(ValueError, match="taken"):
        exchange.commit(vault, staged, aside=ASIDE)


def test_a_vault_that_is_still_to_take_its_names_is_a_vault(tmp_path: Path) -> None:
    assert not exchange.holds_vault(tmp_path)
    assert not exchange.holds_vault(tmp_path / "nothing")
    (tmp_path / "next").mkdir()
    assert exchange.holds_vault(tmp_path)
