"""The lock: what asks for it, what is covered first, what is finished or stopped before the keys go, and the new process."""

import queue
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.backup import restore, write_backup
from desktop.domain.errors import Cancelled
from desktop.domain.users import Role
from desktop.operations import backups, catalogue, renewal
from desktop.operations.session import Session
from desktop.storage.catalogue import save_place
from desktop.system import clock as clock_module
from desktop.system.watch import Heard, SystemWatch
from desktop.ui import idle as idle_module
from desktop.ui.events import Changed
from desktop.ui.tasks import Progress
from desktop.ui.unlock.unlock_page import UnlockPage
from tests.operations.keys import CHEAP_POLICY, PASSPHRASE, made_vault, opened
from tests.running import Program

PATIENCE = 20.0
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    """A program whose vault stands, at its unlock screen."""
    made_vault(tmp_path / "vault")
    running = Program(tmp_path)
    yield running
    running.close()


def entered(program: Program, role: Role = Role.COORDINATOR) -> Program:
    """Unlock it for somebody."""
    program.unlock(role)
    program.entered()
    return program


def press_key(at: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """A key as it comes from the system: to the window, not to the widget."""
    handle = at.window().windowHandle()
    assert handle is not None
    QTest.keyClick(handle, key, modifiers)


def said(program: Program) -> str:
    """What stands on the screen."""
    return program.hands.all_text()


def others_shown(program: Program) -> list[str]:
    """What is up besides the window."""
    return [
        each.objectName() or type(each).__name__
        for each in QApplication.topLevelWidgets()
        if each is not program.app.window and each.isVisible()
    ]


# What asks for it


@pytest.mark.parametrize(
    ("key", "modifiers"), [(Qt.Key.Key_F12, NONE), (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)]
)
def test_a_key_locks_from_anywhere(program: Program, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    entered(program)
    program.hands.press("rail_settings")
    program.hands.press("settings_collective")
    program.hands.see("collective_name").setFocus()
    press_key(program.hands.see("collective_name"), key, modifiers)
    program.locked()
    assert program.replaced == 1
    assert program.hands.sees("unlock_login")


def test_the_key_locks_over_a_dialog_and_takes_it_away(program: Program) -> None:
    entered(program)
    program.app.context.messages.confirm("Sure?", "Otter.", safe="No", act="Yes", on_act=lambda: None)
    program.hands.wait_idle()
    press_key(program.hands.see("confirm"), Qt.Key.Key_F12)
    program.locked()
    assert not program.hands.sees("confirm")
    assert "Otter" not in said(program)
    # Nor is anything left of it that dims the unlock screen.
    on_top = program.app.window.childAt(program.app.window.rect().center())
    assert program.app.window.alone().isAncestorOf(on_top)


def test_the_rail_locks(program: Program) -> None:
    entered(program, Role.VOLUNTEER)
    program.hands.press("rail_lock")
    program.locked()
    assert program.replaced == 1


def test_locking_twice_locks_once(program: Program) -> None:
    entered(program)
    program.app.lock()
    program.app.lock()
    program.locked()
    program.app.lock()
    assert program.replaced == 1


# The watch over touches


@pytest.mark.parametrize("minutes", [2, 10, 30])
def test_it_locks_by_itself_after_the_minutes_that_are_set_and_warns_before(program: Program, minutes: int) -> None:
    entered(program)
    idle = program.app.window.desk.idle
    assert idle.lock_after_seconds == 600
    idle.lock_after_seconds = minutes * 60
    for _second in range(minutes * 60 - 21):
        idle.tick()
    assert not program.hands.sees("desk_idle")
    idle.tick()
    assert "20 seconds" in program.hands.text("desk_idle_words")
    press_key(program.app.window, Qt.Key.Key_Shift)
    assert not program.hands.sees("desk_idle")
    for _second in range(minutes * 60 - 1):
        idle.tick()
    assert "1 second." in program.hands.text("desk_idle_words")
    idle.tick()
    program.locked()
    assert program.replaced == 1


def test_the_minutes_are_those_of_the_settings(program: Program) -> None:
    entered(program)
    program.hands.press("rail_settings")
    program.hands.press("settings_collective")
    program.hands.type("collective_idle_minutes", "2")
    program.hands.press("collective_keep")
    assert program.app.window.desk.idle.lock_after_seconds == 120


TOUCHES: dict[str, Callable[[QWidget], None]] = {
    "key": lambda window: press_key(window, Qt.Key.Key_A),
    "click": lambda window: QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton),
    "move": lambda window: QTest.mouseMove(window.windowHandle(), QPoint(9, 9)),
}


@pytest.mark.parametrize("touch", TOUCHES)
@pytest.mark.parametrize("where", ["window", "dialog"])
def test_every_touch_counts_also_in_a_dialog(program: Program, touch: str, where: str) -> None:
    entered(program)
    idle = program.app.window.desk.idle
    target = program.app.window
    if where == "dialog":
        program.app.context.messages.confirm("Sure?", "Really.", safe="No", act="Yes", on_act=lambda: None)
        program.hands.wait_idle()
        target = program.hands.see("confirm")
    for _second in range(590):
        idle.tick()
    assert program.hands.sees("desk_idle") or where == "dialog"
    TOUCHES[touch](target)
    program.hands.wait_until(lambda: idle._seconds < 590, "the touch")
    for _second in range(590):
        idle.tick()
    assert program.replaced == 0
    assert program.app.context is not None


def test_names_are_hidden_after_a_minute_without_a_touch(program: Program) -> None:
    entered(program, Role.VOLUNTEER)
    idle = program.app.window.desk.idle
    program.app.window.desk.show_names(True)
    for _second in range(59):
        idle.tick()
    assert program.app.context.names_shown
    idle.tick()
    assert not program.app.context.names_shown


def test_the_seconds_a_computer_slept_count(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    entered(program)
    now = clock_module.uptime()
    monkeypatch.setattr(idle_module, "uptime", lambda: now + 9 * 3600)
    program.app.window.desk.idle.tick()
    program.locked()
    assert program.replaced == 1


# What is covered, kept, finished, stopped


def hold_the_worker(program: Program) -> threading.Event:
    """Something is under way on the databases' thread until the event is set."""
    begun, go = threading.Event(), threading.Event()

    def wait(_session: Session) -> None:
        begun.set()
        go.wait(PATIENCE)

    program.app.tasks.query(wait, then=lambda _none: None)
    assert begun.wait(PATIENCE)
    return go


def test_every_window_is_covered_before_anything_else_happens(program: Program) -> None:
    entered(program)
    program.hands.press("rail_settings")
    program.hands.press("settings_window")
    program.app.context.messages.confirm("Sure?", "Otter.", safe="No", act="Yes", on_act=lambda: None)
    stranger = QWidget()
    stranger.setObjectName("stranger")
    stranger.show()
    go = hold_the_worker(program)
    assert len(others_shown(program)) == 2
    before = program.app.window.grab().toImage()
    program.app.lock()
    # No event was handled since: this is what stands on the screen while the work ends.
    assert others_shown(program) == []
    assert isinstance(program.page, UnlockPage)
    assert program.hands.text("unlock_open") == "Locking..."
    assert "Otter" not in said(program)
    assert program.app.window.grab().toImage() != before
    assert program.replaced == 0
    go.set()
    program.locked()
    assert program.replaced == 1


def test_the_cover_is_up_before_the_work_ends_and_the_work_is_saved(program: Program) -> None:
    entered(program)
    answers: list[object] = []
    for number in range(5):
        program.app.tasks.query(catalogue.save_place, name=f"Shelf {number}", then=answers.append)
    tasks = program.app.tasks
    program.app.lock()
    tasks.query(catalogue.save_place, name="Too late", then=answers.append)
    assert isinstance(program.page, UnlockPage)
    assert not program.page.button.isEnabled()
    program.locked()
    assert program.page.button.isEnabled()
    assert answers == []
    session = opened(program.vault, Role.COORDINATOR)
    names = {place.name for place in catalogue.places(session)}
    assert names >= {f"Shelf {number}" for number in range(5)}
    assert "Too late" not in names
    session.close()


def test_what_fails_while_locking_is_rolled_back_and_said_to_nobody(program: Program) -> None:
    entered(program)

    def half(session: Session) -> None:
        with session.database.transaction():
            session.database.insert("place", name="Half")
            raise RuntimeError("Otter")

    program.app.tasks.query(half, then=lambda _none: None)
    program.app.lock()
    program.locked()
    assert not program.hands.sees("report")
    session = opened(program.vault, Role.COORDINATOR)
    assert "Half" not in {place.name for place in catalogue.places(session)}
    session.close()


def test_a_form_that_trips_over_its_own_draft_does_not_keep_the_window_open(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered(program)
    monkeypatch.setattr(type(program.app.window.desk), "draft", lambda _desk: 1 / 0)
    program.app.lock()
    program.locked()
    assert program.replaced == 1


def test_the_databases_are_closed_and_free_when_the_process_is_replaced(program: Program) -> None:
    entered(program, Role.VOLUNTEER)
    program.app.lock()
    program.locked()
    assert program.app.context is None
    opened(program.vault, Role.VOLUNTEER).close()


def test_slow_work_is_asked_to_stop_and_waited_for(program: Program) -> None:
    entered(program)
    begun = threading.Event()
    ended: list[int] = []

    def copy(_report: object, stop: threading.Event) -> None:
        begun.set()
        stop.wait(30)
        ended.append(program.replaced)

    program.app.tasks.slow(
        copy, then=lambda _none: None, otherwise=lambda _error: None, progress=lambda _done, _whole: None
    )
    assert begun.wait(PATIENCE)
    program.app.lock()
    program.locked()
    assert ended == [0]
    assert program.replaced == 1


@pytest.mark.parametrize("between", [False, True])
def test_long_work_is_asked_to_stop_rolled_back_and_waited_for(program: Program, between: bool) -> None:
    """As an import does it: much in one transaction, or many small ones."""
    entered(program)
    begun = threading.Event()
    ended: list[int] = []

    def bring_in(session: Session, *, report: Progress, stopped: Callable[[], bool], **_given: object) -> None:
        try:
            with session.database.transaction():
                for number in range(100_000):
                    save_place(session.database, None, f"Shelf {number}", active=True)
                    report(number, 100_000)
                    begun.set()
                    if stopped():
                        raise Cancelled
        finally:
            ended.append(program.replaced)

    program.app.tasks.long(
        bring_in,
        progress=lambda _done, _whole: None,
        then=lambda _none: None,
        otherwise=lambda _error: None,
        changed=Changed.STOCK,
        between=between,
    )
    assert begun.wait(PATIENCE)
    program.app.lock()
    program.locked()
    assert ended == [0]
    session = opened(program.vault, Role.COORDINATOR)
    assert [place.name for place in catalogue.places(session)] == ["Shelf A"]
    session.close()


@pytest.mark.parametrize("stage", ["snapshot", "writing"])
def test_a_lock_during_a_backup_leaves_the_vault_whole_and_no_half_backup(program: Program, stage: str) -> None:
    entered(program)
    stick = program.plug_in("stick")
    begun = threading.Event()
    held = opened_snapshot(program, stage, begun, stick)
    assert begun.wait(PATIENCE)
    program.app.lock()
    program.locked()
    assert list(stick.rglob("*.clb")) == []
    assert [path.name for path in stick.rglob("*") if path.is_file()] == []
    assert not [path for path in program.vault.iterdir() if path.is_dir() and path.name not in ("drafts", "copies")]
    opened(program.vault, Role.COORDINATOR).close()
    assert held


def opened_snapshot(program: Program, stage: str, begun: threading.Event, stick: Path) -> list[str]:
    """Begin a backup whose `stage` is under way when `begun` is set."""
    steps: list[str] = []

    def slices(session: Session, *, report: Progress, stopped: Callable[[], bool]) -> backups.Snapshot:
        def pause() -> None:
            begun.set()
            threading.Event().wait(0.01)

        steps.append("snapshot")
        slow = pause if stage == "snapshot" else (lambda: None)
        return backups.snapshot_for_backup(session, between=slow, stopped=stopped)

    def write(snapshot: backups.Snapshot) -> None:
        def work(report: Progress, stop: threading.Event) -> object:
            steps.append("writing")

            def told(done: int, whole: int) -> None:
                begun.set()
                stop.wait(PATIENCE)
                report(done, whole)

            return write_backup(snapshot, stick, told, stop)

        program.app.tasks.slow(
            work, then=lambda _made: None, otherwise=lambda _error: None, progress=lambda _done, _whole: None
        )

    program.app.tasks.long(
        slices, progress=lambda _done, _whole: None, then=write, otherwise=lambda _error: None, changed=None
    )
    if stage == "writing":
        program.hands.wait_until(begun.is_set, "the writing")
    return steps


@pytest.mark.parametrize("step", [0, 2, 3, 4])
def test_a_lock_while_keys_are_renewed_leaves_the_vault_as_it_was(program: Program, step: int) -> None:
    entered(program)
    begun = threading.Event()
    before = (program.vault / "keys.json").read_bytes()

    def renew(session: Session, *, report: Progress, stopped: Callable[[], bool]) -> None:
        def told(done: int, whole: int) -> None:
            if done == step:
                begun.set()
                while not stopped():
                    threading.Event().wait(0.001)
            report(done, whole)

        renewal.renew_keys(session, report=told, stopped=stopped)

    program.app.tasks.long(
        renew, progress=lambda _done, _whole: None, then=lambda _none: None, otherwise=lambda _error: None
    )
    assert begun.wait(PATIENCE)
    program.app.lock()
    program.locked()
    assert (program.vault / "keys.json").read_bytes() == before
    for role in Role:
        opened(program.vault, role).close()
    assert not [path.name for path in program.vault.iterdir() if path.name.startswith("next")]


def test_a_lock_after_the_keys_were_renewed_finds_the_new_ones(program: Program) -> None:
    entered(program)
    before = (program.vault / "keys.json").read_bytes()
    go = hold_the_worker(program)
    stop = program.app.tasks.long(
        renewal.renew_keys,
        progress=lambda _done, _whole: None,
        then=lambda _none: None,
        otherwise=lambda _error: None,
    )
    go.set()
    program.hands.wait_idle()
    program.hands.press("rail_settings")
    program.hands.press("settings_collective")
    program.app.lock()
    program.locked()
    assert stop.is_set() is False
    assert (program.vault / "keys.json").read_bytes() != before
    for role in Role:
        opened(program.vault, role).close()


def test_a_lock_during_a_restore_at_the_first_screen_stops_it_and_leaves_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    made_vault(tmp_path / "old")
    (tmp_path / "stick").mkdir()
    session = opened(tmp_path / "old", Role.COORDINATOR)
    with backups.snapshot_for_backup(session) as snapshot:
        made = write_backup(snapshot, tmp_path / "stick")
    session.close()
    program = Program(tmp_path)
    target = tmp_path / "vault"
    begun = threading.Event()

    def work(_report: Progress, stop: threading.Event) -> object:
        def told(_done: int, _whole: int) -> None:
            begun.set()
            stop.wait(PATIENCE)

        return restore(
            made.path,
            target,
            at=program.clock.now(),
            login="Mei",
            passphrase=PASSPHRASE,
            policy=CHEAP_POLICY,
            report=told,
            stop=stop,
        )

    try:
        program.app.tasks.slow(
            work, then=lambda _made: None, otherwise=lambda _error: None, progress=lambda _done, _whole: None
        )
        assert begun.wait(PATIENCE)
        program.app.lock()
        assert isinstance(program.page, UnlockPage)
        program.hands.wait_until(lambda: program.replaced == 1, "the lock")
        assert not target.exists()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "old", "stick"]
        assert program.hands.sees("start_next")
    finally:
        program.close()


def test_what_was_typed_at_the_unlock_screen_goes_when_the_computer_is_left(program: Program) -> None:
    program.hands.type("unlock_login", "Mei")
    program.hands.type("unlock_passphrase", "tall copper")
    program.app.lock("lid")
    assert program.hands.text("unlock_login") == ""
    assert program.page.passphrase.value() == ""  # type: ignore[attr-defined]
    assert program.replaced == 0


def test_after_a_lock_anybody_can_unlock_and_finds_nothing_of_the_one_before(program: Program) -> None:
    entered(program)
    program.hands.press("rail_settings")
    program.hands.press("settings_collective")
    program.hands.type("collective_name", "Half typed")
    program.app.lock()
    program.locked()
    assert "Half typed" not in said(program)
    entered(program, Role.STOCK_KEEPER)
    program.hands.press("rail_settings")
    assert not program.hands.sees("settings_collective")


@pytest.mark.parametrize("unlocked", [True, False])
def test_a_window_that_was_closed_locks_no_more(program: Program, unlocked: bool) -> None:
    if unlocked:
        entered(program)
    program.app.window.close()
    program.app.lock("idle")
    assert program.replaced == 0


def test_closing_the_window_closes_the_vault(program: Program) -> None:
    entered(program)
    program.app.window.close()
    QApplication.processEvents()
    opened(program.vault, Role.COORDINATOR).close()


# What was copied


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "others"])
@pytest.mark.parametrize("end", ["lock", "close"])
def test_what_was_copied_here_is_gone_after_the_lock_and_what_others_copied_stays(
    program: Program, monkeypatch: pytest.MonkeyPatch, ours: bool, end: str
) -> None:
    # Without a screen Qt does not know whose it is.
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _clipboard: ours)
    entered(program)
    program.hands.press("rail_settings")
    program.hands.press("settings_collective")
    program.hands.type("collective_name", "Zephyrq")
    for key in (Qt.Key.Key_A, Qt.Key.Key_C):
        QTest.keyClick(program.hands._editor("collective_name"), key, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Zephyrq"
    if end == "lock":
        program.app.lock()
        program.locked()
    else:
        program.app.window.close()
    assert QGuiApplication.clipboard().text() == ("" if ours else "Zephyrq")
    QGuiApplication.clipboard().clear()


# The computer


if sys.platform == "linux":
    from desktop.system.watch_bus import SessionBus, SystemBus
    from tests.system.computer import Computer, Direct, OverBus

    CARRIERS = ["direct", "bus"] if shutil.which("dbus-daemon") else ["direct"]
    HAPPENS: dict[str, Callable[[Computer], None]] = {
        "sleep": Computer.sleeps,
        "lock of the session": Computer.locks_session,
        "locked screen": Computer.locks_screen,
        "another user": Computer.switches_user,
        "closed lid": Computer.closes_lid,
        "screen saver": Computer.saves_screen,
    }

    class AtComputer:
        """A program at a computer that says what happens to it."""

        def __init__(self, folder: Path, kind: str) -> None:
            self.computer = Computer()
            self.carrier = Direct(self.computer) if kind == "direct" else OverBus(self.computer, folder)
            self.watches: list[SystemWatch] = []
            self.reasons: queue.Queue[str] = queue.Queue()
            self.program = Program(folder, watch=self._make)

        def _make(self, on_lock: Callable[[str], None]) -> SystemWatch:
            sources = (SystemBus(on_lock, self.carrier.connect), SessionBus(on_lock, self.carrier.connect))
            self.watches.append(SystemWatch(on_lock, sources))
            return self.watches[-1]

        def listens(self) -> bool:
            """Whether both buses are listened to."""
            return bool(self.watches) and all(source.heard() for source in self.watches[-1]._sources)

    @pytest.fixture(params=CARRIERS)
    def at(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[AtComputer]:
        made_vault(tmp_path / "vault")
        made = AtComputer(tmp_path, request.param)
        yield made
        made.program.close()
        made.carrier.close()
        made.computer.switch_off()

    @pytest.mark.parametrize("what", HAPPENS)
    def test_what_happens_to_the_computer_locks_the_window(at: AtComputer, what: str) -> None:
        entered(at.program)
        at.program.hands.wait_until(at.listens, "the buses")
        HAPPENS[what](at.computer)
        at.program.locked()
        assert at.program.replaced == 1
        assert at.program.hands.sees("unlock_login")

    def test_sleep_waits_until_the_window_is_covered_and_the_vault_closed(at: AtComputer) -> None:
        program = entered(at.program)
        program.hands.wait_until(at.listens, "the buses")
        held_then: list[bool] = []
        program._count = lambda: held_then.append(at.computer.held_up())  # type: ignore[method-assign]
        go = hold_the_worker(program)
        at.computer.sleeps()
        program.hands.wait_until(lambda: isinstance(program.page, UnlockPage), "the cover")
        assert at.computer.held_up()
        go.set()
        program.locked()
        opened(program.vault, Role.COORDINATOR).close()
        assert not at.computer.held_up()

    def test_at_the_unlock_screen_nothing_holds_sleep_up(at: AtComputer) -> None:
        program = entered(at.program)
        program.hands.wait_until(at.listens, "the buses")
        program.app.lock()
        program.locked()
        at.computer.sleeps(False)
        program.hands.wait_until(at.computer.held_up, "the next hold")
        at.computer.sleeps()
        program.hands.wait_until(lambda: not at.computer.held_up(), "sleep")
        assert program.replaced == 1

    def test_a_lid_that_closes_while_the_passphrase_is_tried_locks_once_it_is_open(at: AtComputer) -> None:
        program = entered(at.program)
        program.hands.wait_until(at.listens, "the buses")
        program.app.lock()
        program.locked()
        go = threading.Event()
        program.app._new_tasks().open(
            lambda: go.wait(PATIENCE) and opened(program.vault, Role.COORDINATOR),
            then=lambda session: program.app._entered(session, program.vault),
            otherwise=lambda _error: None,
        )
        at.computer.closes_lid()
        program.hands.wait_until(lambda: program.app._lock_once_open, "the lid")
        go.set()
        program.hands.wait_until(lambda: program.replaced == 2, "the lock")
        program.locked()
        assert program.hands.sees("unlock_login")


def test_closing_the_window_ends_the_watch(qtbot: QtBot, tmp_path: Path) -> None:
    ended: list[str] = []

    class Quiet:
        def start(self) -> None:
            ended.append("started")

        def stop(self) -> None:
            ended.append("stopped")

        def done(self) -> None:
            ended.append("done")

        def heard(self) -> frozenset[Heard]:
            return frozenset()

    made_vault(tmp_path / "vault")
    program = Program(tmp_path, watch=lambda on_lock: SystemWatch(on_lock, (Quiet(),)))
    entered(program)
    program.app.lock()
    program.locked()
    entered(program)
    program.close()
    assert ended == ["started", "done", "stopped"]
