"""Dates, times and spans as people read them: CLDR by Babel, but for the design's English forms.

Instants come in aware; each function shows them in the IANA zone that it is given.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime, format_interval, get_timezone_location, match_skeleton

from sched_app import texts

# The design writes English dates day first and without a comma; other languages follow CLDR.
ENGLISH = "en"
EN_DASH = "–"
MINUS = "−"
WIDE = {"E": "EEEE", "c": "cccc", "M": "MMMM"}


def day_heading(on: date, *, locale: str = ENGLISH, today: date | None = None) -> str:
    """Give a date in full, "Wednesday 16 September"; with its year if that is not today's."""
    return _day(on, locale, today, wide=True)


def day_short(on: date, *, locale: str = ENGLISH, today: date | None = None) -> str:
    """Give a date for a list, "Wed 16 Sep"; with its year if that is not today's."""
    return _day(on, locale, today, wide=False)


def month_heading(on: date, *, locale: str = ENGLISH, today: date | None = None) -> str:
    """Give a month, "September"; with its year if that is not today's."""
    at = datetime.combine(on, time())
    if today is not None and on.year == today.year:
        return format_datetime(at, "LLLL", locale=_tag(locale))
    return _skeleton("yMMMM", at, locale, wide=True)


def span_heading(first: date, last: date, *, locale: str = ENGLISH) -> str:
    """Give some days in full with their year, "7–13 September 2026"."""
    if _tag(locale) != ENGLISH:
        return format_interval(first, last, "yMMMMd", locale=_tag(locale))
    end = format_datetime(_noon(last), "d LLLL y", locale=ENGLISH)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{EN_DASH}{end}"
    pattern = "d LLLL" if first.year == last.year else "d LLLL y"
    begin = format_datetime(_noon(first), pattern, locale=ENGLISH)
    return f"{begin} {EN_DASH} {end}"


def weekday_short(on: date, *, locale: str = ENGLISH) -> str:
    """Give the short name of a weekday, "Wed"."""
    return format_datetime(datetime.combine(on, time()), "ccc", locale=_tag(locale))


def weekday_long(on: date, *, locale: str = ENGLISH) -> str:
    """Give the name of a weekday, "Wednesday"."""
    return format_datetime(datetime.combine(on, time()), "cccc", locale=_tag(locale))


def month_short(on: date, *, locale: str = ENGLISH) -> str:
    """Give the short name of a month, "Sep"."""
    return format_datetime(datetime.combine(on, time()), "LLL", locale=_tag(locale))


@lru_cache(maxsize=256)
def prefers_hour12(locale: str) -> bool:
    """Tell whether a locale that names its country, such as en-US, reads the time by 12 hours."""
    parsed = _parsed(locale)
    if parsed is None or not parsed.territory:
        return False
    return "a" in re.sub(r"'[^']*'", "", parsed.time_formats["short"].pattern)


def clock(instant: datetime, zone: str, *, hour12: bool = False, locale: str = ENGLISH) -> str:
    """Give a time of day, "10:30" or "10:30 am"."""
    return _clock(instant.astimezone(ZoneInfo(zone)), hour12, locale)


def time_range(
    start: datetime,
    end: datetime,
    zone: str,
    *,
    hour12: bool = False,
    locale: str = ENGLISH,
    today: date | None = None,
) -> str:
    """Give a span of time, "10:30–11:30" or "10:30–11:30 am".

    An end on a later date names it, unless it is midnight. Where the clock changes in between, each
    side carries its offset, so that "01:30–01:30" is never read.
    """
    first, last = (at.astimezone(ZoneInfo(zone)) for at in (start, end))
    if first.utcoffset() != last.utcoffset():
        left, right = (f"{_clock(at, hour12, locale)} ({_offset(at)})" for at in (first, last))
    else:
        left, right = _clock(first, hour12, locale), _clock(last, hour12, locale)
        if hour12 and left[-2:] == right[-2:] and _tag(locale) == ENGLISH:
            left = left[:-3]
    at_midnight = last.time() == time() and last.date() == first.date() + timedelta(days=1)
    if last.date() != first.date() and not at_midnight:
        right = f"{day_short(last.date(), locale=locale, today=today or first.date())}, {right}"
        return f"{left} {EN_DASH} {right}"
    return f"{left}{EN_DASH}{right}"


def when(
    start: datetime,
    end: datetime,
    zone: str,
    *,
    hour12: bool = False,
    locale: str = ENGLISH,
    today: date | None = None,
) -> str:
    """Give date, time and zone at once: "Wednesday 16 September, 10:30–11:30, London time"."""
    on = start.astimezone(ZoneInfo(zone)).date()
    return texts.t(
        "date.when",
        texts.best_locale(locale),
        day=day_heading(on, locale=locale, today=today),
        times=time_range(start, end, zone, hour12=hour12, locale=locale, today=today),
        zone=zone_words(start, zone, locale=locale),
    )


