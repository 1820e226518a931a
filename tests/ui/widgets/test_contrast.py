"""Every pair of colours that is used can be told apart."""

import pytest

from desktop.ui.theme import CONTRAST, DARK, LIGHT, Tokens

LOOKS = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
TEXT = [
    *(("text", ground) for ground in ("surface", "pane", "rail", "hover", "soft", "track")),
    *(("text2", ground) for ground in ("surface", "pane", "rail", "track")),
    *(("accent", ground) for ground in ("surface", "pane", "rail", "hover")),
    ("on_accent", "fill"),
    ("soft_text", "soft"),
    ("warn", "warn_bg"),
    ("bad", "bad_bg"),
    *((tone, ground) for tone in ("ok", "warn", "bad") for ground in ("surface", "pane")),
    ("warn", "soft"),
]
EDGES = [
    *(("edge", ground) for ground in ("surface", "pane", "soft")),
    *(("focus", ground) for ground in ("surface", "pane", "rail", "soft", "hover")),
    *(("accent", ground) for ground in ("surface", "pane", "soft")),
    *(("warn_mark", ground) for ground in ("surface", "pane")),
    *(("bad", ground) for ground in ("surface", "pane")),
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_knows_black_on_white() -> None:
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_words_can_be_read_on_their_ground(look: str, ink: str, ground: str) -> None:
    tokens: Tokens = LOOKS[look]
    assert ratio(tokens.colour(ink), tokens.colour(ground)) >= 4.5


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_and_marks_can_be_seen_on_their_ground(look: str, edge: str, ground: str) -> None:
    tokens: Tokens = LOOKS[look]
    assert ratio(tokens.colour(edge), tokens.colour(ground)) >= 3.0
