"""A picture that was sent: drawn anew, and refused before it can do harm."""

import io
import struct
import zlib

import pytest
from PIL import Image

from sched_app.errors import Invalid
from sched_app.services import images


def encoded(kind: str = "PNG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#1D6A45").save(made, kind, **options)
    return made.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Give a small PNG whose header promises a huge picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        whole = name + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def moving() -> bytes:
    made = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(made, "WEBP", save_all=True, append_images=frames[1:])
    return made.getvalue()


def fault(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        images.redrawn(data)
    return caught.value.fields["logo"][0]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_png(kind):
    made = images.redrawn(encoded(kind))

    assert (made.width, made.height, made.content_type) == (40, 20, "image/png")
    assert made.data.startswith(b"\x89PNG")


def test_nothing_of_the_sent_file_is_kept():
    told = Image.Exif()
    told[0x010E] = "taken at home"
    data = encoded("JPEG", exif=told, comment=b"<script>alert(1)</script>")
    assert b"taken at home" in data

    made = images.redrawn(data + b"<?php something after the end")

    for words in (b"taken at home", b"<script>", b"<?php"):
        assert words not in made.data


def test_a_large_picture_is_made_smaller():
    made = images.redrawn(encoded("PNG", (2000, 1000)))

    assert (made.width, made.height) == (512, 256)


@pytest.mark.parametrize("size", [(60_000, 60_000), (5_000, 4_000), (16_777_217, 1)])
def test_a_file_that_would_become_huge_is_refused_unopened(size):
    assert fault(bomb(*size)) == "field.image_pixels"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        encoded("GIF"),
        encoded("BMP"),
        encoded("TIFF"),
        encoded()[:60],
        bomb(40, 20)[:40],
        b"%PDF-1.4",
    ],
)
def test_what_is_no_picture_of_ours_is_refused(data):
    assert fault(data) == "field.image_kind"


def test_what_moves_is_refused():
    assert fault(moving()) == "field.image_moves"


def test_a_file_that_is_too_large_is_refused_unread():
    assert fault(b"\x89PNG" + b"\0" * images.LARGEST) == "field.image_size"
