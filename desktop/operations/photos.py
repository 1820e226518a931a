"""Photos of items: small, made anew by the window, so that nothing of the file they came from is kept."""

import struct

from desktop.domain.errors import Invalid
from desktop.domain.stock import ItemId
from desktop.domain.users import Permission
from desktop.i18n.catalogue import N_
from desktop.operations.posting import known_item
from desktop.operations.session import Session, action, query
from desktop.storage import catalogue

LARGEST_PHOTO = 300_000
"""In bytes."""
LONGEST_SIDE = 256
"""In pixels."""
_HEAD = struct.Struct(">8sI4sII")
_PNG = b"\x89PNG\r\n\x1a\n"


@query(Permission.SEE_STOCK)
def item_photo(session: Session, item_id: ItemId) -> bytes | None:
    """An item's photo as PNG; None when it has none."""
    return catalogue.photo(session.database, item_id)


@action(Permission.CHANGE_STOCK)
def set_item_photo(session: Session, *, item_id: ItemId, image: bytes | None) -> None:
    """Give an item a photo, or take it away with None.

    Args:
        image: A PNG of at most 256 by 256 pixels and 300,000 bytes.

    Raises:
        NotFound: There is no such item.
        Invalid: For `image`: it is something else.
    """
    item = known_item(session, item_id)
    if image is not None and not _is_small_png(image):
        raise Invalid("image", N_("This is not a photo Larder can keep. Nothing was saved. Choose another file."))
    catalogue.save_photo(session.database, item.id, image)
    session.note("item.photo", item=item.id)


def _is_small_png(image: bytes) -> bool:
    """Whether the bytes begin as a PNG of an allowed size (ISO/IEC 15948, the IHDR chunk) and are not too many."""
    if not _HEAD.size <= len(image) <= LARGEST_PHOTO:
        return False
    signature, length, name, width, height = _HEAD.unpack_from(image)
    return (signature, length, name) == (_PNG, 13, b"IHDR") and 0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE
