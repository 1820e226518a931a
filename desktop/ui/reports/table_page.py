"""Saving a month's figures as a table, on a drive or in a folder."""

from collections.abc import Callable

from desktop.domain.periods import Month
from desktop.i18n import _, month_text
from desktop.operations import months
from desktop.operations.month_file import table_name
from desktop.ui.context import Context
from desktop.ui.table_saving import TableSavingPage
from desktop.ui.widgets.field import ChoiceField


class TablePage(TableSavingPage):
    """Which copy, and where to."""

    def __init__(
        self, context: Context, month: Month, *, on_back: Callable[[], object], on_saved: Callable[[str], object]
    ) -> None:
        super().__init__(
            context,
            small=month_text(month.first),
            file_name=table_name(month),
            content=lambda: (months.summary_csv, {"month": month, "share": bool(self._copy.value())}),
            on_back=on_back,
            on_saved=on_saved,
        )
        self._copy = ChoiceField(_("Which copy"), name="table_copy")
        self._copy.set_options(
            [
                (_("Share copy, small counts are hidden"), True),
                (_("Not for sharing, with every count"), False),
            ]
        )
        self._copy.set_value(True)
        self.form.add(self._copy)
        self.ask_where(
            _(
                "The file {name} opens in any spreadsheet. It holds counts and no names, and it is not locked: "
                "whoever finds it can read it."
            ).format(name=table_name(month))
        )
