"""The theme as every test of a part finds it: light, 100 %, English."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop import i18n
from desktop.ui.theme import Theme, current_theme


def _reset(theme: Theme) -> None:
    i18n.use("en")
    if theme.language != "en":
        theme.set_language("en")
    if theme.mode != "light":
        theme.set_mode("light")
    if theme.text_size != 100:
        theme.set_text_size(100)


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Iterator[Theme]:
    current = current_theme()
    _reset(current)
    yield current
    _reset(current)
