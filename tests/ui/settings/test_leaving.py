"""Removing this computer's copy through the real window."""

from pathlib import Path

from desktop.backup import verify
from desktop.domain.people import MemberFacts
from desktop.operations import people
from desktop.system import exchange
from desktop.system.drives import Drive
from desktop.ui.start import read_start
from desktop.ui.widgets.lists import FactsList
from tests.ui.shown import CHEAP_POLICY, LOGINS, PASSPHRASE, Shown


def plug_in(shown: Shown, folder: Path) -> Path:
    folder.mkdir()
    shown.drives.append(Drive("SUNRISE", folder, 12_300_000_000, 16_000_000_000, False))
    return folder


def open_page(shown: Shown) -> None:
    shown.go("settings", section="backup")
    shown.hands.press("backup_leave")


def test_without_a_backup_that_holds_everything_it_goes_no_further(shown: Shown, tmp_path: Path) -> None:
    plug_in(shown, tmp_path / "stick")
    open_page(shown)
    assert "Make a backup first." in shown.hands.text("leaving_not_proved")
    assert not shown.hands.see("leaving_remove").isEnabled()
    assert not shown.hands.sees("leaving_date")
    shown.hands.press("leaving_backup")
    shown.hands.press("backup_copy")
    shown.hands.press("backup_leave")
    assert dict(shown.hands.see("leaving_facts", FactsList).facts())["Last backup"] == "24 Nov 2026"
    assert shown.hands.sees("leaving_date")
    shown.do(people.register_member, form_key="a", facts=MemberFacts("Otter"))
    open_page(shown)
    assert shown.hands.sees("leaving_not_proved")


def test_it_is_removed_only_when_the_date_is_typed_and_the_program_begins_anew(shown: Shown, tmp_path: Path) -> None:
    stick = plug_in(shown, tmp_path / "stick")
    shown.go("settings", section="backup")
    shown.hands.press("backup_copy")
    open_page(shown)
    for wrong in ("", "23 Nov 2026", "yes"):
        shown.hands.type("leaving_date", wrong)
        assert not shown.hands.see("leaving_remove").isEnabled()
    shown.hands.type("leaving_date", "24 Nov 2026")
    shown.hands.press("leaving_remove")
    shown.hands.wait_until(lambda: shown.app.context is None and shown.hands.sees("first_start"), "the first start")
    shown.hands.wait_idle()
    assert shown.locked == 1
    said = shown.hands.all_text()
    assert "This computer's copy is removed" in said
    assert "may still keep old blocks" in said
    assert not exchange.holds_vault(shown.vault)
    assert read_start(shown.folder / "start.json").vault == ""
    (file,) = stick.iterdir()
    verify(file, login=LOGINS["coordinator"], passphrase=PASSPHRASE, policy=CHEAP_POLICY)
    # The sentence stays when another language is chosen, and the stick brings everything back.
    shown.hands.press("start_language_zh_CN")
    shown.hands.press("start_language_en")
    assert "This computer's copy is removed" in shown.hands.all_text()
    shown.hands.press("start_next")
    shown.hands.press("start_restore")
    assert len(shown.hands.rows("start_backups")) == 1


def test_what_was_written_while_the_page_was_open_stops_it(shown: Shown, tmp_path: Path) -> None:
    plug_in(shown, tmp_path / "stick")
    shown.go("settings", section="backup")
    shown.hands.press("backup_copy")
    open_page(shown)
    shown.do(people.register_member, form_key="a", facts=MemberFacts("Otter"))
    shown.hands.type("leaving_date", "24 Nov 2026", enter=True)
    assert shown.hands.sees("leaving_not_proved")
    assert exchange.holds_vault(shown.vault)
    assert shown.do(people.count_members) == 1


def test_a_volunteer_is_not_offered_it(shown: Shown) -> None:
    shown.as_role("volunteer").go("settings", section="backup")
    assert shown.hands.sees("backup_last")
    assert not shown.hands.sees("backup_leave")
