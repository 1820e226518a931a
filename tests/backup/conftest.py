from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backup.house import House, build


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A vault with a little of everything, and a stick."""
    made = build(tmp_path)
    yield made
    if made.session.open:
        made.session.close()
