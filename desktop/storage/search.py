"""Finding what was typed, as part of a text that is kept folded (desktop.domain.people.folded)."""

from desktop.domain.people import folded

LONGEST = 100
"""More is never typed; a pasted page is cut here."""


def like(part: str) -> str:
    r"""`part` as the inside of a LIKE pattern with ESCAPE '\': its own %, _ and \ mean themselves."""
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def words(text: str) -> tuple[str, ...]:
    """What was typed, folded, word by word."""
    return tuple(folded(text[:LONGEST]).split())


def every_word(text: str, columns: tuple[str, ...]) -> tuple[str, list[str]]:
    """A condition that each typed word stands somewhere in `columns`, and its values.

    A word with hyphens also fits without them, since codes and numbers are kept that way. Column names come from our
    own code.
    """
    conditions: list[str] = []
    values: list[str] = []
    for word in words(text):
        patterns = {f"%{like(part)}%" for part in (word, word.replace("-", "")) if part}
        fits = [rf"{column} LIKE ? ESCAPE '\'" for column in columns for _ in patterns]
        conditions.append(f"({' OR '.join(fits)})")
        values.extend(pattern for _ in columns for pattern in patterns)
    return " AND ".join(conditions) or "1", values
