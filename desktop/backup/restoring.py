"""Making a vault out of a backup, in a folder where there is none."""

import contextlib
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.backup import archive
from desktop.backup.archive import DATABASES
from desktop.backup.errors import MEBIBYTE, BackupDamaged, FolderNotEmpty
from desktop.backup.reading import BackupContents, OpenedBackup, Report
from desktop.domain.errors import Cancelled, LarderError, VaultDamaged, VaultFull, VaultUnwritable
from desktop.domain.numbering import next_desk
from desktop.storage import connection, journal, settings
from desktop.storage import snapshot as copies
from desktop.storage.connection import DatabaseKeys
from desktop.storage.schema import STOCK
from desktop.system import files
from desktop.system.clock import stamp
from desktop.system.files import Obstacle
from desktop.system.locks import AlreadyOpen, FolderLock
from desktop.vault import STANDARD_POLICY, KdfPolicy, install_keys

_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Restored:
    """A vault that was restored; everybody who could unlock it when the backup was made can.

    Attributes:
        folder: Where it lives.
        contents: What the backup held.
        desk: The desk letter it goes on with, so that no printed number comes twice.
    """

    folder: Path
    contents: BackupContents
    desk: str


def restore(
    file: Path,
    folder: Path,
    *,
    at: datetime,
    login: str = "",
    passphrase: str = "",
    words: str | Sequence[str] | None = None,
    policy: KdfPolicy = STANDARD_POLICY,
    report: Report = lambda _done, _total: None,
    stop: threading.Event | None = None,
) -> Restored:
    """Restore a backup into a new or empty folder. It is built and proved in a folder beside, which gets its name last.

    Args:
        folder: Made if it isn't there.
        at: The present moment, for the journal.
        words: Of the recovery sheet; the login name and the passphrase are not needed then.

    Raises:
        FolderNotEmpty: There is something in the folder.
        BackupDamaged, BackupNewer, BackupUnreadable: The file can't be used.
        BackupLocked, WrongRecoveryWords, RecoveryWordsInvalid: What was typed doesn't open it.
        VaultFull, VaultUnwritable: The disk can't take it.
        Cancelled: `stop` was set.
        NotEnoughMemory: The computer can't spare the memory.
            After each of them, the folder is as it was and nothing is beside it.
    """
    _check_free(folder)
    with OpenedBackup(file, login=login, passphrase=passphrase, words=words, policy=policy) as backup:
        target = folder.absolute()
        missing = [parent for parent in target.parents if not parent.exists()]
        beside = target.with_name(f"{target.name}.new-{secrets.token_hex(4)}")
        try:
            if files.free_space(target) < 2 * backup.archive.size + MEBIBYTE:
                raise VaultFull
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _remove_leftovers(target)
            beside.mkdir(mode=0o700)
            with FolderLock(beside):
                desk = _build(backup, beside, at, report, stop or threading.Event())
            _give_name(beside, target)
        except BaseException as error:
            shutil.rmtree(beside, ignore_errors=True)
            for parent in missing:
                with contextlib.suppress(OSError):
                    parent.rmdir()
            if isinstance(error, OSError):
                raise _disk_error(error) from error
            raise
        return Restored(folder, backup.contents, desk)


