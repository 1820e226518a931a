"""The first step of a backup: a copy of both databases beside the vault, under the backup's own key.

It is taken on the thread that owns the databases; everything slow after it needs neither them nor the vault's keys.
"""

import contextlib
import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.backup.errors import MEBIBYTE
from desktop.backup.manifest import BackupKey, context, new_id
from desktop.domain.errors import NotAllowed, VaultFull
from desktop.storage import snapshot as copies
from desktop.storage.connection import Database
from desktop.system import files
from desktop.system.locks import AlreadyOpen, FolderLock
from desktop.vault import STANDARD_POLICY, KdfPolicy, Unlocked, backup_keys, backup_recipients, disk_error

_FOLDER = re.compile(r"snapshot-[0-9a-f]{8}")


@dataclass(slots=True)
class Snapshot:
    """A copy of the vault at one moment, waiting to be written to a drive. `close` deletes it.

    Attributes:
        folder: Holds `stock.db` and `people.db`, under keys derived from `key`.
        key: The backup's own key.
        manifest_key: For the proof in the manifest.
        header: `keys.json`: the key, sealed to those who may open the backup.
        keys: The vault's whole key file.
    """

    id: str
    folder: Path
    key: BackupKey = field(repr=False)
    manifest_key: bytes = field(repr=False)
    header: bytes = field(repr=False)
    keys: bytes = field(repr=False)
    vault: str
    generation: int
    created: datetime
    lock: FolderLock = field(repr=False)

    def close(self) -> None:
        """Forget the key and delete the copy. A second call does nothing."""
        self.key.forget()
        self.lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def snapshot(
    database: Database,
    unlocked: Unlocked,
    folder: Path,
    *,
    created: datetime,
    report: Callable[[int, int], object] = lambda _done, _total: None,
    between: Callable[[], object] = lambda: None,
    stopped: Callable[[], bool] = lambda: False,
    policy: KdfPolicy = STANDARD_POLICY,
) -> Snapshot:
    """Copy the vault as it stands when this returns.

    Args:
        folder: The vault's.
        created: The present moment.
        report: Called between slices with what is done and what there is in all.
        between: Called between slices of a few milliseconds: the databases may be used in it, hand-outs made.
        stopped: Asked between slices.

    Raises:
        NotAllowed: A stock keeper has no people to copy.
        Cancelled: `stopped` said so.
        VaultFull, VaultUnwritable, VaultDamaged: Nothing is left behind.
    """
    manifest_key = unlocked.manifest_key()
    if manifest_key is None or not database.has_people:
        raise NotAllowed
    _remove_leftovers(folder)
    beside = folder / f"snapshot-{secrets.token_hex(4)}"
    key = BackupKey()
    lock = None
    try:
        if files.free_space(folder) < copies.size(database) + MEBIBYTE:
            raise VaultFull
        beside.mkdir(mode=0o700)
        lock = FolderLock(beside)
        copies.copy(database, beside, key.databases(), report=report, between=between, stopped=stopped)
        # After the last slice, so that keys and copy are of one moment too.
        backup_id = new_id()
        recipients = backup_recipients(folder, unlocked, policy=policy)
        return Snapshot(
            id=backup_id,
            folder=beside,
            key=key,
            manifest_key=manifest_key,
            header=recipients.sealed(key.secret(), context(backup_id)),
            keys=backup_keys(folder, unlocked, policy=policy),
            vault=unlocked.vault_id,
            generation=unlocked.generation,
            created=created.replace(microsecond=0),
            lock=lock,
        )
    except BaseException as error:
        key.forget()
        if lock is not None:
            lock.release()
        shutil.rmtree(beside, ignore_errors=True)
        if isinstance(error, OSError):
            raise disk_error(error) from error
        raise


def _remove_leftovers(folder: Path) -> None:
    """Take away the snapshots of a program that died; nobody has their keys. One in use is locked."""
    for path in folder.glob("snapshot-*"):
        if _FOLDER.fullmatch(path.name) and path.is_dir():
            with contextlib.suppress(AlreadyOpen, OSError):
                FolderLock(path).release()
                shutil.rmtree(path, ignore_errors=True)
