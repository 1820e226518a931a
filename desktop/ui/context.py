"""What every screen is handed when it is built: the same few objects, made in app.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.domain.users import Permission, User
from desktop.system.clock import Clock
from desktop.system.watch import Heard
from desktop.ui.events import Events
from desktop.ui.messages import Messages
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Theme


@dataclass
class Context:
    """The window's surroundings.

    Attributes:
        user: Who is working.
        tasks: Queries and actions on the database worker.
        events: The one notice of change.
        messages: The one place that shows errors and asks questions.
        theme: Colours, fonts, sizes.
        clock: Today's date.
        go: Shows another place: `go("counter", member_id=...)`.
        show_paper: Opens the preview of a PDF held in memory.
        speak: Changes the program's language.
        drives: Lists the removable drives; None for the computer's own.
        folder: Where the vault lives, no place for what opens it.
        names_shown: Whether names may be seen now.
        lock: Locks the window at once.
        heard: What the computer tells of that locks the window too.
        leave: Begins anew after this computer's copy was removed; takes the number of files the disk did not give up.
        set_badge: Puts a number at a place in the rail, 0 for none: `set_badge("today", 6)`.
    """

    user: User
    allows: Callable[[Permission], bool]
    tasks: Tasks
    events: Events
    messages: Messages
    theme: Theme
    clock: Clock
    go: Callable[..., None]
    show_paper: Callable[..., None]
    speak: Callable[[str], None]
    drives: Callable[[], Sequence[Any]] | None = None
    folder: Path | None = None
    names_shown: bool = False
    lock: Callable[[], None] = field(default=lambda: None)
    heard: Callable[[], frozenset[Heard]] = field(default=frozenset)
    leave: Callable[[int], None] = field(default=lambda _refused: None)
    set_badge: Callable[[str, int], None] = field(default=lambda _place, _count: None)
