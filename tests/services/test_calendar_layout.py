"""Days on an axis: what lies where, also when the clock changes, and what stands side by side."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from sched_app.services import wall_clock
from sched_app.services.calendar_layout import HOUR, axis, lanes, merged, seconds_left, without

FULL = 24 * HOUR


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_a_plain_week_is_seven_days_of_24_hours():
    week = axis("Europe/London", date(2026, 9, 7), 7)

    assert week.length == FULL
    assert [day.on.day for day in week.days] == [7, 8, 9, 10, 11, 12, 13]
    assert [row.place for row in week.rows] == [hour * HOUR for hour in range(25)]
    tuesday = week.days[1]
    assert tuesday.piece(at("2026-09-08T09:00"), at("2026-09-08T09:45")) == (
        10 * HOUR,
        10 * HOUR + 2700,
    )
    assert tuesday.piece(at("2026-09-09T09:00"), at("2026-09-09T09:45")) is None


def test_a_booking_over_midnight_is_cut_in_two():
    monday, tuesday, *_ = axis("UTC", date(2026, 11, 23), 7).days
    night = at("2026-11-23T23:30"), at("2026-11-24T01:00")

    assert monday.piece(*night) == (FULL - 1800, FULL)
    assert tuesday.piece(*night) == (0, HOUR)


def test_the_day_of_25_hours_is_25_hours_long_and_the_others_stretch_over_one():
    week = axis("Europe/London", date(2026, 10, 19), 7)
    saturday, sunday = week.days[5:]

    assert week.length == 25 * HOUR
    assert sunday.end - sunday.begin == 25 * HOUR
    # 01:30 summer time, 01:30 winter time, 02:00, and the same hours of a day before.
    assert sunday.place(at("2026-10-25T00:30")) == 5400
    assert sunday.place(at("2026-10-25T01:30")) == 9000
    assert sunday.place(at("2026-10-25T02:00")) == 3 * HOUR
    assert saturday.place(at("2026-10-24T01:00")) == 3 * HOUR  # 02:00
    assert saturday.place(at("2026-10-24T00:00")) == HOUR  # 01:00
    # Nine o'clock lies on the same line on each of the seven days.
    nine = [datetime(2026, 10, day, 8, tzinfo=UTC) for day in range(19, 25)]
    nine.append(datetime(2026, 10, 25, 9, tzinfo=UTC))
    places = {day.place(int(one.timestamp())) for day, one in zip(week.days, nine, strict=True)}
    assert places == {10 * HOUR}
    # An hour's appointment keeps its length on the long day, over the change too.
    assert sunday.piece(at("2026-10-25T00:30"), at("2026-10-25T01:30")) == (5400, 9000)
    assert [(row.place, row.minute, row.offset) for row in week.rows[:4]] == [
        (0, 0, None), (HOUR, 60, HOUR), (2 * HOUR, 60, 0), (3 * HOUR, 120, None)
    ]  # fmt: skip


def test_the_day_of_23_hours_leaves_an_hour_empty():
    week = axis("Europe/London", date(2026, 3, 23), 7)
    sunday = week.days[6]

    assert week.length == FULL
    assert sunday.end - sunday.begin == 23 * HOUR
    assert sunday.missing == (HOUR, 2 * HOUR)
    # 00:30–02:30 lasts one hour; what ends at the change ends where the empty hour begins.
    assert sunday.piece(at("2026-03-29T00:30"), at("2026-03-29T01:30")) == (1800, 9000)
    assert sunday.piece(at("2026-03-29T00:30"), at("2026-03-29T01:00")) == (1800, HOUR)
    assert sunday.place(at("2026-03-29T01:00")) == 2 * HOUR
    assert sunday.place(at("2026-03-29T08:00")) == 9 * HOUR


def test_a_day_that_begins_at_one_leaves_its_first_hour_empty():
    (friday,) = axis("Africa/Cairo", date(2026, 4, 24), 1).days

    assert friday.missing == (0, HOUR)
    assert friday.place(friday.begin) == HOUR


@pytest.mark.parametrize(
    ("zone", "first_on"),
    [
        ("Europe/London", date(2026, 10, 19)),
        ("Europe/London", date(2026, 3, 23)),
        ("Australia/Lord_Howe", date(2026, 3, 30)),
        ("Australia/Lord_Howe", date(2026, 9, 28)),
        ("America/Havana", date(2026, 10, 26)),
        ("America/Santiago", date(2026, 9, 1)),
        ("Africa/Cairo", date(2026, 4, 20)),
        ("Pacific/Apia", date(2011, 12, 26)),
        ("Asia/Kathmandu", date(2026, 1, 5)),
    ],
)
def test_days_follow_each_other_and_places_rise_with_time(zone, first_on):
    week = axis(zone, first_on, 7)

    for day, following in pairwise(week.days):
        assert day.end == following.begin
    clock = wall_clock.clock(zone, week.days[0].begin, week.days[-1].end)
    for day in week.days:
        if day.begin == day.end:
            continue  # A date that a zone left out.
        quarters = range(day.begin, day.end, 900)
        places = [day.place(quarter) for quarter in quarters]
        assert places == sorted(set(places))
        assert day.piece(day.begin, day.end)[1] <= week.length
        # The same wall time lies at the same place on every day, but for what comes twice.
        for quarter, place in zip(quarters, places, strict=True):
            wall = (quarter + clock.offset(quarter)) % FULL
            if wall >= 4 * HOUR:
                assert place == wall + week.length - FULL


def test_what_overlaps_stands_side_by_side_and_the_rest_has_the_whole_width():
    spans = [(0, 60), (30, 90), (60, 120), (200, 260), (10, 100)]

    assert [(lane.number, lane.of) for lane in lanes(spans)] == [
        (0, 3), (2, 3), (0, 3), (0, 1), (1, 3)
    ]  # fmt: skip
    assert lanes([]) == []
    assert [lane.of for lane in lanes([(0, 60), (60, 120)])] == [1, 1]


def test_hours_are_joined_and_what_is_taken_is_counted_once():
    assert merged([(5, 6), (0, 2), (2, 3), (7, 7)]) == [(0, 3), (5, 6)]
    assert seconds_left([(0, 100)], [(10, 30), (20, 40), (90, 200)], 0, 1000) == 60
    assert seconds_left([(0, 100)], [(10, 30)], 20, 50) == 20
    assert seconds_left([], [(0, 5)], 0, 10) == 0
    assert without([(0, 10), (20, 30)], [(2, 3), (8, 22), (29, 40)]) == [(0, 2), (3, 8), (22, 29)]
    assert without([(0, 10)], [(0, 10)]) == []
