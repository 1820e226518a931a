"""The vault that tests of operations work at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.marked import Marked, build, copied
from tests.operations.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new vault with a coordinator, a volunteer and a stock keeper."""
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Marked:
    """A filled vault, closed. Nobody opens it; tests work at copies."""
    made = build(tmp_path_factory.mktemp("template") / "vault", members=12)
    made.session.close()
    return made


@pytest.fixture
def marked(template: Marked, tmp_path: Path) -> Iterator[Marked]:
    """A copy of the filled vault, closed."""
    made = copied(template, tmp_path / "vault")
    yield made
    made.session.close()
