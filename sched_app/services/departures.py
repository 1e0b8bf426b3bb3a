"""A member leaves: their coming bookings go to colleagues or are cancelled, and hosting ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from sched_app.errors import Conflict
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.meeting_types import MeetingType, MeetingTypeHost, Visibility
from sched_app.models.workspaces import Membership, User
from sched_app.services import (
    access,
    accounts,
    appointments,
    cancellations,
    claims,
    events,
    hand_over,
    member_invitations,
    members,
)
from sched_app.services.access import Actor, Right
from sched_app.services.forms import Checks
from sched_app.services.hand_over import HandOverView

CANCEL = "cancel"
REFUSE = "refuse"
SHOWN = 40  # Each booking costs the slot engine's statements: those beyond are only counted.


@dataclass(frozen=True, slots=True)
class HostedType:
    """A meeting type that the member hosts; `is_last` says that nobody else does."""

    public_id: str
    name: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class DepartureView:
    """What a member leaves behind: coming bookings, `more` of them not shown, and types."""

    member_public_id: str
    name: str
    is_me: bool
    bookings: tuple[HandOverView, ...]
    more: int
    types: tuple[HostedType, ...]


@dataclass(frozen=True, slots=True)
class LeftView:
    """What became of it: bookings handed over and cancelled, and types that are inactive now."""

    member_public_id: str
    name: str
    handed_over: int
    cancelled: int
    inactive: tuple[str, ...]


def preview(
    session: Session, member_public_id: str, *, actor: Actor, now: datetime, locale: str = "en"
) -> DepartureView:
    """Show what a member would leave behind, and who could take each booking; changes nothing.

    A member may look at their own; others by who may edit the team. Raise NotFound, Forbidden, or
    Conflict for the last owner.
    """
    row = _may_leave(session, member_public_id, actor)
    coming = _coming(session, row, now)
    shown = tuple(
        hand_over.preview(
            session, one.public_id, leaving=row.public_id, actor=actor, now=now, locale=locale
        )
        for one in coming[:SHOWN]
    )
    return DepartureView(
        member_public_id=row.public_id,
        name=session.get_one(User, row.user_id).name,
        is_me=row.id == actor.membership_id,
        bookings=shown,
        more=len(coming) - len(shown),
        types=tuple(
            HostedType(kind.public_id, kind.name, _is_last(session, kind, row))
            for kind in _hosted(session, row)
        ),
    )


def leave(
    session: Session,
    member_public_id: str,
    *,
    choices: Mapping[str, str],
    rest: str = REFUSE,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> LeftView:
    """End a membership: every coming booking is handed over or cancelled, in one transaction.

    `choices` gives for a booking's public id a member's, NOBODY where co-hosts go on, or CANCEL.
    What is not named goes to whoever is free; if nobody is, `rest` says whether it is cancelled or
    the whole is refused. Sign-ins to this workspace end at once, and so does hosting: a type
    without hosts becomes inactive. Raise NotFound, Forbidden, Invalid or Conflict; nothing is half
    done then.
    """
    checks = Checks()
    reason = checks.text("reason", reason, 500)
    if rest not in (REFUSE, CANCEL):
        checks.fault("rest", "field.choice")
    checks.finish()
    access.require(actor, Right.READ_TEAM, actor.workspace_id or 0)
    members.lock_team(session, actor)
    row = _may_leave(session, member_public_id, actor)
    hosted = _lock(session, row, choices, now)
    coming = _coming(session, row, now)
    if {one.meeting_type_id for one in coming} - {*hosted}:
        raise Conflict("problem.team_moved_on")  # Something came in while we waited for the locks.
    _end_hosting(session, row, now)
    handed_over = cancelled = 0
    for booking in coming:
        if _settle(session, booking, row, choices, rest, reason, actor, now):
            handed_over += 1
        else:
            cancelled += 1
    inactive = _close_types(session, row, actor, now)
    row.left_at = now
    session.add(row)
    session.flush()
    member_invitations.revoke_all_of(session, row.id or 0, actor=actor, now=now)
    accounts.end_all_in(session, row.user_id, row.workspace_id, actor=actor, now=now)
    claims.announce(session, [row.user_id])
    events.record(
        session,
        "member_left" if row.id == actor.membership_id else "member_removed",
        "membership",
        row.id or 0,
        workspace_id=row.workspace_id,
        actor=actor,
        now=now,
        facts={"role": row.role, "handed_over": handed_over, "cancelled": cancelled},
    )
    name = session.get_one(User, row.user_id).name
    return LeftView(row.public_id, name, handed_over, cancelled, inactive)


def _may_leave(session: Session, member_public_id: str, actor: Actor) -> Membership:
    """Find a member who may go: by themselves, or by who may edit the team."""
    access.require(actor, Right.READ_TEAM, actor.workspace_id or 0)
    row = members.found(session, member_public_id, actor)
    if row.id != actor.membership_id:
        access.require(actor, Right.EDIT_TEAM, row.workspace_id)
        members.require_may_touch(row, actor)
    members.require_not_last_owner(session, row)
    return row


def _coming(session: Session, row: Membership, now: datetime) -> list[Booking]:
    found = session.exec(
        select(Booking)
        .join(BookingHost, col(BookingHost.booking_id) == col(Booking.id))
        .where(
            BookingHost.membership_id == row.id,
            col(Booking.status).in_(appointments.OPEN),
            Booking.starts_at > now,
        )
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    return list(found)


def _hosted(session: Session, row: Membership) -> list[MeetingType]:
    found = session.exec(
        select(MeetingType)
        .join(MeetingTypeHost, col(MeetingTypeHost.meeting_type_id) == col(MeetingType.id))
        .where(
            MeetingTypeHost.membership_id == row.id,
            col(MeetingTypeHost.left_at).is_(None),
            col(MeetingType.archived_at).is_(None),
        )
        .order_by(col(MeetingType.position), col(MeetingType.id))
    )
    return list(found)


def _is_last(session: Session, kind: MeetingType, row: Membership) -> bool:
    others = session.exec(
        select(MeetingTypeHost.id)
        .where(
            MeetingTypeHost.meeting_type_id == kind.id,
            MeetingTypeHost.membership_id != row.id,
            col(MeetingTypeHost.left_at).is_(None),
        )
        .limit(1)
    )
    return others.first() is None


def _lock(session: Session, row: Membership, choices: Mapping[str, str], now: datetime) -> set[int]:
    """Lock every type that is touched and everyone who may get a booking; give the types."""
    kinds = {one.id or 0 for one in _hosted(session, row)}
    kinds |= {one.meeting_type_id for one in _coming(session, row, now)}
    named = session.exec(
        select(Membership.user_id).where(
            Membership.workspace_id == row.workspace_id,
            col(Membership.public_id).in_(set(choices.values())),
        )
    )
    claims.lock_all(session, kinds, also={row.user_id, *named})
    return kinds


def _settle(
    session: Session,
    booking: Booking,
    row: Membership,
    choices: Mapping[str, str],
    rest: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> bool:
    """Hand one booking over, or cancel it; tell whether it was handed over."""
    to = choices.get(booking.public_id, hand_over.ANYONE)
    if to != CANCEL:
        try:
            hand_over.hand_over(
                session, booking.public_id, to=to, leaving=row.public_id, actor=actor, now=now
            )
        except Conflict as refusal:
            if rest != CANCEL or refusal.text_key != "problem.nobody_free":
                raise
        else:
            return True
    cancellations.cancel(session, booking.public_id, reason=reason, actor=actor, now=now)
    return False


def _end_hosting(session: Session, row: Membership, now: datetime) -> None:
    """Take the member out of routing before their bookings are given away."""
    for place in session.exec(
        select(MeetingTypeHost).where(
            MeetingTypeHost.membership_id == row.id, col(MeetingTypeHost.left_at).is_(None)
        )
    ):
        place.left_at = now
        session.add(place)
    session.flush()


def _close_types(session: Session, row: Membership, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Make inactive what nobody hosts any more; give the names."""
    ended = session.exec(
        select(MeetingType)
        .join(MeetingTypeHost, col(MeetingTypeHost.meeting_type_id) == col(MeetingType.id))
        .where(
            MeetingTypeHost.membership_id == row.id,
            MeetingTypeHost.left_at == now,
            col(MeetingType.archived_at).is_(None),
        )
        .order_by(col(MeetingType.position), col(MeetingType.id))
    ).all()
    closed = []
    for kind in ended:
        fields = ["hosts"]
        is_open = kind.visibility != Visibility.INACTIVE.value
        if is_open and _is_last(session, kind, row):
            kind.visibility = Visibility.INACTIVE.value
            fields.append("visibility")
            closed.append(kind.name)
        kind.version += 1
        session.add(kind)
        events.record(
            session,
            "meeting_type_changed",
            "meeting_type",
            kind.id or 0,
            workspace_id=kind.workspace_id,
            actor=actor,
            now=now,
            fields=fields,
        )
    session.flush()
    return tuple(closed)
