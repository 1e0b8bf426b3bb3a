"""The demo: as much of everything as promised on any date; entered, kept, and made anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from sched_app import wiring
from sched_app.api import app
from sched_app.db import Database
from sched_app.demo import deployment, fernhill
from sched_app.demo.post import Post
from sched_app.secrets_file import Secrets
from sched_app.services import access, appointments
from sched_app.settings import Settings
from tests.conftest import NOW
from tests.race.invariants import WRONG
from tests.test_cli import typed

DATES = {
    "a Monday": NOW,
    "clocks go forward": datetime(2026, 3, 29, 0, 40, tzinfo=UTC),
    "clocks go back": datetime(2026, 10, 25, 12, 0, tzinfo=UTC),
    "the last evening of a year": datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 10, 15, tzinfo=UTC),
    "a Sunday night": datetime(2026, 8, 30, 22, 45, tzinfo=UTC),
}
COUNTS = {
    60: "SELECT count(*) FROM bookings WHERE starts_at < :now",
    40: "SELECT count(*) FROM bookings WHERE starts_at >= :now",
    2: "SELECT count(*) FROM bookings WHERE status = 'requested' AND starts_at > :now",
    3: "SELECT count(DISTINCT s.timezone) FROM schedules s",
    4: "SELECT count(DISTINCT routing) FROM meeting_types",
    5: "SELECT count(*) FROM meeting_types WHERE visibility <> 'inactive'",
    1: "SELECT count(*) FROM outbox_messages WHERE status = 'failed'",
}
SOME = (
    "SELECT count(*) FROM meeting_types WHERE needs_approval",
    "SELECT count(*) FROM meeting_type_hosts WHERE weight > 1",
    "SELECT count(*) FROM outbox_messages WHERE status = 'waiting'",
    "SELECT count(*) FROM invitations WHERE accepted_at IS NULL",
    "SELECT count(*) FROM inquiries WHERE answered_at IS NULL",
    "SELECT count(*) FROM visit_counts WHERE stage = 'booked'",
    "SELECT count(*) FROM bookings WHERE status = 'no_show'",
    "SELECT count(*) FROM bookings WHERE status = 'cancelled'",
    "SELECT count(*) FROM customer_notes",
    "SELECT count(*) FROM customer_tags",
)


@pytest.mark.parametrize("now", DATES.values(), ids=DATES)
def test_on_any_date_it_is_whole_and_nothing_collides(
    sqlite_database: Database, secrets: Secrets, now: datetime
):
    fernhill.open_business(sqlite_database, secrets, "http://localhost:8000", now)

    with sqlite_database.engine.connect() as connection:

        def count(query: str) -> int:
            return int(
                connection.execute(sa.text(query), {"now": int(now.timestamp())}).scalar_one()
            )

        counts = {query: count(query) for query in COUNTS.values()}
        assert counts == {query: number for number, query in COUNTS.items()}
        assert [query for query in SOME if not count(query)] == []
        wrong = {words: connection.execute(sa.text(query)).all() for words, query in WRONG.items()}
    assert {words: rows for words, rows in wrong.items() if rows} == {}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[wiring.Wiring]:
    """The demo, made beside a deployment that has a mail server; its clock stands still."""
    folder = tmp_path_factory.mktemp("data")
    given = {"OPENHOURS_DATA_DIR": folder, "SMTP_URL": "smtp://mail.example"}
    settings = Settings(_env_file=None, **given)
    deployment.make(settings, port=8123, clock=lambda: NOW)
    made = replace(deployment.wire(settings, port=8123), clock=lambda: NOW)
    wiring.use(made)
    yield made
    wiring.use(None)
    made.database.close()


def test_its_people_sign_in_and_its_customer_sees_the_booking(whole: wiring.Wiring):
    entry = deployment.logins(whole)

    with TestClient(app.create()) as client:
        for role, email in entry.people:
            asked = {"email": email, "password": entry.password}
            given = client.post("/api/v1/sign-ins", json=asked).json()
            bearer = {"Authorization": f"Bearer {given['access_token']}"}
            assert client.get("/api/v1/me", headers=bearer).json()["role"] == role
    with whole.database.reading() as session:
        link, visitor = entry.manage.rsplit("/", 1)[1], access.visitor()
        _, booking = appointments.by_link(session, whole.secrets, link, asker=visitor)
        assert booking.attendee_name == entry.customer == "Ruth Adeyemi"


def test_it_sends_nothing_and_lies_apart(whole: wiring.Wiring):
    place = whole.settings.data_dir

    assert isinstance(whole.email, Post)
    assert whole.settings.host == deployment.HERE
    assert whole.settings.database == f"sqlite:///{place / 'openhours.db'}"
    assert [one.name for one in place.parent.iterdir()] == ["demo"]
    assert list((place / "files").rglob("*"))


def test_a_second_call_keeps_it_and_a_fresh_one_makes_it_anew(tmp_path: Path):
    database = tmp_path / "demo" / "openhours.db"
    first = typed(tmp_path, "demo", "--no-serve")
    assert first.returncode == 0, first.stderr
    before = database.stat().st_ino

    second = typed(tmp_path, "demo", "--no-serve")
    assert "is kept" in second.stdout
    assert database.stat().st_ino == before
    assert second.stdout.splitlines()[1:] == first.stdout.splitlines()[1:]

    third = typed(tmp_path, "demo", "--no-serve", "--fresh")
    assert third.returncode == 0, third.stderr
    assert "kept" not in third.stdout
    assert third.stdout.splitlines()[-1] != second.stdout.splitlines()[-1]
    assert [one.name for one in tmp_path.iterdir()] == ["demo"]
