"""Searching members and referrals: whatever was typed is found again, and what is typed is never taken for SQL."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Invalid
from desktop.domain.people import Member, MemberFacts, checked_name, folded
from desktop.domain.referrals import Service
from desktop.storage import member_search, people, referrals, search
from desktop.storage.connection import Database
from desktop.storage.rows import Connection
from tests.operations.desk import FIRST_DAY, Desk

HARMFUL = [
    "'); DROP TABLE member; --",
    "%",
    "_",
    "\\",
    "\\%",
    "100%",
    "a_b",
    '"',
    "\x00",
    "\ud800",
    "-",
    "--",
    "*",
    "?1",
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("vault"))
    yield made
    made.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def add(desk: Desk, name: str, *, active: bool = True) -> Member:
    with desk.database.transaction():
        member_id = people.add(
            desk.database, MemberFacts(name), form_key=desk.new_form_key(), registered_on=date(2026, 11, 24)
        )
        made = people.member(desk.database, member_id)
        assert made is not None
        if not active:
            people.set_active(desk.database, made, False, at="2026-11-24T08:50:00Z", by=desk.volunteer.user.id)
    return made


def found(desk: Desk, text: str, *, limit: int = 50, active_only: bool = True) -> list[str]:
    return [hit.name for hit in people.find(desk.database, text, limit=limit, active_only=active_only)]


@settings(max_examples=150)
@given(st.text(min_size=1, max_size=40), st.data())
@example("'); DROP TABLE member; --", None)
@example("100% _\\", None)
@example("K7M-4Q", None)
@example("小梅", None)
@example("มานี", None)
def test_whatever_name_is_typed_is_found_again_whole_or_in_part(
    desk: Desk, typed: str, data: st.DataObject | None
) -> None:
    try:
        name = checked_name("name", typed)
    except Invalid:
        return
    holder = people.named(desk.database, name)
    if holder is None:
        holder = add(desk, name).id
    kept = people.member(desk.database, holder)
    assert kept is not None
    parts = [typed, name, folded(name), kept.code, kept.code.replace("-", "").lower()]
    if data is not None:
        begin = data.draw(st.integers(0, len(name) - 1))
        parts.append(name[begin : data.draw(st.integers(begin + 1, len(name)))])
    for part in parts:
        hits = people.find(desk.database, part, limit=1_000_000, active_only=True)
        assert holder in {hit.id for hit in hits}, part


@pytest.mark.parametrize("text", HARMFUL)
def test_signs_that_mean_something_to_a_database_mean_themselves(empty: Desk, text: str) -> None:
    add(empty, "Otter")
    assert found(empty, text) == (["Otter"] if not search.words(text) else [])
    referrals.found(empty.database, text, limit=10)
    referrals.pending(empty.database, text)
    assert people.count(empty.database) == 1


@pytest.mark.parametrize("text", [sign for sign in HARMFUL if search.words(sign)])
def test_such_signs_in_a_name_find_only_that_name(empty: Desk, text: str) -> None:
    add(empty, "Otter")
    add(empty, f"Fox {text} fox")
    assert found(empty, text) == [checked_name("name", f"Fox {text} fox")]


def test_the_exact_code_comes_first_then_names_that_begin_with_it(empty: Desk) -> None:
    river = add(empty, "River")
    signs = river.code.replace("-", "")
    add(empty, f"Aa {signs}")
    add(empty, f"{signs} zz")
    add(empty, f"{signs.lower()} aa")
    assert found(empty, signs.lower()) == ["River", f"{signs.lower()} aa", f"{signs} zz", f"Aa {signs}"]
    assert found(empty, river.code)[0] == "River"
    assert found(empty, river.code, limit=1) == ["River"]


def test_words_fit_in_any_order_and_one_or_two_chinese_signs_are_enough(empty: Desk) -> None:
    for name in ("Élodie Moon", "小梅", "红梅", "Moonstone"):
        add(empty, name)
    assert found(empty, "moon elodie") == ["Élodie Moon"]
    assert found(empty, "moon") == ["Moonstone", "Élodie Moon"]
    assert found(empty, "梅") == ["小梅", "红梅"]
    assert found(empty, "小梅") == ["小梅"]
    assert found(empty, "ＥＬＯ") == ["Élodie Moon"]
    assert found(empty, "moon elodie stone") == []


def test_nothing_typed_lists_everybody_by_name_up_to_the_limit(empty: Desk) -> None:
    for name in ("river", "Ana", "Élodie"):
        add(empty, name)
    add(empty, "Away", active=False)
    assert found(empty, "") == found(empty, "   ") == ["Ana", "Élodie", "river"]
    assert found(empty, "", limit=2) == ["Ana", "Élodie"]
    assert found(empty, "", active_only=False) == ["Ana", "Away", "Élodie", "river"]
    assert people.count(empty.database) == 3


def test_a_pasted_page_finds_nothing_and_breaks_nothing(empty: Desk) -> None:
    add(empty, "Otter")
    assert found(empty, "otter " * 20_000) == ["Otter"]
    assert found(empty, "x" * 200_000) == []


class Planned(Database):
    """The open vault, which notes how it would answer each query."""

    def __init__(self, connection: Connection, *, has_people: bool) -> None:
        super().__init__(connection, has_people=has_people)
        self.plans: list[str] = []

    def rows(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> list[Any]:
        self.plans.append(str(super().rows(f"EXPLAIN QUERY PLAN {sql}", values)))
        return super().rows(sql, values)


def test_a_search_reads_only_the_index(empty: Desk) -> None:
    """The rows hold notes of any length; reading them made a search of 100,000 members fifty times slower."""
    asking = Planned(empty.database.connection, has_people=True)
    for active_only in (True, False):
        member_search.matching(asking, "a", active_only=active_only, limit=50)
    assert len(asking.plans) == 6
    # The exact code is looked up by its own index, and then the row is read; there is one.
    for plan in asking.plans[1:3] + asking.plans[4:6]:
        assert "USING COVERING INDEX member_search" in plan, plan


def test_a_code_that_is_taken_is_not_given_twice(empty: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = add(empty, "River").code
    coming = iter([taken, taken, "222-22"])
    monkeypatch.setattr(people, "new_code", lambda: next(coming))
    assert add(empty, "Otter").code == "222-22"


def test_member_ids_are_random(empty: Desk) -> None:
    ids = [add(empty, f"Member {number}").id for number in range(5)]
    assert ids != sorted(ids) or max(ids) - min(ids) > 1_000_000


def test_a_referral_is_found_by_number_provider_code_name_and_code(empty: Desk) -> None:
    member = add(empty, "Élodie")
    with empty.database.transaction():
        for name in ("Clinic by the river", "Law office"):
            provider_id = referrals.save_provider(
                empty.database, None, name=name, service=Service.CLINIC, details="", active=True
            )
            provider = referrals.provider(empty.database, provider_id)
            assert provider is not None
            referrals.add(
                empty.database,
                form_key=empty.new_form_key(),
                member_id=member.id if name == "Law office" else None,
                provider=provider,
                made_on=FIRST_DAY,
                follow_up_on=None,
                at="2026-11-24T08:50:00Z",
                by=empty.volunteer.user.id,
            )
    law, clinic = referrals.found(empty.database, "", limit=10)
    texts = ["elodie", member.code, member.code.replace("-", "").lower(), "LAW office", law.number, "office élodie"]
    for text in [*texts, law.number.replace("-", "").lower()]:
        assert [hit.id for hit in referrals.found(empty.database, text, limit=10)] == [law.id], text
        assert [hit.id for hit in referrals.pending(empty.database, text)] == [law.id], text
    assert referrals.found(empty.database, "river", limit=10) == (clinic,)
    assert referrals.found(empty.database, "", limit=1) == (law,)
