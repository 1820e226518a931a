"""The real window over a real vault, with the real worker thread."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shown import Shown


@pytest.fixture
def shown(qtbot: QtBot, tmp_path: Path) -> Iterator[Shown]:
    """A window that is open at the coordinator's first screen; `as_role` changes the person."""
    opened = Shown(tmp_path)
    opened.as_role("coordinator")
    yield opened
    opened.close()
