"""Referrals through the real window: partners, making one, the slip, how it went, what is due."""

import uuid
from datetime import timedelta

from desktop.domain.people import Member, MemberFacts
from desktop.domain.referrals import Outcome, Referral, Service
from desktop.operations import people, referrals
from tests.ui.shown import TODAY, Shown

CLINIC = "Riverside house"


def new_member(shown: Shown, name: str = "Otter") -> Member:
    return shown.do(people.register_member, form_key=uuid.uuid4().hex, facts=MemberFacts(name))


def new_partner(shown: Shown) -> None:
    shown.go("referrals")
    shown.hands.press("referrals_partners")
    shown.hands.press("partners_new")
    shown.hands.type("partner_name", CLINIC)
    shown.hands.choose_data("partner_service", Service.CLINIC)
    shown.hands.type("partner_details", "12 Mill Lane\nTuesdays 9-12")
    shown.hands.press("partner_save")
    shown.hands.press("partners_back")


def refer(shown: Shown, member: Member) -> Referral:
    shown.go("referrals")
    shown.hands.press("referrals_make")
    shown.hands.type("refer_member", member.name.lower(), enter=True)
    shown.hands.press("refer_save")
    return shown.do(referrals.referrals)[0]


def test_a_member_is_found_by_typing_and_referred_with_a_follow_up(shown: Shown) -> None:
    shown.as_role("volunteer")
    new_partner(shown)
    member = new_member(shown)
    made = refer(shown, member)
    assert (made.member_code, made.provider.name, made.follow_up_on) == (
        member.code,
        CLINIC,
        TODAY + timedelta(days=14),
    )
    assert made.number in shown.hands.all_text()


def test_while_names_are_hidden_neither_name_nor_service_is_on_the_screen(shown: Shown) -> None:
    new_partner(shown)
    member = new_member(shown, "Otter 水獭")
    refer(shown, member)
    words = shown.hands.all_text()
    assert member.code in words
    for hidden in ("Otter", "水獭", CLINIC, "Clinic"):
        assert hidden not in words, hidden
    shown.hands.press("rail_names")
    words = shown.hands.all_text()
    assert "Otter 水獭" in words
    assert CLINIC in words


def test_what_is_due_comes_up_and_leaves_when_it_is_written_down(shown: Shown) -> None:
    new_partner(shown)
    made = refer(shown, new_member(shown))
    shown.clock.set(TODAY + timedelta(days=17))
    shown.go("referrals")
    shown.hands.press("referrals_filter_due")
    assert "3 days late" in shown.hands.all_text()
    shown.hands.press("referrals_outcome")
    shown.hands.choose_data("outcome_choice", Outcome.COMPLETED)
    shown.hands.press("outcome_save")
    assert shown.do(referrals.due) == ()
    assert shown.do(referrals.referral, made.id).outcome is Outcome.COMPLETED


def test_asking_later_moves_the_follow_up(shown: Shown) -> None:
    new_partner(shown)
    made = refer(shown, new_member(shown))
    shown.hands.press("referrals_later")
    assert shown.do(referrals.referral, made.id).follow_up_on == TODAY + timedelta(days=7)


def test_a_slip_is_given_without_a_record(shown: Shown) -> None:
    new_partner(shown)
    shown.hands.press("referrals_make")
    shown.hands.press("refer_unnamed")
    shown.hands.press("refer_save")
    assert shown.do(referrals.referrals)[0].member_id is None


def test_without_member_or_tick_nothing_is_saved_and_it_is_said(shown: Shown) -> None:
    new_partner(shown)
    shown.hands.press("referrals_make")
    shown.hands.type("refer_member", "nobody by that name", enter=True)
    shown.hands.press("refer_save")
    assert "Nothing was saved" in shown.hands.all_text()
    assert shown.do(referrals.referrals) == ()


def test_a_partner_added_from_the_form_is_chosen_in_it(shown: Shown) -> None:
    member = new_member(shown)
    shown.go("referrals", member_id=member.id)
    shown.hands.press("refer_new_partner")
    shown.hands.type("partner_name", CLINIC)
    shown.hands.choose_data("partner_service", Service.LAWYER)
    shown.hands.press("partner_save")
    shown.hands.press("refer_save")
    assert shown.do(referrals.referrals)[0].provider.name == CLINIC


def test_undo_cancels_the_referral_just_made(shown: Shown) -> None:
    new_partner(shown)
    made = refer(shown, new_member(shown))
    shown.hands.press("referrals_foot_bar_undo")
    assert shown.do(referrals.referral, made.id).outcome is Outcome.CANCELLED
