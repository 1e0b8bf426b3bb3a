"""The worker's jobs: once among several processes, made up for, never silent, cheap when idle."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from sched_app import jobs
from sched_app.db import Database
from sched_app.integrations.protocols import Email, SentInfo
from sched_app.jobs import Job, Missed
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.columns import epoch
from sched_app.models.messages import OutboxMessage
from sched_app.models.operations import JobRun, RateCount
from sched_app.models.schedules import Claim, Hold
from sched_app.models.workspaces import Deployment, Role, User
from sched_app.secrets_file import Secrets
from sched_app.services import members
from sched_app.services.members import MemberForm
from sched_app.settings import Settings
from sched_app.wiring import Wiring
from tests.factories import Factory

MINUTE = timedelta(minutes=1)


@dataclass
class Postman:
    """Takes every mail."""

    taken: list[Email] = field(default_factory=list)

    def send(self, email: Email) -> SentInfo:
        """Take a mail."""
        self.taken.append(email)
        return SentInfo("250 OK")

    def close(self) -> None:
        """Nothing is open."""


def wired(
    database: Database, secrets: Secrets, now: datetime, email: Postman | None = None
) -> Wiring:
    settings = Settings(OPENHOURS_DATA_DIR=Path("nowhere"), OPENHOURS_WORKER=True)  # type: ignore[call-arg]
    return Wiring(settings, lambda: now, database, secrets, email)


def at(whole: Wiring, now: datetime) -> Wiring:
    return replace(whole, clock=lambda: now)


def counting(done: list[datetime], **values: Any) -> Job:
    def work(_whole: Wiring, now: datetime) -> dict[str, int]:
        done.append(now)
        return {"things": len(done)}

    given: dict[str, Any] = {
        "name": "count",
        "every": MINUTE,
        "missed": Missed.ONCE,
        "late": MINUTE,
        **values,
    }
    return Job(run=work, **given)


@pytest.fixture
def whole(database: Database, secrets: Secrets, now: datetime) -> Wiring:
    return wired(database, secrets, now)


@pytest.fixture
def lite(sqlite_database: Database, secrets: Secrets, now: datetime) -> Wiring:
    return wired(sqlite_database, secrets, now)


@pytest.fixture
def statements(lite: Wiring) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_more: object) -> None:
        seen.append(statement.split()[0])

    sa.event.listen(lite.database.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(lite.database.engine, "before_cursor_execute", note)


def test_due_times_are_multiples_of_the_span() -> None:
    job = counting([], every=timedelta(hours=1))
    now = datetime(2026, 11, 23, 8, 59, 59, tzinfo=UTC)

    assert jobs.due_time(job, now) == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_of_two_processes_one_does_a_run(whole: Wiring, now: datetime) -> None:
    done: list[datetime] = []
    job = counting(done)

    assert jobs.run(job, whole)
    assert not jobs.run(job, at(whole, now + timedelta(seconds=59)))
    assert jobs.run(job, at(whole, now + MINUTE))

    assert done == [now, now + MINUTE]
    with whole.database.reading() as session:
        assert session.exec(select(JobRun.outcome)).all() == ["things=1", "things=2"]


def test_a_run_that_is_too_late_is_left_out(lite: Wiring, now: datetime) -> None:
    done: list[datetime] = []
    job = counting(done, every=timedelta(hours=1), late=timedelta(minutes=10))

    assert not jobs.run(job, at(lite, now + timedelta(minutes=11)))
    assert jobs.run(job, at(lite, now + timedelta(minutes=9)))
    assert len(done) == 1


def test_a_failure_is_written_down_and_the_next_run_tries_again(
    lite: Wiring, now: datetime
) -> None:
    def fail(_whole: Wiring, _now: datetime) -> dict[str, int]:
        raise RuntimeError("hannah@lindqvist.example")

    broken = Job("broken", MINUTE, Missed.ONCE, MINUTE, fail)

    assert jobs.run(broken, lite)
    assert jobs.run(broken, at(lite, now + MINUTE))
    with lite.database.reading() as session:
        rows = session.exec(select(JobRun)).all()
        assert [row.outcome for row in rows] == ["failed: RuntimeError"] * 2
        assert all(row.finished_at for row in rows)


def test_an_idle_delivery_writes_nothing(lite: Wiring, statements: list[str]) -> None:
    assert jobs.deliver(lite) == 0

    assert statements == ["BEGIN", "SELECT"]


def with_mail(database: Database, secrets: Secrets, now: datetime) -> None:
    with database.transaction() as session:
        make = Factory(session, now)
        session.add(Deployment(base_url="https://book.example.org", set_up_at=now))
        owner = make.member(make.workspace(), role=Role.OWNER)
        for name in ("ben", "cem"):
            members.add_member(
                session,
                MemberForm(name, f"{name}@example.org", "organizer"),
                secrets=secrets,
                has_mail=True,
                actor=owner.actor,
                now=now,
            )


def test_due_mail_is_sent_once(whole: Wiring, secrets: Secrets, now: datetime) -> None:
    with_mail(whole.database, secrets, now)
    postman = Postman()
    whole = replace(whole, email=postman)

    assert jobs.deliver(whole) == 2
    assert jobs.deliver(whole) == 0

    assert sorted(mail.recipient.address for mail in postman.taken) == [
        "ben@example.org",
        "cem@example.org",
    ]
    assert "https://book.example.org/join/" in postman.taken[0].text


def test_without_a_mail_server_messages_are_kept(
    lite: Wiring, secrets: Secrets, now: datetime
) -> None:
    with_mail(lite.database, secrets, now)

    assert jobs.deliver(lite) == 2
    assert jobs.deliver(lite) == 0
    with lite.database.reading() as session:
        assert set(session.exec(select(OutboxMessage.status))) == {"kept"}


def a_hold(make: Factory, expires_at: datetime) -> None:
    workspace = make.workspace()
    ana = make.member(workspace)
    piano = make.meeting_type(workspace, [ana])
    starts_at = make.now + timedelta(days=1)
    held = Hold(
        workspace_id=workspace.id or 0,
        meeting_type_id=piano.id or 0,
        token_hash=f"{expires_at.timestamp()}",
        browser_key="b",
        address_key="a",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        duration_minutes=30,
        keeps_until=expires_at,
        expires_at=expires_at,
        created_at=make.now,
    )
    make.session.add(held)
    make.session.flush()
    make.session.add(
        Claim(
            workspace_id=workspace.id or 0,
            person_id=ana.user.id or 0,
            owner=f"hold:{held.id}",
            hold_id=held.id,
            starts_at=epoch(starts_at),
            ends_at=epoch(starts_at) + 1800,
            expires_at=epoch(expires_at),
        )
    )
    make.session.flush()


def a_booking(make: Factory, status: str, starts_at: datetime, **values: Any) -> None:
    workspace = make.workspace()
    ana = make.member(workspace)
    piano = make.meeting_type(workspace, [ana])
    row = Booking(
        workspace_id=workspace.id or 0,
        meeting_type_id=piano.id or 0,
        status=status,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        duration_minutes=30,
        currency="EUR",
        meeting_name=piano.name,
        location_kind="link",
        attendee_name="Hannah Lindqvist",
        attendee_email="hannah@lindqvist.example",
        attendee_timezone="UTC",
        host_timezone="UTC",
        uid=f"{status}-{starts_at.isoformat()}",
        source="page",
        created_at=make.now,
        changed_at=make.now,
        **values,
    )
    make.session.add(row)
    make.session.flush()
    make.session.add(
        BookingHost(
            workspace_id=workspace.id or 0,
            booking_id=row.id or 0,
            membership_id=ana.id,
            person_id=ana.user.id or 0,
        )
    )
    make.session.flush()


def statuses(session: Session) -> list[str]:
    return sorted(session.exec(select(Booking.status)))


def test_what_has_run_out_is_cleared_away(whole: Wiring, now: datetime) -> None:
    day = timedelta(days=1)
    with whole.database.transaction() as session:
        make = Factory(session, now)
        session.add(Deployment(base_url="https://book.example.org", set_up_at=now))
        for minutes in (-2, -1, 5):
            a_hold(make, now + minutes * MINUTE)
        a_booking(make, "requested", now + day, request_expires_at=now)
        a_booking(make, "requested", now + 2 * day, request_expires_at=now + MINUTE)
        a_booking(make, "confirmed", now - 2 * day)
        a_booking(make, "confirmed", now - 3 * day)
        a_booking(make, "confirmed", now - timedelta(hours=23))
        session.add(RateCount(key="k", window_start=1, window_ends=2, count=1))

    for job in jobs.JOBS:
        assert jobs.run(job, whole)

    with whole.database.reading() as session:
        assert len(session.exec(select(Hold.id)).all()) == 1
        assert len(session.exec(select(Claim.id).where(sa.text("active"))).all()) == 1
        assert statuses(session) == [
            "completed",
            "completed",
            "confirmed",
            "expired",
            "requested",
        ]
        outcomes = dict(session.exec(select(JobRun.job, JobRun.outcome)).all())
        assert outcomes == {
            "empty_old": "nothing",
            "expire_holds": "holds=2",
            "expire_requests": "requests=1",
            "complete_bookings": "bookings=2",
            "watch_messages": "nothing",
            "forget": "rate_counts=1",
        }
        assert sum(session.exec(select(User.claims_version))) >= 2


def test_every_job_says_what_becomes_of_missed_runs() -> None:
    assert len({job.name for job in jobs.JOBS}) == len(jobs.JOBS)
    for job in jobs.JOBS:
        assert timedelta() < job.late <= job.every


def test_the_worker_makes_up_for_a_missed_run_at_once_or_waits_for_the_next(
    lite: Wiring, now: datetime
) -> None:
    made_up = threading.Event()

    def note(done: Callable[[], None]) -> Callable[[Wiring, datetime], dict[str, int]]:
        def work(_whole: Wiring, _now: datetime) -> dict[str, int]:
            done()
            return {}

        return work

    skipped: list[int] = []
    hour = timedelta(hours=1)
    real = replace(lite, clock=lambda: datetime.now(UTC))
    worker = jobs.Worker(
        real,
        [
            Job("later", hour, Missed.NONE, hour, note(lambda: skipped.append(1))),
            Job("once", hour, Missed.ONCE, hour, note(made_up.set)),
        ],
    )
    try:
        assert made_up.wait(60)
    finally:
        worker.stop()
    assert skipped == []


def test_the_operator_may_run_the_worker_elsewhere(lite: Wiring) -> None:
    settings = lite.settings.model_copy(update={"run_worker": False})

    assert jobs.start(replace(lite, settings=settings)) is None


def test_two_workers_send_each_mail_once(
    database: Database, secrets: Secrets, now: datetime
) -> None:
    with_mail(database, secrets, datetime.now(UTC))
    postman = Postman()
    sent = threading.Event()

    class Watched(Postman):
        """Says when both mails are taken."""

        def send(self, email: Email) -> SentInfo:
            """Take a mail."""
            info = postman.send(email)
            if len(postman.taken) >= 2:
                sent.set()
            return info

    whole = replace(wired(database, secrets, now, Watched()), clock=lambda: datetime.now(UTC))
    workers = [jobs.start(whole) for _ in range(2)]
    try:
        assert sent.wait(60)
    finally:
        for worker in workers:
            assert worker is not None
            worker.stop()
    assert len(postman.taken) == 2
