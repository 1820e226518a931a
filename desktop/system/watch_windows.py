"""Windows: a window that nobody sees is told of sleep, lock, user switch and lid.

Session messages (WTSRegisterSessionNotification), suspend (RegisterSuspendResumeNotification, since a window that takes no
broadcasts must ask for it) and the lid (RegisterPowerSettingNotification), as Microsoft documents them.
"""

import ctypes
import sys
import threading
from contextlib import suppress
from typing import Any

from desktop.system.watch import Heard, OnLock

WM_DESTROY = 0x0002
WM_CLOSE = 0x0010
WM_POWERBROADCAST = 0x0218
WM_WTSSESSION_CHANGE = 0x02B1
PBT_APMSUSPEND = 0x0004
PBT_POWERSETTINGCHANGE = 0x8013
WTS_CONSOLE_DISCONNECT = 0x2
WTS_REMOTE_DISCONNECT = 0x4
WTS_SESSION_LOGOFF = 0x6
WTS_SESSION_LOCK = 0x7
LID_CLOSED = 0
DONE_SECONDS = 1.8
"""Windows waits two seconds for the answer to a suspend."""

_HWND_MESSAGE = -3
_NOTIFY_FOR_THIS_SESSION = 0
_DEVICE_NOTIFY_WINDOW_HANDLE = 0
_CLASS_NAME = "LarderWatch"


class Guid(ctypes.Structure):
    """A GUID as Windows lays it out."""

    _fields_ = (
        ("data1", ctypes.c_uint32),
        ("data2", ctypes.c_uint16),
        ("data3", ctypes.c_uint16),
        ("data4", ctypes.c_uint8 * 8),
    )


class PowerSetting(ctypes.Structure):
    """POWERBROADCAST_SETTING with the one value a lid has: 0 closed, 1 open."""

    _fields_ = (("setting", Guid), ("length", ctypes.c_uint32), ("value", ctypes.c_uint32))


LID_SWITCH = Guid(0xBA3E0F4D, 0xB817, 0x4094, (ctypes.c_uint8 * 8)(0xA2, 0xD1, 0xD5, 0x63, 0x79, 0xE6, 0xA0, 0xF3))


