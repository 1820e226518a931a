"""The command line: without arguments the window; otherwise the tour, or a backup looked at or restored in a terminal."""

import argparse
import locale
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop import __version__
from desktop.system import files, process

OPEN, TOUR, VERIFY, RESTORE = "open", "tour", "verify", "restore"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask; the exit code: 0 done, 1 refused, 2 not understood."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    files.private_umask()
    try:
        if typed and typed[0] in (TOUR, VERIFY, RESTORE):
            return _guarded(lambda: _command(_parser().parse_args(typed)))
        parser = _window_parser()
        known, for_qt = parser.parse_known_args(typed)
        if for_qt and not for_qt[0].startswith("-"):
            parser.error(f"there is no command {for_qt[0]!r}")
        # Qt's own begin with one dash, such as `-platform`.
        if unknown := [each for each in for_qt if each.startswith("--")]:
            parser.error(f"there is no option {unknown[0]!r}")
        return _window(known, for_qt)
    except KeyboardInterrupt:
        return 130


def _guarded(work: Callable[[], int]) -> int:
    """A terminal sees no traceback either, since one may quote what was typed."""
    try:
        return work()
    except Exception as error:
        from desktop import log
        from desktop.i18n import _

        sys.stderr.write(f"{_('Something went wrong in Larder')}\n{log.report(error)}\n")
        return 1


def _window(known: argparse.Namespace, for_qt: Sequence[str]) -> int:
    if _no_display(for_qt):
        sys.stderr.write(
            "This computer has no display, so Larder cannot open its window. `larder tour FOLDER` needs none.\n"
        )
        return 1
    from desktop.app import open_window

    return open_window(for_qt, vault=known.vault, locked_at=known.locked_at, removed=known.removed)


def _no_display(for_qt: Sequence[str]) -> bool:
    """Whether Qt would find nothing to draw on, and end the process without a sentence."""
    if not sys.platform.startswith("linux") or "-platform" in for_qt:
        return False
    return not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _command(given: argparse.Namespace) -> int:
    process.protect()
    _speak(given.lang)
    if given.command == TOUR:
        if _no_display(()):
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from desktop import i18n
        from desktop.app import make_app
        from desktop.tour.run import run_tour

        return run_tour(make_app, given.folder, i18n.current())
    from desktop.backup import restore_command, verify_command

    if given.command == VERIFY:
        return verify_command(given.file)
    from desktop.system.clock import SystemClock

    return restore_command(given.file, given.folder, at=SystemClock().now())


def _speak(language: str | None) -> None:
    """The language that was asked for, or that of the window, or the system's."""
    from desktop import i18n, paths
    from desktop.ui.start import read_start

    i18n.use(language or read_start(paths.pointer_file()).language or i18n.closest(locale.getlocale()[0] or ""))


def _window_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="larder",
        allow_abbrev=False,
        description="A storeroom book for small groups, offline and encrypted. Without arguments, it opens its window.",
        epilog="Other commands: larder tour FOLDER [--lang CODE], larder verify FILE, larder restore FILE FOLDER.",
    )
    parser.add_argument("--version", action="version", version=f"Larder {__version__}")
    parser.add_argument("--vault", type=Path, metavar="FOLDER", help="the folder of the vault to open, or to make")
    # What a lock hands to the process that takes the place of the one that held the keys.
    parser.add_argument("--locked-at", default="", help=argparse.SUPPRESS)
    # What the removal of this computer's copy hands on in the same way.
    parser.add_argument("--removed", type=int, default=None, help=argparse.SUPPRESS)
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="larder", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    tour = commands.add_parser(
        TOUR, help="drive the windows through three months of work, and leave pictures and papers"
    )
    tour.add_argument("folder", type=Path, metavar="FOLDER", help="an empty or new folder")
    verify = commands.add_parser(VERIFY, help="prove that a backup is whole and opens, and say what it holds")
    verify.add_argument("file", type=Path, metavar="FILE")
    restore = commands.add_parser(RESTORE, help="make a vault of a backup in a new or empty folder")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("folder", type=Path, metavar="FOLDER")
    for each in (tour, verify, restore):
        each.add_argument("--lang", metavar="CODE", help="the language, such as en or zh_CN")
    return parser


if __name__ == "__main__":
    sys.exit(main())
