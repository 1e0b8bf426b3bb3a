"""Requests for types that need approval: accepted, declined, expired."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from sched_app.errors import Conflict, SlotTaken
from sched_app.models.bookings import Booking, BookingStatus
from sched_app.services import (
    appointments,
    assignments,
    availability,
    claims,
    holds,
    notifications,
    routing,
)
from sched_app.services.access import SYSTEM, Actor, Right
from sched_app.services.appointments import Locked
from sched_app.services.forms import Checks


def accept(session: Session, public_id: str, *, actor: Actor, now: datetime) -> Booking:
    """Accept a request, which confirms it at once while nothing is to be paid.

    The time is checked again under the lock where the request did not keep it: raise SlotTaken if
    another claim took it. Raise Conflict if it is no request any more, its deadline has passed, or
    the type's limit for that day or week is reached.
    """
    locked = appointments.lock(session, public_id, actor, Right.CHANGE_BOOKINGS)
    booking = locked.booking
    if booking.status != BookingStatus.REQUESTED.value:
        raise Conflict("problem.no_request", status=booking.status)
    deadline = booking.request_expires_at or booking.starts_at
    if min(deadline, booking.starts_at) <= now:
        raise Conflict("problem.request_over")
    if not booking.takes_time:
        _occupy(session, locked, now)
    appointments.change_status(session, booking, BookingStatus.ACCEPTED, actor=actor, now=now)
    appointments.change_status(session, booking, BookingStatus.CONFIRMED, actor=actor, now=now)
    # An open request may go to another host now: the one who was asked hears of that.
    notifications.booking_changed(
        session, booking, "accepted", actor=actor, now=now, former_host_ids=locked.host_ids
    )
    return booking


def _occupy(session: Session, locked: Locked, now: datetime) -> None:
    """Take the time that the request left open, from a host whom no claim hinders."""
    booking, meeting_type = locked.booking, locked.meeting_type
    asked: dict[str, Any] = {
        "meeting_type_id": booking.meeting_type_id,
        "starts_at": booking.starts_at,
        "duration_minutes": booking.duration_minutes,
        "now": now,
        "ignoring_owner": claims.booking_owner(booking.id or 0),
    }
    offered = availability.offer_at(session, **asked)
    if not offered:
        # The notice has begun, or hours changed: no hindrance to who decides. A limit is one.
        if availability.is_full(session, **asked):
            raise Conflict("problem.request_limit")
        offered = availability.offer_at(session, **asked, without_rules=True)
    if not offered:
        raise SlotTaken("problem.request_time_taken")
    choice = routing.choose(
        meeting_type.routing,
        offered,
        {key: host.count for key, host in locked.candidates.items()},
        {key: host.priority for key, host in locked.candidates.items()},
    )
    persons = [locked.candidates[key].person_id for key in choice.host_ids]
    claims.take(
        session,
        persons,
        holds.span_of(meeting_type, booking.starts_at, booking.duration_minutes),
        owner=claims.booking_owner(booking.id or 0),
        workspace_id=booking.workspace_id,
        booking_id=booking.id,
        now=now,
    )
    appointments.set_hosts(session, booking, dict(zip(choice.host_ids, persons, strict=True)))
    booking.takes_time = True
    session.flush()
    assignments.give(session, meeting_type, booking.id or 0, choice, now=now)


def decline(
    session: Session, public_id: str, *, reason: str, actor: Actor, now: datetime
) -> Booking:
    """Decline a request and free its time; the attendee is told, with the reason if any."""
    checks = Checks()
    reason = checks.text("reason", reason, 500)
    checks.finish()
    locked = appointments.lock(session, public_id, actor, Right.CHANGE_BOOKINGS)
    if locked.booking.status != BookingStatus.REQUESTED.value:
        raise Conflict("problem.no_request", status=locked.booking.status)
    _end(session, locked, BookingStatus.DECLINED, reason, actor, now)
    notifications.booking_changed(session, locked.booking, "declined", actor=actor, now=now)
    return locked.booking


def expire_due(session: Session, *, now: datetime) -> int:
    """Let one request whose deadline has passed expire, its time freed; give how many (0 or 1).

    One per transaction keeps the order of locks; the job calls again until nothing is due.
    """
    due = session.exec(
        select(Booking.public_id)
        .where(
            Booking.status == BookingStatus.REQUESTED.value,
            col(Booking.request_expires_at) <= now,
        )
        .limit(1)
    ).first()
    if due is None:
        return 0
    locked = appointments.lock(session, due, SYSTEM, Right.CHANGE_BOOKINGS)
    if locked.booking.status == BookingStatus.REQUESTED.value:
        _end(session, locked, BookingStatus.EXPIRED, "", SYSTEM, now)
        notifications.booking_changed(session, locked.booking, "expired", actor=SYSTEM, now=now)
    return 1


def _end(
    session: Session,
    locked: Locked,
    status: BookingStatus,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    booking = locked.booking
    booking.reason = reason
    booking.ended_by = actor.kind.value
    booking.sequence += 1
    appointments.change_status(session, booking, status, actor=actor, now=now)
    claims.release(session, booking.id or 0)
    assignments.credit(session, booking.id or 0, now=now)
