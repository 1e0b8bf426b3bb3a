"""Speed over HTTP: open times for a month, and bookings made one after another, durably.

The server is the app as it runs (one process, SQLite, worker on, mails to a sink), without pages.
"""

import contextlib
import itertools
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import sqlalchemy as sa

from benchmarks import load, rows
from sched_app.db import Database
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.columns import epoch, public_id
from sched_app.models.schedules import Claim
from sched_app.models.workspaces import User
from sched_app.services import access, availability, meeting_types
from tests.conftest import migrate
from tests.e2e.support import Server, free_port, until
from tests.factories import NINE_TO_FIVE, Factory

MANY = 100_000
AT_ONCE = 16
SECONDS = 4.0
HALF_HOUR = timedelta(minutes=30)
ROUND_THE_CLOCK = [[day, 0, 1440] for day in range(7)]
HOSTS = 10
BOOKED_TYPE = "mt_benchbenchbenchbench"


def main() -> int:
    """Print the table; 1 if a row is short of its bound."""
    with tempfile.TemporaryDirectory(prefix="openhours-bench-") as folder, _sink(folder) as sink:
        with _floor() as port:
            empty_one = load.run(port, _same("/"), at_once=1, seconds=SECONDS)
            empty_many = load.run(port, _same("/"), at_once=AT_ONCE, seconds=SECONDS)
        table = _slots(Path(folder), sink, empty_one, empty_many)
        table += _bookings(Path(folder), sink)
    return 0 if rows.show("Over HTTP (medians; one process, SQLite)", table) else 1


def _slots(folder: Path, sink: str, empty_one: load.Load, empty_many: load.Load) -> list[rows.Row]:
    with _served(folder / "few", sink) as (server, now):
        path = _month("ask", now)
        one = load.run(server.port, _same(path), at_once=1, seconds=SECONDS)
        at_once = load.run(server.port, _same(path), at_once=AT_ONCE, seconds=SECONDS)
        few = [_statements(server.database, slug, now) for slug in ("ask", "team")]
        fill(server.database, MANY, now)
        many = load.run(server.port, _same(path), at_once=1, seconds=SECONDS)
        more = [_statements(server.database, slug, now) for slug in ("ask", "team")]
        again = load.run(server.port, _same(path), at_once=1, seconds=SECONDS)
    filled = min(many.median_ms, again.median_ms)
    floor = empty_one.median_ms
    return [
        rows.Row("empty FastAPI route, one at once", floor, "ms"),
        rows.Row(f"empty FastAPI route, {AT_ONCE} at once", empty_many.per_second, "/s"),
        rows.Row("slots of a month, one at once", one.median_ms, "ms", 3, floor),
        rows.Row("  as a multiple of the empty route", one.median_ms / floor, "×", 20),
        rows.Row(
            f"slots of a month, {AT_ONCE} at once",
            at_once.per_second,
            "/s",
            500,
            at_least=True,
        ),
        rows.Row(f"slots of a month, {MANY:,} bookings", filled, "ms", None, floor),
        rows.Row("  as a multiple of none", filled / one.median_ms, "×", 1.2),
        rows.Row(
            "SQL statements: fewest to most",
            max(*few, *more) - min(*few, *more),
            "",
            0,
            note=f"{few} with none, {more} with {MANY:,}; 1 host, {HOSTS} hosts",
        ),
    ]


def _bookings(folder: Path, sink: str) -> list[rows.Row]:
    bare = _bare_inserts(folder / "bare.db")
    with _served(folder / "book", sink) as (server, now):
        first = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
        found = load.run(
            server.port, _booking_requests(first), at_once=AT_ONCE, seconds=SECONDS * 2
        )
        with server.database.reading() as session:
            kept = session.connection().execute(sa.select(sa.func.count(Booking.id))).scalar()
    made = found.statuses.get(201, 0)
    assert found.statuses == {201: made}, f"not all were made: {found.statuses}"
    assert kept == made, f"{made} answered, {kept} kept"
    return [
        rows.Row("bare durable insert with an overlap check", bare, "/s"),
        rows.Row(
            f"bookings made in one call, {AT_ONCE} at once",
            found.per_second,
            "/s",
            300,
            at_least=True,
            other_way=found.per_second >= bare / 15,
            note=f"1/{bare / found.per_second:.1f} of the bare insert (or ≥ 1/15)",
        ),
    ]


def _same(path: str) -> Iterator[bytes]:
    return itertools.repeat(load.get(path))


def _month(slug: str, now: datetime) -> str:
    first = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        f"/api/v1/workspaces/bench/meeting-types/{slug}/slots?from={first:%Y-%m-%dT%H:%M:%SZ}"
        f"&until={first + timedelta(days=30):%Y-%m-%dT%H:%M:%SZ}&timezone=Europe/Berlin"
    )


def _booking_requests(first: datetime) -> Iterator[bytes]:
    for number in itertools.count():
        body = {
            "meeting_type_id": BOOKED_TYPE,
            "starts_at": f"{first + HALF_HOUR * number:%Y-%m-%dT%H:%M:%SZ}",
            "attendee": {
                "name": f"Attendee {number}",
                "email": f"a{number}@example.org",
                "timezone": "Europe/Berlin",
            },
        }
        yield load.post("/api/v1/bookings", orjson.dumps(body))


