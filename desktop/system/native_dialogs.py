"""Dialogs that belong to the system and not to Qt, such as printing on Windows: they must go when the window is covered."""

import ctypes
import sys

_DIALOG_CLASS = "#32770"
_SW_HIDE = 0
_WM_COMMAND = 0x0111
_IDCANCEL = 2
_LONGEST_CLASS = 256


def hide_native_dialogs() -> int:
    """Hide the system's own dialogs of this thread, and cancel them; how many there were. None exist but on Windows."""
    if sys.platform == "win32":
        return _hide_dialogs_of_windows()
    return 0


def _hide_dialogs_of_windows() -> int:
    from ctypes import wintypes  # noqa: PLC0415 - needed here alone

    libraries = getattr(ctypes, "windll")  # noqa: B009 - the name exists on Windows alone
    user, thread = libraries.user32, libraries.kernel32.GetCurrentThreadId()
    found: list[int] = []

    def note(window: int, _given: int) -> bool:
        name = ctypes.create_unicode_buffer(_LONGEST_CLASS)
        user.GetClassNameW(wintypes.HWND(window), name, _LONGEST_CLASS)
        if name.value == _DIALOG_CLASS:
            found.append(window)
        return True

    procedure = getattr(ctypes, "WINFUNCTYPE")(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)  # noqa: B009 - as above
    user.EnumThreadWindows(wintypes.DWORD(thread), procedure(note), wintypes.LPARAM(0))
    for window in found:
        user.ShowWindow(wintypes.HWND(window), _SW_HIDE)
        user.PostMessageW(wintypes.HWND(window), _WM_COMMAND, wintypes.WPARAM(_IDCANCEL), wintypes.LPARAM(0))
    return len(found)
