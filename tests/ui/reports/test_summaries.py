"""Summaries through the real window: the figures, the papers, the table, closing a month."""

import csv
import io
import stat
import threading
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.errors import MonthClosed
from desktop.domain.people import Member, MemberFacts
from desktop.domain.periods import Month
from desktop.domain.referrals import Outcome, OutcomeSource, Service
from desktop.domain.stock import Item, Reason, Source
from desktop.domain.summary import MonthFigures
from desktop.operations import catalogue, distribution, months, outgoing, people, receiving, referrals, stock
from desktop.operations.distribution import Given
from desktop.operations.month_file import WhenThere, table_name, write_file
from desktop.operations.receiving import Arrival
from desktop.system.drives import Drive
from desktop.ui.reports.figures_view import Count
from desktop.ui.widgets.charts import BarChart, MonthBars
from tests.ui.shown import TODAY, Shown

NOVEMBER = Month(2026, 11)
DECEMBER = Month(2026, 12)
LATER = date(2026, 12, 3)


def key() -> str:
    return uuid.uuid4().hex


def member(shown: Shown, name: str) -> Member:
    return shown.do(people.register_member, form_key=key(), facts=MemberFacts(name))


def give(shown: Shown, item: Item, quantity: int, who: Member | None = None, heads: int = 12) -> None:
    receiver = {"member_id": who.id} if who else {"head_count": heads}
    shown.do(
        distribution.give_out,
        form_key=key(),
        lines=[Given(item.id, quantity)],
        occurred_on=shown.clock.day,
        **receiver,
    )


def fill(shown: Shown) -> tuple[Item, ...]:
    """A November with something in every figure; afterwards it is December."""
    items: tuple[Item, ...] = shown.do(catalogue.items)
    place = shown.do(catalogue.places)[0].id
    expiry = TODAY + timedelta(days=700)
    shown.do(
        receiving.receive_stock,
        form_key=key(),
        source=Source.DONATION,
        origin="",
        place_id=place,
        lines=[Arrival(item.id, 2_000, "", expiry) for item in items],
        occurred_on=TODAY,
    )
    heron, otter = member(shown, "Heron"), member(shown, "Otter 水獭")
    for quantity in (3, 4):
        give(shown, items[0], quantity, heron)
    give(shown, items[1], 30, otter)
    give(shown, items[0], 100, heads=40)
    clinic = shown.do(referrals.save_provider, name="Riverside house", service=Service.CLINIC, details="")
    made = [
        shown.do(
            referrals.make_referral,
            form_key=key(),
            member_id=who.id,
            provider_id=clinic.id,
            made_on=TODAY,
            follow_up_on=TODAY,
        )
        for who in (heron, otter)
    ]
    shown.do(
        referrals.record_outcome,
        referral_id=made[0].id,
        outcome=Outcome.COMPLETED,
        source=OutcomeSource.MEMBER,
        occurred_on=TODAY,
    )
    held = shown.do(stock.item_detail, items[0].id).held[0]
    shown.do(
        outgoing.write_off,
        form_key=key(),
        item_id=items[0].id,
        batch_id=held.batch.id,
        place_id=held.place.id,
        quantity=6,
        reason=Reason.DAMAGED,
        occurred_on=TODAY,
    )
    shown.clock.set(LATER)
    return items


def count(shown: Shown, name: str) -> str:
    return shown.hands.see(name, Count).value().replace("\N{NO-BREAK SPACE}", " ")


def number(cell: str) -> int:
    """What a cell of the sum says: "− 1,884", "+ 24", "= 7"."""
    return int(cell.replace("\N{MINUS SIGN}", "-").replace("=", "").replace("+", "").replace(",", "").replace(" ", ""))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def papers(shown: Shown) -> list[tuple[bytes, str]]:
    """What is previewed from now on."""
    seen: list[tuple[bytes, str]] = []
    shown.app.context.show_paper = lambda pdf, title, after=None: seen.append((pdf, title))
    return seen


