"""Colleagues through the real window: renamed, paused, let in again, removed, given another role or passphrase."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from desktop.domain.users import Role, Standing
from desktop.operations import users
from desktop.operations.vault import WrongPassphrase, open_vault
from desktop.ui.widgets.table import Table
from tests.ui.shown import CHEAP_POLICY, PASSPHRASE, Shown

NEW = "seven quiet lanterns under the bridge"


def choose(shown: Shown, name: str) -> None:
    """Choose somebody in the list, whose pane is then there."""
    table = shown.hands.see("colleagues_list", Table)
    names = [row[0] for row in shown.hands.rows("colleagues_list")]
    table.choose(names.index(name))
    shown.hands.wait_until(
        lambda: shown.hands.sees("colleagues_facts") and shown.hands.text("colleagues_section_pane_title") == name,
        "the pane",
    )


def colleagues(shown: Shown) -> Any:
    shown.go("today")
    return shown.go("settings", section="users")


def lock(shown: Shown) -> None:
    shown.app.lock()
    shown.hands.wait_until(lambda: shown.app.tasks is None, "the lock")


def opens(shown: Shown, login: str, passphrase: str = PASSPHRASE) -> bool:
    try:
        open_vault(shown.vault, login=login, passphrase=passphrase, clock=shown.clock, policy=CHEAP_POLICY).close()
    except WrongPassphrase:
        return False
    return True


def standing(shown: Shown, name: str) -> Standing:
    return next(each.standing for each in shown.do(users.colleague_list) if each.user.name == name)


def type_passphrase(shown: Shown, field: str) -> None:
    shown.hands.type(f"{field}_first", NEW)
    shown.hands.type(f"{field}_again", NEW)


def test_somebody_is_given_another_name(shown: Shown) -> None:
    colleagues(shown)
    choose(shown, "Ana")
    shown.hands.press("colleagues_rename")
    shown.hands.type("rename_name", "mei", enter=True)
    assert "already a colleague" in (shown.app.window.desk.current_page().section().shown.shown_name.error() or "")
    shown.hands.type("rename_name", "安娜", enter=True)
    assert ["安娜", "Volunteer"] in [row[:2] for row in shown.hands.rows("colleagues_list")]
    assert shown.hands.text("colleagues_section_pane_title") == "安娜"
    choose(shown, "Mei")
    assert shown.hands.sees("colleagues_own")
    for name in ("colleagues_pause", "colleagues_remove", "colleagues_role", "colleagues_reset"):
        assert not shown.hands.sees(name)


def test_somebody_is_paused_and_let_in_again(shown: Shown) -> None:
    colleagues(shown)
    choose(shown, "Ana")
    shown.hands.press("colleagues_pause")
    shown.hands.press("confirm_safe")
    assert standing(shown, "Ana") is Standing.WORKS
    shown.hands.press("colleagues_pause")
    shown.hands.press("confirm_act")
    assert ["Ana", "Volunteer", "paused"] in shown.hands.rows("colleagues_list")
    assert "2 can unlock" in shown.hands.text("colleagues_section_small")
    lock(shown)
    assert not opens(shown, "Ana")
    shown.as_role("coordinator")
    colleagues(shown)
    choose(shown, "Ana")
    shown.hands.press("colleagues_let_in")
    shown.hands.press("letin_save")
    page = shown.app.window.desk.current_page().section().shown
    assert page.login.error()
    shown.hands.choose("letin_role", "Stock keeper")
    shown.hands.type("letin_login", "ana maria")
    type_passphrase(shown, "letin_passphrase")
    shown.hands.press("letin_save")
    assert ["Ana", "Stock keeper", ""] in shown.hands.rows("colleagues_list")
    lock(shown)
    assert opens(shown, "ANA MARIA", NEW)


def test_somebody_is_removed_with_new_keys_and_stands_under_removed_only(shown: Shown) -> None:
    colleagues(shown)
    assert not shown.hands.sees("colleagues_section_filter_removed")
    choose(shown, "Ana")
    shown.hands.press("colleagues_remove")
    assert "made anew" in shown.hands.all_text()
    shown.hands.press("confirm_act")
    shown.hands.wait_until(lambda: shown.hands.sees("colleagues_back_up"), "the new keys")
    assert shown.hands.rows("colleagues_list") == [["Ana", "Volunteer", "removed"]]
    shown.hands.press("colleagues_section_filter_here")
    assert [row[0] for row in shown.hands.rows("colleagues_list")] == ["Jo", "Mei"]
    shown.hands.press("colleagues_back_up")
    assert shown.hands.sees("backup_last")
    # The same session goes on with the new keys.
    assert standing(shown, "Ana") is Standing.REMOVED
    lock(shown)
    assert not opens(shown, "Ana")
    assert opens(shown, "Mei")
    assert opens(shown, "Jo")


def test_after_something_was_seen_all_keys_are_made_anew(shown: Shown) -> None:
    before = shown.do(lambda session: (session.held_keys().generation, session.held_keys().stock_database_key()))
    colleagues(shown)
    choose(shown, "Mei")
    shown.hands.press("colleagues_renew")
    shown.hands.wait_until(lambda: shown.hands.sees("colleagues_back_up"), "the new keys")
    after = shown.do(lambda session: (session.held_keys().generation, session.held_keys().stock_database_key()))
    assert after[0] == before[0] + 1
    assert after[1] != before[1]
    lock(shown)
    for name in ("Mei", "Ana", "Jo"):
        assert opens(shown, name)


def test_a_forgotten_passphrase_is_replaced_by_one_the_colleague_types(shown: Shown) -> None:
    colleagues(shown)
    choose(shown, "Jo")
    shown.hands.press("colleagues_reset")
    shown.hands.type("reset_login", "Mei")
    type_passphrase(shown, "reset_passphrase")
    shown.hands.press("reset_save")
    lock(shown)
    assert opens(shown, "mei", NEW), "two may have one short name under different passphrases"
    assert not opens(shown, "Jo")


def test_a_passphrase_somebody_learned_is_replaced_with_new_keys_for_all(shown: Shown) -> None:
    generation = shown.do(lambda session: session.held_keys().generation)
    colleagues(shown)
    choose(shown, "Jo")
    shown.hands.press("colleagues_reset")
    shown.hands.type("reset_login", "Jo")
    type_passphrase(shown, "reset_passphrase")
    shown.hands.press("reset_learned")
    shown.hands.press("reset_save")
    shown.hands.wait_until(lambda: shown.hands.sees("colleagues_list"), "the new keys")
    assert shown.do(lambda session: session.held_keys().generation) == generation + 2
    lock(shown)
    assert opens(shown, "Jo", NEW)
    assert opens(shown, "Ana")


def change_own(shown: Shown, login: str, *, learned: bool = False) -> None:
    shown.go("settings", section="passphrase")
    shown.hands.type("passphrase_login", login)
    shown.hands.type("passphrase_old", PASSPHRASE)
    type_passphrase(shown, "passphrase_new")
    if learned:
        shown.hands.press("passphrase_learned")
    shown.hands.press("passphrase_change")


def test_after_a_change_of_one_s_own_passphrase_it_says_what_the_old_one_still_opens(shown: Shown) -> None:
    change_own(shown, "Mei")
    assert "still open with the old passphrase" in shown.hands.text("passphrase_section_messages_message")
    shown.go("today")
    shown.go("settings", section="passphrase")
    assert not shown.hands.sees("passphrase_section_messages_message")
    shown.as_role("volunteer")
    change_own(shown, "Ana")
    assert "tell a coordinator" in shown.hands.text("passphrase_section_messages_message")
    assert not shown.hands.sees("passphrase_learned")


def test_a_coordinator_whose_passphrase_was_learned_makes_all_keys_anew_with_the_change(shown: Shown) -> None:
    generation = shown.do(lambda session: session.held_keys().generation)
    shown.go("settings", section="passphrase")
    shown.hands.type("passphrase_login", "Mei")
    shown.hands.type("passphrase_old", "wrong")
    type_passphrase(shown, "passphrase_new")
    shown.hands.press("passphrase_learned")
    shown.hands.press("passphrase_change")
    section = shown.app.window.desk.current_page().section()
    shown.hands.wait_until(lambda: bool(section.old.error()), "the refusal")
    shown.hands.type("passphrase_old", PASSPHRASE)
    shown.hands.press("passphrase_change")
    shown.hands.wait_until(lambda: shown.hands.sees("passphrase_back_up"), "the new keys")
    assert shown.do(lambda session: session.held_keys().generation) == generation + 2
    lock(shown)
    assert not opens(shown, "Mei")
    assert opens(shown, "Mei", NEW)
    assert opens(shown, "Jo")


def test_another_role_is_given_at_once_or_with_new_keys_and_the_page_says_which(shown: Shown) -> None:
    colleagues(shown)
    choose(shown, "Ana")
    shown.hands.press("colleagues_role")
    assert not shown.hands.see("rolechange_save", QAbstractButton).isEnabled()
    shown.hands.choose("rolechange_role", "Coordinator")
    assert not shown.hands.sees("rolechange_takes")
    shown.hands.press("rolechange_save")
    assert ["Ana", "Coordinator", ""] in shown.hands.rows("colleagues_list")
    shown.hands.press("colleagues_role")
    shown.hands.choose("rolechange_role", "Stock keeper")
    assert "made anew" in shown.hands.text("rolechange_takes")
    shown.hands.press("rolechange_save")
    shown.hands.wait_until(lambda: shown.hands.sees("colleagues_list"), "the new keys")
    assert ["Ana", "Stock keeper", ""] in shown.hands.rows("colleagues_list")
    lock(shown)
    session = open_vault(shown.vault, login="Ana", passphrase=PASSPHRASE, clock=shown.clock, policy=CHEAP_POLICY)
    assert session.user.role is Role.STOCK_KEEPER
    session.close()


def test_making_keys_can_be_stopped_and_nobody_is_gone_then(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    page = colleagues(shown)
    choose(shown, "Ana")
    renewing = page.section().shown._renewing
    show = renewing._show

    def cancel_at_once(done: int, whole: int) -> None:
        show(done, whole)
        shown.hands.see("progress_panel_cancel", QAbstractButton).click()

    monkeypatch.setattr(renewing, "_show", cancel_at_once)
    shown.hands.press("colleagues_remove")
    shown.hands.press("confirm_act")
    shown.hands.wait_idle()
    shown.hands.wait_until(lambda: not shown.hands.sees("progress_panel_cancel"), "the end")
    # Pressed in time nothing has changed; pressed too late the change is whole. Never half.
    found = standing(shown, "Ana")
    lock(shown)
    assert opens(shown, "Ana") is (found is Standing.WORKS)


def test_the_keyboard_alone_renames_somebody(shown: Shown) -> None:
    colleagues(shown)
    shown.hands.see("colleagues_list").setFocus()
    shown.hands.key(Qt.Key.Key_Down, at="")
    assert shown.hands.text("colleagues_section_pane_title") == "Jo"
    button = shown.hands.see("colleagues_rename", QAbstractButton)
    button.setFocus()
    shown.hands.key(Qt.Key.Key_Space)
    shown.hands.type("rename_name", "Joana", enter=True)
    assert "Joana" in [row[0] for row in shown.hands.rows("colleagues_list")]


def test_somebody_paused_twice_is_paused(shown: Shown) -> None:
    shown.do(users.add_user, login="rosa", passphrase=NEW, name="Rosa", role=Role.COORDINATOR)
    page = colleagues(shown)
    choose(shown, "Rosa")
    shown.hands.press("colleagues_pause")
    shown.do(users.pause_user, user_id=next(e.id for e in shown.do(users.colleagues) if e.name == "Rosa"))
    shown.hands.press("confirm_act")
    assert standing(shown, "Rosa") is Standing.PAUSED
    assert page.section().shown.objectName() == "colleagues_section"
    choose(shown, "Mei")
    assert not shown.hands.sees("colleagues_pause")
