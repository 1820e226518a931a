"""Work off the main thread.

A query reads, an action saves; both run one after the other on the thread that owns the databases, and their results
arrive on the main thread. A long one runs there too, tells how far it is, can be stopped, and may let the others in between.
Nothing else in the window knows of threads.
"""

import contextlib
import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from desktop.domain.errors import Cancelled, LarderError
from desktop.operations.session import Session
from desktop.ui.events import Changed, Events

Then = Callable[[Any], None]
Otherwise = Callable[[LarderError], None]
Progress = Callable[[int, int], None]
SECONDS_TO_STOP = 5


@dataclass
class _Job:
    """Something to run with the session (or, for a change of session, without one).

    Attributes:
        alone: It is never run between two slices of a long job.
        stop: What asks it to stop.
    """

    run: Callable[[], Any]
    then: Then | None
    otherwise: Otherwise | None
    changed: Changed | None = None
    latest: str = ""
    alone: bool = False
    stop: threading.Event | None = None
    ticket: int = 0
    result: Any = None
    error: BaseException | None = field(default=None)


class Tasks(QObject):
    """The database worker, and a second thread for slow work that does not need the databases.

    Signals:
        refused: A domain error that no caller took.
        failed: An unexpected error.
        idle: Nothing is waiting or running any more.
    """

    refused = Signal(object)
    failed = Signal(object)
    idle = Signal()
    _finished = Signal(object)
    _progressed = Signal(object, int, int)

    def __init__(self, events: Events) -> None:
        super().__init__()
        self.events = events
        events.setParent(self)
        self._session: Session | None = None
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._set_aside: deque[_Job | None] = deque()
        self._waiting = 0
        self._slow: list[threading.Thread] = []
        self._stops: set[threading.Event] = set()
        self._tickets: dict[str, int] = {}
        self._closed = False
        self._last: _Job | None = None
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="databases", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether something is waiting or running."""
        return self._waiting > 0

    def open(self, opener: Callable[[], Session], *, then: Callable[[Session], None], otherwise: Otherwise) -> None:
        """Open a session on the worker; every later query and action runs with it."""

        def run() -> Session:
            self._session = opener()
            return self._session

        self._put(_Job(run, then, otherwise, alone=True))

    def query(
        self,
        operation: Callable[..., Any],
        *args: Any,
        then: Then,
        otherwise: Otherwise | None = None,
        latest: str = "",
        **kwargs: Any,
    ) -> None:
        """Read something. With `latest`, an answer that a newer question of the same name overtook is dropped."""
        self._put(_Job(lambda: self._call(operation, args, kwargs), then, otherwise, latest=latest))

    def action(
        self,
        operation: Callable[..., Any],
        *args: Any,
        changed: Changed,
        then: Then,
        otherwise: Otherwise | None = None,
        **kwargs: Any,
    ) -> None:
        """Save something; when it is durable, every screen is told what `changed` and then `then` is called."""
        self._put(_Job(lambda: self._call(operation, args, kwargs), then, otherwise, changed))

    def long(
        self,
        operation: Callable[..., Any],
        *args: Any,
        progress: Progress,
        then: Then,
        otherwise: Otherwise,
        changed: Changed | None = None,
        between: bool = False,
        **kwargs: Any,
    ) -> threading.Event:
        """Run something long with the databases: `operation(session, ..., report=, stopped=)`.

        `report(done, total)` arrives at `progress`; `stopped()` is true once the event that is returned is set, or the
        window locks or closes. With `between` the operation is handed that as well: called at a moment when it has no
        transaction open, it runs the queries and actions that wait. Another long job waits for the end of this one.
        """
        stop = threading.Event()
        kwargs |= {"report": self._reporting(progress), "stopped": stop.is_set}
        if between:
            kwargs["between"] = self._let_others_in

        def run() -> Any:
            if stop.is_set():
                raise Cancelled
            return self._call(operation, args, kwargs)

        self._put(_Job(run, then, otherwise, changed, alone=True, stop=stop))
        return stop

    def slow(
        self,
        work: Callable[[Progress, threading.Event], Any],
        *,
        then: Then,
        otherwise: Otherwise,
        progress: Progress,
    ) -> threading.Event:
        """Run slow work that does not need the databases in a thread of its own.

        `work(report, stop)` calls `report(done, total)` as it goes, and raises `Cancelled` soon after `stop` is set.
        The event that is returned is that `stop`.
        """
        stop = threading.Event()
        job = _Job(lambda: work(self._reporting(progress), stop), then, otherwise, stop=stop)
        self._waiting += 1
        self._stops.add(stop)
        thread = threading.Thread(target=self._run, args=(job,), name="slow", daemon=True)
        self._slow = [*(each for each in self._slow if each.is_alive()), thread]
        thread.start()
        return stop

    def close(self, then: Callable[[], None]) -> None:
        """Take no more work, let what is under way finish, close the databases, end the thread; then call `then`.

        Long and slow work is asked to stop. The answers of what finishes now are dropped: the screens that asked are gone.
        """
        if self._closed:
            return
        for stop in self._stops:
            stop.set()
        self._last = _Job(self._close_session, lambda _none: then(), None, alone=True)
        self._put(self._last)
        self._closed = True
        self._jobs.put(None)

    def join(self) -> None:
        """Wait for the worker to end; only after `close`. Slow work gets some seconds to take its traces away."""
        self._thread.join()
        for thread in self._slow:
            thread.join(SECONDS_TO_STOP)

    def _call(self, operation: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if self._session is None:
            raise RuntimeError("no vault is open")
        return operation(self._session, *args, **kwargs)

    def _close_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            # A drive that fails now must not keep the window open: the next opening rolls back what was unfinished.
            with contextlib.suppress(Exception):
                session.close()

    def _reporting(self, progress: Progress) -> Progress:
        return lambda done, total: self._progressed.emit(progress, done, total)

    def _put(self, job: _Job) -> None:
        if self._closed:
            return
        if job.stop is not None:
            self._stops.add(job.stop)
        if job.latest:
            job.ticket = self._tickets[job.latest] = self._tickets.get(job.latest, 0) + 1
        self._waiting += 1
        self._jobs.put(job)

    def _work(self) -> None:
        while (job := self._set_aside.popleft() if self._set_aside else self._jobs.get()) is not None:
            self._run(job)

    def _let_others_in(self) -> None:
        """Run what waits, inside a long job; what must run alone is set aside until that one ends."""
        with contextlib.suppress(queue.Empty):
            while True:
                job = self._jobs.get_nowait()
                if job is None or job.alone:
                    self._set_aside.append(job)
                else:
                    self._run(job)

    def _run(self, job: _Job) -> None:
        if job.latest and self._tickets.get(job.latest) != job.ticket:
            self._finished.emit(job)
            return
        try:
            job.result = job.run()
        except BaseException as error:
            job.error = error
        self._finished.emit(job)

    def _show_progress(self, progress: Progress, done: int, total: int) -> None:
        if _alive(progress) and not self._closed:
            progress(done, total)

    def _deliver(self, job: _Job) -> None:
        self._waiting -= 1
        if job.stop is not None:
            self._stops.discard(job.stop)
        try:
            if job.latest and self._tickets.get(job.latest) != job.ticket:
                return
            if self._closed and job is not self._last:
                _let_go(job)
                return
            if job.error is None:
                if job.changed:
                    self.events.changed.emit(job.changed)
                if job.then is not None and _alive(job.then):
                    job.then(job.result)
            elif not isinstance(job.error, LarderError):
                self.failed.emit(job.error)
            elif job.otherwise is not None and _alive(job.otherwise):
                job.otherwise(job.error)
            else:
                self.refused.emit(job.error)
        finally:
            if not self._waiting:
                self.idle.emit()


def _let_go(job: _Job) -> None:
    """Nobody takes the result of this long or slow work any more: what it holds open (a copy on the disk) is closed."""
    close = getattr(job.result, "close", None)
    if job.stop is not None and callable(close):
        with contextlib.suppress(Exception):
            close()


def _alive(callback: Callable[..., Any]) -> bool:
    """Whether the widget a bound method belongs to still exists; a closed form's answers are dropped."""
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)
