"""Makes bookings, from a hold or in one call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import HoldExpired, NotFound, SlotTaken
from sched_app.models.bookings import Booking, BookingHost, BookingStatus
from sched_app.models.columns import public_id
from sched_app.models.meeting_types import MeetingType, Routing, Visibility
from sched_app.models.schedules import Hold
from sched_app.models.workspaces import Workspace
from sched_app.services import (
    access,
    assignments,
    attendees,
    availability,
    claims,
    events,
    holds,
    limits,
    links,
    notifications,
    routing,
)
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.attendees import Attendee, Details
from sched_app.services.holds import Length, Terms

_new_id = public_id("bk")
_INSERT, _INSERT_HOSTS = sa.insert(Booking), sa.insert(BookingHost)
_MADE = sa.select(Booking).where(col(Booking.id) == sa.bindparam("id"))
_BOOKABLE: Any = (
    sa.select(MeetingType, col(Workspace.currency))
    .join(Workspace, col(Workspace.id) == col(MeetingType.workspace_id))
    .where(col(MeetingType.id) == sa.bindparam("type"))
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which time of which type is asked for, and the hold that keeps it, if one does."""

    meeting_type: MeetingType
    currency: str
    duration: Length
    starts_at: datetime
    held: Hold | None


@dataclass(frozen=True, slots=True)
class ByDesk:
    """A member books for a customer: nothing waits for approval, no question must be answered.

    `host_id` is the membership that is to host, where one is wished for. `override` leaves out
    hours, notice, buffers and limits, never a claim.
    """

    host_id: int | None = None
    override: bool = False


def book(
    session: Session,
    *,
    details: Details,
    actor: Actor,
    terms: Terms,
    now: datetime,
    source: str,
    hold_token: str | None = None,
    meeting_type_id: int | None = None,
    starts_at: datetime | None = None,
    duration_minutes: int | None = None,
    by_desk: ByDesk | None = None,
) -> Booking:
    """Book the time of a hold, or a free time in one call; `by_desk` by a member for a customer.

    The same hold books once: a second call with its token gives the booking that it became. Raise
    Invalid with faults by field, HoldExpired, SlotTaken, or TooMany.
    """
    if hold_token is not None:
        meeting_type_id = holds.meeting_type_of(session, hold_token)
        if meeting_type_id is None:
            return _made_from(session, hold_token)
    # Read under the lock: it may be archived or changed while this waits.
    candidates = claims.lock(session, meeting_type_id or 0)
    meeting_type, currency = _bookable(session, meeting_type_id or 0, actor)
    if hold_token is not None and holds.meeting_type_of(session, hold_token) is None:
        return _made_from(session, hold_token)  # A double click: the first one was quicker.
    held = holds.find(session, hold_token, now=now) if hold_token else None
    if held is not None and held.booking_id is not None:
        raise HoldExpired()  # It was made to move a booking, not to make one.
    wish = _wish(session, meeting_type, currency, held, starts_at, duration_minutes)
    questions = [] if by_desk else attendees.questions_of(session, meeting_type.id or 0)
    attendee = attendees.check(details, meeting_type, questions)
    _count(session, actor, attendee, terms, now)
    choice = _route(session, wish, candidates, now, by_desk)
    if by_desk is not None:
        hosts = frozenset(choice.host_ids)
        access.require(actor, Right.CHANGE_BOOKINGS, meeting_type.workspace_id, host_ids=hosts)
    is_asked = meeting_type.needs_approval and by_desk is None
    return _make(
        session, wish, attendee, candidates, choice, actor, source, now, hold_token, is_asked
    )


def _bookable(session: Session, meeting_type_id: int, actor: Actor) -> tuple[MeetingType, str]:
    """Give a type that the actor may book, and the currency of its workspace."""
    row = session.execute(_BOOKABLE, {"type": meeting_type_id}).first()
    if row is None or row[0].archived_at is not None:
        raise NotFound()
    found: MeetingType = row[0]
    access.require(actor, Right.BOOK, found.workspace_id)
    if found.visibility == Visibility.INACTIVE.value and not access.scope(
        actor, Right.CHANGE_BOOKINGS, found.workspace_id
    ):
        raise NotFound()
    return found, row[1]


def _made_from(session: Session, hold_token: str) -> Booking:
    made = session.exec(
        select(Booking).where(Booking.hold_hash == links.token_hash(hold_token))
    ).first()
    if made is None:
        raise HoldExpired()
    return made


def _wish(
    session: Session,
    meeting_type: MeetingType,
    currency: str,
    held: Hold | None,
    starts_at: datetime | None,
    minutes: int | None,
) -> Wish:
    if held is not None:
        starts_at, minutes = held.starts_at, held.duration_minutes
    if starts_at is None or starts_at.microsecond:
        raise SlotTaken()
    duration = holds.duration_of(session, meeting_type.id or 0, minutes)
    return Wish(meeting_type, currency, duration, starts_at, held)


def _count(session: Session, actor: Actor, attendee: Attendee, terms: Terms, now: datetime) -> None:
    """Count a visitor's or a customer's booking against the limits per address and per e-mail."""
    if not terms.limited or actor.kind not in (ActorKind.VISITOR, ActorKind.CUSTOMER):
        return
    if actor.address_key:
        key, hour = f"book:{actor.address_key}", timedelta(hours=1)
        limits.count(session, key, most=terms.bookings_per_hour, within=hour, now=now)
    if terms.secrets is not None:
        mail = links.keyed_hash(terms.secrets, "mail", attendee.email.casefold())
        limits.count(
            session,
            f"mail:{mail}",
            most=terms.bookings_per_email_day,
            within=timedelta(days=1),
            now=now,
        )


