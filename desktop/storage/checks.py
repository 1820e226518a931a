"""All checks of a copy, in two threads: the library lets others work while it does.

Each thread opens the pair for itself; nothing is shared but what comes out. SQLCipher checks a page's HMAC whenever it reads it.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.storage import snapshot
from desktop.storage.connection import FILES, Database, DatabaseKeys
from desktop.storage.schema import PEOPLE, STOCK
from desktop.storage.snapshot import Part, Whole


class Checks:
    """Checks under way; leaving the `with` ends them.

    Attributes:
        broken_off: Whether they are to end early.
    """

    def __init__(
        self,
        folder: Path,
        keys: DatabaseKeys,
        *,
        vault_id: str,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Begin: what each file holds, its pages, its records.

        Args:
            stopped: Asked by the threads.
        """
        self.broken_off = False
        self._threads = ThreadPoolExecutor(2)
        self._counted: dict[str, Future[Part]] = {name: Future() for name in FILES}

        def work(counted: str, *steps: tuple[Callable[[Database, str], None], str]) -> None:
            try:
                with snapshot.opened(folder, keys, stopped=lambda: self.broken_off or stopped()) as database:
                    snapshot.check_identity(database, counted, vault_id)
                    self._counted[counted].set_result(snapshot.part(database, counted))
                    for step, name in steps:
                        step(database, name)
            except BaseException as error:
                if not self._counted[counted].done():
                    self._counted[counted].set_exception(error)
                raise

        # Shared out so that both take about as long; the stock is three times as large as the people.
        shares = (
            [(snapshot.check_records_of, STOCK), (snapshot.check_records_of, PEOPLE)],
            [(snapshot.check_pages_of, STOCK), (snapshot.check_pages_of, PEOPLE)],
        )
        self._checked = [
            self._threads.submit(work, counted, *steps) for counted, steps in zip((STOCK, PEOPLE), shares, strict=True)
        ]

    def whole(self) -> Whole:
        """What the copy holds; waits for the counting only.

        Raises:
            VaultDamaged, VaultNewer, Cancelled: As `snapshot.facts`.
        """
        return snapshot.together(self._counted[STOCK].result(), self._counted[PEOPLE].result())

    def result(self) -> Whole:
        """What the copy holds, once all is checked.

        Raises:
            VaultDamaged, VaultNewer, Cancelled: As `snapshot.facts`.
        """
        for each in self._checked:
            each.result()
        return self.whole()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.broken_off = True
        self._threads.shutdown()
