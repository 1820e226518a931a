"""The wizard: what it refuses beside which field, and that Back always works."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit

from desktop.operations import stock
from desktop.ui.unlock.first_start import FirstStart
from tests.operations.keys import made_vault
from tests.running import Program, walk_to_the_items, walk_to_the_sheet


def wizard(program: Program) -> FirstStart:
    page = program.page
    assert isinstance(page, FirstStart)
    return page


def go_to_folder(program: Program) -> None:
    program.hands.press("start_next")
    program.hands.press("start_new")


def test_the_folder_is_proposed_and_a_full_path_is_needed(program: Program, tmp_path: Path) -> None:
    go_to_folder(program)
    assert program.hands.text("start_folder") == str(tmp_path / "vault")
    for typed in ("", "   ", "vault", "../x"):
        program.hands.type("start_folder", typed)
        program.hands.press("start_next")
        assert "whole path" in wizard(program).step("where").folder.error()  # type: ignore[attr-defined]


def test_a_folder_that_can_take_no_vault_is_refused_beside_the_field(program: Program, tmp_path: Path) -> None:
    made_vault(tmp_path / "there")
    (tmp_path / "file").write_text("x")
    go_to_folder(program)
    for folder, word in (("there", "already a vault"), ("file/v", "cannot be written"), ("n" * 300, "name")):
        program.hands.type("start_folder", str(tmp_path / folder))
        program.hands.press("start_next")
        field = wizard(program).step("where").folder  # type: ignore[attr-defined]
        assert word in field.error(), folder
        assert program.hands.sees("start_folder")
    program.hands.type("start_folder", str(tmp_path / "free"))
    assert not field.error()
    program.hands.press("start_next")
    assert program.hands.sees("start_login")
    assert not (tmp_path / "free").exists()


def test_a_folder_can_be_chosen_without_the_system_s_dialog(program: Program, tmp_path: Path) -> None:
    (tmp_path / "first" / "second").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    go_to_folder(program)
    program.hands.press("start_folder_choose")
    shown = [cells[0] for cells in program.hands.rows("folder_list")]
    assert "first" in shown
    assert ".hidden" not in shown
    program.hands.click_row("folder_list", shown.index("first"), twice=True)
    program.hands.click_row("folder_list", 0, twice=True)
    program.hands.press("folder_up")
    program.hands.press("folder_use")
    assert program.hands.text("start_folder") == str(tmp_path / "first")


def test_what_cannot_be_a_coordinator_is_refused_beside_its_field(program: Program, tmp_path: Path) -> None:
    go_to_folder(program)
    program.hands.press("start_next")
    step = wizard(program).step("person")
    program.hands.press("start_next")
    assert step.login.error()  # type: ignore[attr-defined]
    program.hands.type("start_login", "Mei")
    program.hands.press("start_next")
    assert step.passphrase.first.error()  # type: ignore[attr-defined]
    program.hands.type("start_passphrase_first", "tall copper kettle whistles")
    program.hands.type("start_passphrase_again", "tall copper kettle")
    program.hands.press("start_next")
    assert step.passphrase.again.error()  # type: ignore[attr-defined]
    for passphrase, word in (
        ("mei mei mei", "12"),
        ("password1234", "easy to guess"),
        (" tall copper kettle", "space"),
    ):
        program.hands.type("start_passphrase_first", passphrase)
        program.hands.type("start_passphrase_again", passphrase)
        program.hands.press("start_next")
        assert word in step.passphrase.first.error()  # type: ignore[attr-defined]
    program.hands.type("start_passphrase_first", "tall copper kettle whistles")
    program.hands.type("start_passphrase_again", "tall copper kettle whistles")
    program.hands.type("start_login", "Recovery")
    program.hands.press("start_next")
    assert "recovery sheet" in step.login.error()  # type: ignore[attr-defined]
    program.hands.type("start_login", "Mei")
    program.hands.type("start_collective", "x" * 200)
    program.hands.press("start_next")
    assert step.collective.error()  # type: ignore[attr-defined]
    program.hands.type("start_collective", "")
    program.hands.press("start_next")
    assert program.hands.sees("start_sheet_words")
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]


def test_the_strength_of_a_passphrase_follows_the_typing(program: Program) -> None:
    go_to_folder(program)
    program.hands.press("start_next")
    hands = program.hands
    hands.type("start_passphrase_first", "password")
    hands.wait_until(lambda: hands.text("start_passphrase_strength") == "Very easy to guess", "the strength")
    hands.type("start_passphrase_first", "tall copper kettle whistles at dawn")
    hands.wait_until(lambda: hands.text("start_passphrase_strength") == "Very hard to guess", "the strength")


def test_an_offered_passphrase_can_be_read_and_needs_no_second_typing(program: Program) -> None:
    go_to_folder(program)
    program.hands.press("start_next")
    program.hands.press("start_passphrase_offer")
    assert len(program.hands.text("start_passphrase_first").split(" ")) == 6
    assert program.hands.see("start_passphrase_first", QLineEdit).echoMode() == QLineEdit.EchoMode.Normal
    assert not program.hands.sees("start_passphrase_again")


def test_the_sheet_counts_only_when_three_words_were_typed_back(program: Program, tmp_path: Path) -> None:
    walk_to_the_sheet(program, tmp_path / "v")
    words = [program.hands.text(f"start_sheet_words_{number}") for number in range(1, 13)]
    program.hands.press("start_next")
    assert not any(program.hands.sees(f"start_sheet_words_{number}") for number in range(1, 13))
    check = wizard(program).step("check").check  # type: ignore[attr-defined]
    asked = check.asked()
    assert len(set(asked)) == 3
    program.hands.press("start_next")
    assert program.hands.sees("start_check_word_1")
    wrong = next(word for word in words if word != words[asked[0] - 1])
    for turn, number in enumerate(asked, start=1):
        program.hands.type(f"start_check_word_{turn}", wrong if turn == 1 else words[number - 1].upper())
    program.hands.press("start_next")
    assert check.fields[asked[0] - 1].error()
    assert not check.fields[asked[1] - 1].error()
    program.hands.press("start_back")
    assert [program.hands.text(f"start_sheet_words_{number}") for number in range(1, 13)] == words


def test_the_sheet_is_printed_from_memory(program: Program, tmp_path: Path) -> None:
    walk_to_the_sheet(program, tmp_path / "v")
    program.hands.press("start_sheet_words_print")
    assert program.hands.see("paper").pdf.startswith(b"%PDF")  # type: ignore[attr-defined]
    program.hands.press("paper_close")
    assert list(tmp_path.rglob("*.pdf")) == []


def test_the_sheet_becomes_a_file_only_after_a_warning_and_never_on_a_stick(program: Program, tmp_path: Path) -> None:
    stick = program.plug_in("STICK")
    walk_to_the_sheet(program, tmp_path / "v")
    program.hands.press("start_sheet_words_save")
    assert "opens everything" in program.hands.all_text()
    program.hands.press("start_sheet_words_save_not")
    sheet = wizard(program).step("sheet").sheet  # type: ignore[attr-defined]
    program.hands.press("start_sheet_words_save")
    program.hands.press("start_sheet_words_save_anyway")
    program.hands.press("folder_cancel")
    sheet.save_in(stick)
    program.hands.wait_idle()
    assert "Nothing was saved" in program.hands.all_text()
    assert list(stick.iterdir()) == []
    sheet.save_in(tmp_path / "home")
    program.hands.wait_idle()
    assert (tmp_path / "home" / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_back_keeps_what_was_answered_all_the_way(program: Program, tmp_path: Path) -> None:
    walk_to_the_sheet(program, tmp_path / "v", login="Mei", collective="日出")
    walk_to_the_items(program)
    program.hands.press("start_item_rice")
    program.hands.press("start_next")
    program.hands.type("start_place", "Cupboard")
    for _turn in range(5):
        program.hands.press("start_back")
    assert program.hands.text("start_folder") == str(tmp_path / "v")
    program.hands.press("start_next")
    assert program.hands.text("start_collective") == "日出"
    assert program.hands.text("start_login") == "Mei"
    program.hands.press("start_next")
    walk_to_the_items(program)
    program.hands.press("start_next")
    assert program.hands.text("start_place") == "Cupboard"
    assert not program.hands.sees("start_opening_rice_packs")
    for _turn in range(7):
        program.hands.press("start_back")
    assert not program.hands.sees("start_back")
    assert not (tmp_path / "v").exists()


def test_numbers_and_dates_that_cannot_be_are_refused_beside_their_fields(program: Program, tmp_path: Path) -> None:
    walk_to_the_sheet(program, tmp_path / "v")
    walk_to_the_items(program)
    program.hands.press("start_next")
    step = wizard(program).step("opening")
    for name, typed in (
        ("condoms_packs", "-1"),
        ("condoms_loose", "many"),
        ("lubricant_packs", "9999999"),
        ("masks_expires", "31/02/2027"),
        ("soap_loose", "1.5"),
    ):
        program.hands.type(f"start_opening_{name}", typed)
        program.hands.press("start_next")
        assert program.hands.sees("start_place"), name
        wrong = [field for field in step.form.fields() if field.error()]
        assert len(wrong) == 1, name
        program.hands.type(f"start_opening_{name}", "")
    program.hands.type("start_place", " ")
    program.hands.press("start_next")
    assert step.place.error()  # type: ignore[attr-defined]


def test_the_opening_stock_is_in_the_book_afterwards(program: Program, tmp_path: Path) -> None:
    walk_to_the_sheet(program, tmp_path / "v")
    walk_to_the_items(program)
    for item in ("vegetables", "test_kits"):
        program.hands.press(f"start_item_{item}")
    program.hands.press("start_next")
    program.hands.type("start_place", "Shelf A")
    program.hands.type("start_opening_condoms_packs", "3")
    program.hands.type("start_opening_condoms_loose", "20")
    program.hands.type("start_opening_condoms_expires", "03/2028")
    program.hands.type("start_opening_rice_packs", "2")
    program.hands.press("start_next")
    program.entered()
    found = []
    program.app.tasks.query(stock.stock_list, then=found.append)
    program.hands.wait_idle()
    held = {line.item.name: (line.quantity, line.places, line.first_expiry) for line in found[0]}
    assert held["Condoms"][:2] == (3 * 144 + 20, ("Shelf A",))
    assert held["Condoms"][2].isoformat() == "2028-03-31"
    assert held["Rice"] == (50_000, ("Shelf A",), None)
    assert "Vegetables" not in held
    assert held["Masks"][0] == 0


def test_what_some_keep_is_shown_when_asked_for_and_ticked_by_nobody_else(program: Program, tmp_path: Path) -> None:
    walk_to_the_sheet(program, tmp_path / "v")
    walk_to_the_items(program)
    assert not program.hands.sees("start_item_gift_cards")
    program.hands.press("start_items_more")
    for item in ("gift_cards", "towels", "pads"):
        program.hands.press(f"start_item_{item}")
    program.hands.press("start_next")
    assert not program.hands.sees("start_opening_gift_cards_loose"), "each number is typed once the vault is there"
    assert not program.hands.sees("start_opening_towels_packs"), "they come in no pack"
    program.hands.type("start_opening_towels_loose", "4")
    program.hands.type("start_opening_pads_packs", "2")
    program.hands.press("start_next")
    program.entered()
    found = []
    program.app.tasks.query(stock.stock_list, then=found.append)
    program.hands.wait_idle()
    lines = {line.item.name: line for line in found[0]}
    assert (lines["Towels"].quantity, lines["Towels"].item.packs) == (4, ())
    assert lines["Pads"].quantity == 20
    assert lines["Gift cards"].item.serials
    assert "Thread" not in lines


def test_a_disk_that_is_full_at_the_end_leads_back_to_the_folder_and_nothing_is_lost(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk_to_the_sheet(program, tmp_path / "v")
    walk_to_the_items(program)
    program.hands.press("start_next")
    program.hands.type("start_opening_soap_loose", "7")
    (tmp_path / "v").write_text("something came in between")
    program.hands.press("start_next")
    assert "cannot be written" in wizard(program).step("where").folder.error()  # type: ignore[attr-defined]
    program.hands.type("start_folder", str(tmp_path / "w"))
    for _turn in range(3):
        program.hands.press("start_next")
    walk_to = wizard(program).step("check").check  # type: ignore[attr-defined]
    words = wizard(program).answers.words
    for turn, number in enumerate(walk_to.asked(), start=1):
        program.hands.type(f"start_check_word_{turn}", words[number - 1])
    program.hands.press("start_next")
    program.hands.press("start_next")
    assert program.hands.text("start_opening_soap_loose") == "7"
    program.hands.press("start_next")
    program.entered()
    assert (tmp_path / "w" / "stock.db").exists()
    assert (tmp_path / "v").read_text() == "something came in between"


def test_the_whole_way_can_be_gone_with_the_keyboard_alone(program: Program, tmp_path: Path) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    hands = program.hands
    hands.key(Qt.Key.Key_Return, control)
    hands.key(Qt.Key.Key_Space)
    hands.key(Qt.Key.Key_Return, control)
    hands.type("start_login", "Mei", enter=False)
    hands.type("start_passphrase_first", "tall copper kettle whistles", enter=True)
    hands.type("start_passphrase_again", "tall copper kettle whistles", enter=True)
    assert hands.sees("start_sheet_words")
    hands.key(Qt.Key.Key_Return, control)
    words = wizard(program).answers.words
    for turn, number in enumerate(wizard(program).step("check").check.asked(), start=1):  # type: ignore[attr-defined]
        hands.type(f"start_check_word_{turn}", words[number - 1], enter=True)
    assert hands.sees("start_item_condoms")
    hands.key(Qt.Key.Key_Return, control)
    hands.key(Qt.Key.Key_Return, control)
    program.entered()
    assert (tmp_path / "vault" / "stock.db").exists()


def test_a_vault_that_is_there_can_be_opened_and_other_folders_not(program: Program, tmp_path: Path) -> None:
    made_vault(tmp_path / "there")
    program.hands.press("start_next")
    program.hands.press("start_open")
    for typed in ("", "x", str(tmp_path), str(tmp_path / "gone"), str(tmp_path / "there" / "stock.db")):
        program.hands.type("start_open_folder", typed)
        program.hands.press("start_next")
        assert wizard(program).step("open").folder.error(), typed  # type: ignore[attr-defined]
    program.hands.type("start_open_folder", str(tmp_path / "there"), enter=True)
    assert program.hands.sees("unlock_login")


def test_every_step_names_what_can_be_pressed_or_typed_in(program: Program, tmp_path: Path) -> None:
    walk_to_the_sheet(program, tmp_path / "v")
    walk_to_the_items(program)
    program.hands.press("start_next")
    page = wizard(program)
    nameless = [
        widget.objectName() or type(widget).__name__
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
        for widget in page.findChildren(kind)
        if not (widget.accessibleName() or getattr(widget, "text", str)())
        and not isinstance(widget.parent(), QComboBox)
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []
    for label in page.findChildren(QLabel):
        assert label.textFormat() in (Qt.TextFormat.PlainText, Qt.TextFormat.RichText)
