"""Sleep, screen lock, user switch and lid are heard; a computer that says nothing is left alone, and that is said."""

import os
import queue
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.system.watch import Heard, SystemWatch
from desktop.system.watch_windows import (
    LID_CLOSED,
    LID_SWITCH,
    PBT_APMSUSPEND,
    PBT_POWERSETTINGCHANGE,
    WM_POWERBROADCAST,
    WM_WTSSESSION_CHANGE,
    WTS_CONSOLE_DISCONNECT,
    WTS_SESSION_LOCK,
    Guid,
    HiddenWindow,
    PowerSetting,
)

PATIENCE = 20.0
EVERYTHING = frozenset(Heard)

if sys.platform == "linux":
    from desktop.system.watch_bus import SessionBus, SystemBus
    from tests.system.computer import Carrier, Computer, Direct, OverBus

    CARRIERS = ["direct", "bus"] if shutil.which("dbus-daemon") else ["direct"]

    class Listening:
        """A watch at a computer, and what it heard."""

        def __init__(self, carrier: Carrier, computer: Computer) -> None:
            self.computer = computer
            self.carrier = carrier
            self.reasons: queue.Queue[str] = queue.Queue()
            self.threads: list[threading.Thread] = []
            sources = (SystemBus(self._hear, carrier.connect), SessionBus(self._hear, carrier.connect))
            self.watch = SystemWatch(self._hear, sources)

        def _hear(self, reason: str) -> None:
            self.threads.append(threading.current_thread())
            self.reasons.put(reason)

        def heard(self) -> str:
            """The next reason."""
            return self.reasons.get(timeout=PATIENCE)

        def begin(self, wanted: frozenset[Heard] = EVERYTHING) -> None:
            """Start, and wait until all is listened to that can be."""
            self.watch.start()
            # Both buses, also where one of them alone hears all of it.
            until(lambda: all(source.heard() for source in self.watch._sources))
            until(lambda: self.watch.state() == wanted)

    def until(reached: Callable[[], bool]) -> None:
        """Wait for another thread."""
        for _turn in range(2_000):
            if reached():
                return
            threading.Event().wait(PATIENCE / 2_000)
        raise AssertionError("waited in vain")

    @pytest.fixture(params=CARRIERS)
    def at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Listening]]:
        """Makes a watch at a computer; with and without a real bus where there is one."""
        made: list[Listening] = []

        def make(**kind: bool) -> Listening:
            computer = Computer(**kind)
            carrier = Direct(computer) if request.param == "direct" else OverBus(computer, tmp_path)
            made.append(Listening(carrier, computer))
            return made[-1]

        yield make
        for each in made:
            each.watch.stop()
            each.carrier.close()
            each.computer.switch_off()

    def test_everything_that_means_lock_is_heard_off_the_main_thread(at: Callable[..., Listening]) -> None:
        listening = at()
        listening.begin()
        computer = listening.computer
        for happens, reason in (
            (computer.sleeps, Heard.SLEEP),
            (computer.locks_session, Heard.SCREEN),
            (computer.locks_screen, Heard.SCREEN),
            (computer.switches_user, Heard.USER),
            (computer.closes_lid, Heard.LID),
            (computer.saves_screen, Heard.SCREEN),
        ):
            happens()
            assert listening.heard() == reason
        assert threading.main_thread() not in listening.threads
        if isinstance(listening.carrier, OverBus):
            assert listening.reasons.empty()

    def test_what_ends_again_locks_nothing(at: Callable[..., Listening]) -> None:
        listening = at()
        listening.begin()
        computer = listening.computer
        computer.sleeps(False)
        computer.locks_screen(False)
        computer.switches_user(ours=True)
        computer.closes_lid(False)
        computer.saves_screen(False)
        computer.closes_lid()
        assert listening.heard() == Heard.LID

    def test_somebody_elses_session_and_other_properties_lock_nothing(at: Callable[..., Listening]) -> None:
        listening = at()
        listening.begin()
        computer = listening.computer
        computer.changes("/org/freedesktop/login1/session/_99", "org.freedesktop.login1.Session", LockedHint=True)
        computer.changes("/org/freedesktop/login1/session/_99", "org.freedesktop.login1.Session", Active=False)
        computer.changes("/org/freedesktop/UPower", "org.freedesktop.UPower", OnBattery=True)
        computer.locks_session()
        assert listening.heard() == Heard.SCREEN

    def test_nonsense_on_the_bus_is_passed_over(at: Callable[..., Listening]) -> None:
        listening = at()
        listening.begin()
        computer = listening.computer
        computer._say("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
        computer._say("/org/freedesktop/UPower", "org.freedesktop.DBus.Properties", "PropertiesChanged", "s", "x")
        computer._say("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", "s", "yes")
        computer.closes_lid()
        assert listening.heard() == Heard.LID

    def test_sleep_waits_until_it_is_done_and_waits_again_the_next_time(at: Callable[..., Listening]) -> None:
        listening = at()
        listening.begin()
        computer = listening.computer
        assert [values for name, values in computer.asked if name == "Inhibit"] == [
            ("sleep", "Larder", "Lock", "delay")
        ]
        computer.sleeps()
        assert listening.heard() == Heard.SLEEP
        assert computer.held_up()
        listening.watch.done()
        assert not computer.held_up()
        listening.watch.done()
        computer.sleeps(False)
        until(computer.held_up)
        listening.watch.stop()
        until(lambda: not computer.held_up())

    def test_the_hold_does_not_go_over_to_the_process_that_replaces_this_one(at: Callable[..., Listening]) -> None:
        listening = at()
        listening.begin()
        system = listening.watch._sources[0]
        assert isinstance(system, SystemBus)
        assert system._hold is not None
        assert not os.get_inheritable(system._hold)

    def test_a_program_that_belongs_to_no_session_watches_the_users_display(
        at: Callable[..., Listening], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_SESSION_ID", "unknown")
        listening = at(by_process=False)
        listening.begin()
        assert "GetUser" in {name for name, _values in listening.computer.asked}
        listening.computer.locks_session()
        assert listening.heard() == Heard.SCREEN

    def test_a_computer_without_a_lid_says_so(at: Callable[..., Listening]) -> None:
        listening = at(has_lid=False)
        listening.begin(EVERYTHING - {Heard.LID})

    def test_a_bus_that_dies_is_survived_and_said(at: Callable[..., Listening]) -> None:
        listening = at()
        listening.begin()
        listening.carrier.break_down()
        until(lambda: listening.watch.state() == frozenset())
        assert not listening.computer.held_up()
        listening.watch.done()
        listening.watch.stop()

    def test_without_any_bus_nothing_is_heard_and_nothing_fails(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        reasons: list[str] = []
        watch = SystemWatch(reasons.append)
        watch.start()
        watch.stop()
        assert watch.state() == frozenset()
        assert reasons == []

    @pytest.mark.parametrize("address", ["tcp:host=127.0.0.1,port=9", "nonsense", "unix:"])
    def test_an_address_that_is_no_local_socket_is_never_connected_to(
        address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"):
            monkeypatch.setenv(name, address)
        watch = SystemWatch(lambda _reason: None)
        watch.start()
        watch.stop()
        assert watch.state() == frozenset()


# Windows. Where this runs on another system, the messages are judged and the window is not made: there is none to make.


def setting(guid: Guid, value: int) -> PowerSetting:
    return PowerSetting(guid, 4, value)


def test_windows_messages_that_mean_lock() -> None:
    window = HiddenWindow(lambda _reason: None)
    assert window.take(WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK) is Heard.SCREEN
    assert window.take(WM_WTSSESSION_CHANGE, WTS_CONSOLE_DISCONNECT) is Heard.USER
    assert window.take(WM_POWERBROADCAST, PBT_APMSUSPEND) is Heard.SLEEP
    # Unlocking, connecting and waking up, and messages of another kind with the same numbers.
    for message, what in ((WM_WTSSESSION_CHANGE, 8), (WM_WTSSESSION_CHANGE, 1), (WM_POWERBROADCAST, 18), (1, 7)):
        assert window.take(message, what) is None


def test_windows_tells_the_lids_state_at_once_and_only_its_closing_locks() -> None:
    window = HiddenWindow(lambda _reason: None)

    def told(value: int, guid: Guid = LID_SWITCH) -> Heard | None:
        return window.take(WM_POWERBROADCAST, PBT_POWERSETTINGCHANGE, setting(guid, value))

    assert told(LID_CLOSED) is None
    assert told(1) is None
    assert told(0, Guid()) is None
    assert told(LID_CLOSED) is Heard.LID
    assert bytes(LID_SWITCH).hex() == "4d0f3eba17b89440a2d1d56379e6a0f3"


def test_the_windows_window_listens_on_windows_and_says_elsewhere_that_it_hears_nothing() -> None:
    window = HiddenWindow(lambda _reason: None)
    window.start()
    if sys.platform == "win32":
        assert window._begun.wait(PATIENCE)
        assert window.heard() >= {Heard.SCREEN, Heard.USER, Heard.SLEEP}
    window.stop()
    assert window.heard() == frozenset()


def test_sleep_on_windows_waits_for_the_lock_but_not_for_ever() -> None:
    reasons: list[str] = []

    def lock(reason: str) -> None:
        reasons.append(reason)
        window.done()

    window = HiddenWindow(lock)
    window._tell(Heard.SLEEP)
    assert reasons == [Heard.SLEEP]
    assert window._done.is_set()
