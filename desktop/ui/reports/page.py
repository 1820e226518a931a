"""The summaries: a month's figures, and the form that saves its table."""

from typing import Any

from desktop.domain.periods import Month
from desktop.ui.context import Context
from desktop.ui.reports.summary_page import SummaryPage
from desktop.ui.reports.table_page import TablePage
from desktop.ui.screens import Screens


class ReportsPage(Screens):
    """A month at a time."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "summaries_place")
        self._summary = SummaryPage(context, on_table=self.save_table)
        self.set_first(self._summary)

    def open(self, *, month: Month | None = None, **_where: Any) -> None:
        """Show a month; without one the month shown last, at first the month before this one."""
        if month is not None:
            self.back_to_first()
        self.context.messages.use(self.shown)
        self._summary.show_month(month)

    def save_table(self, month: Month) -> None:
        """The form that saves a month's figures as a table."""
        self.lay_over(TablePage(self.context, month, on_back=self.back, on_saved=self._summary.saved))
