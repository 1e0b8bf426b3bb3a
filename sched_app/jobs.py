"""What the worker runs, and how often; any number of processes may run it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from sched_app import logs
from sched_app.services import (
    accounts,
    alarms,
    attendance,
    customer_notes,
    delivery,
    email_changes,
    holds,
    idempotency,
    identities,
    import_books,
    job_runs,
    limits,
    portal_entrances,
    proofs,
    requests,
    retention,
    search,
    sign_ups,
)
from sched_app.wiring import Wiring

THREADS = 2
DELIVER_EVERY = timedelta(seconds=2)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MOST_BATCHES = 5
MOST_STEPS = 1_000


class Missed(StrEnum):
    """What becomes of runs that were missed while no worker ran: one for all of them, or none."""

    ONCE = "once"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Job:
    """What is done at every multiple of a span since 1970, by one process.

    A run that begins more than `late` after its due time is left out.
    """

    name: str
    every: timedelta
    missed: Missed
    late: timedelta
    run: Callable[[Wiring, datetime], dict[str, int]]


def _repeat(whole: Wiring, step: Callable[..., int], now: datetime) -> int:
    """Run a step, each in its own transaction, until it finds nothing more to do."""
    done = 0
    for _ in range(MOST_STEPS):
        count = whole.database.run(lambda session: step(session, now=now))
        if not count:
            break
        done += count
    return done


def _expire_holds(whole: Wiring, now: datetime) -> dict[str, int]:
    return {"holds": _repeat(whole, holds.expire_due, now)}


def _expire_requests(whole: Wiring, now: datetime) -> dict[str, int]:
    return {"requests": _repeat(whole, requests.expire_due, now)}


def _complete_bookings(whole: Wiring, now: datetime) -> dict[str, int]:
    return {"bookings": _repeat(whole, attendance.complete_due, now)}


def _watch_messages(whole: Wiring, now: datetime) -> dict[str, int]:
    """Raise and end alarms, with one line of the log for each."""
    with whole.database.transaction() as session:
        told = alarms.watch(session, now=now)
    for alarm in told.raised:
        logs.get().warning(
            "messages_late", count=alarm.messages, since=alarm.late_since.isoformat()
        )
    for alarm in told.ended:
        logs.get().info("messages_flow_again", began_at=alarm.began_at.isoformat())
    return {"alarms_raised": len(told.raised), "alarms_ended": len(told.ended)}


def _forget(whole: Wiring, now: datetime) -> dict[str, int]:
    forgetting: dict[str, Callable[..., int]] = {
        "idempotency_keys": idempotency.forget_old,
        "job_runs": job_runs.forget_old,
        "openid_trips": identities.forget_old,
        "rate_counts": limits.forget_old,
        "sign_ins": accounts.forget_old,
        "proofs": proofs.forget_old,
        "sign_ups": sign_ups.forget_old,
        "address_proofs": portal_entrances.forget_old,
        "email_changes": email_changes.forget_old,
        "removed_notes": customer_notes.forget_removed,
        "customer_files": import_books.forget_old,
    }
    done = {}
    for name, forget in forgetting.items():
        with whole.database.transaction() as session:
            done[name] = forget(session, now=now)
    return done


def _empty_old(whole: Wiring, now: datetime) -> dict[str, int]:
    emptied = _repeat(whole, retention.empty_due, now)
    with whole.database.transaction() as session:
        search.compact(session)
    return {"personal_data": emptied}


# These look for all that is due, so one run makes up for every missed one and none is too late.
JOBS = (
    Job("expire_holds", MINUTE, Missed.ONCE, MINUTE, _expire_holds),
    Job("expire_requests", MINUTE, Missed.ONCE, MINUTE, _expire_requests),
    Job("complete_bookings", MINUTE, Missed.ONCE, MINUTE, _complete_bookings),
    Job("watch_messages", MINUTE, Missed.ONCE, MINUTE, _watch_messages),
    Job("forget", HOUR, Missed.ONCE, HOUR, _forget),
    Job("empty_old", DAY, Missed.ONCE, DAY, _empty_old),
)


def due_time(job: Job, now: datetime) -> datetime:
    """Give the latest time at which a job was due."""
    span = int(job.every.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // span * span, UTC)


def run(job: Job, whole: Wiring) -> bool:
    """Do the latest due run of a job, unless it is too late or somebody has it; say whether.

    An error is logged and written in the run's row; the next run tries again.
    """
    now = whole.clock()
    due_at = due_time(job, now)
    if now - due_at > job.late:
        logs.get().info("job_too_late", job=job.name, due_at=due_at.isoformat())
        return False
    with whole.database.transaction() as session:
        next_at = due_at + job.every
        if not job_runs.begin(session, job.name, due_at, now=now, next_at=next_at):
            return False
    with logs.about(job=job.name):
        try:
            done = {name: count for name, count in job.run(whole, now).items() if count}
            outcome = " ".join(f"{name}={count}" for name, count in done.items()) or "nothing"
        except Exception as error:  # noqa: BLE001 (whatever it is, the next run tries again)
            outcome = f"failed: {logs.kinds(error)}"
            logs.get().exception("job_failed")
    with whole.database.transaction() as session:
        job_runs.finish(session, job.name, due_at, outcome, now=whole.clock())
    return True


def deliver(whole: Wiring) -> int:
    """Send what is due; an idle call reads one index and writes nothing; give how many."""
    sent = 0
    with logs.about(job="deliver"):
        try:
            for _ in range(MOST_BATCHES):
                with whole.database.reading() as session:
                    if not delivery.has_due(session, now=whole.clock()):
                        break
                sent += delivery.deliver_due(
                    whole.database.transaction,
                    whole.email,
                    secrets=whole.secrets,
                    mail_from=whole.settings.mail_from,
                    clock=whole.clock,
                )
        except Exception:  # noqa: BLE001 (whatever it is, the next run tries again)
            logs.get().exception("job_failed")
    return sent


class Worker:
    """The running jobs of this process, on two threads."""

    def __init__(self, whole: Wiring, jobs: Sequence[Job] = JOBS) -> None:
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(THREADS)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        now = whole.clock()
        self._add(DELIVER_EVERY, now, deliver, whole)
        for job in jobs:
            first = now if job.missed is Missed.ONCE else due_time(job, now) + job.every
            self._add(job.every, first, run, job, whole)
        self._scheduler.start()

    def _add(
        self, every: timedelta, first: datetime, function: Callable[..., object], *given: object
    ) -> None:
        self._scheduler.add_job(
            function,
            "interval",
            given,
            seconds=int(every.total_seconds()),
            next_run_time=first,
        )

    def stop(self) -> None:
        """Let the runs that go on come to their end, and start no more."""
        self._scheduler.shutdown(wait=True)


def start(whole: Wiring) -> Worker | None:
    """Start this process's worker; None if the operator runs it elsewhere."""
    return Worker(whole) if whole.settings.run_worker else None
