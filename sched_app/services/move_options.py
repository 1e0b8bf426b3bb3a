"""Where a booking could be moved to: the free times of its type, and what speaks against one."""

from datetime import datetime

from sqlmodel import Session

from sched_app.models.bookings import Booking
from sched_app.models.columns import aware
from sched_app.services import access, appointments, availability, claims
from sched_app.services.access import Actor, Right
from sched_app.services.availability import ExplanationView


def times(
    session: Session,
    public_id: str,
    since: datetime,
    until: datetime,
    *,
    actor: Actor,
    now: datetime,
) -> list[datetime]:
    """List the free starts in [since, until); the booking's own time is no hindrance.

    Who may move it may do so too when its meeting type is hidden or its length is not offered now.
    """
    booking = _found(session, public_id, appointments.right_of(actor), actor)
    found = availability.open_times(
        session,
        booking.meeting_type_id,
        since,
        until,
        actor=access.SYSTEM,  # The right to move the booking was shown above.
        now=now,
        duration_minutes=booking.duration_minutes,
        ignoring_owner=claims.booking_owner(booking.id or 0),
    )
    return [aware(at) for at in found.times]


def objections(
    session: Session,
    public_id: str,
    starts_at: datetime,
    *,
    actor: Actor,
    now: datetime,
    locale: str,
) -> ExplanationView:
    """Tell why a start is or is not offered for a booking that is to be moved there."""
    booking = _found(session, public_id, Right.CHANGE_BOOKINGS, actor)
    return availability.explain(
        session,
        booking.meeting_type_id,
        starts_at,
        actor=actor,
        now=now,
        locale=locale,
        duration_minutes=booking.duration_minutes,
        ignoring_owner=claims.booking_owner(booking.id or 0),
    )


def _found(session: Session, public_id: str, right: Right, actor: Actor) -> Booking:
    booking = appointments.by_public_id(session, public_id)
    appointments.require(session, booking, actor, right)
    return booking