def test_the_four_figures_are_the_operations(shown: Shown) -> None:
    fill(shown)
    shown.go("summaries")
    figures: MonthFigures = shown.do(months.month_figures, NOVEMBER)
    assert shown.hands.text("summary_title") == "November 2026"
    assert shown.hands.text("summary_small") == "Open  ·  counted from 4 hand-outs"
    assert (figures.people.reached, figures.people.contacts, figures.people.head_count) == (2, 5, 40)
    assert count(shown, "summary_people") == "2"
    assert count(shown, "summary_contacts") == "5"
    assert count(shown, "summary_heads") == "40"
    assert count(shown, "summary_referrals") == "1 · 2"
    words = shown.hands.all_text()
    assert "They cannot be added together." in words
    for added in ("42", "45", "47"):
        assert added not in words.split(), "figures of different things were added"


def test_every_line_of_the_table_is_a_sum_that_ties_out(shown: Shown) -> None:
    fill(shown)
    shown.go("summaries")
    figures: MonthFigures = shown.do(months.month_figures, NOVEMBER)
    rows = shown.hands.rows("summary_items")
    assert len(rows) == len(figures.items)
    for row, item in zip(rows, figures.items, strict=True):
        opening, received, given, written_off, counted, closing = (number(cell) for cell in row[1:7])
        assert opening + received + given + written_off + counted == closing
        assert (received, given, written_off, closing) == (item.received, -item.issued, -item.written_off, item.closing)
        assert row[7] == "yes"
    assert "Adds up" in shown.hands.text("summary_adds_up")


def test_referrals_of_each_service_stand_with_their_sum(shown: Shown) -> None:
    fill(shown)
    shown.go("summaries")
    assert shown.hands.rows("summary_services") == [["Clinic", "2", "1", "1"], ["All", "2", "1", "1"]]
    assert shown.hands.text("summary_referred") == "People referred, each once 2  ·  Overdue 1"


def test_the_charts_show_what_was_given_and_the_contacts_by_month(shown: Shown) -> None:
    items = fill(shown)
    give(shown, items[2], 5)
    shown.go("summaries", month=DECEMBER)
    assert shown.hands.see("summary_months", MonthBars).bars() == [("Nov", 5), ("Dec", 0)]
    shown.go("summaries", month=NOVEMBER)
    assert shown.hands.see("summary_given_piece", BarChart).bars() == [(items[0].name, 107), (items[1].name, 30)]


def test_one_walks_from_month_to_month_and_not_beyond(shown: Shown) -> None:
    fill(shown)
    shown.go("summaries")
    assert not shown.hands.sees("summary_before")
    shown.hands.press("summary_after")
    assert shown.hands.text("summary_title") == "December 2026"
    assert not shown.hands.sees("summary_after")
    shown.hands.press("summary_before")
    assert shown.hands.text("summary_title") == "November 2026"


def test_figures_follow_what_is_given_while_they_are_shown(shown: Shown) -> None:
    items = fill(shown)
    shown.go("summaries", month=DECEMBER)
    give(shown, items[0], 9)
    shown.refresh()
    assert shown.hands.text("summary_small") == "Open  ·  counted from 1 hand-out"


def test_an_empty_vault_says_what_comes_here(shown: Shown) -> None:
    shown.go("summaries")
    assert "Nothing to sum up yet" in shown.hands.see("summary_empty").words()  # type: ignore[attr-defined]
    assert not shown.hands.see("summary_close").isEnabled()


def test_a_running_month_is_not_closed_and_the_reason_stands_above_the_button(shown: Shown) -> None:
    fill(shown)
    shown.go("summaries", month=DECEMBER)
    assert not shown.hands.see("summary_close").isEnabled()
    assert shown.hands.text("summary_note") == "December 2026 is not over yet."


def test_a_month_after_an_open_one_waits_for_it(shown: Shown) -> None:
    fill(shown)
    shown.clock.set(date(2027, 1, 4))
    shown.go("summaries", month=DECEMBER)
    assert not shown.hands.see("summary_close").isEnabled()
    assert "November 2026 is still open" in shown.hands.text("summary_check_0")


def test_keeping_it_open_changes_nothing(shown: Shown) -> None:
    fill(shown)
    shown.go("summaries")
    shown.hands.press("summary_close")
    assert "Close November 2026?" in shown.hands.all_text()
    shown.hands.press("confirm_safe")
    assert shown.do(months.month_figures, NOVEMBER).closed_on is None
    assert shown.hands.see("summary_close").isEnabled()


