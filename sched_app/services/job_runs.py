"""One row per run of a job, unique by job and due time, so that one process of several does it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from sched_app.models.operations import JobRun

KEPT_FOR = timedelta(days=7)
OUTCOME_LONGEST = 300

_TABLE = JobRun.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class RunView:
    """The last run of a job; `outcome` holds counts (`holds=3`), `nothing`, or `failed: …`."""

    job: str
    started_at: datetime
    finished_at: datetime | None
    next_at: datetime | None
    outcome: str


def begin(
    session: Session,
    job: str,
    due_at: datetime,
    *,
    now: datetime,
    next_at: datetime | None = None,
) -> bool:
    """Take a run for this process; False if another one has it, or had it."""
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    taken = session.connection().execute(
        insert(_TABLE)
        .values(job=job, due_at=due_at, started_at=now, next_at=next_at, outcome="")
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


def last_runs(session: Session) -> list[RunView]:
    """Give the last run of each job that ran within a week, by the job's name."""
    latest = (
        sa.select(_TABLE.c.job, sa.func.max(_TABLE.c.due_at).label("due_at"))
        .group_by(_TABLE.c.job)
        .subquery()
    )
    rows = session.connection().execute(
        sa.select(
            _TABLE.c.job,
            _TABLE.c.started_at,
            _TABLE.c.finished_at,
            _TABLE.c.next_at,
            _TABLE.c.outcome,
        )
        .join(latest, sa.and_(latest.c.job == _TABLE.c.job, latest.c.due_at == _TABLE.c.due_at))
        .order_by(_TABLE.c.job)
    )
    return [RunView(*row) for row in rows]


def last_started(session: Session) -> datetime | None:
    """Tell when a worker last began a run; None if none did within a week."""
    newest = sa.select(_TABLE.c.started_at).order_by(_TABLE.c.id.desc()).limit(1)
    return session.connection().execute(newest).scalar()


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete runs of more than a week ago; give how many."""
    gone = session.connection().execute(sa.delete(_TABLE).where(_TABLE.c.due_at < now - KEPT_FOR))
    return gone.rowcount
