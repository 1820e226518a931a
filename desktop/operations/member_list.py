"""The list of members, a page at a time."""

from dataclasses import dataclass
from datetime import date

from desktop.domain.people import Member
from desktop.domain.users import Permission
from desktop.operations.session import Session, query
from desktop.storage import member_list, member_search, people

PAGE = 50


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member, and the day of their last hand-out that was not undone."""

    member: Member
    last_seen: date | None


@dataclass(frozen=True, slots=True)
class MemberList:
    """A page of the list.

    Attributes:
        page: Which one, from 0; the last one when a later one was asked for.
        total: How many lines all pages have.
        active: How many active members fit what was typed.
        all: How many members fit, active or not.
    """

    lines: tuple[MemberLine, ...]
    page: int
    total: int
    active: int
    all: int


@query(Permission.SEE_PEOPLE)
def list_members(session: Session, *, text: str = "", active_only: bool = True, page: int = 0) -> MemberList:
    """A page of 50 members who hold every typed word in code name or code."""
    database = session.database
    active = member_search.count(database, text, active_only=True)
    everybody = member_search.count(database, text, active_only=False)
    total = active if active_only else everybody
    page = max(0, min(page, (total - 1) // PAGE))
    found = member_list.found(database, text, active_only=active_only, offset=page * PAGE, limit=PAGE)
    return MemberList(
        lines=tuple(
            MemberLine(member, seen)
            for member_id, seen in found
            if (member := people.member(database, member_id)) is not None
        ),
        page=page,
        total=total,
        active=active,
        all=everybody,
    )
