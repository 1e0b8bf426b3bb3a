"""Hosts' absences, and the bookings that lie in their way."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from sched_app.errors import NotFound
from sched_app.models.bookings import Booking, BookingHost, BookingStatus
from sched_app.models.columns import aware, epoch
from sched_app.models.schedules import TimeOff
from sched_app.models.workspaces import Membership, User
from sched_app.services import access, claims, events, schedules, wall_clock
from sched_app.services.access import Actor, Right, Scope
from sched_app.services.forms import Checks

REASON_LONGEST = 200
LIVE = (
    BookingStatus.REQUESTED,
    BookingStatus.ACCEPTED,
    BookingStatus.AWAITING_PAYMENT,
    BookingStatus.CONFIRMED,
)


@dataclass(frozen=True, slots=True)
class TimeOffForm:
    """An absence from–to, both aware instants."""

    starts_at: datetime
    ends_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class InTheWay:
    """A booking during an absence, for somebody to hand over or move."""

    public_id: str
    starts_at: datetime
    ends_at: datetime
    meeting_name: str
    attendee_name: str


@dataclass(frozen=True, slots=True)
class TimeOffView:
    """An absence, its host, and the coming bookings that it meets."""

    public_id: str
    member_public_id: str
    host_name: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    in_the_way: tuple[InTheWay, ...]


def listed(
    session: Session, *, actor: Actor, now: datetime, member_public_id: str | None = None
) -> list[TimeOffView]:
    """List the absences that are not over, of a member or of all whose the actor may see."""
    reach = access.require(actor, Right.READ_SCHEDULES, actor.workspace_id or 0)
    wanted = _joined().where(TimeOff.workspace_id == actor.workspace_id, TimeOff.ends_at > now)
    if member_public_id is not None:
        host = schedules.host_of(session, member_public_id, Right.READ_SCHEDULES, actor)
        wanted = wanted.where(TimeOff.membership_id == host.id)
    elif reach is Scope.OWN:
        wanted = wanted.where(TimeOff.membership_id == actor.membership_id)
    found = session.exec(wanted.order_by(col(TimeOff.starts_at), col(TimeOff.id))).all()
    return [_view(session, row, host, name, now) for row, host, name in found]


def get(session: Session, public_id: str, *, actor: Actor, now: datetime) -> TimeOffView:
    """Show one absence; raise NotFound."""
    row, host = _found(session, public_id, Right.READ_SCHEDULES, actor)
    return _view(session, row, host, session.get_one(User, host.user_id).name, now)


def add(
    session: Session,
    form: TimeOffForm,
    *,
    actor: Actor,
    now: datetime,
    member_public_id: str | None = None,
) -> TimeOffView:
    """Close a time of the actor, or of another member by who may, and list what lies in its way.

    Absences may overlap each other and bookings, which stay as they are. Raise Invalid.
    """
    host = schedules.host_of(session, member_public_id, Right.EDIT_SCHEDULES, actor)
    clean = _checked(form)
    row = TimeOff(
        workspace_id=host.workspace_id,
        membership_id=host.id or 0,
        starts_at=clean.starts_at,
        ends_at=clean.ends_at,
        reason=clean.reason,
        created_at=now,
    )
    session.add(row)
    return _changed(session, "time_off_added", row, host, actor, now)


def change(
    session: Session, public_id: str, form: TimeOffForm, *, actor: Actor, now: datetime
) -> TimeOffView:
    """Change an absence and list what lies in its way now; raise NotFound, Invalid."""
    row, host = _found(session, public_id, Right.EDIT_SCHEDULES, actor)
    clean = _checked(form)
    row.starts_at, row.ends_at, row.reason = clean.starts_at, clean.ends_at, clean.reason
    session.add(row)
    return _changed(session, "time_off_changed", row, host, actor, now)


def remove(session: Session, public_id: str, *, actor: Actor, now: datetime) -> None:
    """Open a time again; raise NotFound."""
    row, host = _found(session, public_id, Right.EDIT_SCHEDULES, actor)
    _changed(session, "time_off_removed", row, host, actor, now)
    session.delete(row)
    session.flush()


def span(
    zone: str, first_on: date, from_minute: int, last_on: date, until_minute: int
) -> tuple[datetime, datetime]:
    """Give the instants of an absence that was named in a zone's wall time.

    Minutes count from midnight, 1440 is the day's end. In a repeated hour it begins at the first
    occurrence and ends with the last; a time that does not exist is the instant after the gap.
    """
    begin = wall_clock.day_number(first_on) * wall_clock.DAY + from_minute * 60
    end = wall_clock.day_number(last_on) * wall_clock.DAY + until_minute * 60
    clock = wall_clock.clock(zone, begin, max(begin, end))
    return aware(clock.opening(begin)), aware(clock.closing(end))


def _joined() -> Select[TimeOff, Membership, str]:
    return (
        select(TimeOff, Membership, User.name)
        .join(Membership, col(Membership.id) == col(TimeOff.membership_id))
        .join(User, col(User.id) == col(Membership.user_id))
    )


def _found(
    session: Session, public_id: str, right: Right, actor: Actor
) -> tuple[TimeOff, Membership]:
    access.require(actor, right, actor.workspace_id or 0)
    row = session.exec(
        select(TimeOff).where(
            TimeOff.public_id == public_id, TimeOff.workspace_id == actor.workspace_id
        )
    ).first()
    if row is None:
        raise NotFound()
    access.require(actor, right, row.workspace_id, host_ids=frozenset({row.membership_id}))
    return row, session.get_one(Membership, row.membership_id)


def _checked(form: TimeOffForm) -> TimeOffForm:
    checks = Checks()
    for field in ("starts_at", "ends_at"):
        instant: datetime = getattr(form, field)
        is_near = schedules.FIRST_DATE <= instant.date() < schedules.LAST_DATE
        if instant.tzinfo is None or not is_near:
            checks.fault(field, "field.instant")
    reason = checks.line("reason", form.reason, REASON_LONGEST, required=False)
    # Whole seconds are stored: what ends within its first one would end where it starts.
    if not checks.faults and epoch(form.ends_at) <= epoch(form.starts_at):
        checks.fault("ends_at", "field.ends_before_start")
    checks.finish()
    return TimeOffForm(form.starts_at, form.ends_at, reason)


def _changed(
    session: Session, what: str, row: TimeOff, host: Membership, actor: Actor, now: datetime
) -> TimeOffView:
    session.flush()
    events.record(
        session,
        what,
        "time_off",
        row.id or 0,
        workspace_id=row.workspace_id,
        actor=actor,
        now=now,
        facts={"membership": row.membership_id},
    )
    claims.announce(session, [host.user_id])
    name = session.get_one(User, host.user_id).name
    return _view(session, row, host, name, now)


def _view(
    session: Session, row: TimeOff, host: Membership, name: str, now: datetime
) -> TimeOffView:
    return TimeOffView(
        public_id=row.public_id,
        member_public_id=host.public_id,
        host_name=name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=row.reason,
        in_the_way=_in_the_way(session, row, now),
    )


def _in_the_way(session: Session, row: TimeOff, now: datetime) -> tuple[InTheWay, ...]:
    found = session.exec(
        select(Booking)
        .join(BookingHost, col(BookingHost.booking_id) == col(Booking.id))
        .where(
            BookingHost.membership_id == row.membership_id,
            Booking.workspace_id == row.workspace_id,
            col(Booking.status).in_([status.value for status in LIVE]),
            Booking.starts_at < row.ends_at,
            Booking.ends_at > row.starts_at,
            Booking.ends_at > now,
        )
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    return tuple(
        InTheWay(
            booking.public_id,
            booking.starts_at,
            booking.ends_at,
            booking.meeting_name,
            booking.attendee_name,
        )
        for booking in found
    )
