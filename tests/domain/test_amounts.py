"""What people type for an amount becomes whole base units, or a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.amounts import amount_of
from desktop.domain.errors import Invalid
from desktop.domain.stock import MOST, Unit
from desktop.i18n import say


@pytest.mark.parametrize(
    ("unit", "typed", "amount"),
    [
        (Unit.GRAM, "2.5 kg", 2500),
        (Unit.GRAM, "2,5 kg", 2500),
        (Unit.GRAM, "2,5kg", 2500),
        (Unit.GRAM, "750 g", 750),
        (Unit.GRAM, "750", 750),
        (Unit.GRAM, "0,250 kg", 250),
        (Unit.GRAM, "12.0 kg", 12_000),
        (Unit.GRAM, " 3 Kilos ", 3000),
        (Unit.GRAM, "２．５ｋｇ", 2500),
        (Unit.GRAM, "٢٫٥ kg", 2500),
        (Unit.GRAM, "3公斤", 3000),
        (Unit.GRAM, "500 克", 500),
        (Unit.GRAM, "20 000 g", 20_000),
        (Unit.GRAM, "20\u202f000 g", 20_000),
        (Unit.GRAM, "20’000", 20_000),
        (Unit.MILLILITRE, "3 l", 3000),
        (Unit.MILLILITRE, "0.75 L", 750),
        (Unit.MILLILITRE, "33 cl", 330),
        (Unit.MILLILITRE, "5升", 5000),
        (Unit.PIECE, "144", 144),
        (Unit.PIECE, "144.0", 144),
        (Unit.PIECE, "12 pcs", 12),
        (Unit.PIECE, "+7", 7),
    ],
)
def test_amounts_are_read_in_the_units_people_use(unit: Unit, typed: str, amount: int) -> None:
    assert amount_of(unit, typed) == amount


@pytest.mark.parametrize(
    ("unit", "typed", "words"),
    [
        (Unit.GRAM, "", "Type how many"),
        (Unit.GRAM, "1,500 kg", "two ways"),
        (Unit.GRAM, "1.500 g", "two ways"),
        (Unit.PIECE, "1,200", "two ways"),
        (Unit.PIECE, "12.000", "two ways"),
        (Unit.GRAM, "2.5", "no whole number of grams"),
        (Unit.PIECE, "2.5", "no whole number of pieces"),
        (Unit.MILLILITRE, "0.0005 l", "no whole number of millilitres"),
        (Unit.GRAM, "two kilos", "not understood"),
        (Unit.GRAM, "2 l", "not understood"),
        (Unit.GRAM, "2.5.1 kg", "not understood"),
        (Unit.GRAM, "1 50 g", "not understood"),
        (Unit.GRAM, "5 kg 200", "not understood"),
        (Unit.PIECE, "NaN", "no number"),
        (Unit.PIECE, "inf", "no number"),
        (Unit.PIECE, "1e309", "no number"),
        (Unit.PIECE, "=1+1", "no number"),
        (Unit.PIECE, "-3", "1 or more"),
        (Unit.PIECE, "\N{MINUS SIGN}3", "1 or more"),
        (Unit.PIECE, "0", "1 or more"),
        (Unit.PIECE, "99999999999", "more than one line"),
        (Unit.GRAM, "99999999999 kg", "more than one line"),
        (Unit.PIECE, "1" * 5000, "no number"),
    ],
)
def test_what_is_not_clear_is_refused_with_a_sentence(unit: Unit, typed: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        amount_of(unit, typed)
    assert refused.value.field == "quantity"
    assert words in say(refused.value)
    assert "Nothing was saved" in say(refused.value)


def test_a_sentence_repeats_no_sign_that_turns_or_hides_words() -> None:
    with pytest.raises(Invalid) as refused:
        amount_of(Unit.GRAM, "12\u202egk\x00")
    assert "\u202e" not in say(refused.value)
    assert "\x00" not in say(refused.value)


def tried(unit: Unit, typed: str) -> tuple[int, str]:
    """The amount, or 0 and the sentence that refuses it."""
    try:
        return amount_of(unit, typed), ""
    except Invalid as error:
        return 0, say(error)


@given(st.text(max_size=60), st.sampled_from(Unit))
def test_anything_typed_is_an_amount_in_range_or_a_sentence(typed: str, unit: Unit) -> None:
    amount, sentence = tried(unit, typed)
    assert bool(sentence) != bool(amount)
    assert 0 <= amount <= MOST


@given(st.integers(1, MOST), st.sampled_from(Unit))
def test_plain_digits_are_what_they_say(amount: int, unit: Unit) -> None:
    assert amount_of(unit, str(amount)) == amount


@given(st.integers(1, MOST), st.sampled_from([",", "."]))
def test_kilograms_and_litres_are_exact_or_unclear_and_never_another_amount(amount: int, point: str) -> None:
    whole, rest = divmod(amount, 1000)
    typed = f"{whole}{point}{rest:03d}"
    for unit, name in ((Unit.GRAM, "kg"), (Unit.MILLILITRE, "l")):
        read, sentence = tried(unit, f"{typed} {name}")
        assert read == amount or "two ways" in sentence
        assert amount_of(unit, f"{typed}0 {name}") == amount
