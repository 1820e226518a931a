"""Making a backup through the real window: to a stick, to a folder, and all that can go wrong on the way."""

import errno
import os
import shutil
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.backup import verify
from desktop.domain.people import MemberFacts
from desktop.domain.stock import Expiry, Source
from desktop.operations import backups, distribution, people, stock
from desktop.operations.distribution import Given
from desktop.operations.stock import Arrival
from desktop.system.drives import Drive
from desktop.vault.errors import WrongPassphrase
from tests.ui.shown import CHEAP_POLICY, LOGINS, PASSPHRASE, TODAY, Shown

Write = Callable[[int, memoryview], int]


def key() -> str:
    return uuid.uuid4().hex


def fill(shown: Shown) -> None:
    """Two members, one hand-out."""
    members = [
        shown.do(people.register_member, form_key=key(), facts=MemberFacts(name)) for name in ("Heron", "Otter 水獭")
    ]
    item = next(item for item in shown.do(stock.items) if item.expiry is Expiry.NONE)
    shown.do(
        stock.receive_stock,
        form_key=key(),
        source=Source.DONATION,
        origin="",
        place_id=shown.do(stock.places)[0].id,
        lines=[Arrival(item.id, 50)],
        occurred_on=TODAY,
    )
    shown.do(
        distribution.give_out, form_key=key(), lines=[Given(item.id, 2)], member_id=members[0].id, occurred_on=TODAY
    )


def plug_in(shown: Shown, folder: Path, name: str = "SUNRISE") -> Path:
    folder.mkdir(exist_ok=True)
    shown.drives.append(Drive(name, folder, 12_300_000_000, 16_000_000_000, False))
    return folder


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def words(shown: Shown) -> str:
    return shown.hands.all_text()


