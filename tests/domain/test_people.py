"""Codes that catch slips of the hand, and names that can be compared whatever they are written in."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import Invalid
from desktop.domain.people import (
    LONGEST_NAME,
    LONGEST_NOTE,
    check_sign,
    checked_household,
    checked_line,
    checked_name,
    checked_text,
    code_of,
    folded,
    is_code,
    new_code,
)

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
bodies = st.text(SIGNS, min_size=4, max_size=4)


def code(body: str) -> str:
    return f"{body[:3]}-{body[3]}{check_sign(body)}"


def test_a_new_code_is_a_code_and_the_next_one_is_another() -> None:
    codes = [new_code() for _ in range(50)]
    assert all(is_code(made) and len(made) == 6 and made[3] == "-" for made in codes)
    assert len(set(codes)) > 1


def test_codes_have_no_signs_that_look_alike() -> None:
    assert not set("01OIL") & set(SIGNS)


@given(bodies)
def test_a_code_is_known_in_any_case_with_or_without_its_hyphen(body: str) -> None:
    right = code(body)
    for typed in (right, right.lower(), right.replace("-", ""), f"  {right} "):
        assert is_code(typed)
        assert code_of(typed) == right


@given(bodies, st.integers(0, 4), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_never_a_code(body: str, place: int, wrong: str) -> None:
    right = code(body).replace("-", "")
    typed = right[:place] + wrong + right[place + 1 :]
    assert is_code(typed) is (typed == right)


@given(bodies, st.integers(0, 4), st.integers(0, 4))
def test_two_swapped_signs_are_never_a_code(body: str, one: int, other: int) -> None:
    right = code(body).replace("-", "")
    signs = list(right)
    signs[one], signs[other] = signs[other], signs[one]
    typed = "".join(signs)
    assert is_code(typed) is (typed == right)


@pytest.mark.parametrize("typed", ["", "-", "K7M", "K7M-4Q2", "名字名字名", "00000", "'); --"])
def test_other_words_are_no_codes(typed: str) -> None:
    assert not is_code(typed)
    assert code_of(typed) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Élodie", "elodie"),
        ("ÉLODIE  ", "elodie"),
        ("Nguyễn Thị", "nguyen thi"),
        ("Straße", "strasse"),
        ("Đào", "dao"),
        ("Łódź", "lodz"),
        ("IŞIK ışık", "isik isik"),
        ("Ａｎａ", "ana"),  # full-width, as Chinese keyboards write
        ("ﬁre", "fire"),
        ("Ёлка", "елка"),
        ("مُحَمَّد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("小梅", "小梅"),
        ("가나", "가나"),
        ("heart ❤️", "heart ❤"),
        ("two\u2003\u00a0spaces\t", "two spaces"),
        ("one\u200btwo\u202ethree", "one two three"),
    ],
)
def test_accents_case_widths_and_spaces_do_not_matter(typed: str, kept: str) -> None:
    assert folded(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [("มี", "มู"), ("ทิพย์", "ทัพย์"), ("कि", "कु"), ("မိ", "မု"), ("か", "が"), ("ចិ", "ចុ")],
)
def test_vowel_signs_make_different_names(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text())
def test_folding_twice_is_folding_once_and_says_nothing_of_case(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
    assert not any(unicodedata.category(sign)[0] == "C" for sign in once)


@given(st.text(max_size=200))
def test_a_name_is_kept_as_one_clean_line_or_refused(text: str) -> None:
    try:
        kept = checked_name("name", text)
    except Invalid:
        assert len(text) > LONGEST_NAME or not folded(text)
        return
    assert checked_name("name", kept) == kept
    assert folded(kept) == folded(text)
    assert len(kept) <= LONGEST_NAME
    assert folded(kept)
    assert kept == " ".join(kept.split())
    assert not any(unicodedata.category(sign)[0] == "C" for sign in kept)


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200f", "\x00", "\u0301", "\n\t"])
def test_a_name_that_shows_nothing_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_name("name", text)
    assert refused.value.field == "name"
    assert checked_line("area", text).strip("\u0301") == ""


def test_what_is_too_long_is_refused_for_its_field() -> None:
    assert checked_name("name", "x" * LONGEST_NAME)
    assert checked_text("note", "x" * LONGEST_NOTE)
    for check, text in ((checked_name, "x" * (LONGEST_NAME + 1)), (checked_line, "x" * 81), (checked_text, "x" * 2001)):
        with pytest.raises(Invalid) as refused:
            check("here", text)
        assert refused.value.field == "here"
        assert refused.value.values


def test_a_note_keeps_its_lines_and_nothing_that_drives_a_printer() -> None:
    assert checked_text("note", " one\ntwo\x1b[2J\x00 ") == "one\ntwo[2J"


@pytest.mark.parametrize("people", [0, -1, 51, 10**30])
def test_an_impossible_household_is_refused(people: int) -> None:
    assert [checked_household("household", fits) for fits in (None, 1, 50)] == [None, 1, 50]
    with pytest.raises(Invalid) as refused:
        checked_household("household", people)
    assert refused.value.field == "household"
