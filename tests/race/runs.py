"""The race, the storm and the crash, of any size: small in `make test`, whole in `make soak`."""

import select as waiting
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import col, func, select

from sched_app.db import Database
from sched_app.models.bookings import Booking
from sched_app.models.columns import aware
from sched_app.models.messages import MessageStatus, OutboxMessage
from tests.race import fleet, invariants, seed
from tests.race.fleet import ROOT, Client, Server
from tests.race.seed import Seed
from tests.race.storm import MIX, Outcome, Storm

DRAINED_WITHIN = 180.0
IN_FLIGHT = 1  # A process hands over one message at a time.
NO_WORKER = {"OPENHOURS_WORKER": "false"}


@dataclass
class Site:
    """A seeded database and the servers on it."""

    database: Database
    seed: Seed
    servers: list[Server]

    @property
    def url(self) -> str:
        """The database's address."""
        return self.database.engine.url.render_as_string(hide_password=False)


@contextmanager
def site(database: Database, folder: Path, **settings: str) -> Iterator[Site]:
    """Seed a database and serve it: four processes on PostgreSQL, one on SQLite."""
    planted = seed.lay(database, datetime.now(UTC))
    url = database.engine.url.render_as_string(hide_password=False)
    count = 1 if database.is_sqlite else 4
    with fleet.running(count, folder, url, settings=NO_WORKER | settings) as servers:
        yield Site(database, planted, servers)


def must_hold(url: str, *, is_all_told: bool = False) -> None:
    """Raise AssertionError with what is wrong in a database."""
    found = invariants.violations(url, is_all_told=is_all_told)
    assert not found, f"{len(found)} wrong: " + "; ".join(found[:8])


def together(site: Site, path: str, bodies: Sequence[Any], **headers: str) -> list[tuple[int, Any]]:
    """Post every body at once, each over a connection that is open already; give the answers."""
    start = threading.Barrier(len(bodies))

    def post(number: int) -> tuple[int, Any]:
        with closing(Client(site.servers[number % len(site.servers)].port)) as client:
            client.connection.connect()
            start.wait()
            return client.call("POST", f"/api/v1{path}", bodies[number], **headers)

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(post, range(len(bodies))))


def attendee(number: int) -> dict[str, str]:
    """Make one of many attendees."""
    return {"name": f"R {number}", "email": f"r{number}@example.org", "timezone": "UTC"}


def race(site: Site, attempts: int) -> Counter[tuple[int, str | None]]:
    """Let so many visitors ask for one time at once: one gets it, the others are told so."""
    kind = site.seed.kinds["solo"]
    wish = {"meeting_type_id": kind.id, "starts_at": site.seed.starts(kind)[0].isoformat()}
    bodies = [{**wish, "attendee": attendee(number)} for number in range(attempts)]
    answers = Counter(
        (status, answer.get("type")) for status, answer in together(site, "/bookings", bodies)
    )
    assert answers == {(201, None): 1, (409, "/api/problems/slot-taken"): attempts - 1}
    with site.database.reading() as session:
        assert session.exec(select(func.count()).select_from(Booking)).one() == 1
    return answers


def storm(
    site: Site,
    operations: int,
    *,
    number: int = 1,
    mix: Mapping[str, int] = MIX,
    is_all_told: bool = False,
) -> Outcome:
    """Do so many mixed operations by 16 workers, and see that all that must hold does."""
    with site.database.reading() as session:
        before = set(session.exec(select(Booking.public_id)))
    run = Storm(
        site.servers,
        site.database,
        site.seed,
        operations=operations,
        now=datetime.now(UTC),
        number=number,
        mix=mix,
    )
    outcome = run.run()
    assert not outcome.wrong, outcome.wrong[:5]
    assert (run.done, outcome.lost) == (operations, 0)
    must_hold(site.url, is_all_told=is_all_told)
    with site.database.reading() as session:
        assert set(session.exec(select(Booking.public_id))) == outcome.booked | before
    return outcome


@dataclass
class Crash:
    """What a storm with kills came to."""

    outcome: Outcome
    kills: list[tuple[float, float]] = field(default_factory=list)
    mails: int = 0
    extra: int = 0

    def line(self) -> str:
        """Say it in one line."""
        return f"{len(self.kills)} kills, {self.mails} mails, {self.extra} extra copies; " + (
            self.outcome.line()
        )


