"""New keys for everything: what somebody who has left knows opens nothing of this vault from now on.

Both databases are copied under new keys beside the old ones and proved, the change of users is entered in the copy, and the
copies and the new key file take the old ones' place in one step. Interrupted at any moment, the vault opens as before or after.
It can't reach what was carried away: an older backup or an old copy of the laptop's files opens as it did.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from desktop.domain.errors import Cancelled, ChangeUnfinished, LarderError, VaultDamaged, VaultFull
from desktop.domain.users import Permission, Role, UserId
from desktop.operations.following import follow_generation
from desktop.operations.session import Session, procedure
from desktop.operations.vault import database_keys
from desktop.storage import connection, snapshot
from desktop.system import exchange, files
from desktop.vault import KEYS_NAME, Renewal, Unlocked, disk_error, renew

Report = Callable[[int, int], None]
Enter = Callable[[Session], None]
"""Enters the change of users in the records that come after; it is called in a transaction."""

_STEPS = 6
_MARGIN = 4 * 1024 * 1024


@procedure(Permission.MANAGE)
def renew_keys(
    session: Session,
    *,
    drop: frozenset[UserId] = frozenset(),
    roles: Mapping[UserId, Role] | None = None,
    enter: Enter = lambda _session: None,
    report: Report = lambda _done, _total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Make all keys anew, for all who stay, without anybody's passphrase. The session goes on with the new ones.

    Args:
        drop: Users whose entry goes.
        roles: Users who get another role's keys.
        enter: Writes rows that belong to the change, into the new databases, before they count.

    Raises:
        LastCoordinator, NotFound, NotAllowed: Nothing was changed.
        Cancelled: `stopped` said so in time; nothing was changed.
        VaultFull, VaultUnwritable, VaultDamaged: Nothing was changed. The session is closed if the databases do not open again.
        ChangeUnfinished: The change is made, and the disk refused its last step. The session is closed; the next opening
            brings it to its end.
    """
    before = session.held_keys()
    report(0, _STEPS)
    with _unmade(session.folder) as staged:
        renewal = renew(session.folder, before, drop=drop, roles=roles or {}, policy=session.policy)
        try:
            _build(session, renewal, staged, enter, report, stopped)
            if stopped():
                raise Cancelled
            session.database.close()
            _commit(session, staged)
        except BaseException:
            renewal.unlocked.forget()
            raise
    _go_on(session, renewal.unlocked)
    before.forget()
    report(_STEPS, _STEPS)


def _build(
    session: Session,
    renewal: Renewal,
    staged: Path,
    enter: Enter,
    report: Report,
    stopped: Callable[[], bool],
) -> None:
    """Fill the folder that is to take the vault's place."""
    keys = database_keys(renewal.unlocked)
    vault_id = session.held_keys().vault_id
    if files.free_space(session.folder) < 2 * snapshot.size(session.database) + _MARGIN:
        raise VaultFull
    snapshot.copy(session.database, staged, keys, stopped=stopped)
    report(2, _STEPS)
    if snapshot.facts(staged, keys, vault_id=vault_id, stopped=stopped) != snapshot.held(session.database):
        raise VaultDamaged
    snapshot.check_pages(staged, keys, stopped=stopped)
    report(3, _STEPS)
    database = connection.open_vault(staged, keys, vault_id=vault_id)
    try:
        following = Session(staged, database, session.user, session.clock, renewal.unlocked, policy=session.policy)
        with database.transaction():
            following.note("keys.renew")
            follow_generation(following)
            enter(following)
    finally:
        database.close()
    report(4, _STEPS)
    files.atomic_write(staged / KEYS_NAME, renewal.raw)


def _commit(session: Session, staged: Path) -> None:
    """Let the new files be the vault's, or open the old ones again."""
    try:
        exchange.commit(session.folder, staged, aside=None)
    except BaseException:
        _open(session, session.held_keys())
        raise


def _go_on(session: Session, unlocked: Unlocked) -> None:
    """Move the files and open them. From here on there is no way back, only one more attempt at the next opening."""
    try:
        exchange.finish(session.folder)
        _open(session, unlocked)
    except BaseException as error:
        unlocked.forget()
        session.close()
        if isinstance(error, OSError | LarderError):
            raise ChangeUnfinished from error
        raise
    session.keys = unlocked


def _open(session: Session, keys: Unlocked) -> None:
    """Go on with the vault's databases. A session without any is closed: nothing could be done with it."""
    try:
        session.database = connection.open_vault(session.folder, database_keys(keys), vault_id=keys.vault_id)
    except BaseException:
        session.close()
        raise


@contextlib.contextmanager
def _unmade(folder: Path) -> Iterator[Path]:
    """A folder for the new files, which goes again when the change does not come about."""
    try:
        staged = exchange.staging(folder)
        try:
            yield staged
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        raise disk_error(error) from error
