"""Lays the engine beside the oracle around every transition of every zone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sched_app.services import slots
from tests.zones import oracle, tzif

YEARS = (2024, 2034)
HOUR, DAY = 3600, 86_400


def transitions() -> Iterator[tuple[str, int]]:
    """Give (zone, instant) for each transition of 2024 to 2034 in each zone of the data."""
    for zone in tzif.zones():
        for change in tzif.transitions(zone, *YEARS):
            yield zone, change


def disagreements(zone: str, change: int, *, step: int, reach: int) -> list[str]:
    """Compare the open times within `reach` seconds of a transition, walked by `step` seconds."""
    assert change % step == 0, f"{zone} changes its clock between two steps"
    since, until = change - reach, change + reach
    walk = oracle.Walk.of(zone, since - 2 * DAY, until + 2 * DAY, step)
    wrong = []
    for number, hours in enumerate(_patterns(zone, change)):
        duration, interval = ((45, 15), (30, 30), (60, 45))[number % 3]
        found = _engine(zone, hours, duration, interval, since, until)
        expected = _oracle(zone, hours, duration, interval, since, until, walk)
        if found != expected:
            wrong.append(f"{zone} {change} {hours} {set(found) ^ set(expected)}")
    return wrong


def _patterns(zone: str, change: int) -> list[list[tuple[int, int]]]:
    """Give hours of a day that meet a change: before, across, inside and after it."""
    info = ZoneInfo(zone)
    before = datetime.fromtimestamp(change - 60, UTC).astimezone(info)
    after = datetime.fromtimestamp(change, UTC).astimezone(info)
    marks = [before.hour * 60 + before.minute + 1, after.hour * 60 + after.minute]
    first, last = min(marks) % 1440, max(marks) % 1440
    middle = (min(marks) + max(marks)) // 2 // 15 * 15 % 1440
    return [
        [(7 * 60 + 30, 12 * 60)],
        [(13 * 60 + 15, 18 * 60 + 45)],
        [(21 * 60 + 45, 2 * 60 + 45)],
        [(middle, (middle + 255) % 1440)],
        [((middle - 255) % 1440, middle)],
        [((first - 90) % 1440, first), (last, (last + 90) % 1440)],
    ]


def _engine(
    zone: str, hours: list[tuple[int, int]], duration: int, interval: int, since: int, until: int
) -> list[int]:
    host = slots.Host(1, zone, tuple((day, *one) for day in range(7) for one in hours))
    rules = slots.Rules(duration=duration * 60, interval=interval * 60, zone=zone)
    return slots.open_times([host], rules, since, until, now=since - 90 * DAY)


def _oracle(
    zone: str,
    hours: list[tuple[int, int]],
    duration: int,
    interval: int,
    since: int,
    until: int,
    walk: oracle.Walk,
) -> list[int]:
    person = oracle.Person(zone, dict.fromkeys(range(7), hours))
    stretches = oracle.runs(walk, oracle.open_steps(person, walk))
    found = oracle.starts(stretches, duration * 60, interval * 60)
    return [at for at in found if since <= at < until]
