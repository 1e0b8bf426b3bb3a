"""Decides who is told of a change, and puts their messages beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sched_app import routes
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.meeting_types import MeetingType, MeetingTypeHost
from sched_app.models.schedules import Schedule
from sched_app.models.workspaces import Event, Membership, User, Workspace
from sched_app.services import outbox
from sched_app.services.access import Actor, ActorKind
from sched_app.services.mail_facts import By, HostFacts, Kind, MailFacts

EMAIL = "email"
# Calendars hold the booking once one of these has happened.
INVITING = ("booking.confirmed",)
# A host who has it only since one of these hears of a new booking.
REHOSTING = (Kind.MOVED, Kind.HANDED_OVER)


@dataclass(frozen=True, slots=True)
class _Host:
    """A host with the keys that address them."""

    membership_id: int
    user_id: int
    facts: HostFacts


def booking_changed(
    session: Session,
    booking: Booking,
    kind: str,
    *,
    now: datetime,
    actor: Actor | None = None,
    previous_starts_at: datetime | None = None,
    former_host_ids: Sequence[int] = (),
) -> None:
    """Put one message for each person whom a change concerns, with the facts as they stand now.

    `kind` is one of `Kind`. `former_host_ids` are the memberships that hosted it before: one that
    no longer does is told so, and a new one hears of a new booking. The same change puts each
    message once, told by the booking's sequence.
    """
    change = Kind(kind)
    frame, hosts, former = _read(session, booking, former_host_ids)
    facts = _facts(session, booking, change, frame, hosts, former, actor, previous_starts_at, now)
    kept = facts.to_json()
    told = []
    if booking.attendee_email:
        told.append(_message(booking, change, kept, "attendee", booking.attendee_email, None))
    were_there = set(former_host_ids) or {host.membership_id for host in hosts}
    for place, host in enumerate((*hosts, *former)):
        heard = change
        if host in former:
            heard = Kind.RELEASED
        elif change in REHOSTING and host.membership_id not in were_there:
            heard = Kind.REQUESTED if booking.status == "requested" else Kind.CONFIRMED
        reader = f"host:{host.membership_id}"
        told.append(_message(booking, heard, kept, reader, host.facts.email, place))
    outbox.put_all(session, told, now=now)


def _message(
    booking: Booking,
    kind: Kind,
    facts: dict[str, Any],
    reader: str,
    recipient: str,
    place: int | None,
) -> dict[str, Any]:
    return {
        "workspace_id": booking.workspace_id,
        "kind": EMAIL,
        "template": f"{kind.value}.{reader.partition(':')[0]}",
        "dedupe_key": f"booking:{booking.id}:{kind.value}:{booking.sequence}:{reader}",
        "recipient": recipient,
        "subject_kind": "booking",
        "subject_id": booking.id,
        "is_private": False,
        "payload": {"facts": facts, "place": place},
    }


def _facts(
    session: Session,
    booking: Booking,
    kind: Kind,
    frame: Any,
    hosts: Sequence[_Host],
    former: Sequence[_Host],
    actor: Actor | None,
    previous_starts_at: datetime | None,
    now: datetime,
) -> MailFacts:
    by, by_name, by_email = _by(session, booking, hosts, actor)
    length = timedelta(minutes=booking.duration_minutes)
    return MailFacts(
        workspace_name=frame.workspace,
        accent=frame.accent,
        meeting=booking.meeting_name,
        book_path=routes.book(frame.workspace_slug, frame.meeting_slug),
        public_id=booking.public_id,
        link_version=booking.link_version,
        attendee_name=booking.attendee_name,
        attendee_email=booking.attendee_email or "",
        attendee_phone=booking.attendee_phone or "",
        attendee_zone=booking.attendee_timezone,
        attendee_locale=booking.attendee_locale,
        hosts=tuple(host.facts for host in hosts),
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        changed_at=now,
        location_kind=booking.location_kind,
        location_value=booking.location_value,
        uid=booking.uid,
        sequence=booking.sequence,
        status=booking.status,
        invited=_invited(session, booking, kind),
        keeps_time=booking.takes_time,
        answers=tuple((answer["label"], answer["value"]) for answer in booking.answers),
        reason=booking.reason,
        by=by,
        by_name=by_name,
        by_email=by_email,
        previous_starts_at=previous_starts_at,
        previous_ends_at=previous_starts_at + length if previous_starts_at else None,
        answer_by=booking.request_expires_at,
        former_hosts=tuple(host.facts for host in former),
    )


def _by(
    session: Session, booking: Booking, hosts: Sequence[_Host], actor: Actor | None
) -> tuple[By, str, str]:
    """Tell who made the change, with name and address if it was a member."""
    kind = actor.kind.value if actor else booking.ended_by
    if kind in (ActorKind.CUSTOMER.value, ActorKind.VISITOR.value):
        return By.ATTENDEE, "", ""
    if kind != ActorKind.USER.value:
        return By.SYSTEM, "", ""
    user_id = actor.user_id if actor else None
    for host in hosts:
        if host.user_id == user_id:
            return By.HOST, host.facts.name, host.facts.email
    user = session.get(User, user_id) if user_id else None
    return By.HOST, user.name if user else "", user.email if user else ""


def _invited(session: Session, booking: Booking, kind: Kind) -> bool:
    if booking.status in ("confirmed", "completed", "no_show"):
        return True
    if kind is not Kind.CANCELLED:
        return False
    confirmed = sa.select(sa.literal(1)).where(
        col(Event.workspace_id) == booking.workspace_id,
        col(Event.subject_kind) == "booking",
        col(Event.subject_id) == booking.id,
        col(Event.what).in_(INVITING),
    )
    return session.connection().execute(confirmed.limit(1)).first() is not None


def _statement(*, with_former: bool) -> Any:
    """Write the one statement that reads all that the messages need beside the booking itself."""
    statement: Any = (
        sa.select(
            col(Workspace.name).label("workspace"),
            col(Workspace.accent),
            col(Workspace.locale),
            col(Workspace.slug).label("workspace_slug"),
            col(MeetingType.slug).label("meeting_slug"),
            col(Membership.id).label("membership_id"),
            col(User.id).label("user_id"),
            col(User.name),
            col(User.email),
            col(Schedule.timezone),
            col(BookingHost.id).label("hosts"),
        )
        .select_from(Membership)
        .join(User, col(User.id) == col(Membership.user_id))
        .join(Workspace, col(Workspace.id) == col(Membership.workspace_id))
        .join(MeetingType, col(MeetingType.id) == sa.bindparam("meeting_type_id"))
        .join(
            BookingHost,
            sa.and_(
                col(BookingHost.booking_id) == sa.bindparam("booking_id"),
                col(BookingHost.membership_id) == col(Membership.id),
            ),
            isouter=with_former,
        )
        .outerjoin(
            MeetingTypeHost,
            sa.and_(
                col(MeetingTypeHost.meeting_type_id) == sa.bindparam("meeting_type_id"),
                col(MeetingTypeHost.membership_id) == col(Membership.id),
            ),
        )
        .outerjoin(Schedule, col(Schedule.id) == col(MeetingTypeHost.schedule_id))
        .where(col(Membership.workspace_id) == sa.bindparam("workspace_id"))
        .order_by(col(BookingHost.id), col(Membership.id))
    )
    if with_former:
        is_former = col(Membership.id).in_(sa.bindparam("former", expanding=True))
        statement = statement.where(sa.or_(col(BookingHost.id).is_not(None), is_former))
    return statement


# Built once: each booking runs one of them within its transaction.
_PRESENT, _WITH_FORMER = _statement(with_former=False), _statement(with_former=True)


def _read(
    session: Session, booking: Booking, former_host_ids: Sequence[int]
) -> tuple[Any, list[_Host], list[_Host]]:
    """Give a row of the workspace and type, the hosts, and those who were hosts before."""
    given: dict[str, Any] = {
        "booking_id": booking.id,
        "meeting_type_id": booking.meeting_type_id,
        "workspace_id": booking.workspace_id,
    }
    if former_host_ids:
        given["former"] = list(former_host_ids)
    statement = _WITH_FORMER if former_host_ids else _PRESENT
    rows: Sequence[Any] = session.connection().execute(statement, given).all()
    present = [_host(row, booking) for row in rows if row.hosts is not None]
    return rows[0], present, [_host(row, booking) for row in rows if row.hosts is None]


def _host(row: Any, booking: Booking) -> _Host:
    zone = row.timezone or booking.host_timezone
    return _Host(row.membership_id, row.user_id, HostFacts(row.name, row.email, zone, row.locale))
