"""Absences, what lies in their way, and who may enter whose."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from sched_app.errors import AppError, Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.bookings import Booking, BookingHost, BookingStatus
from sched_app.models.schedules import TimeOff
from sched_app.models.workspaces import Event, Role, User, Workspace
from sched_app.services import time_off
from sched_app.services.access import Actor
from sched_app.services.time_off import TimeOffForm
from tests.factories import Factory, Member
from tests.services import people

FIRST = datetime(2026, 12, 1, tzinfo=UTC)
WEEK = TimeOffForm(FIRST, FIRST + timedelta(days=7), "Holiday")


@pytest.fixture
def studio(make: Factory) -> Workspace:
    return make.workspace()


@pytest.fixture
def ana(make: Factory, studio: Workspace) -> Member:
    return make.member(studio, "Ana Ruiz")


def booked(
    make: Factory,
    host: Member,
    starts_at: datetime,
    status: BookingStatus = BookingStatus.CONFIRMED,
) -> Booking:
    session, workspace = make.session, host.membership.workspace_id
    piano = make.meeting_type(session.get_one(Workspace, workspace), [host])
    row = Booking(
        workspace_id=workspace,
        meeting_type_id=piano.id or 0,
        status=status.value,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        duration_minutes=30,
        currency="EUR",
        meeting_name=piano.name,
        location_kind="link",
        attendee_name="Hannah Lindqvist",
        attendee_timezone="UTC",
        host_timezone="UTC",
        uid=f"{starts_at.isoformat()}-{status.value}",
        source="page",
        created_at=make.now,
        changed_at=make.now,
    )
    session.add(row)
    session.flush()
    session.add(
        BookingHost(
            workspace_id=workspace,
            booking_id=row.id or 0,
            membership_id=host.id,
            person_id=host.user.id or 0,
        )
    )
    session.flush()
    return row


def test_an_absence_lists_the_bookings_to_hand_over(
    session: Session, make: Factory, studio: Workspace, ana: Member, now: datetime
) -> None:
    ben = make.member(studio, "Ben Okafor")
    booked(make, ana, FIRST - timedelta(minutes=30))
    overlapping = booked(make, ana, FIRST - timedelta(minutes=15))
    requested = booked(make, ana, FIRST + timedelta(days=1), BookingStatus.REQUESTED)
    booked(make, ana, FIRST + timedelta(days=2), BookingStatus.CANCELLED)
    booked(make, ana, FIRST + timedelta(days=7))
    booked(make, ben, FIRST + timedelta(days=1))

    added = time_off.add(session, WEEK, actor=ana.actor, now=now)

    assert [found.public_id for found in added.in_the_way] == [
        overlapping.public_id,
        requested.public_id,
    ]
    assert added.in_the_way[0].attendee_name == "Hannah Lindqvist"
    assert (added.reason, added.host_name) == ("Holiday", "Ana Ruiz")
    event = session.exec(select(Event)).one()
    assert (event.what, event.facts) == ("time_off_added", {"membership": ana.id})
    assert session.exec(select(User.claims_version).where(User.id == ana.user.id)).one() == 1


def test_absences_may_overlap_and_those_that_are_over_are_not_listed(
    session: Session, ana: Member, now: datetime
) -> None:
    for _ in range(2):
        time_off.add(session, WEEK, actor=ana.actor, now=now)
    past = TimeOffForm(now - timedelta(days=2), now)
    time_off.add(session, past, actor=ana.actor, now=now)

    assert len(time_off.listed(session, actor=ana.actor, now=now)) == 2


def test_an_absence_is_changed_and_removed(session: Session, ana: Member, now: datetime) -> None:
    added = time_off.add(session, WEEK, actor=ana.actor, now=now)
    shorter = TimeOffForm(FIRST, FIRST + timedelta(hours=1))

    changed = time_off.change(session, added.public_id, shorter, actor=ana.actor, now=now)
    assert (changed.ends_at, changed.reason) == (FIRST + timedelta(hours=1), "")
    assert time_off.get(session, added.public_id, actor=ana.actor, now=now) == changed

    time_off.remove(session, added.public_id, actor=ana.actor, now=now)
    assert session.exec(select(TimeOff)).all() == []
    assert [event.what for event in session.exec(select(Event))] == [
        "time_off_added",
        "time_off_changed",
        "time_off_removed",
    ]


@pytest.mark.parametrize(
    ("form", "places"),
    [
        (TimeOffForm(FIRST, FIRST), {"ends_at"}),
        (TimeOffForm(FIRST, FIRST + timedelta(milliseconds=900)), {"ends_at"}),
        (TimeOffForm(FIRST, FIRST - timedelta(days=1)), {"ends_at"}),
        (TimeOffForm(FIRST.replace(tzinfo=None), FIRST), {"starts_at"}),
        (TimeOffForm(FIRST, datetime(9999, 1, 1, tzinfo=UTC)), {"ends_at"}),
        (TimeOffForm(FIRST, FIRST + timedelta(days=1), "x" * 201), {"reason"}),
    ],
)
def test_bad_absences_are_named(
    session: Session, ana: Member, now: datetime, form: TimeOffForm, places: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        time_off.add(session, form, actor=ana.actor, now=now)

    assert set(refused.value.fields) == places


def test_who_enters_whose_absence(
    session: Session, make: Factory, studio: Workspace, ana: Member, now: datetime
) -> None:
    theirs = ana.membership.public_id
    admin = make.member(studio, role=Role.ADMIN)
    added = time_off.add(session, WEEK, actor=admin.actor, now=now, member_public_id=theirs)
    assert added.host_name == "Ana Ruiz"
    assert len(time_off.listed(session, actor=admin.actor, now=now)) == 1

    ben = make.member(studio, "Ben Okafor")
    assert time_off.listed(session, actor=ben.actor, now=now) == []
    refusals: list[tuple[Actor, type[AppError]]] = [
        (people.STRANGER, NotSignedIn),
        (people.customer_of(studio), NotFound),
        (people.outsider(make).actor, NotFound),
        (ben.actor, Forbidden),
    ]
    for actor, refusal in refusals:
        with pytest.raises(refusal):
            time_off.add(session, WEEK, actor=actor, now=now, member_public_id=theirs)
        with pytest.raises(refusal):
            time_off.listed(session, actor=actor, now=now, member_public_id=theirs)
        with pytest.raises(refusal):
            time_off.get(session, added.public_id, actor=actor, now=now)
        with pytest.raises(refusal):
            time_off.change(session, added.public_id, WEEK, actor=actor, now=now)
        with pytest.raises(refusal):
            time_off.remove(session, added.public_id, actor=actor, now=now)
    assert len(session.exec(select(TimeOff)).all()) == 1


@pytest.mark.parametrize(
    ("zone", "given", "instants"),
    [
        (
            "Europe/London",
            (date(2026, 7, 1), 0, date(2026, 7, 1), 1440),
            ("2026-06-30T23:00", "2026-07-01T23:00"),
        ),
        (  # 01:30 happens twice: the absence covers both.
            "Europe/London",
            (date(2026, 10, 25), 90, date(2026, 10, 25), 90),
            ("2026-10-25T00:30", "2026-10-25T01:30"),
        ),
        (  # 02:30 does not happen.
            "Europe/Berlin",
            (date(2026, 3, 29), 150, date(2026, 3, 29), 1440),
            ("2026-03-29T01:00", "2026-03-29T22:00"),
        ),
    ],
)
def test_wall_times_become_instants(
    zone: str, given: tuple[date, int, date, int], instants: tuple[str, str]
) -> None:
    found = time_off.span(zone, *given)

    assert tuple(instant.strftime("%Y-%m-%dT%H:%M") for instant in found) == instants
