"""How the machinery does: messages that wait, the worker, its jobs, versions; and the alarm."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.models.operations import Alarm
from sched_app.services import access, alarms, job_runs
from sched_app.services.access import Actor, Right
from sched_app.services.alarms import Late
from sched_app.services.job_runs import RunView

BEHIND_AFTER = timedelta(minutes=10)  # Jobs run every minute.
MOST_ALARMS = 5


@dataclass(frozen=True, slots=True)
class AlarmView:
    """A time in which messages waited too long; it lasts while `ended_at` is None."""

    id: str
    messages: int
    late_since: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class StateView:
    """What is wrong now: messages that wait, and since when no worker has run a job, if any did."""

    late: Late | None
    behind_since: datetime | None

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to tell."""
        return self.late is None and self.behind_since is None


@dataclass(frozen=True, slots=True)
class SystemView:
    """The machinery of this deployment, as owners and admins see it."""

    state: StateView
    worker_ran_at: datetime | None
    runs: tuple[RunView, ...]
    alarms: tuple[AlarmView, ...]
    database: str
    revision: str
    zone_data: str


def state(session: Session, *, actor: Actor, now: datetime) -> StateView:
    """Tell what is wrong now, from two small indices: each page of the dashboard asks."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.READ_MESSAGES, workspace_id)
    ran_at = job_runs.last_started(session)
    is_behind = ran_at is not None and now - ran_at > BEHIND_AFTER
    return StateView(alarms.late(session, now=now).get(workspace_id), ran_at if is_behind else None)


def view(session: Session, *, actor: Actor, now: datetime) -> SystemView:
    """Show the machinery; raise Forbidden for organizers."""
    now_wrong = state(session, actor=actor, now=now)
    connection = session.connection()
    told = session.exec(
        select(Alarm)
        .where(Alarm.workspace_id == actor.workspace_id)
        .order_by(col(Alarm.id).desc())
        .limit(MOST_ALARMS)
    )
    return SystemView(
        state=now_wrong,
        worker_ran_at=job_runs.last_started(session),
        runs=tuple(job_runs.last_runs(session)),
        alarms=tuple(
            AlarmView(one.public_id, one.messages, one.late_since, one.ended_at) for one in told
        ),
        database=_database(connection),
        revision=str(
            connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
        ),
        zone_data=version("tzdata"),
    )


def _database(connection: sa.Connection) -> str:
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    found: Any = connection.dialect.server_version_info or ()
    return f"{names[connection.dialect.name]} {'.'.join(map(str, found))}".strip()
