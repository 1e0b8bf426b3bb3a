"""Checks a picture that somebody sent, and draws it anew: nothing of the sent file is kept."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from sched_app.errors import Invalid

LARGEST = 512 * 1024  # Bytes of a file that is looked at.
MOST_PIXELS = 4096 * 4096
SIDE = 512  # Pixels; what is larger is made smaller.
FORMATS = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: always a PNG."""

    data: bytes
    width: int
    height: int
    content_type: str = "image/png"


def redrawn(data: bytes, field: str = "logo") -> Picture:
    """Give a picture drawn anew, at most 512 pixels wide and high; raise Invalid at the field.

    The size is read from the header before any pixel is unpacked, so a small file that would
    become a huge picture is refused unopened. Vector files and moving pictures are refused too.
    """
    if len(data) > LARGEST:
        raise Invalid({field: ("field.image_size", {"most": LARGEST // 1024})})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                _refuse(opened, field)
                opened.load()
                return _drawn(opened)
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid({field: "field.image_pixels"}) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError):
        raise Invalid({field: "field.image_kind"}) from None


def _refuse(opened: Image.Image, field: str) -> None:
    width, height = opened.size
    if width * height > MOST_PIXELS or min(width, height) < 1:
        raise Invalid({field: "field.image_pixels"})
    if getattr(opened, "n_frames", 1) > 1 or getattr(opened, "is_animated", False):
        raise Invalid({field: "field.image_moves"})


def _drawn(opened: Image.Image) -> Picture:
    turned = ImageOps.exif_transpose(opened).convert("RGBA")
    turned.thumbnail((SIDE, SIDE))
    # Pasted onto a fresh canvas, so that no profile, comment or other chunk comes along.
    canvas = Image.new("RGBA", turned.size)
    canvas.paste(turned)
    made = io.BytesIO()
    canvas.save(made, "PNG", optimize=True)
    return Picture(made.getvalue(), *canvas.size)
