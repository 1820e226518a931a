"""Habits of the window's sources: colours and fonts by the theme, icons that exist, no Qt method hidden by a name."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView, QWidget

from desktop.ui.theme import icon_names

UI = Path(__file__).resolve().parents[3] / "desktop" / "ui"
SOURCES = sorted(UI.rglob("*.py"))
SCREENS = [path for path in SOURCES if path.parent.name not in ("theme", "widgets")]


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: str(path.relative_to(UI)))
def test_screens_take_colours_and_fonts_from_the_theme(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "setStyleSheet" not in source
    assert "QColor(" not in source
    assert "QFont(" not in source
    assert not re.search(r"[\"']#[0-9A-Fa-f]{3,8}[\"']", source)


_PLACE = {
    "IconMark": 0, "set_icon": 0, "paint_icon": 1, "RailItem": 1, "add_place": 2, "BigStart": 2, "Icon": 0, "Tile": 2
}  # fmt: skip
"""Where a call takes the name of an icon, when it is not said by `icon=`."""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(UI)))
def test_every_icon_that_is_named_exists(path: Path) -> None:
    named: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        arguments = [keyword.value for keyword in node.keywords if keyword.arg == "icon"]
        if called in _PLACE and len(node.args) > _PLACE[called]:
            arguments.append(node.args[_PLACE[called]])
        if called == "icon" and len(node.args) == 5:
            arguments.append(node.args[3])
        for argument in arguments:
            named |= {
                part.value
                for part in ast.walk(argument)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            }
    assert {name for name in named if name} <= icon_names() | _NOT_ICONS


_NOT_ICONS = {"text", "text2", "bad", "warn", "ok", "soft_text", "accent"}
"""Colours in a conditional beside an icon's name."""


_QT = {"QLabel": QLabel, "QLineEdit": QLineEdit, "QPushButton": QPushButton, "QTableView": QTableView}
_OURS = {"QWidget", "Workspace", "FormPage", "Ground", "Field", "Button", "LineEdit", "CardDialog"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(UI)))
def test_no_attribute_hides_a_method_of_qt(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        bases = {getattr(base, "id", "") for base in node.bases} if isinstance(node, ast.ClassDef) else set()
        if not bases & {*_QT, *_OURS}:
            continue
        base: type[QWidget] = next((_QT[name] for name in bases if name in _QT), QWidget)
        for part in ast.walk(node):
            stored = isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store)
            if stored and getattr(part.value, "id", "") == "self":
                assert not callable(getattr(base, part.attr, None)), part.attr
