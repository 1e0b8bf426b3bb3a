"""The slot engine's conventions one by one, then any schedule at all against the slow oracle."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sched_app.services import slots
from sched_app.services.slots import Busy, Host, Rules
from tests.zones import oracle

MONDAY = date(2026, 11, 23)
HOUR, DAY = 3600, 86_400
NINE_TO_FIVE = tuple((day, 9 * 60, 17 * 60) for day in range(5))
ALWAYS = tuple((day, 0, 1440) for day in range(7))


def at(hour: int, minute: int = 0, day: int = 0) -> int:
    """UTC seconds of a wall time on Monday 23 November 2026 (London is at +00) or days later."""
    midnight = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(days=day)
    return int(midnight.timestamp()) + hour * HOUR + minute * 60


NOW = at(-24)


def rules(minutes: int = 60, every: int = 60, **given) -> Rules:
    return Rules(duration=minutes * 60, interval=every * 60, zone="Europe/London", **given)


def host(number: int = 1, weekly=NINE_TO_FIVE, **given) -> Host:
    return Host(number, "Europe/London", weekly, **given)


def open_on(day: int, hosts, asked, now: int = NOW) -> list[str]:
    found = slots.open_times(hosts, asked, at(0, day=day), at(0, day=day + 1), now)
    return [datetime.fromtimestamp(one, UTC).strftime("%H:%M") for one in found]


def test_the_last_meeting_ends_when_the_hours_do() -> None:
    assert open_on(0, [host()], rules(60, 60))[-1] == "16:00"
    assert open_on(0, [host()], rules(61, 60))[-1] == "15:00"


def test_the_grid_begins_at_the_opening_and_not_at_the_hour() -> None:
    found = open_on(0, [host(weekly=((0, 9 * 60 + 10, 12 * 60),))], rules(30, 45))
    assert found == ["09:10", "09:55", "10:40", "11:25"]


def test_the_grid_is_the_same_whatever_window_is_asked_for() -> None:
    one = host(weekly=((0, 9 * 60 + 10, 12 * 60),))
    found = slots.open_times([one], rules(30, 45), at(10), at(11), NOW)
    assert found == [at(10, 40)]


def test_the_window_is_half_open() -> None:
    assert slots.open_times([host()], rules(), at(10), at(12), NOW) == [at(10), at(11)]
    assert slots.open_times([host()], rules(), at(12), at(12), NOW) == []


def test_busy_times_do_not_shift_the_grid() -> None:
    one = host(busy=[Busy(at(9, 30), at(10, 15))])
    assert open_on(0, [one], rules(60, 60))[:2] == ["11:00", "12:00"]


def test_a_meeting_may_touch_a_busy_time() -> None:
    one = host(busy=[Busy(at(10), at(11))])
    assert open_on(0, [one], rules(60, 60))[:2] == ["09:00", "11:00"]


def test_buffers_of_neighbours_add() -> None:
    one = host(busy=[Busy(at(12), at(13), before=10 * 60, after=20 * 60)])
    found = open_on(0, [one], rules(30, 5, before=5 * 60, after=15 * 60))
    # Before it: 15 after ours + 10 before theirs; after it: 20 after theirs + 5 before ours.
    assert "11:05" in found
    assert "11:10" not in found
    assert "13:20" not in found
    assert "13:25" in found


def test_buffers_may_lie_outside_the_hours_and_inside_time_off() -> None:
    one = host(absences=((at(16), at(17)),))
    found = open_on(0, [one], rules(60, 60, before=1800, after=1800))
    assert (found[0], found[-1]) == ("09:00", "15:00")


def test_time_off_closes_times_and_may_overlap() -> None:
    one = host(absences=((at(9), at(12)), (at(10), at(13))))
    assert open_on(0, [one], rules(60, 60))[0] == "13:00"


def test_a_start_exactly_at_the_notice_is_offered() -> None:
    asked = rules(60, 60, notice=2 * HOUR)
    assert open_on(0, [host()], asked, now=at(9))[0] == "11:00"
    assert open_on(0, [host()], asked, now=at(9) + 1)[0] == "12:00"


def test_the_horizon_ends_with_the_nth_date_after_today() -> None:
    asked = rules(60, 60, horizon_days=1)
    assert open_on(1, [host()], asked, now=at(23))[-1] == "16:00"
    assert open_on(2, [host()], asked, now=at(23)) == []


def test_a_range_of_dates_includes_both() -> None:
    asked = rules(60, 60, first_on=MONDAY + timedelta(1), last_on=MONDAY + timedelta(2))
    assert [bool(open_on(day, [host()], asked)) for day in range(4)] == [False, True, True, False]


def test_the_limit_of_a_day_closes_the_day_and_no_other() -> None:
    asked = rules(60, 60, limit_day=2, booked=(at(9), at(10), at(9, day=1)))
    assert [bool(open_on(day, [host()], asked)) for day in range(2)] == [False, True]


def test_the_limit_of_a_week_closes_monday_to_sunday() -> None:
    asked = rules(60, 60, limit_week=1, booked=(at(9, day=2),))
    always = host(weekly=ALWAYS)
    found = [bool(open_on(day, [always], asked)) for day in range(-1, 8)]
    assert found == [True, *[False] * 7, True]


def test_a_limit_of_nothing_offers_nothing() -> None:
    assert open_on(0, [host()], rules(limit_day=0)) == []
    assert open_on(0, [host()], rules(limit_week=0)) == []


def test_an_override_replaces_the_hours_of_its_date() -> None:
    one = host(overrides={MONDAY: ((20 * 60, 22 * 60),), MONDAY + timedelta(1): ()})
    assert open_on(0, [one], rules()) == ["20:00", "21:00"]
    assert open_on(1, [one], rules()) == []
    assert len(open_on(2, [one], rules())) == 8


def test_an_override_leaves_the_hours_that_run_into_its_date() -> None:
    one = host(weekly=((0, 22 * 60, 2 * 60),), overrides={MONDAY + timedelta(1): ()})
    assert open_on(1, [one], rules()) == ["00:00", "01:00"]


def test_hours_that_touch_or_overlap_join() -> None:
    for second in ((12 * 60, 15 * 60), (11 * 60, 15 * 60)):
        one = host(weekly=((0, 9 * 60, 12 * 60), (0, *second)))
        assert open_on(0, [one], rules(90, 90)) == ["09:00", "10:30", "12:00", "13:30"]


def test_hours_join_at_midnight() -> None:
    one = host(weekly=((0, 22 * 60, 1440), (1, 0, 2 * 60)))
    found = slots.open_times([one], rules(90, 90), at(12), at(12, day=1), NOW)
    assert found == [at(22), at(23, 30)]


def test_an_end_before_the_start_lies_on_the_next_day() -> None:
    one = host(weekly=((6, 23 * 60, 60),))
    found = slots.open_times([one], rules(60, 60), at(0, day=-1), at(12), NOW)
    assert found == [at(-1), at(0)]


def test_equal_start_and_end_are_a_whole_day() -> None:
    one = host(weekly=((0, 8 * 60, 8 * 60),))
    assert len(slots.open_times([one], rules(60, 60), at(0), at(0, day=3), NOW)) == 24


def test_the_grid_goes_back_to_an_opening_many_days_ago() -> None:
    # Nights without an end from Monday 09:00 to the next Monday 08:50: 45 minutes do not divide it.
    weekly = ((0, 9 * 60, 1440), *((day, 0, 1440) for day in range(1, 7)), (0, 0, 8 * 60 + 50))
    begin = at(9)
    found = slots.open_times([host(weekly=weekly)], rules(45, 45), at(0, day=5), at(4, day=5), NOW)
    assert found
    assert all((one - begin) % (45 * 60) == 0 for one in found)


def test_the_grid_goes_back_through_overrides_that_join_weeks() -> None:
    # Whole days by override for five weeks: the opening is the first of them.
    days = {MONDAY + timedelta(number): ((0, 1440),) for number in range(35)}
    one = host(weekly=(), overrides=days)
    found = slots.open_times([one], rules(50, 50), at(0, day=33), at(0, day=34), NOW)
    assert found
    assert all((start - at(0)) % (50 * 60) == 0 for start in found)


def test_hours_that_never_close_begin_anew_each_monday() -> None:
    one = host(weekly=ALWAYS)
    found = slots.open_times([one], rules(50, 50), at(-2), at(2), NOW)
    sunday = at(0) - 7 * DAY
    assert [start for start in found if start < at(0)] == [
        start for start in range(sunday, at(0), 3000) if start >= at(-2)
    ]
    assert [start for start in found if start >= at(0)] == [at(0), at(0, 50), at(1, 40)]


def test_round_robin_offers_the_union_of_the_hosts_own_grids() -> None:
    hosts = [host(1, ((0, 9 * 60, 11 * 60),)), host(2, ((0, 9 * 60 + 30, 11 * 60 + 30),))]
    asked = rules(60, 60, routing="round_robin")
    assert open_on(0, hosts, asked) == ["09:00", "09:30", "10:00", "10:30"]
    assert slots.free_hosts(hosts, asked, at(9, 30), NOW) == [2]


def test_collective_begins_its_grid_where_the_common_hours_begin() -> None:
    hosts = [host(1, ((0, 9 * 60, 12 * 60),)), host(2, ((0, 9 * 60 + 30, 17 * 60),))]
    asked = rules(60, 60, routing="collective")
    assert open_on(0, hosts, asked) == ["09:30", "10:30"]
    assert slots.free_hosts(hosts, asked, at(9, 30), NOW) == [1, 2]
    assert slots.free_hosts(hosts, asked, at(10), NOW) == []


def test_collective_needs_every_host_free() -> None:
    hosts = [host(1), host(2, busy=[Busy(at(9), at(16))])]
    assert open_on(0, hosts, rules(60, 60, routing="collective")) == ["16:00"]


def test_no_hosts_no_times() -> None:
    assert slots.open_times([], rules(), at(0), at(24), NOW) == []
    assert slots.free_hosts([], rules(routing="collective"), at(9), NOW) == []


def test_an_organizer_may_override_all_but_a_claim() -> None:
    hosts = [
        host(1, (), absences=((at(0), at(24)),)),
        host(2, busy=[Busy(at(9), at(10), 600, 600)]),
    ]
    single, both = rules(routing="round_robin"), rules(routing="collective")
    assert slots.unclaimed_hosts(hosts, single, at(9, 30)) == [1]
    assert slots.unclaimed_hosts(hosts, single, at(10)) == [1, 2]
    assert slots.unclaimed_hosts(hosts, both, at(9, 30)) == []
    assert slots.unclaimed_hosts(hosts, both, at(10)) == [1, 2]


def test_a_year_far_away_is_no_error() -> None:
    asked = rules(first_on=date(9999, 12, 31), horizon_days=3_000_000)
    assert slots.open_times([host()], asked, at(0), at(24), NOW) == []


ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Havana", "UTC"]
QUARTER = st.integers(0, 95).map(lambda quarter: quarter * 15)
RANGES = st.lists(st.tuples(QUARTER, QUARTER), max_size=2).map(
    lambda ranges: [(start, end) for start, end in ranges]
)


@st.composite
def people(draw, number: int, middle: int) -> tuple[Host, oracle.Person]:
    zone = draw(st.sampled_from(ZONES))
    by_weekday = {day: draw(RANGES) for day in range(7)}
    # One weekday is closed: hours that never close have a rule of their own, tested above.
    by_weekday[draw(st.integers(0, 6))] = []
    first = datetime.fromtimestamp(middle, UTC).date()
    by_date = {
        first + timedelta(draw(st.integers(-2, 2))): draw(RANGES)
        for _ in range(draw(st.integers(0, 2)))
    }
    around = st.integers(-200, 200).map(lambda quarter: middle + quarter * 900)
    length = st.integers(1, 12).map(lambda quarter: quarter * 900)
    buffer = st.sampled_from([0, 300, 900])
    away = [(begin := draw(around), begin + draw(length)) for _ in range(draw(st.integers(0, 2)))]
    busy = sorted(
        (begin := draw(around), begin + draw(length), draw(buffer), draw(buffer))
        for _ in range(draw(st.integers(0, 5)))
    )
    one = Host(
        number,
        zone,
        tuple((day, *hours) for day, ranges in by_weekday.items() for hours in ranges),
        {on: tuple(ranges) for on, ranges in by_date.items()},
        tuple(away),
        [Busy(*each) for each in busy],
    )
    return one, oracle.Person(zone, by_weekday, by_date, away, busy)


MIDDLES = [
    int(datetime(2026, 3, 29, 1, tzinfo=UTC).timestamp()),
    int(datetime(2026, 11, 1, 6, tzinfo=UTC).timestamp()),
    int(datetime(2026, 4, 4, 15, tzinfo=UTC).timestamp()),
    int(datetime(2025, 11, 2, 5, tzinfo=UTC).timestamp()),
    int(datetime(2026, 6, 15, 12, tzinfo=UTC).timestamp()),
]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_hosts_and_rules_equal_the_oracle(data) -> None:
    middle = data.draw(st.sampled_from(MIDDLES))
    pairs = [data.draw(people(number, middle)) for number in range(data.draw(st.integers(1, 3)))]
    hosts = [one for one, _ in pairs]
    minutes = data.draw(st.sampled_from([15, 30, 45, 60, 90]))
    every = data.draw(st.sampled_from([10, 15, 30, 45, 60]))
    booked = data.draw(st.lists(st.integers(-60, 60).map(lambda n: middle + n * HOUR), max_size=4))
    asked = Rules(
        duration=minutes * 60,
        interval=every * 60,
        zone=data.draw(st.sampled_from(ZONES)),
        before=data.draw(st.sampled_from([0, 600])),
        after=data.draw(st.sampled_from([0, 300])),
        notice=data.draw(st.sampled_from([0, 7200])),
        horizon_days=data.draw(st.sampled_from([None, 0, 1, 5])),
        limit_day=data.draw(st.sampled_from([None, 1, 2])),
        limit_week=data.draw(st.sampled_from([None, 2, 3])),
        routing=data.draw(st.sampled_from(["round_robin", "collective"])),
        booked=booked,
    )
    now = middle + data.draw(st.integers(-40, 10)) * HOUR + data.draw(st.sampled_from([0, 1]))
    since, until = middle - 30 * HOUR, middle + 30 * HOUR
    expected = _by_the_oracle([person for _, person in pairs], asked, since, until, now)
    assert slots.open_times(hosts, asked, since, until, now) == expected
    for start in expected[:3]:
        assert slots.free_hosts(hosts, asked, start, now)


def _by_the_oracle(
    persons: list[oracle.Person], asked: Rules, since: int, until: int, now: int
) -> list[int]:
    date_of = oracle.dates_of(asked.zone)

    def allowed(start: int) -> bool:
        day = date_of(start)
        same_day = sum(date_of(one) == day for one in asked.booked)
        same_week = sum(
            date_of(one).isocalendar()[:2] == day.isocalendar()[:2] for one in asked.booked
        )
        return (
            start - now >= asked.notice
            and (
                asked.horizon_days is None
                or day <= date_of(now) + timedelta(days=asked.horizon_days)
            )
            and (asked.limit_day is None or same_day < asked.limit_day)
            and (asked.limit_week is None or same_week < asked.limit_week)
        )

    def free(person: oracle.Person, start: int) -> bool:
        return oracle.fits(person, start, asked.duration, asked.before, asked.after)

    # Ten days back: with a weekday closed, no opening is older.
    walks = [
        oracle.Walk.of(person.zone, since - 10 * DAY, until + 3 * DAY, 900) for person in persons
    ]
    hours = [oracle.open_steps(person, walk) for person, walk in zip(persons, walks, strict=True)]
    if asked.routing == "collective":
        together = [all(steps) for steps in zip(*hours, strict=True)]
        found = oracle.starts(oracle.runs(walks[0], together), asked.duration, asked.interval)
        found = [one for one in found if all(free(person, one) for person in persons)]
    else:
        found = []
        for person, walk, opened in zip(persons, walks, hours, strict=True):
            each = oracle.starts(oracle.runs(walk, opened), asked.duration, asked.interval)
            found += [one for one in each if free(person, one)]
    return sorted({one for one in found if since <= one < until and allowed(one)})
