"""Wall times of a zone as integer UTC seconds; offsets are read once per transition and kept."""

import zoneinfo
from bisect import bisect_right
from datetime import UTC, date, datetime
from functools import lru_cache

DAY = 86_400
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
EARLIEST = int(datetime(1900, 1, 1, tzinfo=UTC).timestamp())
LATEST = int(datetime(9998, 1, 1, tzinfo=UTC).timestamp())

if zoneinfo.TZPATH:
    raise RuntimeError("Zone data must come from the pinned tzdata alone: TZPATH is not empty.")


class WallClock:
    """One zone over some years: turns wall seconds into instants, and instants into dates.

    A wall second counts from 1970-01-01 00:00 on the zone's own clock. Each change of offset lies
    at `changes[i]`, before it the clock shows `offsets[i]`, from it on `offsets[i + 1]`.
    """

    __slots__ = ("_close_keys", "_floors", "_open_keys", "changes", "offsets")

    def __init__(self, changes: tuple[tuple[int, int], ...], first_offset: int) -> None:
        self.changes = [at for at, _ in changes]
        self.offsets = [first_offset, *(offset for _, offset in changes)]
        pairs = list(zip(self.changes, self.offsets, self.offsets[1:], strict=False))
        # A wall time before these keys is still read with the offset before the change. In a
        # repeated hour that is the first reading for an opening and the last for a closing.
        self._open_keys = [at + before for at, before, _ in pairs]
        self._close_keys = [at + min(before, after) for at, before, after in pairs]
        # No wall time after a change can lie before it: that is what a gap's times are cut to.
        self._floors = [-(1 << 62), *self.changes]

    def opening(self, wall: int) -> int:
        """Give the instant at which hours open: the first occurrence, or the end of a gap."""
        i = bisect_right(self._open_keys, wall)
        at, floor = wall - self.offsets[i], self._floors[i]
        return max(floor, at)

    def closing(self, wall: int) -> int:
        """Give the instant at which hours close: the last occurrence, or the end of a gap."""
        i = bisect_right(self._close_keys, wall)
        at, floor = wall - self.offsets[i], self._floors[i]
        return max(floor, at)

    def offset(self, at: int) -> int:
        """Give the seconds that the zone is ahead of UTC at an instant."""
        return self.offsets[bisect_right(self.changes, at)]

    def day(self, at: int) -> int:
        """Give the date of an instant as days since 1970-01-01; a date begins at `day_start`."""
        day = (at + self.offset(at)) // DAY
        # Where the clock goes back over midnight, the new date has begun and stays.
        return day + 1 if at >= self.day_start(day + 1) else day

    def day_start(self, day: int) -> int:
        """Give the instant at which a date begins: its first midnight, or the end of a gap."""
        return self.opening(day * DAY)


def clock(zone: str, since: int, until: int) -> WallClock:
    """Give the clock of an IANA zone that is right from three weeks before `since` on to `until`.

    It is right three weeks past `until` too. Raises zoneinfo.ZoneInfoNotFoundError for an unknown
    name.
    """
    margin = 21 * DAY
    return _clock(zone, _year(since - margin), _year(until + margin))


def day_number(on: date) -> int:
    """Give a date as days since 1970-01-01."""
    return on.toordinal() - EPOCH_ORDINAL


def as_date(day: int) -> date:
    """Give the date of a day number."""
    return date.fromordinal(day + EPOCH_ORDINAL)


def _year(at: int) -> int:
    # Python's dates end with the year 9999; nobody is offered a time near either end.
    return datetime.fromtimestamp(min(max(at, EARLIEST), LATEST), UTC).year


@lru_cache(maxsize=4096)
def _clock(zone: str, first_year: int, last_year: int) -> WallClock:
    changes = [
        change for year in range(first_year, last_year + 1) for change in _changes(zone, year)
    ]
    begin = int(datetime(first_year, 1, 1, tzinfo=UTC).timestamp())
    return WallClock(tuple(changes), _offset(zoneinfo.ZoneInfo(zone), begin))


@lru_cache(maxsize=16_384)
def _changes(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """List (instant, new offset) of a year's changes; two within a day are told apart."""
    info = zoneinfo.ZoneInfo(zone)
    begin = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp())
    found: list[tuple[int, int]] = []
    # Each bracket is looked at from its first second to the next one's, so none falls between.
    before = _offset(info, begin - 1)
    left = begin - 1
    for right in range(begin + DAY - 1, end, DAY):
        after = _offset(info, right)
        if after != before:
            _bisect(info, left, before, right, after, found)
        left, before = right, after
    return tuple(found)


def _bisect(
    info: zoneinfo.ZoneInfo,
    left: int,
    before: int,
    right: int,
    after: int,
    found: list[tuple[int, int]],
) -> None:
    while before != after:
        low, high = left, right
        while high - low > 1:
            middle = (low + high) // 2
            if _offset(info, middle) == before:
                low = middle
            else:
                high = middle
        left, before = high, _offset(info, high)
        found.append((left, before))


def _offset(info: zoneinfo.ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, info).utcoffset()
    assert offset is not None
    return offset.days * DAY + offset.seconds
