"""Correcting a hand-out, and its receipt."""

from pathlib import Path

from desktop.operations import distribution
from desktop.operations.distribution import Given
from tests.ui.counter.arranged import give, key, last, left, receive, register
from tests.ui.shown import TODAY, Shown


def handed_out(shown: Shown) -> distribution.GivenOut:
    """Otter had 5 pieces of soap."""
    soap = receive(shown, "Soap", 100)
    otter = register(shown, "Otter")
    return shown.do(
        distribution.give_out, form_key=key(), lines=[Given(soap.id, 5)], member_id=otter.id, occurred_on=TODAY
    )


def test_a_hand_out_is_corrected_in_one_step_and_both_stay_visible(shown: Shown) -> None:
    given = handed_out(shown)
    shown.go("counter")
    shown.hands.press(f"counter_correct_{given.document_id}")
    soap = last(shown)[0].lines[0].item_id
    assert shown.hands.text("counter_give") == "Correct hand-out"
    assert shown.hands.text(f"counter_step_{soap}_number") == "5"
    assert f"You are correcting {given.number}" in shown.hands.all_text()
    shown.hands.type(f"counter_step_{soap}_number", "3")
    give(shown)
    assert left(shown, "Soap") == 97
    new, old = last(shown)
    assert (old.number, old.reversed) == (given.number, True)
    assert (new.corrects, new.lines[0].quantity, new.member_id) == (given.number, 3, old.member_id)
    assert shown.hands.text("counter_give") == "Give"


def test_a_correction_can_be_taken_back(shown: Shown) -> None:
    given = handed_out(shown)
    shown.go("counter", correct=given.document_id)
    shown.hands.type(f"counter_step_{last(shown)[0].lines[0].item_id}_number", "3")
    give(shown)
    shown.hands.press("counter_foot_bar_undo")
    assert left(shown, "Soap") == 95
    assert [each.reversed for each in last(shown)] == [False, True, True]


def test_a_correction_can_be_left_and_changes_nothing(shown: Shown) -> None:
    given = handed_out(shown)
    shown.go("counter", correct=given.document_id)
    shown.hands.press("counter_leave")
    assert shown.hands.sees(f"counter_correct_{given.document_id}")
    assert len(last(shown)) == 1


def test_the_person_of_a_hand_out_can_be_corrected(shown: Shown) -> None:
    given = handed_out(shown)
    heron = register(shown, "Heron")
    shown.go("counter", correct=given.document_id)
    shown.hands.press("counter_change")
    shown.hands.type("counter_search", "heron", enter=True)
    shown.hands.press("counter_give")
    assert last(shown)[0].member_id == heron.id
    assert left(shown, "Soap") == 95


def test_a_head_count_is_corrected_too(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    given = shown.do(distribution.give_out, form_key=key(), lines=[Given(soap.id, 5)], head_count=4, occurred_on=TODAY)
    shown.go("counter", correct=given.document_id)
    assert shown.hands.text("counter_head_number") == "4"
    shown.hands.type("counter_head_number", "6")
    shown.hands.press("counter_give")
    assert last(shown)[0].head_count == 6


def test_what_was_undone_cannot_be_corrected(shown: Shown) -> None:
    given = handed_out(shown)
    shown.do(distribution.undo_distribution, form_key=key(), document_id=given.document_id)
    shown.go("counter", correct=given.document_id)
    assert "already undone" in shown.hands.all_text()
    assert shown.hands.text("counter_give") == "Give"


def test_somebody_else_s_hand_out_is_not_corrected_by_a_volunteer(shown: Shown) -> None:
    given = handed_out(shown)
    shown.as_role("volunteer").go("counter", correct=given.document_id)
    shown.hands.press("counter_give")
    assert "Your role does not include this" in shown.hands.all_text()
    assert left(shown, "Soap") == 95


def test_a_receipt_opens_after_giving_when_it_was_chosen(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    otter = register(shown, "Otter")
    shown.go("counter")
    shown.hands.press("counter_print")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{soap.id}")
    shown.hands.press("counter_give")
    given = last(shown)[0]
    assert shown.hands.text("paper_title") == f"Receipt {given.number}"
    assert otter.code not in shown.hands.see("paper").accessibleName()
    shown.hands.press("paper_close")
    assert shown.hands.text("counter_receipt_words") == "Receipt after giving"


def test_a_receipt_is_printed_again_as_a_copy_and_no_file_is_left(shown: Shown) -> None:
    given = handed_out(shown)
    shown.go("counter")
    before = files(shown)
    for _copy in range(2):
        shown.hands.press(f"counter_reprint_{given.document_id}")
        shown.hands.press("paper_close")
    assert shown.app.tasks is not None
    assert files(shown) == before


def files(shown: Shown) -> set[Path]:
    """Every file in the test's folder."""
    return {path for path in shown.folder.rglob("*") if path.is_file()}


def test_a_basket_for_somebody_is_not_kept_for_the_next_that_comes_from_their_page(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    register(shown, "Otter")
    heron = register(shown, "Heron")
    shown.go("counter")
    shown.hands.type("counter_search", "otter", enter=True)
    shown.hands.press(f"counter_tile_{soap.id}")
    shown.go("counter")
    assert shown.hands.sees(f"counter_line_{soap.id}")
    shown.go("counter", member_id=heron.id)
    assert shown.hands.text("counter_code") == heron.code
    assert not shown.hands.sees(f"counter_line_{soap.id}")
