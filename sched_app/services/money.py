"""Pure: money in minor units, to be read by people, by the currency's own digits (CLDR)."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import format_currency, get_currency_precision

from sched_app import texts

AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")


def words(minor: int, currency: str, *, locale: str = texts.DEFAULT) -> str:
    """Write an amount of minor units with its symbol, such as “€60.00”; nothing is “Free”."""
    if minor == 0:
        return texts.t("money.free", texts.best_locale(locale))
    return str(format_currency(whole(minor, currency), currency, locale=texts.best_locale(locale)))


def whole(minor: int, currency: str) -> Decimal:
    """Give an amount of minor units in the currency's main unit."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def typed(minor: int, currency: str) -> str:
    """Write an amount as a form's field holds it, without symbol."""
    return f"{whole(minor, currency):f}"


def minor_of(text: str, currency: str) -> int | None:
    """Read a typed amount, with a point or a comma before its cents; None if it is none."""
    clean = "".join(text.split()).replace(",", ".")
    if not AMOUNT.fullmatch(clean):
        return None
    scaled = Decimal(clean).scaleb(get_currency_precision(currency))
    exact = scaled.quantize(Decimal(1), ROUND_HALF_EVEN)
    return int(exact) if exact == scaled else None
