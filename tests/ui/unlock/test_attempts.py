"""Wrong tries at the real unlock screen: strangers, paused and removed people alike; who unlocks next is told."""

import pytest
from PySide6.QtWidgets import QAbstractButton

from desktop.domain.journal import Kind
from desktop.operations import users
from desktop.operations.attempts import ATTEMPTS_NAME
from desktop.operations.journal import journal_page
from tests.ui.shown import PASSPHRASE, Shown


def lock(shown: Shown) -> None:
    shown.app.lock()
    shown.hands.wait_until(lambda: shown.app.tasks is None, "the lock")


def try_once(shown: Shown, login: str, passphrase: str) -> tuple[str, int]:
    """What the screen says to a try, and how long it lets one wait."""
    shown.hands.type("unlock_login", login)
    shown.hands.type("unlock_passphrase", passphrase)
    shown.hands.press("unlock_open")
    page = shown.app.window.alone()
    shown.hands.wait_until(lambda: page.patience.seconds > 0, "the answer")
    said, wait = shown.hands.text("unlock_messages_message"), page.patience.seconds
    while page.patience.seconds:
        page.patience.tick()
    return said, wait


def unlock(shown: Shown, login: str = "Mei") -> None:
    shown.hands.type("unlock_login", login)
    shown.hands.type("unlock_passphrase", PASSPHRASE)
    shown.hands.press("unlock_open")
    shown.hands.wait_until(lambda: shown.app.context is not None, "the first screen")
    shown.hands.wait_idle()


def test_a_stranger_a_paused_and_a_removed_one_get_the_same_answer_and_the_same_growing_wait(shown: Shown) -> None:
    ids = {each.name: each.id for each in shown.do(users.colleagues)}
    shown.do(users.pause_user, user_id=ids["Ana"])
    shown.do(users.remove_user, user_id=ids["Jo"])
    tries = [("Nobody", PASSPHRASE), ("Ana", PASSPHRASE), ("Jo", PASSPHRASE), ("Mei", "wrong")]
    answers, waits = set(), []
    lock(shown)
    for login, passphrase in tries:
        said, wait = try_once(shown, login, passphrase)
        answers.add(said)
        waits.append(wait)
        assert shown.hands.see("unlock_open", QAbstractButton).isEnabled()
    assert len(answers) == 1
    assert waits == [1, 2, 4, 8]
    assert (shown.vault / ATTEMPTS_NAME).read_bytes().count(b"\n") == len(tries)


def test_who_unlocks_next_is_told_calmly_once_and_the_journal_keeps_it(shown: Shown) -> None:
    lock(shown)
    for _turn in range(3):
        try_once(shown, "Mei", "wrong")
    unlock(shown)
    assert "3 wrong passphrases" in shown.hands.text("today_messages_message")
    shown.go("stock")
    shown.go("today")
    assert not shown.hands.sees("today_messages_message")
    page = shown.do(journal_page, kind=Kind.UNLOCKING)
    assert [line.action for line in page.lines][:2] == ["unlock", "unlock.failed"]
    assert page.lines[1].subject["count"] == 3
    assert not (shown.vault / ATTEMPTS_NAME).exists()


@pytest.mark.parametrize("login", ["Ana", "Jo"])
def test_every_role_is_told(shown: Shown, login: str) -> None:
    lock(shown)
    (shown.vault / ATTEMPTS_NAME).write_text("2026-11-24T02:00:00Z\n" * 5)
    unlock(shown, login)
    assert "5 wrong passphrases" in shown.hands.text("today_messages_message")


def test_one_or_two_slips_are_not_spoken_of(shown: Shown) -> None:
    lock(shown)
    try_once(shown, "Mei", "wrong")
    unlock(shown)
    assert not shown.hands.sees("today_messages_message")


def test_a_list_that_was_altered_is_told_as_that(shown: Shown) -> None:
    lock(shown)
    (shown.vault / ATTEMPTS_NAME).write_bytes(b"\xff" * 10_000)
    unlock(shown)
    assert "damaged or altered" in shown.hands.text("today_messages_message")
