"""After the appointment: completed, no-show, and the way back."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from sched_app.errors import Conflict
from sched_app.models.bookings import Booking, BookingStatus
from sched_app.services import appointments
from sched_app.services.access import SYSTEM, Actor, Right

COMPLETES_AFTER = timedelta(days=1)


def complete(session: Session, public_id: str, *, actor: Actor, now: datetime) -> Booking:
    """Note that the appointment took place; raise Conflict before its start."""
    return _note(session, public_id, BookingStatus.COMPLETED, actor, now)


def no_show(session: Session, public_id: str, *, actor: Actor, now: datetime) -> Booking:
    """Note that the attendee did not come; raise Conflict before the start."""
    return _note(session, public_id, BookingStatus.NO_SHOW, actor, now)


def reopen(session: Session, public_id: str, *, actor: Actor, now: datetime) -> Booking:
    """Undo `completed` or `no_show`: the booking is confirmed again."""
    locked = appointments.lock(session, public_id, actor, Right.CHANGE_BOOKINGS)
    ended = (BookingStatus.COMPLETED.value, BookingStatus.NO_SHOW.value)
    if locked.booking.status not in (*ended, BookingStatus.CONFIRMED.value):
        raise Conflict("problem.not_ended", status=locked.booking.status)
    appointments.change_status(
        session, locked.booking, BookingStatus.CONFIRMED, actor=actor, now=now
    )
    return locked.booking


def complete_due(session: Session, *, now: datetime) -> int:
    """Complete one confirmed booking that ended a day ago; give how many (0 or 1)."""
    due = session.exec(
        select(Booking.public_id)
        .where(
            Booking.status == BookingStatus.CONFIRMED.value,
            col(Booking.ends_at) <= now - COMPLETES_AFTER,
        )
        .order_by(col(Booking.ends_at))
        .limit(1)
    ).first()
    if due is None:
        return 0
    locked = appointments.lock(session, due, SYSTEM, Right.CHANGE_BOOKINGS)
    if locked.booking.status == BookingStatus.CONFIRMED.value:
        appointments.change_status(
            session, locked.booking, BookingStatus.COMPLETED, actor=SYSTEM, now=now
        )
    return 1


def _note(
    session: Session, public_id: str, to: BookingStatus, actor: Actor, now: datetime
) -> Booking:
    locked = appointments.lock(session, public_id, actor, Right.CHANGE_BOOKINGS)
    if locked.booking.starts_at > now:
        raise Conflict("problem.not_begun")
    appointments.change_status(session, locked.booking, to, actor=actor, now=now)
    return locked.booking
