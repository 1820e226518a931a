"""The composition root: the only place that builds the window's objects and connects them.

What the first window does not need is imported after it is shown: on an old laptop the unlock screen must not wait.
"""

import contextlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import shiboken6
from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from desktop import i18n, paths
from desktop.i18n import say
from desktop.system import exchange, files, process
from desktop.system.clock import SystemClock
from desktop.ui import handed_on
from desktop.ui.covering import CaptureShield, clear_clipboard, take_dialogs_away
from desktop.ui.start import read_start, write_start
from desktop.ui.surroundings import Surroundings
from desktop.ui.theme import Theme, install_theme


def real_surroundings() -> Surroundings:
    """The computer the program runs on."""
    return Surroundings(SystemClock(), paths.pointer_file(), watch=_listen)


def _listen(on_lock: Callable[[str], None]) -> Any:
    from desktop.system.watch import SystemWatch

    return SystemWatch(on_lock)


class LarderApp(QObject):
    """One running window, from the unlock screen to the lock.

    Attributes:
        window: The main window.
        theme: Colours, fonts, sizes.
        tasks: The database worker, once somebody unlocked or made a vault.
        context: What the screens were handed, while the vault is open.
    """

    _heard = Signal(str)

    def __init__(
        self,
        application: QApplication,
        surroundings: Surroundings,
        *,
        vault: Path | None = None,
        locked_at: datetime | None = None,
        removed: int | None = None,
    ) -> None:
        super().__init__()
        self._application = application
        self._around = surroundings
        self._vault_given = vault is not None
        self._locked_at = locked_at
        self._start = read_start(surroundings.pointer)
        self._removed = removed
        if vault is not None and removed is None:
            self._start = replace(self._start, vault=str(vault))
        if not self._start.language:
            self._start = replace(self._start, language=i18n.closest(QLocale.system().name()))
        i18n.use(self._start.language)
        application.setApplicationName("larder")
        application.setQuitOnLastWindowClosed(True)
        self.theme = install_theme(
            Theme(
                application,
                mode=self._start.look if self._start.look in ("auto", "light", "dark", "contrast") else "auto",  # type: ignore[arg-type]
                text_size=self._start.text_size,
                language=self._start.language,
            )
        )
        self.theme.changed.connect(self._remember_look)
        self.tasks: Any = None
        self.context: Any = None
        self._locking = False
        self._lock_once_open = False
        self._first_start: Any = None
        self._watch: Any = None
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)
        self._report: Any = None
        self.window: Any = None

    def show(self) -> None:
        """Build the first screen and show the window; load everything else once it is drawn."""
        from desktop.ui.main_window import MainWindow

        self.window = MainWindow()
        self.window.lock_asked.connect(self.lock)
        self.window.closing.connect(self._close)
        self.window.drawn.connect(self._load_the_rest)
        self._show_start()
        shield = CaptureShield(self.window)
        self.window.show()
        shield.cover_windows()
        self.window.activateWindow()

    def _load_the_rest(self) -> None:
        from desktop.ui.later import load_later

        def loaded() -> None:
            from desktop import log

            i18n.long_date_text(self._around.clock.today())  # the first screen has one, and its words take long to load
            log.say_places_only()
            self._start_watch()

        load_later(self, self.theme.load_remaining_fonts, loaded)

    # Before unlocking

    def _show_start(self) -> None:
        if self._start.vault and exchange.holds_vault(Path(self._start.vault)):
            self._show_unlock()
        else:
            self._show_first_start()

    def _show_unlock(self) -> None:
        from desktop.ui.unlock.unlock_page import UnlockPage

        begun = self._locked_at is not None and any(paths.drafts(Path(self._start.vault)).glob("*"))
        page = UnlockPage(self._locked_at, form_kept=begun)
        page.submitted.connect(self._unlock)
        page.recovery_submitted.connect(self._unlock_with_recovery)
        page.language_chosen.connect(self._speak)
        page.other_vault_asked.connect(self._show_first_start)
        self.window.show_alone(page)

    def _show_first_start(self) -> None:
        from desktop.operations.start import StartDesk
        from desktop.ui.unlock.first_start import FirstStart

        known = Path(self._start.vault) if self._start.vault else None
        there = known is not None and exchange.holds_vault(known)
        desk = StartDesk(
            clock=self._around.clock,
            proposed=known if known is not None and self._vault_given else paths.default_vault(),
            kdf=self._around.kdf,
        )
        if self._around.policy is not None:
            desk = replace(desk, policy=self._around.policy)
        if self._around.drives is not None:
            desk = replace(desk, drives=self._around.drives)
        page = FirstStart(
            desk,
            self._new_tasks(),
            known=known if there else None,
            missing=None if there else known,
            removed=self._removed,
        )
        page.language_chosen.connect(self._speak_at_first_start)
        page.vault_chosen.connect(self._use_vault)
        page.entered.connect(self._entered)
        page.left.connect(self._show_start)
        self._first_start = page
        self.window.show_alone(page)

    def _speak_at_first_start(self, language: str) -> None:
        """The first start is built again in the other language, also when there is a vault to go back to."""
        self._take_language(language)
        self._show_first_start()

    def _speak(self, language: str) -> None:
        """Speak another language: the screen is built again in it."""
        self._take_language(language)
        if self.context is None:
            self._show_start()
        else:
            typed = self.window.desk.draft()
            self._enter_desk()
            if typed is not None:
                self.window.desk.keep_for_later(typed, self._around.clock.now())
            self.context.go("settings")

    def _take_language(self, language: str) -> None:
        i18n.use(language)
        self._start = replace(self._start, language=i18n.current())
        self.theme.set_language(i18n.current())
        write_start(self._around.pointer, self._start)

    def _use_vault(self, folder: Path) -> None:
        """Another folder holds a vault: remember it and ask for the passphrase."""
        self._start = replace(self._start, vault=str(folder))
        write_start(self._around.pointer, self._start)
        self._show_start()

    def _unlock(self, login: str, passphrase: str) -> None:
        from desktop.operations.vault import open_vault

        self._open(lambda folder, **kwargs: open_vault(folder, login=login, passphrase=passphrase, **kwargs))

    def _unlock_with_recovery(self, words: str) -> None:
        from desktop.operations.vault import open_with_recovery

        self._open(lambda folder, **kwargs: open_with_recovery(folder, words, **kwargs))

    def _open(self, opener: Callable[..., Any]) -> None:
        page = self.window.alone()
        page.set_busy(True)
        self._lock_once_open = False
        kwargs: dict[str, Any] = {"clock": self._around.clock}
        if self._around.policy is not None:
            kwargs["policy"] = self._around.policy
        folder = Path(self._start.vault)
        self._new_tasks().open(
            lambda: opener(folder, **kwargs), then=lambda session: self._entered(session, folder), otherwise=page.refuse
        )

    def _new_tasks(self) -> Any:
        from desktop.ui.events import Events
        from desktop.ui.tasks import Tasks

        if self.tasks is None:
            self.tasks = Tasks(Events())
            self.tasks.failed.connect(self.unexpected)
        return self.tasks

    # At the open vault

    def _entered(self, session: Any, folder: Path) -> None:
        """A session is open on the worker: show the places its role may enter."""
        from desktop.ui.context import Context
        from desktop.ui.messages import Messages

        if str(folder) != self._start.vault:
            self._start = replace(self._start, vault=str(folder))
        write_start(self._around.pointer, self._start)
        self._removed = None
        self._start_watch()
        messages = Messages(self.window)
        self.tasks.refused.connect(lambda error: messages.refuse(say(error)))
        self.context = Context(
            user=session.user,
            allows=session.allows,
            tasks=self.tasks,
            events=self.tasks.events,
            messages=messages,
            theme=self.theme,
            clock=self._around.clock,
            go=lambda *args, **kwargs: None,
            show_paper=self._show_paper,
            speak=self._speak,
            drives=self._around.drives,
            folder=folder,
            lock=lambda: self.lock(),
            heard=lambda: self._watch.state() if self._watch is not None else frozenset(),
            leave=self.leave,
        )
        self.tasks.events.changed.connect(self._on_changed)
        self._enter_desk()
        if session.keys is not None and session.keys.by_recovery:
            self.context.go("recovered")
        if self._lock_once_open:
            self.lock()
        elif session.keys is not None:
            self._ask_for_draft()

    def _ask_for_draft(self) -> None:
        from desktop.operations.drafts import take_draft

        def give_back(found: Any) -> None:
            if found is not None and self.window.desk is not None:
                self.window.desk.take_draft(found.content, found.kept_at, saved=found.saved)

        self.tasks.query(take_draft, then=give_back)

    def _enter_desk(self) -> None:
        self.window.enter(self.context)
        self._ask_settings()

    def _on_changed(self, changed: Any) -> None:
        from desktop.ui.events import Changed

        if changed & Changed.SETTINGS:
            self._ask_settings()

    def _ask_settings(self) -> None:
        from desktop.operations.users import collective_settings

        self.tasks.query(collective_settings, then=self._use_settings)

    def _show_paper(self, *args: Any, **kwargs: Any) -> None:
        from desktop.ui.paper.preview import Preview

        Preview(self.window, *args, **kwargs).open()

    def _use_settings(self, found: Any) -> None:
        if self.window.desk is not None:
            self.window.desk.idle.lock_after_seconds = found.idle_minutes * 60

    # The lock

    def _start_watch(self) -> None:
        if self._watch is None and self._around.watch is not None:
            self._watch = self._around.watch(self._heard.emit)
            self._watch.start()

    def _on_heard(self, reason: str) -> None:
        """The computer goes to sleep, or something else happened to it that means lock."""
        self.lock(reason)
        if not self._locking and not self._lock_once_open:
            self._watch.done()

    def lock(self, _reason: str = "asked") -> None:
        """Cover everything, keep what was typed, finish what is under way, close, and replace the process that held the keys."""
        if self._locking:
            return
        if self.context is None and self.window.alone() is not self._first_start:
            # Somebody may have pressed Unlock and closed the lid.
            self._lock_once_open = self.tasks is not None and self.tasks.busy
            self.window.alone().forget_typed()
            return
        self._locking, self._lock_once_open = True, False
        self._locked_at = self._around.clock.now()
        desk = self.window.desk
        self._cover()
        self._keep_draft(desk)
        self.context = None
        self.tasks.close(self._closed)

    def _cover(self) -> None:
        """Let nothing be seen any more, before anything else is done."""
        take_dialogs_away(self.window)
        self._show_unlock()
        self.window.alone().cover()
        self.window.repaint()
        clear_clipboard()

    def _keep_draft(self, desk: Any) -> None:
        from desktop.operations.drafts import keep_draft

        typed = None
        # Whatever a form trips over: the lock must go on.
        with contextlib.suppress(Exception):
            typed = None if desk is None else desk.draft()
        if typed is not None:
            self.tasks.query(keep_draft, content=typed, then=lambda _kept: None)

    def leave(self, refused: int) -> None:
        """This computer's copy was removed: forget where it was, and begin in a process that never held its keys.

        Args:
            refused: How many of its files the disk did not give up.
        """
        self._locking, self._removed = True, refused
        self._start = replace(self._start, vault="")
        write_start(self._around.pointer, self._start)
        self._cover()
        self.context = None
        self.tasks.close(self._closed)

    def _closed(self) -> None:
        self.tasks.join()
        self.tasks = None
        self._locking = False
        if self._removed is not None:
            if self._around.replace is not None:
                self._around.replace()
                self._show_first_start()
            else:
                process.replace(handed_on.after_removal(sys.argv[1:], self._removed))
        elif self._around.replace is not None:
            self._around.replace()
            self._show_start()
            if self._watch is not None:
                self._watch.done()
        else:
            # Nothing lets the computer sleep before this process is gone: what holds sleep up goes with it.
            process.replace(handed_on.after_lock(sys.argv[1:], self._locked_at or self._around.clock.now()))

    def _close(self) -> None:
        """The window was closed: finish what is under way and end."""
        self._locking = True  # nothing is left to be locked
        clear_clipboard()
        if self.tasks is not None:
            self.tasks.close(lambda: None)
            self.tasks.join()
            self.tasks = None
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def _remember_look(self) -> None:
        now = replace(self._start, text_size=self.theme.text_size, look=self.theme.mode)
        if now != self._start:
            self._start = now
            write_start(self._around.pointer, now)

    # What nobody expected

    def unexpected(self, error: BaseException) -> None:
        """Show that something went wrong in us. The transaction was rolled back; the report names no person."""
        from desktop import log
        from desktop.ui.report_dialog import ReportDialog

        if self.window is None:
            sys.stderr.write(f"{log.report(error)}\n")
            self._application.exit(1)
            return
        if self._report is not None and shiboken6.isValid(self._report):
            return  # one is enough: what goes wrong while painting goes wrong again at once
        self._report = ReportDialog(self.window, log.report(error), self._new_tasks())
        self._report.open()


def make_app(surroundings: Surroundings) -> LarderApp:
    """The program in given surroundings, for the tour; the application is made when there is none yet."""
    application = QApplication.instance() or QApplication([sys.argv[0]])
    assert isinstance(application, QApplication)
    return LarderApp(application, surroundings)


def open_window(
    arguments: Sequence[str], *, vault: Path | None = None, locked_at: str = "", removed: int | None = None
) -> int:
    """Run the program until its window is closed; the exit code.

    Args:
        arguments: For Qt, such as `-platform`.
        vault: Where the vault lives; what was remembered when None.
        locked_at: The moment of the lock that replaced the process before this one.
        removed: This computer's copy was removed by the process before this one; how many files the disk did not give up.
    """
    files.private_umask()
    process.protect()
    application = QApplication([sys.argv[0], *arguments])
    larder = LarderApp(
        application, real_surroundings(), vault=vault, locked_at=handed_on.moment(locked_at), removed=removed
    )

    def hook(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            application.quit()
        else:
            larder.unexpected(error)

    sys.excepthook = hook
    larder.show()
    return application.exec()
