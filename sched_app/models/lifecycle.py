"""The only way a status changes."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from sched_app.errors import Conflict
from sched_app.models.bookings import BOOKING_MOVES, Booking, BookingStatus


@dataclass(frozen=True, slots=True)
class Moved:
    """A status change that was made, for the service to write as an Event."""

    was: BookingStatus
    now: BookingStatus


def advance(
    session: Session, booking: Booking, to: BookingStatus, *, now: datetime
) -> Moved | None:
    """Move a booking to a status if the table allows it.

    None if it is there already (a repeated event). Raise Conflict if the table forbids it, or
    if a rival moved the row since it was read: the UPDATE names the old status, so one loses.
    """
    was = BookingStatus(booking.status)
    if was is to:
        return None
    if to not in BOOKING_MOVES[was]:
        raise Conflict("problem.status_forbids", was=was.value, to=to.value)
    session.flush()
    changed = session.connection().execute(
        sa.update(Booking)
        .where(col(Booking.id) == booking.id, col(Booking.status) == was.value)
        .values(status=to.value, changed_at=now)
    )
    if changed.rowcount != 1:
        raise Conflict("problem.status_changed")
    session.refresh(booking)
    return Moved(was, to)