def test_a_closed_month_takes_no_entries_and_has_no_button_to_close_it(shown: Shown) -> None:
    items = fill(shown)
    shown.go("summaries")
    shown.hands.press("summary_close")
    shown.hands.press("confirm_act")
    assert shown.hands.text("summary_foot_bar_sentence") == "November 2026 is closed"
    assert shown.hands.text("summary_small") == "Closed on 3 Dec 2026  ·  counted from 4 hand-outs"
    assert not shown.hands.sees("summary_close")
    assert shown.do(months.month_figures, NOVEMBER).closed_on == LATER
    with pytest.raises(MonthClosed):
        shown.do(distribution.give_out, form_key=key(), lines=[Given(items[0].id, 1)], head_count=1, occurred_on=TODAY)


def test_a_month_closed_meanwhile_is_refused_in_a_sentence(shown: Shown) -> None:
    fill(shown)
    shown.go("summaries")
    shown.hands.press("summary_close")
    shown.do(months.close_month, month=NOVEMBER)
    shown.hands.press("confirm_act")
    assert "already closed" in shown.hands.all_text()


def test_print_previews_the_internal_copy_and_share_copy_hides_small_counts(shown: Shown) -> None:
    fill(shown)
    seen = papers(shown)
    shown.go("summaries")
    shown.hands.press("summary_print")
    shown.hands.press("summary_share")
    (internal, title), (share, share_title) = seen
    assert (title, share_title) == ("Summary, November 2026", "Share copy, November 2026")
    assert "Not for sharing" in text_of(internal)
    assert "hidden" not in text_of(internal).replace("are hidden", "")
    assert "hidden" in text_of(share)
    assert "Not for sharing" not in text_of(share)


def test_a_closed_month_reprints_byte_for_byte_on_a_later_day(shown: Shown) -> None:
    items = fill(shown)
    seen = papers(shown)
    shown.go("summaries")
    shown.hands.press("summary_close")
    shown.hands.press("confirm_act")
    for _time in range(2):
        shown.hands.press("summary_print")
        shown.hands.press("summary_share")
        shown.clock.set(date(2027, 2, 1))
        give(shown, items[0], 50)
    assert seen[0] == seen[2]
    assert seen[1] == seen[3]


def test_the_preview_of_the_paper_opens_in_the_window(shown: Shown) -> None:
    fill(shown)
    shown.go("summaries")
    shown.hands.press("summary_print")
    assert shown.hands.text("paper_title") == "Summary, November 2026"
    shown.hands.press("paper_close")


