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
    if sys.platform != "win32":
        return 0
    from ctypes import wintypes  # noqa: PLC0415 - needed here alone

    user = ctypes.WinDLL("user32")
    found: list[int] = []

    @ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)
    def note(window: int, _given: int) -> bool:
        name = ctypes.create_unicode_buffer(_LONGEST_CLASS)
        user.GetClassNameW(wintypes.HWND(window), name, _LONGEST_CLASS)
        if name.value == _DIALOG_CLASS:
            found.append(window)
        return True

    user.EnumThreadWindows(wintypes.DWORD(ctypes.WinDLL("kernel32").GetCurrentThreadId()), note, wintypes.LPARAM(0))
    for window in found:
        user.ShowWindow(wintypes.HWND(window), _SW_HIDE)
        user.PostMessageW(wintypes.HWND(window), _WM_COMMAND, wintypes.WPARAM(_IDCANCEL), wintypes.LPARAM(0))
    return len(found)
