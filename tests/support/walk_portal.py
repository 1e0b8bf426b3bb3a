"""What the walk finds of the portal: its rightful owner is a customer too, with a past booking."""

from datetime import datetime, timedelta
from typing import Any

from sched_app.models.accounts import AddressProof
from sched_app.models.customers import Customer
from sched_app.models.meeting_types import MeetingType
from sched_app.models.workspaces import User
from sched_app.secrets_file import Secrets
from sched_app.services import attendance, customers, links, portals
from sched_app.services.access import Actor
from sched_app.services.customers import CustomerForm
from sched_app.services.links import Purpose
from tests.support.visits import book, typed


def fill(
    session: Any, secrets: Secrets, kind: MeetingType, person: Actor, now: datetime
) -> dict[str, str]:
    """Make a member a customer with a receipt, a feed and a mailed link; say what is where."""
    user = session.get_one(User, person.user_id)
    form = CustomerForm(user.name, user.email, "", "UTC", "en")
    row = Customer(
        workspace_id=person.workspace_id, user_id=user.id, created_at=now,
        **customers.columns(form),
    )  # fmt: skip
    session.add(row)
    session.flush()
    past = book(
        session, kind, now - timedelta(hours=4),
        details=typed(user.name, email=user.email), now=now - timedelta(days=3),
    )  # fmt: skip
    past.customer_id, past.price_minor = row.id, 4500
    session.add(past)
    attendance.complete(session, past.public_id, actor=person, now=now)
    portals.open_feed(session, actor=person, now=now)
    proof = AddressProof(
        workspace_id=person.workspace_id, email=user.email, email_key=user.email_key,
        created_at=now, expires_at=now + timedelta(minutes=15),
    )  # fmt: skip
    session.add(proof)
    session.flush()
    return {
        "own_booking": past.public_id,
        "feed": links.derive(secrets, Purpose.FEED, row.public_id, row.feed_version),
        "portal": links.derive(secrets, Purpose.PORTAL, proof.public_id, 1),
    }
