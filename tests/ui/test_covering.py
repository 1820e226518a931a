"""What others can see of the window: its title, pictures of it, what it says of that itself, what Python prints."""

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication

from desktop.system.capture import Capture
from desktop.system.watch import Heard
from desktop.ui import covering
from desktop.ui.covering import CaptureShield
from desktop.ui.settings import window_section
from desktop.ui.words import heard
from tests.ui.counter.arranged import register
from tests.ui.shown import Shown


def test_every_window_is_kept_out_of_pictures_as_it_comes_up(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_out: dict[int, bool] = {}
    monkeypatch.setattr(covering, "can_block_capture", lambda: True)
    monkeypatch.setattr(covering, "set_capture", lambda window, *, blocked: kept_out.update({window: blocked}))
    shield = CaptureShield(shown.app.window)
    shield.cover_windows()
    assert kept_out == {int(shown.app.window.winId()): True}
    shown.app.context.messages.confirm("Sure?", "Really.", safe="No", act="Yes", on_act=lambda: None)
    dialog = shown.hands.see("confirm")
    shown.hands.wait_until(lambda: int(dialog.winId()) in kept_out, "the dialog")
    shown.hands.press("confirm_safe")
    shown.go("settings", section="window")
    choice = shown.hands._choice("window_look")
    choice.showPopup()
    popup = choice.view().window()
    shown.hands.wait_until(lambda: int(popup.winId()) in kept_out, "the list of choices")
    choice.hidePopup()
    assert set(kept_out.values()) == {True}


def test_the_program_itself_keeps_its_window_out_of_pictures(shown: Shown) -> None:
    assert shown.app.window.findChild(CaptureShield) is not None


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Capture.NOT_POSSIBLE, "can take pictures of this window. On this system that can't be prevented."),
        (Capture.REFUSED, "can take pictures of this window. This computer did not let Larder prevent it."),
        (Capture.BLOCKED, "Other programs can't take pictures of this window."),
    ],
)
def test_the_settings_say_honestly_whether_pictures_can_be_taken(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, state: Capture, words: str
) -> None:
    if state is not Capture.NOT_POSSIBLE or sys.platform == "win32":
        monkeypatch.setattr(window_section, "set_capture", lambda _window, *, blocked: state)
    shown.go("settings", section="window")
    assert shown.hands.text("window_pictures").endswith(words)


def test_the_settings_say_what_the_computer_tells(shown: Shown) -> None:
    shown.go("settings", section="window")
    assert "does not tell Larder when it sleeps" in shown.hands.text("window_locks")
    for told in (frozenset(Heard), frozenset({Heard.LID})):
        shown.app.context.heard = lambda told=told: told
        shown.go("settings", section="window")
        said = shown.hands.text("window_locks")
        assert [each for each in Heard if heard(each) in said] == [each for each in Heard if each in told]


def test_no_window_bears_a_title_that_tells_anything(shown: Shown) -> None:
    otter = register(shown, "Otter")
    shown.app.window.desk.show_names(True)
    titles: set[str] = set()

    def look() -> None:
        titles.update(each.windowTitle() for each in QApplication.topLevelWidgets())
        titles.update(each.title() for each in QApplication.topLevelWindows())

    for place in ("today", "counter", "members", "stock", "referrals", "summaries", "settings"):
        shown.go(place)
        look()
    shown.go("members", member_id=otter.id)
    shown.app.context.messages.confirm("Sure?", "Otter.", safe="No", act="Yes", on_act=lambda: None)
    look()
    shown.hands.press("confirm_safe")
    shown.app.unexpected(ValueError("Otter"))
    look()
    shown.hands.press("report_close")
    assert titles <= {"Larder", ""}
    assert QApplication.applicationDisplayName() in ("larder", "Larder")


def test_what_python_prints_by_itself_names_places_and_no_values() -> None:
    code = """
import threading
from desktop import log
log.say_places_only()
class Broken:
    def __del__(self):
        raise KeyError("Otter in a destructor")
del_me = Broken()
del del_me
def run():
    raise ValueError("Otter in a thread")
thread = threading.Thread(target=run)
thread.start()
thread.join()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "KeyError" in done.stderr
    assert "ValueError" in done.stderr
    assert "Otter" not in done.stderr
