"""How long members were open to be booked, by their usual hours as they stand now.

Hours have no history: what was changed since a period counts for it as it is now. Wall-clock hours
are added up, so that the one hour of a change of the clock is not told apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from sched_app.models.meeting_types import MeetingTypeHost
from sched_app.models.schedules import DateOverride, Schedule, TimeOff
from sched_app.services.analytics_numbers import Whose
from sched_app.services.analytics_periods import DAY, Period

MINUTES = 24 * 60
Spans = list[tuple[int, int]]  # Minutes after a date's midnight; an end may lie on the next one.
Absences = list[tuple[datetime, datetime]]


def open_minutes(session: Session, whose: Whose, period: Period) -> dict[int, int]:
    """Add up each host's open minutes in a period, less their absences, by membership."""
    others = _overrides(session, whose, period)
    absences = _absences(session, whose, period)
    found: dict[int, int] = {}
    for key, membership_id, zone, weekly in _schedules(session, whose):
        hours = _Hours(weekly, others.get(key, {}))
        closed = sum(
            hours.within(since, until, period)
            for since, until in _walls(absences.get(membership_id, []), zone)
        )
        found[membership_id] = found.get(membership_id, 0) + hours.total(period) - closed
    return found


class _Hours:
    """A member's hours: usual ones by weekday, other ones on some dates."""

    def __init__(self, weekly: Sequence[Sequence[int]], others: Mapping[date, Spans]) -> None:
        self._week: list[Spans] = [[] for _ in range(7)]
        for weekday, start, end in weekly:
            self._week[weekday].append(_span(start, end))
        self._others = others

    def on(self, day: date) -> Spans:
        """Give the spans that begin on a date."""
        return self._others.get(day, self._week[day.weekday()])

    def total(self, period: Period) -> int:
        """Add up a period's minutes without walking through its dates."""
        whole, rest = divmod(period.days, 7)
        usual = sum(map(_length, self._week)) * whole
        usual += sum(
            _length(self._week[(period.since + DAY * days).weekday()]) for days in range(rest)
        )
        return usual + sum(
            _length(spans) - _length(self._week[day.weekday()])
            for day, spans in self._others.items()
        )

    def within(self, since: datetime, until: datetime, period: Period) -> int:
        """Add up the minutes of a period's dates that lie between two wall times."""
        day, minutes = max(since.date() - DAY, period.since), 0
        while day < period.until and day <= until.date():
            midnight = datetime.combine(day, time())
            first, last = (int((at - midnight).total_seconds()) // 60 for at in (since, until))
            minutes += sum(
                max(0, min(end, last) - max(start, first)) for start, end in self.on(day)
            )
            day += DAY
        return minutes


def _walls(absences: Iterable[tuple[datetime, datetime]], zone: str) -> Absences:
    """Give absences as wall times, each minute once: they may overlap."""
    place = ZoneInfo(zone)
    joined: Absences = []
    for since, until in absences:
        first, last = (at.astimezone(place).replace(tzinfo=None) for at in (since, until))
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _schedules(session: Session, whose: Whose) -> list[tuple[Any, int, str, list[list[int]]]]:
    hosting = sa.select(col(MeetingTypeHost.membership_id)).where(
        col(MeetingTypeHost.workspace_id) == whose.workspace_id,
        col(MeetingTypeHost.left_at).is_(None),
    )
    chosen = sa.select(
        col(Schedule.id), col(Schedule.membership_id), col(Schedule.timezone), col(Schedule.weekly)
    ).where(
        col(Schedule.workspace_id) == whose.workspace_id,
        col(Schedule.is_default),
        col(Schedule.membership_id).in_(hosting),
    )
    if whose.host_id is not None:
        chosen = chosen.where(col(Schedule.membership_id) == whose.host_id)
    return [(row[0], row[1], row[2], row[3]) for row in session.connection().execute(chosen)]


def _overrides(session: Session, whose: Whose, period: Period) -> dict[int, dict[date, Spans]]:
    rows = session.connection().execute(
        sa.select(
            col(DateOverride.schedule_id), col(DateOverride.on_date), col(DateOverride.hours)
        ).where(
            col(DateOverride.workspace_id) == whose.workspace_id,
            col(DateOverride.on_date) >= period.since,
            col(DateOverride.on_date) < period.until,
        )
    )
    found: dict[int, dict[date, Spans]] = {}
    for key, on, hours in rows:
        found.setdefault(key, {})[on] = [_span(start, end) for start, end in hours]
    return found


def _absences(session: Session, whose: Whose, period: Period) -> dict[int, Absences]:
    since, until = period.instants()
    rows = session.connection().execute(
        sa.select(col(TimeOff.membership_id), col(TimeOff.starts_at), col(TimeOff.ends_at))
        .where(
            col(TimeOff.workspace_id) == whose.workspace_id,
            # Other zones' dates lie up to a day beside those of the workspace.
            col(TimeOff.ends_at) > since - DAY,
            col(TimeOff.starts_at) < until + DAY,
        )
        .order_by(col(TimeOff.starts_at))
    )
    found: dict[int, Absences] = {}
    for membership_id, starts_at, ends_at in rows:
        found.setdefault(membership_id, []).append((starts_at, ends_at))
    return found


def _span(start: int, end: int) -> tuple[int, int]:
    return start, end if end > start else end + MINUTES


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)
