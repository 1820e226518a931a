"""Numbers of documents: year, desk letter, kind, sequence, check digit, as in `26-A-00143-7`."""

from enum import StrEnum


class NumberKind(StrEnum):
    """The sequences of a desk. The letter stands behind the desk's; a hand-out, the commonest, has none."""

    DISTRIBUTION = ""
    INTAKE = "N"
    WRITE_OFF = "W"
    STOCKTAKE = "C"
    REFERRAL = "S"
    TRANSFER = "T"
    KITS = "K"
    USE = "U"
    SALE = "V"
    FOUND = "F"
    MERGE = "M"
    ORDER = "R"


def document_number(year: int, desk: str, kind: NumberKind, sequence: int) -> str:
    """The printed number of a document; it says nothing about people."""
    body = f"{year % 100:02d}-{desk}{kind.value}-{sequence:05d}"
    return f"{body}-{check_digit(body)}"


def is_document_number(text: str) -> bool:
    """Whether `text` is a number whose check digit fits, as typed or scanned."""
    body, dash, digit = text.strip().upper().rpartition("-")
    return bool(dash and body) and digit == check_digit(body)


def check_digit(body: str) -> str:
    """ISO/IEC 7064 MOD 11,10 over the digits of `body`, a letter counting as two digits (A = 10 ... Z = 35)."""
    product = 10
    for sign in body.upper():
        if sign == "-":
            continue
        for digit in str(int(sign, 36)):
            total = (product + int(digit)) % 10 or 10
            product = total * 2 % 11
    return str((11 - product) % 10)


def next_desk(desk: str) -> str:
    """The letter after `desk`: a restored copy goes on under it, so that no printed number comes twice."""
    if not desk.strip("Z"):
        return "A" * (len(desk) + 1)
    head, last = desk[:-1], desk[-1]
    return head + chr(ord(last) + 1) if last != "Z" else next_desk(head) + "A"
