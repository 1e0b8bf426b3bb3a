"""Derives the colours of a brand from its one accent; each contrast is guaranteed by search.

Lightness moves in OKLCH by small steps, hue and chroma kept, until the ratio holds. The names
are those of the variables in `assets/styles/tokens.css`.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Theme = Literal["light", "dark"]
Channels = tuple[float, float, float]
DEFAULT = "#7B2D5E"  # A new workspace's; the colours of `tokens.css` are derived from it.
PAPER, INK = "#FFFFFF", "#150E14"  # The two colours of a label on the accent.
LABEL = 4.6
STEP = 0.005
CHROMA_STEP = 0.002
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
KIND_LIGHT, KIND_CHROMA = (0.52, 0.42, 0.6), 0.13


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the accent stands on in one theme, and how far it must stand out."""

    surface: str
    others: tuple[str, ...]
    away: int  # Towards black, or towards white.
    fill: float
    mark: float
    text: float
    soft: float

    @property
    def all(self) -> tuple[str, ...]:
        return (self.surface, *self.others)


GROUNDS: dict[Theme, _Ground] = {
    "light": _Ground("#FFFFFF", ("#FAF8F6", "#F3EFEC"), -1, 1, 3.1, 4.6, 0.09),
    "dark": _Ground("#1E191E", ("#161216", "#110E11"), +1, 2.8, 4.5, 6.0, 0.17),
}


@lru_cache(maxsize=256)
def derive(brand: str, theme: Theme) -> Mapping[str, str]:
    """Give the colour of every role of the accent in a theme."""
    ground = GROUNDS[theme]
    fill = _reach(brand, [ground.surface], ground.fill, +1)
    label = _label_on(fill)
    away = -1 if label == PAPER else +1
    fill = _reach(fill, [label], LABEL, away)
    light, chroma, hue = _oklch(fill)
    mark = _reach(brand, ground.all, ground.mark, ground.away)
    soft = _mix(mark, ground.surface, ground.soft)
    return {
        "accent": fill,
        "accent-hover": _hex(light + away * 0.045, chroma, hue),
        "accent-active": _hex(light + away * 0.09, chroma, hue),
        "on-accent": label,
        "accent-edge": fill if contrast(fill, ground.surface) >= 2 else mark,
        "accent-text": _reach(brand, [*ground.all, soft], ground.text, ground.away),
        "accent-mark": mark,
        "accent-soft": soft,
        "accent-soft-line": _mix(mark, soft, 0.28),
    }


def variables(brand: str, theme: Theme) -> dict[str, str]:
    """Give what a page that wears the brand sets in a theme: the roles, and the focus ring."""
    roles = derive(brand, theme)
    return {**roles, "ring": roles["accent-text"]}


def looks(brand: str) -> dict[str, dict[str, str]]:
    """Give for each theme what a picture of the brand in it needs: the same, and the surface."""
    return {
        theme: {"surface": ground.surface, **variables(brand, theme)}
        for theme, ground in GROUNDS.items()
    }


@lru_cache(maxsize=256)
def turned(brand: str, step: int) -> str:
    """Give a colour for the nth of several kinds of things: the brand itself, then other hues.

    Each hue is a golden angle from the one before, so that however many there are none lie close.
    """
    if step == 0:
        return brand
    _, _, hue = _oklch(brand)
    light, chroma = KIND_LIGHT[step % len(KIND_LIGHT)], KIND_CHROMA
    return _hex(light, chroma, hue + step * GOLDEN_ANGLE)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two hex colours (WCAG 2.2, 1.4.3)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _label_on(fill: str) -> str:
    """Choose ink or paper; paper where it is close."""
    return PAPER if contrast(fill, PAPER) + 1 >= contrast(fill, INK) else INK


def _reach(colour: str, grounds: Iterable[str], ratio: float, away: int) -> str:
    """Move the lightness until the colour has the ratio on every ground."""
    light, chroma, hue = _oklch(colour)
    while min(contrast(colour, ground) for ground in grounds) < ratio and 0 <= light <= 1:
        light += away * STEP
        colour = _hex(light, chroma, hue)
    return colour


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _written(a * share + b * (1 - share) for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklch(colour: str) -> Channels:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return light, math.hypot(a, b), math.atan2(b, a)


def _hex(light: float, chroma: float, hue: float) -> str:
    """Give the nearest colour inside sRGB: chroma is lowered until every channel fits."""
    light = min(max(light, 0.0), 1.0)
    while not all(-0.0005 <= value <= 1.0005 for value in _rgb(light, chroma, hue)):
        if chroma < CHROMA_STEP:
            break
        chroma -= CHROMA_STEP
    return _written(_gamma(min(max(value, 0.0), 1.0)) for value in _rgb(light, chroma, hue))


def _rgb(light: float, chroma: float, hue: float) -> Channels:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _channels(colour: str) -> Channels:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _written(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(value * 255):02X}" for value in channels)


def _linear(colour: str) -> Channels:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in _channels(colour)
    )
    return red, green, blue


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * float(value ** (1 / 2.4)) - 0.055
