"""A member's page: what they received, where they were sent, what they asked for."""

from datetime import timedelta

from desktop.domain.member_page import MemberPage
from desktop.domain.people import Member
from desktop.domain.referrals import Service
from desktop.operations import distribution, people, referrals
from desktop.operations.distribution import Given
from tests.ui.counter.arranged import key, last, receive, register
from tests.ui.shown import TODAY, Shown


def page(shown: Shown, member: Member) -> MemberPage:
    return shown.do(people.member_page, member.id)


def with_records(shown: Shown) -> Member:
    """Otter had soap twice, once undone; was sent to a clinic; asked for a coat."""
    soap = receive(shown, "Soap", 100)
    otter = register(shown, "Otter")
    for quantity in (5, 7):
        shown.do(
            distribution.give_out,
            form_key=key(),
            lines=[Given(soap.id, quantity)],
            member_id=otter.id,
            occurred_on=TODAY,
        )
    shown.do(distribution.undo_distribution, form_key=key(), document_id=last(shown)[0].document_id)
    clinic = shown.do(referrals.save_provider, name="Open door", service=Service.CLINIC, details="")
    shown.do(
        referrals.make_referral,
        form_key=key(),
        member_id=otter.id,
        provider_id=clinic.id,
        made_on=TODAY,
        follow_up_on=TODAY,
    )
    shown.do(people.note_request, form_key=key(), member_id=otter.id, words="A warm coat", asked_on=TODAY)
    return otter


def test_everything_about_a_member_stands_on_one_page(shown: Shown) -> None:
    otter = with_records(shown)
    shown.clock.set(TODAY + timedelta(days=3))
    shown.app.window.desk.show_names(True)
    shown.go("members", member_id=otter.id)
    undone, given = shown.hands.rows("member_received")
    assert (given[1], given[3]) == ("Soap 5", "")
    assert (undone[1], undone[3]) == ("Soap 7", "undone")
    assert shown.hands.rows("member_referrals")[0][1:] == ["Open door  ·  Clinic", "24 Nov", "3 days late"]
    assert shown.hands.rows("member_asked")[0][1] == "A warm coat"


def test_while_names_are_hidden_goods_services_and_wishes_are_veiled(shown: Shown) -> None:
    otter = with_records(shown)
    shown.go("members", member_id=otter.id)
    text = shown.hands.all_text()
    for word in ("Otter", "Soap", "Clinic", "Open door", "A warm coat"):
        assert word not in text
    assert shown.hands.rows("member_received")[0][1] == "1 item"
    assert shown.hands.rows("member_referrals")[0][1] == "Name hidden"


def test_a_hand_out_is_corrected_and_its_receipt_printed_from_the_page(shown: Shown) -> None:
    otter = with_records(shown)
    shown.go("members", member_id=otter.id)
    shown.hands.click_row("member_received", 0)
    assert "This hand-out was undone" in shown.hands.all_text()
    shown.hands.click_row("member_received", 1)
    shown.hands.press("member_receipt")
    assert shown.hands.sees("paper")
    shown.hands.press("paper_close")
    shown.hands.press("member_correct")
    assert shown.hands.text("counter_give") == "Correct hand-out"
    shown.hands.press("counter_give")
    shown.go("members", member_id=otter.id)
    assert "corrected" in [row[3] for row in shown.hands.rows("member_received")]


def test_what_is_asked_for_is_noted_and_answered(shown: Shown) -> None:
    otter = register(shown, "Otter")
    shown.go("members", member_id=otter.id)
    shown.hands.press("member_ask")
    shown.hands.press("ask_save")
    assert "Type what was asked for" in shown.hands.all_text()
    shown.hands.type("ask_words", "A warm coat, 'L' <b>")
    shown.hands.press("ask_save")
    assert page(shown, otter).asked[0].words == "A warm coat, 'L' <b>"
    shown.hands.click_row("member_asked", 0)
    shown.hands.press("member_answer")
    shown.hands.press("answer_save")
    assert "Choose one" in shown.hands.all_text()
    shown.hands.choose("answer_met", "Not met")
    shown.hands.type("answer_reason", "None left")
    shown.hands.press("answer_save")
    asked = page(shown, otter).asked[0]
    assert (asked.met, asked.reason, asked.answered_on) == (False, "None left", TODAY)
    assert shown.hands.rows("member_asked")[0][3] == "not met"
    assert not shown.hands.sees("member_answer")


def test_a_wish_dated_tomorrow_or_too_long_is_refused_beside_its_field(shown: Shown) -> None:
    otter = register(shown, "Otter")
    shown.go("members", member_id=otter.id)
    shown.hands.press("member_ask")
    shown.hands.type("ask_words", "水" * 10_000)
    shown.hands.press("ask_save")
    assert "longer than 2,000" in shown.hands.all_text()
    shown.hands.type("ask_words", "A coat")
    for typed, words in (((TODAY + timedelta(days=1)).isoformat(), "future"), ("soon", "no date")):
        shown.hands.type("ask_date", typed)
        shown.hands.press("ask_save")
        assert words in shown.hands.all_text()
    assert page(shown, otter).asked == ()


def test_refer_and_give_go_on_with_this_member(shown: Shown) -> None:
    otter = with_records(shown)
    shown.go("members", member_id=otter.id)
    shown.hands.press("member_refer")
    assert shown.app.window.desk.current_page().objectName() == "referrals_place"
    shown.go("members", member_id=otter.id)
    shown.hands.click_row("member_referrals", 0)
    shown.hands.press("member_referral")
    assert shown.app.window.desk.current_page().objectName() == "referrals_place"
    shown.go("members", member_id=otter.id)
    shown.hands.press("member_give")
    assert shown.hands.text("counter_code") == otter.code


def test_only_the_latest_rows_are_shown_until_all_are_asked_for(shown: Shown) -> None:
    soap = receive(shown, "Soap", 100)
    otter = register(shown, "Otter")
    for _number in range(8):
        shown.do(
            distribution.give_out, form_key=key(), lines=[Given(soap.id, 1)], member_id=otter.id, occurred_on=TODAY
        )
    shown.go("members", member_id=otter.id)
    assert len(shown.hands.rows("member_received")) == 6
    assert shown.hands.text("member_received_all") == "See all 8"
    shown.hands.press("member_received_all")
    assert len(shown.hands.rows("member_received")) == 8


def test_going_to_members_again_leaves_a_member_s_page(shown: Shown) -> None:
    otter = register(shown, "Otter")
    shown.go("members", member_id=otter.id)
    shown.go("members")
    assert shown.hands.sees("members_table")
    shown.hands.click_row("members_table", 0, twice=True)
    shown.hands.press("member_back")
    assert shown.hands.sees("members_table")
