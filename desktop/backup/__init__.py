"""Backups: one file on a drive that opens on any laptop, made, proved, read and restored.

A backup holds both databases under a key of its own, that key sealed to the coordinators and the recovery sheet, and a
manifest that proves every byte; the vault's key file lies in it. The parts: `archive` (the container), `manifest` (what
it says of itself), `snapshot` and `making`, `kept` (which of them stay), `reading`, `present` (what is
there already), `building` and `restoring`, `leaving` (taking a vault away from a laptop).
"""

from desktop.backup.commands import restore_command, verify_command
from desktop.backup.kept import BackupFile, backup_files
from desktop.backup.leaving import Erased, erase_vault, is_half_erased
from desktop.backup.making import BackupMade, write_backup
from desktop.backup.present import Present, present_vault
from desktop.backup.reading import BackupContents, verify
from desktop.backup.restoring import Restored, backup_date, restore
from desktop.backup.snapshot import Snapshot, snapshot

__all__ = [
    "BackupContents",
    "BackupFile",
    "BackupMade",
    "Erased",
    "Present",
    "Restored",
    "Snapshot",
    "backup_date",
    "backup_files",
    "erase_vault",
    "is_half_erased",
    "present_vault",
    "restore",
    "restore_command",
    "snapshot",
    "verify",
    "verify_command",
    "write_backup",
]
