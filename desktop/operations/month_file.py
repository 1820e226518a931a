"""A month's table as a file where the person wants it. It is not encrypted; its name says the month and nothing else.

It needs no session: `months.summary_csv` gives the content, and a slow drive must not hold up the databases.
"""

from enum import Enum, auto
from pathlib import Path

from desktop.domain.errors import Invalid, LarderError, VaultFull, VaultUnwritable
from desktop.domain.periods import Month
from desktop.i18n.catalogue import N_
from desktop.system import files
from desktop.system.files import Obstacle

_MOST_KEPT = 1000


class WhenThere(Enum):
    """What to do when the folder has such a file already."""

    REFUSE = auto()
    KEEP_BOTH = auto()
    REPLACE = auto()


class TableThere(LarderError):
    """The folder has a file of that name. Values: name."""

    text = N_("There is already a file {name} in this folder. Nothing was saved. Keep both, or replace it.")


def table_name(month: Month) -> str:
    """The name of a month's table, such as `2026-10.csv`."""
    return f"{month}.csv"


def write_file(content: bytes, folder: Path, name: str, *, when_there: WhenThere = WhenThere.REFUSE) -> Path:
    """Write a table under a name that tells nothing, for its owner's eyes alone.

    Raises:
        TableThere: There is such a file, and nobody said what to do with it.
        Invalid: For `folder`, which does not answer.
        VaultFull, VaultUnwritable: The drive's fault; nothing is left behind.
    """
    path = folder / name
    try:
        if when_there is WhenThere.KEEP_BOTH:
            path = _free(path)
        elif when_there is WhenThere.REFUSE and path.exists():
            raise TableThere(name=path.name)
        files.atomic_write(path, content)
    except OSError as error:
        raise _refusal(error) from error
    return path


def _free(path: Path) -> Path:
    """The first of `2026-10.csv`, `2026-10-2.csv` ... that is not there."""
    for number in range(1, _MOST_KEPT):
        named = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        if not named.exists():
            return named
    raise TableThere(name=path.name)


def _refusal(error: OSError) -> LarderError:
    found = files.obstacle_of(error)
    if found is Obstacle.FULL:
        return VaultFull()
    if found in (Obstacle.READ_ONLY, Obstacle.NO_PERMISSION):
        return VaultUnwritable()
    return Invalid(
        "folder",
        N_("This folder does not answer. Nothing was saved. Check that the drive is plugged in, then try again."),
    )
