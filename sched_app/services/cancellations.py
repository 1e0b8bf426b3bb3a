"""Calls a booking off: by its attendee under the notice rule, or by an organizer."""

from datetime import datetime

from sqlmodel import Session

from sched_app.models.bookings import Booking, BookingStatus
from sched_app.services import appointments, assignments, claims, notifications
from sched_app.services.access import Actor
from sched_app.services.forms import Checks


def cancel(
    session: Session, public_id: str, *, reason: str, actor: Actor, now: datetime
) -> Booking:
    """Cancel a booking, free its time, credit the turn back and tell everyone.

    Cancelling what is cancelled changes nothing. Raise TooLate for an attendee within the notice,
    Conflict for a booking that is over.
    """
    checks = Checks()
    reason = checks.text("reason", reason, 500)
    checks.finish()
    right = appointments.right_of(actor)
    locked = appointments.lock(session, public_id, actor, right)
    booking = locked.booking
    if booking.status == BookingStatus.CANCELLED.value:
        return booking
    appointments.require_in_time(locked, actor, now)
    booking.reason = reason
    booking.ended_by = actor.kind.value
    booking.sequence += 1
    appointments.change_status(session, booking, BookingStatus.CANCELLED, actor=actor, now=now)
    claims.release(session, booking.id or 0)
    assignments.credit(session, booking.id or 0, now=now)
    appointments.acted(session, booking, actor, now)
    notifications.booking_changed(session, booking, "cancelled", actor=actor, now=now)
    return booking
