"""Erasing a member for good: says what happens before, asks for the code, and says afterwards what still holds them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtGui import QShowEvent

from desktop.domain.errors import Invalid, LarderError
from desktop.domain.people import Member
from desktop.i18n import _, joined, list_text, ngettext, number_text, say, short_date_text
from desktop.operations import erasing
from desktop.operations.erasing import Erased, StillHolding
from desktop.ui.context import Context
from desktop.ui.events import Changed
from desktop.ui.frame import FormPage
from desktop.ui.widgets.field import TextField

_MOST_DAYS = 6


class ErasePage(FormPage):
    """The page before the last step.

    Args:
        still: Which copies will go on holding the member.
        on_erased: Called with what to say, after it is done.
    """

    def __init__(
        self,
        context: Context,
        member: Member,
        still: StillHolding,
        *,
        on_back: Callable[[], None],
        on_erased: Callable[[str], None],
    ) -> None:
        super().__init__(_("Erase {code} for good").format(code=member.code), name="erase", on_back=on_back)
        self._context = context
        self._member = member
        self._on_erased = on_erased
        self.form.add_head(_("What goes"))
        self.form.add_words(
            _(
                "The code and the code name, every fact and note with what stood there before, what was asked for, and "
                "the agreement to be counted. Forms that colleagues left unfinished at a lock go too. Nobody can bring it "
                "back."
            )
        )
        self.form.add_head(_("What stays"))
        self.form.add_words(
            _(
                "Hand-outs and referrals, as figures that lead to nobody. Months and stock stay as they are. An open "
                "referral stays open without a code. Papers that were printed stay as they are."
            )
        )
        self.form.add_head(_("What still holds it"))
        for sentence in still_words(still, context.clock.today()):
            self.form.add_words(sentence)
        if still.backups:
            self.form.add_words(_("When a backup is restored in place of this vault, Larder erases the member again."))
        self._code = TextField(
            _("Type {code} to erase it").format(code=member.code), name="erase_code", hint=_("The code of this member")
        )
        self._code.edit.returnPressed.connect(self._erase)
        self.form.add(self._code)
        self.set_primary(_("Erase for good"), self._erase, name="erase_act")
        self._show_names(context.names_shown)
        context.events.names_shown.connect(self._show_names)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._code.setFocus()

    def _show_names(self, shown: bool) -> None:
        self.set_small(self._member.name if shown else _("Name hidden"))

    def _erase(self) -> None:
        if self.primary is None or not self.primary.isEnabled():
            return
        self.clear_message()
        if not self._code.require():
            self.focus_first_error()
            return
        self.back.setEnabled(False)
        self.allow_primary(False, _("Erasing. This can take some seconds."))
        self._context.tasks.action(
            erasing.erase_member,
            member_id=self._member.id,
            confirmed=self._code.value(),
            changed=Changed.PEOPLE | Changed.REFERRALS | Changed.STOCK | Changed.MONTHS,
            then=self._erased,
            otherwise=self._refused,
        )

    def _erased(self, done: Erased) -> None:
        self._on_erased(joined(*erased_words(done, self._context.clock.today())))

    def _refused(self, error: LarderError) -> None:
        self.back.setEnabled(True)
        self.allow_primary(True)
        if isinstance(error, Invalid):
            self._code.set_error(say(error))
            self.focus_first_error()
        else:
            self.show_message("refusal", say(error))


def still_words(still: StillHolding, today: date) -> list[str]:
    """Which copies hold a member, in a sentence each."""
    found = []
    if still.backups:
        words = _("Backups, as long as they exist: {days}.")
        found.append(words.format(days=_days(still.backups, today)))
    if still.copies:
        words = _("Copies on this computer, until they are removed in the settings: {days}.")
        found.append(words.format(days=_days(still.copies, today)))
    return found or [_("No backup and no copy that Larder knows of.")]


def erased_words(done: Erased, today: date) -> list[str]:
    """What to say afterwards."""
    found = [_("Gone from this computer.")]
    if done.still:
        found += [_("These still hold it."), *still_words(done.still, today)]
    if not done.scrubbed:
        found.append(_("The disk had no room to clear the remains. That is done at the next opening."))
    return found


def _days(moments: Sequence[datetime], today: date) -> str:
    """The newest days, and how many more there are."""
    days = sorted({made.astimezone().date() for made in moments}, reverse=True)
    words = [short_date_text(day, today) for day in days[:_MOST_DAYS]]
    more = len(days) - _MOST_DAYS
    if more > 0:
        words.append(ngettext("{count} earlier", "{count} earlier", more).format(count=number_text(more)))
    return list_text(words)
