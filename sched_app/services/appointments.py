"""What every change of a booking starts with: find it, check the right, lock, look again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, NotFound, TooLate
from sched_app.models.bookings import Booking, BookingHost, BookingStatus
from sched_app.models.lifecycle import advance
from sched_app.models.meeting_types import MeetingType
from sched_app.secrets_file import Secrets
from sched_app.services import access, claims, customers, events, links
from sched_app.services.access import Actor, ActorKind, Right

OPEN = frozenset(
    status.value
    for status in (
        BookingStatus.REQUESTED,
        BookingStatus.ACCEPTED,
        BookingStatus.AWAITING_PAYMENT,
        BookingStatus.CONFIRMED,
    )
)


@dataclass(frozen=True, slots=True)
class Locked:
    """A booking under its locks, with its type, its hosts and who could host it."""

    booking: Booking
    meeting_type: MeetingType
    host_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    candidates: dict[int, claims.Candidate]


def by_public_id(session: Session, public_id: str) -> Booking:
    """Find a booking; raise NotFound."""
    found = session.exec(select(Booking).where(Booking.public_id == public_id)).first()
    if found is None:
        raise NotFound()
    return found


def hosts_of(session: Session, booking_id: int) -> list[tuple[int, int]]:
    """List a booking's hosts as (membership, person)."""
    rows = session.exec(
        select(BookingHost.membership_id, BookingHost.person_id)
        .where(BookingHost.booking_id == booking_id)
        .order_by(col(BookingHost.membership_id))
    )
    return [(row[0], row[1]) for row in rows]


def by_link(
    session: Session, secrets: Secrets, token: str, *, asker: Actor
) -> tuple[Actor, Booking]:
    """Give the customer that a manage link stands for, and the booking; raise NotFound.

    Reading changes nothing. `asker` is who opened the page: the counts by address stay with them.
    """
    link = links.read(secrets, token, links.Purpose.MANAGE, links.Purpose.MAIL)
    booking = by_public_id(session, link.public_id)
    if booking.link_version != link.version:
        raise NotFound("problem.link_unknown")
    actor = Actor(
        ActorKind.CUSTOMER,
        workspace_id=booking.workspace_id,
        booking_id=booking.id,
        by_mail=link.purpose is links.Purpose.MAIL,
        browser_key=asker.browser_key,
        address_key=asker.address_key,
        request_id=asker.request_id,
    )
    return actor, booking


def require(
    session: Session, booking: Booking, actor: Actor, right: Right
) -> list[tuple[int, int]]:
    """Refuse unless the actor may do this to the booking; give its hosts."""
    hosts = hosts_of(session, booking.id or 0)
    access.require(
        actor,
        right,
        booking.workspace_id,
        host_ids=frozenset(host for host, _ in hosts),
        booking_id=booking.id,
        customer_id=_customer_of(booking, actor),
    )
    return hosts


def _customer_of(booking: Booking, actor: Actor) -> int | None:
    """Say whose a booking is: one that is nobody's is theirs who proved the address in it."""
    if booking.customer_id is None and actor.address and booking.attendee_key == actor.address:
        return actor.customer_id
    return booking.customer_id


def lock(
    session: Session, public_id: str, actor: Actor, right: Right, *, also: Collection[int] = ()
) -> Locked:
    """Find a booking that the actor may change, lock its type and persons, and read it again.

    The persons of `also` are locked with them.
    """
    booking = by_public_id(session, public_id)
    hosts = require(session, booking, actor, right)
    persons = [person for _, person in hosts]
    candidates = claims.lock(session, booking.meeting_type_id, also=[*persons, *also])
    session.refresh(booking)
    hosts = hosts_of(session, booking.id or 0)
    meeting_type = session.get(MeetingType, booking.meeting_type_id)
    assert meeting_type is not None  # A foreign key says so.
    return Locked(
        booking,
        meeting_type,
        tuple(host for host, _ in hosts),
        tuple(person for _, person in hosts),
        candidates,
    )


def right_of(actor: Actor) -> Right:
    """Name the right by which this actor changes bookings: by link, or as a member."""
    return Right.MANAGE_BOOKING if actor.kind is ActorKind.CUSTOMER else Right.CHANGE_BOOKINGS


def change_until(booking: Booking, meeting_type: MeetingType) -> datetime:
    """Give the last instant at which the attendee can move or cancel by themselves."""
    return booking.starts_at - timedelta(minutes=meeting_type.change_notice_minutes)


def require_in_time(locked: Locked, actor: Actor, now: datetime) -> None:
    """Refuse the attendee's own change of what is over, or too near; organizers are not bound."""
    if locked.booking.status not in OPEN:
        raise Conflict("problem.booking_closed", status=locked.booking.status)
    if actor.kind is not ActorKind.CUSTOMER:
        return
    if now > change_until(locked.booking, locked.meeting_type) or now >= locked.booking.starts_at:
        raise TooLate()


def change_status(
    session: Session,
    booking: Booking,
    to: BookingStatus,
    *,
    actor: Actor,
    now: datetime,
    facts: dict[str, Any] | None = None,
) -> bool:
    """Advance a booking and write the event; False if it was there already."""
    moved = advance(session, booking, to, now=now)
    if moved is None:
        return False
    record(
        session,
        booking,
        to.value,
        actor=actor,
        now=now,
        fields=["status"],
        facts={"was": moved.was.value, "status": to.value, **(facts or {})},
    )
    return True


def record(
    session: Session,
    booking: Booking,
    what: str,
    *,
    actor: Actor,
    now: datetime,
    fields: list[str],
    facts: dict[str, Any],
) -> None:
    """Write an event about a booking."""
    events.record(
        session,
        f"booking.{what}",
        "booking",
        booking.id or 0,
        workspace_id=booking.workspace_id,
        actor=actor,
        now=now,
        fields=fields,
        facts=facts,
    )


def acted(session: Session, booking: Booking, actor: Actor, now: datetime) -> None:
    """Link the customer whose mailbox is proven: by our mail just now, or when they signed in."""
    is_proven = actor.by_mail or actor.customer_id is not None
    if actor.kind is ActorKind.CUSTOMER and is_proven and booking.customer_id is None:
        customers.link_by_mail(session, booking, actor=actor, now=now)


def set_hosts(session: Session, booking: Booking, persons: dict[int, int]) -> None:
    """Replace a booking's hosts by these (membership → person)."""
    connection = session.connection()
    connection.execute(sa.delete(BookingHost).where(col(BookingHost.booking_id) == booking.id))
    connection.execute(
        sa.insert(BookingHost),
        [
            {
                "workspace_id": booking.workspace_id,
                "booking_id": booking.id,
                "membership_id": membership,
                "person_id": person,
            }
            for membership, person in persons.items()
        ],
    )
