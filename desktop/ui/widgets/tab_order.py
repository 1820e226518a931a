"""Tab goes where the eye goes: along the layouts, from the start of a screen to its end."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLayout, QScrollArea, QWidget


def order_tabs(root: QWidget) -> None:
    """Put the parts inside a widget into the order in which they are laid out.

    Qt's own order is that of being made, and a screen makes its foot before its list is filled.
    """
    for before, after in pairwise(list(_stops(root))):
        QWidget.setTabOrder(before, after)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    proxy = widget.focusProxy()
    if proxy is not None and widget.isAncestorOf(proxy):
        # Qt moves such a widget together with its parts, when it takes the keyboard itself. Moving the parts alone would
        # leave it behind, where Tab finds it and goes round for ever.
        widget.setFocusPolicy(proxy.focusPolicy())
        yield widget
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    if isinstance(widget, QAbstractItemView | QComboBox):
        return
    if isinstance(widget, QScrollArea):
        content = widget.widget()
        if content is not None:
            yield from _stops(content)
        return
    layout = widget.layout()
    if layout is not None:
        yield from _laid_out(layout)
        return
    mirrored = widget.layoutDirection() == Qt.LayoutDirection.RightToLeft
    children = [child for child in widget.children() if isinstance(child, QWidget) and not child.isWindow()]
    for child in sorted(children, key=lambda child: (child.y(), -child.x() if mirrored else child.x())):
        yield from _stops(child)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield from _stops(widget)
        elif inner is not None:
            yield from _laid_out(inner)
