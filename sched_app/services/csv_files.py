"""Lines of CSV files (RFC 4180) that a spreadsheet opens without running anything."""

from collections.abc import Iterable

MARK = "\ufeff"  # Without it some spreadsheets read UTF-8 as something else.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def line(cells: Iterable[object]) -> str:
    """Write one line; a cell that a spreadsheet would take for a formula is made a text."""
    return ",".join(map(_cell, cells)) + "\r\n"


def _cell(value: object) -> str:
    words = "" if value is None else str(value)
    # What looks like a number is none of ours to compute with: phone numbers begin with "+".
    if words.lstrip(" ").startswith(_BEGINS_FORMULA):
        words = f"'{words}"
    if any(sign in words for sign in ',"\r\n') or words != words.strip():
        return '"' + words.replace('"', '""') + '"'
    return words
