"""What the first-start screens may ask, before there is a session: a new vault, or one from a backup."""

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from desktop.backup import (
    BackupContents,
    BackupFile,
    Present,
    Restored,
    backup_date,
    backup_files,
    erase_vault,
    is_half_erased,
    present_vault,
    restore,
    verify,
)
from desktop.domain.errors import Invalid, LarderError
from desktop.domain.people import checked_line, checked_name
from desktop.i18n.catalogue import N_
from desktop.operations.session import Session
from desktop.operations.vault import LONGEST_COLLECTIVE, VaultSetup, check_folder, create_vault, is_unfinished
from desktop.system import exchange
from desktop.system.clock import Clock
from desktop.system.drives import Drive, removable_drives
from desktop.vault import STANDARD_POLICY, KdfParameters, KdfPolicy, check_new_user
from desktop.vault.errors import NoVault

__all__ = ["BackupContents", "BackupFile", "Drive", "Present", "Restored", "StartDesk", "Unlocking", "VaultSetup"]

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Unlocking:
    """What opens a backup: a coordinator's name and passphrase, or the words of the recovery sheet."""

    login: str = ""
    passphrase: str = field(default="", repr=False)
    words: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class StartDesk:
    """The first-start screens' surroundings.

    Attributes:
        proposed: The folder proposed for the vault.
        kdf: What a try at a passphrase costs; measured on this computer when None.
    """

    clock: Clock
    proposed: Path
    policy: KdfPolicy = STANDARD_POLICY
    kdf: KdfParameters | None = None
    drives: Callable[[], Sequence[Drive]] = field(default=removable_drives)

    def free_proposal(self) -> Path:
        """The proposed folder, or one beside it while that one holds something other than an unfinished vault."""
        _take_away_the_rest(self.proposed)
        number, folder = 1, self.proposed
        while _holds_something(folder) and not is_unfinished(folder):
            number += 1
            folder = self.proposed.with_name(f"{self.proposed.name}-{number}")
        return folder

    def folder_of(self, typed: str) -> Path:
        """The folder that was typed. Raises Invalid (field `folder`) unless it is a whole path."""
        folder = Path(typed.strip()).expanduser()
        if not typed.strip() or not folder.is_absolute() or "\0" in typed:
            raise Invalid("folder", N_("Type the whole path of a folder, or choose one. Nothing was changed."))
        return folder

    def check_new(self, folder: Path) -> None:
        """Raise the reason why no new vault can be made there: VaultExists, VaultUnwritable or VaultFull."""
        _take_away_the_rest(folder)
        try:
            check_folder(folder)
        except OSError as error:
            raise Invalid("folder", N_("No folder can have this name. Nothing was changed. Shorten it.")) from error

    def check_held(self, folder: Path) -> None:
        """Raise NoVault unless the folder holds a vault."""
        try:
            held = exchange.holds_vault(folder)
        except OSError:
            held = False
        if not held:
            raise NoVault()

    def check_empty(self, folder: Path) -> None:
        """Raise the reason why nothing can be restored there."""
        self.check_new(folder)
        if _holds_something(folder):
            raise Invalid(
                "folder", N_("This folder is not empty. Nothing was changed. Choose an empty folder, or a new name.")
            )

    def check_person(self, collective: str, login: str, shown_name: str, passphrase: str) -> None:
        """Raise Invalid for the field that can't be used: `collective`, `login`, `shown_name` or `passphrase`."""
        checked_line("collective", collective, longest=LONGEST_COLLECTIVE)
        checked_name("login", login)
        checked_line("shown_name", shown_name)
        check_new_user(login, passphrase)

    def create(self, folder: Path, setup: VaultSetup) -> Session:
        """Make the vault and open it for its first coordinator; called on the database worker."""
        return create_vault(folder, setup, clock=self.clock, kdf=self.kdf, policy=self.policy).session

    def backups_in(self, folder: Path) -> tuple[BackupFile, ...]:
        """The backup files in a folder, newest first; none when it can't be read."""
        return backup_files(folder)

    def look_into(self, file: Path, unlocking: Unlocking, *, report: Report, stop: threading.Event) -> BackupContents:
        """Prove a backup and say what it holds; nothing is changed. Raises LarderError: why it can't be used."""
        return verify(
            file,
            login=unlocking.login,
            passphrase=unlocking.passphrase,
            words=unlocking.words,
            policy=self.policy,
            report=report,
            stop=stop,
        )

    def present(self, folder: Path, unlocking: Unlocking) -> Present | None:
        """What the vault in a folder holds, as far as what opened the backup tells; None when there is none.

        Raises:
            VaultInUse, VaultFull, VaultUnwritable: Nobody can restore there now.
        """
        return present_vault(
            folder,
            login=unlocking.login,
            passphrase=unlocking.passphrase,
            words=unlocking.words,
            policy=self.policy,
        )

    def backup_date(self, contents: BackupContents) -> date:
        """The day that is typed to go back to a backup older than the vault."""
        return backup_date(contents)

    def restore(
        self,
        file: Path,
        folder: Path,
        unlocking: Unlocking,
        *,
        replace: bool = False,
        confirmed_date: date | None = None,
        report: Report,
        stop: threading.Event,
    ) -> Restored:
        """Put a backup into an empty folder, or in the place of the vault there, which is set aside.

        Args:
            replace: Whether it may take the place of a vault.
            confirmed_date: The day of the backup as it was typed, where that vault has changed since.

        Raises:
            Invalid: Field `date`: that day was not typed.
            LarderError: The folder is as it was then.
        """
        return restore(
            file,
            folder,
            at=self.now(),
            login=unlocking.login,
            passphrase=unlocking.passphrase,
            words=unlocking.words,
            replace=replace,
            confirmed_date=confirmed_date,
            policy=self.policy,
            report=report,
            stop=stop,
        )

    def now(self) -> datetime:
        """The present moment, UTC."""
        return self.clock.now()


def _holds_something(folder: Path) -> bool:
    try:
        return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError:
        return True


def _take_away_the_rest(folder: Path) -> None:
    """Go on where taking a vault away was interrupted: its keys are gone already."""
    with contextlib.suppress(LarderError, OSError):
        if is_half_erased(folder):
            erase_vault(folder)
