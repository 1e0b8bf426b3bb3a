"""What tests of booking say again and again: a time, a visitor, what they type, what is stored."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.models.bookings import Assignment, Booking
from sched_app.models.meeting_types import MeetingType, MeetingTypeHost
from sched_app.models.messages import OutboxMessage
from sched_app.models.schedules import Claim
from sched_app.models.workspaces import User
from sched_app.services import access, bookings, holds
from sched_app.services.access import Actor, ActorKind
from sched_app.services.attendees import Details
from sched_app.services.holds import HoldView, Terms
from tests.conftest import NOW

TERMS = Terms(limited=False)
MONDAY = NOW.replace(hour=0)


def at(hour: float, *, day: int = 1) -> datetime:
    """Give an instant by its UTC hour, by default on Tuesday 24 November 2026; Monday is day 0."""
    return MONDAY + timedelta(days=day, hours=hour)


def browser(key: str = "b1", *, address: str = "") -> Actor:
    """Make a visitor with a browser of their own."""
    return access.visitor(browser_key=key, address_key=address)


def typed(name: str = "Vera Visitor", **values: Any) -> Details:
    """Make what a visitor types into the form."""
    email = values.pop("email", name.lower().replace(" ", ".") + "@example.org")
    return Details(name=name, email=email, timezone=values.pop("timezone", "UTC"), **values)


def link_of(booking: Booking, *, by_mail: bool = False) -> Actor:
    """Make the customer who came by a booking's link."""
    return Actor(
        ActorKind.CUSTOMER,
        workspace_id=booking.workspace_id,
        booking_id=booking.id,
        by_mail=by_mail,
        browser_key="b1",
    )


def keep(
    session: Session, kind: MeetingType, starts_at: datetime, *, now: datetime = NOW, **given: Any
) -> HoldView:
    """Hold a time as a visitor."""
    given = {"actor": browser(), "terms": TERMS, "duration_minutes": None, **given}
    return holds.hold(session, kind.id or 0, starts_at, now=now, **given)


def book(
    session: Session,
    kind: MeetingType | None = None,
    starts_at: datetime | None = None,
    *,
    now: datetime = NOW,
    **given: Any,
) -> Booking:
    """Book as a visitor, a time or a hold."""
    given = {"details": typed(), "actor": browser(), "terms": TERMS, "source": "page", **given}
    if kind is not None:
        given["meeting_type_id"] = kind.id
    return bookings.book(session, starts_at=starts_at, now=now, **given)


def claims_in(session: Session, **match: Any) -> list[Claim]:
    """List the active claims that match, by start."""
    chosen = select(Claim).where(
        col(Claim.active), *(getattr(Claim, k) == v for k, v in match.items())
    )
    found = session.exec(
        chosen.order_by(col(Claim.starts_at)).execution_options(populate_existing=True)
    )
    return list(found)


def spans_of(session: Session, person_id: int) -> list[tuple[datetime, datetime]]:
    """Give when a person is occupied."""
    return [
        (datetime.fromtimestamp(row.starts_at, UTC), datetime.fromtimestamp(row.ends_at, UTC))
        for row in claims_in(session, person_id=person_id)
    ]


def mails_about(session: Session, booking: Booking) -> Counter[str]:
    """Count the messages about a booking by template."""
    found = session.exec(
        select(OutboxMessage.template).where(OutboxMessage.subject_id == booking.id)
    )
    return Counter(found)


def loads(session: Session, kind: MeetingType) -> Mapping[int, int]:
    """Give each host's load: turns given, less credited, with the head start."""
    found = session.connection().execute(
        sa.select(
            col(MeetingTypeHost.membership_id),
            col(MeetingTypeHost.assigned)
            - col(MeetingTypeHost.credited)
            + col(MeetingTypeHost.head_start),
        ).where(col(MeetingTypeHost.meeting_type_id) == kind.id)
    )
    return {row[0]: row[1] for row in found}


def turns(session: Session, booking: Booking) -> list[Assignment]:
    """List a booking's turns in order."""
    chosen = select(Assignment).where(Assignment.booking_id == booking.id)
    return list(session.exec(chosen.order_by(col(Assignment.id))))


def version_of(session: Session, person_id: int) -> int:
    """Give the number that open pages watch."""
    return session.exec(select(User.claims_version).where(User.id == person_id)).one()
