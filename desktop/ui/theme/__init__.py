"""Colours, letters, sizes and icons."""

from desktop.ui.theme.icons import Icon, icon_names, paint_icon
from desktop.ui.theme.theme import (
    MODES,
    TEXT_SIZES,
    Look,
    Mode,
    Theme,
    current_theme,
    follow_theme,
    install_theme,
)
from desktop.ui.theme.tokens import CONTRAST, DARK, LIGHT, Tokens

__all__ = [
    "CONTRAST",
    "DARK",
    "LIGHT",
    "MODES",
    "TEXT_SIZES",
    "Icon",
    "Look",
    "Mode",
    "Theme",
    "Tokens",
    "current_theme",
    "follow_theme",
    "icon_names",
    "install_theme",
    "paint_icon",
]
