"""Runs of jobs and alarms, as the system's page shows them, for a server whose worker is off."""

from datetime import datetime, timedelta

from sqlmodel import Session

from sched_app.models.operations import Alarm
from sched_app.services import job_runs
from sched_app.services.access import Actor

MINUTE = timedelta(minutes=1)
OUTCOMES = {
    "complete_bookings": "bookings=3",
    "expire_holds": "nothing",
    "expire_requests": "failed: OperationalError",
    "watch_messages": "alarms_raised=1",
}


def run_jobs(session: Session, *, actor: Actor, now: datetime) -> None:
    """Let each job have run a minute ago, and an alarm have been over since yesterday."""
    for job, outcome in OUTCOMES.items():
        at = now - MINUTE
        job_runs.begin(session, job, at, now=at, next_at=at + MINUTE)
        job_runs.finish(session, job, at, outcome, now=at)
    session.add(
        Alarm(
            workspace_id=actor.workspace_id,
            messages=4,
            late_since=now - timedelta(days=1, minutes=50),
            began_at=now - timedelta(days=1, minutes=40),
            seen_at=now - timedelta(days=1, minutes=35),
            ended_at=now - timedelta(days=1),
        )
    )
