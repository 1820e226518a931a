"""Making the vault: its keys and files, then the opening stock. What fails is said at the step it belongs to."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.domain.errors import Invalid, LarderError, VaultExists, VaultFull, VaultUnwritable
from desktop.domain.stock import Item, Place, Source
from desktop.i18n import _
from desktop.operations import catalogue, receiving
from desktop.operations.receiving import Arrival
from desktop.operations.session import Session
from desktop.operations.start import VaultSetup
from desktop.ui.events import Changed
from desktop.ui.unlock.step import Flow, Step
from desktop.ui.widgets.dialog import ProgressPanel

_STEPS = 3
_FIELDS = {"login": "person", "passphrase": "person", "collective": "person", "shown_name": "person"}


class CreatingStep(Step):
    """Nothing to press; it goes on by itself."""

    def __init__(self, flow: Flow, enter: Callable[[Session, Path], None]) -> None:
        super().__init__(flow, "creating", _("The vault is being made"))
        self._enter = enter
        self._session: Session | None = None
        self._form_key = uuid.uuid4().hex
        self._items: tuple[Item, ...] = ()
        self._panel = ProgressPanel("", name="start_progress", can_cancel=False)
        self.form.add(self._panel)

    def arrive(self) -> None:
        self.back.setVisible(False)
        self.clear_message()
        if self._session is not None:
            self._receive()
            return
        answers = self.flow.answers
        folder = answers.folder
        assert folder is not None
        setup = VaultSetup(
            collective=answers.collective,
            login=answers.login,
            passphrase=answers.passphrase,
            shown_name=answers.shown_name,
            recovery_words=answers.words,
            items=answers.items,
            place=answers.place,
        )
        desk = self.flow.desk
        self._panel.set_progress(1, _STEPS, _("Making the keys. This takes some seconds."))
        self.flow.tasks.open(lambda: desk.create(folder, setup), then=self._created, otherwise=self.refuse)

    def _created(self, session: Session) -> None:
        self._session = session
        # The vault stands, and its passphrase is nobody's business any more.
        self.flow.answers.passphrase = ""
        self.flow.answers.made = True
        self._receive()

    def _receive(self) -> None:
        self._panel.set_progress(2, _STEPS, _("Writing down the opening stock."))
        if self.flow.answers.opening:
            self.flow.tasks.query(catalogue.items, then=self._use_items, otherwise=self.refuse)
        else:
            self._done()

    def _use_items(self, items: tuple[Item, ...]) -> None:
        self._items = items
        self.flow.tasks.query(catalogue.places, then=self._post, otherwise=self.refuse)

    def _post(self, places: tuple[Place, ...]) -> None:
        by_name = {item.name: item.id for item in self._items}
        lines = [
            Arrival(by_name[_(line.item.name)], line.quantity, expires_on=line.expires_on)
            for line in self.flow.answers.opening
        ]
        self.flow.tasks.action(
            receiving.receive_stock,
            form_key=self._form_key,
            source=Source.OPENING,
            origin="",
            place_id=places[0].id,
            lines=lines,
            occurred_on=self.flow.desk.clock.today(),
            changed=Changed.STOCK,
            then=self._done,
            otherwise=self.refuse,
        )

    def _done(self, _posted: Any = None) -> None:
        self._panel.set_progress(_STEPS, _STEPS)
        folder = self.flow.answers.folder
        assert self._session is not None
        assert folder is not None
        self._enter(self._session, folder)

    def refuse(self, error: LarderError) -> None:
        """Back to the step where it can be mended."""
        if self._session is not None:
            target = "opening"
        elif isinstance(error, VaultExists | VaultFull | VaultUnwritable):
            target = "where"
        else:
            target = _FIELDS.get(error.field, "where") if isinstance(error, Invalid) else "where"
        self.flow.go(target)
        self.flow.step(target).refuse(error)
