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
