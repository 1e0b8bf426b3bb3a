"""The workspace's clients: who proved an address becomes one."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer
from sched_app.services import access, events
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.forms import email_key


def link_by_mail(session: Session, booking: Booking, *, actor: Actor, now: datetime) -> bool:
    """Link a booking to the customer of its address; say whether it was linked.

    Only someone who acts on a page that they reached from our mail has shown that they read that
    mailbox. Typing an address neither reads nor changes a customer: an existing one stays as it is.
    """
    key = booking.id or 0
    access.require(actor, Right.MANAGE_BOOKING, booking.workspace_id, booking_id=key)
    proven = actor.kind is ActorKind.CUSTOMER and actor.by_mail and actor.booking_id == key
    address = email_key(booking.attendee_email or "")
    if not proven or not address or booking.customer_id is not None:
        return False
    customer_id, is_new = _of_address(session, booking, address, now)
    booking.customer_id = customer_id
    session.add(booking)
    session.flush()
    if is_new:
        _record(session, "customer_created", "customer", customer_id, booking, actor, now)
    _record(session, "customer_linked", "booking", key, booking, actor, now)
    return True


def _record(
    session: Session,
    what: str,
    kind: str,
    key: int,
    booking: Booking,
    actor: Actor,
    now: datetime,
) -> None:
    events.record(
        session,
        what,
        kind,
        key,
        workspace_id=booking.workspace_id,
        actor=actor,
        now=now,
        facts={"booking": booking.id, "customer": booking.customer_id},
    )


def _of_address(
    session: Session, booking: Booking, address: str, now: datetime
) -> tuple[int, bool]:
    fresh = Customer(
        workspace_id=booking.workspace_id,
        name=booking.attendee_name,
        email=booking.attendee_email,
        email_key=address,
        phone=booking.attendee_phone,
        timezone=booking.attendee_timezone,
        locale=booking.attendee_locale,
        created_at=now,
    )
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    # Two bookings of one person may be acted on at once: the second waits here and finds the first.
    inserted = session.connection().execute(
        insert(Customer)
        .values(fresh.model_dump(exclude={"id"}))
        .on_conflict_do_nothing(index_elements=["workspace_id", "email_key"])
        .returning(col(Customer.id))
    )
    is_new = inserted.first() is not None
    found = session.exec(
        select(Customer.id).where(
            Customer.workspace_id == booking.workspace_id, Customer.email_key == address
        )
    ).one()
    return found or 0, is_new
