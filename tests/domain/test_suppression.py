"""The table behind the share copy."""

from desktop.domain.suppression import Table


def table(**counts: int) -> Table:
    made = Table(10)
    for name, count in counts.items():
        made.cell(name, count)
    return made


def test_two_sums_together_give_away_what_neither_does_alone() -> None:
    counts = table(both=40, more=36, one=38, other=2)
    counts.sums += [{"both": -1, "one": 1, "other": 1}, {"more": -1, "one": 1, "other": -1}]
    assert counts.given_away({"one", "other"}) == {"other"}
    assert counts.given_away({"one", "other", "more"}) == frozenset()


def test_bounds_give_away_a_count_that_hardly_any_value_is_left_for() -> None:
    counts = table(large=20, one=1, other=1, total=22)
    counts.adds_up("total", ["large", "one", "other"])
    assert counts.given_away({"one", "other"}) == {"one", "other"}
    assert counts.hidden() == {"large", "one", "other"}


def test_what_is_not_tied_to_anything_is_hidden_alone() -> None:
    counts = table(alone=3, beside=30)
    assert counts.hidden() == {"alone"}


def test_a_rest_the_page_does_not_name_is_guarded() -> None:
    counts = table(part=28, whole=30)
    counts.rest("the others", {"whole": 1, "part": -1})
    assert counts.given_away(set()) == {"the others"}
    assert counts.hidden() == {"part"}


def test_a_count_hidden_on_an_earlier_page_is_not_found_on_this_one() -> None:
    counts = table(came=20, left=26)
    counts.hidden_before("there", 6)
    counts.rest("now", {"there": 1, "came": 1, "left": -1})
    assert counts.given_away(set()) == {"there"}
    assert len(counts.hidden()) == 1


def test_a_table_with_nothing_small_hides_nothing() -> None:
    counts = table(total=30, one=10, other=20)
    counts.adds_up("total", ["one", "other"])
    assert counts.hidden() == frozenset()
