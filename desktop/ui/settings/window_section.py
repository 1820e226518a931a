"""How the window looks on this computer: language, colours, size of the letters. Each is taken at once."""

from desktop import i18n
from desktop.i18n import _
from desktop.ui.context import Context
from desktop.ui.settings.section import Section
from desktop.ui.theme import TEXT_SIZES
from desktop.ui.widgets.field import ChoiceField


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
        theme.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._look.set_value(self.context.theme.mode)
        self._size.set_value(self.context.theme.text_size)

    def _speak(self, code: object) -> None:
        if code != i18n.current():
            self.context.speak(str(code))
