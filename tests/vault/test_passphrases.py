"""Which new passphrases are accepted."""

import pytest

from desktop.vault import generated, strength, words
from desktop.vault.errors import PassphraseFault, PassphraseRefused
from desktop.vault.passphrases import require_strong


def test_a_generated_passphrase_is_six_listed_words_and_always_accepted() -> None:
    seen = {generated() for _ in range(50)}
    assert len(seen) == 50
    for passphrase in seen:
        parts = passphrase.split(" ")
        assert len(parts) == 6
        assert set(parts) <= set(words.word_list("english"))
        assert strength(passphrase).accepted
        require_strong(passphrase)


@pytest.mark.parametrize(
    ("passphrase", "fault"),
    [
        ("", PassphraseFault.TOO_SHORT),
        ("short", PassphraseFault.TOO_SHORT),
        ("xK9#qL2$vB7", PassphraseFault.TOO_SHORT),
        ("password1234", PassphraseFault.TOO_EASY),
        ("aaaaaaaaaaaaaaaaaaaa", PassphraseFault.TOO_EASY),
        ("abcabcabcabcabcabc", PassphraseFault.TOO_EASY),
        ("123456789012", PassphraseFault.TOO_EASY),
        ("\0" * 20, PassphraseFault.TOO_EASY),
        (" river salt window nine", PassphraseFault.SPACES_OUTSIDE),
        ("river salt window nine\t", PassphraseFault.SPACES_OUTSIDE),
        ("river salt window nine\u3000", PassphraseFault.SPACES_OUTSIDE),
        ("x" * 1025, PassphraseFault.TOO_LONG),
        ("x" * 1_000_000, PassphraseFault.TOO_LONG),
    ],
)
def test_weak_and_odd_passphrases_are_refused_with_the_reason(passphrase: str, fault: PassphraseFault) -> None:
    assert strength(passphrase).fault is fault
    with pytest.raises(PassphraseRefused) as caught:
        require_strong(passphrase)
    assert caught.value.fault is fault
    assert caught.value.field == "passphrase"
    assert passphrase not in repr(caught.value) or not passphrase
    assert "{" not in caught.value.text.format(**caught.value.values)


@pytest.mark.parametrize(
    "passphrase",
    ["river salt window nine", "我的猫喜欢下雨天的窗台上睡觉", "tr0mbone&Walnut-ferry", "y" + "river salt " * 93],
)
def test_long_and_varied_ones_are_accepted(passphrase: str) -> None:
    assert strength(passphrase.strip()).accepted


def test_a_passphrase_made_of_the_own_name_is_easy() -> None:
    assert strength("magnolia grandiflora").accepted
    assert not strength("magnolia grandiflora", ["magnolia grandiflora"]).accepted


def test_the_score_grows_with_the_passphrase() -> None:
    scores = [strength(each).score for each in ("a", "river", "river salt", "river salt window nine")]
    assert scores == sorted(scores)
    assert scores[-1] == 4
    assert strength("river salt window nine").guesses_log10 > 10
