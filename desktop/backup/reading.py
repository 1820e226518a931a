"""Opening a backup on any laptop, with a coordinator's login name and passphrase or the words of the recovery sheet."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.backup import archive, manifest
from desktop.backup.archive import DATABASES, HEADER, MANIFEST, NAMES, Archive
from desktop.backup.errors import BackupDamaged, BackupLocked, BackupNewer
from desktop.backup.manifest import BackupKey, Manifest
from desktop.domain.errors import Cancelled
from desktop.storage import schema
from desktop.storage.connection import FILES
from desktop.storage.snapshot import Whole
from desktop.vault import (
    STANDARD_POLICY,
    KdfPolicy,
    OpenedHeader,
    Unlocked,
    open_header,
    open_header_with_recovery,
    open_keys,
)
from desktop.vault.errors import KeysDamaged, NewerFormat, WrongPassphrase, WrongRecoveryWords

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BackupContents:
    """What a backup holds.

    Attributes:
        id: Its random id, as hex.
        created: When the copy was taken, UTC.
        counts: What it holds.
        program: The version of the program that made it.
        vault: The id of the vault, as hex.
        generation: That of its keys; a lower one than the vault's own is from before a change of users.
        size: Of the file, in bytes.
    """

    id: str
    created: datetime
    counts: Whole
    program: str
    vault: str
    generation: int
    size: int


class OpenedBackup:
    """A backup whose manifest is opened and proved, and whose databases are still to be compared with it.

    Raises:
        BackupDamaged, BackupNewer, BackupUnreadable: It can't be used.
        BackupLocked, WrongRecoveryWords: What was typed doesn't open it.
        RecoveryWordsInvalid: It can't be the words of any sheet.
        NotEnoughMemory: The computer can't spare the memory.
    """

    def __init__(
        self, file: Path, *, login: str, passphrase: str, words: str | Sequence[str] | None, policy: KdfPolicy
    ) -> None:
        self.archive = Archive(file, looked_at=manifest.read_id)
        try:
            header = self.archive.content(HEADER)
            sealed = self.archive.content(MANIFEST)
            opened = _opened(header, manifest.read_id(sealed), login, passphrase, words, policy)
            self._slot = opened.slot
            self.key = BackupKey(opened.secret)
            self.manifest = Manifest.opened(sealed, self.key)
            self.keys = _keys(self.manifest, opened, policy)
            if not self.manifest.holds(HEADER, archive.Digest.of(header)):
                raise BackupDamaged
            for name, member in zip(NAMES, self.archive.members, strict=True):
                if name in DATABASES and member.size != self.manifest.databases[name][0]:
                    raise BackupDamaged
            for name in FILES:
                if self.manifest.whole.versions[FILES[name]] > schema.steps(name)[-1][0]:
                    raise BackupNewer
        except BaseException:
            self.archive.close()
            raise

    @property
    def contents(self) -> BackupContents:
        """What the manifest says."""
        return BackupContents(
            id=self.manifest.id,
            created=self.manifest.created,
            counts=self.manifest.whole,
            program=self.manifest.program,
            vault=self.manifest.vault,
            generation=self.manifest.generation,
            size=self.archive.size,
        )

    def keys_of(self, raw: bytes, policy: KdfPolicy) -> Unlocked:
        """Open another key file with the private key that opened the backup: that of the same person, as it is now.

        Raises:
            KeysDamaged, NewerFormat: It is damaged, or they are not in it.
        """
        return open_keys(raw, self._slot, policy=policy)

    def close(self) -> None:
        """Close the file and forget the keys."""
        self.archive.close()
        self.key.forget()
        self.keys.forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def verify(
    file: Path,
    *,
    login: str = "",
    passphrase: str = "",
    words: str | Sequence[str] | None = None,
    policy: KdfPolicy = STANDARD_POLICY,
    report: Report = lambda _done, _total: None,
    stop: threading.Event | None = None,
) -> BackupContents:
    """Prove that a backup can be opened and is whole, and say what it holds. Nothing is written anywhere.

    Every byte is compared with the manifest that was sealed when the databases had just been opened and checked.

    Args:
        words: Of the recovery sheet; the login name and the passphrase are not needed then.

    Raises:
        BackupDamaged, BackupNewer, BackupUnreadable: It can't be used.
        BackupLocked, WrongRecoveryWords, RecoveryWordsInvalid: What was typed doesn't open it.
        NotEnoughMemory: The computer can't spare the memory.
        Cancelled: `stop` was set.
    """
    stop = stop or threading.Event()
    with OpenedBackup(file, login=login, passphrase=passphrase, words=words, policy=policy) as backup:
        total = sum(member.size for member in backup.archive.members if member.name in DATABASES)
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            report(done, total)
            if stop.is_set():
                raise Cancelled

        for name in DATABASES:
            found = archive.digest(backup.archive.blocks(name), advance)
            backup.archive.check(name, found)
            if not backup.manifest.holds(name, found):
                raise BackupDamaged
        return backup.contents


def _opened(
    header: bytes,
    backup_id: str,
    login: str,
    passphrase: str,
    words: str | Sequence[str] | None,
    policy: KdfPolicy,
) -> OpenedHeader:
    context = manifest.context(backup_id)
    try:
        if words is not None:
            return open_header_with_recovery(header, words, context=context, policy=policy)
        return open_header(header, login=login, passphrase=passphrase, context=context, policy=policy)
    except WrongRecoveryWords:
        raise
    except WrongPassphrase:
        raise BackupLocked from None
    except NewerFormat:
        raise BackupNewer from None
    except KeysDamaged:
        raise BackupDamaged from None


def _keys(found: Manifest, opened: OpenedHeader, policy: KdfPolicy) -> Unlocked:
    """The vault's keys as they were, opened by whoever opened the backup; they prove the manifest."""
    try:
        keys = open_keys(found.keys, opened.slot, policy=policy)
    except NewerFormat:
        raise BackupNewer from None
    except KeysDamaged:
        raise BackupDamaged from None
    manifest_key = keys.manifest_key()
    same = keys.vault_id == found.vault == opened.vault.hex() and keys.generation == found.generation
    if manifest_key is None or not same or not found.is_proved_by(manifest_key):
        keys.forget()
        raise BackupDamaged
    return keys