@contextmanager
def _served(folder: Path, sink: str) -> Iterator[tuple[Server, datetime]]:
    """Serve a database with a type for asking, one of ten hosts, and one for booking."""
    folder.mkdir()
    now = datetime.now(UTC)
    settings = {"OPENHOURS_RATE_LIMITS": "false", "SMTP_URL": sink, "OPENHOURS_LOG_LEVEL": "INFO"}
    server = Server(folder, settings, options=("--api-only",))
    migrate(server.database)
    with server.database.transaction() as session:
        make = Factory(session, now)
        workspace = make.workspace(slug="bench", timezone="Europe/Berlin")
        hosts = [
            make.member(workspace, f"Host {n}", timezone="Europe/Berlin", weekly=NINE_TO_FIVE)
            for n in range(HOSTS)
        ]
        always = make.member(workspace, "Always", weekly=ROUND_THE_CLOCK)
        make.meeting_type(workspace, hosts[:1], slug="ask")
        make.meeting_type(workspace, hosts, slug="team")
        booked = make.meeting_type(workspace, [always], slug="book", horizon_days=730)
        booked.public_id = BOOKED_TYPE
    server.start()
    try:
        yield server, now
    finally:
        server.close()


def fill(database: Database, count: int, now: datetime) -> None:
    """Put bookings of all hosts into the past two years, and of the others into the window."""
    new = public_id("bk")
    with database.transaction() as session:
        run = session.connection().execute
        first = run(sa.select(sa.func.min(User.id))).scalar_one()
        type_id, workspace_id, per_host = 2, 1, count // HOSTS
        bookings, hosts, claims = [], [], []
        for number in range(count):
            host, place = divmod(number, per_host)
            # The asked host's own month stays empty: the same times are found as before.
            begin = now - timedelta(minutes=60) * (place + 1)
            if host and place < 400:
                begin = now + timedelta(minutes=60) * (place + 1)
            start = epoch(begin) // 1800 * 1800
            bookings.append(_booking(number + 1, new(), workspace_id, type_id, begin, now))
            hosts.append(
                {
                    "workspace_id": workspace_id,
                    "booking_id": number + 1,
                    "membership_id": host + 1,
                    "person_id": first + host,
                }
            )
            claims.append(
                {
                    "workspace_id": workspace_id,
                    "person_id": first + host,
                    "owner": f"booking:{number + 1}",
                    "booking_id": number + 1,
                    "starts_at": start,
                    "ends_at": start + 1800,
                    "before": 0,
                    "after": 0,
                    "active": True,
                }
            )
        for table, values in ((Booking, bookings), (BookingHost, hosts), (Claim, claims)):
            run(sa.insert(table), values)
        run(sa.text("ANALYZE"))


def _booking(
    key: int, public: str, workspace_id: int, type_id: int, begin: datetime, now: datetime
) -> dict[str, object]:
    return {
        "id": key,
        "public_id": public,
        "workspace_id": workspace_id,
        "meeting_type_id": type_id,
        "status": "confirmed",
        "takes_time": True,
        "starts_at": begin,
        "ends_at": begin + HALF_HOUR,
        "duration_minutes": 30,
        "price_minor": 0,
        "deposit_minor": 0,
        "currency": "EUR",
        "policy": {},
        "meeting_name": "Bench",
        "location_kind": "link",
        "location_value": "https://meet.example.org/bench",
        "attendee_name": "Attendee",
        "attendee_email": "a@example.org",
        "attendee_timezone": "Europe/Berlin",
        "attendee_locale": "en",
        "host_timezone": "Europe/Berlin",
        "answers": [],
        "uid": f"{public}@openhours",
        "sequence": 0,
        "link_version": 1,
        "source": "bench",
        "reason": "",
        "ended_by": "",
        "created_at": now,
        "changed_at": now,
    }


def _statements(database: Database, slug: str, now: datetime) -> int:
    """Count the SQL statements behind one answer."""
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.reading() as session:
            availability.open_times(
                session,
                meeting_types.key_by_slug(session, "bench", slug),
                now,
                now + timedelta(days=30),
                actor=access.visitor(),
                now=now,
            )
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


def _bare_inserts(path: Path) -> float:
    """Count the durable inserts with an overlap check that this disk and SQLite alone can do."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE claims (person INT, starts INT, ends INT)")
    connection.execute("CREATE INDEX by_start ON claims (person, starts, ends)")
    overlap = "SELECT 1 FROM claims WHERE person = 1 AND starts < ? AND ends > ? AND starts > ?"
    begin, number = time.perf_counter(), 0
    while time.perf_counter() - begin < SECONDS / 2:
        start = number * 1800
        connection.execute("BEGIN IMMEDIATE")
        found = connection.execute(overlap, (start + 1800, start, start - 86_400)).fetchone()
        assert found is None
        connection.execute("INSERT INTO claims VALUES (1, ?, ?)", (start, start + 1800))
        connection.execute("COMMIT")
        number += 1
    spent = time.perf_counter() - begin
    connection.close()
    return number / spent


@contextmanager
def _floor() -> Iterator[int]:
    port = free_port()
    with _process("benchmarks.floor", str(port)):
        until(lambda: _answers(port), "the empty route answers")
        yield port


@contextmanager
def _sink(folder: str) -> Iterator[str]:
    port = free_port()
    log = str(Path(folder) / "mails.jsonl")
    with _process("tests.counterparts.smtp", "--port", str(port), "--log", log):
        yield f"smtp://127.0.0.1:{port}"


@contextmanager
def _process(*module: str) -> Iterator[None]:
    running = subprocess.Popen([sys.executable, "-m", *module], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.terminate()
        running.wait(10)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        return load.run(port, iter([load.get("/")]), at_once=1, seconds=1).statuses == {200: 1}
    return False


if __name__ == "__main__":
    sys.exit(main())
