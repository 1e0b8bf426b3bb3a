"""Reads tables that people made in spreadsheets, and writes ones that harm no spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DELIMITERS = ",;\t|"
CELL_LONGEST = 5_000
MARK = "\ufeff"
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# What a spreadsheet would run as a formula (OWASP, "CSV Injection"), wide forms included.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Unreadable(Exception):
    """The bytes are no table of text."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file's head and its rows, which are as long as the head; blank lines are left out.

    `numbers` are the rows' numbers as a spreadsheet shows them.
    """

    encoding: str
    delimiter: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


def read(content: bytes, *, most: int) -> Table:
    """Read a file whatever its encoding and delimiter; raise Unreadable.

    The encoding is told by the byte-order mark, else it is UTF-8 or, if that cannot be, Windows'
    Western one, which spreadsheets write. At most so many rows are read.
    """
    text, encoding = _decoded(content)
    if "\x00" in text:
        raise Unreadable
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    head: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    try:
        for number, cells in enumerate(reader, 1):
            clean = [_plain(cell) for cell in cells]
            if not any(clean):
                continue
            if not head:
                head = tuple(clean)
                continue
            if len(rows) > most:
                break
            numbers.append(number)
            rows.append(tuple((clean + [""] * len(head))[: len(head)]))
    except csv.Error as fault:
        raise Unreadable from fault
    if not head:
        raise Unreadable
    return Table(encoding, delimiter, head, tuple(rows), tuple(numbers))


def write(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table with a byte-order mark, by which spreadsheets know that it is UTF-8."""
    return MARK + line(head) + "".join(map(line, rows))


def line(cells: Iterable[object]) -> str:
    """Write one line (RFC 4180), its formulas defused."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow([defused(cell) for cell in cells])
    return out.getvalue()


def defused(cell: object) -> str:
    """Give a cell that no spreadsheet runs: what looks like a formula gets an apostrophe."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def decoded(content: bytes) -> str:
    """Give a file's text; what cannot be read of it is left out."""
    try:
        return _decoded(content)[0]
    except Unreadable:
        return content.decode("utf-8", "replace")


def _plain(cell: str) -> str:
    """Give a cell's text; an apostrophe that only keeps it from being a formula is none of it."""
    text = cell.strip()
    if text.startswith("'") and text[1:].lstrip(" ").startswith(FORMULA):
        text = text[1:].strip()
    return text[:CELL_LONGEST]


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeError as fault:
                raise Unreadable from fault
    # Without a mark, every other byte of Latin text in UTF-16 is zero.
    sample = content[:400]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(zeros) > 1 and zeros.count(0) > len(zeros) * 0.7:
            return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeError:
        return content.decode("cp1252", "replace"), "cp1252"


def _delimiter(text: str) -> str:
    """Choose what parts the first line most often, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)
