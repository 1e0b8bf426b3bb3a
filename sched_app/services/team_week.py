"""What a team's week holds: open hours, booked hours, coming bookings, what each member hosts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.models.bookings import Booking, BookingHost, BookingStatus
from sched_app.models.columns import epoch
from sched_app.models.meeting_types import MeetingType, MeetingTypeHost
from sched_app.models.schedules import DateOverride, Schedule, TimeOff
from sched_app.models.workspaces import Membership, Workspace
from sched_app.services import access, appointments, slots
from sched_app.services.access import Actor, Right, Scope

TAKES = (*appointments.OPEN, BookingStatus.COMPLETED.value, BookingStatus.NO_SHOW.value)
OVERRIDES_BACK = timedelta(days=2)  # An opening of the day before may reach into the week.


@dataclass(frozen=True, slots=True)
class MemberWeek:
    """One member's week, in minutes; `types` are the names of what they host."""

    open_minutes: int
    booked_minutes: int
    booked: int
    coming: int
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekView:
    """The week from `monday` on, in the workspace's zone; members by public id.

    `coming` counts each coming booking once, however many members host it.
    """

    monday: date
    zone: str
    coming: int
    members: dict[str, MemberWeek]


def week(session: Session, *, actor: Actor, now: datetime) -> WeekView:
    """Show the week of every member whose bookings the actor may read; an organizer sees theirs.

    Open hours are those of a member's usual schedule, with date overrides, less their absences.
    """
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.READ_BOOKINGS, workspace_id)
    zone = session.get_one(Workspace, workspace_id).timezone
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    since, until = _midnight(monday, zone), _midnight(monday + timedelta(days=7), zone)
    wanted = select(Membership.id, Membership.public_id).where(
        Membership.workspace_id == workspace_id, col(Membership.left_at).is_(None)
    )
    if reach is Scope.OWN:
        wanted = wanted.where(Membership.id == actor.membership_id)
    keys = {key or 0: public_id for key, public_id in session.exec(wanted)}
    opened = _open(session, list(keys), since, until)
    booked = _booked(session, workspace_id, since, until)
    coming = _coming(session, workspace_id, now)
    hosted = _hosted(session, list(keys))
    me = actor.membership_id or 0
    return WeekView(
        monday,
        zone,
        _all_coming(session, workspace_id, now) if reach is Scope.ALL else coming.get(me, 0),
        {
            public_id: MemberWeek(
                open_minutes=opened.get(key, 0),
                booked_minutes=booked.get(key, (0, 0))[1],
                booked=booked.get(key, (0, 0))[0],
                coming=coming.get(key, 0),
                types=tuple(hosted[key]),
            )
            for key, public_id in keys.items()
        },
    )


def _open(session: Session, keys: list[int], since: datetime, until: datetime) -> dict[int, int]:
    """Count each member's open minutes in a window."""
    usual = session.exec(
        select(Schedule)
        .where(col(Schedule.membership_id).in_(keys), col(Schedule.is_default))
        .order_by(col(Schedule.id))
    ).all()
    overrides: dict[int, dict[date, tuple[tuple[int, int], ...]]] = defaultdict(dict)
    for one in session.exec(
        select(DateOverride).where(
            col(DateOverride.schedule_id).in_([row.id for row in usual]),
            col(DateOverride.on_date).between(
                since.date() - OVERRIDES_BACK, until.date() + OVERRIDES_BACK
            ),
        )
    ):
        overrides[one.schedule_id][one.on_date] = tuple((a, b) for a, b in one.hours)
    away: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for off in session.exec(
        select(TimeOff).where(
            col(TimeOff.membership_id).in_(keys),
            TimeOff.ends_at > since,
            TimeOff.starts_at < until,
        )
    ):
        away[off.membership_id].append((epoch(off.starts_at), epoch(off.ends_at)))
    return {
        row.membership_id: _minutes(
            slots.Host(
                row.membership_id,
                row.timezone,
                tuple((day, start, end) for day, start, end in row.weekly),
                overrides.get(row.id or 0),
            ),
            away[row.membership_id],
            epoch(since),
            epoch(until),
        )
        for row in usual
    }


def _minutes(host: slots.Host, away: list[tuple[int, int]], since: int, until: int) -> int:
    """Count the open minutes of a host in a window that no absence covers."""
    total = 0
    for opening in slots.openings(host, since, until):
        at, end = max(opening.begin, since), min(opening.close, until)
        for start, stop in sorted(away):
            if start > at:
                total += max(0, min(start, end) - at)
            at = max(at, stop)
        total += max(0, end - at)
    return total // 60


def _booked(
    session: Session, workspace_id: int, since: datetime, until: datetime
) -> dict[int, tuple[int, int]]:
    """Count each member's bookings and booked minutes in a window."""
    rows: Any = session.connection().execute(
        sa.select(
            col(BookingHost.membership_id),
            sa.func.count(),
            sa.func.sum(col(Booking.duration_minutes)),
        )
        .join(Booking, col(Booking.id) == col(BookingHost.booking_id))
        .where(
            col(Booking.workspace_id) == workspace_id,
            col(Booking.starts_at) >= since,
            col(Booking.starts_at) < until,
            col(Booking.status).in_(TAKES),
        )
        .group_by(col(BookingHost.membership_id))
    )
    return {member: (count, int(minutes)) for member, count, minutes in rows}


def _coming(session: Session, workspace_id: int, now: datetime) -> dict[int, int]:
    rows: Any = session.connection().execute(
        sa.select(col(BookingHost.membership_id), sa.func.count())
        .join(Booking, col(Booking.id) == col(BookingHost.booking_id))
        .where(
            col(Booking.workspace_id) == workspace_id,
            col(Booking.starts_at) > now,
            col(Booking.status).in_(appointments.OPEN),
        )
        .group_by(col(BookingHost.membership_id))
    )
    return dict(tuple(row) for row in rows)


def _all_coming(session: Session, workspace_id: int, now: datetime) -> int:
    found = session.connection().execute(
        sa.select(sa.func.count())
        .select_from(Booking)
        .where(
            col(Booking.workspace_id) == workspace_id,
            col(Booking.starts_at) > now,
            col(Booking.status).in_(appointments.OPEN),
        )
    )
    return int(found.scalar_one())


def _hosted(session: Session, keys: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for member, name in session.exec(
        select(MeetingTypeHost.membership_id, MeetingType.name)
        .join(MeetingType, col(MeetingType.id) == col(MeetingTypeHost.meeting_type_id))
        .where(
            col(MeetingTypeHost.membership_id).in_(keys),
            col(MeetingTypeHost.left_at).is_(None),
            col(MeetingType.archived_at).is_(None),
        )
        .order_by(col(MeetingType.position), col(MeetingType.id))
    ):
        found[member].append(name)
    return found


def _midnight(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)
