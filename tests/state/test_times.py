"""Free starts as pages show them, on the days that are hard."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sched_app.state import times


def utc(text: str) -> datetime:
    """Read an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_starts_are_counted_by_the_readers_date():
    starts = [utc("2026-11-23T14:30"), utc("2026-11-23T15:30"), utc("2026-11-24T01:00")]

    assert times.counts(starts, "Europe/Berlin") == {"2026-11-23": 2, "2026-11-24": 1}
    assert times.counts(starts, "Asia/Tokyo") == {"2026-11-23": 1, "2026-11-24": 2}
    assert times.counts(starts, "America/New_York") == {"2026-11-23": 3}


def test_a_day_is_grouped_into_morning_afternoon_and_evening():
    starts = [utc(f"2026-11-23T{hour:02d}:00") for hour in (8, 11, 15, 16, 20)]

    found = times.groups(starts, date(2026, 11, 23), 30, "Europe/Berlin", hour12=False, locale="en")

    assert [(group["name"], [time["label"] for time in group["times"]]) for group in found] == [
        ("Morning", ["09:00"]),
        ("Afternoon", ["12:00", "16:00"]),
        ("Evening", ["17:00", "21:00"]),
    ]
    assert found[0]["times"][0]["span"] == "09:00–09:30"


def test_an_hour_that_comes_twice_carries_its_offset():
    starts = [utc("2026-10-25T00:30"), utc("2026-10-25T01:30")]

    (group,) = times.groups(
        starts, date(2026, 10, 25), 30, "Europe/Berlin", hour12=False, locale="en"
    )

    assert [time["label"] for time in group["times"]] == ["02:30 (UTC+2)", "02:30 (UTC+1)"]
    assert [time["at"] for time in group["times"]] == [
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
    ]


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("Europe/Berlin", 31 * 24 + 1), ("UTC", 31 * 24), ("Australia/Sydney", 31 * 24 - 1)],
)
def test_a_month_lasts_as_long_as_its_clock_changes_say(zone: str, hours: int):
    since, until = times.window(date(2026, 10, 1), zone)

    assert until - since == timedelta(hours=hours)


def test_a_month_begins_at_the_midnight_of_its_zone():
    since, _ = times.window(date(2026, 12, 1), "Pacific/Apia")

    assert since == utc("2026-11-30T11:00")


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01T00:00Z", "2026-11-23T09:00", "9999-01-01T00:00Z"]
)
def test_what_is_no_instant_is_none(text: str):
    assert times.instant(text) is None


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-1-1", "x" * 50])
def test_what_is_no_month_is_none(text: str):
    assert times.first_of(text) is None


def test_instants_come_back_as_they_went():
    at = utc("2026-11-23T09:15")

    assert times.instant(times.iso(at)) == at


def test_months_are_counted_over_the_turn_of_the_year():
    assert times.next_month(date(2026, 12, 1)) == date(2027, 1, 1)
    assert times.next_month(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_the_nearest_starts_come_in_their_order():
    starts = [utc(f"2026-11-23T{hour:02d}:00") for hour in (8, 9, 12, 13, 18)]

    near = times.nearest(starts, utc("2026-11-23T12:30"))

    assert near == [utc("2026-11-23T09:00"), utc("2026-11-23T12:00"), utc("2026-11-23T13:00")]
