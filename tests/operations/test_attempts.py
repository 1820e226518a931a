"""Wrong passphrases: counted outside the databases, told to whoever opens next, and entered in the journal."""

import os
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from desktop.domain.journal import FailedUnlocks
from desktop.domain.users import Role
from desktop.operations import attempts
from desktop.operations.attempts import ATTEMPTS_NAME, MOST
from desktop.operations.session import Session
from desktop.operations.vault import WrongPassphrase, open_vault, open_with_recovery
from desktop.storage import journal
from tests.operations.desk import FixedClock
from tests.operations.keys import CHEAP_POLICY, PASSPHRASE, SHEET, made_vault

OTHER_SHEET = "abandon " * 11 + "about"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_vault(tmp_path / "vault")


def fail(folder: Path, clock: FixedClock, login: str = "Mei") -> None:
    with pytest.raises(WrongPassphrase):
        open_vault(folder, login=login, passphrase="wrong", clock=clock, policy=CHEAP_POLICY)


def enter(folder: Path, clock: FixedClock, login: str = "Mei") -> Session:
    return open_vault(folder, login=login, passphrase=PASSPHRASE, clock=clock, policy=CHEAP_POLICY)


def newest(session: Session, count: int) -> list[tuple[str, dict[str, object]]]:
    return [(entry.action, entry.subject) for entry in journal.entries(session.database, "main", limit=count)]


def test_wrong_passphrases_are_entered_at_the_next_opening_and_the_file_goes(folder: Path) -> None:
    clock = FixedClock()
    fail(folder, clock)
    clock.set(date(2026, 11, 25), time(2, 3))
    fail(folder, clock, "nobody at all")
    with pytest.raises(WrongPassphrase):
        open_with_recovery(folder, OTHER_SHEET, clock=clock, policy=CHEAP_POLICY)
    assert (folder / ATTEMPTS_NAME).read_bytes().count(b"\n") == 3
    if os.name == "posix":
        assert (folder / ATTEMPTS_NAME).stat().st_mode & 0o777 == 0o600
    session = enter(folder, clock, "Jo")
    assert newest(session, 2) == [
        ("unlock", {}),
        (
            "unlock.failed",
            {"count": 3, "first": "2026-11-24T08:50:00Z", "last": "2026-11-25T02:03:00Z", "damaged": False},
        ),
    ]
    assert attempts.failed_unlocks(session) == FailedUnlocks(
        3, datetime(2026, 11, 24, 8, 50, tzinfo=UTC), datetime(2026, 11, 25, 2, 3, tzinfo=UTC)
    )
    session.close()
    assert not (folder / ATTEMPTS_NAME).exists()
    session = enter(folder, clock)
    assert newest(session, 2)[1][0] == "unlock"
    assert attempts.failed_unlocks(session) is None
    session.close()


def test_one_slip_of_the_finger_is_entered_and_not_spoken_of(folder: Path) -> None:
    clock = FixedClock()
    fail(folder, clock)
    fail(folder, clock)
    session = enter(folder, clock)
    assert newest(session, 2)[1][1]["count"] == 2
    assert attempts.failed_unlocks(session) is None
    session.close()


def test_the_file_holds_moments_and_nothing_else_and_no_more_than_a_hundred(folder: Path) -> None:
    clock = FixedClock()
    for number in range(MOST + 30):
        clock.set(date(2027, 1, 1), time(number // 60, number % 60))
        attempts.note_failure(folder, clock.now())
    lines = (folder / ATTEMPTS_NAME).read_text().splitlines()
    assert len(lines) == MOST
    assert (lines[0], lines[-1]) == ("2027-01-01T00:00:00Z", "2027-01-01T02:09:00Z")
    assert attempts.failures(folder) == FailedUnlocks(
        MOST, datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, 2, 9, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "content",
    [
        b"\0",
        b"2026-11-24T08:50:00Z",
        b"2026-11-24T08:50:00Z\nOtter\n",
        b"2026-02-30T08:50:00Z\n",
        b"\n",
        b"2026-11-24T08:50:00Z\n" * (MOST + 1),
        b"x" * 5_000_000,
        "２０２６-11-24T08:50:00Z\n".encode(),
    ],
    ids=["zero", "half", "word", "day", "empty line", "too many", "huge", "wide digits"],
)
def test_a_damaged_file_counts_as_damaged_and_harms_nothing(folder: Path, content: bytes) -> None:
    (folder / ATTEMPTS_NAME).write_bytes(content)
    clock = FixedClock()
    fail(folder, clock)
    session = enter(folder, clock)
    assert newest(session, 2)[1] == ("unlock.failed", {"count": 0, "damaged": True, "first": "", "last": ""})
    found = attempts.failed_unlocks(session)
    assert found is not None
    assert found.damaged
    session.close()
    assert not (folder / ATTEMPTS_NAME).exists()


def test_something_that_is_no_file_in_its_place_is_damage_too(folder: Path) -> None:
    (folder / ATTEMPTS_NAME).mkdir()
    clock = FixedClock()
    fail(folder, clock)
    session = enter(folder, clock)
    found = attempts.failed_unlocks(session)
    assert found is not None
    assert found.damaged
    session.close()


def test_an_empty_file_says_nothing(folder: Path) -> None:
    (folder / ATTEMPTS_NAME).write_bytes(b"")
    session = enter(folder, FixedClock())
    assert newest(session, 1)[0][0] == "unlock"
    assert attempts.failures(folder) is None
    session.close()


def test_every_opening_is_entered_under_whoever_opened_and_the_sheet_under_its_own_word(folder: Path) -> None:
    for login, role in (("Mei", Role.COORDINATOR), ("Ana", Role.VOLUNTEER), ("Jo", Role.STOCK_KEEPER)):
        session = enter(folder, FixedClock(), login)
        assert session.user.role is role
        entry = journal.entries(session.database, "main", limit=1)[0]
        assert (entry.action, entry.user_id) == ("unlock", session.user.id)
        session.close()
    session = open_with_recovery(folder, SHEET, clock=FixedClock(), policy=CHEAP_POLICY)
    entry = journal.entries(session.database, "main", limit=1)[0]
    assert (entry.action, entry.user_id) == ("unlock.recovery", session.user.id)
    session.close()


def test_a_folder_that_refuses_leaves_the_wrong_passphrase_a_wrong_passphrase(tmp_path: Path) -> None:
    attempts.note_failure(tmp_path / "gone", FixedClock().now())
    assert not (tmp_path / "gone").exists()
