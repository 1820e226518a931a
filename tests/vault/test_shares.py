"""Three recovery sheets, any two of which open, as people type them."""

import json
import sys
from collections.abc import Sequence
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shamir_mnemonic import combine_mnemonics, generate_mnemonics, shamir

from desktop.domain.errors import NotAllowed
from desktop.domain.users import Role
from desktop.vault import (
    KdfPolicy,
    KeyRole,
    backup_recipients,
    new_recovery_shares,
    new_recovery_sheet,
    open_header_with_recovery,
    recovery,
    registered,
    shares,
    unlock_with_recovery,
)
from desktop.vault.errors import (
    RecoveryChecksumWrong,
    RecoveryOneMore,
    RecoverySheetForeign,
    RecoverySheetsApart,
    RecoverySheetTwice,
    RecoveryWordCount,
    RecoveryWordsInvalid,
    RecoveryWordUnknown,
    WrongRecoveryWords,
)

FIXTURES = Path(__file__).parent / "fixtures"
LANDED = json.loads((FIXTURES / "shares-v1.json").read_text(encoding="utf-8"))
SET = tuple(tuple(sheet.split()) for sheet in LANDED["sheets"])
ORDERS = [order for count in (2, 3) for order in permutations(range(3), count)]

# Published with SLIP-39 for two of three sheets of 20 words; its second passphrase is "TREZOR".
_PUBLISHED = (
    "shadow pistol academic always adequate wildlife fancy gross oasis cylinder mustang wrist rescue view short owner "
    "flip making coding armed",
    "shadow pistol academic acid actress prayer class unknown daughter sweater depict flip twice unkind craft early "
    "superior advocate guest smoking",
)


def test_the_published_vectors_pass_the_library() -> None:
    assert combine_mnemonics(_PUBLISHED, b"TREZOR").hex() == "b43ceb7e57a0ea8766221624d01b0864"


def test_the_landed_sheets_open_for_ever() -> None:
    for order in ORDERS:
        assert recovery.sentence("\n".join(LANDED["sheets"][at] for at in order)) == LANDED["sentence"]


def test_the_landed_key_file_opens_with_them_for_ever(tmp_path: Path, any_cost: KdfPolicy) -> None:
    (tmp_path / "keys.json").write_bytes((FIXTURES / "keys-v2-shares.json").read_bytes())
    for order in ORDERS:
        typed = "\n".join(LANDED["sheets"][at] for at in order)
        assert unlock_with_recovery(tmp_path, typed, policy=any_cost).by_recovery


def test_new_sheets_are_three_of_twenty_words_and_never_the_same() -> None:
    made = shares.new_shares()
    assert [len(sheet) for sheet in made] == [20, 20, 20]
    assert set().union(*made) <= set(shares.word_list)
    assert [shares.number(sheet) for sheet in made] == [1, 2, 3]
    assert len({sheet[: shares.SAME_WORDS] for sheet in made}) == 1
    assert len({sheet[shares.SAME_WORDS] for sheet in made}) == 3
    assert shares.new_shares() != made


# Typing

SPACE = st.sampled_from([" ", "   ", ", ", "\t", "\u3000", "、", " ; "])
BETWEEN_WORDS = st.one_of(SPACE, st.sampled_from(["\n", "\r\n"]))


@st.composite
def typed_sheet(draw: st.DrawFn, words: Sequence[str]) -> str:
    """A sheet with capitals, numbers and line breaks as people may type it."""
    numbered = draw(st.sampled_from(["{word}", "{at}. {word}", "{at}) {word}", "{at} {word}", "{at}.{word}"]))
    case = draw(st.sampled_from([str.lower, str.upper, str.capitalize]))
    between = draw(BETWEEN_WORDS)
    return between.join(numbered.format(at=at, word=case(word)) for at, word in enumerate(words, start=1))


@settings(max_examples=300)
@given(
    st.sampled_from(ORDERS).flatmap(lambda order: st.tuples(*(typed_sheet(SET[at]) for at in order))),
    st.sampled_from(["\n", "\n\n", " \n \n", " ", "\r\n", ", "]),
)
def test_any_two_or_three_open_in_any_order_however_they_are_typed(typed: tuple[str, ...], between: str) -> None:
    text = between.join(typed)
    assert recovery.sentence(text) == LANDED["sentence"]
    looked = recovery.look(text)
    assert looked.enough
    assert looked.in_parts
    assert [sheet.whole for sheet in looked.sheets] == [True] * len(typed)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=16, max_size=16))
def test_any_secret_comes_back_from_any_two(secret: bytes) -> None:
    [made] = generate_mnemonics(1, [(2, 3)], secret, iteration_exponent=0)
    for two in combinations(made, 2):
        assert recovery.sentence("\n".join(two)) == shares.LABEL + secret.hex()


def test_words_as_a_sequence_are_taken_too() -> None:
    assert recovery.sentence([*SET[0], *SET[2]]) == LANDED["sentence"]


