"""A slow, obvious answer to "which times are open?": it walks the clock minute by minute.

It shares no code with the engine. It looks at every step of time, asks what a clock on the wall of
that zone shows, and reads the hours off that list as a person with a calendar would.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = 60


@dataclass(frozen=True)
class Person:
    """A host as the oracle sees one: ranges are (hour, minute) pairs by weekday and by date."""

    zone: str
    by_weekday: dict[int, list[tuple[int, int]]]
    by_date: dict[date, list[tuple[int, int]]] = field(default_factory=dict)
    away: list[tuple[int, int]] = field(default_factory=list)
    meetings: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Walk:
    """Every step of a stretch of time with what the wall clock shows at it."""

    at: list[int]
    shows: list[datetime]
    step: int

    @classmethod
    def of(cls, zone: str, since: int, until: int, step: int = MINUTE) -> "Walk":
        info = ZoneInfo(zone)
        at = list(range(since - since % step, until, step))
        shows = [datetime.fromtimestamp(one, UTC).astimezone(info) for one in at]
        return cls(at, [one.replace(tzinfo=None, fold=0) for one in shows], step)

    def occurrences(self, wall: datetime) -> list[int]:
        """List the instants at which the clock shows a wall time; for a gap, its end."""
        seen = [at for at, shown in zip(self.at, self.shows, strict=True) if shown == wall]
        if seen:
            return seen
        for at, before, shown in zip(self.at[1:], self.shows, self.shows[1:], strict=False):
            if before < wall < shown:
                return [at]
        return []


def open_steps(person: Person, walk: Walk) -> list[bool]:
    """Tell for each step of a walk whether the person's hours are open."""
    is_open = [False] * len(walk.at)
    day, last = walk.shows[0].date(), max(walk.shows).date()
    while day <= last:
        ranges = person.by_date.get(day, person.by_weekday.get(day.weekday(), []))
        midnight = datetime(day.year, day.month, day.day)
        for start, end in ranges:
            opens = walk.occurrences(midnight + timedelta(minutes=start))
            ends = midnight + timedelta(minutes=end if end > start else end + 1440)
            closes = walk.occurrences(ends)
            if not opens or not closes:
                continue  # It lies over the edge of the walk, which callers choose wide enough.
            for i, at in enumerate(walk.at):
                if opens[0] <= at < closes[-1]:
                    is_open[i] = True
        day += timedelta(days=1)
    return is_open


def runs(walk: Walk, is_open: Sequence[bool]) -> list[tuple[int, int]]:
    """Collect the stretches of open steps as (from, to)."""
    found: list[tuple[int, int]] = []
    for at, opened in zip(walk.at, is_open, strict=True):
        if not opened:
            continue
        if found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + walk.step)
        else:
            found.append((at, at + walk.step))
    return found


def starts(stretches: Iterable[tuple[int, int]], duration: int, interval: int) -> list[int]:
    """Step through each stretch from its beginning while a meeting fits; all in seconds."""
    found = []
    for begin, end in stretches:
        at = begin
        while at + duration <= end:
            found.append(at)
            at += interval
    return found


def fits(person: Person, at: int, duration: int, before: int, after: int) -> bool:
    """Tell whether a meeting would meet neither an absence nor a meeting nor both their buffers."""
    for begin, end in person.away:
        if any(begin <= second < end for second in (at, at + duration - 1)):
            return False
        if at <= begin < at + duration:
            return False
    for begin, end, before_it, after_it in person.meetings:
        comes_after = at - end >= before + after_it
        comes_before = begin - (at + duration) >= after + before_it
        if not (comes_after or comes_before):
            return False
    return True


def dates_of(zone: str) -> Callable[[int], date]:
    """Give a function that tells the date of an instant in a zone."""
    info = ZoneInfo(zone)
    return lambda at: datetime.fromtimestamp(at, UTC).astimezone(info).date()
