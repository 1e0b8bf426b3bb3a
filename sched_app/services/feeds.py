"""A customer's calendar feed: their bookings at a private address that they can end."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from sched_app import routes
from sched_app.errors import NotFound
from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    accounts,
    booking_views,
    calendar_entries,
    invitations,
    links,
    portals,
    workspaces,
)
from sched_app.services.access import Right
from sched_app.services.links import Purpose

BACK = timedelta(days=90)
MOST = 500


def document(
    session: Session, secrets: Secrets, token: str, *, sender: str, now: datetime
) -> bytes:
    """Write the calendar behind a feed's address: what is or was confirmed, since 90 days ago.

    The address is the right to read it. Raise NotFound for one that is forged or was ended.
    """
    link = links.read(secrets, token, Purpose.FEED)
    row = session.exec(select(Customer).where(Customer.public_id == link.public_id)).first()
    if row is None or row.feed_since is None or row.feed_version != link.version:
        raise NotFound("problem.link_unknown")
    actor = accounts.as_customer(row, None, access.visitor())
    access.require(actor, Right.USE_ACCOUNT, row.workspace_id, customer_id=row.id)
    found = session.exec(
        select(Booking)
        .where(
            Booking.workspace_id == row.workspace_id,
            col(Booking.id).in_(portals.own_ids(row)),
            col(Booking.status).in_(booking_views.LET_IN),
            col(Booking.ends_at) > now - BACK,
        )
        .with_hint(Booking, "NOT INDEXED", "sqlite")
        .order_by(col(Booking.starts_at), col(Booking.id))
        .limit(MOST)
    ).all()
    page = routes.absolute(workspaces.base_url(session), routes.PORTAL)
    views = booking_views.page_of(session, found, MOST, actor=actor, now=now).items
    return invitations.feed(
        [calendar_entries.entry(view, sender=sender, url=page) for view in views],
        name=workspaces.name_of(session, row.workspace_id),
    )
