"""Who gave goods: anonymous first, or somebody by name. Only for whoever may see people."""

from desktop.i18n import _
from desktop.ui.widgets.field import ChoiceField, TextField

_NOBODY, _NAMED, _KEPT = "nobody", "named", "kept"


class GiverFields:
    """Two fields for a form: whether somebody is named, and the name.

    Attributes:
        given_by: Anonymous, by name, or as it was noted before.
        name: Is there only while somebody is named.
    """

    def __init__(self, *, name: str) -> None:
        self.given_by = ChoiceField(_("Given by"), name=f"{name}_given_by")
        self.given_by.set_options([(_("Anonymous"), _NOBODY), (_("By name"), _NAMED)])
        self.given_by.set_value(_NOBODY)
        self.name = TextField(
            _("Name"), name=f"{name}_giver", hint=_("Kept with the members, and never printed"), longest=80
        )
        self._asked = False
        self.given_by.chosen.connect(self._on_chosen)

    def ask(self, asked: bool) -> None:
        """Show the question, or leave it out. Only once the fields stand in a form."""
        self._asked = asked
        self.given_by.setVisible(asked)
        self.name.setVisible(asked and self.given_by.value() == _NAMED)

    def offer_to_keep(self) -> None:
        """Somebody is named on the document that is put right: that can stay, without being shown again."""
        self.given_by.set_options([(_("As noted before"), _KEPT), (_("Anonymous"), _NOBODY), (_("By name"), _NAMED)])
        self.given_by.set_value(_KEPT)
        self.ask(self._asked)

    def check(self) -> bool:
        """Whether a name is typed where there should be one; says so beside it."""
        return self.name.isHidden() or self.name.require()

    def said(self) -> str | None:
        """The name, empty for nobody; None for what was noted before."""
        if self._asked and self.given_by.value() == _KEPT:
            return None
        return "" if self.name.isHidden() else self.name.value()

    def _on_chosen(self, chosen: object) -> None:
        self.ask(self._asked)
        if chosen == _NAMED:
            self.name.setFocus()
