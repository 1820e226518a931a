"""Linux: what logind, UPower and the desktop's screen saver say on the two message buses.

Interfaces: org.freedesktop.login1 and org.freedesktop.UPower on the system bus, org.*.ScreenSaver on the session bus.
Whoever forges a signal can only make the window lock. Nothing is sent that says more than the program's name.
"""

import contextlib
import os
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import unwrap_msg

from desktop.system.watch import Heard, OnLock

ANSWER_SECONDS = 2.0
_SHUT_BOTH_WAYS = 2
_LOGIND = "org.freedesktop.login1"
_MANAGER = DBusAddress("/org/freedesktop/login1", _LOGIND, f"{_LOGIND}.Manager")
_SESSION = f"{_LOGIND}.Session"
_UPOWER = "org.freedesktop.UPower"
_POWER = DBusAddress("/org/freedesktop/UPower", _UPOWER, "org.freedesktop.DBus.Properties")
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SAVERS = tuple(f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "cinnamon", "mate", "xfce"))

Connect = Callable[..., Any]


class Bus:
    """One message bus, listened to on a thread of its own until it goes away or `stop` is called.

    Args:
        on_lock: Called on that thread with the reason.
        connect: Stands for `jeepney.io.blocking.open_dbus_connection` in tests.
    """

    name = ""

    def address(self) -> str:
        """Where the bus is, as jeepney takes it."""
        return self.name

    def __init__(self, on_lock: OnLock, connect: Connect = open_dbus_connection) -> None:
        self._on_lock = on_lock
        self._connect = connect
        self._guard = threading.Lock()
        self._stopped = False
        self._connection: Any = None
        self._heard: frozenset[Heard] = frozenset()
        self._thread = threading.Thread(target=self._listen, name=f"{self.name.lower()} bus", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        with self._guard:
            self._stopped = True
            if self._connection is not None:
                # Closing alone would not wake the thread that waits at it.
                with contextlib.suppress(OSError):
                    self._connection.sock.shutdown(_SHUT_BOTH_WAYS)
        if self._thread.is_alive():
            self._thread.join(ANSWER_SECONDS)

    def done(self) -> None:
        """What was asked for is done."""

    def heard(self) -> frozenset[Heard]:
        """What is listened to now."""
        return self._heard

    def _listen(self) -> None:
        # No bus, nobody there, one that dies or talks nonsense: then nothing is heard, and `heard` says so.
        with contextlib.suppress(Exception), self._connect(self.address(), enable_fds=True) as connection:
            with self._guard:
                self._connection = connection
                if self._stopped:
                    return
            # Signals that come while an answer is waited for must not be lost.
            signals: deque[Any] = deque()
            connection.filter(MatchRule(type="signal"), queue=signals)
            self._heard = self._subscribe()
            while True:
                signal = connection.recv_until_filtered(signals)
                with contextlib.suppress(IndexError, TypeError, ValueError, AttributeError):
                    self._take(signal.header.fields, signal.body)
        self._heard = frozenset()
        self._end()

    def _subscribe(self) -> frozenset[Heard]:
        """Ask for the signals; what can be heard."""
        raise NotImplementedError

    def _take(self, fields: Any, body: Any) -> None:
        """One signal has come."""
        raise NotImplementedError

    def _end(self) -> None:
        """The bus is gone."""

    def _call(self, address: DBusAddress, method: str, signature: str | None = None, *values: object) -> Any:
        """The first value of the answer."""
        message = new_method_call(address, method, signature, values)
        return self._answer(message)[0]

    def _answer(self, message: Any) -> Any:
        return unwrap_msg(self._connection.send_and_get_reply(message, timeout=ANSWER_SECONDS))

    def _ask_for(self, **wanted: str) -> None:
        self._answer(message_bus.AddMatch(MatchRule(type=MessageType.signal, **wanted)))


class SystemBus(Bus):
    """Sleep, the session's lock and whose turn it is from logind; the lid from UPower, since logind does not signal it.

    While it listens, sleep waits (five seconds at most, logind's own limit) until `done` is called or the process has gone.
    """

    name = "SYSTEM"

    def __init__(self, on_lock: OnLock, connect: Connect = open_dbus_connection) -> None:
        super().__init__(on_lock, connect)
        self._session = ""
        self._hold: int | None = None

    def done(self) -> None:
        """Let the computer go to sleep."""
        with self._guard:
            if self._hold is not None:
                os.close(self._hold)
                self._hold = None

    def _end(self) -> None:
        self.done()

    def _subscribe(self) -> frozenset[Heard]:
        found: set[Heard] = set()
        for watch in (self._watch_sleep, self._watch_session, self._watch_lid):
            with contextlib.suppress(Exception):
                found |= watch()
        return frozenset(found)

    def _watch_sleep(self) -> set[Heard]:
        self._call(_MANAGER, "ListInhibitors")
        self._ask_for(sender=_LOGIND, interface=_MANAGER.interface, member="PrepareForSleep")
        self._hold_sleep()
        return {Heard.SLEEP}

    def _hold_sleep(self) -> None:
        """Take a delay: sleep then waits for us. Without one we still hear of it."""
        with contextlib.suppress(Exception):
            given = self._call(_MANAGER, "Inhibit", "ssss", "sleep", "Larder", "Lock", "delay")
            handle = given.to_raw_fd()
            # Not for the process that replaces this one: the kernel lets go of it exactly when the keys are gone.
            os.set_inheritable(handle, False)
            self.done()
            with self._guard:
                self._hold = handle

    def _watch_session(self) -> set[Heard]:
        self._session = self._find_session()
        self._ask_for(sender=_LOGIND, path=self._session, interface=_SESSION, member="Lock")
        self._ask_for(sender=_LOGIND, path=self._session, interface=_PROPERTIES, member="PropertiesChanged")
        return {Heard.SCREEN, Heard.USER}

    def _find_session(self) -> str:
        """The session's path. Programs that a desktop starts as services of their own belong to none: then the user's display."""
        with contextlib.suppress(Exception):
            return str(self._call(_MANAGER, "GetSessionByPID", "u", os.getpid()))
        with contextlib.suppress(Exception):
            return str(self._call(_MANAGER, "GetSession", "s", os.environ["XDG_SESSION_ID"]))
        user = self._call(_MANAGER, "GetUser", "u", os.getuid())
        of_user = DBusAddress(user, _LOGIND, _PROPERTIES)
        _signature, (_id, path) = self._call(of_user, "Get", "ss", f"{_LOGIND}.User", "Display")
        if path in ("", "/"):
            raise LookupError
        return str(path)

    def _watch_lid(self) -> set[Heard]:
        if self._call(_POWER, "Get", "ss", _UPOWER, "LidIsPresent") != ("b", True):
            return set()
        self._ask_for(sender=_UPOWER, path=_POWER.object_path, interface=_PROPERTIES, member="PropertiesChanged")
        return {Heard.LID}

    def _take(self, fields: Any, body: Any) -> None:
        member, path = fields.get(HeaderFields.member), fields.get(HeaderFields.path)
        if member == "PrepareForSleep" and path == _MANAGER.object_path:
            if body[0]:
                self._on_lock(Heard.SLEEP)
            else:
                self._hold_sleep()
        elif member == "Lock" and path == self._session:
            self._on_lock(Heard.SCREEN)
        elif member == "PropertiesChanged":
            changed = dict(body[1])
            if path == self._session and changed.get("LockedHint") == ("b", True):
                self._on_lock(Heard.SCREEN)
            if path == self._session and changed.get("Active") == ("b", False):
                self._on_lock(Heard.USER)
            if path == _POWER.object_path and changed.get("LidIsClosed") == ("b", True):
                self._on_lock(Heard.LID)


class SessionBus(Bus):
    """The desktop's screen saver, which locks the screen also where logind is not told."""

    name = "SESSION"

    def address(self) -> str:
        """The address that the desktop hands to what it starts, or where it usually stands."""
        usual = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
        return os.environ.get("DBUS_SESSION_BUS_ADDRESS") or f"unix:path={usual}/bus"

    def _subscribe(self) -> frozenset[Heard]:
        there = False
        for saver in _SAVERS:
            self._ask_for(interface=saver, member="ActiveChanged")
            there |= bool(self._answer(message_bus.NameHasOwner(saver))[0])
        return frozenset({Heard.SCREEN} if there else ())

    def _take(self, fields: Any, body: Any) -> None:
        if (
            fields.get(HeaderFields.member) == "ActiveChanged"
            and fields.get(HeaderFields.interface) in _SAVERS
            and body[0] is True
        ):
            self._on_lock(Heard.SCREEN)
