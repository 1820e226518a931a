"""Keeps None, True and False alive under Qt's bindings on Python 3.11.

PySide6 6.12 is built against headers in which these objects are immortal (Python 3.12), and returns them without
counting. On 3.11 every call without a result then takes one reference from None, and after some thousand calls the
interpreter ends the process with "deallocating None". Giving each object more references than a process can use up
makes 3.11 behave as 3.12 does.
"""

import ctypes
import sys

_MANY = 1 << 40


def keep_alive() -> None:
    """Make the five objects as good as immortal; does nothing where they are already."""
    if sys.version_info >= (3, 12):
        return
    for thing in (None, True, False, NotImplemented, Ellipsis):
        count = ctypes.c_ssize_t.from_address(id(thing))
        if count.value < _MANY:
            count.value += _MANY
