"""Every zone, every change of its clock from 2024 to 2034: the engine against the slow oracle."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sched_app.services import wall_clock
from tests.zones import oracle, tzif, walks
from tests.zones.walks import DAY, HOUR, YEARS

QUARTER = 900


def test_the_engine_equals_the_oracle_at_every_transition_of_every_zone(record_property) -> None:
    count = 0
    wrong: list[str] = []
    for zone, change in walks.transitions():
        count += 1
        wrong += walks.disagreements(zone, change, step=QUARTER, reach=DAY + 8 * HOUR)
    zones = len(tzif.zones())
    record_property("told", f"Zones: {zones}, transitions 2024-2034: {count}, all as the oracle")
    assert not wrong, wrong[:5]
    assert zones > 300
    assert count > 2000


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


def test_a_date_is_its_day_number() -> None:
    assert wall_clock.as_date(wall_clock.day_number(date(2026, 3, 1))) == date(2026, 3, 1)
