"""What one process hands on to the next."""

import argparse
from datetime import UTC, datetime

import pytest

from desktop import __main__ as command_line
from desktop.ui import handed_on

AT = datetime(2026, 11, 24, 14, 32, tzinfo=UTC)


def understood(arguments: list[str]) -> argparse.Namespace:
    known, _for_qt = command_line._window_parser().parse_known_args(arguments)
    return known


def test_the_next_process_understands_what_it_is_handed() -> None:
    locked = understood(handed_on.after_lock(["--vault", "v", "-platform", "offscreen"], AT))
    assert (handed_on.moment(locked.locked_at), locked.removed) == (AT, None)
    removed = understood(handed_on.after_removal(["--vault", "v"], 3))
    assert (removed.removed, removed.locked_at) == (3, "")


def test_what_was_handed_on_once_is_not_handed_on_again() -> None:
    arguments = ["--vault", "v"]
    for _turn in range(3):
        arguments = handed_on.after_removal(handed_on.after_lock(arguments, AT), 0)
    assert arguments == ["--vault", "v", "--removed", "0"]
    assert handed_on.after_lock(arguments, AT) == ["--vault", "v", "--locked-at", "2026-11-24T14:32:00Z"]


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-24", "2026-13-01T00:00:00Z"])
def test_no_moment_is_no_lock(text: str) -> None:
    assert handed_on.moment(text) is None
