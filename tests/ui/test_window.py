"""The window as a whole: who sees which places, names, lock."""

from tests.ui.shown import Shown


def test_a_stock_keeper_has_no_place_with_people_in_the_rail(shown: Shown) -> None:
    shown.as_role("stock_keeper")
    for place in ("counter", "members", "referrals", "summaries"):
        assert not shown.hands.sees(f"rail_{place}")
    assert shown.hands.sees("rail_stock")


def test_locking_closes_the_databases_and_replaces_the_process(shown: Shown) -> None:
    shown.app.lock()
    shown.hands.wait_until(lambda: shown.locked == 1, "the lock")
    assert shown.app.context is None
    assert shown.app.tasks is None


def test_after_a_change_of_language_the_screens_before_are_gone_and_hear_nothing(shown: Shown) -> None:
    for place in ("today", "counter", "members", "stock", "referrals", "summaries"):
        shown.go(place)
    shown.app.context.speak("zh_CN")
    shown.hands.wait_idle()
    shown.refresh()
    shown.app.window.desk.toggle_names()
    shown.hands.wait_idle()
    assert shown.hands.text("rail_today") == "今天"


def test_no_part_flashes_up_as_a_window_of_its_own_in_any_place(shown: Shown) -> None:
    strays = shown.watch_for_strays()
    shown.as_role("coordinator")
    for place in ("today", "counter", "members", "stock", "referrals", "summaries", "settings"):
        shown.go(place)
    for section in ("window", "passphrase", "backup", "colleagues", "collective", "facts", "sheet", "journal"):
        shown.go("settings", section=section)
    shown.go("stock", do="receive")
    shown.go("stock", do="count")
    shown.go("members", do="register")
    shown.go("referrals", do="make")
    shown.app.lock()
    shown.hands.wait_until(lambda: shown.locked > 1, "the lock")
    assert strays.found == []
