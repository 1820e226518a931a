"""The program before anybody unlocked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.running import Program


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    """A program without a vault, at its first start."""
    running = Program(tmp_path)
    yield running
    running.close()