def crash(database: Database, folder: Path, operations: int, kills: int) -> Crash:
    """Kill every server again and again in the middle of a storm, and see what is left."""
    planted = seed.lay(database, datetime.now(UTC))
    log = folder / "mails.jsonl"
    with sink(log) as port:
        settings = {"SMTP_URL": f"smtp://127.0.0.1:{port}", "MAIL_FROM": "Home <home@example.org>"}
        url = database.engine.url.render_as_string(hide_password=False)
        count = 1 if database.is_sqlite else 2
        with fleet.running(count, folder, url, settings=settings) as servers:
            run = Storm(
                servers,
                database,
                planted,
                operations=operations,
                now=datetime.now(UTC),
                may_lose=True,
            )
            found = Crash(run.outcome)
            with ThreadPoolExecutor(1) as pool:
                going = pool.submit(run.run)
                for number in range(kills):
                    run.wait_for((number + 1) * operations // (kills + 1))
                    found.kills.append(_kill_and_restart(run, servers, database))
                going.result()
            drain(database)
    assert not run.outcome.wrong, run.outcome.wrong[:5]
    must_hold(url)
    with database.reading() as session:  # What was promised is there.
        assert run.outcome.booked <= set(session.exec(select(Booking.public_id)))
    _check_mails(database, log, found, count)
    return found


def _kill_and_restart(
    run: Storm, servers: Sequence[Server], database: Database
) -> tuple[float, float]:
    began = time.monotonic()
    run.up.clear()
    for server in servers:
        server.kill()
    ended = time.monotonic()
    # The leases of the dead run out while nothing serves: nobody waits five minutes for it here.
    with database.transaction() as session:
        session.connection().execute(
            sa.update(OutboxMessage)
            .where(col(OutboxMessage.status) == MessageStatus.LEASED.value)
            .values(leased_until=aware(0))
        )
    for server in servers:
        server.start()
    for server in servers:
        server.wait()
    run.up.set()
    return began, ended


def drain(database: Database) -> None:
    """Wait until every message was sent; what waits for a time of its own is due at once."""
    open_ones = (MessageStatus.WAITING.value, MessageStatus.LEASED.value)
    ends = time.monotonic() + DRAINED_WITHIN
    while True:
        with database.transaction() as session:
            session.connection().execute(
                sa.update(OutboxMessage)
                .where(col(OutboxMessage.status) == MessageStatus.WAITING.value)
                .values(due_at=aware(0))
            )
            left = session.exec(
                select(func.count())
                .select_from(OutboxMessage)
                .where(col(OutboxMessage.status).in_(open_ones))
            ).one()
        if left == 0:
            return
        assert time.monotonic() < ends, f"{left} messages were not sent"
        waiting.select([], [], [], 0.3)  # The worker looks every two seconds.


@contextmanager
def sink(log: Path) -> Iterator[int]:
    """Run the mail server as a process of its own; it writes every mail that it took to `log`."""
    command = [sys.executable, "-m", "tests.counterparts.smtp", "--port", "0", "--log", str(log)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline().rsplit(":", 1)[1])
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def _check_mails(database: Database, log: Path, found: Crash, processes: int) -> None:
    """Every message came; what came again came on the two sides of a kill, and is the same mail."""
    came: dict[tuple[str, str], list[float]] = defaultdict(list)
    for line in log.read_bytes().splitlines():
        mail = orjson.loads(line)
        came[mail["message_id"], mail["recipient"]].append(mail["at"])
    by_name = {message.strip("<>").split("@")[0]: to for message, to in came}
    assert len(by_name) == len(came), "two recipients under one Message-ID"
    with database.reading() as session:
        rows = session.exec(
            select(OutboxMessage.public_id, OutboxMessage.recipient, OutboxMessage.status)
        ).all()
    assert {status for _, _, status in rows} == {MessageStatus.SENT.value}
    assert {public_id: recipient for public_id, recipient, _ in rows} == by_name
    for copies in came.values():
        for first, second in pairwise(copies):
            between = [k for k in found.kills if first <= k[1] and second >= k[0]]
            assert between, f"two copies and no kill between {first} and {second}"
    found.mails = len(came)
    found.extra = sum(len(copies) - 1 for copies in came.values())
    assert found.extra <= len(found.kills) * processes * IN_FLIGHT
