"""Long work on the databases' thread: how far it is, stopping it, others between its slices, and closing during it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.domain.errors import Cancelled, LarderError, VaultFull
from desktop.domain.users import Permission, Role
from desktop.operations import backups, catalogue
from desktop.operations.session import Session
from desktop.ui.events import Changed, Events
from desktop.ui.tasks import Progress, Tasks
from tests.operations.keys import made_vault, opened

Stopped = Callable[[], bool]
PATIENCE = 20.0


class Worker(QObject):
    """Tasks over a real vault, and what came back from them, in the order it came."""

    def __init__(self, qtbot: QtBot, vault: Path) -> None:
        super().__init__()
        self.qtbot = qtbot
        self.vault = vault
        self.tasks = Tasks(Events())
        self.tasks.setParent(self)
        self.came: list[object] = []
        self.errors: list[LarderError] = []
        self.progress: list[tuple[int, int]] = []
        self.changed: list[Changed] = []
        self.tasks.events.changed.connect(self.changed.append)
        self.tasks.open(lambda: opened(vault, Role.COORDINATOR), then=lambda _session: None, otherwise=self.refused)
        self.idle()

    def long(self, operation: Callable[..., object], *args: object, **kwargs: object) -> threading.Event:
        """Begin something long, its ends noted here."""
        return self.tasks.long(
            operation, *args, progress=self.note, then=self.came.append, otherwise=self.refused, **kwargs
        )  # type: ignore[arg-type]

    def note(self, done: int, whole: int) -> None:
        """How far it is."""
        self.progress.append((done, whole))

    def refused(self, error: LarderError) -> None:
        """Why it did not come to its end."""
        self.errors.append(error)

    def save_place(self, name: str) -> None:
        """What a person saves meanwhile; its name comes back when it is durable."""
        self.tasks.action(
            catalogue.save_place, name=name, changed=Changed.STOCK, then=lambda _id: self.came.append(name)
        )

    def idle(self) -> None:
        """Until nothing is waiting or running."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=20_000)

    def close(self) -> None:
        """End the thread."""
        self.tasks.close(lambda: self.came.append("closed"))
        self.tasks.join()


@pytest.fixture
def worker(qtbot: QtBot, tmp_path: Path) -> Iterator[Worker]:
    made = Worker(qtbot, made_vault(tmp_path / "vault"))
    yield made
    made.close()


def three_slices(_session: Session, *, report: Progress, stopped: Stopped, word: str = "done") -> str:
    """Says how far it is, and stops when asked."""
    for done in (1, 2, 3):
        if stopped():
            raise Cancelled
        report(done, 3)
    return word


def test_progress_and_the_result_arrive_on_the_main_thread(worker: Worker) -> None:
    threads: list[threading.Thread] = []
    worker.tasks.long(
        three_slices,
        word="whole",
        progress=lambda _done, _whole: threads.append(threading.current_thread()),
        then=lambda word: threads.append(threading.current_thread()) or worker.came.append(word),
        otherwise=worker.refused,
    )
    worker.long(three_slices, changed=Changed.BACKUP)
    worker.idle()
    assert worker.came == ["whole", "done"]
    assert set(threads) == {threading.main_thread()}
    assert worker.progress == [(1, 3), (2, 3), (3, 3)]
    assert worker.changed == [Changed.BACKUP]


def test_cancelling_stops_it_and_says_so_to_the_caller(worker: Worker) -> None:
    begun = threading.Event()

    def until_stopped(_session: Session, *, report: Progress, stopped: Stopped) -> None:
        begun.set()
        while not stopped():
            threading.Event().wait(0.001)
        raise Cancelled

    stop = worker.long(until_stopped, changed=Changed.STOCK)
    assert begun.wait(PATIENCE)
    stop.set()
    worker.idle()
    assert [type(error) for error in worker.errors] == [Cancelled]
    assert (worker.came, worker.changed) == ([], [])


def test_what_was_stopped_before_it_began_never_runs(worker: Worker) -> None:
    ran: list[bool] = []
    go = threading.Event()
    worker.tasks.query(lambda _session: go.wait(PATIENCE), then=lambda _went: None)
    worker.long(lambda _session, **_given: ran.append(True)).set()
    go.set()
    worker.idle()
    assert ran == []
    assert [type(error) for error in worker.errors] == [Cancelled]


def test_a_refusal_goes_to_the_caller_and_a_fault_of_ours_is_reported(worker: Worker) -> None:
    faults: list[BaseException] = []
    worker.tasks.failed.connect(faults.append)

    def full(_session: Session, **_given: object) -> None:
        raise VaultFull

    def broken(_session: Session, **_given: object) -> None:
        raise ValueError

    worker.long(full)
    worker.long(broken)
    worker.idle()
    assert [type(error) for error in worker.errors] == [VaultFull]
    assert [type(error) for error in faults] == [ValueError]


