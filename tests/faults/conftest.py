"""What tests of faults share."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.marked import Marked, build, copied


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a kill takes nothing from what the system already holds."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="larder-test-", dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Marked:
    """A filled vault, closed. Nobody opens it; tests work at copies."""
    made = build(tmp_path_factory.mktemp("template") / "vault")
    made.session.close()
    return made


@pytest.fixture
def marked(template: Marked, tmp_path: Path) -> Iterator[Marked]:
    """A copy of the filled vault, closed."""
    made = copied(template, tmp_path / "vault")
    yield made
    made.session.close()
