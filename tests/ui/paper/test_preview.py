"""The preview: drawn from memory, printed from memory, and no printer is no disaster."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPageSize
from PySide6.QtPrintSupport import QPrinter

from desktop.documents import Receipt, ReceiptLine, receipt_pdf
from desktop.ui.paper import printing
from desktop.ui.paper.pages import Pages
from desktop.ui.paper.preview import Preview
from tests.operations.desk import FIRST_DAY
from tests.ui.shown import Shown

MANY = tuple(ReceiptLine(f"Thing {number}", number, "pieces") for number in range(1, 40))


def receipt(lines: tuple[ReceiptLine, ...] = MANY[:3]) -> bytes:
    return receipt_pdf(Receipt("26-A-00143-7", FIRST_DAY, "", lines, 1, "26-A-00143-7"), language="en")


def opened(shown: Shown, pdf: bytes) -> tuple[Preview, list[str]]:
    closed: list[str] = []
    preview = Preview(shown.app.window, pdf, "Receipt 26-A-00143-7", after=lambda: closed.append("closed"))
    preview.open()
    shown.hands.wait_idle()
    return preview, closed


def ink(picture: QImage) -> int:
    """How many of some thousand points are dark."""
    return sum(
        picture.pixelColor(x, y).lightness() < 128
        for x in range(0, picture.width(), 5)
        for y in range(0, picture.height(), 5)
    )


def test_a_page_is_drawn_with_ink_on_white() -> None:
    pages = Pages(receipt())
    picture = pages.picture(0, 144)
    assert len(pages) == 1
    assert (picture.width(), picture.height()) == (596, 840)
    assert picture.pixelColor(2, 2) == Qt.GlobalColor.white
    assert 100 < ink(picture) < 8_000
    pages.close()


def test_without_a_printer_one_sentence_says_so_and_the_preview_stays(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing.QPrinterInfo, "availablePrinterNames", staticmethod(list))
    _preview, closed = opened(shown, receipt())
    assert shown.hands.text("paper_title") == "Receipt 26-A-00143-7"
    assert "Who may see this paper?" in shown.hands.all_text()
    shown.hands.press("paper_print")
    assert "knows no printer" in shown.hands.all_text()
    assert closed == []
    shown.hands.press("paper_close")
    assert closed == ["closed"]
    assert not shown.hands.sees("paper")


def test_printing_sends_every_page_in_its_size_under_a_name_that_says_nothing(shown: Shown, tmp_path: Path) -> None:
    preview, closed = opened(shown, receipt(MANY))
    pages = Pages(receipt(MANY))
    printer = printing.printer_for(pages)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printing.fit_paper(printer, pages)
    assert printer.docName() == "Paper"
    preview.print_with(printer)
    shown.hands.wait_idle()
    assert closed == ["closed"]
    reader = PdfReader(io.BytesIO((tmp_path / "printed.pdf").read_bytes()))
    assert len(reader.pages) == len(pages) == 3
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (105, 148)
    printed = Pages((tmp_path / "printed.pdf").read_bytes())
    for number in range(3):
        before, after = ink(pages.picture(number, 100)), ink(printed.picture(number, 100))
        assert abs(before - after) < 0.2 * before
    printed.close()
    pages.close()


def test_a_paper_larger_than_the_printer_s_is_made_smaller(tmp_path: Path, shown: Shown) -> None:
    pages = Pages(receipt())
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "small.pdf"))
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A7))
    assert printing.print_pages(pages, printer)
    printed = Pages((tmp_path / "small.pdf").read_bytes())
    assert printed.size(0).height() < pages.size(0).height()
    last_line = printed.picture(0, 144).copy(0, 150, 420, 200)
    assert ink(last_line) > 20
    printed.close()
    pages.close()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_one_sentence(shown: Shown, tmp_path: Path) -> None:
    preview, closed = opened(shown, receipt())
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "printed.pdf"))
    preview.print_with(printer)
    shown.hands.wait_idle()
    assert "did not take the paper" in shown.hands.all_text()
    assert closed == []


def test_neither_preview_nor_printing_leaves_a_file(shown: Shown) -> None:
    before = {path for path in shown.folder.rglob("*") if path.is_file()}
    opened(shown, receipt())
    shown.hands.press("paper_print")
    shown.hands.press("paper_close")
    assert {path for path in shown.folder.rglob("*") if path.is_file()} == before


def test_escape_closes_the_preview(shown: Shown) -> None:
    _preview, closed = opened(shown, receipt())
    shown.hands.key(Qt.Key.Key_Escape)
    assert closed == ["closed"]
