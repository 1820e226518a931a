"""New recovery sheets, three of them, and trying one, through the real window."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from desktop.operations import recovery
from desktop.operations.recovery import TRY_AFTER
from desktop.operations.vault import open_with_recovery
from desktop.vault.errors import WrongRecoveryWords
from tests.running import type_back
from tests.ui.shown import CHEAP_POLICY, Shown


def words_shown(shown: Shown, count: int) -> tuple[str, ...]:
    return tuple(shown.hands.text(f"sheet_words_{number}") for number in range(1, count + 1))


def make_sheet(shown: Shown) -> tuple[str, ...]:
    """A new sheet from the settings, typed back; its words."""
    shown.go("settings", section="sheet")
    shown.hands.press("sheet_make")
    words = words_shown(shown, 12)
    type_back(shown.hands, words)
    return words


def make_three(shown: Shown, button: str = "sheet_make_other") -> list[tuple[str, ...]]:
    shown.go("settings", section="sheet")
    shown.hands.press(button)
    sheets = []
    for number in (1, 2, 3):
        assert shown.hands.text("sheet_page_title") == f"Sheet {number} of 3"
        sheets.append(words_shown(shown, 20))
        type_back(shown.hands, sheets[-1])
    return sheets


def opens(shown: Shown, typed: str) -> bool:
    """Whether the words open the vault once it is locked."""
    if shown.app.context is not None:
        shown.app.lock()
        shown.hands.wait_until(lambda: shown.app.tasks is None, "the lock")
    try:
        open_with_recovery(shown.vault, typed, clock=shown.clock, policy=CHEAP_POLICY).close()
    except WrongRecoveryWords:
        return False
    return True


def test_a_new_sheet_counts_once_its_words_were_typed_back(shown: Shown) -> None:
    shown.go("settings", section="sheet")
    shown.hands.press("sheet_make")
    words = words_shown(shown, 12)
    shown.hands.press("sheet_words_print")
    assert shown.hands.see("paper").pdf.startswith(b"%PDF")  # type: ignore[attr-defined]
    shown.hands.press("paper_close")
    shown.hands.press("sheet_next")
    shown.hands.press("sheet_keep")
    assert shown.hands.sees("sheet_check_word_1")
    shown.hands.press("sheet_check_back")
    type_back(shown.hands, words)
    assert shown.hands.sees("sheet_make")
    assert "Destroy what there was" in shown.hands.all_text()
    assert opens(shown, " ".join(words))


def test_three_sheets_count_after_the_third_was_typed_back(shown: Shown) -> None:
    old = make_sheet(shown)
    shown.hands.press("sheet_make_other")
    for _number in (1, 2):
        type_back(shown.hands, words_shown(shown, 20))
    shown.hands.press("sheet_page_back")
    assert shown.do(recovery.sheet_state).parts == 1
    sheets = make_three(shown)
    assert "Three sheets, any two open" in shown.hands.all_text()
    assert shown.hands.text("sheet_make") == "Make three new sheets"
    assert opens(shown, "\n".join(map(" ".join, sheets[1:])))
    assert opens(shown, " ".join((*sheets[2], *sheets[0])))
    assert not opens(shown, " ".join(old))


def test_three_sheets_show_different_words_and_are_asked_for_those(shown: Shown) -> None:
    shown.go("settings", section="sheet")
    shown.hands.press("sheet_make_other")
    first = words_shown(shown, 20)
    shown.hands.press("sheet_next")
    asked = shown.hands.see("sheet_check_word").asked()  # type: ignore[attr-defined]
    assert min(asked) > 3
    shown.hands.press("sheet_check_back")
    assert words_shown(shown, 20) == first
    type_back(shown.hands, first)
    second = words_shown(shown, 20)
    assert second[:3] == first[:3]
    assert second[3] != first[3]
    shown.hands.press("sheet_page_back")
    assert shown.hands.sees("sheet_make")


@pytest.mark.parametrize("leave", ["sheet_page_back", "rail_today", "settings_window"])
def test_words_that_were_only_looked_at_are_forgotten(shown: Shown, leave: str) -> None:
    shown.go("settings", section="sheet")
    shown.hands.press("sheet_make")
    first = words_shown(shown, 12)
    shown.hands.press(leave)
    assert not are_held(shown, first)
    shown.go("settings", section="sheet")
    assert shown.hands.sees("sheet_make")
    shown.hands.press("sheet_make")
    assert words_shown(shown, 12) != first


def test_the_sheet_is_tried_and_nothing_changes(shown: Shown) -> None:
    words = make_sheet(shown)
    before = (shown.vault / "keys.json").read_bytes()
    assert "never" in shown.hands.all_text()
    shown.hands.press("sheet_try")
    shown.hands.press("sheet_try_now")
    assert field(shown).error() == "Type the words of the sheet"
    shown.hands.type("sheet_try_words", " ".join((words[0] + "zz", *words[1:])))
    shown.hands.press("sheet_try_now")
    assert "Word 1" in field(shown).error()
    assert field(shown).edit.textCursor().selectedText() == words[0] + "zz"
    shown.hands.type("sheet_try_words", " ".join(recovery.new_sheet_words("en")))
    shown.hands.press("sheet_try_now")
    assert "not from this vault's recovery sheet" in shown.hands.all_text()
    shown.hands.type("sheet_try_words", " ".join(words))
    shown.hands.press("sheet_try_now")
    assert "This sheet opens the vault" in shown.hands.all_text()
    assert shown.do(recovery.sheet_state).tried == shown.clock.today()
    assert (shown.vault / "keys.json").read_bytes() == before
    assert not are_held(shown, words)


def test_two_of_three_sheets_are_tried(shown: Shown) -> None:
    sheets = make_three(shown)
    shown.hands.press("sheet_try")
    shown.hands.type("sheet_try_words", " ".join(sheets[1]))
    shown.hands.press("sheet_try_now")
    assert "One more sheet is needed" in field(shown).error()
    shown.hands.type("sheet_try_words", "\n".join(map(" ".join, (sheets[1], sheets[0]))))
    shown.hands.press("sheet_try_now")
    assert shown.do(recovery.sheet_state).tried == shown.clock.today()


def test_words_typed_to_try_are_gone_when_the_place_is_left(shown: Shown) -> None:
    shown.go("settings", section="sheet")
    shown.hands.press("sheet_try")
    shown.hands.type("sheet_try_words", "legal winner thank")
    edit = shown.hands.see("sheet_try_words", QPlainTextEdit)
    shown.hands.press("rail_stock")
    assert "winner" not in texts_of_every_widget(shown)
    del edit


def test_no_title_and_no_name_of_a_widget_depends_on_the_words(shown: Shown) -> None:
    seen = []
    for _turn in range(2):
        shown.go("settings", section="sheet")
        shown.hands.press("sheet_make")
        seen.append({(each.objectName(), each.windowTitle(), each.toolTip()) for each in QApplication.allWidgets()})
        shown.hands.press("sheet_page_back")
    assert seen[0] == seen[1]


def test_a_sheet_nobody_tried_for_half_a_year_is_mentioned_calmly(shown: Shown) -> None:
    shown.go("settings", section="sheet")
    assert "six months" not in shown.hands.all_text()
    shown.clock.set(shown.clock.day + TRY_AFTER + timedelta(1))
    shown.go("today")
    shown.refresh()
    assert "Nobody has tried it for six months" in shown.hands.all_text()
    shown.hands.press("today_sheet_open")
    assert "Nobody has tried the sheet for six months" in shown.hands.all_text()
    for role in ("volunteer", "stock_keeper"):
        shown.as_role(role)
        assert not shown.hands.sees("today_sheet")


def field(shown: Shown) -> Any:
    return shown.app.window.desk.current_page().section().shown.sheet_words


def are_held(shown: Shown, words: Sequence[str]) -> bool:
    """Whether any widget still holds the words; one of them alone may stand in a sentence by chance."""
    held = texts_of_every_widget(shown)
    return all(word in held for word in words)


def texts_of_every_widget(shown: Shown) -> str:
    """All words any living widget holds, seen or not."""
    shown.hands.wait_idle()
    found: list[str] = []
    for widget in (shown.app.window, *shown.app.window.findChildren(QWidget)):
        found += [widget.accessibleName(), widget.accessibleDescription()]
        found += [str(getattr(widget, read)()) for read in ("text", "words", "toPlainText") if hasattr(widget, read)]
    return " ".join(found)
