"""Writes many instants as ISO 8601 text by integer arithmetic: a datetime for each is too slow."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from sched_app.services import wall_clock

_MINUTES = tuple(f"T{minute // 60:02}:{minute % 60:02}" for minute in range(1440))


def texts(times: Sequence[int], zone: str) -> list[str]:
    """Give ascending UTC seconds as ISO 8601 instants with the offset of a zone."""
    if not times:
        return []
    clock = wall_clock.clock(zone, times[0], times[-1])
    written: list[str] = []
    begin = 0
    # The offset is the same up to the zone's next transition: look it up once for all of those.
    while begin < len(times):
        index = bisect_right(clock.changes, times[begin])
        end = len(times)
        if index < len(clock.changes):
            end = bisect_right(times, clock.changes[index] - 1)
        written += _with_offset(times[begin:end], clock.offsets[index])
        begin = end
    return written


def _with_offset(times: Sequence[int], offset: int) -> list[str]:
    tail, minutes = _offset(offset), _MINUTES
    dates: dict[int, str] = {}
    written: list[str] = []
    for at in times:
        day, second = divmod(at + offset, 86_400)
        date = dates.get(day)
        if date is None:
            date = dates[day] = wall_clock.as_date(day).isoformat()
        minute, rest = divmod(second, 60)
        written.append(f"{date}{minutes[minute]}:{rest:02}{tail}")
    return written


@lru_cache(maxsize=256)
def _offset(offset: int) -> str:
    if not offset:
        return "Z"
    sign, size = ("+", offset) if offset > 0 else ("-", -offset)
    # RFC 3339 knows no seconds in an offset; zones have had none since 1972.
    return f"{sign}{size // 3600:02}:{size // 60 % 60:02}"