class HiddenWindow:
    """A message-only window on a thread of its own.

    Args:
        on_lock: Called on that thread with the reason.
    """

    def __init__(self, on_lock: OnLock) -> None:
        self._on_lock = on_lock
        self._window: int | None = None
        self._heard: frozenset[Heard] = frozenset()
        self._done = threading.Event()
        self._lid_was_open = False
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="hidden window", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self.done()
        self._begun.wait(DONE_SECONDS)
        if sys.platform == "win32" and self._window is not None:
            _library("user32").PostMessageW(ctypes.c_void_p(self._window), WM_CLOSE, 0, 0)
        self._thread.join(DONE_SECONDS)

    def done(self) -> None:
        """Let the computer go to sleep."""
        self._done.set()

    def heard(self) -> frozenset[Heard]:
        """What is listened to now."""
        return self._heard

    def take(self, message: int, what: int, setting: PowerSetting | None = None) -> Heard | None:
        """What a message of the system asks for: lock, and why; None when it asks for nothing.

        Args:
            message: WM_WTSSESSION_CHANGE or WM_POWERBROADCAST.
            what: Its `wParam`.
            setting: What its `lParam` points at, where it is the change of a power setting.
        """
        if message == WM_WTSSESSION_CHANGE:
            if what == WTS_SESSION_LOCK:
                return Heard.SCREEN
            if what in (WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF):
                return Heard.USER
        if message == WM_POWERBROADCAST and what == PBT_APMSUSPEND:
            return Heard.SLEEP
        if message == WM_POWERBROADCAST and what == PBT_POWERSETTINGCHANGE and setting is not None:
            if bytes(setting.setting) != bytes(LID_SWITCH):
                return None
            # The present state is told at once when it is asked for; a laptop that is used closed stays open.
            closed, was_open = setting.value == LID_CLOSED, self._lid_was_open
            self._lid_was_open = not closed
            if closed and was_open:
                return Heard.LID
        return None

    def _listen(self) -> None:
        try:
            # Whatever the system refuses: then nothing is heard, and `heard` says so.
            with suppress(Exception):
                self._run()
        finally:
            self._heard = frozenset()
            self._window = None
            self._begun.set()

    def _run(self) -> None:
        from ctypes import wintypes  # noqa: PLC0415 - needed here alone

        user, kernel, sessions = _library("user32"), _library("kernel32"), _library("wtsapi32")
        result = ctypes.c_ssize_t
        procedure_type = getattr(ctypes, "WINFUNCTYPE")(  # noqa: B009 - the name exists on Windows alone
            result, wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM
        )
        user.DefWindowProcW.argtypes = (wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM)
        user.DefWindowProcW.restype = result

        class WindowClass(ctypes.Structure):
            _fields_ = (
                ("style", wintypes.UINT),
                ("procedure", procedure_type),
                ("class_extra", ctypes.c_int),
                ("window_extra", ctypes.c_int),
                ("instance", wintypes.HINSTANCE),
                ("icon", wintypes.HANDLE),
                ("cursor", wintypes.HANDLE),
                ("background", wintypes.HANDLE),
                ("menu", wintypes.LPCWSTR),
                ("name", wintypes.LPCWSTR),
            )

        def on_message(window: int, message: int, what: int, details: int) -> int:
            if message == WM_CLOSE:
                user.DestroyWindow(wintypes.HWND(window))
                return 0
            if message == WM_DESTROY:
                user.PostQuitMessage(0)
                return 0
            if message in (WM_WTSSESSION_CHANGE, WM_POWERBROADCAST):
                setting = None
                if message == WM_POWERBROADCAST and what == PBT_POWERSETTINGCHANGE and details:
                    setting = PowerSetting.from_address(details)
                self._tell(self.take(message, what, setting))
                return 1
            return int(user.DefWindowProcW(window, message, what, details))

        procedure = procedure_type(on_message)  # must live as long as the window
        kernel.GetModuleHandleW.restype = wintypes.HMODULE
        instance = kernel.GetModuleHandleW(None)
        window_class = WindowClass(procedure=procedure, instance=instance, name=_CLASS_NAME)
        user.RegisterClassW(
            ctypes.byref(window_class)
        )  # refused when an earlier window of ours made it: then it is there
        user.CreateWindowExW.argtypes = (
            *(wintypes.DWORD, wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.DWORD),
            *(ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int),
            *(wintypes.HWND, wintypes.HMENU, wintypes.HINSTANCE, wintypes.LPVOID),
        )
        user.CreateWindowExW.restype = wintypes.HWND
        window = user.CreateWindowExW(
            0, _CLASS_NAME, "", 0, 0, 0, 0, 0, wintypes.HWND(_HWND_MESSAGE), None, instance, None
        )
        if not window:
            return
        heard: set[Heard] = set()
        handle = wintypes.HWND(window)
        if sessions.WTSRegisterSessionNotification(handle, _NOTIFY_FOR_THIS_SESSION):
            heard |= {Heard.SCREEN, Heard.USER}
        user.RegisterSuspendResumeNotification.restype = wintypes.HANDLE
        if user.RegisterSuspendResumeNotification(handle, _DEVICE_NOTIFY_WINDOW_HANDLE):
            heard.add(Heard.SLEEP)
        user.RegisterPowerSettingNotification.restype = wintypes.HANDLE
        if user.RegisterPowerSettingNotification(handle, ctypes.byref(LID_SWITCH), _DEVICE_NOTIFY_WINDOW_HANDLE):
            heard.add(Heard.LID)
        self._heard, self._window = frozenset(heard), window
        self._begun.set()
        message = wintypes.MSG()
        while user.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            user.DispatchMessageW(ctypes.byref(message))
        sessions.WTSUnRegisterSessionNotification(handle)
        user.UnregisterClassW(_CLASS_NAME, wintypes.HINSTANCE(instance))

    def _tell(self, reason: Heard | None) -> None:
        if reason is None:
            return
        self._done.clear()
        self._on_lock(reason)
        if reason is Heard.SLEEP:
            self._done.wait(DONE_SECONDS)


def _library(name: str) -> Any:
    return getattr(ctypes, "WinDLL")(name, use_last_error=True)  # noqa: B009 - the name exists on Windows alone
