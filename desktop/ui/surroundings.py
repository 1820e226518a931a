"""What the window stands in: the real computer, or what tests and the tour put in its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.system.clock import Clock

Replace = Callable[[], None]


@dataclass(frozen=True)
class Surroundings:
    """What tests and the tour put in the place of the real thing.

    Attributes:
        clock: Today's date.
        pointer: The small file outside the vault.
        policy: Limits on key parameters; None for the real ones.
        kdf: The cost of a new vault's passphrases; measured on this computer when None.
        replace: Replaces the process after a lock.
        drives: Lists the removable drives; None for the real ones.
        watch: Makes what listens to the computer, given whom to call with the reason for a lock; None to hear nothing.
    """

    clock: Clock
    pointer: Path
    policy: Any = None
    kdf: Any = None
    replace: Replace | None = None
    drives: Callable[[], Sequence[Any]] | None = None
    watch: Callable[[Callable[[str], None]], Any] | None = None
