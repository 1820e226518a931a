"""Making a backup through the real window: to a stick, to a folder, and all that can go wrong on the way."""

import errno
import os
import shutil
import threading
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
from desktop.operations import backups, catalogue, distribution, people, receiving
from desktop.operations.backups import Snapshot
from desktop.operations.distribution import Given
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.storage import copies as local_copies
from desktop.storage import settings
from desktop.storage import snapshot as copies
from desktop.system.drives import Drive
from desktop.tour.hands import Hands
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
    item = next(item for item in shown.do(catalogue.items) if item.expiry is Expiry.NONE)
    shown.do(
        receiving.receive_stock,
        form_key=key(),
        source=Source.DONATION,
        origin="",
        place_id=shown.do(catalogue.places)[0].id,
        lines=[Arrival(item.id, 50)],
        occurred_on=TODAY,
    )
    shown.do(
        distribution.give_out, form_key=key(), lines=[Given(item.id, 2)], member_id=members[0].id, occurred_on=TODAY
    )


def plug_in(shown: Shown, folder: Path, name: str = "SUNRISE", identity: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    shown.drives.append(Drive(name, folder, 12_300_000_000, 16_000_000_000, False, identity))
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
    assert not shown.hands.sees("backup_progress")
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
    QTest.mouseClick(shown.hands.see("backup_progress_cancel"), Qt.MouseButton.LeftButton)
    pressed = True
    shown.hands.wait_idle()
    assert "Stopped. Nothing was changed." in words(shown)
    assert files(stick) == []
    assert shown.do(backups.last_backup) is None


# Work goes on meanwhile


class HeldSnapshot:
    """Holds the snapshot between two slices, where what others ask is done, until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.between = threading.Event()
        self.go_on = threading.Event()
        monkeypatch.setattr(copies, "SLICE_PAGES", 4)
        real = backups.snapshot_for_backup

        def held(
            session: Session,
            *,
            report: Callable[[int, int], object],
            stopped: Callable[[], bool],
            between: Callable[[], object],
        ) -> Snapshot:
            def wait() -> None:
                self.between.set()
                while not self.go_on.is_set() and not stopped():
                    between()
                    self.go_on.wait(0.002)

            return real(session, report=report, stopped=stopped, between=wait)

        monkeypatch.setattr(backups, "snapshot_for_backup", held)


def test_a_hand_out_goes_between_two_slices_of_a_backup(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(shown)
    stick = plug_in(shown, tmp_path / "stick")
    held = HeldSnapshot(monkeypatch)
    item = next(item for item in shown.do(catalogue.items) if item.expiry is Expiry.NONE)
    shown.go("settings", section="backup")
    # These hands wait for what they look for, not for the end of all work: the backup is under way the whole time.
    hands = Hands(lambda: shown.app.window, lambda: False)
    hands.press("backup_copy")
    hands.wait_until(held.between.is_set, "the first slice")
    assert hands.text("backup_head") == "Copying to SUNRISE"
    assert not hands.see("backup_copy").isEnabled()
    hands.press("rail_counter")
    hands.wait_until(lambda: hands.sees(f"counter_tile_{item.id}"), "the items")
    hands.type("counter_search", "heron", enter=True)
    hands.wait_until(lambda: hands.sees("counter_change"), "the person")
    hands.press(f"counter_tile_{item.id}")
    hands.press("counter_give")
    hands.wait_until(lambda: hands.sees("counter_foot_bar_undo"), "the hand-out to be saved")
    held.go_on.set()
    shown.hands.wait_idle()
    # It is said where the person is working now.
    said = words(shown)
    assert "Checked: it opens, and holds 2 members and 2 hand-outs. It is safe to take the stick out." in said
    (name,) = files(stick)
    contents = verify(stick / name, login=LOGINS["coordinator"], passphrase=PASSPHRASE, policy=CHEAP_POLICY)
    assert contents.counts.hand_outs == 2
    assert contents.counts.rows["people.db"]["recipient"] == 2
    assert len(shown.do(distribution.last_given)) == 2
    shown.go("settings", section="backup")
    assert not shown.hands.sees("backup_progress")
    assert shown.hands.see("backup_copy").isEnabled()


def test_cancel_stops_the_snapshot_too(shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = plug_in(shown, tmp_path / "stick")
    held = HeldSnapshot(monkeypatch)
    shown.go("settings", section="backup")
    hands = Hands(lambda: shown.app.window, lambda: False)
    hands.press("backup_copy")
    hands.wait_until(held.between.is_set, "the first slice")
    assert list(shown.vault.glob("snapshot-*"))
    hands.press("backup_progress_cancel")
    shown.hands.wait_idle()
    assert "Stopped. Nothing was changed." in words(shown)
    assert files(stick) == []
    assert not list(shown.vault.glob("snapshot-*"))
    held.go_on.set()
    shown.hands.press("backup_copy")
    assert len(files(stick)) == 1


def test_a_cancel_at_the_first_moment_copies_nothing(shown: Shown, tmp_path: Path) -> None:
    stick = plug_in(shown, tmp_path / "stick")
    shown.go("settings", section="backup")
    QTest.mouseClick(shown.hands.see("backup_copy"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(shown.hands.see("backup_progress_cancel"), Qt.MouseButton.LeftButton)
    shown.hands.wait_idle()
    assert "Stopped. Nothing was changed." in words(shown)
    assert files(stick) == []
    assert shown.do(backups.last_backup) is None


# The same stick, again and again


def test_after_three_months_on_one_stick_another_is_proposed_until_one_comes(shown: Shown, tmp_path: Path) -> None:
    plug_in(shown, tmp_path / "stick", identity="1a2b3c4d")
    for days in (0, 50):
        shown.clock.set(TODAY + timedelta(days=days))
        shown.go("settings", section="backup")
        shown.hands.press("backup_copy")
        assert not shown.hands.sees("backup_same_stick")
    shown.clock.set(TODAY + timedelta(days=100))
    shown.go("settings", section="backup")
    assert not shown.hands.sees("backup_same_stick")
    shown.hands.press("backup_copy")
    assert shown.hands.text("backup_same_stick").startswith("For 3 months every backup has gone to this stick.")
    assert shown.hands.see("backup_copy").isEnabled()
    shown.go("today")
    shown.go("settings", section="backup")
    assert shown.hands.sees("backup_same_stick")
    plug_in(shown, tmp_path / "other", "WILLOW", identity="9f00")
    shown.hands.see("backup_where").look_again()  # type: ignore[attr-defined]
    shown.hands.wait_idle()
    shown.hands.click_row("backup_where_table", 1)
    assert shown.hands.text("backup_copy") == "Copy to WILLOW"
    assert not shown.hands.sees("backup_same_stick")
    shown.hands.press("backup_copy")
    shown.hands.click_row("backup_where_table", 0)
    assert not shown.hands.sees("backup_same_stick")


# After a restore


def pretend_restored(shown: Shown) -> None:
    def put(session: Session) -> None:
        with session.database.transaction():
            settings.put(session.database, settings.RESTORED_FROM, "2026-11-20T08:50:00Z")

    shown.do(put)
    shown.refresh()


def test_after_a_restore_backups_wait_until_a_coordinator_has_looked(shown: Shown, tmp_path: Path) -> None:
    plug_in(shown, tmp_path / "stick")
    pretend_restored(shown)
    shown.go("today")
    assert shown.hands.text("today_backup_age") == "Restored from a backup of 20 Nov 2026, and not confirmed yet."
    shown.hands.press("today_copy")
    assert "restored from a backup of 20 Nov 2026" in shown.hands.text("backup_restored")
    assert not shown.hands.see("backup_copy").isEnabled()
    shown.hands.press("backup_confirm_restored")
    assert not shown.hands.sees("backup_restored")
    shown.hands.press("backup_copy")
    assert "Checked: it opens" in words(shown)
    shown.go("today")
    assert shown.hands.text("today_backup_age") == "The last backup is from today."


def test_a_volunteer_sees_that_a_coordinator_must_confirm(shown: Shown, tmp_path: Path) -> None:
    plug_in(shown, tmp_path / "stick")
    pretend_restored(shown)
    shown.as_role("volunteer").go("today")
    assert "A coordinator must confirm it." in shown.hands.text("today_backup_age")
    assert not shown.hands.sees("today_copy")
    shown.go("settings", section="backup")
    assert "A coordinator must look" in shown.hands.text("backup_restored")
    assert not shown.hands.sees("backup_confirm_restored")
    assert not shown.hands.see("backup_copy").isEnabled()
    shown.as_role("stock_keeper").go("today")
    assert "A coordinator must confirm it." in shown.hands.text("today_backup_age")


# Copies on this computer


def test_copies_on_this_computer_are_listed_and_a_coordinator_removes_one(shown: Shown) -> None:
    shown.go("settings", section="backup")
    assert "Copies on this computer" not in words(shown)
    shown.app.lock()
    shown.hands.wait_until(lambda: shown.app.tasks is None, "the lock")
    for days, why in ((2, "migration"), (1, "restore")):
        local_copies.make(shown.vault, at=shown.clock.now() - timedelta(days=days), why=why)
    shown.as_role("volunteer").go("settings", section="backup")
    assert "set aside when a backup was restored" in shown.hands.text("backup_copies_0")
    assert "before a newer Larder changed the vault" in shown.hands.text("backup_copies_1")
    assert not shown.hands.sees("backup_copies_remove_0")
    shown.as_role("coordinator").go("settings", section="backup")
    shown.hands.press("backup_copies_remove_0")
    shown.hands.press("confirm_safe")
    assert len(local_copies.list_copies(shown.vault)) == 2
    shown.hands.press("backup_copies_remove_0")
    shown.hands.press("confirm_act")
    assert [copy.why for copy in local_copies.list_copies(shown.vault)] == ["migration"]
    assert "before a newer Larder" in shown.hands.text("backup_copies_0")
    assert not shown.hands.sees("backup_copies_1")


def test_a_stock_keeper_has_no_backup_to_make(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    shown.go("settings", section="backup")
    assert not shown.hands.sees("settings_backup")
    assert not shown.hands.sees("backup_copy")
