"""Customers and bookings to test with, as their services would leave them."""

from datetime import timedelta
from itertools import count
from typing import Any

from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.customers import Customer
from sched_app.models.meeting_types import MeetingType
from sched_app.models.workspaces import Role, Workspace
from sched_app.services import customer_notes, customers
from sched_app.services.access import Actor, ActorKind
from sched_app.services.customers import CustomerForm
from tests.factories import Factory, Member

_numbers = count(1)


def admin_of(workspace: Workspace) -> Actor:
    """Someone who may do everything with customers, and hosts nothing."""
    return admin_of_id(workspace.id)


def admin_of_id(workspace_id: int | None) -> Actor:
    """The same, by the workspace's key."""
    return Actor(ActorKind.USER, workspace_id=workspace_id, role=Role.ADMIN.value)


def customer(
    make: Factory, workspace: Workspace, name: str = "Hannah Lindqvist", *tags: str, **given: str
) -> Customer:
    """Add a customer with tags."""
    actor = admin_of(workspace)
    row = customers.add(make.session, CustomerForm(name, **given), actor=actor, now=make.now)
    for tag in tags:
        customer_notes.add_tag(make.session, row.public_id, tag, actor=actor, now=make.now)
    return row


def booking(
    make: Factory, host: Member, kind: MeetingType, *, days: float = -1, **values: Any
) -> Booking:
    """Make a booking of a host, by default yesterday's and completed."""
    begins = make.now + timedelta(days=days)
    number = next(_numbers)
    email = values.get("attendee_email", "hannah@lindqvist.example")
    row = Booking(
        workspace_id=host.membership.workspace_id,
        meeting_type_id=kind.id or 0,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=30),
        duration_minutes=30,
        currency="EUR",
        meeting_name=kind.name,
        location_kind="link",
        attendee_timezone="Europe/London",
        host_timezone="UTC",
        uid=f"client-{number}@test",
        source="test",
        created_at=make.now,
        changed_at=make.now,
        **{
            "status": "completed" if days < 0 else "confirmed",
            "attendee_name": "Hannah Lindqvist",
            "attendee_email": email,
            "attendee_key": email.casefold() if email else None,
            **values,
        },
    )
    make.session.add(row)
    make.session.flush()
    make.session.add(
        BookingHost(
            workspace_id=row.workspace_id,
            booking_id=row.id or 0,
            membership_id=host.id,
            person_id=host.user.id or 0,
        )
    )
    make.session.flush()
    return row
