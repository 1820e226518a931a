"""What is kept as open equals what the outcomes say, after any sequence of them."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.referrals import Outcome, OutcomeSource, ReferralId, Service
from desktop.domain.users import UserId
from desktop.storage import referrals, wholeness
from desktop.storage.connection import Database
from tests.operations.desk import FIRST_DAY, Desk

AT, BY = "2026-11-24T08:50:00Z", UserId("user-coordinator")
DAYS = st.none() | st.integers(0, 5).map(lambda number: FIRST_DAY + timedelta(days=number))
STEPS = st.lists(
    st.tuples(st.just("refer"), DAYS)
    | st.tuples(st.just("hear"), st.integers(0, 9), st.none() | st.sampled_from(Outcome), DAYS),
    max_size=15,
)


def pending_by_the_outcomes(database: Database) -> dict[int, str | None]:
    """The definition, row by row: the last outcome of a referral says whether it is open, and until when."""
    found: dict[int, str | None] = dict(database.rows("SELECT id, follow_up_on FROM people.referral ORDER BY id"))
    for number, outcome, follow_up in database.rows(
        "SELECT o.referral_id, o.outcome, o.follow_up_on FROM people.referral_outcome o WHERE o.id IN "
        "(SELECT max(id) FROM people.referral_outcome GROUP BY referral_id)"
    ):
        if outcome is None:
            found[number] = follow_up
        else:
            del found[number]
    return found


@settings(max_examples=15, deadline=None)
@given(STEPS)
def test_whatever_is_heard_what_is_open_is_known(steps: list[tuple]) -> None:
    with tempfile.TemporaryDirectory(prefix="larder-referrals-") as folder:
        desk = Desk(Path(folder))
        database = desk.database
        clinic = referrals.save_provider(
            database, None, name="River clinic", service=Service.CLINIC, details="", active=True
        )
        place = referrals.provider(database, clinic)
        assert place is not None
        made: list[ReferralId] = []
        for step in steps:
            with database.transaction():
                if step[0] == "refer":
                    made.append(
                        referrals.add(
                            database, form_key=desk.new_form_key(), member_id=None, provider=place, made_on=FIRST_DAY,
                            follow_up_on=step[1], at=AT, by=BY,
                        )
                    )  # fmt: skip
                elif made:
                    _kind, which, outcome, follow_up = step
                    referrals.add_outcome(
                        database, made[which % len(made)], outcome=outcome,
                        source=OutcomeSource.SLIP if outcome else None, occurred_on=FIRST_DAY, follow_up_on=follow_up,
                        at=AT, by=BY,
                    )  # fmt: skip
            expected = pending_by_the_outcomes(database)
            shown = {found.id: found.follow_up_on for found in referrals.pending(database)}
            assert shown == {number: day and date.fromisoformat(day) for number, day in expected.items()}
            due = {found.id for found in referrals.pending(database, due_by=FIRST_DAY)}
            assert due == {number for number, day in expected.items() if day is not None and day <= str(FIRST_DAY)}
            assert referrals.pending_differences(database) == 0
        desk.close()


def test_a_list_of_open_referrals_that_is_wrong_is_no_whole_vault(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    clinic = referrals.save_provider(
        desk.database, None, name="River clinic", service=Service.CLINIC, details="", active=True
    )
    place = referrals.provider(desk.database, clinic)
    assert place is not None
    referrals.add(
        desk.database, form_key="k", member_id=None, provider=place, made_on=FIRST_DAY, follow_up_on=FIRST_DAY,
        at=AT, by=BY,
    )  # fmt: skip
    assert wholeness.is_whole(desk.database)
    for wrong in ("UPDATE people.pending_referral SET follow_up_on = NULL", "DELETE FROM people.pending_referral"):
        desk.database.execute("SAVEPOINT wrong")
        desk.database.execute(wrong)
        assert referrals.pending_differences(desk.database) == 1
        desk.database.execute("ROLLBACK TO wrong")
    assert referrals.pending_differences(desk.database) == 0
    desk.close()
