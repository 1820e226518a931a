"""SLIP-39 written from its page, for one group, two of three, 128 bits, no passphrase, "extendable", exponent 0.

https://github.com/satoshilabs/slips/blob/master/slip-0039.md. It exists to hold the library against it.
"""

import hashlib
import hmac
from collections.abc import Sequence

CUSTOM = b"shamir_extendable"
DIGEST_AT, SECRET_AT = 254, 255


def split(secret: bytes, identifier: int, random_part: bytes) -> list[list[int]]:
    """Three shares as word numbers.

    Args:
        identifier: 15 bits that all shares have in common.
        random_part: 12 random bytes, from which all shares follow.
    """
    encrypted = _feistel(secret, range(4))
    digest = hmac.digest(random_part, encrypted, "sha256")[:4]
    points = {DIGEST_AT: digest + random_part, SECRET_AT: encrypted}
    return [_words(identifier, index, _interpolated(points, index)) for index in range(3)]


def combined(shares: Sequence[Sequence[int]]) -> bytes:
    """The secret of two shares."""
    points = {}
    for words in shares:
        assert _checksum([*CUSTOM, *words]) == 1
        number = 0
        for word in words[:-3]:
            number = number << 10 | word
        points[number >> 134 & 0xF] = (number & (1 << 128) - 1).to_bytes(16, "big")
    encrypted, digest = _interpolated(points, SECRET_AT), _interpolated(points, DIGEST_AT)
    assert hmac.digest(digest[4:], encrypted, "sha256")[:4] == digest[:4]
    return _feistel(encrypted, reversed(range(4)))


def _words(identifier: int, index: int, value: bytes) -> list[int]:
    # 15 bits identifier, 1 extendable, 4 exponent; group 0, threshold 1 - 1, count 1 - 1; member, threshold 2 - 1; 130 value.
    number = identifier << 5 | 1 << 4
    for four_bits in (0, 0, 0, index, 1):
        number = number << 4 | four_bits
    number = number << 130 | int.from_bytes(value, "big")
    words = [number >> 10 * place & 1023 for place in reversed(range(17))]
    check = _checksum([*CUSTOM, *words, 0, 0, 0]) ^ 1
    return words + [check >> 10 * place & 1023 for place in (2, 1, 0)]


def _checksum(values: Sequence[int]) -> int:
    steps = (0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009)
    steps += (0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x3F3F120)
    found = 1
    for value in values:
        top = found >> 20
        found = (found & 0xFFFFF) << 10 ^ value
        for bit, step in enumerate(steps):
            found ^= step if top >> bit & 1 else 0
    return found


def _feistel(secret: bytes, rounds: Sequence[int] | reversed) -> bytes:
    left, right = secret[:8], secret[8:]
    for number in rounds:
        made = hashlib.pbkdf2_hmac("sha256", bytes([number]), right, 2500, dklen=8)
        left, right = right, bytes(a ^ b for a, b in zip(left, made, strict=True))
    return right + left


def _interpolated(points: dict[int, bytes], at: int) -> bytes:
    found = bytearray(16)
    for x, value in points.items():
        factor = 1
        for other in points:
            if other != x:
                factor = _times(factor, _times(at ^ other, _inverse(x ^ other)))
        for place, byte in enumerate(value):
            found[place] ^= _times(byte, factor)
    return bytes(found)


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _inverse(a: int) -> int:
    return next(b for b in range(1, 256) if _times(a, b) == 1)
