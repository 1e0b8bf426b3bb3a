"""Answers worked out by hand from the zones' published changes, each with its reasoning."""

from datetime import UTC, date, datetime

import pytest

from sched_app.services import slots

DAILY = range(7)


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def starts(
    zone: str, hours: list[tuple[str, str]], minutes: int, since: str, until: str, *days: int
) -> list[str]:
    """Open times as UTC "HH:MM" on a schedule of these daily hours (or on these weekdays)."""
    ranges = [(_minutes(start), _minutes(end)) for start, end in hours]
    host = slots.Host(1, zone, tuple((d, *one) for d in (days or DAILY) for one in ranges))
    rules = slots.Rules(duration=minutes * 60, interval=minutes * 60, zone=zone)
    found = slots.open_times([host], rules, utc(since), utc(until), utc("2000-01-01"))
    return [datetime.fromtimestamp(at, UTC).strftime("%d %H:%M") for at in found]


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


ANSWERS = [
    # Lord Howe goes back by half an hour on 5 April 2026, 02:00 (+11) to 01:30 (+10:30). 00:30 is
    # 13:30Z, 03:00 is 16:30Z: three hours elapse between walls two and a half apart.
    ("Australia/Lord_Howe", "00:30", "03:00", 30, "2026-04-04 12:00", "2026-04-05 00:00",
     ["04 13:30", "04 14:00", "04 14:30", "04 15:00", "04 15:30", "04 16:00"]),
    # Forward on 4 October, 02:00 (+10:30) to 02:30 (+11). 01:00 is 14:30Z, 03:00 is 16:00Z.
    ("Australia/Lord_Howe", "01:00", "03:00", 30, "2026-10-03 12:00", "2026-10-04 00:00",
     ["03 14:30", "03 15:00", "03 15:30"]),
    # Casablanca leaves +01 for Ramadan from 15 February to 22 March 2026: on Monday 16 February
    # 09:00 is 09:00Z …
    ("Africa/Casablanca", "09:00", "10:00", 60, "2026-02-16 00:00", "2026-02-17 00:00",
     ["16 09:00"]),
    # … and on Monday 23 March it is +01 again, so 09:00 is 08:00Z.
    ("Africa/Casablanca", "09:00", "10:00", 60, "2026-03-23 00:00", "2026-03-24 00:00",
     ["23 08:00"]),
    # On 15 February 03:00 (+01) becomes 02:00 (+00) at 02:00Z. Hours 02:00-03:00 open at the first
    # 02:00 (01:00Z). 03:00 itself is shown once only, at +00, 03:00Z: two hours.
    ("Africa/Casablanca", "02:00", "03:00", 60, "2026-02-15 00:00", "2026-02-15 12:00",
     ["15 01:00", "15 02:00"]),
    # Dublin's data call winter the saving time (negative DST). 29 March 2026: 01:00Z becomes 02:00
    # (+01). 00:30 is 00:30Z, 02:30 is 01:30Z: one hour.
    ("Europe/Dublin", "00:30", "02:30", 30, "2026-03-29 00:00", "2026-03-29 12:00",
     ["29 00:30", "29 01:00"]),
    # 25 October: 02:00 (+01) becomes 01:00 (+00) at 01:00Z. 01:15 opens first at 00:15Z, 01:45
    # closes last at 01:45Z: ninety minutes.
    ("Europe/Dublin", "01:15", "01:45", 30, "2026-10-25 00:00", "2026-10-25 12:00",
     ["25 00:15", "25 00:45", "25 01:15"]),
    # Troll jumps two hours on 29 March 2026, 01:00 (+00) to 03:00 (+02), at 01:00Z. 01:30 does not
    # exist and opens at 01:00Z; 04:00 (+02) is 02:00Z: one hour.
    ("Antarctica/Troll", "01:30", "04:00", 60, "2026-03-29 00:00", "2026-03-29 12:00",
     ["29 01:00"]),
    # Troll goes back two hours on 25 October, 03:00 (+02) to 01:00 (+00), at 01:00Z. 02:00 comes
    # first at 00:00Z; 03:00 is shown once, at +00: three hours.
    ("Antarctica/Troll", "02:00", "03:00", 60, "2026-10-24 22:00", "2026-10-25 12:00",
     ["25 00:00", "25 01:00", "25 02:00"]),
    # Gaza goes forward on Saturday 28 March 2026, 02:00 (+02) to 03:00 (+03), at 00:00Z. 01:30 is
    # 27 March 23:30Z, 04:00 is 01:00Z: ninety minutes, three starts.
    ("Asia/Gaza", "01:30", "04:00", 30, "2026-03-27 22:00", "2026-03-28 12:00",
     ["27 23:30", "28 00:00", "28 00:30"]),
    # Gaza goes back on Saturday 24 October 2026, 02:00 (+03) to 01:00 (+02), at 23:00Z of the 23rd.
    # Friday's 22:00 is 19:00Z, its 01:30 closes at the second 01:30, 23:30Z: four and a half hours.
    ("Asia/Gaza", "22:00", "01:30", 90, "2026-10-23 12:00", "2026-10-24 12:00",
     ["23 19:00", "23 20:30", "23 22:00"]),
    # Chatham goes back on 5 April 2026, 03:45 (+13:45) to 02:45 (+12:45), at 14:00Z of the 4th.
    # 02:00 is 12:15Z, 04:00 is 15:15Z: three hours.
    ("Pacific/Chatham", "02:00", "04:00", 60, "2026-04-04 11:00", "2026-04-05 00:00",
     ["04 12:15", "04 13:15", "04 14:15"]),
    # Forward on 27 September, 02:45 (+12:45) to 03:45 (+13:45), at 14:00Z of the 26th. 03:00 opens
    # at the gap's end, 14:00Z; 05:00 is 15:15Z: two whole half hours and a rest of 15 minutes.
    ("Pacific/Chatham", "03:00", "05:00", 30, "2026-09-26 12:00", "2026-09-27 00:00",
     ["26 14:00", "26 14:30"]),
    # Apia had no Friday 30 December 2011: at 10:00Z Thursday (-10) was followed by Saturday (+14).
    # Friday's hours would open and close at that instant and are empty: Thursday's 09:00 is 19:00Z
    # of the 29th, the next one, Saturday's, 19:00Z of the 30th.
    ("Pacific/Apia", "09:00", "10:00", 60, "2011-12-29 12:00", "2011-12-31 12:00",
     ["29 19:00", "30 19:00"]),
    # Thursday's 22:00 is 08:00Z; its end, 02:00 of that Friday, is the instant after the gap,
    # 10:00Z. Friday's 22:00 is that instant too, and its end, Saturday's 02:00 (+14), is 12:00Z:
    # they join to four hours. Saturday's 22:00 is 08:00Z of the 31st.
    ("Pacific/Apia", "22:00", "02:00", 60, "2011-12-30 00:00", "2011-12-31 09:00",
     ["30 08:00", "30 09:00", "30 10:00", "30 11:00", "31 08:00"]),
    # Kathmandu is +05:45 all year: 09:00 is 03:15Z.
    ("Asia/Kathmandu", "09:00", "11:00", 60, "2026-01-05 00:00", "2026-01-06 00:00",
     ["05 03:15", "05 04:15"]),
    # New York, 8 March 2026: 02:00 (-05) becomes 03:00 (-04) at 07:00Z. 02:30 opens then, 04:30 is
    # 08:30Z.
    ("America/New_York", "02:30", "04:30", 30, "2026-03-08 00:00", "2026-03-08 12:00",
     ["08 07:00", "08 07:30", "08 08:00"]),
    # St John's, 8 March 2026: 02:00 (-03:30) becomes 03:00 (-02:30) at 05:30Z. 01:45 is 05:15Z,
    # 03:15 is 05:45Z.
    ("America/St_Johns", "01:45", "03:15", 30, "2026-03-08 00:00", "2026-03-08 12:00",
     ["08 05:15"]),
    # Havana, 2 November 2025: 01:00 (-04) becomes 00:00 (-05) at 05:00Z. Saturday's 22:00 is
    # 02:00Z, its 00:30 closes at the second one, 05:30Z: three whole hours.
    ("America/Havana", "22:00", "00:30", 60, "2025-11-02 00:00", "2025-11-02 12:00",
     ["02 02:00", "02 03:00", "02 04:00"]),
    # Beirut, 24 October 2026: midnight (+03) becomes 23:00 (+02) at 21:00Z, so midnight is shown
    # once, at 22:00Z. Saturday's 23:00-00:00 lasts from 20:00Z for two hours.
    ("Asia/Beirut", "23:00", "00:00", 60, "2026-10-24 12:00", "2026-10-25 12:00",
     ["24 20:00", "24 21:00"]),
    # Cairo, 24 April 2026: midnight does not exist, the day begins at 01:00 (+03), 22:00Z of the
    # 23rd. Hours 00:00-02:00 last one hour.
    ("Africa/Cairo", "00:00", "02:00", 30, "2026-04-23 12:00", "2026-04-24 12:00",
     ["23 22:00", "23 22:30"]),
    # The Azores, 25 October 2026: 01:00 (+00) becomes 00:00 (-01) at 01:00Z. 00:00 opens first at
    # 00:00Z, 02:00 (-01) is 03:00Z.
    ("Atlantic/Azores", "00:00", "02:00", 60, "2026-10-24 12:00", "2026-10-25 12:00",
     ["25 00:00", "25 01:00", "25 02:00"]),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "start", "end", "minutes", "since", "until", "expected"), ANSWERS)