def test_ordinary_work_goes_between_the_slices_and_its_results_arrive_during_it(worker: Worker, qtbot: QtBot) -> None:
    names: list[str] = []

    def slices(session: Session, *, report: Progress, stopped: Stopped, between: Callable[[], None]) -> int:
        turns = 0
        while not stopped():
            between()
            turns += 1
            report(turns, 0)
        names.extend(place.name for place in catalogue.places(session))
        return turns

    stop = worker.long(slices, between=True)
    for name in ("Van", "Tent"):
        worker.save_place(name)
    worker.tasks.query(lambda _session: 1 / 0, then=worker.came.append)
    with qtbot.waitSignal(worker.tasks.failed):
        qtbot.waitUntil(lambda: worker.came == ["Van", "Tent"], timeout=20_000)
    assert worker.tasks.busy
    assert worker.changed == [Changed.STOCK, Changed.STOCK]
    stop.set()
    worker.idle()
    assert names == ["Shelf A", "Van", "Tent"]
    assert isinstance(worker.came[2], int)
    assert worker.errors == []


def test_a_hand_out_goes_between_the_slices_of_a_real_snapshot(worker: Worker) -> None:
    seen: list[str] = []

    def copy(session: Session, *, report: Progress, stopped: Stopped, between: Callable[[], None]) -> None:
        def pause() -> None:
            between()
            seen.extend(place.name for place in catalogue.places(session) if place.name == "Van")

        with backups.snapshot_for_backup(session, between=pause, stopped=stopped):
            pass

    go = threading.Event()
    worker.tasks.query(lambda _session: go.wait(PATIENCE), then=lambda _went: None)
    worker.long(copy, between=True)
    worker.save_place("Van")
    go.set()
    worker.idle()
    assert worker.errors == []
    assert seen
    assert worker.came[0] == "Van"


def test_a_second_long_job_waits_for_the_end_of_the_first_while_ordinary_work_does_not(worker: Worker) -> None:
    under_way: list[str] = []
    order: list[str] = []

    def one(_session: Session, *, report: Progress, stopped: Stopped, between: Callable[[], None], word: str) -> None:
        assert not under_way
        under_way.append(word)
        for _turn in range(3):
            between()
        under_way.remove(word)
        order.append(word)

    go = threading.Event()
    worker.tasks.query(lambda _session: go.wait(PATIENCE), then=lambda _went: None)
    worker.long(one, word="first", between=True)
    worker.long(one, word="second", between=True)
    worker.long(three_slices, word="third")
    worker.tasks.query(lambda _session: order.append("ordinary"), then=lambda _none: None)
    go.set()
    worker.idle()
    assert order == ["ordinary", "first", "second"]
    assert worker.came == [None, None, "third"]
    assert worker.errors == []


@pytest.mark.parametrize("between", [False, True])
def test_closing_asks_it_to_stop_waits_for_its_end_and_then_closes_the_vault(worker: Worker, between: bool) -> None:
    begun = threading.Event()
    ended: list[bool] = []
    opened_then: list[bool] = []

    def until_stopped(session: Session, *, stopped: Stopped, **given: object) -> None:
        begun.set()
        while not stopped():
            if between:
                given["between"]()  # type: ignore[operator]
            threading.Event().wait(0.001)
        ended.append(session.allows(Permission.MANAGE))

    worker.long(until_stopped, between=between)
    worker.long(three_slices)
    assert begun.wait(PATIENCE)
    worker.save_place("Van")
    worker.tasks.close(lambda: opened_then.append(True))
    worker.save_place("Never")
    worker.tasks.join()
    worker.idle()
    assert ended == [True]
    assert opened_then == [True]
    # The screens that asked are gone: nothing of it is delivered, and what was saved is there.
    assert (worker.came, worker.progress, worker.errors) == ([], [], [])
    session = opened(worker.vault, Role.COORDINATOR)
    assert [place.name for place in catalogue.places(session)] == ["Shelf A", "Van"]
    session.close()


def test_what_nobody_takes_any_more_is_closed(worker: Worker) -> None:
    begun = threading.Event()

    def copy(session: Session, *, stopped: Stopped, **_given: object) -> backups.Snapshot:
        begun.set()
        while not stopped():
            threading.Event().wait(0.001)
        return backups.snapshot_for_backup(session)

    worker.long(copy)
    assert begun.wait(PATIENCE)
    worker.tasks.close(lambda: None)
    worker.tasks.join()
    assert [path for path in worker.vault.iterdir() if path.is_dir()]
    worker.idle()
    assert [path for path in worker.vault.iterdir() if path.is_dir()] == []
