"""Photos from strangers' files: refused with a sentence, or made small and anew (T16)."""

import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageWriter

from desktop.domain.errors import Invalid
from desktop.operations.photos import LARGEST_PHOTO, _is_small_png
from desktop.ui.photo import LARGEST_FILE, LONGEST_FILE_SIDE, read_photo, small_png
from tests.faults.counting import report

pytestmark = pytest.mark.faults

MARKER = b"Zephyrqvx 52.5200 N 13.4050 E"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>"


def counted(fault: str, times: int = 1) -> None:
    """Count it among the faults."""
    report(group="T16", fault=fault, means="a file given as an item's photo", times=times)


def picture(width: int = 512, height: int = 384, kind: bytes = b"PNG", *, text: str = "") -> bytes:
    """A file with a picture: red at the left, blue at the right."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    for y in range(height):
        for x in range(width // 2):
            image.setPixel(x, y, 0xFFFF0000)
    if text:
        image.setText("Author", text)
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(kind)).write(image)
    return bytes(kept.data())


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_of_size(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG that says it is so large."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def with_exif(jpeg: bytes, *, orientation: int = 1) -> bytes:
    """The JPEG with an APP1 segment: an orientation and, as a description, where it was taken."""
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack("<HHII", 0x010E, 2, len(MARKER), 38)
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", 2) + entries + struct.pack("<I", 0) + MARKER
    body = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def shown(data: bytes) -> QImage:
    image = QImage.fromData(QByteArray(data))
    assert not image.isNull()
    return image


@pytest.mark.parametrize("kind", [b"PNG", b"JPEG"])
def test_a_photo_becomes_a_small_png_of_the_same_shape(kind: bytes) -> None:
    small = small_png(picture(kind=kind))
    assert _is_small_png(small)
    image = shown(small)
    assert image.size() == QSize(256, 192)
    assert image.pixelColor(20, 80).red() > 200
    assert image.pixelColor(230, 80).blue() > 200


def test_a_small_photo_stays_as_large_as_it_is() -> None:
    assert shown(small_png(picture(40, 30))).size() == QSize(40, 30)


def test_where_and_when_a_photo_was_taken_stays_behind() -> None:
    taken = with_exif(picture(kind=b"JPEG"))
    assert MARKER in taken
    assert shown(taken_small := small_png(taken)).textKeys() == []
    assert MARKER not in taken_small
    counted("a photo that says where it was taken")


def test_what_a_photo_says_about_itself_stays_behind() -> None:
    told = picture(text="Zephyrqvx")
    assert b"Zephyrqvx" in told
    small = small_png(told)
    assert b"Zephyrqvx" not in small
    names = []
    at = 8
    while at < len(small):
        (length,) = struct.unpack_from(">I", small, at)
        names.append(small[at + 4 : at + 8])
        at += length + 12
    assert set(names) <= {b"IHDR", b"sRGB", b"pHYs", b"IDAT", b"IEND", b"gAMA"}, names
    counted("a photo that says something about itself")


def test_a_photo_taken_with_the_camera_on_its_side_stands_upright() -> None:
    image = shown(small_png(with_exif(picture(kind=b"JPEG"), orientation=6)))
    assert image.size() == QSize(192, 256)


@pytest.mark.parametrize(
    "data",
    [
        png_of_size(60_000, 60_000),
        png_of_size(LONGEST_FILE_SIDE + 1, 1),
        png_of_size(2**31 - 1, 2**31 - 1),
        png_of_size(1, LONGEST_FILE_SIDE + 1, bytes(4 * (LONGEST_FILE_SIDE + 1))),
    ],
    ids=["large", "wide", "huge", "high"],
)
def test_a_picture_that_would_fill_the_memory_is_not_decoded(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        small_png(data)
    assert refused.value.field == "image"
    counted("a picture that would fill the memory")


def test_a_picture_that_holds_less_than_it_says_is_refused() -> None:
    with pytest.raises(Invalid):
        small_png(png_of_size(5000, 5000, bytes(100)))
    counted("a picture that was cut off")


@pytest.mark.parametrize("kind", [b"PNG", b"JPEG"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.6])
def test_a_photo_that_was_cut_off_is_refused(kind: bytes, part: float) -> None:
    whole = picture(kind=kind)
    with pytest.raises(Invalid):
        small_png(whole[: int(len(whole) * part)])
    counted("a picture that was cut off")


@pytest.mark.parametrize("size", [(0, 0), (0, 9), (9, 0)])
def test_a_picture_of_no_points_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid):
        small_png(png_of_size(*size))
    counted("a picture of no points")


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", SVG, b"<?xml version='1.0'?>" + SVG, b"\n" + picture(),
     b"GIF89a" + bytes(200), b"BM" + bytes(200), b"II*\0" + bytes(200), b"RIFF\0\0\0\0WEBP" + bytes(50), b"%PDF-1.7",
     b"P6 2 2 255 " + bytes(12), b"/* XPM */ static char *a[]={\"1 1 1 1\"};"],
    ids=range(13),
)  # fmt: skip
def test_what_is_no_png_or_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        small_png(data)
    counted("a file that is no picture, or one with a program in it")


@pytest.mark.parametrize("kind", [b"PNG", b"JPEG"])
def test_a_file_that_is_something_else_besides_loses_it(kind: bytes) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("run.html", MARKER + SVG)
    small = small_png(picture(kind=kind) + archive.getvalue())
    assert MARKER not in small
    assert b"PK\x03\x04" not in small
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(small))
    counted("a file that is a picture and something else")


def test_a_picture_that_hardly_packs_still_fits() -> None:
    noise = os.urandom(256 * 256 * 4)
    image = QImage(noise, 256, 256, QImage.Format.Format_ARGB32)
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    assert len(small_png(bytes(kept.data()))) <= LARGEST_PHOTO


def test_files_are_read_whole_or_not_at_all(tmp_path: Path) -> None:
    good, large, folder, pipe = (tmp_path / name for name in ("a.png", "b.png", "c.png", "d.png"))
    good.write_bytes(picture())
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    folder.mkdir()
    os.mkfifo(pipe)
    assert read_photo(good) == small_png(picture())
    for path in (large, folder, pipe, tmp_path / "gone.png"):
        with pytest.raises(Invalid):
            read_photo(path)
    counted("a file too large, a folder, a pipe, a file that is gone", 4)


@pytest.mark.qt_log_ignore(".")
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_photo_with_any_byte_changed_is_refused_or_comes_out_clean(data: st.DataObject) -> None:
    whole = bytearray(picture(24, 16, data.draw(st.sampled_from([b"PNG", b"JPEG"]))))
    for _change in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        small = small_png(bytes(whole))
    except Invalid:
        return
    assert _is_small_png(small)
