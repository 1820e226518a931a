"""Making a vault and unlocking it: the only operations without a session, since they make one."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import VaultDamaged, VaultExists, VaultFull, VaultInUse, VaultUnfinished, VaultUnwritable
from desktop.domain.people import checked_line, checked_name
from desktop.domain.starter import StarterItem
from desktop.domain.stock import Item, ItemId, Pack
from desktop.domain.users import Role, User
from desktop.i18n import _, languages, speaking
from desktop.operations import attempts, following
from desktop.operations.session import Session
from desktop.storage import catalogue, connection, copies, erasing, settings, users, wholeness
from desktop.storage.connection import Database, DatabaseKeys
from desktop.system import exchange, files
from desktop.system.clock import Clock
from desktop.system.files import Obstacle
from desktop.system.locks import LOCK_NAME, AlreadyOpen, FolderLock
from desktop.vault import (
    KEYS_NAME,
    PREVIOUS_NAME,
    STANDARD_POLICY,
    KdfParameters,
    KdfPolicy,
    Unlocked,
    calibrated,
    create_vault_keys,
    disk_error,
    unlock,
    unlock_with_recovery,
)
from desktop.vault.errors import NoVault, WrongPassphrase

__all__ = [
    "CreatedVault",
    "VaultSetup",
    "WrongPassphrase",
    "check_folder",
    "create_vault",
    "is_unfinished",
    "open_vault",
    "open_with_recovery",
]

LONGEST_COLLECTIVE = 120
UNFINISHED = "unfinished"
"""Stands in the folder while a vault is being made. What a power cut leaves beside it holds nothing and is made anew."""


@dataclass(frozen=True, slots=True)
class VaultSetup:
    """What the first-start wizard asks.

    Attributes:
        collective: The name shown inside the program; it may be empty, and never stands on paper.
        login: The coordinator's short name, typed at every unlocking and kept nowhere.
        shown_name: What colleagues see; the login name when empty.
        words_language: The recovery sheet's word list.
        recovery_words: The words the sheet showed already, so that it can be printed before anything is made.
        items: The chosen items of the catalogue.
        place: The first place's name.
    """

    collective: str
    login: str
    passphrase: str
    shown_name: str = ""
    words_language: str = "english"
    recovery_words: Sequence[str] | None = None
    items: Sequence[StarterItem] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class CreatedVault:
    """A new vault, open for its first coordinator, and the words of its recovery sheet."""

    session: Session
    recovery_words: tuple[str, ...]


def check_folder(folder: Path) -> None:
    """Raise the reason why a new vault can't be made in `folder`: VaultExists, VaultUnwritable or VaultFull."""
    if _holds_vault(folder):
        raise VaultExists()
    if folder.exists() and not folder.is_dir():
        raise VaultUnwritable()
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    found = files.obstacle(there)
    if found is not None:
        raise VaultFull() if found is Obstacle.FULL else VaultUnwritable()


def _holds_vault(folder: Path) -> bool:
    """Whether there is a vault, or a part of one, that must be left alone."""
    if is_unfinished(folder):
        return False
    databases = connection.FILES.values()
    return exchange.holds_vault(folder) or (folder.is_dir() and any((folder / name).exists() for name in databases))


def is_unfinished(folder: Path) -> bool:
    """Whether making a vault in `folder` was interrupted, or is under way; not when another is to take its place."""
    return (folder / UNFINISHED).exists() and not exchange.is_pending(folder)


def create_vault(
    folder: Path,
    setup: VaultSetup,
    *,
    clock: Clock,
    kdf: KdfParameters | None = None,
    policy: KdfPolicy = STANDARD_POLICY,
) -> CreatedVault:
    """Make a vault in `folder` and open it. `kdf` is measured on this computer when None.

    Whenever it is interrupted, the folder holds a whole vault, or one that `open_vault` calls unfinished and that is made
    anew here.

    Raises:
        VaultExists, VaultUnwritable, VaultFull, VaultInUse: The folder can't take it.
        Invalid: A name or the passphrase can't be used; its `field` says which.
    """
    check_folder(folder)
    collective = checked_line("collective", setup.collective, longest=LONGEST_COLLECTIVE)
    shown = checked_name("shown_name", setup.shown_name or setup.login)
    place = checked_name("place", setup.place or _("Store"), longest=60)
    made_folders = [each for each in (folder, *folder.parents) if not each.exists()]
    made, lock, database, begun = None, None, None, False
    try:
        with _disk_errors():
            files.make_private_folder(folder)
        lock = _locked(folder)
        if _holds_vault(folder):
            raise VaultExists()  # somebody else made it in between
        begun = True
        with _disk_errors():
            files.atomic_write(folder / UNFINISHED, b"")
        _remove_unfinished(folder)
        made = create_vault_keys(
            folder,
            login=setup.login,
            passphrase=setup.passphrase,
            kdf=kdf or calibrated(),
            language_for_words=setup.words_language,
            recovery_words=setup.recovery_words,
            policy=policy,
        )
        database = connection.create(folder, database_keys(made.unlocked), vault_id=made.unlocked.vault_id)
        user = User(made.unlocked.user_id, shown, Role.COORDINATOR)
        session = Session(folder, database, user, clock, made.unlocked, lock, policy)
        with database.transaction():
            users.add(database, user)
            settings.put(database, settings.COLLECTIVE, collective)
            catalogue.save_place(database, None, place, active=True)
            for item in setup.items:
                _add_starter(database, item, clock)
            session.note("vault.create")
        with _disk_errors():
            (folder / UNFINISHED).unlink()
            files.sync_folder(folder)
    except BaseException:
        # Keys without databases, or the other way round, would look like a damaged vault.
        if database is not None:
            database.close()
        if made is not None:
            made.unlocked.forget()
        if begun:
            _remove_unfinished(folder)
            _remove(folder / UNFINISHED)
        if lock is not None:
            lock.release()
            _remove(folder / LOCK_NAME)
        for each in made_folders:
            with contextlib.suppress(OSError):
                each.rmdir()
        raise
    return CreatedVault(session, made.recovery_words)


