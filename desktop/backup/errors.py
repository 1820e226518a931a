"""What can go wrong with backups, as things a person can understand."""

from datetime import date
from pathlib import Path

from desktop.domain.errors import Invalid, LarderError, VaultDamaged, VaultExists, VaultNewer
from desktop.i18n import N_
from desktop.system import files
from desktop.system.files import Obstacle
from desktop.vault.errors import WrongPassphrase

MEBIBYTE = 1024 * 1024


class BackupDamaged(VaultDamaged):
    """The file is cut off, altered, forged, or something else."""

    text = N_("This file is damaged, or it is not a backup. Nothing was changed. Use another backup.")


class BackupNewer(VaultNewer):
    """A newer program wrote the file, or the databases in it."""

    text = N_("This backup was made by a newer Larder. Nothing was changed. Install the newer Larder to open it.")


class BackupUnreadable(LarderError):
    """The file isn't there (any more), or the drive doesn't give it."""

    text = N_(
        "This file cannot be read. Nothing was changed. Check that the drive is plugged in, and choose the file again."
    )


class BackupLocked(WrongPassphrase):
    """The name and the passphrase open no backup: they are wrong, or not a coordinator's."""

    text = N_(
        "This name and passphrase do not open this backup. Nothing was changed. Only a coordinator's do, as they were "
        "when it was made, or the words of the recovery sheet."
    )


class FolderNotEmpty(VaultExists):
    """There is something in the folder that was to take the restored vault."""

    text = N_("This folder is not empty. Nothing was changed. Choose an empty folder, or a new name.")


class NewerPresent(Invalid):
    """The vault that is there changed after the backup was made. Values: date, of the backup."""

    def __init__(self, day: date) -> None:
        super().__init__(
            "date",
            N_(
                "The vault on this computer was changed after this backup was made. Nothing was restored. To go back to the "
                "backup all the same, type its date, {date}."
            ),
            date=day,
        )


class RecordsDamaged(VaultDamaged):
    """The vault's own records failed a check; a backup of them would be worth nothing."""

    text = N_(
        "The vault's records did not pass the checks. No backup was made, and the earlier ones are as they were. "
        "Ask a coordinator to restore the last one."
    )


class DriveFull(LarderError):
    """The drive has no room. Values: needed, free, in MB."""

    text = N_(
        "The backup needs {needed} MB, and {free} MB are free on this drive. No backup was made, and the earlier ones "
        "are as they were. Free some space, or use another drive."
    )


class DriveUnwritable(LarderError):
    """The drive refuses writing."""

    text = N_(
        "This drive cannot be written to. No backup was made, and the earlier ones are as they were. "
        "Take off its write protection, or use another drive."
    )


class DriveGone(LarderError):
    """The drive was pulled out, or stopped answering."""

    text = N_(
        "The drive stopped answering. No backup was made, and the earlier ones are as they were. "
        "Plug it in again and start again."
    )


class DriveUnreliable(LarderError):
    """What was read back is not what was written."""

    text = N_(
        "The drive did not keep what was written to it. No backup was made. Use another drive, and this one no more."
    )


def room(needed: int, free: int) -> DriveFull:
    """The error of a drive that is too small, with both sizes in MB, the needed one rounded up."""
    return DriveFull(needed=-(-needed // MEBIBYTE), free=free // MEBIBYTE)


def drive_error(error: OSError, folder: Path, needed: int) -> LarderError:
    """What a system error while writing to a drive means to a person.

    Args:
        needed: The size of the backup in bytes.
    """
    found = files.obstacle_of(error)
    if found is Obstacle.FULL:
        try:
            return room(needed, files.free_space(folder))
        except OSError:
            return DriveGone()
    if found in (Obstacle.READ_ONLY, Obstacle.NO_PERMISSION):
        return DriveUnwritable()
    return DriveGone()
