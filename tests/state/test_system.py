"""The system's page and the banner of every page, without a browser."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from sched_app import wiring
from sched_app.errors import VendorError
from sched_app.models.messages import OutboxMessage
from sched_app.services import job_runs, outbox
from sched_app.state.base import AppState
from sched_app.state.messages import OutboxState
from sched_app.state.system import SystemState
from sched_app.state.team import TeamState

MINUTE = timedelta(minutes=1)


class Refusing:
    """A mail server that knows nobody."""

    def send(self, email):
        """Refuse."""
        raise VendorError("535 5.7.8 Authentication failed", permanent=False)

    def close(self):
        """Nothing is open."""


def put(desk, now, **columns):
    with desk.whole.database.transaction() as session:
        outbox.put(
            session, workspace_id=1, kind="email", template="confirmed.attendee",
            dedupe_key="late", recipient="a@example.org", payload={}, now=now,
        )  # fmt: skip
        if columns:
            session.connection().execute(sa.update(OutboxMessage).values(**columns))


def ran(desk, at, outcome="nothing"):
    with desk.whole.database.transaction() as session:
        job_runs.begin(session, "expire_holds", at, now=at, next_at=at + MINUTE)
        job_runs.finish(session, "expire_holds", at, outcome, now=at)


async def test_every_page_tells_since_when_messages_wait_and_stops_telling(desk, call, now):
    put(desk, now - 14 * MINUTE)
    state = await desk.page(TeamState)
    await call(TeamState.load, state)
    assert state.alarm == "1 message waits since 07:46 and does not go out. Nothing is lost."

    ran(desk, now - 12 * MINUTE)
    root = await state.get_state(AppState)
    await call(AppState.check, root)
    assert root.alarm == (
        "1 message waits since 07:46: the worker last ran 07:48. Nothing is lost."
    )
    ran(desk, now)
    with desk.whole.database.transaction() as session:
        session.connection().execute(sa.update(OutboxMessage).values(status="sent"))
    await call(AppState.check, root)
    assert root.alarm == ""


async def test_an_organizer_is_not_bothered(desk, call, now):
    put(desk, now - 14 * MINUTE)
    state = await desk.page(TeamState, "organizer")
    await call(TeamState.load, state)
    assert state.alarm == ""


async def test_a_worker_that_stands_still_is_told_since_when(desk, call, now):
    ran(desk, now - timedelta(days=1, minutes=3), outcome="holds=2")
    state = await desk.page(SystemState)
    await call(SystemState.load, state)

    assert not state.is_well
    assert state.alarm.startswith("The worker last ran Sun 22 Nov, 07:57.")
    (job,) = state.jobs
    assert (job.outcome, job.next) == ("2 kept times let go", "due since Sun 22 Nov, 07:58")
    assert {fact["name"] for fact in state.facts} >= {"OpenHours", "Time zone data"}


async def test_failures_are_told_plainly(desk, call, now):
    ran(desk, now, outcome="failed: OperationalError")
    put(desk, now, status="failed", last_answer="550 5.1.1 User unknown")
    state = await desk.page(SystemState)
    await call(SystemState.load, state)
    (job,) = state.jobs
    assert job.is_failed
    assert job.outcome.startswith("It failed (OperationalError). It is tried again")

    mails = await desk.page(OutboxState)
    await call(OutboxState.load, mails)
    assert mails.rows[0].advice.startswith("There is no such mailbox.")


async def test_a_test_mail_shows_what_the_server_said(desk, call, now):
    state = await desk.page(SystemState)
    await call(SystemState.load, state)
    await call(SystemState.send_test, state)
    assert state.problem.startswith("No mail server is set.")

    wiring.use(replace(desk.whole, email=Refusing()))
    await call(SystemState.load, state)
    await call(SystemState.send_test, state)

    assert (state.problem, state.is_testing) == ("", False)
    assert (state.test_to, state.test_taken) == ("ines@fernhill.example", False)
    assert state.test_answer == "535 5.7.8 Authentication failed"
    assert state.test_advice.startswith("The mail server refused the sign-in.")


async def test_an_organizer_is_told_who_to_ask(desk, call):
    state = await desk.page(SystemState, "organizer")
    await call(SystemState.load, state)
    assert state.is_forbidden
