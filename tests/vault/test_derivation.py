"""The cost of a try, and the keys made from keys."""

from collections.abc import Callable

import pytest

from desktop.vault import KdfParameters, KdfPolicy, calibrated, derivation
from desktop.vault.derivation import DEFAULT_KDF, FLOOR_KDF
from desktop.vault.errors import NotEnoughMemory


def _costing(per_pass_and_mebibyte: float, most_mebibytes: int = 10**6) -> Callable[[KdfParameters], float]:
    def measure(parameters: KdfParameters) -> float:
        if parameters.memory_kib > most_mebibytes * 1024:
            raise NotEnoughMemory(mebibytes=parameters.memory_kib // 1024)
        return parameters.memory_kib / 1024 * parameters.passes * per_pass_and_mebibyte

    return measure


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        (1 / 768, DEFAULT_KDF),
        (1.4 / 768, DEFAULT_KDF),
        (0.5 / 768, KdfParameters(256 * 1024, 6, 4)),
        (0.001 / 768, KdfParameters(256 * 1024, 20, 4)),
        (2 / 768, KdfParameters(128 * 1024, 3, 4)),
        (4 / 768, FLOOR_KDF),
        (100 / 768, FLOOR_KDF),
    ],
)
def test_the_cost_is_fitted_to_the_computer(cost: float, expected: KdfParameters) -> None:
    assert calibrated(measure=_costing(cost)) == expected
    assert KdfPolicy().read(expected.content()) == expected


def test_a_small_computer_gets_less_memory_but_never_below_the_floor() -> None:
    assert calibrated(measure=_costing(1 / 768, 130)).memory_kib == 128 * 1024
    assert calibrated(measure=_costing(1 / 768, 64)) == KdfParameters(64 * 1024, 12, 4)
    with pytest.raises(NotEnoughMemory):
        calibrated(measure=_costing(1 / 768, 63))


def test_the_default_and_the_floor_are_within_the_standard_limits() -> None:
    for parameters in (DEFAULT_KDF, FLOOR_KDF):
        assert KdfPolicy().read(parameters.content()) == parameters


def test_keys_for_different_purposes_have_nothing_in_common() -> None:
    key = bytes(range(32))
    made = {derivation.subkey(key, label) for label in ("stock-db-v1", "people-db-v1", "manifest-v1", "register-v1")}
    assert len(made) == 4
    assert {len(each) for each in made} == {32}
    assert derivation.subkey(key, "a") == derivation.subkey(bytearray(key), "a")


def test_the_vault_and_the_name_change_the_key(cheap: KdfParameters) -> None:
    keys = {
        bytes(derivation.slot_key(salt, login, passphrase, cheap))
        for salt in (b"a" * 16, b"b" * 16)
        for login in ("x", "y")
        for passphrase in ("p", "q")
    }
    assert len(keys) == 8


@pytest.mark.parametrize(
    ("one", "other"), [("Ana", "ANA"), (" Ana ", "ana"), ("Straße", "STRASSE"), ("ﬁn", "fin"), ("ΣΊΣΥΦΟΣ", "σίσυφος")]
)
def test_login_names_that_look_alike_are_alike(one: str, other: str) -> None:
    assert derivation.normal_login(one) == derivation.normal_login(other)
    assert derivation.normal_login(derivation.normal_login(one)) == derivation.normal_login(one)
