"""JSON in exactly one spelling, so that the same content is the same bytes for signatures, and its strict reading.

Sorted keys, no spaces, ASCII only, bytes as lower-case hex, integers only.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import NoReturn

from desktop.vault.errors import KeysDamaged, NewerFormat

Json = dict[str, object]
_LOWER_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_CHECKSUM_BYTES = 16
_MOST_VERSION = 2**31


def dump(content: object) -> bytes:
    """The one spelling of `content`."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode(
        "ascii"
    )


def load(raw: bytes) -> Json:
    """Read an object from its one spelling.

    Raises:
        KeysDamaged: It isn't JSON, isn't an object, or is spelled differently (a doubled key, a space, capital hex).
    """
    try:
        content = json.loads(raw.decode("ascii"), parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise KeysDamaged from None
    if not isinstance(content, dict) or dump(content) != raw:
        raise KeysDamaged
    return content


def with_checksum(content: Json) -> bytes:
    """The spelling with a `checksum` in it: it tells damage from a wrong passphrase, and protects against nobody."""
    return dump(content | {"checksum": _checksum(content)})


def load_versioned(raw: bytes, name: str, newest: int) -> Json:
    """Read what `with_checksum` wrote, without the checksum.

    Whatever a later version changes, it keeps `format`, `version`, `checksum` and the one spelling: damage and a newer
    program are never taken for each other.

    Args:
        name: The format expected.
        newest: The newest version of it that can be read.

    Raises:
        KeysDamaged: It is damaged, or something else.
        NewerFormat: A newer program wrote it.
    """
    content = load(raw)
    checksum = content.pop("checksum", None)
    if checksum != _checksum(content) or content.get("format") != name:
        raise KeysDamaged
    if integer(content.get("version"), 1, _MOST_VERSION) > newest:
        raise NewerFormat
    return content


def fields(value: object, *names: str) -> Json:
    """`value` as an object with exactly the fields `names`.

    Raises:
        KeysDamaged: It has others, lacks some, or is no object.
    """
    if not isinstance(value, Mapping) or set(value) != set(names):
        raise KeysDamaged
    return dict(value)


def octets(value: object, size: int | None = None) -> bytes:
    """`value` as bytes from lower-case hex.

    Args:
        size: How many bytes it must be.

    Raises:
        KeysDamaged: It is something else.
    """
    if not isinstance(value, str) or not _LOWER_HEX.fullmatch(value):
        raise KeysDamaged
    found = bytes.fromhex(value)
    if size is not None and len(found) != size:
        raise KeysDamaged
    return found


def integer(value: object, least: int, most: int) -> int:
    """`value` as an integer within limits.

    Raises:
        KeysDamaged: It is something else.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise KeysDamaged
    return value


def array(value: object, most: int) -> list[object]:
    """`value` as a list of at most `most` things.

    Raises:
        KeysDamaged: It is something else.
    """
    if not isinstance(value, list) or len(value) > most:
        raise KeysDamaged
    return value


def _checksum(content: Json) -> str:
    return hashlib.sha256(dump(content)).digest()[:_CHECKSUM_BYTES].hex()


def _refuse(_: str) -> NoReturn:
    raise ValueError
