"""Editors and visitors at once: nobody waits in a circle, and nothing refers to what is gone."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.errors import Conflict, NotFound
from sched_app.models.bookings import Booking
from sched_app.models.schedules import Schedule
from sched_app.models.workspaces import Role
from sched_app.secrets_file import Secrets
from sched_app.services import access, bookings, meeting_types, schedules
from sched_app.services.attendees import Details
from sched_app.services.holds import Terms
from sched_app.services.meeting_types import HostForm, MeetingTypeForm
from sched_app.services.schedules import ScheduleForm
from tests.factories import Factory

TIMES = 12
Step = Callable[[Session, random.Random], object]
WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def steps(database: Database, secrets: Secrets, now: datetime) -> list[Step]:
    with database.transaction() as session:
        make = Factory(session, now)
        studio = make.workspace()
        hosts = [make.member(studio, name, role=Role.OWNER) for name in ("Ana", "Ben", "Cem")]
        types = [
            (row.id, row.public_id, row.slug)
            for row in (make.meeting_type(studio, hosts[:2]), make.meeting_type(studio, hosts[1:]))
        ]
    actor, visitor = hosts[0].actor, access.visitor(browser_key="b", address_key="a")

    def change_hosts(session: Session, chance: random.Random) -> None:
        _, public_id, slug = chance.choice(types)
        chosen = [HostForm(each.membership.public_id) for each in chance.sample(hosts, 2)]
        form = MeetingTypeForm(
            "Lesson", chosen, slug=slug, routing="round_robin", location_value="https://x.org/y"
        )
        meeting_types.change(session, public_id, form, actor=actor, now=now)

    def replace_hours(session: Session, chance: random.Random) -> None:
        member = chance.choice(hosts).membership.public_id
        form = ScheduleForm("Hours", "UTC", [[(0, 1440)]] * 7)
        made = schedules.create(session, form, actor=actor, now=now, member_public_id=member)
        schedules.set_default(session, made.public_id, actor=actor, now=now)

    def remove_hours(session: Session, chance: random.Random) -> None:
        found = chance.choice(schedules.listed(session, actor=actor))
        schedules.remove(session, found.public_id, actor=actor, now=now)

    def book(session: Session, chance: random.Random) -> None:
        bookings.book(
            session,
            details=Details("Hannah", "hannah@example.org", "UTC"),
            actor=visitor,
            terms=Terms(limited=False, secrets=secrets),
            now=now,
            source="api",
            meeting_type_id=chance.choice(types)[0],
            starts_at=now + timedelta(days=chance.randint(1, 40), hours=chance.randint(1, 8)),
        )

    return [change_hosts, change_hosts, replace_hours, remove_hours, book, book]


def test_edits_and_bookings_at_once(database: Database, steps: list[Step]) -> None:
    faults: list[BaseException] = []

    def repeat(step: Step, chance: random.Random) -> None:
        for _ in range(TIMES):
            try:
                with database.transaction() as session:
                    step(session, chance)
            except Conflict:
                continue  # The time was taken, or the hours are in use: a refusal with a reason.
            except BaseException as fault:  # noqa: BLE001 (whatever it is, it is shown below)
                faults.append(fault)

    threads = [
        threading.Thread(target=repeat, args=(step, random.Random(seed)))
        for seed, step in enumerate(steps)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    with database.reading() as session:
        assert session.exec(select(Booking.id)).first() is not None
        defaults = session.exec(
            select(Schedule.membership_id, sa.func.count())
            .where(Schedule.is_default)
            .group_by(Schedule.membership_id)
        ).all()
        assert [number for _, number in defaults] == [1, 1, 1]


def test_a_type_that_is_archived_while_a_booking_waits_is_not_booked(
    postgres_database: Database, secrets: Secrets, now: datetime
) -> None:
    with postgres_database.transaction() as session:
        make = Factory(session, now)
        studio = make.workspace()
        ana = make.member(studio, role=Role.OWNER)
        kind = make.meeting_type(studio, [ana])

    def book() -> None:
        with postgres_database.transaction() as session:
            bookings.book(
                session,
                details=Details("Hannah", "hannah@example.org", "UTC"),
                actor=access.visitor(browser_key="b", address_key="a"),
                terms=Terms(limited=False, secrets=secrets),
                now=now,
                source="api",
                meeting_type_id=kind.id,
                starts_at=now + timedelta(days=1, hours=1),
            )

    with ThreadPoolExecutor(1) as other:
        with postgres_database.transaction() as session:
            meeting_types.archive(session, kind.public_id, actor=ana.actor, now=now)
            booking = other.submit(book)
            with postgres_database.engine.connect() as watching:
                while not watching.execute(WAITING).scalar_one():
                    assert not booking.done(), booking.exception()
        with pytest.raises(NotFound):
            booking.result()
