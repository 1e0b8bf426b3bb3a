"""What there is to see of the portal: the owner is a customer too, with bookings of each kind."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from sched_app import routes
from sched_app.models.accounts import AddressProof
from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer
from sched_app.models.workspaces import User
from sched_app.secrets_file import Secrets
from sched_app.services import customers, links, portals
from sched_app.services.access import Actor
from sched_app.services.customers import CustomerForm
from sched_app.services.links import Purpose

WANTED = (("confirmed", 3), ("requested", 1), ("completed", 2), ("cancelled", 1))


def fill(
    session: Session, secrets: Secrets, person: Actor, *, actor: Actor, now: datetime
) -> dict[str, str]:
    """Make a member a customer whose bookings these are; give the paths of the portal's links."""
    user = session.get_one(User, person.user_id)
    form = CustomerForm(user.name, user.email, "+44 117 496 0123", "Europe/London", "en")
    row = Customer(
        workspace_id=person.workspace_id or 0, user_id=user.id, created_at=now,
        **customers.columns(form),
    )  # fmt: skip
    proof = AddressProof(
        workspace_id=person.workspace_id or 0, email=user.email, email_key=user.email_key,
        created_at=now, expires_at=now + timedelta(1),  # Looking at all pages takes a while.
    )  # fmt: skip
    session.add(row)
    session.add(proof)
    session.flush()
    receipt = ""
    for status, count in WANTED:
        found = session.exec(
            select(Booking)
            .where(Booking.status == status, col(Booking.customer_id).is_(None))
            .order_by(col(Booking.starts_at).desc(), col(Booking.id))
            .limit(count)
        ).all()
        for booking in found:
            booking.customer_id = row.id
            if status == "completed":
                booking.price_minor, receipt = 6000, booking.public_id
            session.add(booking)
    portals.open_feed(session, actor=person, now=now)
    session.flush()
    return {
        "portal": routes.portal_link(links.derive(secrets, Purpose.PORTAL, proof.public_id, 1)),
        "receipt": routes.receipt(receipt),
    }
