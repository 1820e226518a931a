"""The real window over a real vault, with the real worker thread."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shown import Shown, make_template


@pytest.fixture(scope="session")
def vault_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault that is copied for each test; its keys are made once."""
    folder = tmp_path_factory.mktemp("template") / "vault"
    make_template(folder)
    return folder


@pytest.fixture
def shown(qtbot: QtBot, tmp_path: Path, vault_template: Path) -> Iterator[Shown]:
    """A window that is open at the coordinator's first screen; `as_role` changes the person."""
    opened = Shown(tmp_path, vault_template)
    opened.as_role("coordinator")
    yield opened
    opened.close()
