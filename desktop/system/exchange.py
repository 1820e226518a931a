"""Swapping all files of a vault for others in one step: new keys, or a backup in its place.

The new files are built in a folder `next-<8 hex>.tmp` inside the vault's, flushed, and that folder is renamed to `next`: the
moment at which the change is made. From then on `finish` can only roll forward, needs no key, and may be interrupted and called
again at any point: the old files move away, the new ones take their names. Whoever opens a vault calls it first, under the
folder's lock and with nothing open, so that no system refuses a rename.
"""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from desktop.system import files

DATABASES = ("stock.db", "people.db")
KEYS = ("keys.json", "keys.json.prev")
COPIES = "copies"
"""Holds the vaults that were set aside, each in a folder of its own."""
NEXT = "next"
REPLACED = "replaced"
"""Holds old files that are to be destroyed."""
UNNAMED = "00000000-000000-exchange"
"""Where the old files go when the note about them can't be read. Nothing is destroyed then."""

_MARK = "unfinished"
"""Says that making the old vault was interrupted; it goes with it."""
_NOTE = "old"
_DESTROY = b"destroy\n"
_NEEDED = {*DATABASES, KEYS[0]}
_STAGING = re.compile(r"next-[0-9a-f]{8}\.tmp")
_DONE = re.compile(r"next-[0-9a-f]{8}\.done")
_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[a-z]+(?:-[0-9]+)?")


def holds_vault(folder: Path) -> bool:
    """Whether a vault lives in `folder`, or would once `finish` ran."""
    return any((folder / name).exists() for name in KEYS) or is_pending(folder)


def is_pending(folder: Path) -> bool:
    """Whether an exchange is made and not yet finished."""
    return (folder / NEXT).is_dir()


def staging(folder: Path) -> Path:
    """Make a folder for the new files: `stock.db`, `people.db`, `keys.json`, and nothing else but `keys.json.prev`.

    Raises:
        OSError: It can't be made.
    """
    staged = folder / f"next-{os.urandom(4).hex()}.tmp"
    staged.mkdir(mode=0o700)
    return staged


def commit(folder: Path, staged: Path, *, aside: str | None) -> None:
    """Decide that the staged files are the vault's. Nothing may be open in either folder; call `finish` next.

    Args:
        aside: The name under `copies` that the old files get, `<YYYYMMDD-HHMMSS>-<why>`. When None they are destroyed, and
            with them all that lies under `copies`.

    Raises:
        ValueError: The staged folder does not hold a vault's files, or the name can't be used.
        OSError: Nothing was changed, and the staged folder is as it was.
    """
    if aside is not None and not _NAME.fullmatch(aside):
        raise ValueError("no name for a folder of old files")
    note = staged / _NOTE
    note.unlink(missing_ok=True)
    found = {path.name for path in staged.iterdir()}
    if not _NEEDED <= found <= {*DATABASES, *KEYS}:
        raise ValueError("not a vault's files")
    if any((staged / name).stat().st_size == 0 for name in found):
        raise ValueError("an empty file")
    if is_pending(folder) or (aside is not None and (folder / COPIES / aside).exists()):
        raise ValueError("the name is taken")
    # All four names are new ones then, and one that still stands in `next` is an old file's in the vault.
    files.atomic_write(staged / KEYS[1], (staged / KEYS[0]).read_bytes())
    for name in (*DATABASES, *KEYS):
        files.sync_file(staged / name)
    files.atomic_write(note, _DESTROY if aside is None else f"{aside}\n".encode("ascii"))
    files.sync_folder(staged)
    staged.rename(folder / NEXT)
    # It is made. An error now would let the caller go on with the old files, and lose what they write into them.
    with contextlib.suppress(OSError):
        files.sync_folder(folder)


def finish(folder: Path) -> bool:
    """Bring an exchange that was made to its end, and clear away what interrupted ones left.

    Call it under the folder's lock, with nothing open.

    Returns:
        Whether there was one to finish.

    Raises:
        OSError: The disk refuses. Call it again before the vault is opened.
    """
    pending = is_pending(folder)
    if pending:
        _roll_forward(folder)
    remove_leftovers(folder)
    return pending


def remove_leftovers(folder: Path) -> None:
    """Remove what was staged and never decided, and destroy what was replaced. What the disk refuses, waits for the next time."""
    with contextlib.suppress(OSError):
        for path in list(folder.iterdir()):
            if _STAGING.fullmatch(path.name) or _DONE.fullmatch(path.name):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name == REPLACED and not is_pending(folder):
                with contextlib.suppress(OSError):
                    files.shred_folder(path)


def _roll_forward(folder: Path) -> None:
    following = folder / NEXT
    files.sync_folder(folder)
    away = _away(folder)
    files.make_private_folder(away)
    files.sync_folder(away.parent)
    files.sync_folder(folder)
    for name in _old_names(folder):
        if (following / name).exists() or name not in (*DATABASES, *KEYS):
            (folder / name).replace(away / name)  # one that could not be destroyed may still lie there
    if away.name == REPLACED and (folder / COPIES).is_dir():
        # They open with the keys that are to be destroyed. Another name, since an earlier one may still lie there.
        (folder / COPIES).rename(away / f"{COPIES}-{os.urandom(4).hex()}")
    files.sync_folder(away)
    files.sync_folder(folder)
    for name in (*DATABASES, *KEYS):
        if (following / name).exists():
            (following / name).replace(folder / name)
    files.sync_folder(following)
    files.sync_folder(folder)
    following.rename(folder / f"next-{os.urandom(4).hex()}.done")
    files.sync_folder(folder)


def _old_names(folder: Path) -> Iterator[str]:
    """What may belong to the old vault: journals before their databases, so that none ever stands beside a new one."""
    there = sorted(path.name for path in folder.iterdir())
    for name in DATABASES:
        yield from (each for each in there if each.startswith(f"{name}-"))
    yield from (name for name in DATABASES if name in there)
    yield from (f"{name}.tmp" for name in KEYS if f"{name}.tmp" in there)
    yield from (name for name in (*KEYS, _MARK) if name in there)


def _away(folder: Path) -> Path:
    try:
        note = (folder / NEXT / _NOTE).read_bytes()
    except FileNotFoundError:
        note = b""
    if note == _DESTROY:
        return folder / REPLACED
    name = note.removesuffix(b"\n").decode("ascii", "replace")
    return folder / COPIES / (name if _NAME.fullmatch(name) else UNNAMED)
