"""Hands a booking over: another member takes a host's place, at the same time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, Forbidden, Invalid, SlotTaken
from sched_app.models.bookings import Booking
from sched_app.models.meeting_types import MeetingType, Routing
from sched_app.models.schedules import Schedule
from sched_app.models.workspaces import Membership, User
from sched_app.services import (
    access,
    appointments,
    assignments,
    availability,
    claims,
    holds,
    notifications,
    routing,
)
from sched_app.services.access import Actor, Right, Scope
from sched_app.services.appointments import Locked
from sched_app.services.availability import Fit

ANYONE = ""  # Whoever hosts the type and is free, by the type's routing.
NOBODY = "nobody"  # The other hosts of the booking go on without the one who leaves.


@dataclass(frozen=True, slots=True)
class TakerView:
    """A member who could take a booking over; `words` say what speaks against it.

    `is_host` tells whether they host the meeting type.
    """

    member_public_id: str
    name: str
    fit: Fit
    words: str
    is_host: bool


@dataclass(frozen=True, slots=True)
class HandOverView:
    """A booking to hand over, who could take it, and whom routing would choose.

    `suggested` is a member's public id, NOBODY where the other hosts can go on by themselves, or
    empty if nobody who hosts the type is free. `leaving` names who gives it up.
    """

    public_id: str
    starts_at: datetime
    ends_at: datetime
    meeting_name: str
    attendee_name: str
    status: str
    leaving: str
    leaving_name: str
    other_hosts: tuple[str, ...]
    takers: tuple[TakerView, ...]
    suggested: str


@dataclass(frozen=True, slots=True)
class _Taker:
    """A member as the row of the booking's new host needs them."""

    membership_id: int
    person_id: int


def preview(
    session: Session,
    public_id: str,
    *,
    actor: Actor,
    now: datetime,
    leaving: str | None = None,
    locale: str = "en",
) -> HandOverView:
    """Show who could take a booking over from `leaving`, a member's public id.

    It may be left out where there is one host. Nothing is changed. Raise NotFound, Forbidden,
    Conflict for a booking that began or is over, or Invalid if it is not said who hands it over.
    """
    booking = appointments.by_public_id(session, public_id)
    appointments.require(session, booking, actor, Right.CHANGE_BOOKINGS)
    require_coming(booking, now)
    members = _hosts(session, booking)
    gone = _leaving(members, leaving)
    may_all = _require_own_place(booking, gone, actor)
    takers = _takers(session, booking, set(members), may_all, locale, now)
    return HandOverView(
        public_id=booking.public_id,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        meeting_name=booking.meeting_name,
        attendee_name=booking.attendee_name,
        status=booking.status,
        leaving=members[gone][0],
        leaving_name=members[gone][1],
        other_hosts=tuple(name for key, (_, name) in members.items() if key != gone),
        takers=tuple(takers.values()),
        suggested=_suggested(session, booking, members, takers),
    )


def hand_over(
    session: Session,
    public_id: str,
    *,
    actor: Actor,
    now: datetime,
    to: str = ANYONE,
    leaving: str | None = None,
) -> Booking:
    """Give a host's place in a booking to another member, by public id, ANYONE or NOBODY.

    The claim, the hosts and the round robin's books change together; the attendee, who gives the
    booking up and who takes it are told. A member who is chosen by name may be outside their hours,
    but not claimed by something else. Raise Conflict, SlotTaken, Invalid, NotFound or Forbidden.
    """
    appointments.require(
        session, appointments.by_public_id(session, public_id), actor, Right.CHANGE_BOOKINGS
    )
    taker = _member(session, to, actor) if to not in (ANYONE, NOBODY) else None
    locked = appointments.lock(
        session,
        public_id,
        actor,
        Right.CHANGE_BOOKINGS,
        also=[taker.person_id] if taker else [],
    )
    booking = locked.booking
    require_coming(booking, now)
    gone = _leaving(_hosts(session, booking), leaving)
    _require_own_place(booking, gone, actor)
    if taker is not None:
        _require_fits(session, locked, taker, actor, now)
        seen: routing.Choice | None = None
        if taker.membership_id in locked.candidates:
            seen = _choice(locked, [taker.membership_id])
    elif to == NOBODY or _goes_on_alone(locked):
        if len(locked.host_ids) < 2:
            raise Invalid({"to": "field.hand_over_to"})
        taker, seen = None, None
    else:
        taker, seen = _whoever(session, locked, now)
    _replace(session, locked, gone, taker, seen, actor, now)
    return booking


