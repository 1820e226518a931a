"""Sentences with values put in."""

from datetime import date

import pytest

from desktop.domain.errors import MonthClosed, NotEnoughStock, PastBestBefore
from desktop.i18n import catalogue, fill, joined, quantity_text, say, speaking, use


class Wrong:
    """A catalogue that says every sentence in its own way."""

    def __init__(self, words: str) -> None:
        self.words = words

    def gettext(self, _text: str) -> str:
        return self.words


def test_an_error_is_said_with_its_values_in_each_language() -> None:
    error = NotEnoughStock(item="口罩", item_id="1", there=1200, wanted=1500)
    assert say(error) == "Only 1,200 of 口罩 can be given. Nothing was saved. Lower the number, or receive stock first."
    with speaking("zh_CN"):
        assert say(error) == "口罩只有 1,200 可以发放。未保存。减少数量，或先入库。"


def test_a_date_is_written_out_and_the_first_of_a_month_as_the_month() -> None:
    use("zh_CN")
    assert say(PastBestBefore(item="大米", date=date(2026, 3, 1))).startswith("大米过了保质期（2026年3月1日）")
    assert say(MonthClosed(month=date(2026, 3, 1))).startswith("2026年3月已结账")


def test_a_value_with_braces_is_put_in_as_it_is() -> None:
    assert fill("{item} is safe", {"item": "{there} {0} {"}) == "{there} {0} { is safe"


@pytest.mark.parametrize("words", ["{their} 可以", "{0} 可以", "{there", "{there.shape}", "{there[x]}", "可以 }"])
def test_a_translation_with_a_wrong_placeholder_gives_way_to_english(
    monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr(catalogue, "_catalogue", lambda _code: Wrong(words))
    assert fill("Only {there} can be given.", {"there": 3}) == "Only 3 can be given."


def test_a_translation_may_leave_a_placeholder_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_catalogue", lambda _code: Wrong("可以"))
    assert fill("Only {there} can be given.", {"there": 3}) == "可以"


def test_a_sentence_without_its_value_is_still_readable() -> None:
    assert fill("Only {there} can be given.", {}) == "Only {there} can be given."


def test_sentences_stand_one_after_the_other_as_the_language_writes_them() -> None:
    assert joined("It is safe.", "", "Take it out.") == "It is safe. Take it out."
    assert joined("可以打开。", "可以拔出 U 盘了。") == "可以打开。可以拔出 U 盘了。"
    assert joined() == ""


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1, "piece", "1 piece"),
        (1200, "piece", "1,200 pieces"),
        (0, "gram", "0 g"),
        (250, "gram", "250 g"),
        (2500, "gram", "2,500 g"),
        (25000, "gram", "25 kg"),
        (2000, "millilitre", "2,000 ml"),
    ],
)
def test_a_quantity_bears_its_unit_and_kilograms_only_where_nothing_is_rounded_away(
    value: int, unit: str, words: str
) -> None:
    assert quantity_text(value, unit) == words