def test_worked_out_by_hand(zone, start, end, minutes, since, until, expected) -> None:
    assert starts(zone, [(start, end)], minutes, since, until) == expected


def test_hours_that_touch_at_a_midnight_that_does_not_exist_join() -> None:
    # Santiago, 6 September 2026: Saturday 24:00 (-04) becomes Sunday 01:00 (-03) at 04:00Z.
    # Saturday's 22:00-24:00 (from 02:00Z) and Sunday's 00:00-02:00 (to 05:00Z) are three hours in
    # one, so that a meeting of 90 minutes lies across the change.
    weekly = ((5, 22 * 60, 1440), (6, 0, 2 * 60))
    host = slots.Host(1, "America/Santiago", weekly)
    rules = slots.Rules(duration=90 * 60, interval=90 * 60, zone="America/Santiago")
    found = slots.open_times([host], rules, utc("2026-09-05"), utc("2026-09-07"), 0)
    assert found == [utc("2026-09-06 02:00"), utc("2026-09-06 03:30")]


def test_the_horizon_ends_with_the_workspaces_date_at_the_edge_of_the_world() -> None:
    # At 09:15Z on 1 June it is 23:15 in Kiritimati (+14): a horizon of no further day ends at
    # 10:00Z. The same horizon in Niue (-11), where it is 22:15 on 31 May, ends at 11:00Z.
    host = slots.Host(1, "UTC", tuple((day, 9 * 60, 12 * 60) for day in DAILY))
    now, since, until = utc("2026-06-01 09:15"), utc("2026-06-01"), utc("2026-06-02")
    for zone, last in (("Pacific/Kiritimati", "09:30"), ("Pacific/Niue", "10:30")):
        rules = slots.Rules(duration=1800, interval=1800, zone=zone, horizon_days=0)
        found = slots.open_times([host], rules, since, until, now)
        assert found[0] == utc("2026-06-01 09:30")
        assert found[-1] == utc(f"2026-06-01 {last}"), zone


def test_nine_o_clock_stays_nine_o_clock() -> None:
    # London is at +00 on Friday 27 March 2026 and at +01 on Monday 30 March.
    found = starts("Europe/London", [("09:00", "10:00")], 60, "2026-03-27", "2026-03-31", 0, 4)
    assert found == ["27 09:00", "30 08:00"]


def test_an_override_replaces_the_date_in_the_hosts_zone() -> None:
    # 25 December in Auckland (+13) begins at 11:00Z of the 24th; 10:00-11:00 is 21:00-22:00Z.
    host = slots.Host(
        1,
        "Pacific/Auckland",
        tuple((day, 9 * 60, 17 * 60) for day in DAILY),
        {date(2026, 12, 25): ((600, 660),), date(2026, 12, 26): ()},
    )
    rules = slots.Rules(duration=3600, interval=3600, zone="Europe/London")
    found = slots.open_times([host], rules, utc("2026-12-24 10:00"), utc("2026-12-26 12:00"), 0)
    assert found == [utc("2026-12-24 21:00")]
