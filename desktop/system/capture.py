"""Keeping windows out of screenshots and screen sharing, where the system can."""

import ctypes
import sys
from enum import StrEnum

_WDA_NONE = 0x00
_WDA_EXCLUDEFROMCAPTURE = 0x11


class Capture(StrEnum):
    """Whether pictures of a window can be taken by other programs."""

    BLOCKED = "blocked"
    ALLOWED = "allowed"
    REFUSED = "refused"
    """The system could, and would not (Windows before 10 2004, or a remote session)."""
    NOT_POSSIBLE = "not_possible"
    """The system has no such thing; say so honestly."""


def can_block_capture() -> bool:
    """Whether this system knows how to keep a window out of screenshots."""
    return sys.platform == "win32"


def set_capture(window: int, *, blocked: bool) -> Capture:
    """Keep one top-level window out of pictures of the screen, or let it in again.

    Args:
        window: The system's handle (`winId()`); every top-level window needs its own call.
    """
    if not can_block_capture():
        return Capture.NOT_POSSIBLE
    user = getattr(ctypes, "windll").user32  # noqa: B009 - the name exists on Windows alone
    done = user.SetWindowDisplayAffinity(ctypes.c_void_p(window), _WDA_EXCLUDEFROMCAPTURE if blocked else _WDA_NONE)
    if not done:
        return Capture.REFUSED
    return Capture.BLOCKED if blocked else Capture.ALLOWED
