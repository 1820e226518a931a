"""Erasing a person for good: nobody can take it back, and copies made before it still hold them."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.errors import Invalid, NotFound, VaultFull, VaultUnwritable
from desktop.domain.people import Member, MemberId, code_of
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.drafts import forget_drafts
from desktop.operations.session import Session, procedure, query
from desktop.storage import copies, erasing, journal, people
from desktop.storage.journal import Wanted
from desktop.storage.schema import STOCK
from desktop.system.clock import from_stamp

_BACKUP_MADE = "backup.make"


@dataclass(frozen=True, slots=True)
class StillHolding:
    """The copies that were made while a person was in the vault, newest first, by the moment they were made (UTC).

    Attributes:
        backups: What the journal knows of. Which of them still exist, nobody knows: a stick keeps the last 10 and one a month.
        copies: Whole vaults beside the vault.
    """

    backups: tuple[datetime, ...] = ()
    copies: tuple[datetime, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.backups or self.copies)


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left of a person who was erased.

    Attributes:
        scrubbed: Whether remains between the rows were taken out of the file too. If not, that is done at the next opening.
    """

    still: StillHolding
    scrubbed: bool


@query(Permission.MANAGE)
def still_holding(session: Session, member_id: MemberId) -> StillHolding:
    """Which copies would still hold a member after erasing. Raises NotFound."""
    return _still_holding(session, _member(session, member_id))


@procedure(Permission.MANAGE)
def erase_member(session: Session, *, member_id: MemberId, confirmed: str) -> Erased:
    """Erase a member for good.

    Facts, earlier facts, agreements and requests are gone. Hand-outs and referrals stay as figures under a new number whose
    link to the member stands nowhere, so every count stays what it was. Forms that were kept unfinished at a lock go too,
    everybody's. Nothing here can be undone.

    Args:
        confirmed: The member's code, typed by the person who erases.

    Raises:
        Invalid: `confirmed` is not the member's code.
        NotFound: There is no such member (any more).
        VaultFull, VaultUnwritable: Nothing was erased.
    """
    found = _member(session, member_id)
    if code_of(confirmed) != found.code:
        raise Invalid("confirmed", N_("This is not the code of this member. Nothing was erased. Check the code."))
    still = _still_holding(session, found)
    with session.database.transaction():
        erasing.erase(session.database, member_id, at=session.now(), new_id=people.new_id(), by=session.user.id)
    # A form that a colleague left unfinished may hold the name, and nobody else can look into it.
    forget_drafts(session.folder)
    try:
        erasing.scrub(session.database)
    except (VaultFull, VaultUnwritable):
        return Erased(still, scrubbed=False)
    return Erased(still, scrubbed=True)


def _still_holding(session: Session, member: Member) -> StillHolding:
    # Without an entry any moment of that day counts, wherever on earth its midnight was.
    since = erasing.registered_at(session.database, member.id)
    moment = from_stamp(since) if since else None

    def holds(made: datetime) -> bool:
        return made >= moment if moment is not None else made.date() >= member.registered_on

    noted = journal.newest(
        session.database, Wanted(actions={_BACKUP_MADE}), skip=0, limit=journal.length(session.database, STOCK)
    )
    made = (from_stamp(entry.at) for entry in noted)
    return StillHolding(
        backups=tuple(each for each in made if holds(each)),
        copies=tuple(copy.made for copy in copies.list_copies(session.folder) if holds(copy.made)),
    )


def _member(session: Session, member_id: MemberId) -> Member:
    found = people.member(session.database, member_id)
    if found is None:
        raise NotFound
    return found
