"""Journal entries that lost the number of an erased member, and the entry that vouches for what is left of them.

The hash of such an entry can't be made again. So each erasing ends with an entry that holds how many have lost a number by
then, and one hash over all that is left of them; the chain proves that one, and it proves them. Over all together, since a list
for each erasing would say which entries were about the same person.
"""

import hashlib
import json

from desktop.domain.people import MemberId
from desktop.storage.connection import Database

ERASE = "member.erase"
"""The action of the entry that vouches."""

_BLANK = '"member":null'
_Row = tuple[int, str, str, str, str, bytes]
"""Number, moment, user, action, subject, hash."""


class Blanks:
    """Gathers along a chain what vouches and what needs it."""

    def __init__(self) -> None:
        self.count = 0
        self._hash = hashlib.sha256()
        self._first: _Row | None = None
        self._vouching: _Row | None = None

    @property
    def digest(self) -> str:
        """The hash over what is left of all entries that lost a number."""
        return self._hash.hexdigest()

    def takes(self, row: _Row) -> bool:
        """Whether an entry lost a number. Otherwise its hash must be what follows from it."""
        if _BLANK in row[4]:
            self._first = self._first or row
            self._hash.update(json.dumps([*row[:5], row[5].hex()], separators=(",", ":")).encode())
            self.count += 1
            return True
        if row[3] == ERASE:
            self._vouching = row
        return False

    def unproved(self) -> _Row | None:
        """At the end of a sound chain: the first entry that nothing vouches for, or the last that vouches for others; or None."""
        if self._vouching is None:
            return self._first
        return None if self._proved_by(self._vouching[4]) else self._first or self._vouching

    def _proved_by(self, subject: str) -> bool:
        try:
            said = json.loads(subject)
        except ValueError:
            return False
        return isinstance(said, dict) and (said.get("blanked"), said.get("digest")) == (self.count, self.digest)


def blank(database: Database, member_id: MemberId) -> None:
    """Take an erased member's number out of the people's journal. Every entry that names a member does so as `member`."""
    database.execute(
        "UPDATE people.journal SET subject = json_replace(subject, '$.member', NULL) "
        "WHERE json_extract(subject, '$.member') = ?",
        (member_id,),
    )


def vouching(database: Database) -> dict[str, object]:
    """What the entry on an erasing must hold, as the people's journal stands now."""
    blanks = Blanks()
    for row in database.rows(
        "SELECT id, at, user_id, action, subject, hash FROM people.journal WHERE instr(subject, ?) ORDER BY id",
        (_BLANK,),
    ):
        blanks.takes(row)
    return {"blanked": blanks.count, "digest": blanks.digest}
