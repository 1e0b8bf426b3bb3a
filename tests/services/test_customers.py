"""Who becomes a customer: only those who proved their mailbox by acting on our mail."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.errors import NotFound, NotSignedIn
from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer
from sched_app.models.workspaces import Event, Workspace
from sched_app.services import customers
from sched_app.services.access import Actor, ActorKind
from tests.factories import Factory
from tests.services import people

_numbers = count(1)


def booked(
    make: Factory, workspace: Workspace, email: str | None = "Hannah@example.org"
) -> Booking:
    piano = make.meeting_type(workspace, [make.member(workspace)])
    row = Booking(
        workspace_id=workspace.id or 0,
        meeting_type_id=piano.id or 0,
        status="confirmed",
        starts_at=make.now,
        ends_at=make.now + timedelta(minutes=30),
        duration_minutes=30,
        currency="EUR",
        meeting_name=piano.name,
        location_kind="link",
        attendee_name="Hannah Lindqvist",
        attendee_email=email,
        attendee_phone="+44 20 7946 0000",
        attendee_timezone="Europe/London",
        host_timezone="UTC",
        uid=f"uid-{next(_numbers)}",
        source="page",
        created_at=make.now,
        changed_at=make.now,
    )
    make.session.add(row)
    make.session.flush()
    return row


def holder_of(booking: Booking, *, by_mail: bool = True) -> Actor:
    return Actor(
        ActorKind.CUSTOMER,
        workspace_id=booking.workspace_id,
        booking_id=booking.id,
        by_mail=by_mail,
    )


def test_acting_on_our_mail_makes_a_customer(
    session: Session, make: Factory, now: datetime
) -> None:
    booking = booked(make, make.workspace())

    assert customers.link_by_mail(session, booking, actor=holder_of(booking), now=now)

    row = session.exec(select(Customer)).one()
    assert booking.customer_id == row.id
    assert (row.name, row.email, row.email_key, row.timezone) == (
        "Hannah Lindqvist",
        "Hannah@example.org",
        "hannah@example.org",
        "Europe/London",
    )
    events = session.exec(select(Event)).all()
    assert [event.what for event in events] == ["customer_created", "customer_linked"]
    assert "hannah" not in repr(events).lower()
    assert not customers.link_by_mail(session, booking, actor=holder_of(booking), now=now)


def test_a_known_customer_is_linked_and_stays_as_they_are(
    session: Session, make: Factory, now: datetime
) -> None:
    studio = make.workspace()
    first = booked(make, studio)
    customers.link_by_mail(session, first, actor=holder_of(first), now=now)
    second = booked(make, studio, "HANNAH@example.org")
    second.attendee_name = "Somebody Else"

    customers.link_by_mail(session, second, actor=holder_of(second), now=now)

    assert second.customer_id == first.customer_id
    assert session.exec(select(Customer.name)).one() == "Hannah Lindqvist"


def test_each_workspace_has_its_own_customer(
    session: Session, make: Factory, now: datetime
) -> None:
    for _ in range(2):
        booking = booked(make, make.workspace())
        customers.link_by_mail(session, booking, actor=holder_of(booking), now=now)

    assert len(session.exec(select(Customer)).all()) == 2


def test_who_did_not_come_by_mail_links_nothing(
    session: Session, make: Factory, now: datetime
) -> None:
    booking = booked(make, make.workspace())

    shown_link = holder_of(booking, by_mail=False)
    assert not customers.link_by_mail(session, booking, actor=shown_link, now=now)
    other = replace(holder_of(booking), booking_id=(booking.id or 0) + 1)
    with pytest.raises(NotFound):
        customers.link_by_mail(session, booking, actor=other, now=now)
    with pytest.raises(NotSignedIn):
        customers.link_by_mail(session, booking, actor=people.STRANGER, now=now)
    with pytest.raises(NotFound):
        customers.link_by_mail(session, booking, actor=people.outsider(make).actor, now=now)
    without = booked(make, make.workspace(), None)
    assert not customers.link_by_mail(session, without, actor=holder_of(without), now=now)
    assert session.exec(select(Customer)).all() == []


def test_two_bookings_acted_on_at_once_find_one_customer(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        make = Factory(session, now)
        studio = make.workspace()
        keys = [booked(make, studio).id for _ in range(2)]
    start = threading.Barrier(2)

    def act(key: int | None) -> None:
        start.wait()
        with database.transaction() as session:
            booking = session.get_one(Booking, key)
            customers.link_by_mail(session, booking, actor=holder_of(booking), now=now)

    rivals = [threading.Thread(target=act, args=(key,)) for key in keys]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()

    with database.reading() as session:
        assert len(session.exec(select(Customer.id)).all()) == 1
        assert len(set(session.exec(select(Booking.customer_id)))) == 1
