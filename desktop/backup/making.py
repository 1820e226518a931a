"""The second step of a backup: check the copy, write it to the drive, and prove that the drive holds it."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop import __version__
from desktop.backup import archive, errors, kept
from desktop.backup.archive import DATABASES, HEADER, MANIFEST, NAMES, Archive, Digest, Member
from desktop.backup.errors import MEBIBYTE, BackupDamaged, BackupUnreadable, DriveGone, DriveUnreliable, RecordsDamaged
from desktop.backup.manifest import Manifest
from desktop.backup.snapshot import Snapshot
from desktop.domain.errors import Cancelled, LarderError, VaultDamaged
from desktop.storage.checks import Checks
from desktop.storage.snapshot import Whole
from desktop.system import files
from desktop.system.files import BLOCK, Write

Report = Callable[[int, int], None]
"""Called with what is done and what there is in all."""
_FLUSH_EVERY = 8
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A backup that was written, read back from the drive, and proved.

    Attributes:
        id: Its random id, as hex.
        size: In bytes.
        counts: What it holds.
        removed: How many older ones made room for it.
    """

    id: str
    path: Path
    size: int
    counts: Whole
    created: datetime
    removed: int


@dataclass(slots=True)
class _Progress:
    report: Report
    stop: threading.Event
    total: int
    done: int = 0

    def advance(self, count: int) -> None:
        """Report `count` bytes more; raise Cancelled when the person stopped."""
        self.done = min(self.total, self.done + count)
        self.report(self.done, self.total)
        if self.stop.is_set():
            raise Cancelled


def write_backup(
    snapshot: Snapshot,
    target_folder: Path,
    report: Report = lambda _done, _total: None,
    stop: threading.Event | None = None,
    *,
    write: Write = os.write,
) -> BackupMade:
    """Write a snapshot to a drive as one file, beside the older ones. The snapshot is deleted, whatever happens.

    While the drive writes, the copy is checked where it lies, page by page and sum by sum. When all is written, the drive's
    file is read back past the cache, and its hashes compared with the copy's: a database that stands at an offset inside a
    file can't be opened there, but what has the SHA-256 of a database that was opened is that database. It is given its name
    when both have ended well.

    Args:
        write: Stands for `os.write`, so that a test can pull the stick out.

    Raises:
        RecordsDamaged: The vault's records didn't pass the checks.
        DriveFull, DriveUnwritable, DriveGone, DriveUnreliable: The drive's fault; its older backups are as they were.
        Cancelled: `stop` was set.
    """
    stop = stop or threading.Event()
    size = 0
    with snapshot:
        sizes = {name: _size(snapshot.folder / name) for name in DATABASES}
        progress = _Progress(report, stop, total=4 * sum(sizes.values()))
        try:
            with _checks(snapshot, stop) as checks:
                manifest, digests = _described(snapshot, progress, checks)
                contents = {MANIFEST: manifest.sealed(snapshot.key), HEADER: snapshot.header}
                digests |= {name: Digest.of(content) for name, content in contents.items()}
                size = archive.total_size({name: digest.size for name, digest in digests.items()})
                if size > archive.MOST_BYTES or any(digests[name].size > archive.LIMITS[name] for name in NAMES):
                    raise RecordsDamaged  # a thousand times what a collective has
                stream = _stream(snapshot.folder, contents, digests)
                path, removed = _to_drive(snapshot, target_folder, stream, digests, size, progress, write, checks)
        except BaseException as error:
            if isinstance(error, OSError):
                raise errors.drive_error(error, target_folder, size) from error
            raise
        report(progress.total, progress.total)
        return BackupMade(snapshot.id, path, size, manifest.whole, snapshot.created, removed)


def _checks(snapshot: Snapshot, stop: threading.Event) -> Checks:
    return Checks(snapshot.folder, snapshot.key.databases(), vault_id=snapshot.vault, stopped=stop.is_set)


