"""Sending pages to a printer. The job bears a name that says nothing."""

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.i18n import _
from desktop.ui.paper.pages import POINTS_PER_INCH, Pages

_SHARP = 300
"""Dots per inch that are enough for letters and codes; more only costs memory."""


def has_printer() -> bool:
    """Whether this computer knows a printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def printer_for(pages: Pages) -> QPrinter:
    """The usual printer, set to the size of the paper."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(_("Paper"))
    printer.setCreator("")
    fit_paper(printer, pages)
    return printer


def fit_paper(printer: QPrinter, pages: Pages) -> None:
    """Set a printer to the size of the first page, without margins: ours are part of the page."""
    size = pages.size(0)
    upright = size.height() >= size.width()
    portrait = size if upright else QSizeF(size.height(), size.width())
    printer.setFullPage(True)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(portrait, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch),
            QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape,
            QMarginsF(0, 0, 0, 0),
        )
    )


def print_pages(pages: Pages, printer: QPrinter) -> bool:
    """Print every page in its true size, or smaller where the printer's paper is smaller; whether it was taken."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    dots = printer.resolution()
    for number in range(len(pages)):
        if number and not printer.newPage():
            painter.end()
            return False
        paper = printer.paperRect(QPrinter.Unit.DevicePixel)
        whole = pages.size(number) * (dots / POINTS_PER_INCH)
        smaller = min(1.0, paper.width() / whole.width(), paper.height() / whole.height())
        picture = pages.picture(number, min(dots, _SHARP))
        painter.drawImage(QRectF(0, 0, whole.width() * smaller, whole.height() * smaller), picture)
    return painter.end()