def require_coming(booking: Booking, now: datetime) -> None:
    """Refuse to hand over what has begun, is over, or was called off."""
    if booking.status not in appointments.OPEN or booking.starts_at <= now:
        raise Conflict("problem.hand_over_started")


def _hosts(session: Session, booking: Booking) -> dict[int, tuple[str, str]]:
    """Give a booking's hosts: membership → (public id, name)."""
    found = session.exec(
        select(Membership.id, Membership.public_id, User.name)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(
            col(Membership.id).in_(
                [host for host, _ in appointments.hosts_of(session, booking.id or 0)]
            )
        )
        .order_by(col(Membership.id))
    )
    return {key or 0: (public_id, name) for key, public_id, name in found}


def _leaving(members: dict[int, tuple[str, str]], leaving: str | None) -> int:
    if leaving is None and len(members) == 1:
        return next(iter(members))
    named = [key for key, (public_id, _) in members.items() if public_id == leaving]
    if not named:
        raise Invalid({"leaving": "field.which_host"})
    return named[0]


def _require_own_place(booking: Booking, gone: int, actor: Actor) -> bool:
    """Refuse an organizer who gives a colleague's place away; tell whether they may give any."""
    reach = access.scope(actor, Right.CHANGE_BOOKINGS, booking.workspace_id)
    if reach is not Scope.ALL and gone != actor.membership_id:
        raise Forbidden()
    return reach is Scope.ALL


def _takers(
    session: Session,
    booking: Booking,
    present: set[int],
    may_all: bool,
    locale: str,
    now: datetime,
) -> dict[int, TakerView]:
    """List the type's other hosts, then, for who may see everyone's bookings, the other members."""
    found: dict[int, TakerView] = {}
    for host in availability.fits(
        session,
        booking.meeting_type_id,
        booking.starts_at,
        duration_minutes=booking.duration_minutes,
        ignoring_owner=claims.booking_owner(booking.id or 0),
        locale=locale,
        now=now,
    ):
        if host.membership_id not in present:
            view = TakerView(host.public_id, host.name, host.fit, host.words, True)
            found[host.membership_id] = view
    if not may_all:
        return found
    others = session.exec(
        select(Membership.id, Membership.public_id, Membership.user_id, User.name)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(
            Membership.workspace_id == booking.workspace_id,
            col(Membership.left_at).is_(None),
            col(Membership.id).not_in(present | found.keys()),
        )
        .order_by(User.name, col(Membership.id))
    ).all()
    span, owner = _span(session, booking), claims.booking_owner(booking.id or 0)
    for key, public_id, person, name in others:
        is_taken = claims.is_claimed(session, person, span, owner=owner, now=now)
        fit = Fit.TAKEN if is_taken else Fit.HINDERED
        found[key or 0] = TakerView(public_id, name, fit, "", False)
    return found


def _suggested(
    session: Session,
    booking: Booking,
    members: dict[int, tuple[str, str]],
    takers: dict[int, TakerView],
) -> str:
    if len(members) > 1:
        return NOBODY
    free = [key for key, one in takers.items() if one.fit is Fit.FREE]
    if not free:
        return ""
    meeting_type = session.get_one(MeetingType, booking.meeting_type_id)
    hosts = claims.candidates(session, booking.meeting_type_id)
    chosen = _chosen(meeting_type.routing, free, hosts)
    return takers[chosen.host_ids[0]].member_public_id


def _member(session: Session, public_id: str, actor: Actor) -> _Taker:
    row = session.exec(
        select(Membership).where(
            Membership.public_id == public_id,
            Membership.workspace_id == actor.workspace_id,
            col(Membership.left_at).is_(None),
        )
    ).first()
    if row is None:
        raise Invalid({"to": "field.hand_over_to"})
    return _Taker(row.id or 0, row.user_id)


def _require_fits(
    session: Session, locked: Locked, taker: _Taker, actor: Actor, now: datetime
) -> None:
    """See under the lock that who was chosen is still a member, allowed, and not occupied."""
    booking = locked.booking
    left_at = session.connection().execute(
        sa.select(col(Membership.left_at)).where(
            col(Membership.id) == taker.membership_id,
            col(Membership.workspace_id) == booking.workspace_id,
        )
    )
    row = left_at.first()
    if row is None or row[0] is not None or taker.membership_id in locked.host_ids:
        raise Invalid({"to": "field.hand_over_to"})
    if taker.membership_id not in locked.candidates:
        reach = access.require(actor, Right.CHANGE_BOOKINGS, booking.workspace_id)
        if reach is not Scope.ALL:
            raise Forbidden()
    owner = claims.booking_owner(booking.id or 0)
    span = holds.span_of(locked.meeting_type, booking.starts_at, booking.duration_minutes)
    if booking.takes_time and claims.is_claimed(
        session, taker.person_id, span, owner=owner, now=now
    ):
        name = session.get_one(User, taker.person_id).name
        raise SlotTaken("problem.hand_over_taken", name=name)


