"""Reads what a form sent: whatever it is, the services get the types that they ask for."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sched_app.errors import Invalid

Form = Mapping[str, Any]
YEARS = range(2000, 2200)  # Nothing computed from such a date leaves Python's range.


def text(form: Form, name: str) -> str:
    """Give a text; anything else is an empty one."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def flag(form: Form, name: str) -> bool:
    """Give a switch."""
    return form.get(name) is True


def whole(form: Form, name: str) -> int | None:
    """Give a whole number, None for an empty field; raise Invalid for anything else."""
    value = form.get(name)
    if value is None or value == "":
        return None
    plain = value.strip() if isinstance(value, str) else str(value) if type(value) is int else ""
    if not plain.removeprefix("-").isdecimal() or len(plain) > 9:
        raise Invalid({name: "field.whole"})
    return int(plain)


def day(form: Form, name: str) -> date | None:
    """Give a date, None for an empty field; raise Invalid for anything else."""
    value = text(form, name).strip()
    if not value:
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError as fault:
        raise Invalid({name: "field.date"}) from fault
    if found.year not in YEARS:
        raise Invalid({name: "field.date"})
    return found


def clock(form: Form, name: str) -> int:
    """Give a time of day as minutes after midnight; raise Invalid for anything else."""
    hours, _, minutes = text(form, name).strip().partition(":")
    if not (hours.isdecimal() and minutes[:2].isdecimal()) or int(hours) > 23:
        raise Invalid({name: "field.time"})
    return int(hours) * 60 + min(59, int(minutes[:2]))


def pairs(value: Any) -> list[list[int]]:
    """Give the pairs of whole numbers in a list; whatever else stands there is dropped."""
    return [list(row) for row in _rows(value, 2)]


def triples(value: Any) -> list[tuple[int, int, int]]:
    """Give the triples of whole numbers in a list; whatever else stands there is dropped."""
    return [(row[0], row[1], row[2]) for row in _rows(value, 3)]


def rows(form: Form, name: str) -> list[Form]:
    """Give the forms within a form."""
    value = form.get(name)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def days_between(first: str, last: str, most: int) -> list[date]:
    """List the dates from the first to the last; raise Invalid where one is none."""
    begin, end = (day({"on": one}, "on") for one in (first, last or first))
    if begin is None or end is None:
        raise Invalid({"on": "field.date"})
    count = min(max(0, (end - begin).days), most - 1)
    return [begin + timedelta(days=number) for number in range(count + 1)]


def _rows(value: Any, size: int) -> Iterator[list[int]]:
    for row in value if isinstance(value, list) else []:
        if isinstance(row, list) and len(row) == size and all(type(n) is int for n in row):
            yield row
