"""Moves a booking to another time: the old time stays ours until the new one is."""

from datetime import datetime, timedelta

from sqlmodel import Session

from sched_app.errors import Conflict, HoldExpired, SlotTaken
from sched_app.models.bookings import Booking
from sched_app.models.columns import epoch
from sched_app.models.meeting_types import Routing
from sched_app.models.schedules import Hold
from sched_app.services import (
    access,
    appointments,
    assignments,
    availability,
    claims,
    holds,
    links,
    notifications,
    routing,
)
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.appointments import Locked
from sched_app.services.holds import HoldView, Terms


def hold(
    session: Session,
    public_id: str,
    starts_at: datetime,
    *,
    actor: Actor,
    terms: Terms,
    now: datetime,
    replaces: str | None = None,
) -> HoldView:
    """Keep a new time for a booking while its attendee makes up their mind."""
    right = appointments.right_of(actor)
    locked = appointments.lock(session, public_id, actor, right)
    appointments.require_in_time(locked, actor, now)
    return holds.hold(
        session,
        locked.booking.meeting_type_id,
        starts_at,
        duration_minutes=locked.booking.duration_minutes,
        actor=actor,
        terms=terms,
        now=now,
        replaces=replaces,
        moving=locked.booking,
        keep=locked.host_ids,
    )


def move(
    session: Session,
    public_id: str,
    *,
    actor: Actor,
    now: datetime,
    starts_at: datetime | None = None,
    hold_token: str | None = None,
    override: bool = False,
) -> Booking:
    """Move a booking to a start, or to the time of a hold made for it.

    Its host keeps it if they can. An organizer may override hours, notice, buffers and limits,
    never another claim. Moving to where it is changes nothing, nor does the same hold a second
    time. Raise SlotTaken, HoldExpired or TooLate.
    """
    right = appointments.right_of(actor)
    locked = appointments.lock(session, public_id, actor, right)
    if hold_token is not None and locked.booking.hold_hash == links.token_hash(hold_token):
        return locked.booking  # A double click: the first one was quicker.
    appointments.require_in_time(locked, actor, now)
    held = _held(session, locked.booking, hold_token, now)
    target = held.starts_at if held else starts_at
    if target is None or target.microsecond:
        raise SlotTaken()
    if target == locked.booking.starts_at:
        if held:
            claims.drop_hold(session, held.id or 0)
        return locked.booking
    if target <= now:
        raise Conflict("problem.move_to_past")
    if override:
        access.require(
            actor,
            Right.CHANGE_BOOKINGS,
            locked.booking.workspace_id,
            host_ids=frozenset(locked.host_ids),
        )
    hosts = _move(session, locked, target, held, override, now)
    _write(session, locked, target, held, hosts, actor, now)
    return locked.booking


def _write(
    session: Session,
    locked: Locked,
    target: datetime,
    held: Hold | None,
    hosts: tuple[int, ...],
    actor: Actor,
    now: datetime,
) -> None:
    """Write the new time, the event, and who is told."""
    booking, was = locked.booking, locked.booking.starts_at
    booking.starts_at = target
    booking.ends_at = target + timedelta(minutes=booking.duration_minutes)
    booking.sequence += 1
    booking.changed_at = now
    booking.hold_hash = held.token_hash if held else booking.hold_hash
    if booking.request_expires_at is not None:
        booking.request_expires_at = min(booking.request_expires_at, target)
    session.flush()
    appointments.record(
        session,
        booking,
        "moved",
        actor=actor,
        now=now,
        fields=["starts_at", "ends_at"],
        facts={"was": epoch(was), "starts_at": epoch(target), "hosts": list(hosts)},
    )
    if actor.kind is ActorKind.CUSTOMER:
        appointments.acted(session, booking, actor, now)
    notifications.booking_changed(
        session,
        booking,
        "moved",
        actor=actor,
        now=now,
        previous_starts_at=was,
        former_host_ids=locked.host_ids,
    )


def _held(session: Session, booking: Booking, hold_token: str | None, now: datetime) -> Hold | None:
    if hold_token is None:
        return None
    held = holds.find(session, hold_token, now=now)
    if held.booking_id != booking.id:
        raise HoldExpired()
    return held


def _move(
    session: Session,
    locked: Locked,
    target: datetime,
    held: Hold | None,
    override: bool,
    now: datetime,
) -> tuple[int, ...]:
    """Take the new time, then give up the old one; credit and assign if the host changes."""
    booking, booking_id = locked.booking, locked.booking.id or 0
    old = claims.claims_of(session, booking_id)
    choice = _choose(session, locked, target, held, override, now)
    persons = {key: locked.candidates[key].person_id for key in choice.host_ids}
    if booking.takes_time:
        if held is not None and set(claims.persons_of_hold(session, held.id or 0)) == set(
            persons.values()
        ):
            claims.hand_over(session, held.id or 0, booking_id)
            claims.announce(session, sorted({*locked.person_ids, *persons.values()}))
        else:
            if held is not None:
                claims.drop_hold(session, held.id or 0)
            claims.take(
                session,
                persons.values(),
                holds.span_of(locked.meeting_type, target, booking.duration_minutes),
                owner=claims.booking_owner(booking_id),
                workspace_id=booking.workspace_id,
                booking_id=booking_id,
                now=now,
            )
        claims.drop(session, old)
        claims.announce(session, locked.person_ids)
    elif held is not None:
        claims.drop_hold(session, held.id or 0)
    if set(persons) != set(locked.host_ids):
        appointments.set_hosts(session, booking, persons)
        if booking.takes_time:
            assignments.credit(session, booking_id, now=now)
            assignments.give(session, locked.meeting_type, booking_id, choice, now=now)
    return choice.host_ids


def _choose(
    session: Session,
    locked: Locked,
    target: datetime,
    held: Hold | None,
    override: bool,
    now: datetime,
) -> routing.Choice:
    booking = locked.booking
    offered = availability.offer_at(
        session,
        booking.meeting_type_id,
        target,
        duration_minutes=booking.duration_minutes,
        now=now,
        ignoring_owner=claims.booking_owner(booking.id or 0),
        without_rules=override,
    )
    if held is not None:
        persons = set(claims.persons_of_hold(session, held.id or 0))
        kept = [key for key, host in locked.candidates.items() if host.person_id in persons]
        if locked.meeting_type.routing == Routing.COLLECTIVE.value:
            offered = offered or (kept if len(kept) == len(persons) else [])
        else:
            offered = sorted({*offered, *kept})
    if not offered:
        raise SlotTaken()
    return routing.choose(
        locked.meeting_type.routing,
        offered,
        {key: host.count for key, host in locked.candidates.items()},
        {key: host.priority for key, host in locked.candidates.items()},
        keep=locked.host_ids,
    )
