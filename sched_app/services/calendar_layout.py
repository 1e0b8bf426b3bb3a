"""Lays days out for a calendar: instants to places on an axis of wall time, entries side by side.

Places are seconds from the top. Days stand beside each other, so the same wall time lies at the
same place in all of them. Where the clock goes back, the axis is longer by what is repeated: the
25-hour day fills it evenly, the others stretch over that one hour. Where the clock goes forward,
the hour that does not exist stays empty.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sched_app.services import wall_clock
from sched_app.services.wall_clock import DAY, WallClock

HOUR = 3600
Span = tuple[int, int]


class Segment(NamedTuple):
    """Instants from `begin` to `end` that lie evenly between two places."""

    begin: int
    end: int
    top: int
    bottom: int


class Row(NamedTuple):
    """A line of the axis: its place, the wall time in minutes, and the offset if it is repeated."""

    place: int
    minute: int
    offset: int | None = None


class Lane(NamedTuple):
    """Which of how many equal parts of the width an entry takes."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Day:
    """A date from its first instant to the next date's; `missing` is the hour that is left out."""

    on: date
    begin: int
    end: int
    segments: tuple[Segment, ...]
    missing: Span | None = None

    def place(self, at: int) -> int:
        """Give where an instant of this day lies; those outside lie at its ends."""
        for segment in self.segments:
            if at < segment.end:
                break
        at = min(max(at, segment.begin), segment.end)
        length, height = segment.end - segment.begin, segment.bottom - segment.top
        return segment.top + (at - segment.begin) * height // length

    def piece(self, begin: int, end: int) -> Span | None:
        """Give the places between which a span lies on this day; None if it does not meet it."""
        first, last = max(begin, self.begin), min(end, self.end)
        if first >= last:
            return None
        # What ends at the change of the clock ends there, not where the hour after it begins.
        return self.place(first), self.place(last - 1) + 1


@dataclass(frozen=True, slots=True)
class Axis:
    """Days beside each other, how long their axis is, and its hours."""

    days: tuple[Day, ...]
    length: int
    rows: tuple[Row, ...]


def axis(zone: str, first_on: date, count: int) -> Axis:
    """Lay out so many days in a zone."""
    first = wall_clock.day_number(first_on)
    clock = wall_clock.clock(zone, first * DAY, (first + count) * DAY)
    numbers = range(first, first + count)
    folds = [fold for number in numbers if (fold := _fold(clock, number)) is not None]
    repeated = folds[0] if folds else (0, 0)
    days = tuple(_day(clock, number, repeated) for number in numbers)
    length = DAY + repeated[1] - repeated[0]
    return Axis(days, length, _rows(clock, numbers, repeated))


def lanes(spans: Sequence[Span]) -> list[Lane]:
    """Put spans that overlap side by side; those that meet no other have the whole width."""
    found: dict[int, int] = {}
    counts: dict[int, int] = {}
    cluster: list[int] = []
    ends: list[int] = []
    for index in sorted(range(len(spans)), key=lambda one: (spans[one][0], -spans[one][1], one)):
        top, bottom = spans[index]
        if cluster and top >= max(ends):
            counts.update(dict.fromkeys(cluster, len(ends)))
            cluster, ends = [], []
        lane = next((number for number, end in enumerate(ends) if end <= top), len(ends))
        ends[lane : lane + 1] = [bottom]
        found[index] = lane
        cluster.append(index)
    counts.update(dict.fromkeys(cluster, len(ends)))
    return [Lane(found[index], counts[index]) for index in range(len(spans))]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans that touch or overlap."""
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif begin < end:
            joined.append((begin, end))
    return joined


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Give what is left of spans where others are taken out."""
    left, busy = [], merged(taken)
    for begin, end in merged(spans):
        for first, last in busy:
            if begin < last and first < end:
                left.append((begin, max(begin, first)))
                begin = last
        left.append((begin, end))
    return [(begin, end) for begin, end in left if begin < end]


def seconds_left(openings: Iterable[Span], taken: Iterable[Span], begin: int, end: int) -> int:
    """Count the seconds of openings in [begin, end) that nothing takes."""
    found = without(openings, taken)
    return sum(max(0, min(last, end) - max(first, begin)) for first, last in found)


def _changes(clock: WallClock, number: int) -> list[int]:
    begin, end = clock.day_start(number), clock.day_start(number + 1)
    return [at for at in clock.changes if begin < at < end]


def _fold(clock: WallClock, number: int) -> Span | None:
    """Give the wall seconds of a day that come twice."""
    for at in _changes(clock, number):
        before, after = clock.offset(at - 1), clock.offset(at)
        if after < before:
            return at + after - number * DAY, at + before - number * DAY
    return None


def _day(clock: WallClock, number: int, repeated: Span) -> Day:
    begin, end = clock.day_start(number), clock.day_start(number + 1)
    extra = repeated[1] - repeated[0]
    edges = [begin, *_changes(clock, number), end]
    segments: list[Segment] = []
    missing: Span | None = None
    is_second = False
    for first, last in pairwise(edges):
        wall = first + clock.offset(first) - number * DAY
        if first != begin:
            before = first + clock.offset(first - 1) - number * DAY
            is_second = is_second or wall < before
            if wall > before:
                missing = (segments[-1].bottom, _shifted(wall, repeated))
        if is_second or _fold(clock, number) is not None:
            top = wall + (extra if is_second else 0)
            segments.append(Segment(first, last, top, top + last - first))
        else:
            segments += _stretched(first, last, wall, repeated)
    if segments[0].top > 0:
        missing = (0, segments[0].top)  # The clock went forward at midnight.
    return Day(wall_clock.as_date(number), begin, end, tuple(segments), missing)


def _stretched(first: int, last: int, wall: int, repeated: Span) -> list[Segment]:
    """Cut a stretch where another day repeats an hour, which this one has only once."""
    until = wall + last - first
    cuts = [wall, *(cut for cut in repeated if repeated[0] < repeated[1] and wall < cut < until)]
    edges = [*cuts, until]
    return [
        Segment(first + a - wall, first + b - wall, _shifted(a, repeated), _shifted(b, repeated))
        for a, b in pairwise(edges)
    ]


def _shifted(wall: int, repeated: Span) -> int:
    """Give the place of a wall second of a day on which nothing is repeated."""
    begin, end = repeated
    return wall + min(max(wall - begin, 0), end - begin)


def _rows(clock: WallClock, numbers: range, repeated: Span) -> tuple[Row, ...]:
    rows = [Row(_shifted(hour * HOUR, repeated), hour * 60) for hour in range(25)]
    for number in numbers:
        if repeated[0] == repeated[1] or _fold(clock, number) != repeated:
            continue
        at = _changes(clock, number)[0]
        rows = [
            row._replace(offset=clock.offset(at - 1))
            if repeated[0] <= row.minute * 60 < repeated[1]
            else row
            for row in rows
        ]
        rows.append(Row(repeated[1], repeated[0] // 60, clock.offset(at)))
        break
    return tuple(sorted(rows))
