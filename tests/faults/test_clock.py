"""A clock that jumps: by a day, by years, to 1970 and past 2038, into other zones and through nights of an hour more or less.

Nothing that was confirmed is lost, no backup is thinned away because of it, every day in the records is a real day, and work goes
on when the clock is right again.
"""

import os
import time as system_time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from desktop.backup import backup_files, verify, write_backup
from desktop.domain.errors import LarderError
from desktop.domain.periods import Month
from desktop.domain.stock import DocumentId
from desktop.domain.users import Role
from desktop.i18n import say
from desktop.operations import backups, months, stock, today
from desktop.storage import wholeness
from desktop.system.clock import from_stamp, stamp
from tests.faults.counting import report
from tests.faults.marked import ANY_COST, DAY, build, entries_of

JUMPS: dict[str, tuple[date, time, str]] = {
    "a day back": (date(2026, 11, 23), time(23, 59), "UTC"),
    "two months back": (date(2026, 9, 24), time(8, 50), "UTC"),
    "ten years back": (date(2016, 11, 24), time(8, 50), "UTC"),
    "1970": (date(1970, 1, 1), time(0, 0, 1), "UTC"),
    "a year ahead": (date(2027, 11, 24), time(8, 50), "UTC"),
    "past 2038": (date(2038, 1, 19), time(3, 14, 8), "UTC"),
    "past 2106": (date(2106, 2, 7), time(6, 28, 16), "UTC"),
    "past 2262": (date(2262, 4, 12), time(0, 0), "UTC"),
    "the night of an hour less": (date(2027, 3, 28), time(1, 30), "Europe/Berlin"),
    "the night of an hour more": (date(2027, 10, 31), time(0, 30), "Europe/Berlin"),
    "the zone farthest east": (DAY, time(23, 30), "Pacific/Kiritimati"),
    "the zone farthest west": (DAY, time(0, 30), "Pacific/Pago_Pago"),
    "a leap day": (date(2028, 2, 29), time(12, 0), "America/Sao_Paulo"),
}


@pytest.fixture
def zone() -> Iterator[None]:
    """The computer's time zone, put back afterwards."""
    before = os.environ.get("TZ")
    yield
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    system_time.tzset()


def attempt(work: Callable[[], DocumentId]) -> DocumentId | str:
    """The document that was saved, or the sentence of a refusal."""
    try:
        return work()
    except LarderError as error:
        return say(error)


def test_a_clock_that_jumps_loses_nothing_and_thins_nothing(tmp_path: Path, zone: None) -> None:
    marked = build(tmp_path / "vault")
    stick = tmp_path / "stick"
    stick.mkdir()
    opens = {"login": marked.logins[Role.COORDINATOR], "passphrase": marked.passphrases[Role.COORDINATOR]}
    for _ in range(3):
        write_backup(backups.snapshot_for_backup(marked.session), stick)
    confirmed = list(marked.given)
    lost = 0
    for day, at, name in JUMPS.values():
        os.environ["TZ"] = name
        system_time.tzset()
        marked.clock.set(day, at)
        marked.unlock()
        before = {each.path for each in backup_files(stick)}
        for work in (lambda: marked.give(1, item=5), lambda: marked.give(None, item=5)):
            done = attempt(work)
            if isinstance(done, str):  # its month is closed
                assert "Nothing was saved" in done
            else:
                confirmed.append(done)
        # What the screens and papers say of such a day is no traceback.
        today.today(marked.session)
        stock.stock_list(marked.session)
        months.month_figures(marked.session, Month.of(DAY))
        backups.last_backup(marked.session)
        made = write_backup(backups.snapshot_for_backup(marked.session), stick)
        backups.note_backup(marked.session, made)
        lost += len(before - {each.path for each in backup_files(stick)}) if len(before) <= 10 else 0
        # The clock is right again.
        marked.clock.set(DAY, time(9, 0))
        marked.unlock()
        confirmed.append(marked.give(2, item=4))
        assert wholeness.is_whole(marked.session.database)
    database = marked.session.database
    there = {number for (number,) in database.rows("SELECT id FROM document")}
    for table, column in (
        ("document", "occurred_on"),
        ("movement", "occurred_on"),
        ("people.recipient", "occurred_on"),
    ):
        for (text,) in database.rows(f"SELECT {column} FROM {table}"):
            assert date.fromisoformat(text).isoformat() == text
    for (moment,) in database.rows("SELECT recorded_at FROM document"):
        assert stamp(from_stamp(moment)) == moment
    newest = max(backup_files(stick), key=lambda each: each.number)
    assert verify(newest.path, **opens, policy=ANY_COST).counts.hand_outs
    assert entries_of(database)
    marked.session.close()
    report(
        group="T12",
        fault="a clock that jumps, and nights and zones",
        means="injected clock, system zone",
        times=len(JUMPS),
        lost=lost + len(set(confirmed) - there),
    )


def test_moments_are_kept_in_utc_through_every_zone(zone: None) -> None:
    for name in (
        "UTC",
        "Europe/Berlin",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
    ):
        os.environ["TZ"] = name
        system_time.tzset()
        for hour in range(48):
            moment = datetime(2026, 10, 25, tzinfo=UTC).replace(hour=hour % 24, day=25 + hour // 24)
            assert from_stamp(stamp(moment.astimezone())) == moment