def writing_with(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    """Let the drive answer as told; all the rest is real."""
    real = backups.write_backup
    monkeypatch.setattr(
        backups,
        "write_backup",
        lambda snapshot, folder, report, stop: real(snapshot, folder, report, stop, write=write),
    )


@pytest.mark.parametrize("role", ["coordinator", "volunteer"])
def test_one_press_makes_a_backup_that_a_coordinator_opens(shown: Shown, tmp_path: Path, role: str) -> None:
    fill(shown)
    stick = plug_in(shown, tmp_path / "stick")
    if role != "coordinator":
        shown.as_role(role)
    shown.go("settings", section="backup")
    assert shown.hands.text("backup_copy") == "Copy to SUNRISE"
    shown.hands.press("backup_copy")
    said = words(shown)
    assert "Checked: it opens, and holds 2 members and 1 hand-out. It is safe to take the stick out." in said
    assert "Last backup: 24 Nov 2026" in shown.hands.text("backup_last")
    assert not shown.hands.sees("progress")
    (name,) = files(stick)
    contents = verify(stick / name, login=LOGINS["coordinator"], passphrase=PASSPHRASE, policy=CHEAP_POLICY)
    assert (contents.counts.members, contents.counts.hand_outs) == (2, 1)
    with pytest.raises(WrongPassphrase):
        verify(stick / name, login=LOGINS["volunteer"], passphrase=PASSPHRASE, policy=CHEAP_POLICY)
    assert shown.do(backups.last_backup) == shown.clock.now()
    assert not list(shown.vault.glob("snapshot-*"))


def test_the_age_of_the_last_backup_is_said(shown: Shown, tmp_path: Path) -> None:
    plug_in(shown, tmp_path / "stick")
    shown.go("settings", section="backup")
    assert shown.hands.text("backup_last") == "No backup was made yet."
    shown.hands.press("backup_copy")
    shown.clock.set(TODAY + timedelta(days=9))
    shown.go("settings", section="backup")
    assert shown.hands.text("backup_last").endswith("9 days ago")
    assert "safe to take the stick out" not in words(shown)


def test_today_leads_here_and_knows_of_the_new_backup(shown: Shown, tmp_path: Path) -> None:
    plug_in(shown, tmp_path / "stick")
    shown.go("today")
    shown.hands.press("today_copy")
    shown.hands.press("backup_copy")
    shown.go("today")
    assert shown.hands.text("today_backup_age") == "The last backup is from today."


def test_of_two_sticks_the_chosen_one_is_named_on_the_button_and_written(shown: Shown, tmp_path: Path) -> None:
    first, second = plug_in(shown, tmp_path / "a", "A"), plug_in(shown, tmp_path / "b", "红色U盘")
    shown.go("settings", section="backup")
    shown.hands.click_row("backup_where_table", 1)
    assert shown.hands.text("backup_copy") == "Copy to 红色U盘"
    shown.hands.press("backup_copy")
    assert (len(files(first)), len(files(second))) == (0, 1)


def test_without_a_stick_it_is_said_and_one_that_comes_is_chosen(shown: Shown, tmp_path: Path) -> None:
    shown.go("settings", section="backup")
    assert shown.hands.sees("backup_where_none")
    assert not shown.hands.see("backup_copy").isEnabled()
    plug_in(shown, tmp_path / "stick")
    shown.hands.see("backup_where").look_again()  # type: ignore[attr-defined]
    shown.hands.wait_idle()
    assert not shown.hands.sees("backup_where_none")
    assert shown.hands.text("backup_copy") == "Copy to SUNRISE"
    assert shown.hands.see("backup_copy").isEnabled()


def test_another_folder_is_typed_and_says_nothing_of_a_stick(shown: Shown, tmp_path: Path) -> None:
    shown.go("settings", section="backup")
    shown.hands.click_row("backup_where_table", 0)
    for wrong, said in (
        ("", "Type the whole path of a folder"),
        ("stick", "Type the whole path of a folder"),
        (str(tmp_path / "nowhere"), "There is no such folder"),
    ):
        shown.hands.type("backup_where_folder", wrong)
        shown.hands.press("backup_copy")
        assert said in words(shown), wrong
    folder = tmp_path / "backups"
    folder.mkdir()
    shown.hands.type("backup_where_folder", str(folder), enter=True)
    assert len(files(folder)) == 1
    assert "Checked: it opens" in words(shown)
    assert "stick out" not in words(shown)


def test_a_stick_pulled_out_mid_way_gives_a_sentence_and_leaves_the_vault_as_it_was(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(shown)
    stick = plug_in(shown, tmp_path / "stick")
    written = 0

    def pull_out(handle: int, data: memoryview) -> int:
        nonlocal written
        if written > 20_000:
            shutil.rmtree(stick, ignore_errors=True)
            raise OSError(errno.EIO, "gone")
        written += os.write(handle, data[:8_192])
        return min(len(data), 8_192)

    writing_with(monkeypatch, pull_out)
    shown.go("settings", section="backup")
    shown.hands.press("backup_copy")
    assert "The drive stopped answering. No backup was made" in words(shown)
    assert shown.hands.text("backup_last") == "No backup was made yet."
    assert shown.hands.see("backup_copy").isEnabled()
    assert shown.do(people.count_members) == 2
    assert not list(shown.vault.glob("snapshot-*"))


def test_a_stick_that_is_gone_before_the_press_gives_a_sentence(shown: Shown, tmp_path: Path) -> None:
    stick = plug_in(shown, tmp_path / "stick")
    shown.go("settings", section="backup")
    stick.rmdir()
    shown.drives.clear()
    shown.hands.press("backup_copy")
    assert "The drive is not there any more. No backup was made." in words(shown)
    assert shown.hands.sees("backup_where_none")


@pytest.mark.parametrize(
    ("code", "said"),
    [(errno.ENOSPC, "are free on this drive. No backup was made"), (errno.EROFS, "This drive cannot be written to.")],
)
def test_a_full_or_write_protected_stick_gives_a_sentence(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    stick = plug_in(shown, tmp_path / "stick")

    def refuse(_handle: int, _data: memoryview) -> int:
        raise OSError(code, "no")

    writing_with(monkeypatch, refuse)
    shown.go("settings", section="backup")
    shown.hands.press("backup_copy")
    assert said in words(shown)
    assert files(stick) == []


def test_cancel_stops_it_and_leaves_nothing_behind(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = plug_in(shown, tmp_path / "stick")
    pressed = False

    def slowly(handle: int, data: memoryview) -> int:
        # The main thread presses Cancel while the drive is writing; it goes on until the press has arrived.
        while not pressed:
            os.sched_yield()
        return os.write(handle, data)

    writing_with(monkeypatch, slowly)
    shown.go("settings", section="backup")
    QTest.mouseClick(shown.hands.see("backup_copy"), Qt.MouseButton.LeftButton)
    shown.hands.wait_until(lambda: any(stick.iterdir()), "the drive to be written")
    QTest.mouseClick(shown.hands.see("progress_panel_cancel"), Qt.MouseButton.LeftButton)
    pressed = True
    shown.hands.wait_idle()
    assert "Stopped. Nothing was changed." in words(shown)
    assert files(stick) == []
    assert shown.do(backups.last_backup) is None


def test_a_stock_keeper_has_no_backup_to_make(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    shown.go("settings", section="backup")
    assert not shown.hands.sees("settings_backup")
    assert not shown.hands.sees("backup_copy")
