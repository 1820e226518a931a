"""A form in progress outlives the lock: for the one who typed it, once, and readable by nobody else."""

import json
import secrets
from pathlib import Path

import pytest

from desktop.domain.people import MemberFacts
from desktop.domain.users import Role
from desktop.operations import drafts, people
from desktop.operations.drafts import LARGEST, STEP
from desktop.operations.session import Session
from desktop.storage.connection import FILES
from desktop.vault import seal
from tests.operations.keys import made_vault, opened

TYPED = {"name": "Zephyrq", "note": "槟榔花开\nkite🪁", "lines": [[3, 12], [4, 1]], "member": None}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return made_vault(tmp_path / "vault")


def kept(vault: Path, role: Role = Role.VOLUNTEER, content: dict[str, object] = TYPED) -> Path:
    """Somebody's draft is kept and the vault closed; the file."""
    before = set(files(vault))
    session = opened(vault, role)
    drafts.keep_draft(session, content=content)
    session.close()
    (path,) = set(files(vault)) - before or files(vault)
    return path


def register(session: Session, form_key: str) -> None:
    people.register_member(session, form_key=form_key, facts=MemberFacts("Zephyrq"))


def files(vault: Path) -> list[Path]:
    """The drafts that lie there."""
    folder = vault / "drafts"
    return sorted(folder.iterdir()) if folder.exists() else []


def taken(vault: Path, role: Role = Role.VOLUNTEER) -> dict[str, object] | None:
    session = opened(vault, role)
    found = drafts.take_draft(session)
    session.close()
    return None if found is None else found.content


def test_what_was_typed_comes_back_once_for_the_same_person(vault: Path) -> None:
    path = kept(vault)
    session = opened(vault, Role.VOLUNTEER)
    found = drafts.take_draft(session)
    assert found is not None
    assert found.content == TYPED
    assert found.kept_at == session.clock.now()
    assert not path.exists()
    assert drafts.take_draft(session) is None
    session.close()
    assert files(vault) == []


def test_others_do_not_get_it_and_the_first_one_still_does(vault: Path) -> None:
    kept(vault)
    assert taken(vault, Role.COORDINATOR) is None
    kept(vault, Role.STOCK_KEEPER, {"place": "Van"})
    assert len(files(vault)) == 2
    assert taken(vault, Role.STOCK_KEEPER) == {"place": "Van"}
    assert taken(vault) == TYPED


def test_the_newest_replaces_the_one_before(vault: Path) -> None:
    kept(vault)
    kept(vault, content={"name": "Otter"})
    assert len(files(vault)) == 1
    assert taken(vault) == {"name": "Otter"}


def test_nothing_of_it_is_readable_and_neither_name_nor_size_tells_of_it(vault: Path) -> None:
    path = kept(vault)
    session = opened(vault, Role.VOLUNTEER)
    data = path.read_bytes() + path.name.encode()
    for word in (*TYPED, "Zephyrq", "槟榔花开", "kite", "content", session.user.id, session.user.name):
        for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
            assert word.encode(encoding) not in data
    session.close()
    sizes = set()
    for letters in (1, 100, 3_000):
        path = kept(vault, content={"note": "x" * letters})
        sizes.add(path.stat().st_size)
    assert sizes == {STEP}
    assert kept(vault, content={"note": "x" * 4_000}).stat().st_size == 2 * STEP
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_more_than_fits_is_not_kept_and_what_was_there_stays(vault: Path) -> None:
    kept(vault)
    session = opened(vault, Role.VOLUNTEER)
    drafts.keep_draft(session, content={"note": "x" * LARGEST})
    session.close()
    assert taken(vault) == TYPED


@pytest.mark.parametrize("damage", ["flipped", "short", "empty", "long", "noise", "folder"])
def test_a_damaged_file_is_no_draft_and_goes(vault: Path, damage: str) -> None:
    path = kept(vault)
    data = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        path.write_bytes(
            {
                "flipped": data[:90] + bytes([data[90] ^ 1]) + data[91:],
                "short": data[:100],
                "empty": b"",
                "long": data + bytes(LARGEST),
                "noise": secrets.token_bytes(STEP),
            }[damage]
        )
    assert taken(vault) is None
    assert path.is_dir() or not path.exists()


def forged(session: Session, body: bytes) -> bytes:
    """What somebody makes who knows the public key, as everybody in the vault does."""
    plain = len(body).to_bytes(4, "big") + body
    return seal(session.held_keys().public_key, bytes(32) + plain, "draft 1")


def test_a_draft_that_somebody_else_wrote_is_none(vault: Path) -> None:
    path = kept(vault)
    session = opened(vault, Role.VOLUNTEER)
    body = json.dumps({"kept_at": session.now(), "content": {"name": "Forged"}}).encode()
    path.write_bytes(forged(session, body))
    assert drafts.take_draft(session) is None
    assert not path.exists()
    session.close()


def test_somebody_elses_file_under_ones_own_name_is_no_draft(vault: Path) -> None:
    own = kept(vault)
    session = opened(vault, Role.COORDINATOR)
    drafts.keep_draft(session, content=TYPED)
    session.close()
    (others,) = set(files(vault)) - {own}
    own.write_bytes(others.read_bytes())
    assert taken(vault) is None
    assert taken(vault, Role.COORDINATOR) == TYPED


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b'{"kept_at": 1, "content": {}}', b'{"content": {}}', b"[" * 20_000, b'{"kept_at": "x"}',
     b'{"kept_at": "2026-11-24T08:50:00Z", "content": 7}', b"\xff\xfe"],
    ids=range(10),
)  # fmt: skip
def test_a_file_with_a_right_proof_and_strange_content_is_no_draft(vault: Path, body: bytes) -> None:
    path = kept(vault)
    session = opened(vault, Role.VOLUNTEER)
    plain = len(body).to_bytes(4, "big") + body
    mac = drafts._mac(session, "content", plain)
    path.write_bytes(seal(session.held_keys().public_key, mac + plain, "draft 1"))
    assert drafts.take_draft(session) is None
    session.close()


def test_a_draft_is_no_part_of_the_vault_and_its_folder_may_go(vault: Path) -> None:
    path = kept(vault)
    path.unlink()
    path.parent.rmdir()
    assert taken(vault) is None
    assert all((vault / name).exists() for name in FILES.values())


def test_a_form_whose_save_was_under_way_at_the_lock_does_not_come_back_as_unsaved(vault: Path) -> None:
    member, other = (
        {"form": "member", "key": "saved", "typed": {"name": "Zephyrq"}},
        {"key": "other", "lines": [[3, 12]]},
    )
    session = opened(vault, Role.VOLUNTEER)
    register(session, "saved")

    drafts.keep_draft(session, content={"shown": "people", "places": {"people": {"forms": [member]}, "counter": other}})
    found = drafts.take_draft(session)
    assert found is not None
    assert (found.content, found.saved) == ({"shown": "people", "places": {"counter": other}}, True)
    drafts.keep_draft(session, content={"shown": "people", "places": {"people": {"forms": [member]}}})
    found = drafts.take_draft(session)
    assert found is not None
    assert (found.content, found.saved) == ({}, True)
    session.close()

    keeper = opened(vault, Role.STOCK_KEEPER)
    drafts.keep_draft(keeper, content={"places": {"stock": other}})
    found = drafts.take_draft(keeper)
    assert found is not None
    assert (found.content, found.saved) == ({"places": {"stock": other}}, False)
    keeper.close()
