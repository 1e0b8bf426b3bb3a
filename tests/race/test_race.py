"""Many at one slot, and a storm of everything, against real servers on either database."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlmodel import func, select

from sched_app.models.bookings import Booking
from tests.race import fleet, invariants, seed
from tests.race.fleet import Client
from tests.race.storm import WORKERS, Storm

ATTEMPTS = 500
OPERATIONS = 600


@pytest.fixture(params=["postgres", "sqlite"])
def site(request, tmp_path):
    """A seeded database with its servers: four on PostgreSQL, one on SQLite."""
    database = request.getfixturevalue(f"{request.param}_database")
    planted = seed.lay(database, datetime.now(UTC))
    url = database.engine.url.render_as_string(hide_password=False)
    count = 4 if request.param == "postgres" else 1
    with fleet.running(count, tmp_path, url, settings={"OPENHOURS_WORKER": "false"}) as servers:
        yield database, planted, servers, url


def attempt_together(servers, kind, starts_at, attempts):
    """Let so many visitors, all ready with an open connection, ask for one time at once."""
    start = threading.Barrier(attempts)

    def attempt(number):
        client = Client(servers[number % len(servers)].port)
        client.connection.connect()
        email = f"r{number}@example.org"
        body = {
            "meeting_type_id": kind.id,
            "starts_at": starts_at.isoformat(),
            "attendee": {"name": f"R {number}", "email": email, "timezone": "UTC"},
        }
        start.wait()
        with closing(client):
            status, answer = client.post("/bookings", body)
        return status, answer.get("type")

    with ThreadPoolExecutor(attempts) as pool:
        return Counter(pool.map(attempt, range(attempts)))


def test_one_wins_and_nothing_breaks_in_the_storm(site):
    database, planted, servers, url = site
    solo = planted.kinds["solo"]

    answers = attempt_together(servers, solo, planted.starts(solo)[0], ATTEMPTS)

    assert answers == {(201, None): 1, (409, "/api/problems/slot-taken"): ATTEMPTS - 1}
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Booking)).one() == 1

    storm = Storm(servers, database, planted, operations=OPERATIONS, now=datetime.now(UTC))
    outcome = storm.run()

    assert outcome.wrong == []
    assert outcome.lost == 0
    assert invariants.violations(url) == []
    with database.reading() as session:
        stored = session.exec(select(Booking.public_id)).all()
    assert len(stored) == len(outcome.booked) + 1
    assert set(stored) > outcome.booked
    assert storm.done == OPERATIONS
    assert WORKERS == 16
    print(outcome.line(), invariants.figures(url))
