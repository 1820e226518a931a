"""`larder verify FILE` and `larder restore FILE FOLDER`, for a terminal."""

import getpass
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from desktop.backup.reading import BackupContents, verify
from desktop.backup.restoring import restore
from desktop.domain.errors import LarderError
from desktop.i18n import _, moment_text, ngettext, number_text, say
from desktop.vault import STANDARD_POLICY, KdfPolicy

Ask = Callable[[str], str]
"""Shows a question and returns what was typed, without the end of the line."""
_FAILED = 1


class _Typed(TypedDict, total=False):
    login: str
    passphrase: str
    words: str


def verify_command(
    file: Path, *, policy: KdfPolicy = STANDARD_POLICY, ask: Ask = input, ask_hidden: Ask = getpass.getpass
) -> int:
    """Ask for what opens the backup, prove it, and say what it holds. Returns the exit code.

    Args:
        ask_hidden: As `ask`, showing nothing of what is typed.
    """

    def work() -> None:
        contents = verify(file, policy=policy, **_typed(ask, ask_hidden))
        _tell(_("This backup is whole and opens."))
        _tell_contents(contents)

    return _run(work)


def restore_command(
    file: Path,
    folder: Path,
    *,
    at: datetime,
    policy: KdfPolicy = STANDARD_POLICY,
    ask: Ask = input,
    ask_hidden: Ask = getpass.getpass,
) -> int:
    """Ask for what opens the backup, and make a vault of it in a new or empty folder. Returns the exit code.

    Args:
        at: The present moment.
        ask_hidden: As `ask`, showing nothing of what is typed.
    """

    def work() -> None:
        restored = restore(file, folder, at=at, policy=policy, **_typed(ask, ask_hidden))
        _tell(_("The vault is restored. Its papers are numbered under the letter {desk}.").format(desk=restored.desk))
        _tell_contents(restored.contents)

    return _run(work)


def _typed(ask: Ask, ask_hidden: Ask) -> _Typed:
    login = ask(_("Short name of a coordinator (nothing for the recovery sheet): ")).strip()
    if login:
        return _Typed(login=login, passphrase=ask_hidden(_("Passphrase: ")))
    return _Typed(
        words=ask_hidden(_("The words of the recovery sheet, or of two of three sheets one after the other: "))
    )


def _tell_contents(contents: BackupContents) -> None:
    counts = contents.counts
    _tell(_("Made: {moment}").format(moment=moment_text(contents.created)))
    for text, number in (
        (ngettext("{count} member", "{count} members", counts.members), counts.members),
        (ngettext("{count} hand-out", "{count} hand-outs", counts.hand_outs), counts.hand_outs),
        (ngettext("{count} referral", "{count} referrals", counts.referrals), counts.referrals),
        (ngettext("{count} item", "{count} items", counts.items), counts.items),
    ):
        _tell(text.format(count=number_text(number)))


def _run(work: Callable[[], None]) -> int:
    try:
        work()
    except LarderError as error:
        _tell(say(error))
        return _FAILED
    except (EOFError, KeyboardInterrupt):
        _tell("")
        return _FAILED
    return 0


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
