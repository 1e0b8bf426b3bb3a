"""How the availability page shows dates that differ and absences, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sched_app import texts
from sched_app.services import dates
from sched_app.services.schedules import OverrideView
from sched_app.services.time_off import TimeOffView


@dataclass(frozen=True)
class OverrideRow:
    """Dates in a row with the same hours."""

    first: str
    last: str
    title: str
    words: str


@dataclass(frozen=True)
class InTheWay:
    """A booking that lies in an absence."""

    id: str
    words: str


@dataclass(frozen=True)
class OffRow:
    """An absence, and the bookings that it meets."""

    id: str
    title: str
    reason: str
    in_the_way: list[InTheWay]
    in_the_way_words: str


def override_rows(views: Sequence[OverrideView], *, today: date, locale: str) -> list[OverrideRow]:
    """Show the dates from today on; neighbours with the same hours become one row."""
    groups: list[list[OverrideView]] = []
    for view in views:
        if view.on_date < today:
            continue
        before = groups[-1][-1] if groups else None
        is_next = before and before.on_date + timedelta(days=1) == view.on_date
        if before and is_next and before.hours == view.hours:
            groups[-1].append(view)
        else:
            groups.append([view])
    return [_override(group, today, locale) for group in groups]


def off_row(view: TimeOffView, *, zone: str, today: date, locale: str) -> OffRow:
    """Show an absence in a zone's wall time; whole days are named without times."""
    begin, end = (at.astimezone(ZoneInfo(zone)) for at in (view.starts_at, view.ends_at))
    if begin.hour == begin.minute == end.hour == end.minute == 0:
        title = _days(begin.date(), end.date() - timedelta(days=1), today, locale)
    else:
        span = dates.time_range(view.starts_at, view.ends_at, zone, locale=locale, today=today)
        title = f"{dates.day_short(begin.date(), locale=locale, today=today)}, {span}"
    meets = [
        InTheWay(
            one.public_id,
            texts.t(
                "hours.meets",
                locale,
                when=dates.moment(one.starts_at, zone, locale=locale, today=today),
                name=one.attendee_name,
                meeting=one.meeting_name,
            ),
        )
        for one in view.in_the_way
    ]
    count = texts.n("hours.in_the_way", len(meets), locale) if meets else ""
    return OffRow(view.public_id, title, view.reason, meets, count)


def clock(minutes: int) -> str:
    """Give minutes after midnight as a time of day."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _override(group: Sequence[OverrideView], today: date, locale: str) -> OverrideRow:
    first, last = group[0].on_date, group[-1].on_date
    hours = ", ".join(f"{clock(start)}–{clock(end)}" for start, end in group[0].hours)
    words = texts.t("hours.only", locale, hours=hours) if hours else texts.t("hours.closed", locale)
    return OverrideRow(
        first.isoformat(), last.isoformat(), _days(first, last, today, locale), words
    )


def _days(first: date, last: date, today: date, locale: str) -> str:
    shown = dates.day_short(first, locale=locale, today=today)
    if last == first:
        return shown
    return f"{shown} – {dates.day_short(last, locale=locale, today=today)}"
