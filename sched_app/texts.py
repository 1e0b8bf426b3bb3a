"""The catalogue of all words that people read, by key; imports nothing of ours.

One folder a language under `locales/`, gettext files by area (`booking.po`, `mail.po`, …). A
text's msgid is its key, its msgstr the words, with `{named}` parameters; `n` takes plural forms.

Pages are built once for all languages: while they are built, a text without a language is a mark
(`[[t:key@@name=value@@]]`), and `languages` writes the words of each language over the marks.
"""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"
MARKS = "OPENHOURS_MARK_TEXTS"  # The variable under which pages are built.


class MissingText(KeyError):
    """No catalogue has this key: a mistake of ours, found by the tests."""


@cache
def _catalogue(locale: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((LOCALES / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if not message.id:
                    continue
                key = message.id if isinstance(message.id, str) else message.id[0]
                if key in found:
                    raise ValueError(f"{path.name}: the key {key!r} stands in two files")
                words = message.string
                found[key] = (words,) if isinstance(words, str) else tuple(words or ())
    return found


def locales() -> list[str]:
    """Name the languages that have a folder."""
    return list(_folders(LOCALES))


@cache
def _folders(top: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in top.iterdir() if path.is_dir()))


def keys(locale: str = DEFAULT) -> frozenset[str]:
    """Give every key of a language."""
    return frozenset(_catalogue(locale))


@cache
def digest(locale: str) -> str:
    """Give a short hash of every word of a language, English included where it steps in."""
    words = sorted((_catalogue(DEFAULT) | _catalogue(locale)).items())
    return sha256(repr(words).encode()).hexdigest()[:8]


def known(tag: str) -> str:
    """Give the language we have for a tag such as `de-AT`, or nothing."""
    language = tag.strip().replace("_", "-").lower().split("-")[0]
    return language if language in locales() else ""


def own_name(locale: str) -> str:
    """Name a language as its own speakers do (CLDR)."""
    name = Locale.parse(locale).get_display_name(locale) or locale
    return name[:1].upper() + name[1:]


def best_locale(wanted: str | None) -> str:
    """Choose the nearest language we have for a tag such as `de-AT`; English otherwise."""
    return known(wanted or "") or DEFAULT


def reader_locale(accept_language: str, *chosen: str) -> str:
    """Give the first language we have of those chosen, then of a header (RFC 9110), or nothing."""
    weighed = []
    for part in accept_language.split(","):
        tag, _, weight = part.partition(";")
        weighed.append((-_quality(weight), tag))
    accepted = (tag for _, tag in sorted(weighed, key=lambda one: one[0]))
    return next((found for tag in (*chosen, *accepted) if (found := known(tag))), "")


def t(key: str, locale: str | None = None, /, **params: object) -> str:
    """Give a text in a language, its parameters filled in; raise MissingText for an unknown key."""
    words = _words(key, locale or DEFAULT)[0]
    if locale is None and _marks():
        return _mark(f"t:{key}", params)
    return words.format(**params) if params else words


def n(key: str, count: int, locale: str | None = None, /, **params: object) -> str:
    """Give the plural form of a text for a count, which it may name as `{count}`."""
    words = plural(key, count, locale or DEFAULT)
    if locale is None and _marks():
        return _mark(f"n:{key}:{count}", params)
    return words.format(count=count, **params)


def plural(key: str, count: int, locale: str) -> str:
    """Give the plural form of a text for a count, nothing filled in."""
    words = _words(key, locale)
    forms = Locale.parse(locale).plural_form
    return words[0] if forms(count) == "one" or len(words) == 1 else words[-1]


def weekday(day: int, *, is_short: bool = False, locale: str | None = None) -> str:
    """Name a weekday, Monday is 0, whole or in two letters or so (CLDR)."""
    if locale is None and _marks():
        return _mark(f"d:{'short' if is_short else 'wide'}:{day}", {})
    width: Literal["short", "wide"] = "short" if is_short else "wide"
    return str(get_day_names(width, "stand-alone", locale or DEFAULT)[day])


def month(number: int, locale: str | None = None) -> str:
    """Name a month, January is 1 (CLDR)."""
    if locale is None and _marks():
        return _mark(f"m:wide:{number}", {})
    return str(get_month_names("wide", "format", locale or DEFAULT)[number])


def _words(key: str, locale: str) -> tuple[str, ...]:
    words = _catalogue(locale).get(key) or _catalogue(DEFAULT).get(key)
    if words is None:
        raise MissingText(key)
    return words


def _marks() -> bool:
    return os.environ.get(MARKS) == "1"


def _mark(name: str, params: dict[str, object]) -> str:
    given = "".join(f"@@{key}={value}" for key, value in params.items())
    return f"[[{name}{given}@@]]"


def _quality(weight: str) -> float:
    try:
        return float(weight.strip().removeprefix("q=")) if weight else 1.0
    except ValueError:
        return 0.0
