"""The rows of the walk's table: what four people get, and what they send.

Four words or numbers for, in this order, a stranger, a customer with a manage link, a member of
another workspace, and the rightful person. `{names}` in what is sent stand for what `walking.till`
made; `{link}` is the genuine manage link for customers and the rightful, a forged one for others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """What four people get, and what they send."""

    gets: tuple[str, ...]
    body: Any = None
    form: Mapping[str, str] | None = None
    query: Mapping[str, str] | None = None
    path: Mapping[str, str] = field(default_factory=dict)
    is_stream: bool = False
    is_new: bool = False  # On a deployment that nobody has set up.
    by_cookie: bool = False
    counts: bool = False  # A refused attempt is counted, so that there are not too many.


@dataclass(frozen=True)
class Deed:
    """What comes of an event handler for four people, and what it is called with."""

    gets: tuple[str, ...]
    args: Sequence[Any] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    first: Sequence[tuple[str, Sequence[Any]]] = ()
    at: str = "/dashboard/bookings"
    is_new: bool = False
    counts: bool = False


def row(gets: str, **sent: Any) -> Row:
    """Give the row of an API route from the four words or numbers."""
    return Row(tuple(gets.split()), **sent)


def deed(gets: str, *args: Any, **sent: Any) -> Deed:
    """Give the row of an event handler from the four words."""
    return Deed(tuple(gets.split()), args, **sent)