def _route(
    session: Session,
    wish: Wish,
    candidates: dict[int, claims.Candidate],
    now: datetime,
    by_desk: ByDesk | None,
) -> routing.Choice:
    """Choose the hosts among those free; a hold's own hosts count as free.

    A hold keeps a time, not a turn: loads may have changed since, so the turn is decided now.
    """
    kept: list[int] = []
    ignoring = None
    if wish.held is not None:
        persons = set(claims.persons_of_hold(session, wish.held.id or 0))
        kept = [key for key, host in candidates.items() if host.person_id in persons]
        ignoring = claims.hold_owner(wish.held.id or 0)
        if len(kept) < len(persons):
            kept = []
    free = kept
    if not kept or wish.meeting_type.routing in assignments.COUNTED:
        offered = availability.offer_at(
            session,
            wish.meeting_type.id or 0,
            wish.starts_at,
            duration_minutes=wish.duration.minutes,
            now=now,
            ignoring_owner=ignoring,
            without_rules=by_desk is not None and by_desk.override,
        )
        free = sorted({*offered, *kept})
    if by_desk and by_desk.host_id and wish.meeting_type.routing != Routing.COLLECTIVE.value:
        free = [key for key in free if key == by_desk.host_id]
    if not free:
        raise SlotTaken()
    return routing.choose(
        wish.meeting_type.routing,
        free,
        {key: host.count for key, host in candidates.items()},
        {key: host.priority for key, host in candidates.items()},
    )


def _make(
    session: Session,
    wish: Wish,
    attendee: Attendee,
    candidates: dict[int, claims.Candidate],
    choice: routing.Choice,
    actor: Actor,
    source: str,
    now: datetime,
    hold_token: str | None,
    is_asked: bool,
) -> Booking:
    meeting_type = wish.meeting_type
    status = BookingStatus.REQUESTED if is_asked else BookingStatus.CONFIRMED
    takes_time = not is_asked or meeting_type.request_blocks
    values = _values(wish, attendee, status, takes_time, source, now)
    values["host_timezone"] = candidates[choice.host_ids[0]].timezone
    values["hold_hash"] = links.token_hash(hold_token) if hold_token else None
    # Inserted and read back past the unit of work, which takes longer than both.
    (booking_id,) = session.connection().execute(_INSERT, values).inserted_primary_key or (0,)
    booking: Booking = session.execute(_MADE, {"id": booking_id}).scalar_one()
    persons = [candidates[key].person_id for key in choice.host_ids]
    session.connection().execute(
        _INSERT_HOSTS,
        [
            {
                "workspace_id": meeting_type.workspace_id,
                "booking_id": booking_id,
                "membership_id": key,
                "person_id": candidates[key].person_id,
            }
            for key in choice.host_ids
        ],
    )
    _occupy(session, wish, booking, persons, now)
    if takes_time:
        assignments.give(session, meeting_type, booking_id, choice, now=now)
    what = "requested" if is_asked else "confirmed"
    events.record(
        session,
        f"booking.{what}",
        "booking",
        booking_id,
        workspace_id=meeting_type.workspace_id,
        actor=actor,
        now=now,
        facts={"status": status.value, "hosts": list(choice.host_ids), "source": source},
    )
    notifications.booking_changed(session, booking, what, actor=actor, now=now)
    return booking


def _occupy(
    session: Session, wish: Wish, booking: Booking, persons: list[int], now: datetime
) -> None:
    """Give the booking its time: the hold's claims where they fit, else new ones."""
    if wish.held is not None:
        hold_id = wish.held.id or 0
        if booking.takes_time and set(claims.persons_of_hold(session, hold_id)) == set(persons):
            claims.hand_over(session, hold_id, booking.id or 0)
            return
        claims.drop_hold(session, hold_id)
    if booking.takes_time:
        claims.take(
            session,
            persons,
            holds.span_of(wish.meeting_type, wish.starts_at, wish.duration.minutes),
            owner=claims.booking_owner(booking.id or 0),
            workspace_id=booking.workspace_id,
            booking_id=booking.id,
            now=now,
        )


def _values(
    wish: Wish,
    attendee: Attendee,
    status: BookingStatus,
    takes_time: bool,
    source: str,
    now: datetime,
) -> dict[str, Any]:
    meeting_type, starts_at = wish.meeting_type, wish.starts_at
    known = _new_id()
    deadline = now + timedelta(minutes=meeting_type.request_expires_minutes)
    return {
        "public_id": known,
        "workspace_id": meeting_type.workspace_id,
        "meeting_type_id": meeting_type.id or 0,
        "status": status.value,
        "takes_time": takes_time,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=wish.duration.minutes),
        "duration_minutes": wish.duration.minutes,
        "price_minor": wish.duration.price_minor,
        "deposit_minor": wish.duration.deposit_minor,
        "currency": wish.currency,
        "policy": meeting_type.policy,
        "meeting_name": meeting_type.name,
        "location_kind": meeting_type.location_kind,
        "location_value": meeting_type.location_value,
        "attendee_name": attendee.name,
        "attendee_email": attendee.email,
        "attendee_key": attendee.email.casefold() or None,
        "attendee_phone": attendee.phone,
        "attendee_timezone": attendee.timezone,
        "attendee_locale": attendee.locale,
        "answers": attendee.answers,
        "uid": f"{known}@openhours",
        "source": source,
        "request_expires_at": min(deadline, starts_at)
        if status is BookingStatus.REQUESTED
        else None,
        "created_at": now,
        "changed_at": now,
    }
