"""The key file on the disk: two copies of the same generation, never both being written."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import LarderError, VaultFull, VaultUnwritable
from desktop.system import files
from desktop.system.files import Obstacle
from desktop.vault.errors import KeysDamaged, NoVault
from desktop.vault.keyfile import MOST_BYTES

KEYS_NAME = "keys.json"
PREVIOUS_NAME = "keys.json.prev"

Step = Callable[[str], None]
"""Called before each thing that touches the disk, with its name: a test stops the world there."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The copies found in a folder; one that is missing, unreadable or too large is None."""

    main: bytes | None
    previous: bytes | None


def has_keys(folder: Path) -> bool:
    """Whether a vault lives in `folder`."""
    return (folder / KEYS_NAME).exists() or (folder / PREVIOUS_NAME).exists()


def read(folder: Path) -> Stored:
    """Both copies, without judging them.

    Raises:
        NoVault: There is neither.
        KeysDamaged: There are files, and none can be read.
    """
    if not has_keys(folder):
        raise NoVault
    stored = Stored(_bytes_of(folder / KEYS_NAME), _bytes_of(folder / PREVIOUS_NAME))
    if stored.main is None and stored.previous is None:
        raise KeysDamaged
    return stored


def write(folder: Path, raw: bytes, step: Step = lambda _: None) -> None:
    """Let both copies hold `raw`. At every moment at least one whole copy, old or new, stands on the disk.

    Raises:
        VaultFull: Nothing was changed.
        VaultUnwritable: Nothing was changed.
    """
    main, previous = folder / KEYS_NAME, folder / PREVIOUS_NAME
    staged: list[Path] = []
    try:
        step("stage")
        staged.append(files.stage(main, raw))
        step("stage previous")
        staged.append(files.stage(previous, raw))
        step("replace")
        staged[0].replace(main)
    except OSError as error:
        for temporary in staged:
            _remove_quietly(temporary)
        raise disk_error(error) from error
    # From here on the change is made and whole; a second copy that fails follows at the next unlocking (`repair`).
    with contextlib.suppress(OSError):
        step("flush")
        files.sync_folder(folder)
        step("replace previous")
        files.commit(staged[1], previous)
        step("done")


def repair(folder: Path, raw: bytes) -> None:
    """Bring both copies to the one that just proved good. A disk that refuses is left alone: nothing is lost by it."""
    for name in (KEYS_NAME, PREVIOUS_NAME):
        _remove_quietly(folder / f"{name}.tmp")  # of a write that was interrupted
    stored = read(folder)
    if stored.main == raw and stored.previous == raw:
        return
    with contextlib.suppress(LarderError):
        write(folder, raw)


def disk_error(error: OSError) -> LarderError:
    """What a refused write means to a person."""
    return VaultFull() if files.obstacle_of(error) is Obstacle.FULL else VaultUnwritable()


def _remove_quietly(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _bytes_of(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError:
        return None
    return raw if len(raw) <= MOST_BYTES else None
