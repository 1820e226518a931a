"""Which stick the backups went to, so that one stick does not carry them all for months.

Remembered are stretches: a stick, the day of the first backup on it and of the last before another stick's turn. A stick
is kept as a keyed hash of its number; the random key lies beside it in the encrypted settings, so that what is written
there means nothing elsewhere.
"""

import hmac
import json
import secrets
from dataclasses import dataclass, replace
from datetime import date

from desktop.storage import settings
from desktop.storage.connection import Database

MOST_STRETCHES = 12
_KEY_BYTES = 16
_HASH_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Stretch:
    """Backups one after the other that went to one stick; `stick` is empty where nobody can say which it was."""

    stick: str
    first: date
    last: date


def remember(database: Database, identity: str, day: date) -> None:
    """Note that a backup went to a stick today.

    Args:
        identity: The stick's own number; empty when it has none, or the backup went to a folder.
    """
    key, stretches = _read(database)
    stick = _hashed(key, identity)
    if stick and stretches and stretches[-1].stick == stick:
        # A clock that was put back does not shorten it.
        stretches[-1] = replace(stretches[-1], last=max(day, stretches[-1].last))
    else:
        stretches.append(Stretch(stick, day, day))
    rows = [[each.stick, each.first.isoformat(), each.last.isoformat()] for each in stretches[-MOST_STRETCHES:]]
    settings.put(database, settings.BACKUP_STICKS, json.dumps({"key": key.hex(), "sticks": rows}))


def months_on_one(database: Database, identity: str | None = None) -> int:
    """For how many whole months every backup has gone to one stick, up to the last one.

    Args:
        identity: The number of the stick that comes next; 0 when it is another than the last. None: whichever it is.
    """
    key, stretches = _read(database)
    if not stretches or not stretches[-1].stick:
        return 0
    last = stretches[-1]
    if identity is not None and _hashed(key, identity) != last.stick:
        return 0
    return _months(last.first, last.last)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _hashed(key: bytes, identity: str) -> str:
    return hmac.digest(key, identity.encode(), "sha256").hex()[:_HASH_DIGITS] if identity else ""


def _read(database: Database) -> tuple[bytes, list[Stretch]]:
    found = settings.get(database, settings.BACKUP_STICKS)
    if not found:
        return secrets.token_bytes(_KEY_BYTES), []
    content = json.loads(found)
    return bytes.fromhex(content["key"]), [
        Stretch(stick, date.fromisoformat(first), date.fromisoformat(last)) for stick, first, last in content["sticks"]
    ]
