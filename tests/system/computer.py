"""A computer with logind, UPower and a screen saver, as far as a program meets them over the message bus.

`OverBus` puts it behind a real message bus of its own (the `dbus-daemon` program), `Direct` hands the messages over without one.
"""

import os
import queue
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, message_bus
from jeepney.fds import FileDescriptor
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import new_error, new_method_return, new_signal

SESSION = "/org/freedesktop/login1/session/_37"
LOGIND = "org.freedesktop.login1"
UPOWER = "org.freedesktop.UPower"
SAVER = "org.gnome.ScreenSaver"
PROPERTIES = "org.freedesktop.DBus.Properties"
MANAGER_PATH = "/org/freedesktop/login1"
POWER_PATH = "/org/freedesktop/UPower"
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""


class Computer:
    """The services: what they answer, and what they say of themselves.

    Attributes:
        has_lid: whether it is a laptop.
        by_process: whether logind knows which session a process belongs to; if not, only the user's display is known.
        holders: one open end of a pipe per program that holds sleep up.
    """

    def __init__(self, *, has_lid: bool = True, by_process: bool = True) -> None:
        self.has_lid = has_lid
        self.by_process = by_process
        self.holders: list[int] = []
        self.asked: list[tuple[str, tuple[object, ...]]] = []
        self.say: Callable[[Message], None] = lambda _signal: None

    # What a person or the hardware does

    def sleeps(self, soon: bool = True) -> None:
        self._say(MANAGER_PATH, f"{LOGIND}.Manager", "PrepareForSleep", "b", soon)

    def locks_session(self) -> None:
        self._say(SESSION, f"{LOGIND}.Session", "Lock")

    def changes(self, path: str, interface: str, **values: bool) -> None:
        changed = {name: ("b", value) for name, value in values.items()}
        self._say(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", interface, changed, [])

    def locks_screen(self, locked: bool = True) -> None:
        self.changes(SESSION, f"{LOGIND}.Session", LockedHint=locked)

    def switches_user(self, ours: bool = False) -> None:
        self.changes(SESSION, f"{LOGIND}.Session", Active=ours)

    def closes_lid(self, closed: bool = True) -> None:
        self.changes(POWER_PATH, UPOWER, LidIsClosed=closed)

    def saves_screen(self, on: bool = True) -> None:
        self._say("/org/gnome/ScreenSaver", SAVER, "ActiveChanged", "b", on)

    def _say(self, path: str, interface: str, member: str, signature: str | None = None, *values: object) -> None:
        self.say(new_signal(DBusAddress(path, None, interface), member, signature, values))

    def held_up(self) -> bool:
        """Whether anybody holds sleep up still."""
        return any(_is_open(end) for end in self.holders)

    def switch_off(self) -> None:
        """Close what is open here."""
        while self.holders:
            os.close(self.holders.pop())

    # What the services answer

    def answer(self, call: Message, *, direct: bool) -> Message:
        member = call.header.fields[HeaderFields.member]
        self.asked.append((member, call.body))
        if member == "Inhibit":
            ours, theirs = os.pipe()
            os.set_blocking(ours, False)
            self.holders.append(ours)
            return new_method_return(call, "h", (FileDescriptor(theirs) if direct else theirs,))
        if member == "GetSessionByPID" and self.by_process:
            return new_method_return(call, "o", (SESSION,))
        if member == "GetUser":
            return new_method_return(call, "o", ("/org/freedesktop/login1/user/_1000",))
        if member == "ListInhibitors":
            return new_method_return(call, "a(ssssuu)", ([],))
        if call.body[-1:] == ("Display",):
            return new_method_return(call, "v", (("(so)", ("37", SESSION)),))
        if call.body[-1:] == ("LidIsPresent",):
            return new_method_return(call, "v", (("b", self.has_lid),))
        if member == "NameHasOwner":
            return new_method_return(call, "b", (call.body[0] == SAVER,))
        if member == "AddMatch":
            return new_method_return(call)
        return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")


class Carrier(Protocol):
    """How a program and the computer reach each other."""

    connect: Callable[..., Any]

    def break_down(self) -> None:
        """The bus dies."""

    def close(self) -> None:
        """End what was started."""


class Direct:
    """Without a bus: messages are handed over within this process."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer
        self._connections: list[_DirectConnection] = []
        computer.say = self._say

    def connect(self, _address: str, *, enable_fds: bool = False) -> "_DirectConnection":
        assert enable_fds
        connection = _DirectConnection(self._computer)
        self._connections.append(connection)
        return connection

    def break_down(self) -> None:
        for connection in self._connections:
            connection.sock.shutdown(2)

    def close(self) -> None:
        self.break_down()

    def _say(self, signal: Message) -> None:
        for connection in self._connections:
            connection.incoming.put(signal)


class _DirectConnection:
    def __init__(self, computer: Computer) -> None:
        self._computer = computer
        self.incoming: queue.Queue[Message | None] = queue.Queue()
        self.sock = self

    def __enter__(self) -> "_DirectConnection":
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def shutdown(self, _how: int) -> None:
        self.incoming.put(None)

    def filter(self, rule: MatchRule, *, queue: deque[Message]) -> None:
        assert rule.message_type is MessageType.signal
        assert queue is not None

    def send_and_get_reply(self, call: Message, *, timeout: float) -> Message:
        assert timeout > 0
        return self._computer.answer(call, direct=True)

    def recv_until_filtered(self, _queue: deque[Message]) -> Message:
        signal = self.incoming.get()
        if signal is None:
            raise ConnectionResetError
        return signal


class OverBus:
    """A real bus, which both the system's and the session's services are on."""

    def __init__(self, computer: Computer, folder: Path) -> None:
        self._computer = computer
        path = folder / "bus"
        (folder / "bus.conf").write_text(CONFIG.format(path=path), encoding="utf-8")
        self._daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork", "--nopidfile", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._daemon.stdout is not None
        self._daemon.stdout.readline()
        self.address = f"unix:path={path}"
        self._service = open_dbus_connection(self.address, enable_fds=True)
        for name in (LOGIND, UPOWER, SAVER):
            self._service.send_and_get_reply(message_bus.RequestName(name))
        computer.say = self._service.send
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def connect(self, _address: str, *, enable_fds: bool = False) -> DBusConnection:
        return open_dbus_connection(self.address, enable_fds=enable_fds)

    def break_down(self) -> None:
        self._daemon.kill()
        self._daemon.wait()

    def close(self) -> None:
        self.break_down()
        self._thread.join()
        self._service.close()
        if self._daemon.stdout is not None:
            self._daemon.stdout.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                call = self._service.receive()
                if call.header.message_type is not MessageType.method_call:
                    continue
                answer = self._computer.answer(call, direct=False)
                self._service.send(answer)
                if answer.header.fields.get(HeaderFields.signature) == "h":
                    os.close(answer.body[0])


def _is_open(end: int) -> bool:
    """Whether the other end of a pipe is open somewhere."""
    try:
        return bool(os.read(end, 1))
    except BlockingIOError:
        return True
