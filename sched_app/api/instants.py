"""Writes many instants as ISO 8601 text by integer arithmetic: a datetime for each is too slow."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from sched_app.services import wall_clock


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
    dates, clocks = _Dates(), _Clocks(_offset(offset))
    local = [at + offset for at in times]
    return [dates[at // 86_400] + clocks[at % 86_400] for at in local]


class _Dates(dict[int, str]):
    """Days since 1970-01-01 as ISO dates, each written once."""

    def __missing__(self, day: int) -> str:
        self[day] = written = wall_clock.as_date(day).isoformat()
        return written


class _Clocks(dict[int, str]):
    """Seconds of the day as ISO times with one offset, each written once."""

    def __init__(self, offset: str) -> None:
        super().__init__()
        self._offset = offset

    def __missing__(self, second: int) -> str:
        hour, rest = divmod(second, 3600)
        self[second] = written = f"T{hour:02}:{rest // 60:02}:{rest % 60:02}{self._offset}"
        return written


@lru_cache(maxsize=256)
def _offset(offset: int) -> str:
    if not offset:
        return "Z"
    sign, size = ("+", offset) if offset > 0 else ("-", -offset)
    # RFC 3339 knows no seconds in an offset; zones have had none since 1972.
    return f"{sign}{size // 3600:02}:{size // 60 % 60:02}"