# In a vault


def test_any_two_open_the_vault_and_its_backups_and_one_does_not(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    made = new_recovery_shares(house.folder, coordinator, policy=house.policy)
    header = backup_recipients(house.folder, coordinator, policy=house.policy).sealed(b"secret", "backup 1")
    for two in (*permutations(made, 2), made):
        typed = "\n".join(map(" ".join, two))
        unlocked = unlock_with_recovery(house.folder, typed, policy=house.policy)
        assert unlocked.by_recovery
        assert unlocked.role is Role.COORDINATOR
        assert open_header_with_recovery(header, typed, context="backup 1", policy=house.policy).secret == b"secret"
    for sheet in made:
        with pytest.raises(RecoveryOneMore):
            unlock_with_recovery(house.folder, " ".join(sheet), policy=house.policy)


def test_three_sheets_take_the_place_of_one_and_one_of_three(house) -> None:
    coordinator = house.unlock(Role.COORDINATOR)
    made = new_recovery_shares(house.folder, coordinator, policy=house.policy)
    typed = " ".join([*made[0], *made[1]])
    with pytest.raises(WrongRecoveryWords):
        unlock_with_recovery(house.folder, house.recovery_words, policy=house.policy)
    again = new_recovery_shares(house.folder, coordinator, policy=house.policy)
    with pytest.raises(WrongRecoveryWords):
        unlock_with_recovery(house.folder, typed, policy=house.policy)
    single = new_recovery_sheet(house.folder, coordinator, policy=house.policy)
    with pytest.raises(WrongRecoveryWords):
        unlock_with_recovery(house.folder, " ".join([*again[0], *again[1]]), policy=house.policy)
    assert unlock_with_recovery(house.folder, single, policy=house.policy).by_recovery
    assert (
        sum(each.role is KeyRole.RECOVERY for each in registered(house.folder, coordinator, policy=house.policy)) == 1
    )


def test_sheets_that_were_shown_count_only_as_a_set(house) -> None:
    coordinator, made, other = house.unlock(Role.COORDINATOR), shares.new_shares(), shares.new_shares()
    before = house.keys.read_bytes()
    for wrong in (
        [made[0], made[1], other[2]],
        [made[0], made[0], made[1]],
        [made[0], made[1], (*made[2][:-1], "acid")],
    ):
        with pytest.raises(RecoveryWordsInvalid):
            new_recovery_shares(house.folder, coordinator, wrong, policy=house.policy)
    assert house.keys.read_bytes() == before
    assert new_recovery_shares(house.folder, coordinator, made, policy=house.policy) == made
    for role in (Role.VOLUNTEER, Role.STOCK_KEEPER):
        with pytest.raises(NotAllowed):
            new_recovery_shares(house.folder, house.unlock(role), policy=house.policy)


# What is wrong, and where


@pytest.mark.parametrize("line", [1, 2])
def test_a_word_in_the_place_of_another_is_always_noticed_by_its_sheet(
    line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The checksum of SLIP-39 finds every change of up to three words, so every one of one word."""
    noticed = 0
    for position in range(20):
        for word in (*shares.word_list[position::97], SET[line - 1][(position + 1) % 20]):
            sheets = [list(SET[0]), list(SET[1])]
            if sheets[line - 1][position] == word:
                continue
            sheets[line - 1][position] = word
            with pytest.raises(RecoveryChecksumWrong) as caught:
                recovery.sentence("\n".join(" ".join(sheet) for sheet in sheets))
            assert caught.value.line == line
            looked = recovery.look("\n".join(" ".join(sheet) for sheet in sheets)).sheets
            assert [sheet.fault is None for sheet in looked] == [line != 1, line != 2]
            noticed += 1
    with capsys.disabled():
        sys.stdout.write(f" {noticed} changed words ")
    assert noticed > 200


def test_letters_mistyped_in_any_word_are_named_by_sheet_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    named = 0
    for line in (1, 2):
        for position in range(20):
            word = SET[line - 1][position]
            for wrong in (word + "q", word[1:], word[0] + word[2] + word[1] + word[3:], word[:-1] + "7", "水"):
                if wrong in shares.index or wrong == word:
                    continue
                sheets = [list(SET[0]), list(SET[1])]
                sheets[line - 1][position] = wrong
                for between in ("\n", " "):
                    with pytest.raises(RecoveryWordUnknown) as caught:
                        recovery.sentence(between.join(" ".join(sheet) for sheet in sheets))
                    assert (caught.value.line, caught.value.position) == (line, position + 1)
                named += 1
    with capsys.disabled():
        sys.stdout.write(f" {named} mistyped words ")
    assert named > 150


def test_swapped_words_are_always_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    noticed = 0
    for line, sheet in enumerate(SET[:2], start=1):
        for one, other in combinations(range(20), 2):
            swapped = list(sheet)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            if swapped == list(sheet):
                continue
            lines = [" ".join(each) for each in SET[:2]]
            lines[line - 1] = " ".join(swapped)
            with pytest.raises(RecoveryChecksumWrong):
                recovery.sentence("\n".join(lines))
            noticed += 1
    with capsys.disabled():
        sys.stdout.write(f" {noticed} swapped pairs ")
    assert noticed > 350


def test_one_sheet_asks_for_one_more() -> None:
    with pytest.raises(RecoveryOneMore) as caught:
        recovery.sentence(" ".join(SET[1]))
    assert caught.value.field == "words"
    looked = recovery.look(" ".join(SET[1]))
    assert looked.sheets[0].whole
    assert looked.sheets[0].number == 2
    assert not looked.enough


def test_a_sheet_typed_twice_is_named() -> None:
    for lines, line, before in (([0, 0], 2, 1), ([0, 1, 0], 3, 1), ([2, 1, 1], 3, 2)):
        text = "\n".join(" ".join(SET[at]) for at in lines)
        with pytest.raises(RecoverySheetTwice) as caught:
            recovery.sentence(text)
        assert (caught.value.values["line"], caught.value.values["before"]) == (line, before)
        assert isinstance(recovery.look(text).sheets[line - 1].fault, RecoverySheetTwice)


def test_sheets_of_two_sets_are_told_apart() -> None:
    other = shares.new_shares()
    for lines in ([SET[0], other[1]], [SET[0], SET[1], other[2]], [SET[0], other[0]]):
        with pytest.raises(RecoverySheetsApart) as caught:
            recovery.sentence("\n".join(map(" ".join, lines)))
        assert caught.value.values["line"] == len(lines)


def test_two_sets_of_one_name_are_told_apart_by_putting_them_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """One set in 32,768 has the same beginning."""
    monkeypatch.setattr(shamir, "_random_identifier", lambda: 7)
    one, other = shares.new_shares(), shares.new_shares()
    for lines in ([one[0], other[1]], [one[0], one[1], other[2]], [one[0], other[0]]):
        with pytest.raises(RecoverySheetsApart):
            recovery.sentence("\n".join(map(" ".join, lines)))


@pytest.mark.parametrize(
    ("groups", "length", "exponent", "extendable"),
    [([(2, 3)], 32, 0, True), ([(3, 5)], 16, 0, True), ([(1, 1)], 16, 0, True), ([(2, 3), (2, 3)], 16, 0, True),
     ([(2, 5)], 16, 0, True), ([(2, 3)], 16, 3, True), ([(2, 3)], 16, 0, False)],
)  # fmt: skip
def test_sheets_of_other_programs_are_refused_before_anything_long_is_computed(
    groups: list[tuple[int, int]], length: int, exponent: int, extendable: bool
) -> None:
    made = generate_mnemonics(1, groups, bytes(length), iteration_exponent=exponent, extendable=extendable)[0]
    with pytest.raises((RecoverySheetForeign, RecoveryWordCount)):
        recovery.sentence("\n".join(made[-2:] if len(made) > 1 else made))


@pytest.mark.parametrize("missing", range(20))
def test_a_word_left_out_is_said_of_its_sheet(missing: int) -> None:
    short = " ".join(word for at, word in enumerate(SET[0]) if at != missing)
    for between in ("\n", "\n\n"):
        with pytest.raises(RecoveryWordCount) as caught:
            recovery.sentence(short + between + " ".join(SET[1]))
        assert (caught.value.values["line"], caught.value.values["found"]) == (1, 19)
        with pytest.raises(RecoveryWordCount) as caught:
            recovery.sentence(" ".join(SET[1]) + between + short)
        assert (caught.value.values["line"], caught.value.values["found"]) == (2, 19)
    with pytest.raises(RecoveryWordsInvalid):
        recovery.sentence(short + " " + " ".join(SET[1]))


@pytest.mark.parametrize("count", [1, 5, 13, 19, 41, 61, 80, 400])
def test_other_numbers_of_words_are_refused(count: int) -> None:
    run = (sum(SET, ()) * 10)[:count]
    with pytest.raises(RecoveryWordsInvalid):
        recovery.sentence(" ".join(run))


@settings(max_examples=300)
@given(st.text(max_size=400))
def test_nothing_that_can_be_typed_does_anything_but_say_what_is_wrong(text: str) -> None:
    with pytest.raises(RecoveryWordsInvalid):
        recovery.sentence(text)
    assert not recovery.look(text).enough


@settings(max_examples=200)
@given(st.data())
def test_while_typing_nothing_is_called_wrong_that_can_still_become_right(data: st.DataObject) -> None:
    order = data.draw(st.sampled_from(ORDERS))
    text = data.draw(st.sampled_from(["\n", " ", "\n\n"])).join(" ".join(SET[at]) for at in order)
    begun = text[: data.draw(st.integers(0, len(text)))]
    assert [sheet.fault for sheet in recovery.look(begun).sheets if sheet.fault] == []
