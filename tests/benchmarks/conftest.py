"""The vaults that speed is measured on, and how a figure is put beside its reference."""

import faulthandler
import gc
import time
from collections.abc import Callable, Iterator
from statistics import median

import pytest

from desktop.operations import stock
from desktop.operations.session import Session
from tests.benchmarks.filled_vault import LARGE, SMALL, Size, filled


class Bench:
    """Measures one job of goals.md. `develop.py bench` prints what is noted here."""

    def __init__(self, benchmark: object, size: Size | None) -> None:
        self._benchmark = benchmark
        self._size = size

    def __call__(
        self,
        job: str,
        act: Callable[[], object],
        *,
        goal: str,
        bare: Callable[[], object] | None = None,
        rounds: int = 21,
        warm: bool = True,
    ) -> None:
        """Measure `act`, and `bare` in turn with it if there is one, so that both meet the same disk and the same load.

        Args:
            job: As it stands in goals.md.
            goal: In words.
            warm: Do it once before measuring.
        """
        faulthandler.cancel_dump_traceback_later()  # a large vault takes longer than a test may
        if warm:
            act()
            if bare is not None:
                bare()
        references = []

        def before() -> None:
            if bare is not None:
                gc.collect()
                start = time.perf_counter()
                bare()
                references.append((time.perf_counter() - start) * 1000)
            gc.collect()

        self._benchmark.extra_info.update(job=job, goal=goal, size=self._size.name if self._size else "")
        self._benchmark.pedantic(act, setup=before, rounds=rounds, iterations=1)
        if references:
            self._benchmark.extra_info["reference_ms"] = median(references)


def list_anew(session: Session) -> None:
    """The stock list as after a write: nothing of it is remembered."""
    session.database._remembered.clear()
    stock.stock_list(session)


@pytest.fixture(scope="session", params=[SMALL, LARGE], ids=lambda size: size.name)
def size(request: pytest.FixtureRequest) -> Size:
    """Each benchmark runs at both sizes."""
    return request.param


@pytest.fixture(scope="session")
def session(size: Size, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A coordinator at a filled vault."""
    made = filled(tmp_path_factory.mktemp(size.name) / "vault", size)
    yield made
    made.close()


@pytest.fixture
def measure(benchmark: object, size: Size) -> Bench:
    """Measures one job at this size."""
    return Bench(benchmark, size)
