"""Free starts as a page shows them, in the reader's zone: counted by day, grouped by part of it."""

import calendar
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sched_app import texts
from sched_app.services import dates, forms

YEARS = range(2000, 2200)
AFTERNOON, EVENING = 12, 17  # The hours at which these parts of the day begin.


def known_zone(name: str, fallback: str = "UTC") -> str:
    """Give the zone if it is one of ours, else the fallback."""
    return name if name in forms.zones() else fallback


def month_of(on: date) -> str:
    """Give a month as the address has it, “2026-12”."""
    return f"{on.year:04d}-{on.month:02d}"


def first_of(month: str) -> date | None:
    """Read a month of the address; None if it is none."""
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        return None


def day_of(text: str) -> date | None:
    """Read a date of the address; None if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def next_month(month: date, by: int = 1) -> date:
    """Give the first day of a month that many months away."""
    index = month.year * 12 + month.month - 1 + by
    return date(index // 12, index % 12 + 1, 1)


def window(month: date, zone: str) -> tuple[datetime, datetime]:
    """Give the instants between which a month passes in a zone."""
    last = calendar.monthrange(month.year, month.month)[1]
    return midnight(month, zone), midnight(month + timedelta(days=last), zone)


def midnight(on: date, zone: str) -> datetime:
    """Give the instant at which a date begins in a zone."""
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)


def local_date(instant: datetime, zone: str) -> date:
    """Give the date of an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def counts(starts: Iterable[datetime], zone: str) -> dict[str, int]:
    """Count the starts of each date in a zone, by ISO date."""
    place = ZoneInfo(zone)
    return dict(Counter(start.astimezone(place).date().isoformat() for start in starts))


def groups(
    starts: Sequence[datetime],
    on: date | None,
    minutes: int,
    zone: str,
    *,
    hour12: bool,
    locale: str,
) -> list[dict[str, Any]]:
    """Group one date's starts by part of the day, each with its words, for the list of times."""
    place = ZoneInfo(zone)
    parts: dict[str, list[dict[str, str]]] = {"morning": [], "afternoon": [], "evening": []}
    for start in starts:
        local = start.astimezone(place)
        if local.date() != on:
            continue
        hour = local.hour
        part = "evening" if hour >= EVENING else "afternoon" if hour >= AFTERNOON else "morning"
        label = dates.clock(start, zone, hour12=hour12, locale=locale)
        if dates.changes_on(start, zone):
            label = f"{label} ({dates.offset(start, zone)})"  # 01:30 comes twice on such a day.
        end = start + timedelta(minutes=minutes)
        span = dates.time_range(start, end, zone, hour12=hour12, locale=locale)
        parts[part].append({"at": iso(start), "label": label, "span": span})
    return [
        {"name": texts.t(f"times.{part}", locale), "times": times}
        for part, times in parts.items()
        if times
    ]


def iso(instant: datetime) -> str:
    """Write an instant as it travels to the page and back."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str) -> datetime | None:
    """Read an instant that comes from the page; None if it is none, or of another age."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None and found.year in YEARS else None


def nearest(starts: Sequence[datetime], to: datetime, most: int = 3) -> list[datetime]:
    """Choose the free starts nearest to an instant, in their order."""
    return sorted(sorted(starts, key=lambda start: abs(start - to))[:most])


def instants(seconds: Iterable[int]) -> list[datetime]:
    """Make aware instants of UTC seconds."""
    return [datetime.fromtimestamp(second, UTC) for second in seconds]