def moment(
    instant: datetime,
    zone: str,
    *,
    hour12: bool = False,
    locale: str = ENGLISH,
    today: date | None = None,
) -> str:
    """Give one instant for a list: "Wed 16 Sep, 10:30"."""
    on = instant.astimezone(ZoneInfo(zone)).date()
    return texts.t(
        "date.day_and_time",
        texts.best_locale(locale),
        day=day_short(on, locale=locale, today=today),
        time=clock(instant, zone, hour12=hour12, locale=locale),
    )


def zone_words(instant: datetime, zone: str, *, locale: str = ENGLISH) -> str:
    """Name a zone by its city, "London time"; with its offset on a day when the clock changes."""
    name = city(zone, locale=locale)
    if not name.startswith("UTC"):
        name = texts.t("date.city_time", texts.best_locale(locale), city=name)
    return f"{name} ({offset(instant, zone)})" if changes_on(instant, zone) else name


@lru_cache(maxsize=2048)
def city(zone: str, *, locale: str = ENGLISH) -> str:
    """Give the city that a zone is named after; "UTC" or "UTC−5" for a zone without a place."""
    if zone in ("UTC", "UCT", "GMT", "Zulu", "Universal", "Greenwich") or zone.startswith("Etc/"):
        return offset(datetime(2000, 1, 1, tzinfo=UTC), zone)
    if "/" not in zone:
        return zone
    place: str = get_timezone_location(zone, locale=_tag(locale), return_city=True)
    # CLDR writes a region before or after some cities ("Argentina/Buenos Aires", "Knox, Indiana").
    return place.rsplit("/", 1)[-1].replace("\u00ad", "")


def offset(instant: datetime, zone: str) -> str:
    """Give a zone's offset at an instant: "UTC+1", "UTC+5:30", "UTC−3", "UTC"."""
    return _offset(instant.astimezone(ZoneInfo(zone)))


def changes_on(instant: datetime, zone: str) -> bool:
    """Tell whether the clock changes on the local date of an instant."""
    place = ZoneInfo(zone)
    on = instant.astimezone(place).date()
    midnights = (
        datetime.combine(on + timedelta(days=days), time(), place).utcoffset() for days in (0, 1)
    )
    return len(set(midnights)) > 1


def differ_at(instant: datetime, zone: str, other: str) -> bool:
    """Tell whether two zones show different times, or dates, at an instant."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != instant.astimezone(
        ZoneInfo(other)
    ).replace(tzinfo=None)


def duration_words(minutes: int, *, locale: str = ENGLISH) -> str:
    """Give a span: "45 min", "60 min", "1 h 30 min", "2 h"."""
    tag = texts.best_locale(locale)
    if minutes <= 60:
        return texts.t("date.minutes", tag, minutes=minutes)
    hours, rest = divmod(minutes, 60)
    if not rest:
        return texts.t("date.hours", tag, hours=hours)
    return texts.t("date.hours_minutes", tag, hours=hours, minutes=rest)


def _day(on: date, locale: str, today: date | None, *, wide: bool) -> str:
    with_year = today is not None and on.year != today.year
    at = datetime.combine(on, time())
    if _tag(locale) == ENGLISH:
        pattern = "EEEE d MMMM" if wide else "EEE d MMM"
        return format_datetime(at, pattern + (" y" if with_year else ""), locale=ENGLISH)
    skeleton = ("y" if with_year else "") + ("MMMMEd" if wide else "MMMEd")
    return _skeleton(skeleton, at, locale, wide=wide)


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12))


def _clock(local: datetime, hour12: bool, locale: str) -> str:
    if _tag(locale) != ENGLISH:
        return _skeleton("hm" if hour12 else "Hm", local.replace(tzinfo=None), locale)
    if not hour12:
        return f"{local:%H:%M}"
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


def _offset(local: datetime) -> str:
    seconds = int((local.utcoffset() or timedelta()).total_seconds())
    if not seconds:
        return "UTC"
    hours, minutes = divmod(abs(seconds) // 60, 60)
    sign = "+" if seconds > 0 else MINUS
    return f"UTC{sign}{hours}" + (f":{minutes:02d}" if minutes else "")


def _skeleton(skeleton: str, at: datetime, locale: str, *, wide: bool = False) -> str:
    known = Locale.parse(_tag(locale)).datetime_skeletons
    found = skeleton if skeleton in known else match_skeleton(skeleton, known)
    pattern = str(known[found].pattern)
    if wide:
        # Few locales list a wide form of every skeleton; the order of its parts is the same.
        pattern = re.sub(
            r"'[^']*'|E+|c{3,}|M{3,}", lambda part: WIDE.get(part[0][0], part[0]), pattern
        )
    return format_datetime(at, pattern, locale=_tag(locale))


@lru_cache(maxsize=256)
def _tag(locale: str) -> str:
    """Give the locale that Babel knows and that goes with the words we have."""
    language = texts.best_locale(locale)
    parsed = _parsed(locale)
    if language == ENGLISH or parsed is None or parsed.language != language:
        return language
    return str(parsed)


def _parsed(locale: str) -> Locale | None:
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return None
