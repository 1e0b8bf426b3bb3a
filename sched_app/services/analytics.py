"""The numbers of a business over a period, beside those of the period before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

import sqlalchemy as sa
from sqlmodel import Session, col

from sched_app.models.bookings import BookingStatus
from sched_app.models.traffic import Stage, VisitCount
from sched_app.services import access, analytics_hours, analytics_numbers, analytics_periods
from sched_app.services.access import Actor, Right, Scope
from sched_app.services.analytics_numbers import (
    ANSWERS,
    HELD,
    KEPT,
    LEADS,
    UNANSWERED,
    Answer,
    Bookings,
    Whose,
)
from sched_app.services.analytics_periods import Period

MOST_ZONES = 8
STAGES = tuple(Stage)
Cells = dict[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Totals:
    """A period's sums. Requests that were answered are told by the median of the seconds it took.

    `opened` counts the visits whose stages are counted, `booked` those that led to a booking.
    """

    bookings: int
    held: int
    no_shows: int
    cancelled: int
    booked_minutes: int
    open_minutes: int
    asked: int
    answered: int
    answer_seconds: int
    stages: tuple[int, ...]

    @property
    def opened(self) -> int:
        """How many visits there were."""
        return self.stages[0]

    @property
    def booked(self) -> int:
        """How many of them led to a booking."""
        return self.stages[-1]


@dataclass(frozen=True, slots=True)
class Group:
    """The bookings of one meeting type or member, by public id; `before` is told of types."""

    id: str
    name: str
    count: int
    before: int = 0
    held: int = 0
    no_shows: int = 0
    booked_minutes: int = 0
    open_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """All numbers of a period. `counted_since` is the first date with counts of visits."""

    period: Period
    is_own: bool
    now: Totals
    before: Totals
    weeks: tuple[date, ...]
    weekly: tuple[int, ...]
    weekly_before: tuple[int, ...]
    types: tuple[Group, ...]
    members: tuple[Group, ...]
    leads: tuple[int, ...]
    answers: tuple[int, ...]
    unanswered: int
    booked_at: Cells
    chosen_at: Cells
    zones: tuple[tuple[str, int], ...]
    counted_since: date | None


def report(
    session: Session,
    name: str = analytics_periods.USUAL,
    first: str = "",
    last: str = "",
    *,
    actor: Actor,
    now: datetime,
) -> Report:
    """Count all of a period; an organizer sees what is theirs.

    Raise Invalid for dates that make no period, NotSignedIn, NotFound or Forbidden.
    """
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.READ_ANALYTICS, workspace_id)
    ours = Whose(workspace_id, actor.membership_id if reach is Scope.OWN else None)
    zone = analytics_numbers.zone_of(session, ours)
    period = analytics_periods.read(name, first, last, zone=zone, now=now)
    earlier = period.before()
    rows, rows_before = (
        analytics_numbers.weekly(session, ours, span) for span in (period, earlier)
    )
    asked, asked_before = (
        analytics_numbers.answers(session, ours, span) for span in (period, earlier)
    )
    seen = analytics_numbers.visits(session, ours, period)
    seen_before = analytics_numbers.stages(session, ours, earlier)
    hours, hours_before = (
        analytics_hours.open_minutes(session, ours, span) for span in (period, earlier)
    )
    booked_at, leads = analytics_numbers.moments(session, ours, period)
    members = _members(session, ours, period, hours)
    weeks = period.weeks()
    return Report(
        period=period,
        is_own=ours.host_id is not None,
        now=_totals(rows, asked, seen, hours),
        before=_totals(rows_before, asked_before, seen_before, hours_before),
        weeks=tuple(weeks),
        weekly=_weekly(rows, len(weeks)),
        weekly_before=_weekly(rows_before, len(weeks)),
        types=_types(analytics_numbers.type_names(session, ours), rows, rows_before),
        members=members,
        leads=tuple(leads.get(step, 0) for step in range(len(LEADS) + 1)),
        answers=_answers(asked),
        unanswered=sum(one.seconds == UNANSWERED for one in asked),
        booked_at=booked_at,
        chosen_at=_chosen(seen),
        zones=_zones(seen),
        counted_since=_counted_since(session, ours),
    )


def _totals(
    rows: Iterable[Bookings],
    asked: list[Answer],
    seen: Mapping[tuple[Stage, str], int],
    hours: Mapping[int, int],
) -> Totals:
    rows = list(rows)
    spans = [one.seconds for one in asked if one.seconds != UNANSWERED]
    return Totals(
        bookings=_count(rows, KEPT),
        held=_count(rows, HELD),
        no_shows=_count(rows, (BookingStatus.NO_SHOW.value,)),
        cancelled=_count(rows, (BookingStatus.CANCELLED.value,)),
        booked_minutes=sum(one.minutes for one in rows if one.status in KEPT),
        open_minutes=sum(hours.values()),
        asked=len(asked),
        answered=len(spans),
        answer_seconds=int(median(spans)) if spans else 0,
        stages=tuple(
            sum(count for (stage, _), count in seen.items() if stage is each) for each in STAGES
        ),
    )


def _count(rows: Iterable[Bookings], statuses: tuple[str, ...]) -> int:
    return sum(one.count for one in rows if one.status in statuses)


def _weekly(rows: Iterable[Bookings], weeks: int) -> tuple[int, ...]:
    found = [0] * weeks
    for one in rows:
        if one.status in KEPT:
            found[one.week] += one.count
    return tuple(found)


def _types(
    names: Mapping[int, tuple[str, str]], rows: list[Bookings], rows_before: list[Bookings]
) -> tuple[Group, ...]:
    found = []
    for key, (public_id, name) in names.items():
        mine = [one for one in rows if one.type_id == key]
        before = _count([one for one in rows_before if one.type_id == key], KEPT)
        group = Group(
            public_id,
            name,
            _count(mine, KEPT),
            before,
            held=_count(mine, HELD),
            no_shows=_count(mine, (BookingStatus.NO_SHOW.value,)),
        )
        if group.count or group.before:
            found.append(group)
    return tuple(sorted(found, key=lambda one: (-one.count, one.name)))


def _members(
    session: Session, ours: Whose, period: Period, hours: Mapping[int, int]
) -> tuple[Group, ...]:
    names = analytics_numbers.member_names(session, ours)
    found = [
        Group(*names[key], count, booked_minutes=minutes, open_minutes=hours.get(key, 0))
        for key, (count, minutes) in analytics_numbers.by_member(session, ours, period).items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.name)))


def _answers(asked: Iterable[Answer]) -> tuple[int, ...]:
    found = [0] * (len(ANSWERS) + 1)
    for one in asked:
        if one.seconds != UNANSWERED:
            found[sum(one.seconds >= end for end in ANSWERS)] += 1
    return tuple(found)


def _chosen(seen: Mapping[tuple[Stage, str], int]) -> Cells:
    found: Cells = {}
    for (stage, facet), count in seen.items():
        weekday, dash, hour = facet.partition("-")
        if stage is Stage.CHOSEN and dash:
            found[int(weekday), int(hour)] = count
    return found


def _zones(seen: Mapping[tuple[Stage, str], int]) -> tuple[tuple[str, int], ...]:
    opened = [(facet, count) for (stage, facet), count in seen.items() if stage is Stage.OPENED]
    return tuple(sorted(opened, key=lambda one: (-one[1], one[0]))[:MOST_ZONES])


def _counted_since(session: Session, ours: Whose) -> date | None:
    found = session.connection().execute(
        sa.select(sa.func.min(col(VisitCount.on_date))).where(
            col(VisitCount.workspace_id) == ours.workspace_id
        )
    )
    first: date | None = found.scalar_one_or_none()
    return first
