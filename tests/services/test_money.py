"""Money is written and read by its currency's own digits."""

import pytest

from sched_app.services import money


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "words"),
    [
        (6000, "EUR", "en", "€60.00"),
        (6000, "EUR", "de", "60,00\xa0€"),
        (500, "JPY", "en", "¥500"),
        (1250, "KWD", "en", "KWD1.250"),
        (0, "EUR", "en", "Free"),
    ],
)
def test_an_amount_is_written(minor: int, currency: str, locale: str, words: str):
    assert money.words(minor, currency, locale=locale) == words


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("60", "EUR", 6000),
        (" 60,5 ", "EUR", 6050),
        ("1.25", "KWD", 1250),
        ("500", "JPY", 500),
        ("0.005", "EUR", None),
        ("1.5", "JPY", None),
        ("sixty", "EUR", None),
        ("NaN", "EUR", None),
        ("1e400", "EUR", None),
        ("٦٠", "EUR", None),
        ("9999999999999", "EUR", None),
    ],
)
def test_an_amount_is_read_whole_or_not_at_all(text: str, currency: str, minor: int | None):
    assert money.minor_of(text, currency) == minor


def test_what_is_typed_comes_back():
    for currency in ("EUR", "JPY", "KWD"):
        assert money.minor_of(money.typed(6050, currency), currency) == 6050
