"""The forms in progress of somebody whose window was locked: sealed to them, and given back to them alone.

One file per person in `drafts` beside the databases. Its name tells nobody whose it is, its size is rounded up, and what it
holds proves by a MAC that its owner wrote it: everybody in the vault knows the public key it is sealed to.
"""

import contextlib
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop import paths
from desktop.domain.users import Permission
from desktop.operations.session import Session, procedure
from desktop.storage import documents, people, referrals, requests
from desktop.system import files
from desktop.system.clock import from_stamp
from desktop.vault import seal, unseal
from desktop.vault.errors import KeysDamaged
from desktop.vault.sealing import SEAL_OVERHEAD

STEP = 4096
"""The size of a file is a multiple of it, in bytes."""
LARGEST = 64 * STEP
_CONTEXT = "draft 1"
_MAC_BYTES = 32
_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and not saved.

    Attributes:
        kept_at: When, UTC.
        content: As it was handed to `keep_draft`, without what was saved.
        saved: Whether it held a form whose save was under way: nobody saw that it is saved.
    """

    kept_at: datetime
    content: dict[str, Any]
    saved: bool = False


@procedure(Permission.SEE_STOCK)
def keep_draft(session: Session, *, content: Mapping[str, Any]) -> None:
    """Keep what stands in somebody's forms until they unlock again. It replaces what was kept before.

    Args:
        content: What JSON can hold. What is larger than the largest file is not kept, and no form that is saved by now: its save
            was under way at the lock. Given back it would look unsaved, and changed it would not be saved again.

    Raises:
        OSError: The disk refuses. What was kept before is still there.
    """
    typed = json.dumps(content, ensure_ascii=False)
    unsaved = json.loads(typed)
    if not _without_saved(session, unsaved):
        unsaved = {}
    saved = json.dumps(unsaved, ensure_ascii=False) != typed
    draft = {"kept_at": session.now(), "content": unsaved, "saved": saved}
    body = json.dumps(draft, ensure_ascii=False).encode()
    plain = len(body).to_bytes(_LENGTH_BYTES, "big") + body
    plain += bytes(-(SEAL_OVERHEAD + _MAC_BYTES + len(plain)) % STEP)
    sealed = seal(session.held_keys().public_key, _mac(session, "content", plain) + plain, _CONTEXT)
    if len(sealed) > LARGEST:
        return
    path = _path(session)
    files.make_private_folder(path.parent)
    files.atomic_write(path, sealed)


@procedure(Permission.SEE_STOCK)
def take_draft(session: Session) -> Draft | None:
    """What was kept for this person, once: the file is overwritten and removed. None when there is none that can be read."""
    path = _path(session)
    try:
        if path.stat().st_size > LARGEST:
            raise KeysDamaged
        found = _opened(session, path.read_bytes())
    except OSError:
        return None
    except (KeysDamaged, ValueError, KeyError, TypeError, RecursionError):
        found = None
    with contextlib.suppress(OSError):
        files.shred(path)
    return found


def forget_drafts(folder: Path) -> None:
    """Overwrite and remove every kept form of a vault, whoever left it. What the disk refuses stays, sealed."""
    with contextlib.suppress(OSError):
        files.shred_folder(paths.drafts(folder))


def _without_saved(session: Session, typed: Any) -> bool:
    """Take out of it the forms whose `key` is saved. Whether anything is left then."""
    if not isinstance(typed, dict):
        typed[:] = [each for each in typed if not _holds_more(each) or _without_saved(session, each)]
        return bool(typed)
    if isinstance(key := typed.get("key"), str) and _is_saved(session, key):
        return False
    saved = [name for name, each in typed.items() if _holds_more(each) and not _without_saved(session, each)]
    for name in saved:
        del typed[name]
    return not saved or any(map(_holds_more, typed.values()))


def _holds_more(typed: Any) -> bool:
    return isinstance(typed, dict | list) and bool(typed)


def _is_saved(session: Session, form_key: str) -> bool:
    database = session.database
    found: list[object] = [documents.with_form_key(database, form_key)]
    if database.has_people:
        found += [each.with_form_key(database, form_key) for each in (people, requests, referrals)]
    return any(each is not None for each in found)


def _opened(session: Session, sealed: bytes) -> Draft:
    content = unseal(session.held_keys().private_key, sealed, _CONTEXT)
    mac, plain = content[:_MAC_BYTES], content[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(session, "content", plain)):
        raise KeysDamaged
    length = int.from_bytes(plain[:_LENGTH_BYTES], "big")
    found = json.loads(plain[_LENGTH_BYTES : _LENGTH_BYTES + length])
    if not isinstance(found["content"], dict):
        raise TypeError
    return Draft(from_stamp(found["kept_at"]), found["content"], found.get("saved") is True)


def _path(session: Session) -> Path:
    return paths.drafts(session.folder) / _mac(session, "name", session.user.id.encode()).hex()[:32]


def _mac(session: Session, purpose: str, data: bytes) -> bytes:
    """What nobody without this person's private key can make."""
    secret = session.held_keys().private_key.private_bytes_raw()
    return hmac.digest(secret, f"draft {purpose} 1|".encode() + data, hashlib.sha256)
