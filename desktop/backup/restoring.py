"""Making a vault out of a backup: in a folder where there is none, or in the place of the one that is there."""

import contextlib
import dataclasses
import re
import secrets
import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from desktop.backup.building import Order, build
from desktop.backup.errors import MEBIBYTE, FolderNotEmpty, NewerPresent
from desktop.backup.present import Present, held, holds_part, key_copies, look, opened_with
from desktop.backup.reading import BackupContents, OpenedBackup, Report
from desktop.domain.errors import ChangeUnfinished, VaultFull, VaultUnwritable
from desktop.storage import copies as local_copies
from desktop.system import exchange, files
from desktop.system.locks import AlreadyOpen, FolderLock
from desktop.vault import STANDARD_POLICY, KdfPolicy, disk_error


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
    order = Order(at, report, stop or threading.Event())
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


def _restore_beside(folder: Path, backup: OpenedBackup, order: Order) -> Restored:
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
            desk, erased_again = build(backup, beside, order)
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


def _replace(folder: Path, backup: OpenedBackup, present: Present, order: Order) -> Restored:
    """Build it inside the vault's folder, and exchange the files. The folder is held."""
    order = dataclasses.replace(order, desk=present.desk or "", erased=present.erased)
    staged = None
    try:
        _check_room(folder, backup)
        staged = exchange.staging(folder)
        desk, erased_again = build(backup, staged, order)
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
