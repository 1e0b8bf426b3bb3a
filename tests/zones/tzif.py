"""Reads transitions straight from the pinned zone data: TZif and POSIX rules (RFC 9636)."""

import re
import struct
from datetime import UTC, date, datetime, timedelta
from importlib import resources

DATA = resources.files("tzdata.zoneinfo")


def zones() -> list[str]:
    """Name every zone of the data once: the lines that define one, not those that link to one."""
    lines = DATA.joinpath("tzdata.zi").read_text().splitlines()
    return sorted(line.split()[1] for line in lines if line.startswith("Z "))


def aliases() -> dict[str, str]:
    """Give for every other name of a zone the name that defines it."""
    lines = DATA.joinpath("tzdata.zi").read_text().splitlines()
    return {line.split()[2]: line.split()[1] for line in lines if line.startswith("L ")}


def transitions(zone: str, first_year: int, last_year: int) -> list[int]:
    """List the instants (UTC seconds) at which a zone's data change something in those years."""
    raw = DATA.joinpath(*zone.split("/")).read_bytes()
    listed, footer = _parse(raw)
    begin = int(datetime(first_year, 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(last_year + 1, 1, 1, tzinfo=UTC).timestamp())
    last = listed[-1] if listed else begin - 1
    ruled = {at for year in range(first_year - 1, last_year + 2) for at in _by_rule(footer, year)}
    return sorted(at for at in {*listed, *(at for at in ruled if at > last)} if begin <= at < end)


def _parse(raw: bytes) -> tuple[tuple[int, ...], str]:
    def counts(offset: int) -> tuple[int, int, int, int, int, int]:
        return struct.unpack(">6l", raw[offset + 20 : offset + 44])

    isut, isstd, leap, times, types, chars = counts(0)
    second = 44 + times * 5 + types * 6 + chars + leap * 8 + isstd + isut
    times = counts(second)[3]
    listed = struct.unpack(f">{times}q", raw[second + 44 : second + 44 + 8 * times])
    return listed, raw.rsplit(b"\n", 2)[-2].decode()


_RULE = re.compile(
    r"^(?P<std><[^>]+>|[A-Za-z]+)(?P<stdoff>[-+]?[\d:]+)"
    r"(?P<dst><[^>]+>|[A-Za-z]+)(?P<dstoff>[-+]?[\d:]+)?,(?P<start>[^,]+),(?P<end>[^,]+)$"
)


def _by_rule(footer: str, year: int) -> list[int]:
    match = _RULE.match(footer)
    if match is None:
        assert "," not in footer, f"a rule that this parser does not read: {footer}"
        return []
    std = -_seconds(match["stdoff"])
    dst = -_seconds(match["dstoff"]) if match["dstoff"] else std + 3600
    midnight = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    first = date(year, 1, 1)
    found = []
    for rule, offset in ((match["start"], std), (match["end"], dst)):
        day, _, time = rule.partition("/")
        days = (_day(day, year) - first).days
        found.append(midnight + days * 86_400 + (_seconds(time) if time else 7200) - offset)
    return found


def _seconds(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = ([int(part) for part in text.lstrip("+-").split(":")] + [0, 0])[:3]
    return sign * (hours * 3600 + minutes * 60 + seconds)


def _day(rule: str, year: int) -> date:
    assert rule.startswith("M"), f"a day that this parser does not read: {rule}"
    month, week, weekday = (int(part) for part in rule[1:].split("."))
    first = date(year, month, 1)
    day = first + timedelta((weekday - (first.isoweekday() % 7)) % 7 + 7 * (week - 1))
    return day if day.month == month else day - timedelta(7)
