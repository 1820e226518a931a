"""The words of a recovery sheet, as people type them."""

import pytest

from desktop.domain.users import Role
from desktop.vault import create_vault_keys, unlock_with_recovery, words
from desktop.vault.errors import (
    RecoveryChecksumWrong,
    RecoveryWordCount,
    RecoveryWordsInvalid,
    RecoveryWordUnknown,
    WrongPassphrase,
    WrongRecoveryWords,
)

# From the test vectors published with BIP-39: 16 bytes of 0x7f, and of 0x00.
_ENGLISH = "legal winner thank year wave sausage worth useful legal winner thank yellow"
_CHINESE = "的的的的的的的的的的的在"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_new_words_are_twelve_of_the_list_and_pass(language: str) -> None:
    sheet = words.new_words(language)
    assert len(sheet) == 12
    assert set(sheet) <= set(words.word_list(language))
    assert words.checked(sheet) == sheet
    assert words.new_words(language) != sheet


def test_the_published_vectors_pass() -> None:
    assert words.checked(_ENGLISH) == tuple(_ENGLISH.split())
    assert words.checked(_CHINESE) == tuple(_CHINESE)


@pytest.mark.parametrize(
    "typed",
    [
        _ENGLISH.upper(),
        "  " + _ENGLISH.replace(" ", "   ") + "\n",
        _ENGLISH.replace(" ", "\u3000"),
        _ENGLISH.replace(" ", "\n"),
        _ENGLISH.replace(" ", ", "),
        "\n".join(f"{number}. {word}" for number, word in enumerate(_ENGLISH.split(), 1)),
        " ".join(f"{number}){word}" for number, word in enumerate(_ENGLISH.split(), 1)),
    ],
)
def test_spaces_capitals_commas_and_numbers_do_not_matter(typed: str) -> None:
    assert words.checked(typed) == tuple(_ENGLISH.split())


@pytest.mark.parametrize("between", ["", " ", "\u3000", "、", "\n"])
def test_chinese_words_need_no_spaces(between: str) -> None:
    assert words.checked(between.join(_CHINESE)) == tuple(_CHINESE)


@pytest.mark.parametrize("position", range(1, 13))
def test_a_typo_in_any_word_is_named_by_its_place(position: int) -> None:
    typed = _ENGLISH.split()
    typed[position - 1] += "q"
    with pytest.raises(RecoveryWordUnknown) as caught:
        words.checked(typed)
    assert caught.value.position == caught.value.values["position"] == position
    assert caught.value.field == "words"


def test_a_typo_in_chinese_words_is_named_by_its_place() -> None:
    with pytest.raises(RecoveryWordUnknown) as caught:
        words.checked("的的的x的的的的的的的在".replace("x", " x "))
    assert caught.value.position == 4


@pytest.mark.parametrize("typed", ["", "   ", "legal winner", _ENGLISH + " legal", _CHINESE[:-1], "x" * 10_000])
def test_too_few_and_too_many_words_are_counted(typed: str) -> None:
    with pytest.raises(RecoveryWordCount) as caught:
        words.checked(typed)
    assert caught.value.values["wanted"] == 12


def test_swapped_neighbours_are_noticed_by_the_checksum_or_by_the_vault(house) -> None:
    """One in sixteen passes the checksum, and then is simply another sheet's."""
    noticed = 0
    for at in range(11):
        sheet = list(house.recovery_words)
        sheet[at : at + 2] = reversed(sheet[at : at + 2])
        if tuple(sheet) == house.recovery_words:
            continue
        with pytest.raises((RecoveryChecksumWrong, WrongRecoveryWords)) as caught:
            unlock_with_recovery(house.folder, sheet, policy=house.policy)
        noticed += caught.type is RecoveryChecksumWrong
    assert noticed


def test_a_word_in_the_place_of_another_is_noticed_by_the_checksum() -> None:
    good = _ENGLISH.split()
    wrong = 0
    for word in words.word_list("english"):
        try:
            words.checked([*good[:5], word, *good[6:]])
        except RecoveryChecksumWrong:
            wrong += 1
    assert wrong > 2048 * 14 // 16


def test_words_of_two_lists_do_not_mix() -> None:
    typed = _ENGLISH.split()
    typed[6] = "的"
    with pytest.raises(RecoveryWordUnknown) as caught:
        words.checked(typed)
    assert caught.value.position == 7


def test_another_sheets_words_are_told_from_a_typo(house, tries) -> None:
    other = words.new_words()
    with pytest.raises(WrongRecoveryWords) as caught:
        unlock_with_recovery(house.folder, other, policy=house.policy)
    assert isinstance(caught.value, WrongPassphrase)
    tries.clear()
    with pytest.raises(RecoveryWordsInvalid):
        unlock_with_recovery(house.folder, "not twelve words", policy=house.policy)
    assert not tries


def test_a_chinese_sheet_opens_the_vault_however_it_is_typed(tmp_path, cheap, any_cost) -> None:
    created = create_vault_keys(
        tmp_path,
        login="a",
        passphrase="river salt window nine",
        kdf=cheap,
        language_for_words=words.sheet_language("zh_CN"),
        policy=any_cost,
    )
    for between in ("", " ", "，"):
        typed = between.join(created.recovery_words)
        assert unlock_with_recovery(tmp_path, typed, policy=any_cost).role is Role.COORDINATOR


def test_words_shown_before_the_vault_was_made_become_its_sheet(tmp_path, cheap, any_cost) -> None:
    sheet = words.new_words()
    created = create_vault_keys(
        tmp_path, login="a", passphrase="river salt window nine", kdf=cheap, recovery_words=sheet, policy=any_cost
    )
    assert created.recovery_words == sheet
    assert unlock_with_recovery(tmp_path, " ".join(sheet), policy=any_cost).by_recovery


def test_the_lists_are_those_the_program_speaks() -> None:
    assert words.sheet_language("en") == "english"
    assert words.sheet_language("zh_CN") == "chinese_simplified"
    assert words.sheet_language("fr") == "english"
