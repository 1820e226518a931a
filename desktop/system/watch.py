"""What the computer says that means "lock": it goes to sleep, its screen is locked, somebody else takes over, the lid closes.

A computer that does not say so is silently left alone; `state` tells what is really heard.
"""

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

OnLock = Callable[[str], None]
"""Called on another thread with the reason, one of `Heard`."""


class Heard(StrEnum):
    """What can be heard, and the reason handed over with it."""

    SLEEP = "sleep"
    SCREEN = "screen"
    USER = "user"
    LID = "lid"


class Source(Protocol):
    """One thing that is listened to, on a thread of its own."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def done(self) -> None: ...

    def heard(self) -> frozenset[Heard]: ...


class SystemWatch:
    """Listens to the computer from `start` to `stop`.

    Args:
        on_lock: Called on another thread, with the reason.
        sources: Stand for the system's own in tests.
    """

    def __init__(self, on_lock: OnLock, sources: tuple[Source, ...] | None = None) -> None:
        self._sources = _sources(on_lock) if sources is None else sources

    def start(self) -> None:
        """Begin to listen; returns at once."""
        for source in self._sources:
            source.start()

    def stop(self) -> None:
        """Listen no more, and hold no sleep up."""
        for source in self._sources:
            source.stop()

    def done(self) -> None:
        """The window is covered and the keys are gone: the computer may go to sleep now."""
        for source in self._sources:
            source.done()

    def state(self) -> frozenset[Heard]:
        """What is really heard at this moment."""
        return frozenset().union(*(source.heard() for source in self._sources))


def _sources(on_lock: OnLock) -> tuple[Source, ...]:
    found: tuple[Source, ...] = ()
    if sys.platform == "win32":
        from desktop.system.watch_windows import HiddenWindow  # noqa: PLC0415 - there alone

        found = (HiddenWindow(on_lock),)
    elif sys.platform == "linux":
        from desktop.system.watch_bus import SessionBus, SystemBus  # noqa: PLC0415 - there alone

        found = (SystemBus(on_lock), SessionBus(on_lock))
    return found
