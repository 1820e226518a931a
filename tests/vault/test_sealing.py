"""What is sealed to somebody opens for them alone, whole, and for its purpose."""

import random

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as some

from desktop.vault import seal, sealing, unseal
from desktop.vault.errors import KeysDamaged


@pytest.fixture
def own() -> X25519PrivateKey:
    return X25519PrivateKey.generate()


@given(content=some.binary(max_size=3000), context=some.text(some.characters(exclude_categories=["Cs"]), max_size=50))
def test_anything_comes_back_as_it_was(content: bytes, context: str) -> None:
    own = X25519PrivateKey.generate()
    sealed = seal(sealing.public_bytes(own), content, context)
    assert len(sealed) == len(content) + sealing.SEAL_OVERHEAD
    assert unseal(own, sealed, context) == content
    assert len(content) < 8 or content not in sealed


def test_the_same_content_never_looks_the_same(own: X25519PrivateKey) -> None:
    assert len({seal(sealing.public_bytes(own), b"same", "c") for _ in range(20)}) == 20


def test_it_opens_for_nobody_else_and_for_no_other_purpose(own: X25519PrivateKey) -> None:
    sealed = seal(sealing.public_bytes(own), b"content", "backup 1")
    with pytest.raises(KeysDamaged):
        unseal(X25519PrivateKey.generate(), sealed, "backup 1")
    with pytest.raises(KeysDamaged):
        unseal(own, sealed, "backup 2")


def test_any_change_is_noticed(own: X25519PrivateKey) -> None:
    sealed = seal(sealing.public_bytes(own), b"content of some length", "c")
    chance = random.Random(1)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1 << chance.randrange(8)
        with pytest.raises(KeysDamaged):
            unseal(own, bytes(changed), "c")
    for cut in (sealed[:-1], sealed[1:], sealed + b"\0", b"", sealed[:47], bytes(100)):
        with pytest.raises(KeysDamaged):
            unseal(own, cut, "c")


@pytest.mark.parametrize("public", [bytes(32), b"\1" + bytes(31), b"short", b""])
def test_a_key_that_is_none_is_refused(public: bytes) -> None:
    with pytest.raises(KeysDamaged):
        seal(public, b"x", "c")
