"""How the window looks on this computer: language, colours, size of the letters. Each is taken at once."""

from typing import Any

from desktop import i18n
from desktop.i18n import _, list_text
from desktop.system.capture import Capture, set_capture
from desktop.system.watch import Heard
from desktop.ui import words
from desktop.ui.context import Context
from desktop.ui.settings.section import Section
from desktop.ui.theme import TEXT_SIZES
from desktop.ui.widgets.field import ChoiceField
from desktop.ui.widgets.text import Text

_PICTURES = {
    Capture.BLOCKED: lambda: _("Other programs can't take pictures of this window."),
    Capture.ALLOWED: lambda: _("Other programs can take pictures of this window."),
    Capture.REFUSED: lambda: _(
        "Other programs can take pictures of this window. This computer did not let Larder prevent it."
    ),
    Capture.NOT_POSSIBLE: lambda: _(
        "Other programs can take pictures of this window. On this system that can't be prevented."
    ),
}


class WindowSection(Section):
    """For everybody. It is kept outside the vault, for the unlock screen."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "window", _("This window"), width=400)
        theme = context.theme
        self._language = ChoiceField(_("Language"), name="window_language")
        self._language.set_options([(words, code) for code, words in i18n.languages().items()])
        self._language.set_value(i18n.current())
        self._language.chosen.connect(self._speak)
        looks = {"auto": _("As the computer"), "light": _("Light"), "dark": _("Dark"), "contrast": _("High contrast")}
        self._look = ChoiceField(_("Colours"), name="window_look")
        self._look.set_options([(words, mode) for mode, words in looks.items()])
        self._look.chosen.connect(theme.set_mode)
        self._size = ChoiceField(
            _("Text size"), name="window_text_size", hint=_("Also Ctrl and plus, Ctrl and minus, anywhere.")
        )
        self._size.set_options([(_("{percent} %").format(percent=percent), percent) for percent in TEXT_SIZES])
        self._size.chosen.connect(theme.set_text_size)
        for field in (self._language, self._look, self._size):
            self.form.add(field)
        self.form.add_words(_("This is kept on this computer, and holds for everybody who works at it."))
        self.form.add_head(_("Who else may look"))
        self._pictures = Text("", tone="text2", wrap=True, name="window_pictures")
        self._locks = Text("", tone="text2", wrap=True, name="window_locks")
        self.form.add(self._pictures)
        self.form.add(self._locks)
        theme.changed.connect(self._show)
        self._show()

    def open(self, **where: Any) -> None:
        """Come into view, with what this computer really does."""
        super().open(**where)
        self._pictures.set_words(_PICTURES[set_capture(int(self.window().winId()), blocked=True)]())
        self._locks.set_words(self._lock_words())

    def _lock_words(self) -> str:
        heard = self.context.heard()
        if not heard:
            return _(
                "This computer does not tell Larder when it sleeps or locks its screen. Press F12 before you leave."
            )
        events = list_text(words.heard(each) for each in Heard if each in heard)
        return _("Larder also locks by itself when one of these happens: {events}.").format(events=events)

    def _show(self) -> None:
        self._look.set_value(self.context.theme.mode)
        self._size.set_value(self.context.theme.text_size)

    def _speak(self, code: object) -> None:
        if code != i18n.current():
            self.context.speak(str(code))
