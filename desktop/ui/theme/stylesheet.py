"""The few rules Qt takes only as a style sheet: line edits, table heads, scroll bars, tool tips and menus.

Fonts stay out of it (a style sheet can carry neither features nor a list of families), except for `::section`, where a
header ignores `setFont` once it is styled.
"""

from collections.abc import Callable
from string import Template

from desktop.ui.theme.tokens import Tokens

_RULES = Template(
    """
QLineEdit, QPlainTextEdit {
    color: $text; background: $surface; border: 1px solid $edge; border-radius: 8px; padding: 0 12px;
    placeholder-text-color: $text2; selection-background-color: $soft; selection-color: $soft_text;
}
QPlainTextEdit { padding: 8px; }
QLineEdit:focus { border: 2px solid $focus; padding: 0 11px; }
QPlainTextEdit:focus { border: 2px solid $focus; padding: 7px; }
QLineEdit[wrong="true"] { border: 2px solid $bad; padding: 0 11px; }
QPlainTextEdit[wrong="true"] { border: 2px solid $bad; padding: 7px; }
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] {
    border: 1px dashed $edge; background: $pane; color: $text2;
}
QLineEdit:disabled, QPlainTextEdit:disabled { border: 1px solid $track; background: $track; color: $text2; }
QLineEdit[inside="start"] { padding-left: $search_pad; padding-right: $search_pad; }
QLineEdit[inside="end"] { padding-right: $search_pad; }
QLineEdit[cell="true"] { padding: 0 8px; border-radius: 6px; }
QLineEdit[cell="true"]:focus { padding: 0 7px; }
QLineEdit[bare="true"] { border: none; background: transparent; padding: 0; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: transparent; color: $text2; border: none; border-bottom: 1px solid $line; padding: 0 12px;
    font-size: ${small}px; font-weight: 600;
}
QTableView { background: transparent; border: none; gridline-color: transparent; outline: none; }
QTableCornerButton::section { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; border: none; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; border: none; height: 12px; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { color: $text; background: $pane; border: 1px solid $edge; padding: 4px 8px; }
QMenu { background: $surface; color: $text; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 8px 24px 8px 12px; border-radius: 6px; }
QMenu::item:selected { background: $soft; color: $soft_text; }
QMenu::item:disabled { color: $text2; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
"""
)


def stylesheet(tokens: Tokens, px: Callable[[float], int], target: Callable[[float], int]) -> str:
    """The style sheet in the colours of a look, with sizes that grow with the text."""
    return _RULES.substitute(
        text=tokens.text,
        text2=tokens.text2,
        surface=tokens.surface,
        pane=tokens.pane,
        edge=tokens.edge,
        line=tokens.line,
        focus=tokens.focus,
        bad=tokens.bad,
        soft=tokens.soft,
        soft_text=tokens.soft_text,
        track=tokens.track,
        small=px(13),
        search_pad=f"{px(20) + 24}px",
    )
