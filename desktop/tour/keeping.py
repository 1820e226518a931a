"""What a coordinator does to keep the vault: a colleague leaves, the sheet is tried, the journal is read."""

from desktop.domain.users import Role
from desktop.tour.cast import LOGINS
from desktop.tour.first_day import Keys
from desktop.tour.stage import Stage


def look_after_the_keys(stage: Stage, keys: Keys) -> None:
    """The stock keeper leaves and all keys are made anew, the recovery sheet is tried, three sheets are looked at."""
    hands = stage.hands
    hands.press("rail_settings")
    hands.press("settings_colleagues")
    _choose_colleague(stage, LOGINS[Role.STOCK_KEEPER.value])
    stage.picture("colleagues")
    hands.press("colleagues_remove")
    stage.picture("remove-colleague")
    hands.press("confirm_act")
    hands.wait_until(lambda: hands.sees("colleagues_back_up"), "the new keys")
    stage.picture("colleague-removed")
    hands.press("settings_journal")
    hands.wait_idle()
    stage.picture("journal")
    hands.press("settings_sheet")
    stage.picture("recovery-sheet-in-force")
    hands.press("sheet_try")
    hands.type("sheet_try_words", " ".join(keys.recovery))
    stage.picture("try-sheet")
    hands.press("sheet_try_now")
    hands.wait_idle()
    stage.picture("sheet-tried")
    hands.press("sheet_make_other")
    stage.picture("three-sheets")
    hands.press("sheet_page_back")
    hands.press("settings_window")
    stage.picture("this-window")


def look_at_what_goes_for_good(stage: Stage) -> None:
    """What is asked before a member is erased, and before the vault leaves this computer; neither is done."""
    hands = stage.hands
    stage.go("members")
    hands.click_row("members_table", 0, twice=True)
    hands.press("member_erase")
    stage.picture("erase-member")
    hands.press("erase_back")
    hands.press("member_back")
    hands.press("rail_settings")
    hands.press("settings_backup")
    hands.press("backup_leave")
    hands.wait_idle()
    stage.picture("remove-copy")
    hands.press("leaving_back")


def _choose_colleague(stage: Stage, name: str) -> None:
    rows = stage.hands.rows("colleagues_list")
    stage.hands.click_row("colleagues_list", next(at for at, row in enumerate(rows) if row[0] == name))