def _build(backup: OpenedBackup, beside: Path, at: datetime, report: Report, stop: threading.Event) -> str:
    """Make the vault in `beside`. Returns its desk letter."""
    sizes = {name: backup.manifest.databases[name][0] for name in DATABASES}
    total, done = 4 * sum(sizes.values()), 0

    def advance(count: int) -> None:
        nonlocal done
        done = min(done + count, total)
        report(done, total)
        if stop.is_set():
            raise Cancelled

    packed = beside / "packed"
    packed.mkdir(mode=0o700)
    for name in DATABASES:
        _unpack(backup, name, packed / name, advance)
    own = _own_keys(backup)
    with _damage_is_the_backups():
        with copies.opened(packed, backup.key.databases(), stopped=stop.is_set) as database:
            copies.copy(database, beside, own, stopped=stop.is_set)
        advance(sum(sizes.values()))
        # Its records were checked when the backup was made, and its hash proved it to be that copy.
        if copies.facts(beside, own, vault_id=backup.manifest.vault) != backup.manifest.whole:
            raise BackupDamaged
        copies.check_pages(beside, own, stopped=stop.is_set)
        advance(2 * sum(sizes.values()))
    shutil.rmtree(packed)
    desk = _begin_anew(backup, beside, own, at)
    install_keys(beside, backup.manifest.keys)
    for path in beside.iterdir():
        _flush(path)
    files.sync_folder(beside)
    return desk


def _unpack(backup: OpenedBackup, name: str, path: Path, advance: archive.Advance) -> None:
    """Copy a database out of the backup, still under the backup's key, and prove that it is the sealed one."""
    with path.open("xb", buffering=0) as out:

        def written() -> Iterator[bytes]:
            for block in backup.archive.blocks(name):
                rest = memoryview(block)
                while rest:
                    rest = rest[out.write(rest) :]
                yield block

        found = archive.digest(written(), advance)
    backup.archive.check(name, found)
    if not backup.manifest.holds(name, found):
        raise BackupDamaged


def _begin_anew(backup: OpenedBackup, folder: Path, keys: DatabaseKeys, at: datetime) -> str:
    """Open it as the program will, run what steps are pending, move the desk letter on, and say so in the journal."""
    database = connection.open_vault(folder, keys, vault_id=backup.manifest.vault)
    try:
        with database.transaction():
            desk = next_desk(settings.get(database, settings.DESK))
            settings.put(database, settings.DESK, desk)
            # The copy was taken a moment before the vault noted that it had been.
            settings.put(database, settings.LAST_BACKUP, stamp(backup.manifest.created))
            journal.write(
                database,
                STOCK,
                at=stamp(at),
                user_id=backup.keys.user_id,
                action="backup.restore",
                subject={"backup": backup.manifest.id, "desk": desk},
            )
        return desk
    finally:
        database.close()


def _own_keys(backup: OpenedBackup) -> DatabaseKeys:
    return DatabaseKeys(backup.keys.stock_database_key(), backup.keys.people_database_key())


@contextlib.contextmanager
def _damage_is_the_backups() -> Iterator[None]:
    try:
        yield
    except VaultDamaged as error:
        raise BackupDamaged from error


def _check_free(folder: Path) -> None:
    try:
        if not folder.exists():
            return
        if not folder.is_dir():
            raise VaultUnwritable
        if any(folder.iterdir()):
            raise FolderNotEmpty
    except OSError as error:
        raise _disk_error(error) from error


def _give_name(beside: Path, target: Path) -> None:
    """Let the finished folder take the place of nothing, or of an empty one (Windows wants that gone first)."""
    _check_free(target)
    there = target.exists()
    if there:
        target.rmdir()
    try:
        beside.rename(target)
    except OSError:
        if there:
            target.mkdir(mode=0o700)
        raise
    with contextlib.suppress(OSError):  # it has its name; what is not flushed yet will be
        files.sync_folder(target.parent)


def _remove_leftovers(target: Path) -> None:
    """Take away what a restore into the same folder left when it was killed. One under way is locked."""
    pattern = re.compile(re.escape(target.name) + r"\.new-[0-9a-f]{8}")
    for path in target.parent.iterdir():
        if pattern.fullmatch(path.name) and path.is_dir():
            with contextlib.suppress(AlreadyOpen, OSError):
                FolderLock(path).release()
                shutil.rmtree(path, ignore_errors=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR | _BINARY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _disk_error(error: OSError) -> LarderError:
    return VaultFull() if files.obstacle_of(error) is Obstacle.FULL else VaultUnwritable()
