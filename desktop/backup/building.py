"""Building a vault out of a backup, in a folder that is to be one: unpacked, copied under its keys, proved, begun anew."""

import contextlib
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from queue import Empty, Queue

from desktop.backup import archive
from desktop.backup.archive import DATABASES
from desktop.backup.errors import BackupDamaged
from desktop.backup.reading import OpenedBackup, Report
from desktop.domain.errors import Cancelled, VaultDamaged
from desktop.domain.numbering import next_desk
from desktop.domain.people import MemberId
from desktop.storage import connection, erasing, journal, settings
from desktop.storage import snapshot as copies
from desktop.storage.connection import FILES, DatabaseKeys
from desktop.storage.schema import STOCK
from desktop.system import files
from desktop.system.clock import stamp
from desktop.vault import install_keys

_BETWEEN_REPORTS = 0.05


@dataclass(frozen=True, slots=True)
class Order:
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


def build(backup: OpenedBackup, beside: Path, order: Order) -> tuple[str, int | None]:
    """Make the vault in `beside`. Returns its desk letter, and how many people were erased again."""
    packed = beside / "packed"
    packed.mkdir(mode=0o700)
    own = _own_keys(backup)
    progress = _Progress(order, 4 * sum(backup.manifest.databases[name][0] for name in DATABASES))
    with _damage_is_the_backups():
        _take_over(backup, packed, beside, own, progress)
    shutil.rmtree(packed)
    progress.say()
    begun = _begin_anew(backup, beside, own, order)
    install_keys(beside, backup.manifest.keys)
    for path in beside.iterdir():
        files.sync_file(path)
    files.sync_folder(beside)
    progress.end()
    return begun


class _Progress:
    """Adds up what is done, in any thread; says it only where `say` is called."""

    def __init__(self, order: Order, total: int) -> None:
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

    def is_stopped(self) -> bool:
        """Whether the person stopped."""
        return self._order.stop.is_set()

    def end(self) -> None:
        """All is done."""
        self._order.report(self._total, self._total)


def _take_over(backup: OpenedBackup, packed: Path, beside: Path, own: DatabaseKeys, progress: _Progress) -> None:
    """Unpack the databases, copy them under the vault's keys, and prove the copies.

    The sealed hashes prove that what is copied is the pair whose records were checked when the backup was made. Of the copies
    every page is proved, and that they hold what the manifest says. Each goes its way in a thread of its own.
    """
    given_up = threading.Event()
    said: Queue[str] = Queue()
    heard: Counter[str] = Counter()

    def work(name: str) -> None:
        try:
            copies.copy_closed(
                *(packed, backup.key.databases(), beside, own, name),
                copied=partial(progress.reached, f"copying {name}"),
                stopped=given_up.is_set,
            )
            said.put("copied")
            copies.check_pages_alone(beside, own, name, stopped=given_up.is_set)
            said.put("proved")
        except BaseException:
            said.put("failed")
            raise

    def both(what: str) -> bool:
        while heard[what] < len(FILES) and not heard["failed"]:
            try:
                heard[said.get(timeout=_BETWEEN_REPORTS)] += 1
            except Empty:
                progress.say()
        progress.say()
        return not heard["failed"]

    under_way: list[Future[None]] = []
    with ThreadPoolExecutor(len(FILES)) as threads:
        try:
            for name, file in FILES.items():
                _unpack(backup, file, packed / file, partial(progress.advance, f"unpacking {name}"))
                under_way.append(threads.submit(work, name))
            if both("copied"):
                for file in FILES.values():
                    files.sync_file(beside / file)
                whole = copies.facts(beside, own, vault_id=backup.manifest.vault, stopped=progress.is_stopped)
                if both("proved") and whole != backup.manifest.whole:
                    raise BackupDamaged
        finally:
            given_up.set()
    failed = [error for each in under_way if (error := each.exception())]
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


def _begin_anew(backup: OpenedBackup, folder: Path, keys: DatabaseKeys, order: Order) -> tuple[str, int | None]:
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