def _described(snapshot: Snapshot, progress: _Progress, checks: Checks) -> tuple[Manifest, dict[str, Digest]]:
    """Hash the copy, and write down what it holds."""
    digests = {name: archive.digest(_blocks(snapshot.folder / name), progress.advance) for name in DATABASES}
    whole = _of_the_records(checks.whole)
    header = Digest.of(snapshot.header)
    manifest = Manifest(
        id=snapshot.id,
        program=__version__,
        vault=snapshot.vault,
        generation=snapshot.generation,
        created=snapshot.created,
        keys=snapshot.keys,
        header=(header.size, header.sha256),
        databases={name: (digest.size, digest.sha256) for name, digest in digests.items()},
        whole=whole,
    )
    return manifest.proved(snapshot.manifest_key), digests


def _of_the_records(ask: Callable[[], Whole]) -> Whole:
    try:
        return ask()
    except VaultDamaged as error:
        raise RecordsDamaged from error


def _to_drive(
    snapshot: Snapshot,
    folder: Path,
    stream: Iterator[bytes],
    digests: dict[str, Digest],
    size: int,
    progress: _Progress,
    write: Write,
    checks: Checks,
) -> tuple[Path, int]:
    """Write the file beside, prove it, wait for the checks of the copy, and give it its name."""
    if not folder.is_dir():
        raise DriveGone
    kept.remove_partial(folder, snapshot.vault)
    free = files.free_space(folder)
    if free < size + MEBIBYTE:
        raise errors.room(size + MEBIBYTE, free)
    path = kept.next_path(folder, snapshot.vault)
    partial = path.with_name(path.name + kept.PARTIAL)
    named = False
    try:
        _write(partial, stream, progress, write)
        _prove(partial, snapshot, digests, progress)
        _of_the_records(checks.result)
        with contextlib.suppress(OSError):  # a stick may not take a time; the number says the order
            os.utime(partial, (snapshot.created.timestamp(), snapshot.created.timestamp()))
        partial.rename(path)
        named = True
        files.sync_folder(folder)
    except BaseException:
        for left in (partial, path) if named else (partial,):
            with contextlib.suppress(OSError):
                left.unlink()
        raise
    return path, len(kept.thin(folder, snapshot.vault))


def _stream(folder: Path, contents: dict[str, bytes], digests: dict[str, Digest]) -> Iterator[bytes]:
    """All bytes of the file, in order."""
    members = [Member(name, digests[name].size, digests[name].crc) for name in NAMES]
    for member in members:
        yield archive.local_header(member)
        if member.name in contents:
            yield contents[member.name]
        else:
            yield from _blocks(folder / member.name)
    yield archive.ending(members)


def _write(path: Path, stream: Iterator[bytes], progress: _Progress, write: Write) -> None:
    """Write and flush. It is flushed on the way as well, so that the progress shown is the drive's, not the cache's."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        for number, part in enumerate(stream, start=1):
            rest = memoryview(part)
            while rest:
                rest = rest[write(handle, rest) :]
            if number % _FLUSH_EVERY == 0:
                os.fsync(handle)
            progress.advance(len(part))
        os.fsync(handle)
    finally:
        os.close(handle)
    files.sync_folder(path.parent)


def _prove(path: Path, snapshot: Snapshot, digests: dict[str, Digest], progress: _Progress) -> None:
    """Read the drive's file as a stranger's: its shape, every byte of it, and its manifest with the backup's own key.

    Raises:
        DriveUnreliable: It isn't what was written.
        DriveGone: The drive doesn't give it any more.
    """
    try:
        with Archive(path) as written:
            manifest = Manifest.opened(written.content(MANIFEST), snapshot.key)
            if not manifest.is_proved_by(snapshot.manifest_key):
                raise DriveUnreliable
            for name in NAMES:
                found = archive.digest(written.blocks(name), progress.advance)
                if found != digests[name] or (name != MANIFEST and not manifest.holds(name, found)):
                    raise DriveUnreliable
    except BackupUnreadable as error:
        raise DriveGone from error
    except (BackupDamaged, LarderError) as error:
        if isinstance(error, Cancelled | DriveUnreliable):
            raise
        raise DriveUnreliable from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise RecordsDamaged from error


def _blocks(path: Path) -> Iterator[bytes]:
    """The blocks of the copy on our own disk; its errors are not the drive's."""
    try:
        with path.open("rb", buffering=0) as file:
            while block := file.read(BLOCK):
                yield block
    except OSError as error:
        raise RecordsDamaged from error