def _goes_on_alone(locked: Locked) -> bool:
    return len(locked.host_ids) > 1


def _whoever(session: Session, locked: Locked, now: datetime) -> tuple[_Taker, routing.Choice]:
    booking = locked.booking
    fits = availability.fits(
        session,
        booking.meeting_type_id,
        booking.starts_at,
        duration_minutes=booking.duration_minutes,
        ignoring_owner=claims.booking_owner(booking.id or 0),
        locale="en",
        now=now,
    )
    free = [
        one.membership_id
        for one in fits
        if one.fit is Fit.FREE and one.membership_id not in locked.host_ids
    ]
    if not free:
        raise Conflict("problem.nobody_free", meeting=booking.meeting_name)
    choice = _choice(locked, free)
    chosen = choice.host_ids[0]
    return _Taker(chosen, locked.candidates[chosen].person_id), choice


def _choice(locked: Locked, free: list[int]) -> routing.Choice:
    return _chosen(locked.meeting_type.routing, free, locked.candidates)


def _chosen(kind: str, free: list[int], hosts: dict[int, claims.Candidate]) -> routing.Choice:
    """Choose one of the free hosts as the type's routing would; collective takes turns by id."""
    among = Routing.ROUND_ROBIN.value if kind == Routing.COLLECTIVE.value else kind
    return routing.choose(
        among,
        free,
        {key: host.count for key, host in hosts.items()},
        {key: host.priority for key, host in hosts.items()},
    )


def _replace(
    session: Session,
    locked: Locked,
    gone: int,
    taker: _Taker | None,
    seen: routing.Choice | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Move the claim, the host's row and the turn; write the event; tell everyone."""
    booking, booking_id = locked.booking, locked.booking.id or 0
    persons = dict(zip(locked.host_ids, locked.person_ids, strict=True))
    left = persons.pop(gone)
    claims.drop_holds_to_move(session, booking_id)  # They keep the time of who gives it up.
    if taker is not None:
        persons[taker.membership_id] = taker.person_id
    if booking.takes_time:
        given_up = claims.claims_of(session, booking_id, of=left)
        if taker is not None:
            claims.take(
                session,
                [taker.person_id],
                holds.span_of(locked.meeting_type, booking.starts_at, booking.duration_minutes),
                owner=claims.booking_owner(booking_id),
                workspace_id=booking.workspace_id,
                booking_id=booking_id,
                now=now,
            )
        claims.drop(session, given_up)
        claims.announce(session, [left])
        assignments.credit(session, booking_id, now=now)
        if seen is not None:
            assignments.give(session, locked.meeting_type, booking_id, seen, now=now)
    appointments.set_hosts(session, booking, persons)
    if len(persons) == 1 and taker is not None:
        booking.host_timezone = _zone(session, locked, taker)
    booking.sequence += 1
    booking.changed_at = now
    session.flush()
    facts: dict[str, Any] = {"from": gone, "hosts": sorted(persons)}
    if taker is not None:
        facts["to"] = taker.membership_id
    appointments.record(
        session, booking, "handed_over", actor=actor, now=now, fields=["hosts"], facts=facts
    )
    notifications.booking_changed(
        session,
        booking,
        "handed_over",
        actor=actor,
        now=now,
        previous_starts_at=booking.starts_at,
        former_host_ids=locked.host_ids,
    )


def _zone(session: Session, locked: Locked, taker: _Taker) -> str:
    known = locked.candidates.get(taker.membership_id)
    if known is not None:
        return known.timezone
    zone = session.exec(
        select(Schedule.timezone)
        .where(Schedule.membership_id == taker.membership_id)
        .order_by(col(Schedule.is_default).desc(), col(Schedule.id))
    ).first()
    return zone or locked.booking.host_timezone


def _span(session: Session, booking: Booking) -> claims.Span:
    meeting_type = session.get_one(MeetingType, booking.meeting_type_id)
    return holds.span_of(meeting_type, booking.starts_at, booking.duration_minutes)
