"""The settings through the real window, for each role."""

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit

from desktop.domain.people import MemberField
from desktop.domain.users import Role
from desktop.operations import people, users
from desktop.operations.vault import open_vault
from tests.ui.shown import CHEAP_POLICY, PASSPHRASE, Shown

NEW = "seven quiet lanterns under the bridge"


def sections(shown: Shown) -> set[str]:
    every = ("window", "passphrase", "colleagues", "collective", "facts", "sheet", "backup", "journal")
    return {key for key in every if shown.hands.sees(f"settings_{key}")}


def test_what_a_role_may_not_change_is_absent(shown: Shown) -> None:
    shown.go("settings")
    assert sections(shown) >= {"window", "passphrase", "colleagues", "collective", "facts", "sheet"}
    for role in ("volunteer", "stock_keeper"):
        shown.as_role(role)
        shown.go("settings", section="users")
        assert sections(shown) & {"colleagues", "collective", "facts", "sheet", "journal"} == set()
        assert shown.hands.sees("window_look")


def test_look_and_text_size_are_taken_at_once_and_remembered_outside_the_vault(shown: Shown) -> None:
    shown.go("settings", section="window")
    shown.hands.choose("window_look", "Dark")
    assert shown.app.theme.tokens.dark
    shown.hands.choose("window_text_size", "125 %")
    kept = (shown.folder / "start.json").read_text()
    assert '"look": "dark"' in kept
    assert '"text_size": 125' in kept
    shown.hands.choose("window_look", "Light")
    shown.hands.choose("window_text_size", "100 %")


def test_another_language_is_spoken_at_once_and_the_same_place_stays(shown: Shown) -> None:
    shown.go("settings", section="window")
    shown.hands.choose("window_language", "简体中文")
    assert shown.hands.text("rail_settings") == "设置"
    assert shown.hands.sees("window_language")
    shown.hands.choose("window_language", "English")
    assert shown.hands.text("rail_settings") == "Settings"


def test_a_coordinator_adds_a_colleague_of_each_role_who_can_then_unlock(shown: Shown) -> None:
    for words, login, role in (
        ("Volunteer", "rosa", Role.VOLUNTEER),
        ("Stock keeper", "小梅", Role.STOCK_KEEPER),
        ("Coordinator", "Río", Role.COORDINATOR),
    ):
        shown.go("settings", section="users")
        shown.hands.press("colleagues_add")
        shown.hands.choose("colleague_role", words)
        shown.hands.type("colleague_login", login)
        shown.hands.type("colleague_passphrase_first", NEW, enter=True)
        shown.hands.type("colleague_passphrase_again", NEW, enter=True)
        assert [login, words] in [row[:2] for row in shown.hands.rows("colleagues_list")], role
    shown.app.lock()
    shown.hands.wait_until(lambda: shown.app.tasks is None, "the lock")
    session = open_vault(shown.vault, login="小梅", passphrase=NEW, clock=shown.clock, policy=CHEAP_POLICY)
    assert session.user.role is Role.STOCK_KEEPER
    session.close()


def test_a_colleague_who_cannot_be_added_is_refused_beside_the_field(shown: Shown) -> None:
    shown.go("settings", section="users")
    shown.hands.press("colleagues_add")
    page = shown.app.window.desk.current_page().section().shown
    shown.hands.press("colleague_save")
    assert page.role.error()
    shown.hands.choose("colleague_role", "Volunteer")
    shown.hands.press("colleague_save")
    assert page.login.error()
    shown.hands.type("colleague_login", "Ana")
    shown.hands.press("colleague_save")
    assert page.passphrase.first.error()
    shown.hands.type("colleague_passphrase_first", "password1234")
    shown.hands.type("colleague_passphrase_again", "password1234")
    shown.hands.press("colleague_save")
    assert "easy to guess" in page.passphrase.first.error() or "already a colleague" in page.login.error()
    shown.hands.press("colleague_passphrase_offer")
    shown.hands.press("colleague_save")
    assert "already a colleague" in page.login.error()
    shown.hands.press("colleague_back")
    assert len(shown.hands.rows("colleagues_list")) == 3


def test_everybody_changes_their_own_passphrase(shown: Shown) -> None:
    shown.as_role("volunteer")
    shown.go("settings", section="passphrase")
    page = shown.app.window.desk.current_page().section()
    shown.hands.type("passphrase_login", "Ana")
    shown.hands.type("passphrase_old", "wrong")
    shown.hands.type("passphrase_new_first", NEW)
    shown.hands.type("passphrase_new_again", NEW)
    shown.hands.press("passphrase_change")
    assert "do not belong together" in page.old.error()
    shown.hands.type("passphrase_old", PASSPHRASE)
    shown.hands.press("passphrase_change")
    assert shown.hands.text("passphrase_new_first") == ""
    assert shown.hands.text("passphrase_old") == ""
    shown.app.lock()
    shown.hands.wait_until(lambda: shown.app.tasks is None, "the lock")
    open_vault(shown.vault, login="Ana", passphrase=NEW, clock=shown.clock, policy=CHEAP_POLICY).close()


def test_the_collective_s_settings_are_kept_and_the_lock_follows_them(shown: Shown) -> None:
    shown.go("settings", section="collective")
    page = shown.app.window.desk.current_page().section()
    for name, typed in (("small_count", "4"), ("small_count", "51"), ("idle_minutes", "1"), ("idle_minutes", "x")):
        shown.hands.type(f"collective_{name}", typed)
        shown.hands.press("collective_keep")
        assert page.named_fields[name].error(), (name, typed)
        shown.hands.type(f"collective_{name}", "10")
    shown.hands.type("collective_name", "日出")
    shown.hands.type("collective_idle_minutes", "3")
    shown.hands.press("collective_keep")
    kept = shown.do(users.collective_settings)
    assert (kept.collective, kept.small_count, kept.idle_minutes) == ("日出", 10, 3)
    assert shown.app.window.desk.idle.lock_after_seconds == 180
    shown.go("today")
    shown.go("settings", section="collective")
    assert shown.hands.text("collective_name") == "日出"


def test_facts_about_members_are_off_until_switched_on_and_one_press_takes_it_back(shown: Shown) -> None:
    shown.go("settings", section="facts")
    assert shown.do(people.member_fields) == frozenset()
    shown.hands.press("facts_area")
    shown.hands.press("facts_age_band")
    assert shown.do(people.member_fields) == {MemberField.AREA, MemberField.AGE_BAND}
    shown.hands.press("facts_section_foot_bar_undo")
    assert shown.do(people.member_fields) == {MemberField.AREA}
    shown.go("today")
    shown.go("settings")
    assert shown.hands.see("facts_area", QAbstractButton).isChecked()
    assert not shown.hands.see("facts_age_band", QAbstractButton).isChecked()


def test_everything_that_can_be_pressed_or_typed_in_has_a_name(shown: Shown) -> None:
    for key in ("window", "passphrase", "users", "collective", "facts", "sheet"):
        page = shown.go("settings", section=key)
    shown.hands.press("sheet_try")
    nameless = [
        widget.objectName() or type(widget).__name__
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
        for widget in page.findChildren(kind)
        if not (widget.accessibleName() or getattr(widget, "text", str)())
        and not isinstance(widget.parent(), QComboBox)
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []
