"""Making a vault out of a backup: in a folder where there is none, or in the place of the one that is there."""

import contextlib
import dataclasses
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from desktop.backup import archive
from desktop.backup.archive import DATABASES
from desktop.backup.errors import MEBIBYTE, BackupDamaged, FolderNotEmpty, NewerPresent
from desktop.backup.present import Present, disk_error, held, holds_part, key_copies, look, opened_with
from desktop.backup.reading import BackupContents, OpenedBackup, Report
from desktop.domain.errors import Cancelled, ChangeUnfinished, VaultDamaged, VaultFull, VaultUnwritable
from desktop.domain.numbering import next_desk
from desktop.domain.people import MemberId
from desktop.storage import connection, erasing, journal, settings
from desktop.storage import copies as local_copies
from desktop.storage import snapshot as copies
from desktop.storage.checks import Checks
from desktop.storage.connection import FILES, DatabaseKeys
from desktop.storage.schema import STOCK
from desktop.system import exchange, files
from desktop.system.clock import stamp
from desktop.system.locks import AlreadyOpen, FolderLock
from desktop.vault import STANDARD_POLICY, KdfPolicy, install_keys

_BETWEEN_REPORTS = 0.05
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Restored:
    """A vault that was restored; everybody who could unlock it when the backup was made can.

    Attributes:
        folder: Where it lives.
        contents: What the backup held.
        desk: The desk letter it goes on with, so that no printed number comes twice.
        aside: Where the vault lies whose place it took; None when there was none.
        erased_again: How many people were erased again who had been erased since the backup; None when the vault that was there
            could not be read, or there was none: then nobody knows whether there are any.
    """

    folder: Path
    contents: BackupContents
    desk: str
    aside: Path | None = None
    erased_again: int | None = None


@dataclass(frozen=True, slots=True)
class _Order:
    """What a restore was asked for.

    Attributes:
        at: The present moment, for the journal.
        desk: The letter of the vault that was there; the restored one goes on after it.
        erased: Whom to erase again.
    """

    at: datetime
    report: Report
    stop: threading.Event
    desk: str = ""
    erased: frozenset[MemberId] | None = None


def backup_date(contents: BackupContents) -> date:
    """The local day on which a backup was made, as it is shown, and typed to confirm it."""
    return contents.created.astimezone().date()


def restore(
    file: Path,
    folder: Path,
    *,
    at: datetime,
    login: str = "",
    passphrase: str = "",
    words: str | Sequence[str] | None = None,
    replace: bool = False,
    confirmed_date: date | None = None,
    policy: KdfPolicy = STANDARD_POLICY,
    report: Report = lambda _done, _total: None,
    stop: threading.Event | None = None,
) -> Restored:
    """Restore a backup into a new or empty folder, or in the place of the vault that is there.

    It is built and proved in a folder of its own, which gets its name last. A vault that was there is set aside, whole or
    damaged as it was, under `copies`; whom it says to have been erased is erased again in the restored one.

    Args:
        folder: Made if it isn't there.
        at: The present moment, for the journal.
        words: Of the recovery sheet; the login name and the passphrase are not needed then.
        replace: Whether it may take the place of a vault.
        confirmed_date: The day of the backup, typed by the person, where that vault has changed since.

    Raises:
        FolderNotEmpty: There is something in the folder; with `replace`, something that is no vault.
        Invalid: Field `date`: the vault that is there is newer, and the day was not typed.
        BackupDamaged, BackupNewer, BackupUnreadable: The file can't be used.
        BackupLocked, WrongRecoveryWords, RecoveryWordsInvalid: What was typed doesn't open it.
        VaultInUse: The vault that is there is open.
        VaultFull, VaultUnwritable: The disk can't take it.
        Cancelled: `stop` was set.
        NotEnoughMemory: The computer can't spare the memory.
            After each of them, the folder is as it was and nothing is beside it.
        ChangeUnfinished: It is restored, and the disk refused the last step. The next opening brings it to its end.
    """
    order = _Order(at, report, stop or threading.Event())
    if replace and holds_part(folder):
        with held(folder), OpenedBackup(file, login=login, passphrase=passphrase, words=words, policy=policy) as backup:
            # Whoever opened the backup is the same person under another passphrase, too.
            present = look(
                folder,
                *(partial(backup.keys_of, raw, policy) for raw in key_copies(folder)),
                lambda: opened_with(folder, login, passphrase, words, policy),
            )
            if present.is_newer_than(backup.contents) and confirmed_date != backup_date(backup.contents):
                raise NewerPresent(backup_date(backup.contents))
            return _replace(folder, backup, present, order)
    _check_free(folder)
    with OpenedBackup(file, login=login, passphrase=passphrase, words=words, policy=policy) as backup:
        return _restore_beside(folder, backup, order)


def _restore_beside(folder: Path, backup: OpenedBackup, order: _Order) -> Restored:
    """Build it in a folder beside, which takes the place of nothing, or of an empty one."""
    target = folder.absolute()
    missing = [parent for parent in target.parents if not parent.exists()]
    beside = target.with_name(f"{target.name}.new-{secrets.token_hex(4)}")
    try:
        _check_room(target, backup)
        files.make_private_folder(target.parent)
        _remove_leftovers(target)
        beside.mkdir(mode=0o700)
        with FolderLock(beside):
            desk, erased_again = _build(backup, beside, order)
        _give_name(beside, target)
    except BaseException as error:
        shutil.rmtree(beside, ignore_errors=True)
        for parent in missing:
            with contextlib.suppress(OSError):
                parent.rmdir()
        if isinstance(error, OSError):
            raise disk_error(error) from error
        raise
    return Restored(folder, backup.contents, desk, erased_again=erased_again)


def _replace(folder: Path, backup: OpenedBackup, present: Present, order: _Order) -> Restored:
    """Build it inside the vault's folder, and exchange the files. The folder is held."""
    order = dataclasses.replace(order, desk=present.desk or "", erased=present.erased)
    staged = None
    try:
        _check_room(folder, backup)
        staged = exchange.staging(folder)
        desk, erased_again = _build(backup, staged, order)
        local_copies.settle_journals(folder)
        name = local_copies.free_name(folder, order.at, local_copies.RESTORE)
        exchange.commit(folder, staged, aside=name)
    except BaseException as error:
        if staged is not None:
            shutil.rmtree(staged, ignore_errors=True)
        if isinstance(error, OSError):
            raise disk_error(error) from error
        raise
    try:
        exchange.finish(folder)
    except OSError as error:
        raise ChangeUnfinished from error
    return Restored(folder, backup.contents, desk, folder / exchange.COPIES / name, erased_again)


def _build(backup: OpenedBackup, beside: Path, order: _Order) -> tuple[str, int | None]:
    """Make the vault in `beside`. Returns its desk letter, and how many people were erased again."""
    packed = beside / "packed"
    packed.mkdir(mode=0o700)
    own = _own_keys(backup)
    progress = _Progress(order, 4 * sum(backup.manifest.databases[name][0] for name in DATABASES))
    with _damage_is_the_backups():
        _take_over(backup, packed, beside, own, progress)
        progress.say()
        shutil.rmtree(packed)
        # The sealed hashes proved that what was copied is the pair whose records were checked when the backup was made.
        with Checks(beside, own, vault_id=backup.manifest.vault, records=False, stopped=order.stop.is_set) as checks:
            for name in DATABASES:
                _flush(beside / name)
            if checks.result() != backup.manifest.whole:
                raise BackupDamaged
        progress.say()
    begun = _begin_anew(backup, beside, own, order)
    install_keys(beside, backup.manifest.keys)
    for path in beside.iterdir():
        _flush(path)
    files.sync_folder(beside)
    progress.end()
    return begun


class _Progress:
    """Adds up what is done, in any thread; says it only where `say` is called."""

    def __init__(self, order: _Order, total: int) -> None:
        self._order = order
        self._total = total
        self._done = {f"{what} {name}": 0 for what in ("unpacking", "copying") for name in FILES}

    def advance(self, what: str, count: int) -> None:
        """So many bytes more of `what` are done. Raises Cancelled when the person stopped."""
        self._done[what] += count
        self.say()

    def reached(self, what: str, count: int) -> None:
        """So many bytes of `what` are done, all in all."""
        self._done[what] = count

    def say(self) -> None:
        """Report it; raise Cancelled when the person stopped."""
        self._order.report(min(sum(self._done.values()), self._total), self._total)
        if self._order.stop.is_set():
            raise Cancelled

    def end(self) -> None:
        """All is done."""
        self._order.report(self._total, self._total)


def _take_over(backup: OpenedBackup, packed: Path, beside: Path, own: DatabaseKeys, progress: _Progress) -> None:
    """Unpack the databases, and copy each under the vault's key while the next is unpacked."""
    given_up = threading.Event()
    copying: list[Future[None]] = []
    with ThreadPoolExecutor(len(DATABASES)) as threads:
        try:
            for name, file in FILES.items():
                _unpack(backup, file, packed / file, partial(progress.advance, f"unpacking {name}"))
                copying.append(
                    threads.submit(
                        copies.copy_closed,
                        *(packed, backup.key.databases(), beside, own, name),
                        copied=partial(progress.reached, f"copying {name}"),
                        stopped=given_up.is_set,
                    )
                )
            while wait(copying, timeout=_BETWEEN_REPORTS, return_when=FIRST_EXCEPTION).not_done:
                if any(each.done() and each.exception() for each in copying):
                    break
                progress.say()
        finally:
            given_up.set()
    failed = [error for each in copying if (error := each.exception())]
    for error in sorted(failed, key=lambda error: isinstance(error, Cancelled)):
        raise error  # the one because of which the other was given up


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


def _begin_anew(backup: OpenedBackup, folder: Path, keys: DatabaseKeys, order: _Order) -> tuple[str, int | None]:
    """Open it as the program will, run what steps are pending, and let it go on from the vault that was there.

    The desk letter moves on, backups wait until somebody confirms these records, and who was erased since is erased again.
    """
    database = connection.open_vault(folder, keys, vault_id=backup.manifest.vault)
    erased_again = None
    try:
        with database.transaction():
            desk = next_desk(max(settings.get(database, settings.DESK), order.desk, key=lambda desk: (len(desk), desk)))
            settings.put(database, settings.DESK, desk)
            # The copy was taken a moment before the vault noted that it had been.
            settings.put(database, settings.LAST_BACKUP, stamp(backup.manifest.created))
            settings.put(database, settings.RESTORED_FROM, stamp(backup.manifest.created))
            if order.erased is not None:
                erased_again = erasing.erase_again(database, order.erased, at=stamp(order.at), by=backup.keys.user_id)
            journal.write(
                database,
                STOCK,
                at=stamp(order.at),
                user_id=backup.keys.user_id,
                action="backup.restore",
                subject={"backup": backup.manifest.id, "desk": desk},
            )
        if erased_again:
            erasing.scrub(database)
        return desk, erased_again
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
        raise disk_error(error) from error


def _check_room(folder: Path, backup: OpenedBackup) -> None:
    if files.free_space(folder) < 2 * backup.archive.size + MEBIBYTE:
        raise VaultFull


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
