"""Practices are run at a new vault, by the roles that do them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.desk import Desk
from tests.ui.conftest import shown, vault_template  # noqa: F401 - the window, for what is decided there


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new vault with a coordinator, a volunteer and a stock keeper."""
    made = Desk(tmp_path)
    yield made
    made.close()
