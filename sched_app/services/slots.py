"""The slot engine: pure functions from hours, busy times and rules to open times, in UTC seconds.

Every rule is one function that gives the starts it forbids or allows; `open_times`, `free_hosts`
and `reasons.explain` all read those same functions. Conventions are written in docs/slots.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sched_app.services import wall_clock
from sched_app.services.wall_clock import DAY, WallClock

COLLECTIVE = "collective"
NEVER, EVER = -(1 << 60), 1 << 60
WEEK_MINUTES = 7 * 24 * 60
MONDAY = 4  # 1970-01-05, the first Monday of the day numbers

Ranges = tuple[tuple[int, int], ...]


class Busy(NamedTuple):
    """A time that a host cannot give, with its own buffers; `foreign` is another workspace's."""

    start: int
    end: int
    before: int = 0
    after: int = 0
    owner: str = ""
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Host:
    """A host's hours in their zone, and what closes or occupies them (UTC seconds).

    `weekly` holds (weekday, start minute, end minute), Monday is 0; an override replaces the hours
    that begin on its date; an end that is not after its start lies on the next day.
    """

    host_id: int
    zone: str
    weekly: tuple[tuple[int, int, int], ...] = ()
    overrides: Mapping[date, Ranges] | None = None
    absences: Ranges = ()
    busy: Sequence[Busy] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What a meeting type asks for: seconds throughout; dates and limits in the zone `zone`."""

    duration: int
    interval: int
    zone: str
    before: int = 0
    after: int = 0
    notice: int = 0
    horizon_days: int | None = None
    first_on: date | None = None
    last_on: date | None = None
    limit_day: int | None = None
    limit_week: int | None = None
    routing: str = "single"
    booked: Sequence[int] = ()


class Opening(NamedTuple):
    """Hours without a gap: the grid of starts runs from `begin` to `until`, meetings to `close`."""

    begin: int
    until: int
    close: int


class Ban(NamedTuple):
    """Starts from `begin` to `until` that a rule of the meeting type forbids, and its code."""

    begin: int
    until: int
    code: str
    value: int


def open_times(hosts: Sequence[Host], rules: Rules, since: int, until: int, now: int) -> list[int]:
    """List the starts in [since, until) that can be booked, ascending."""
    if not hosts or since >= until:
        return []
    bans = [(ban.begin, ban.until) for ban in type_bans(rules, since, until, now)]
    if rules.routing == COLLECTIVE:
        common = common_openings(hosts, rules, since, until)
        for host in hosts:
            bans += host_bans(host, rules)
        return _starts(common, bans, rules, since, until)
    if len(hosts) == 1:
        return _host_starts(hosts[0], bans, rules, since, until)
    found: set[int] = set()
    for host in hosts:
        found.update(_host_starts(host, bans, rules, since, until))
    return sorted(found)


def free_hosts(hosts: Sequence[Host], rules: Rules, at: int, now: int) -> list[int]:
    """List the hosts that could take a start, in the given order; collective: all or none."""
    if rules.routing == COLLECTIVE:
        return [host.host_id for host in hosts] if open_times(hosts, rules, at, at + 1, now) else []
    return [host.host_id for host in hosts if open_times((host,), rules, at, at + 1, now)]


def unclaimed_hosts(hosts: Sequence[Host], rules: Rules, at: int) -> list[int]:
    """List the hosts whom no claim hinders at a start, whatever hours, buffers and limits say.

    This is the organizer's override: collective is still all or none.
    """
    end = at + rules.duration
    free = [
        host.host_id
        for host in hosts
        if not any(busy.start < end and at < busy.end for busy in host.busy)
    ]
    return [] if rules.routing == COLLECTIVE and len(free) < len(hosts) else free


def is_full(rules: Rules, at: int) -> bool:
    """Tell whether a limit per day or week forbids a start."""
    return any(ban.begin <= at < ban.until for ban in _limit_bans(rules, at, at + 1))


def grid(opening: Opening, rules: Rules) -> range:
    """Give the starts of an opening: from its beginning, in elapsed time, while a meeting fits."""
    stop = min(opening.until, opening.close - rules.duration + 1)
    return range(opening.begin, stop, rules.interval)


def host_bans(host: Host, rules: Rules) -> list[tuple[int, int]]:
    """List the starts that a host's busy times, then their absences, forbid, in their order.

    Buffers of neighbours add up; an absence keeps no distance, since buffers are for meetings.
    """
    back, ahead = rules.duration + rules.after - 1, rules.before
    bans = [
        (start - before - back, end + after + ahead)
        for start, end, before, after, _, _ in host.busy
    ]
    back = rules.duration - 1
    bans += [(start - back, end) for start, end in host.absences]
    return bans


def type_bans(rules: Rules, since: int, until: int, now: int) -> list[Ban]:
    """List the starts near [since, until) that notice, horizon, dates and limits forbid."""
    bans = [Ban(NEVER, now + rules.notice, "notice", now + rules.notice)]
    if rules.horizon_days is not None:
        clock = wall_clock.clock(rules.zone, now, now)
        last = clock.day(now) + rules.horizon_days
        bans.append(_after_day(rules.zone, last, "horizon"))
    if rules.first_on is not None:
        day = wall_clock.day_number(rules.first_on)
        bans.append(Ban(NEVER, _day_start(rules.zone, day), "before_first", day))
    if rules.last_on is not None:
        bans.append(_after_day(rules.zone, wall_clock.day_number(rules.last_on), "after_last"))
    if rules.limit_day is not None or rules.limit_week is not None:
        bans += _limit_bans(rules, since, until)
    return bans


def openings(host: Host, since: int, until: int) -> list[Opening]:
    """List a host's openings that end after `since` and begin before `until`, ascending.

    Hours that touch or overlap are joined on the line of instants; each opening's beginning is the
    true one, however long before `since` it lies. Weekly hours that never close begin anew on
    every Monday at 00:00 of the host's zone.
    """
    by_weekday = _by_weekday(host.weekly)
    overrides = {wall_clock.day_number(on): ranges for on, ranges in (host.overrides or {}).items()}
    clock = wall_clock.clock(host.zone, since, until)
    first, last = clock.day(since) - 2, clock.day(until) + 1
    endless = _is_endless(by_weekday)
    if endless:
        first -= (first - MONDAY) % 7 + 1
    while True:
        joined = _joined(clock, by_weekday, overrides, first, last)
        if endless or not _reaches_back(joined, clock, by_weekday, overrides, first, since):
            break
        first -= 7
        clock = wall_clock.clock(host.zone, first * DAY, until)
    if endless:
        return _cut(joined, clock, first, last, since, until)
    return [Opening(at, end, end) for at, end in joined if end > since and at < until]


def common_openings(hosts: Sequence[Host], rules: Rules, since: int, until: int) -> list[Opening]:
    """List the hours that all hosts share; each stretch of them is an opening with its own grid."""
    until += rules.duration
    common = openings(hosts[0], since, until)
    for host in hosts[1:]:
        common = _intersection(common, openings(host, since, until))
    return common


def _host_starts(
    host: Host, bans: list[tuple[int, int]], rules: Rules, since: int, until: int
) -> list[int]:
    found = openings(host, since, until + rules.duration)
    return _starts(found, bans + host_bans(host, rules), rules, since, until)


def _starts(
    found: Iterable[Opening], bans: list[tuple[int, int]], rules: Rules, since: int, until: int
) -> list[int]:
    """Merge the grids of openings with the forbidden starts: whole stretches of a range at once."""
    bans.sort()
    count, i = len(bans), 0
    step = rules.interval
    times: list[int] = []
    for opening in found:
        starts = grid(opening, rules)
        begin, stop = starts.start, min(starts.stop, until)
        at = begin if begin >= since else begin + -((begin - since) // step) * step
        while at < stop:
            while i < count and bans[i][1] <= at:
                i += 1
            if i == count or bans[i][0] >= stop:
                times += range(at, stop, step)
                break
            ban_begin, ban_until = bans[i]
            if at < ban_begin:
                times += range(at, ban_begin, step)
            at = begin + -((begin - ban_until) // step) * step
    return times


def _by_weekday(weekly: tuple[tuple[int, int, int], ...]) -> list[list[tuple[int, int]]]:
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for weekday, start, end in weekly:
        days[weekday].append((start, end))
    return days


def _is_endless(by_weekday: list[list[tuple[int, int]]]) -> bool:
    """Tell whether the weekly hours cover the whole week, so that no opening ever begins."""
    spans = sorted(
        (day * 1440 + start, day * 1440 + end + (1440 if end <= start else 0))
        for day, ranges in enumerate(by_weekday)
        for start, end in ranges
    )
    reached = max((end for _, end in spans), default=0) - WEEK_MINUTES
    for start, end in spans:
        if start > max(reached, 0):
            return False
        reached = max(reached, end)
    return reached >= WEEK_MINUTES


def _joined(
    clock: WallClock,
    by_weekday: list[list[tuple[int, int]]],
    overrides: Mapping[int, Ranges],
    first: int,
    last: int,
) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    opening, closing = clock.opening, clock.closing
    for day in range(first, last + 1):
        ranges: Sequence[tuple[int, int]] | None = overrides.get(day) if overrides else None
        if ranges is None:
            ranges = by_weekday[(day - MONDAY) % 7]
        for start, end in ranges:
            wall = day * DAY
            opens = opening(wall + start * 60)
            closes = closing(wall + end * 60 + (DAY if end <= start else 0))
            if opens < closes:
                spans.append((opens, closes))
    spans.sort()
    joined: list[tuple[int, int]] = []
    begin = end_at = NEVER
    for opens, closes in spans:
        if opens > end_at:
            if end_at > NEVER:
                joined.append((begin, end_at))
            begin, end_at = opens, closes
        elif closes > end_at:
            end_at = closes
    if end_at > NEVER:
        joined.append((begin, end_at))
    return joined


def _reaches_back(
    joined: list[tuple[int, int]],
    clock: WallClock,
    by_weekday: list[list[tuple[int, int]]],
    overrides: Mapping[int, Ranges],
    first: int,
    since: int,
) -> bool:
    """Tell whether the first opening that matters may have begun before the day `first`."""
    begin = next((at for at, end in joined if end > since), None)
    if begin is None or begin > clock.closing((first + 1) * DAY):
        return False
    earlier = _joined(clock, by_weekday, overrides, first - 2, first - 1)
    return bool(earlier) and earlier[-1][1] >= begin


def _cut(
    joined: list[tuple[int, int]],
    clock: WallClock,
    first: int,
    last: int,
    since: int,
    until: int,
) -> list[Opening]:
    mondays = [clock.day_start(day) for day in range(first, last + 1) if (day - MONDAY) % 7 == 0]
    cut: list[Opening] = []
    for begin, close in joined:
        edges = [begin, *(at for at in mondays if begin < at < close), close]
        cut += [Opening(at, end, close) for at, end in pairwise(edges)]
    return [opening for opening in cut if opening.until > since and opening.begin < until]


def _intersection(ours: list[Opening], theirs: list[Opening]) -> list[Opening]:
    common: list[Opening] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        a, b = ours[i], theirs[j]
        begin, until = max(a.begin, b.begin), min(a.until, b.until)
        if begin < until:
            common.append(Opening(begin, until, min(a.close, b.close)))
        if a.until <= b.until:
            i += 1
        if b.until <= a.until:
            j += 1
    return common


def _limit_bans(rules: Rules, since: int, until: int) -> list[Ban]:
    clock = wall_clock.clock(rules.zone, since, until)
    near = [clock.day(at) for at in rules.booked if since - 9 * DAY < at < until + 9 * DAY]
    bans: list[Ban] = []
    if rules.limit_day is not None:
        bans += _full(clock, near, 1, rules.limit_day, "limit_day")
    if rules.limit_week is not None:
        mondays = [day - (day - MONDAY) % 7 for day in near]
        bans += _full(clock, mondays, 7, rules.limit_week, "limit_week")
    return bans


def _full(clock: WallClock, days: list[int], length: int, limit: int, code: str) -> list[Ban]:
    if limit <= 0:
        return [Ban(NEVER, EVER, code, 0)]
    counts: dict[int, int] = {}
    for day in days:
        counts[day] = counts.get(day, 0) + 1
    return [
        Ban(clock.day_start(day), clock.day_start(day + length), code, day)
        for day, count in counts.items()
        if count >= limit
    ]


def _after_day(zone: str, day: int, code: str) -> Ban:
    return Ban(_day_start(zone, day + 1), EVER, code, day)


def _day_start(zone: str, day: int) -> int:
    return wall_clock.clock(zone, day * DAY, day * DAY).day_start(day)
