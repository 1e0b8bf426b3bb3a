"""Dates and times as people read them."""

from datetime import UTC, date, datetime

import pytest

from sched_app.services import dates

TODAY = date(2026, 9, 8)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_dates_are_written_day_first_and_carry_the_year_only_when_it_is_another():
    on = date(2026, 9, 16)

    assert dates.day_heading(on, today=TODAY) == "Wednesday 16 September"
    assert dates.day_short(on, today=TODAY) == "Wed 16 Sep"
    assert dates.day_heading(on, today=date(2025, 12, 30)) == "Wednesday 16 September 2026"
    assert dates.day_short(date(2027, 1, 2), today=TODAY) == "Sat 2 Jan 2027"
    assert dates.day_heading(on) == "Wednesday 16 September"


def test_months_and_weekdays():
    on = date(2026, 9, 16)

    assert dates.month_heading(on, today=TODAY) == "September"
    assert dates.month_heading(date(2027, 1, 1), today=TODAY) == "January 2027"
    assert (dates.weekday_short(on), dates.month_short(on)) == ("Wed", "Sep")


@pytest.mark.parametrize(
    ("start", "end", "hour12", "words"),
    [
        (utc(2026, 9, 16, 9, 30), utc(2026, 9, 16, 10, 30), False, "10:30–11:30"),
        (utc(2026, 9, 16, 9, 30), utc(2026, 9, 16, 10, 30), True, "10:30–11:30 am"),
        (utc(2026, 9, 16, 10, 30), utc(2026, 9, 16, 11, 30), True, "11:30 am–12:30 pm"),
        (utc(2026, 9, 16, 22, 30), utc(2026, 9, 16, 23, 0), True, "11:30 pm–12:00 am"),
        (utc(2026, 9, 16, 22, 30), utc(2026, 9, 16, 23, 0), False, "23:30–00:00"),
        (utc(2026, 9, 16, 22, 30), utc(2026, 9, 16, 23, 30), False, "23:30 – Thu 17 Sep, 00:30"),
        (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30), False, "01:30 (UTC+1)–01:30 (UTC)"),
    ],
)
def test_a_span_in_london(start, end, hour12, words):
    assert dates.time_range(start, end, "Europe/London", hour12=hour12) == words


def test_date_time_and_zone_in_one_line():
    start, end = utc(2026, 9, 16, 9, 30), utc(2026, 9, 16, 10, 30)

    assert dates.when(start, end, "Europe/London", today=TODAY) == (
        "Wednesday 16 September, 10:30–11:30, London time"
    )
    assert dates.when(start, end, "Pacific/Auckland", today=TODAY) == (
        "Wednesday 16 September, 21:30–22:30, Auckland time"
    )
    assert dates.moment(start, "Europe/London", today=TODAY) == "Wed 16 Sep, 10:30"


def test_the_offset_is_written_on_the_days_when_the_clock_changes():
    assert dates.zone_words(utc(2026, 10, 25, 12), "Europe/London") == "London time (UTC)"
    assert dates.zone_words(utc(2026, 10, 24, 22), "Europe/London") == "London time"
    assert dates.zone_words(utc(2026, 10, 25, 0, 30), "Europe/London") == "London time (UTC+1)"
    assert dates.zone_words(utc(2026, 10, 3, 15), "Australia/Lord_Howe").endswith("(UTC+10:30)")


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/London", "London"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("America/Port-au-Prince", "Port-au-Prince"),
        ("Asia/Calcutta", "Kolkata"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Etc/GMT+5", "UTC−5"),
        ("Etc/GMT-14", "UTC+14"),
        ("CET", "CET"),
    ],
)
def test_a_zone_is_named_by_its_city(zone, name):
    assert dates.city(zone) == name


def test_every_zone_has_a_name_in_every_language():
    from zoneinfo import available_timezones

    for zone in available_timezones():
        assert dates.city(zone).strip()
        assert dates.zone_words(utc(2026, 9, 16), zone).strip()


def test_a_zone_without_a_place_is_not_called_a_time():
    assert dates.zone_words(utc(2026, 9, 16), "UTC") == "UTC"
    assert dates.zone_words(utc(2026, 9, 16), "Etc/GMT+5") == "UTC−5"


@pytest.mark.parametrize(
    ("instant", "zone", "words"),
    [
        (utc(2026, 9, 16), "Asia/Kathmandu", "UTC+5:45"),
        (utc(2026, 9, 16), "America/Sao_Paulo", "UTC−3"),
        (utc(2026, 9, 16), "America/St_Johns", "UTC−2:30"),
        (utc(2026, 1, 16), "Europe/London", "UTC"),
    ],
)
def test_offsets(instant, zone, words):
    assert dates.offset(instant, zone) == words


def test_zones_are_told_apart_by_what_they_show():
    september = utc(2026, 9, 16, 9)

    assert not dates.differ_at(september, "Europe/London", "Europe/Lisbon")
    assert not dates.differ_at(september, "Asia/Calcutta", "Asia/Kolkata")
    assert dates.differ_at(september, "Europe/London", "Europe/Paris")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (5, "5 min"),
        (45, "45 min"),
        (60, "60 min"),
        (90, "1 h 30 min"),
        (120, "2 h"),
        (65, "1 h 5 min"),
    ],
)
def test_spans(minutes, words):
    assert dates.duration_words(minutes) == words


def test_an_unknown_language_reads_english():
    assert dates.day_short(date(2026, 9, 16), locale="xx-YY") == "Wed 16 Sep"
    assert dates.clock(utc(2026, 9, 16, 9), "Europe/London", locale="tlh") == "10:00"


def test_a_language_with_a_catalogue_follows_cldr(monkeypatch, tmp_path):
    from sched_app import texts

    for language in ("en", "de"):
        (tmp_path / language).mkdir()
        source = texts.LOCALES / "en" / "dates.po"
        (tmp_path / language / "dates.po").write_bytes(source.read_bytes())
    monkeypatch.setattr(texts, "LOCALES", tmp_path)
    texts._catalogue.cache_clear()
    dates._tag.cache_clear()
    try:
        assert dates.day_heading(date(2026, 9, 16), locale="de-AT", today=TODAY) == (
            "Mittwoch, 16. September"
        )
        assert dates.day_short(date(2027, 3, 2), locale="de", today=TODAY) == "Di., 2. März 2027"
        assert dates.clock(utc(2026, 9, 16, 9, 5), "Europe/Berlin", locale="de") == "11:05"
    finally:
        monkeypatch.undo()
        texts._catalogue.cache_clear()
        dates._tag.cache_clear()