def test_what_takes_long_says_so_and_the_window_goes_on(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(shown)
    seen = papers(shown)
    shown.go("summaries")
    go_on, real = threading.Event(), months.summary_paper

    def slow(*args: Any, **kwargs: Any) -> bytes:
        go_on.wait()
        return real(*args, **kwargs)

    monkeypatch.setattr(months, "summary_paper", slow)
    QTest.mouseClick(shown.hands.see("summary_print"), Qt.MouseButton.LeftButton)
    assert not shown.hands.see("summary_print").isEnabled()
    shown.hands.wait_until(lambda: "Making the paper." in shown.hands.all_text(), "the sentence")
    go_on.set()
    shown.hands.wait_idle()
    assert "Making the paper." not in shown.hands.all_text()
    assert shown.hands.see("summary_print").isEnabled()
    assert len(seen) == 1


def stick(shown: Shown, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    shown.drives[:] = [Drive("SUNRISE", folder, 12_300_000_000, 16_000_000_000, False)]
    return folder


def test_the_table_goes_to_the_stick_in_one_press_under_a_neutral_name(shown: Shown, tmp_path: Path) -> None:
    fill(shown)
    folder = stick(shown, tmp_path / "stick")
    shown.go("summaries")
    shown.hands.press("summary_table")
    assert shown.hands.text("table_save") == "Save on SUNRISE"
    shown.hands.choose_data("table_copy", False)
    shown.hands.press("table_save")
    assert [path.name for path in folder.iterdir()] == ["2026-11.csv"]
    path = folder / "2026-11.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert ["People", "2026-11", "People reached, each once", "2"] in rows
    assert "2026-11.csv is saved on SUNRISE" in shown.hands.text("summary_foot_bar_sentence")


def test_the_share_copy_is_proposed_and_hides_small_counts(shown: Shown, tmp_path: Path) -> None:
    fill(shown)
    folder = stick(shown, tmp_path / "stick")
    shown.go("summaries")
    shown.hands.press("summary_table")
    shown.hands.press("table_save")
    rows = list(csv.reader(io.StringIO((folder / "2026-11.csv").read_bytes().decode("utf-8-sig"))))
    assert ["People", "2026-11", "People reached, each once", "hidden"] in rows
    assert ["People", "2026-11", "Head count, no names", "40"] in rows


def test_a_file_that_is_there_is_replaced_only_when_it_is_asked_for(shown: Shown, tmp_path: Path) -> None:
    fill(shown)
    folder = stick(shown, tmp_path / "stick")
    (folder / "2026-11.csv").write_text("mine")
    shown.go("summaries")
    shown.hands.press("summary_table")
    shown.hands.press("table_save")
    assert "There is already a file 2026-11.csv" in shown.hands.all_text()
    assert (folder / "2026-11.csv").read_text() == "mine"
    shown.hands.press("table_keep_both")
    assert sorted(path.name for path in folder.iterdir()) == ["2026-11-2.csv", "2026-11.csv"]
    shown.hands.press("summary_table")
    shown.hands.press("table_save")
    shown.hands.press("table_replace")
    assert (folder / "2026-11.csv").read_bytes() == (folder / "2026-11-2.csv").read_bytes()


def test_another_folder_is_typed_and_what_is_wrong_with_it_stands_below_it(shown: Shown, tmp_path: Path) -> None:
    fill(shown)
    shown.go("summaries")
    shown.hands.press("summary_table")
    assert shown.hands.sees("table_where_none")
    assert not shown.hands.see("table_save").isEnabled()
    shown.hands.click_row("table_where_table", 0)
    shown.hands.press("table_save")
    assert "Type the whole path of a folder" in shown.hands.all_text()
    shown.hands.type("table_where_folder", str(tmp_path / "nowhere"))
    shown.hands.press("table_save")
    assert "There is no such folder" in shown.hands.all_text()
    shown.hands.type("table_where_folder", str(tmp_path), enter=True)
    assert (tmp_path / "2026-11.csv").exists()


def test_a_stick_that_is_gone_gives_a_sentence(shown: Shown, tmp_path: Path) -> None:
    fill(shown)
    folder = stick(shown, tmp_path / "stick")
    shown.go("summaries")
    shown.hands.press("summary_table")
    folder.rmdir()
    shown.hands.press("table_save")
    assert "Nothing was saved" in shown.hands.all_text()
    assert shown.hands.see("table_save").isEnabled()


def test_neither_names_nor_codes_are_on_the_screen_or_in_the_file(shown: Shown, tmp_path: Path) -> None:
    fill(shown)
    folder = stick(shown, tmp_path / "stick")
    codes = [found.code for found in shown.do(people.find_members, "")]
    shown.go("summaries")
    words = shown.hands.all_text()
    shown.hands.press("summary_table")
    shown.hands.choose_data("table_copy", False)
    shown.hands.press("table_save")
    words += (folder / "2026-11.csv").read_text(encoding="utf-8-sig")
    assert len(codes) == 2
    for hidden in ("Heron", "Otter", "水獭", "Riverside house", *codes):
        assert hidden not in words, hidden


def test_only_a_coordinator_has_summaries(shown: Shown) -> None:
    for role in ("volunteer", "stock_keeper"):
        shown.as_role(role)
        shown.go("summaries")
        assert not shown.hands.sees("summary_title")


def test_a_table_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = write_file(b"one", tmp_path, table_name(NOVEMBER))
    assert write_file(b"two", tmp_path, table_name(NOVEMBER), when_there=WhenThere.REPLACE) == path
    assert write_file(b"three", tmp_path, table_name(NOVEMBER), when_there=WhenThere.KEEP_BOTH).name == "2026-11-2.csv"
    assert write_file(b"four", tmp_path, table_name(NOVEMBER), when_there=WhenThere.KEEP_BOTH).name == "2026-11-3.csv"
    assert path.read_bytes() == b"two"
    assert not list(tmp_path.glob("*.tmp"))
