"""Members link bookings to customers: an address that somebody typed proves nothing by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.customers import Customer
from sched_app.services import access, appointments, customers, events
from sched_app.services.access import Actor, Right, Scope

LINK_MOST = 200  # So many bookings are linked at once.


@dataclass(frozen=True, slots=True)
class LinkView:
    """Whose a booking is (`id` empty if nobody's), and whether its address is a customer's."""

    id: str
    name: str
    is_known: bool
    may_link: bool


def of_booking(session: Session, booking_public_id: str, *, actor: Actor) -> LinkView:
    """Say whose a booking is; its reader learns who a customer is only if they may read them."""
    booking = appointments.by_public_id(session, booking_public_id)
    hosts = appointments.require(session, booking, actor, Right.READ_BOOKINGS)
    reach = access.scope(actor, Right.CHANGE_BOOKINGS, booking.workspace_id)
    mine = actor.membership_id in {host for host, _ in hosts}
    may_link = reach is Scope.ALL or (reach is Scope.OWN and mine)
    key = booking.customer_id
    if key is not None:
        row = session.get_one(Customer, key)
        return LinkView(row.public_id, row.name, is_known=True, may_link=may_link)
    if not booking.attendee_name:  # It was erased.
        return LinkView("", "", is_known=False, may_link=False)
    address = booking.attendee_key or ""
    known = customers.key_of_address(session, booking.workspace_id, address) if address else None
    return LinkView("", "", is_known=known is not None, may_link=may_link)


def link(
    session: Session, booking_public_id: str, *, actor: Actor, now: datetime
) -> tuple[Customer, Booking]:
    """Link a booking to the customer of its address, or make one of its contact data."""
    booking = appointments.by_public_id(session, booking_public_id)
    appointments.require(session, booking, actor, Right.CHANGE_BOOKINGS)
    if booking.customer_id is not None or not booking.attendee_name:
        raise Conflict("problem.booking_linked")
    key = customers.link(session, booking, actor=actor, now=now)
    if key is None:
        raise Conflict("problem.booking_no_address")
    return session.get_one(Customer, key), booking


def unlink(
    session: Session, booking_public_ids: Sequence[str], *, actor: Actor, now: datetime
) -> None:
    """Take bookings from their customers again; their contact data stay on them."""
    for public_id in booking_public_ids[:LINK_MOST]:
        booking = appointments.by_public_id(session, public_id)
        appointments.require(session, booking, actor, Right.CHANGE_BOOKINGS)
        was, booking.customer_id = booking.customer_id, None
        if was is None:
            continue
        session.add(booking)
        _record(session, booking, "customer_unlinked", was, actor, now)
    session.flush()


def unlinked(session: Session, row: Customer, *, actor: Actor) -> list[Booking]:
    """List the bookings made with a customer's address that are nobody's, the latest first."""
    reach = access.scope(actor, Right.CHANGE_BOOKINGS, row.workspace_id)
    if reach is None or not row.email_key:
        return []
    asked = select(Booking).where(
        Booking.workspace_id == row.workspace_id,
        Booking.attendee_key == row.email_key,
        col(Booking.customer_id).is_(None),
    )
    if reach is Scope.OWN:
        asked = asked.where(hosted_by(actor.membership_id))
    return list(session.exec(asked.order_by(col(Booking.id).desc()).limit(LINK_MOST)))


def link_all(session: Session, public_id: str, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Link the bookings made with a customer's address; give which, so that it can be undone."""
    row = customers.find(session, public_id, actor, Right.EDIT_CUSTOMERS, lock=True)
    customers.require_present(row)
    found = unlinked(session, row, actor=actor)
    for booking in found:
        booking.customer_id = row.id
        session.add(booking)
        _record(session, booking, "customer_linked", row.id or 0, actor, now)
    session.flush()
    return tuple(booking.public_id for booking in found)


def hosted_by(membership_id: int | None) -> Any:
    """Give the condition that a member hosts a booking."""
    return (
        sa.select(sa.literal(1))
        .where(
            col(BookingHost.booking_id) == col(Booking.id),
            col(BookingHost.membership_id) == membership_id,
        )
        .exists()
    )


def _record(
    session: Session, booking: Booking, what: str, customer_id: int, actor: Actor, now: datetime
) -> None:
    events.record(
        session,
        what,
        "booking",
        booking.id or 0,
        workspace_id=booking.workspace_id,
        actor=actor,
        now=now,
        fields=["customer_id"],
        facts={"booking": booking.id, "customer": customer_id},
    )
