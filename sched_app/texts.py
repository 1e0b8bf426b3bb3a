"""The catalogue of all words that people read, by key; imports nothing of ours.

One folder a language under `locales/`, gettext files by area (`booking.po`, `mail.po`, …). A
text's msgid is its key, its msgstr the words, with `{named}` parameters; `n` takes plural forms.
"""

from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"


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


def best_locale(wanted: str | None) -> str:
    """Choose the nearest language we have for a tag such as `de-AT`; English otherwise."""
    tag = (wanted or "").replace("_", "-").lower().split("-")[0]
    return tag if tag in locales() else DEFAULT


def t(key: str, locale: str = DEFAULT, /, **params: object) -> str:
    """Give a text in a language, its parameters filled in; raise MissingText for an unknown key."""
    words = _catalogue(locale).get(key) or _catalogue(DEFAULT).get(key)
    if words is None:
        raise MissingText(key)
    return words[0].format(**params) if params else words[0]


def n(key: str, count: int, locale: str = DEFAULT, /, **params: object) -> str:
    """Give the plural form of a text for a count, which it may name as `{count}`."""
    words = _catalogue(locale).get(key) or _catalogue(DEFAULT).get(key)
    if words is None:
        raise MissingText(key)
    forms = Locale.parse(locale).plural_form
    chosen = words[0] if forms(count) == "one" or len(words) == 1 else words[-1]
    return chosen.format(count=count, **params)
