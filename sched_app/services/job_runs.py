"""One row per run of a job, unique by job and due time, so that one process of several does it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from sched_app.models.operations import JobRun

KEPT_FOR = timedelta(days=7)
OUTCOME_LONGEST = 300

_TABLE = JobRun.__table__  # type: ignore[attr-defined]


def begin(session: Session, job: str, due_at: datetime, *, now: datetime) -> bool:
    """Take a run for this process; False if another one has it, or had it."""
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    taken = session.connection().execute(
        insert(_TABLE)
        .values(job=job, due_at=due_at, started_at=now, outcome="")
        .on_conflict_do_nothing(index_elements=["job", "due_at"])
        .returning(_TABLE.c.id)
    )
    return taken.first() is not None


def finish(session: Session, job: str, due_at: datetime, outcome: str, *, now: datetime) -> None:
    """Write how a run ended; the outcome holds counts and kinds of errors, nothing personal."""
    session.connection().execute(
        sa.update(_TABLE)
        .where(_TABLE.c.job == job, _TABLE.c.due_at == due_at)
        .values(finished_at=now, outcome=outcome[:OUTCOME_LONGEST])
    )


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete runs of more than a week ago; give how many."""
    gone = session.connection().execute(sa.delete(_TABLE).where(_TABLE.c.due_at < now - KEPT_FOR))
    return gone.rowcount