def open_vault(
    folder: Path, *, login: str, passphrase: str, clock: Clock, policy: KdfPolicy = STANDARD_POLICY
) -> Session:
    """Unlock a vault.

    Raises:
        WrongPassphrase: Name or passphrase is wrong; which, nobody can tell.
        NoVault, KeysDamaged, VaultDamaged, VaultNewer, VaultInUse, VaultUnfinished: It can't be opened.
    """
    return _open(folder, clock, policy, lambda: unlock(folder, login=login, passphrase=passphrase, policy=policy))


def open_with_recovery(folder: Path, words: str, *, clock: Clock, policy: KdfPolicy = STANDARD_POLICY) -> Session:
    """Unlock a vault with the recovery sheet's words.

    Raises what `open_vault` raises, and Invalid (field `words`) for a mistyped word.
    """
    return _open(folder, clock, policy, lambda: unlock_with_recovery(folder, words, policy=policy))


def _open(folder: Path, clock: Clock, policy: KdfPolicy, opener: Callable[[], Unlocked]) -> Session:
    with _disk_errors():  # a folder of another account
        there = exchange.holds_vault(folder)
    if not there:
        raise NoVault()
    lock = _locked(folder)
    try:
        if is_unfinished(folder):
            raise VaultUnfinished()
        with _disk_errors():
            exchange.finish(folder)
        keys = _tried(folder, clock, opener)
        try:
            with connection.opening_judged():
                session = _unlocked(folder, clock, policy, keys, lock)
        except BaseException:
            keys.forget()
            raise
    except BaseException:
        lock.release()
        raise
    return session


def _unlocked(folder: Path, clock: Clock, policy: KdfPolicy, keys: Unlocked, lock: FolderLock) -> Session:
    """Open and judge the databases, and bring them to what the keys say."""
    interrupted = connection.is_interrupted(folder)
    database = connection.open_vault(
        folder,
        database_keys(keys),
        vault_id=keys.vault_id,
        before_steps=lambda: copies.make(folder, at=clock.now(), why=copies.MIGRATION),
    )
    try:
        if not wholeness.belong_together(database) or (interrupted and not wholeness.is_whole(database)):
            raise VaultDamaged()
        following.check_generation(database, keys)
        user = User(keys.user_id, _name_of(database, keys), keys.role)
        session = Session(folder, database, user, clock, keys, lock, policy)
        following.follow(session)
        attempts.note_unlocking(session)
        with contextlib.suppress(VaultFull, VaultUnwritable):  # it stays due, and the work must go on
            erasing.scrub(database)
    except BaseException:
        database.close()
        raise
    return session


def _tried(folder: Path, clock: Clock, opener: Callable[[], Unlocked]) -> Unlocked:
    """What the passphrase opens; a wrong one is remembered for whoever types the right one."""
    try:
        return opener()
    except WrongPassphrase:
        attempts.note_failure(folder, clock.now())
        raise


def _name_of(database: Database, keys: Unlocked) -> str:
    """The name that colleagues see. Who has none yet gets one."""
    entered = users.user(database, keys.user_id)
    if entered is None:
        # The recovery sheet works as a user too, and one whose keys were written just before a power cut has no row.
        entered = User(keys.user_id, _("Recovery sheet") if keys.by_recovery else _("New user"), keys.role)
        with database.transaction():
            users.add(database, entered)
            if keys.by_recovery:
                users.put_aside(database, keys.user_id, users.SHEET)
    return entered.name


def _locked(folder: Path) -> FolderLock:
    try:
        return FolderLock(folder)
    except AlreadyOpen as error:
        raise VaultInUse() from error
    except OSError as error:
        raise VaultUnwritable() from error


def database_keys(keys: Unlocked) -> DatabaseKeys:
    """The raw keys of the two databases that somebody's keys open."""
    return DatabaseKeys(keys.stock_database_key(), keys.people_database_key())


def _add_starter(database: Database, item: StarterItem, clock: Clock) -> ItemId:
    names = []
    for language in languages():
        with speaking(language):
            names.append((language, _(item.name)))
    return catalogue.save_item(
        database,
        Item(
            id=ItemId(0),
            name=_(item.name),
            main_name=_(item.name),
            names=tuple(names),
            category=item.category,
            unit=item.unit,
            expiry=item.expiry,
            packs=(Pack(_(item.pack_name), item.pack_size),) if item.pack_size else (),
            reorder_level=item.reorder_level,
            usual_quantity=item.usual_quantity,
            favourite=item.favourite,
            icon=item.icon,
            serials=item.serials,
            created_on=clock.today(),
        ),
    )


def _remove_unfinished(folder: Path) -> None:
    for name in (KEYS_NAME, PREVIOUS_NAME, *connection.FILES.values()):
        for path in (folder / name, folder / f"{name}.tmp", folder / f"{name}-journal"):
            _remove(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise disk_error(error) from error
