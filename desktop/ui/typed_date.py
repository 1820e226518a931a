"""A date that is typed to confirm something: as it is shown, or in any form a date field takes. There is no calendar."""

from datetime import date

from desktop.i18n import _, date_text
from desktop.ui.theme import current_theme
from desktop.ui.widgets.date_field import parse_date
from desktop.ui.widgets.field import TextField


class TypedDate(TextField):
    """Somebody who types it has read it."""

    def __init__(self, label: str, *, name: str) -> None:
        super().__init__(label, name=name, longest=40)
        self._wanted: date | None = None

    def ask_for(self, day: date) -> None:
        """Which date is to be typed; its hint shows it."""
        self._wanted = day
        self.set_hint(_("As it stands above: {date}").format(date=date_text(day)))

    def typed(self) -> date | None:
        """The date in the field, or None."""
        plain = " ".join(self.value().split())
        if self._wanted is not None and plain.casefold() == date_text(self._wanted).casefold():
            return self._wanted
        return parse_date(plain, current_theme().locale)

    def fits(self) -> bool:
        """Whether the right date stands there."""
        return self._wanted is not None and self.typed() == self._wanted
