"""The theme: one look, one text size and one language, applied live to the whole application."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.paths import RESOURCES
from desktop.ui.theme.fonts import Letters
from desktop.ui.theme.stylesheet import stylesheet
from desktop.ui.theme.tokens import CONTRAST, DARK, LIGHT, Tokens

Mode = Literal["auto", "light", "dark", "contrast"]
Look = Literal["small", "body", "head", "title", "figure"]

MODES: tuple[Mode, ...] = ("auto", "light", "dark", "contrast")
TEXT_SIZES: tuple[int, ...] = (90, 100, 110, 125, 150, 175, 200)
"""The steps of Ctrl+Plus and Ctrl+Minus, in percent."""

_SIZES: dict[Look, int] = {"small": 13, "body": 15, "head": 18, "title": 24, "figure": 30}
_TABULAR: frozenset[Look] = frozenset({"small", "body"})
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "dv", "yi"})


class Theme(QObject):
    """Colours, letters and sizes of the application as it is now.

    Signals:
        changed: after the look, the text size or the language changed; painted widgets measure and paint again.
    """

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        mode: Mode = "auto",
        text_size: int = 100,
        language: str = "en",
        fonts: Path = RESOURCES / "fonts",
    ) -> None:
        super().__init__(app)
        self._app = app
        self._mode: Mode = mode
        self._text_size = _bounded(text_size)
        self._language = language
        self._letters = Letters(fonts)
        self._fonts: dict[tuple[Look, bool], QFont] = {}
        self.tokens: Tokens = LIGHT
        style = QStyleFactory.create("Fusion")
        assert style is not None
        app.setStyle(style)
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_system_changed)
        self._apply()

    # What it is now

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def text_size(self) -> int:
        """Percent, 90 to 200."""
        return self._text_size

    @property
    def language(self) -> str:
        return self._language

    @property
    def right_to_left(self) -> bool:
        return self._language.replace("-", "_").split("_")[0] in _RIGHT_TO_LEFT

    @property
    def locale(self) -> QLocale:
        """For the shape of typed dates and numbers. English means the British form: day before month."""
        return QLocale("en_GB" if self._language == "en" else self._language)

    @property
    def chinese(self) -> bool:
        return self._language.startswith("zh")

    def colour(self, name: str) -> QColor:
        """The colour of a token by its name.

        Raises:
            AttributeError: there is no such token.
        """
        return QColor(self.tokens.colour(name))

    def font(self, look: Look = "body", *, bold: bool | None = None) -> QFont:
        """A font of the five sizes. `bold=None` takes the usual weight: half bold for head, title and figure.

        It is the same object each time, since painting asks thousands of times: copy it before changing it.
        """
        heavy = bold if bold is not None else look not in _TABULAR
        found = self._fonts.get((look, heavy))
        if found is None:
            found = self._make_font(look, heavy)
            self._fonts[(look, heavy)] = found
        return found

    def px(self, size: float) -> int:
        """Pixels of something that grows with the text: letters, icons, rows."""
        return round(size * self._text_size / 100)

    def target(self, size: float) -> int:
        """Pixels of something to press. It grows a quarter as fast as the text: 44 is large already."""
        return round(size * (1 + (self._text_size / 100 - 1) / 4))

    # Changing it

    def set_mode(self, mode: Mode) -> None:
        self._mode = mode
        self._apply()

    def set_text_size(self, percent: int) -> None:
        self._text_size = _bounded(percent)
        self._apply()

    def larger(self) -> None:
        self.set_text_size(next((size for size in TEXT_SIZES if size > self._text_size), TEXT_SIZES[-1]))

    def smaller(self) -> None:
        self.set_text_size(next((size for size in reversed(TEXT_SIZES) if size < self._text_size), TEXT_SIZES[0]))

    def set_language(self, language: str) -> None:
        """Take the letters and the direction of a language; the words change as the caller builds the window again."""
        self._language = language
        self._apply()

    def load_remaining_fonts(self) -> None:
        """Load what the first window did not need. Call it once after the window is shown."""
        if self._letters.load_chinese():
            self._apply()

    # Inside

    def _make_font(self, look: Look, heavy: bool) -> QFont:
        font = QFont(QGuiApplication.font()) if not self._families else QFont(self._families)
        font.setPixelSize(self.px(_SIZES[look]))
        font.setWeight(QFont.Weight.DemiBold if heavy else QFont.Weight.Normal)
        font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
        # The bundled digits are of equal width. Large numbers that stand alone look better set by their own widths.
        font.setFeature(QFont.Tag("tnum" if look in _TABULAR else "pnum"), 1)
        return font

    def _resolved(self) -> Tokens:
        if self._mode == "light":
            return LIGHT
        if self._mode == "dark":
            return DARK
        hints = self._app.styleHints()
        if self._mode == "contrast" or hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return CONTRAST
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _on_system_changed(self) -> None:
        if self._mode == "auto" and self._resolved() != self.tokens:
            self._apply()

    def _apply(self) -> None:
        hints = self._app.styleHints()
        if self._mode == "auto":
            hints.unsetColorScheme()
        self.tokens = self._resolved()
        if self._mode != "auto":
            hints.setColorScheme(Qt.ColorScheme.Dark if self.tokens.dark else Qt.ColorScheme.Light)
        if self.chinese:
            self._letters.load_chinese()
        self._families = self._letters.families(chinese_first=self.chinese)
        self._fonts.clear()
        self._app.setPalette(_palette(self.tokens))
        self._app.setFont(self.font("body"))
        self._app.setStyleSheet(stylesheet(self.tokens, self.px, self.target))
        self._app.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if self.right_to_left else Qt.LayoutDirection.LeftToRight
        )
        self.changed.emit()


def current_theme() -> Theme:
    """The theme of the running application; a plain light one is made when none stands yet.

    Painted widgets ask here instead of taking a theme in every constructor: there is one application, its palette and
    font are process-wide in Qt anyway, and a theme argument on forty small parts would say nothing. It hangs on the
    application object, so it ends with it.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication), "widgets need an application"
    found = app.property("larder_theme")
    if isinstance(found, Theme):
        return found
    return install_theme(Theme(app, mode="light"))


def install_theme(theme: Theme) -> Theme:
    """Make a theme the one `current_theme` returns."""
    app = QApplication.instance()
    assert app is not None
    app.setProperty("larder_theme", theme)
    return theme


def follow_theme(refresh: Callable[[], None]) -> None:
    """Call a widget's method now and whenever the theme changes, for as long as the widget lives."""
    current_theme().changed.connect(refresh)
    refresh()


def _bounded(percent: int) -> int:
    return max(TEXT_SIZES[0], min(TEXT_SIZES[-1], percent))


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.surface,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.pane,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.text2,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.on_accent,
        role.Highlight: tokens.soft,
        role.HighlightedText: tokens.soft_text,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.ToolTipBase: tokens.pane,
        role.ToolTipText: tokens.text,
        role.Light: tokens.surface,
        role.Midlight: tokens.pane,
        role.Mid: tokens.edge,
        role.Dark: tokens.edge,
        role.Shadow: tokens.edge,
        role.Accent: tokens.accent,
    }
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.text2))
    return palette
