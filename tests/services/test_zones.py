"""Every zone, every change of its clock from 2024 to 2034: the engine against the slow oracle."""

import os
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from sched_app.services import slots, wall_clock
from tests.zones import oracle, tzif

YEARS = (2024, 2034)
SOAK = os.environ.get("OPENHOURS_SOAK") == "1"
STEP = 60 if SOAK else 900
HOUR, DAY = 3600, 86_400


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


@pytest.mark.timeout(3600 if SOAK else 300)
def test_the_engine_equals_the_oracle_at_every_transition_of_every_zone(capsys) -> None:
    zones = tzif.zones()
    count = 0
    wrong: list[str] = []
    reach = 3 * DAY if SOAK else DAY + 8 * HOUR
    for zone in zones:
        for change in tzif.transitions(zone, *YEARS):
            count += 1
            since, until = change - reach, change + reach
            walk = oracle.Walk.of(zone, since - 2 * DAY, until + 2 * DAY, STEP)
            for number, hours in enumerate(_patterns(zone, change)):
                duration, interval = ((45, 15), (30, 30), (60, 45))[number % 3]
                found = _engine(zone, hours, duration, interval, since, until)
                expected = _oracle(zone, hours, duration, interval, since, until, walk)
                if found != expected:
                    wrong.append(f"{zone} {change} {hours} {set(found) ^ set(expected)}")
    with capsys.disabled():
        print(f"\n{len(zones)} zones, {count} transitions 2024-2034: ", end="")
    assert not wrong, wrong[:5]
    assert len(zones) > 300
    assert count > 2000


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


def test_the_clock_lists_exactly_the_changes_of_offset_that_the_data_hold() -> None:
    for zone in tzif.zones():
        info = ZoneInfo(zone)
        since = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
        until = int(datetime(2035, 1, 1, tzinfo=UTC).timestamp())
        clock = wall_clock.clock(zone, since, until)
        found = [at for at in clock.changes if since <= at < until]
        held = [
            at
            for at in tzif.transitions(zone, *YEARS)
            if _offset(info, at) != _offset(info, at - 1)
        ]
        assert found == held, zone
        assert all(later - at > 3 * HOUR for at, later in pairwise(held)), zone
        assert [clock.offset(at) for at in held] == [_offset(info, at) for at in held], zone


def test_every_alias_answers_as_the_zone_that_it_names() -> None:
    since = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    for alias, zone in tzif.aliases().items():
        one = wall_clock.clock(alias, since, since + 365 * DAY)
        other = wall_clock.clock(zone, since, since + 365 * DAY)
        assert (one.changes, one.offsets) == (other.changes, other.offsets), alias


def test_dates_begin_at_their_first_midnight_in_every_zone() -> None:
    for zone in tzif.zones():
        date_of = oracle.dates_of(zone)
        for change in tzif.transitions(zone, 2026, 2026):
            clock = wall_clock.clock(zone, change, change)
            for at in range(change - 2 * HOUR, change + 2 * HOUR, 900):
                assert wall_clock.as_date(clock.day(at)) == date_of(at), (zone, at)


def _offset(info: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, UTC).astimezone(info).utcoffset()
    assert isinstance(offset, timedelta)
    return int(offset.total_seconds())


def test_unknown_zones_are_told_from_known_ones() -> None:
    assert wall_clock.is_zone("Europe/Kyiv")
    assert not wall_clock.is_zone("Europe/Atlantis")
    assert not wall_clock.is_zone("../etc/passwd")
    assert not wall_clock.is_zone("")
    assert wall_clock.as_date(wall_clock.day_number(date(2026, 3, 1))) == date(2026, 3, 1)
