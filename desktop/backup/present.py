"""What the vault holds that a backup is to take the place of, as far as it can be found out.

It may be damaged, or nothing that was typed opens it: a restore is for just that. Nothing is changed by looking.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from desktop.backup.reading import BackupContents
from desktop.domain.errors import LarderError, NotAllowed, VaultInUse
from desktop.domain.people import MemberId
from desktop.storage import erasing, settings
from desktop.storage import snapshot as copies
from desktop.storage.connection import FILES, Database, DatabaseKeys
from desktop.storage.last_change import LastChange, last_change
from desktop.storage.snapshot import Whole
from desktop.system import exchange
from desktop.system.clock import from_stamp
from desktop.system.locks import AlreadyOpen, FolderLock
from desktop.vault import STANDARD_POLICY, KdfPolicy, Unlocked, disk_error, unlock, unlock_with_recovery
from desktop.vault.keyfile import MOST_BYTES as MOST_KEY_BYTES

QUIET = frozenset({"backup.make", "copy.remove", "recovery.try", "unlock", "unlock.failed", "unlock.recovery"})
"""Journal actions that change nothing worth keeping: each backup is followed by a note of it, and opening is noted too."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Present:
    """The vault that is there. What could not be found out is None.

    Attributes:
        last_change: Of its records when it opens, else of its files, UTC.
        problem: Why it does not open, or not wholly; None when it does.
        vault: Its id, as hex.
        generation: That of its keys.
        desk: Its desk letter.
        counts: What it holds.
        last_entry: The moment of the last entry that changed something, UTC.
        erased: The old numbers of everybody who was erased in it.
        changes: The last entry of each file's journal that changed something.
    """

    folder: Path
    last_change: datetime
    problem: LarderError | None = None
    vault: str | None = None
    generation: int | None = None
    desk: str | None = None
    counts: Whole | None = None
    last_entry: datetime | None = None
    erased: frozenset[MemberId] | None = field(default=None, repr=False)
    changes: dict[str, LastChange] = field(default_factory=dict)

    @property
    def opens(self) -> bool:
        """Whether it opens and all of the above is known."""
        return self.problem is None

    def is_newer_than(self, backup: BackupContents) -> bool:
        """Whether it changed after the backup was made; then restoring loses something.

        Its journals have longer numbers then, whatever a clock said. In doubt it is newer.
        """
        if self.last_change > backup.created:
            return True
        return self.vault == backup.vault and any(
            change.number > backup.counts.rows[file].get("journal", 0) for file, change in self.changes.items()
        )


def holds_part(folder: Path) -> bool:
    """Whether a vault lives in `folder`, or what is left of one."""
    return exchange.holds_vault(folder) or any((folder / name).exists() for name in FILES.values())


def present_vault(
    folder: Path,
    *,
    login: str = "",
    passphrase: str = "",
    words: str | Sequence[str] | None = None,
    policy: KdfPolicy = STANDARD_POLICY,
) -> Present | None:
    """Look at the vault in `folder` with what opened a backup; None when there is none. Takes about a second, on purpose.

    Raises:
        VaultInUse: A program has it open.
        VaultFull, VaultUnwritable: Its folder can't be used.
    """
    if not holds_part(folder):
        return None
    with held(folder):
        return look(folder, lambda: opened_with(folder, login, passphrase, words, policy))


@contextlib.contextmanager
def held(folder: Path) -> Iterator[FolderLock]:
    """Keep everybody else out of a vault's folder, and bring an exchange that was interrupted to its end.

    Raises:
        VaultInUse, VaultFull, VaultUnwritable: As `present_vault`.
    """
    try:
        lock = FolderLock(folder)
    except AlreadyOpen as error:
        raise VaultInUse from error
    except OSError as error:
        raise disk_error(error) from error
    with lock:
        try:
            exchange.finish(folder)
        except OSError as error:
            raise disk_error(error) from error
        yield lock


def opened_with(
    folder: Path, login: str, passphrase: str, words: str | Sequence[str] | None, policy: KdfPolicy
) -> Unlocked:
    """The vault's keys, opened with what a person typed."""
    if words is not None:
        return unlock_with_recovery(folder, words, policy=policy)
    return unlock(folder, login=login, passphrase=passphrase, policy=policy)


def key_copies(folder: Path) -> list[bytes]:
    """The vault's key file and its second copy, as far as they can be read."""
    found = []
    for name in exchange.KEYS:
        with contextlib.suppress(OSError), (folder / name).open("rb") as file:
            found.append(file.read(MOST_KEY_BYTES + 1))
    return [raw for raw in found if len(raw) <= MOST_KEY_BYTES]


def look(folder: Path, *openers: Callable[[], Unlocked]) -> Present:
    """Find out what the vault in `folder` holds, with the first of `openers` that gives keys. The folder is held."""
    found = Present(folder, _newest_file(folder))
    keys = None
    for opener in openers:
        try:
            keys = opener()
            found.problem = None
            break
        except LarderError as error:
            found.problem = error
    if keys is None:
        return found
    try:
        found.vault, found.generation = keys.vault_id, keys.generation
        people = keys.people_database_key()
        if people is None:
            raise NotAllowed
        with copies.opened(folder, DatabaseKeys(keys.stock_database_key(), people)) as database:
            _ask(database, found)
    except LarderError as error:
        found.problem = error
    except OSError as error:
        found.problem = disk_error(error)
    finally:
        keys.forget()
    return found


def _ask(database: Database, found: Present) -> None:
    """The most needed first: a damaged page may end it anywhere."""
    found.desk = settings.get(database, settings.DESK)
    found.erased = erasing.erased_ids(database)
    found.changes = {FILES[name]: last_change(database, name, ignored=QUIET) for name in database.schemas}
    found.counts = copies.held(database)
    latest = max(change.at for change in found.changes.values())
    if latest:
        found.last_entry = from_stamp(latest)
        found.last_change = found.last_entry


def _newest_file(folder: Path) -> datetime:
    moments = []
    for name in (*exchange.DATABASES, *exchange.KEYS):
        with contextlib.suppress(OSError, ValueError, OverflowError):
            moments.append(datetime.fromtimestamp((folder / name).stat().st_mtime, UTC))
    return max(moments, default=_NEVER)
