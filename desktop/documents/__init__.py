"""Paper: dataclasses in, PDF bytes out.

The only importer of reportlab. Nothing here writes a file or knows a member's name or code: receipts and slips carry
numbers, summaries carry counts. Every function takes the language of the paper, which may differ from the window's.
"""

from desktop.documents.hand_over import HandOver, HandOverLine, hand_over_pdf
from desktop.documents.order import (
    OrderPaper,
    OrderPaperLine,
    SuggestionPaper,
    SuggestionPaperLine,
    order_pdf,
    suggestion_pdf,
)
from desktop.documents.receipt import Receipt, ReceiptLine, ReceiptSize, receipt_pdf
from desktop.documents.recovery import recovery_pdf
from desktop.documents.refused_rows import RefusedRow, refused_rows_pdf
from desktop.documents.slip import Slip, slip_pdf
from desktop.documents.summary import summary_pdf
from desktop.documents.transfer_note import NoteLine, TransferNote, transfer_note_pdf

__all__ = [
    "HandOver",
    "HandOverLine",
    "NoteLine",
    "OrderPaper",
    "OrderPaperLine",
    "Receipt",
    "ReceiptLine",
    "ReceiptSize",
    "RefusedRow",
    "Slip",
    "SuggestionPaper",
    "SuggestionPaperLine",
    "TransferNote",
    "hand_over_pdf",
    "order_pdf",
    "receipt_pdf",
    "recovery_pdf",
    "refused_rows_pdf",
    "slip_pdf",
    "suggestion_pdf",
    "summary_pdf",
    "transfer_note_pdf",
]
