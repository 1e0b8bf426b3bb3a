"""The same create sent twice under one key happens once and is answered alike."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
import pytest
import sqlalchemy as sa

from sched_app.models.bookings import Booking
from tests.api.conftest import V1, Caller, fields, problem
from tests.conftest import migrate
from tests.e2e.support import Server
from tests.support import ground

NINE, TEN = "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"
XI = {"name": "Xi Li", "email": "xi@example.org", "timezone": "Europe/Berlin"}
KEY = {"Idempotency-Key": "5f1c9e"}


def asked(laid, at=NINE):
    return {"meeting_type_id": laid.types["single"], "starts_at": at}


def test_a_repeated_booking_is_the_same_booking(visitor, laid):
    body = asked(laid) | {"attendee": XI}

    first = visitor("POST", "/bookings", body, **KEY)
    second = visitor("POST", "/bookings", body, **KEY)

    assert first.status_code == second.status_code == 201
    assert first.content == second.content


def test_a_repeated_hold_has_the_same_token_which_is_kept_nowhere(visitor, laid, sqlite_database):
    first = visitor("POST", "/holds", asked(laid), **KEY)
    second = visitor("POST", "/holds", asked(laid), **KEY)

    assert first.content == second.content
    token = first.json()["token"]
    with sqlite_database.reading() as session:
        kept = session.connection().execute(sa.text("SELECT * FROM idempotency_keys")).all()
    assert len(kept) == 1
    assert token not in str(kept)
    assert visitor.ok("POST", "/bookings", {"hold_token": token, "attendee": XI})


def test_a_repeated_hold_that_ran_out_says_so(visitor, laid, clock):
    visitor.ok("POST", "/holds", asked(laid), **KEY)
    clock.pass_by(minutes=11)

    problem(visitor("POST", "/holds", asked(laid), **KEY), 409, "hold-expired")


@pytest.mark.parametrize("where", ["/holds", "/bookings"])
def test_another_body_under_the_same_key_is_refused(visitor, laid, where):
    more = {"attendee": XI} if where == "/bookings" else {}
    visitor.ok("POST", where, asked(laid) | more, **KEY)

    other = visitor("POST", where, asked(laid, TEN) | more, **KEY)

    problem(other, 422, "idempotency-key-reused")


def test_the_order_of_a_bodys_fields_makes_no_difference(visitor, laid):
    body = asked(laid) | {"attendee": XI}
    first = visitor.ok("POST", "/bookings", body, **KEY)

    turned = visitor.ok("POST", "/bookings", dict(reversed(body.items())), **KEY)

    assert turned == first


def test_a_refused_create_leaves_the_key_free(visitor, laid, book):
    book("single", NINE)
    body = asked(laid) | {"attendee": XI}
    problem(visitor("POST", "/bookings", body, **KEY), 409, "slot-taken")

    assert visitor.ok("POST", "/bookings", body | {"starts_at": TEN}, **KEY)


def test_keys_of_others_are_other_keys(api, owner, organizer, laid):
    first, second = Caller(api, browser="one"), Caller(api, browser="two")
    made = first.ok("POST", "/bookings", asked(laid) | {"attendee": XI}, **KEY)
    other = second.ok("POST", "/bookings", asked(laid, TEN) | {"attendee": XI}, **KEY)
    assert made["id"] != other["id"]

    schedule = {"name": "Mornings", "timezone": "UTC", "weekly": [[]] * 7}
    mine = owner.ok("POST", "/schedules", schedule, **KEY)
    theirs = organizer.ok("POST", "/schedules", schedule, **KEY)
    assert mine["id"] != theirs["id"]


def test_a_key_is_forgotten_after_a_day(owner, member, laid, clock):
    schedule = {"name": "Mornings", "timezone": "UTC", "weekly": [[]] * 7}
    first = owner.ok("POST", "/schedules", schedule, **KEY)
    assert owner.ok("POST", "/schedules", schedule, **KEY) == first
    clock.pass_by(hours=24)

    again = member(laid.owner).ok("POST", "/schedules", schedule, **KEY)

    assert again["id"] != first["id"]


@pytest.mark.parametrize("key", ["", "x" * 101, "caf\xe9"])
def test_a_bad_key_is_refused(api, laid, key):
    answer = api.post(
        f"{V1}/holds", json=asked(laid), headers={b"Idempotency-Key": key.encode("latin-1")}
    )

    assert fields(answer) == {"Idempotency-Key"}


@pytest.fixture
def server(tmp_path):
    running = Server(tmp_path, {"OPENHOURS_RATE_LIMITS": "false"}, options=("--api-only",))
    migrate(running.database)
    yield running
    running.close()


def test_rivals_with_one_key_make_one_booking(server):
    laid = ground.lay(server.database, datetime.now(UTC))
    server.start()
    body = {
        "meeting_type_id": laid.types["robin"],
        "starts_at": ground.coming(datetime.now(UTC)).isoformat(),
        "attendee": XI,
    }

    def send(_number: int) -> httpx.Response:
        return httpx.post(f"{server.url}{V1}/bookings", json=body, headers=KEY, timeout=30)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(64)))

    made = [answer for answer in answers if answer.status_code == 201]
    waiting = [answer for answer in answers if answer.status_code != 201]
    assert len({answer.content for answer in made}) == 1
    for answer in waiting:
        problem(answer, 409, "in-flight")
    with server.database.reading() as session:
        assert session.connection().execute(sa.select(sa.func.count(Booking.id))).scalar() == 1
