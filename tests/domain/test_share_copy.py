"""Share copies, attacked with pencil and paper: each sum on a page is solved for its missing number, over and over."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import assume, example, given
from hypothesis import strategies as st

from desktop.domain.periods import Month
from desktop.domain.share_copy import share_copy
from desktop.domain.stock import Category, ItemId, Unit
from desktop.domain.summary import (
    HIDDEN,
    ItemFigures,
    MonthFigures,
    PeopleFigures,
    ReferralFigures,
    ServiceFigures,
)

OCTOBER = Month(2026, 10)
SERVICES = ("clinic", "lawyer", "shelter", "money")


def figures(
    *,
    new: int = 20,
    returning: int = 30,
    hand_outs: int = 60,
    unnamed: int = 0,
    head_count: int = 0,
    by_referral: int = 22,
    unnamed_referrals: int = 0,
    not_counted: int = 0,
    services: Sequence[tuple[int, int, int]] = ((22, 15, 12),),
    overdue: int = 0,
    item_people: int = 40,
    item_hand_outs: int | None = None,
    month: Month = OCTOBER,
) -> MonthFigures:
    """A month whose figures hang together as they do in a vault."""
    made, completed, pending = (sum(row[column] for row in services) for column in range(3))
    assert made == by_referral + unnamed_referrals
    item = ItemFigures(
        item_id=ItemId(1),
        name="Soap",
        category=Category.HYGIENE,
        unit=Unit.PIECE,
        opening=100,
        received=0,
        issued=80,
        written_off=0,
        counted=0,
        corrections=0,
        closing=20,
        usable=20,
        issued_to_members=item_people * 2,
        people_served=item_people,
        hand_outs=hand_outs if item_hand_outs is None else item_hand_outs,
        stock_out_days=0,
        stock_outs=0,
        first_expiry=None,
    )
    return MonthFigures(
        month=month,
        closed_on=None,
        hand_outs=hand_outs,
        undone=0,
        people=PeopleFigures(
            reached=new + returning,
            new=new,
            returning=returning,
            contacts=hand_outs - unnamed + by_referral,
            unnamed_contacts=unnamed,
            head_count=head_count,
            not_counted=not_counted,
        ),
        items=(item,),
        referrals=ReferralFigures(
            made=made,
            people=min(made, new + returning),
            completed=completed,
            pending=pending,
            overdue=overdue,
            services=tuple(
                ServiceFigures(name, *row) for name, row in zip(SERVICES, services, strict=False) if any(row)
            ),
        ),
    )


def test_nothing_is_hidden_when_nothing_is_small() -> None:
    whole = figures(services=((22, 12, 10),))
    assert share_copy(whole, 10) == whole


def test_counts_of_one_to_nine_are_hidden_and_nought_is_shown() -> None:
    shown = share_copy(figures(new=3, returning=0, head_count=0, item_people=3), 10)
    assert shown.people.reached == shown.people.new == HIDDEN
    assert shown.people.head_count == 0
    assert shown.items[0].people_served == shown.items[0].issued_to_members == HIDDEN


def test_quantities_of_goods_stay() -> None:
    whole = figures(new=3, returning=0, item_people=3)
    item = share_copy(whole, 10).items[0]
    assert (item.opening, item.issued, item.closing) == (100, 80, 20)
    assert item.adds_up


def test_a_small_part_of_a_shown_total_takes_another_part_with_it() -> None:
    people = share_copy(figures(new=4, returning=46), 10).people
    assert (people.reached, people.new, people.returning) == (50, HIDDEN, HIDDEN)


def test_referrals_cannot_be_found_from_contacts_less_hand_outs() -> None:
    shown = share_copy(figures(by_referral=4, services=((4, 0, 4),)), 10)
    assert shown.referrals.made == HIDDEN
    assert HIDDEN in (shown.hand_outs, shown.people.contacts)


def test_hidden_hand_outs_are_hidden_at_their_commonest_item_too() -> None:
    shown = share_copy(figures(by_referral=4, services=((4, 0, 4),)), 10)
    assert shown.hand_outs == shown.items[0].hand_outs == HIDDEN


def test_one_small_service_takes_a_second_with_it() -> None:
    shown = share_copy(figures(by_referral=37, services=((25, 0, 25), (12, 0, 12))), 10)
    assert [row.made for row in shown.referrals.services] == [25, 12]
    shown = share_copy(figures(by_referral=40, services=((25, 0, 25), (12, 0, 12), (3, 0, 3))), 10)
    assert shown.referrals.made == 40
    assert [row.made for row in shown.referrals.services].count(HIDDEN) == 2


def test_two_hidden_services_that_leave_hardly_a_choice_hide_more() -> None:
    """22 beside a shown 20 would leave nothing but 1 and 1 for two hidden counts."""
    shown = share_copy(figures(by_referral=22, services=((20, 0, 20), (1, 0, 1), (1, 0, 1))), 10)
    assert shown.referrals.services[0].made == HIDDEN


def test_pending_that_is_not_overdue_is_a_small_count_too() -> None:
    shown = share_copy(figures(services=((22, 0, 22),), overdue=20), 10)
    assert HIDDEN in (shown.referrals.pending, shown.referrals.overdue)


def test_a_hidden_pending_count_is_not_found_a_month_later() -> None:
    october = figures(by_referral=6, services=((6, 0, 6),))
    shown_october = share_copy(october, 10)
    assert shown_october.referrals.pending == HIDDEN
    november = figures(by_referral=40, services=((40, 20, 26),), month=OCTOBER.plus(1))
    shown = share_copy(november, 10, before=october, earlier=[shown_october])
    assert HIDDEN in (shown.referrals.made, shown.referrals.completed, shown.referrals.pending)


def test_earlier_months_stand_as_their_own_share_copies_show_them() -> None:
    october = figures(by_referral=6, services=((6, 0, 6),))
    shown_october = share_copy(october, 10)
    shown = share_copy(figures(month=OCTOBER.plus(1)), 10, before=october, earlier=[shown_october])
    assert shown.earlier == (shown_october.past,)


def test_the_threshold_is_never_below_five() -> None:
    assert share_copy(figures(new=4, returning=46), 1).people.new == HIDDEN
    assert share_copy(figures(new=5, returning=45), 1).people.new == 5


Page = dict[str, int | None]


def page(shown: MonthFigures, prefix: str = "") -> Page:
    """Every count of people on the page by name; None where it is hidden."""
    counts = {
        "hand_outs": shown.hand_outs,
        **{name: getattr(shown.people, name) for name in PeopleFigures.__slots__},
        **{name: getattr(shown.referrals, name) for name in ("made", "completed", "pending", "overdue")},
        "referred": shown.referrals.people,
    }
    rows = {row.service: row for row in shown.referrals.services}
    for service in SERVICES:
        for name in ("made", "completed", "pending"):
            counts[f"{service} {name}"] = getattr(rows[service], name) if service in rows else 0
    for item in shown.items:
        counts[f"item {item.item_id} hand_outs"] = item.hand_outs
        counts[f"item {item.item_id} people"] = item.people_served
    return {prefix + name: None if count == HIDDEN else count for name, count in counts.items()}


def sums(prefix: str = "", before: str | None = None) -> list[dict[str, int]]:
    """What a reader knows to add up. Names in brackets stand on no page."""
    found = [{"reached": -1, "new": 1, "returning": 1}]
    found.append({"hand_outs": 1, "unnamed_contacts": -1, "[to members]": -1})
    found.append({"contacts": 1, "[to members]": -1, "[by referral]": -1})
    found.append({"made": 1, "[by referral]": -1, "[nameless]": -1})
    found.append({"pending": 1, "overdue": -1, "[not yet due]": -1})
    for column in ("made", "completed", "pending"):
        found.append({column: -1, **{f"{service} {column}": 1 for service in SERVICES}})
    for service in ("", *(f"{service} " for service in SERVICES)):
        flow = {f"{service}made": 1, f"{service}completed": -1, f"{service}pending": -1, f"[{service}ended]": -1}
        found.append(flow)
    named = [{prefix + name: factor for name, factor in row.items()} for row in found]
    if before is not None:
        for row in named:
            for service in ("", *(f"{service} " for service in SERVICES)):
                if f"{prefix}[{service}ended]" in row:
                    row[f"{before}{service}pending"] = 1
    return named


def truth_of(rows: list[dict[str, int]], known: dict[str, int]) -> dict[str, int]:
    """`known` with the names in brackets worked out."""
    found = dict(known)
    for row in rows:
        for name in row:
            if "[" in name and name not in found and all(other in found for other in row if other != name):
                rest = sum(factor * found[other] for other, factor in row.items() if other != name)
                found[name] = -rest // row[name]
    return found


def attacked(shown: Page, rows: list[dict[str, int]], truth: dict[str, int]) -> dict[str, int]:
    """What a reader finds out who guesses every truly empty bracket to be empty and solves sums with one unknown."""
    found = {name: count for name, count in shown.items() if count is not None}
    found |= {name: 0 for name, count in truth.items() if "[" in name and count == 0}
    moved = True
    while moved:
        moved = False
        for row in rows:
            unknown = [name for name in row if name not in found]
            if len(unknown) == 1:
                rest = sum(factor * found[name] for name, factor in row.items() if name != unknown[0])
                found[unknown[0]] = -rest // row[unknown[0]]
                moved = True
    return found


counts = st.one_of(st.integers(0, 12), st.integers(0, 60))


@st.composite
def whole_months(draw: st.DrawFn, month: Month = OCTOBER, before: MonthFigures | None = None) -> MonthFigures:
    """Months whose figures hang together."""
    held = {row.service: row.pending for row in before.referrals.services} if before is not None else {}
    services = []
    for service in SERVICES[: draw(st.integers(1, len(SERVICES)))]:
        made = draw(counts)
        there = made + held.get(service, 0)
        completed = draw(st.integers(0, there))
        services.append((made, completed, draw(st.integers(0, there - completed))))
    made = sum(row[0] for row in services)
    unnamed_referrals = draw(st.sampled_from((0, 0, made, min(made, 3))))
    unnamed = draw(counts)
    to_members = draw(counts)
    by_referral = made - unnamed_referrals
    reached = draw(st.integers(0, to_members + by_referral))
    new = draw(st.integers(0, reached))
    pending = sum(row[2] for row in services)
    hand_outs = to_members + unnamed
    return figures(
        new=new,
        returning=reached - new,
        hand_outs=hand_outs,
        unnamed=unnamed,
        head_count=unnamed * draw(st.sampled_from((1, 1, 4))),
        by_referral=by_referral,
        unnamed_referrals=unnamed_referrals,
        not_counted=draw(st.integers(0, 3)),
        services=services,
        overdue=draw(st.integers(0, pending)),
        item_people=draw(st.integers(0, min(reached, hand_outs))),
        item_hand_outs=hand_outs,
        month=month,
    )


def small(count: int) -> bool:
    return 0 < abs(count) < 10


@given(whole_months())
@example(figures(by_referral=4, services=((4, 0, 4),)))
def test_no_small_count_can_be_worked_out_on_a_page(whole: MonthFigures) -> None:
    shown = share_copy(whole, 10)
    rows = sums()
    rows += [{"hand_outs": 1, "item 1 hand_outs": -1}]
    truth = truth_of(rows, {name: count for name, count in page(whole).items() if count is not None})
    found = attacked(page(shown), rows, truth)
    assert not {name: count for name, count in found.items() if small(count)}


@given(st.data())
def test_no_small_count_can_be_worked_out_with_the_page_of_the_month_before(data: st.DataObject) -> None:
    october = data.draw(whole_months())
    november = data.draw(whole_months(OCTOBER.plus(1), october))
    assume(any(row.pending for row in october.referrals.services))
    shown_october = share_copy(october, 10)
    shown_november = share_copy(november, 10, before=october, earlier=[shown_october])
    rows = sums("o ") + sums("n ", before="o ")
    whole = page(october, "o ") | page(november, "n ")
    truth = truth_of(rows, {name: count for name, count in whole.items() if count is not None})
    found = attacked(page(shown_october, "o ") | page(shown_november, "n "), rows, truth)
    assert not {name: count for name, count in found.items() if small(count)}


@given(whole_months())
def test_what_is_shown_is_true(whole: MonthFigures) -> None:
    shown = share_copy(whole, 10)
    for name, count in page(shown).items():
        assert count is None or count == page(whole)[name]
    assert replace(shown.items[0], people_served=0, issued_to_members=0, hand_outs=0) == replace(
        whole.items[0], people_served=0, issued_to_members=0, hand_outs=0
    )
