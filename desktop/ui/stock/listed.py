"""What the pages share that list records of the stock, and the forms that name one of them."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Invalid, LarderError
from desktop.i18n import _, say
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.form_draft import FormDraft
from desktop.ui.frame import FormPage
from desktop.ui.shortcuts import Shortcut
from desktop.ui.widgets.edit import Check
from desktop.ui.widgets.field import TextField
from desktop.ui.widgets.ground import column
from desktop.ui.widgets.lists import EmptyState
from desktop.ui.widgets.table import Table

_Record = TypeVar("_Record")


class ListedPage(FormPage):
    """A table that is read again whenever the stock changed."""

    def __init__(
        self,
        context: Context,
        title: str,
        *,
        name: str,
        on_back: Callable[[], None],
        small: str = "",
        pane: bool = False,
    ) -> None:
        super().__init__(title, name=name, on_back=on_back, small=small, pane=pane)
        self.context = context

    def read(self) -> None:
        """Ask for the records."""
        raise NotImplementedError

    def lay_out(self, table: Table[Any], empty: EmptyState | None = None) -> None:
        """Show the table, and where there may be no record the words that stand in its place then."""
        if empty is None:
            self.set_body(table, margin=12)
            return
        body = QWidget()
        body.setLayout(column(table, empty))
        empty.hide()
        self.set_body(body, margin=12)

    def follow_stock(self) -> None:
        """Read now and after every change."""
        self.context.events.changed.connect(self._on_changed)
        self.read()

    def _on_changed(self, what: Changed) -> None:
        if Changed.STOCK in what:
            self.read()

    def add_change(self, table: Table[_Record], words: str, name: str, open_one: Callable[[_Record], None]) -> QWidget:
        """The button that opens the chosen record, which a double click and Enter do too."""

        def open_chosen() -> None:
            record = table.chosen_record()
            if record is not None:
                open_one(record)

        change = self.add_second(words, open_chosen, name=name, icon="edit")
        change.setEnabled(False)
        table.opened.connect(open_one)
        table.chosen.connect(lambda record: change.setEnabled(record is not None))
        return change


class NameForm(FormPage):
    """A record's name, what else there is of it, and whether it is in use.

    Args:
        name: The start of its widgets' names, and its name as a form.
        hint: What is to be typed as the name.
    """

    def __init__(
        self,
        context: Context,
        title: str,
        *,
        name: str,
        hint: str,
        on_back: Callable[[], None],
        on_done: Callable[[str], object],
    ) -> None:
        super().__init__(title, name=name, on_back=on_back)
        self.context = context
        self.record_id: Any = None
        self._form_name = name
        self._on_back = on_back
        self._on_done = on_done
        self._name = TextField(_("Name"), name=f"{name}_name", longest=60, hint=hint)
        self._active = Check(_("In use"), name=f"{name}_active")
        self._active.setChecked(True)
        self._active.hide()

    def lay_out(self, save_words: str, *between: QWidget) -> None:
        """Put the fields below each other, those between name and use in the middle."""
        for part in (self._name, *between, self._active):
            self.form.add(part)
        self.set_primary(save_words, self._save, name=f"{self._form_name}_save", shortcut=Shortcut.PRIMARY)

    def use(self, record_id: object, title: str, *, name: str, active: bool) -> None:
        """Change a record that is there."""
        self.record_id = record_id
        self.set_title(title)
        self._name.set_value(name)
        self._active.setChecked(active)
        self._active.show()

    def begin_draft(self) -> None:
        """From here on what stands in the fields was typed."""
        self._draft = FormDraft(self.form)

    def look_up(self, record_id: Any, then: Callable[[], None]) -> None:
        """Use the record again, where it is still there, and then call."""
        raise NotImplementedError

    def send(self, **values: Any) -> None:
        """Call the operation."""
        raise NotImplementedError

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved; None while it is being saved, since a second record would come of it."""
        typed = self._draft.typed()
        if typed is None or self.primary is None or not self.primary.isEnabled():
            return None
        return {"form": self._form_name, "of": None, self._form_name: self.record_id, "typed": typed}

    def put_back(self, content: dict[str, Any]) -> None:
        """Type it in again, once the record it is about is known."""
        record_id = content[self._form_name]

        def back() -> None:
            self._draft.put_back(content["typed"])

        if record_id is None:
            back()
        else:
            self.look_up(record_id, back)

    def _save(self) -> None:
        self.clear_message()
        if not self._name.require():
            self.focus_first_error()
            return
        self.wait(True)
        self.send(
            name=self._name.value(),
            active=self._active.isChecked(),
            changed=Changed.STOCK,
            then=self._saved,
            otherwise=self._refused,
        )

    def _saved(self, _record_id: object) -> None:
        self._on_back()
        self._on_done(_("{name} is saved").format(name=self._name.value()))

    def _refused(self, error: LarderError) -> None:
        self.wait(False)
        if isinstance(error, Invalid) and error.field == "name":
            self._name.set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))
