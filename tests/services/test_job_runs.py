"""A run of a job is done by one process."""

import threading
from datetime import datetime, timedelta

from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.models.operations import JobRun
from sched_app.services import job_runs


def test_a_run_is_taken_once(session: Session, now: datetime) -> None:
    assert job_runs.begin(session, "expire", now, now=now)
    assert not job_runs.begin(session, "expire", now, now=now)
    assert job_runs.begin(session, "complete", now, now=now)
    assert job_runs.begin(session, "expire", now + timedelta(minutes=1), now=now)


def test_how_a_run_ended_is_written(session: Session, now: datetime) -> None:
    job_runs.begin(session, "expire", now, now=now)
    ended = now + timedelta(seconds=3)
    job_runs.finish(session, "expire", now, "holds=2" + "x" * 400, now=ended)

    row = session.exec(select(JobRun)).one()
    assert (row.started_at, row.finished_at) == (now, ended)
    assert row.outcome.startswith("holds=2")


def test_old_runs_are_forgotten(session: Session, now: datetime) -> None:
    for age in (6, 8):
        job_runs.begin(session, "expire", now - timedelta(days=age), now=now)

    assert job_runs.forget_old(session, now=now) == 1


def test_of_several_processes_one_takes_the_run(database: Database, now: datetime) -> None:
    start = threading.Barrier(4)
    taken: list[bool] = []

    def take() -> None:
        start.wait()
        with database.transaction() as session:
            taken.append(job_runs.begin(session, "expire", now, now=now))

    rivals = [threading.Thread(target=take) for _ in range(4)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()

    assert sorted(taken) == [False, False, False, True]
