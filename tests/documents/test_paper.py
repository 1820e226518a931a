"""What holds for every paper: the same bytes for the same facts, and nothing in the file that says whose it is."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from pypdf import PdfReader

from desktop.documents import Receipt, ReceiptLine, Slip, receipt_pdf, recovery_pdf, slip_pdf
from desktop.documents.paper import Block, paginate
from tests.documents.reading import everything_in, fonts_of
from tests.documents.test_recovery import CHINESE
from tests.documents.test_summary import internal

PAPERS: dict[str, Callable[[str], bytes]] = {
    "receipt": lambda language: receipt_pdf(
        Receipt(
            "26-A-00143-7", date(2026, 11, 24), "前厅", (ReceiptLine("Otter 水獭", 2, "pieces"),), 2, "26-A-00143-7"
        ),
        language=language,
    ),
    "slip": lambda language: slip_pdf(
        Slip("26-A-R-1", date(2026, 11, 24), "Office 河畔", "Lane", "Visit"), language=language
    ),
    "summary": lambda language: internal(language=language),
    "recovery": lambda language: recovery_pdf(CHINESE, language=language),
}


@pytest.fixture(params=[(paper, language) for paper in PAPERS for language in ("en", "zh_CN")], ids="-".join)
def made(request: pytest.FixtureRequest) -> tuple[bytes, bytes]:
    """A paper made twice."""
    paper, language = request.param
    return PAPERS[paper](language), PAPERS[paper](language)


def test_the_same_facts_give_the_same_bytes(made: tuple[bytes, bytes]) -> None:
    assert made[0] == made[1]


def test_the_file_names_no_maker_no_title_and_no_moment(made: tuple[bytes, bytes]) -> None:
    reader = PdfReader(io.BytesIO(made[0]))
    metadata = reader.metadata or {}
    for key in ("/Author", "/Creator", "/Producer", "/Title", "/Subject", "/Keywords"):
        assert not metadata.get(key)
    assert {str(metadata.get(key, ""))[:6] for key in ("/CreationDate", "/ModDate")} <= {"D:2000"}
    assert reader.xmp_metadata is None
    inside = everything_in(made[0]).lower()
    for word in (b"reportlab", b"larder", b"python", b"desktop"):
        assert word not in inside


def test_every_font_is_embedded(made: tuple[bytes, bytes]) -> None:
    fonts = fonts_of(made[0])
    assert fonts
    assert all(fonts.values())
    assert all("+TabularSans" in name for name in fonts)


def test_a_paper_is_small_enough_to_keep(made: tuple[bytes, bytes]) -> None:
    assert len(made[0]) < 150_000


def block(height: float, **more: bool | float) -> Block:
    return Block(height, lambda sheet, y: None, **more)  # type: ignore[arg-type]


def test_a_head_is_not_left_alone_at_the_foot_of_a_page() -> None:
    first, head, row = block(60), block(20, repeats=True, keep=30), block(30, in_table=True)
    assert paginate([first, head, row], 100) == [[first], [head, row]]


def test_rows_that_go_on_take_their_head_along_and_later_blocks_do_not() -> None:
    head, row, after = block(20, repeats=True), block(30, in_table=True), block(70)
    assert paginate([head, row, row, row, row, after], 90) == [[head, row, row], [head, row, row], [after]]
