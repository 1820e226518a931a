"""What is told about the words of a sheet while they are being typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.vault import recovery, shares, words
from desktop.vault.errors import RecoveryChecksumWrong, RecoveryWordCount, RecoveryWordUnknown

ENGLISH = "legal winner thank year wave sausage worth useful legal winner thank yellow"
CHINESE = "的的的的的的的的的的的在"


def test_twelve_right_words_are_whole_and_enough() -> None:
    for typed in (ENGLISH, ENGLISH.upper() + "\n", CHINESE, " ".join(CHINESE)):
        looked = recovery.look(typed)
        assert looked.enough
        assert not looked.in_parts
        assert looked.sheets[0].number == 0


@settings(max_examples=200)
@given(st.sampled_from(words.LANGUAGES), st.data())
def test_nothing_is_called_wrong_that_can_still_become_right(language: str, data: st.DataObject) -> None:
    text = " ".join(data.draw(st.sampled_from(SHEETS[language])))
    begun = text[: data.draw(st.integers(0, len(text)))]
    assert [sheet.fault for sheet in recovery.look(begun).sheets if sheet.fault] == []


SHEETS = {language: [words.new_words(language) for _turn in range(20)] for language in words.LANGUAGES}


def test_a_word_that_no_list_has_is_named_as_soon_as_nothing_begins_like_it() -> None:
    assert recovery.look("legal winn").sheets[0].fault is None
    fault = recovery.look("legal winx").sheets[0].fault
    assert isinstance(fault, RecoveryWordUnknown)
    assert (fault.line, fault.position) == (0, 2)
    assert isinstance(recovery.look("legal winn ").sheets[0].fault, RecoveryWordUnknown)


def test_words_in_another_order_are_told_at_the_twelfth() -> None:
    swapped = ENGLISH.replace("sausage worth", "worth sausage")
    assert recovery.look(swapped[:-7]).sheets[0].fault is None
    assert isinstance(recovery.look(swapped).sheets[0].fault, RecoveryChecksumWrong)
    assert isinstance(recovery.look(ENGLISH + " legal").sheets[0].fault, RecoveryWordCount)


def test_a_last_word_that_may_grow_is_not_called_wrong() -> None:
    """`act` may become `actor`."""
    typed = " ".join([*["abandon"] * 11, "act"])
    assert recovery.look(typed).sheets[0].fault is None
    assert not recovery.look(typed).enough
    assert isinstance(recovery.look(typed + " ").sheets[0].fault, RecoveryChecksumWrong)


def test_nothing_is_nothing() -> None:
    assert recovery.look(" \n 1. ") == recovery.Typed(False, ())


def test_every_word_is_found_in_the_text_where_it_stands() -> None:
    text = "1. Legal,  winner\n3)thank 的在"
    assert [(each.word, text[each.start : each.end]) for each in words.found_in(text)] == [
        ("legal", "Legal"), ("winner", "winner"), ("thank", "3)thank"), ("的", "的"), ("在", "在"),
    ]  # fmt: skip


def test_words_are_completed_from_the_lists_alone() -> None:
    assert recovery.completions("", "a") == ()
    assert recovery.completions("", "aba") == ("abandon",)
    assert set(recovery.completions("", "ac")) <= {*words.word_list("english"), *shares.word_list}
    assert recovery.completions("", "xqz") == ()
    assert recovery.completions("", "的") == ()
    assert recovery.completions("的在", "的的") == ()


def test_the_words_before_say_which_list_completes() -> None:
    both = recovery.completions("", "acti")
    assert set(both) == {"action", "activity"}
    assert recovery.completions("legal abandon ", "acti") == ("action",)
    assert recovery.completions("academic ", "acti") == ("activity",)
    assert set(recovery.completions("nonsense ", "acti")) == {"action", "activity"}
    assert recovery.completions("legal nonsense abandon ", "acti") == ("action",)


@pytest.mark.parametrize(("before", "listed"), [("legal abandon ", "english"), ("academic ", "")])
def test_four_letters_are_always_enough(before: str, listed: str) -> None:
    every = words.word_list("english") if listed else shares.word_list
    for word in every:
        assert word in recovery.completions(before, word[:4].upper())
        assert len(word) < 4 or len(recovery.completions(before, word[:4])) == 1
