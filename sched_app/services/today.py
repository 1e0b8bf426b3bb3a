"""What a member's day brings: bookings, requests that wait, what went wrong, what is left free."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app import routes
from sched_app.models.columns import aware
from sched_app.models.meeting_types import MeetingType, MeetingTypeHost, Visibility
from sched_app.models.workspaces import Membership, Workspace
from sched_app.services import access, availability, booking_views, calendar_views, messages
from sched_app.services.access import Actor, Right, Scope
from sched_app.services.booking_views import BookingView
from sched_app.services.messages import TroubleView

MOST_REQUESTS = 5
MOST_TYPES = 8  # Each one costs the slot engine's six statements.
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class FreeView:
    """How many times of one meeting type can still be booked this week, and the first of them."""

    name: str
    path: str
    count: int
    first_at: datetime | None


@dataclass(frozen=True, slots=True)
class TodayView:
    """One member's day, in the workspace's zone; `trouble` is None for who may not read messages.

    `next_one` is told where neither of the two days has a booking. `is_team` says that there are
    colleagues whose bookings the member may see; `open` is when any of them takes bookings today.
    """

    on: date
    zone: str
    today: tuple[BookingView, ...]
    tomorrow: tuple[BookingView, ...]
    next_one: BookingView | None
    requests: tuple[BookingView, ...]
    waiting: int
    free: tuple[FreeView, ...]
    trouble: TroubleView | None
    is_team: bool
    open: tuple[tuple[datetime, datetime], ...]


def view(session: Session, *, actor: Actor, now: datetime, only_mine: bool = False) -> TodayView:
    """Show the day of a member: an organizer sees their own, others everyone's unless `only_mine`.

    Raise NotSignedIn, NotFound or Forbidden.
    """
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.READ_BOOKINGS, workspace_id)
    workspace = session.get_one(Workspace, workspace_id)
    on = now.astimezone(ZoneInfo(workspace.timezone)).date()
    edges = [_midnight(on + timedelta(days=days), workspace.timezone) for days in range(3)]
    asked: dict[str, Any] = {"actor": actor, "now": now}
    whose = {**asked, "host_id": actor.membership_id if only_mine else None}
    both = booking_views.between(session, workspace_id, edges[0], edges[2], **whose)
    coming = None
    if not both:
        soonest = booking_views.list_page(session, workspace_id, which="coming", limit=1, **whose)
        coming = soonest.items[0] if soonest.items else None
    requests = booking_views.list_page(
        session, workspace_id, which="requests", limit=MOST_REQUESTS, **asked
    )
    may_read = access.scope(actor, Right.READ_MESSAGES, workspace_id) is not None
    return TodayView(
        on=on,
        zone=workspace.timezone,
        today=tuple(one for one in both if one.starts_at < edges[1]),
        tomorrow=tuple(one for one in both if one.starts_at >= edges[1]),
        next_one=coming,
        requests=requests.items,
        waiting=booking_views.waiting(session, workspace_id, actor=actor),
        free=_free(session, workspace, on, actor=actor, now=now),
        trouble=messages.trouble(session, **asked) if may_read else None,
        open=calendar_views.open_hours(
            session, edges[0], edges[1], actor=actor, only_mine=only_mine
        ),
        is_team=reach is Scope.ALL and _has_colleagues(session, workspace_id),
    )


def _free(
    session: Session, workspace: Workspace, on: date, *, actor: Actor, now: datetime
) -> tuple[FreeView, ...]:
    """Count what clients can still book this week, of the types that the member hosts."""
    rows = session.exec(
        select(MeetingType)
        .join(MeetingTypeHost, col(MeetingTypeHost.meeting_type_id) == col(MeetingType.id))
        .where(
            MeetingType.workspace_id == workspace.id,
            MeetingTypeHost.membership_id == actor.membership_id,
            col(MeetingTypeHost.left_at).is_(None),
            col(MeetingType.archived_at).is_(None),
            MeetingType.visibility != Visibility.INACTIVE.value,
        )
        .order_by(col(MeetingType.position), col(MeetingType.id))
        .limit(MOST_TYPES)
    ).all()
    monday = _midnight(on + timedelta(days=WEEK_DAYS - on.weekday()), workspace.timezone)
    found = []
    for row in rows:
        times = availability.open_times(
            session, row.id or 0, now, monday, actor=actor, now=now
        ).times
        path = routes.book(workspace.slug, row.slug)
        found.append(FreeView(row.name, path, len(times), aware(times[0]) if times else None))
    return tuple(found)


def _has_colleagues(session: Session, workspace_id: int) -> bool:
    members = (
        sa.select(col(Membership.id))
        .where(col(Membership.workspace_id) == workspace_id, col(Membership.left_at).is_(None))
        .limit(2)
    )
    return len(session.connection().execute(members).all()) > 1


def _midnight(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)
