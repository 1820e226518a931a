"""Which column of a table is what: guessed from its heading, remembered once somebody said so."""

import json
import re
from collections.abc import Sequence
from enum import StrEnum

from desktop.domain.errors import Invalid
from desktop.domain.people import folded
from desktop.i18n.catalogue import N_
from desktop.operations.table_reading import Sheet
from desktop.storage import settings
from desktop.storage.connection import Database

_MOST_REMEMBERED = 200


class Meaning(StrEnum):
    """What a column holds. With a pack size the quantity counts packs, otherwise pieces, grams or millilitres."""

    ITEM = "item"
    QUANTITY = "quantity"
    PACK = "pack"
    LOT = "lot"
    EXPIRES = "expires"
    IGNORE = "ignore"


_HEADINGS = {
    Meaning.ITEM: (
        "item", "items", "item name", "name", "product", "product name", "article", "goods", "description", "barcode",
        "物品", "物资", "名称", "品名", "商品", "货品", "产品", "条码",
    ),
    Meaning.QUANTITY: ("quantity", "qty", "amount", "how many", "count", "pieces", "数量", "件数", "个数", "总数"),
    Meaning.PACK: (
        "pack size", "pack", "per pack", "units per pack", "pieces per pack", "per box", "per carton", "size",
        "包装规格", "规格", "包装", "每包", "每盒", "每箱",
    ),
    Meaning.LOT: ("batch", "lot", "batch number", "lot number", "batch no", "lot no", "批号", "批次", "批次号"),
    Meaning.EXPIRES: (
        "expires", "expiry", "expiry date", "expiration", "expiration date", "exp", "exp date", "best before", "use by",
        "有效期", "有效期至", "失效日期", "到期日", "到期", "保质期至",
    ),
}  # fmt: skip
"""What columns are called in tables from outside, in English and Chinese, folded."""

_HAN = re.compile(r"[\u4e00-\u9fff]")


def guess(headings: Sequence[str], remembered: dict[str, Meaning]) -> tuple[Meaning, ...]:
    """What each column is, going by its heading; what was said of a heading before counts first. Each meaning comes once."""
    found = [Meaning.IGNORE] * len(headings)
    keys = [_key(heading) for heading in headings]
    taken: set[Meaning] = set()
    for finder in (remembered.get, _exact, _part):
        for at, key in enumerate(keys):
            meaning = finder(key) if key and found[at] is Meaning.IGNORE else None
            known = remembered.get(key)
            if meaning is None or meaning in taken or meaning is Meaning.IGNORE or known is Meaning.IGNORE:
                continue
            found[at] = meaning
            taken.add(meaning)
    return tuple(found)


def has_headings(sheet: Sheet, remembered: dict[str, Meaning]) -> bool:
    """Whether the first row names the columns: one of its cells is known for a heading, and none is a number."""
    if not sheet.rows:
        return False
    cells = sheet.rows[0].cells
    if any(cell.replace(".", "").replace(",", "").isdigit() for cell in cells):
        return False
    keys = [key for key in map(_key, cells) if key]
    return any(key in remembered or _exact(key) is not None or _part(key) is not None for key in keys)


def check(columns: Sequence[Meaning], width: int) -> dict[Meaning, int]:
    """Where each meaning stands. Raises Invalid for `columns`: the item or the quantity is missing, or a meaning comes twice."""
    found: dict[Meaning, int] = {}
    for at, meaning in enumerate(columns[:width]):
        if meaning is Meaning.IGNORE:
            continue
        if meaning in found:
            raise Invalid(
                "columns", N_("Two columns have the same meaning. Nothing was saved. Let one of them be left out.")
            )
        found[meaning] = at
    if Meaning.ITEM not in found or Meaning.QUANTITY not in found:
        raise Invalid("columns", N_("Say which column holds the item and which the quantity. Nothing was saved."))
    return found


def remembered_in(database: Database) -> dict[str, Meaning]:
    """What was said of headings before."""
    try:
        kept = json.loads(settings.get(database, settings.IMPORT_COLUMNS))
        return {str(key): Meaning(value) for key, value in kept.items()}
    except (ValueError, AttributeError):
        return {}


def remember(database: Database, headings: Sequence[str], columns: Sequence[Meaning]) -> None:
    """Keep what was said of these headings, and forget the oldest when they are too many; inside a transaction."""
    kept = remembered_in(database)
    for heading, meaning in zip(headings, columns, strict=False):
        if key := _key(heading):
            kept.pop(key, None)
            kept[key] = meaning
    newest = dict(list(kept.items())[-_MOST_REMEMBERED:])
    settings.put(database, settings.IMPORT_COLUMNS, json.dumps(newest, ensure_ascii=False))


def _key(heading: str) -> str:
    """A heading as it is compared: folded, without what stands in brackets and without signs at its end."""
    return re.sub(r"\s*[(\[（【].*", "", folded(heading)).strip(" .:：*#_-")[:60]


def _exact(key: str) -> Meaning | None:
    return next((meaning for meaning, known in _HEADINGS.items() if key in known), None)


def _part(key: str) -> Meaning | None:
    """A known heading inside a longer one: Chinese anywhere, English as whole words. The longest counts."""
    words = f" {re.sub(r'[^a-z]+', ' ', key)} "
    best: tuple[int, Meaning] | None = None
    for meaning, known in _HEADINGS.items():
        for heading in known:
            inside = heading in key if _HAN.search(heading) else f" {heading} " in words
            if inside and (best is None or len(heading) > best[0]):
                best = (len(heading), meaning)
    return best[1] if best else None
