"""Managing a booking by its link: reading changes nothing, POST acts, forged links are unknown."""

import icalendar
import pytest

from sched_app.services import links
from tests.api.conftest import fields, problem

NINE, TEN = "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"
OPERATIONS = [
    ("GET", "", None),
    ("GET", "/slots?from=2026-11-24T00:00:00Z&until=2026-11-25T00:00:00Z", None),
    ("GET", "/calendar.ics", None),
    ("POST", "/holds", {"starts_at": TEN}),
    ("POST", "/move", {"starts_at": TEN}),
    ("POST", "/cancel", {}),
]


@pytest.fixture
def made(book):
    return book("single", NINE)


@pytest.fixture
def link(made):
    return f"/links/{made['manage_link']}"


def test_the_link_shows_the_booking_to_nobody_in_between(visitor, made, link):
    answer = visitor("GET", link)

    assert answer.json() == made | {"manage_link": None}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(("method", "path", "body"), OPERATIONS)
def test_a_forged_or_revoked_link_is_unknown(visitor, made, secrets, method, path, body):
    genuine = made["manage_link"]
    forged = genuine[:-1] + ("B" if genuine.endswith("A") else "A")
    older = links.derive(secrets, links.Purpose.MANAGE, made["id"], 2)
    other_purpose = links.derive(secrets, links.Purpose.JOIN, made["id"], 1)
    for link in (forged, genuine[:-4], older, other_purpose, "x", "%00", "k1.m.x.y.z"):
        problem(visitor(method, f"/links/{link}{path}", body), 404, "not-found")

    assert visitor.ok("GET", f"/links/{genuine}")["status"] == "confirmed"


def test_it_moves_to_a_time_and_by_less_than_the_duration(visitor, made, link):
    moved = visitor.ok("POST", f"{link}/move", {"starts_at": "2026-11-24T09:30:00Z"})

    assert moved["starts_at"] == "2026-11-24T09:30:00Z"
    assert moved["id"] == made["id"]


def test_it_moves_to_the_time_of_a_hold(visitor, book, laid, link):
    held = visitor.ok("POST", f"{link}/holds", {"starts_at": TEN})
    rival = {"meeting_type_id": laid.types["single"], "starts_at": TEN}
    problem(visitor("POST", "/holds", rival), 409, "slot-taken")

    moved = visitor.ok("POST", f"{link}/move", {"hold_token": held["token"]})

    assert moved["starts_at"] == TEN
    assert visitor.ok("POST", "/holds", rival | {"starts_at": NINE})


def test_a_hold_for_moving_repeats_under_its_key(visitor, link):
    key = {"Idempotency-Key": "again"}

    first = visitor("POST", f"{link}/holds", {"starts_at": TEN}, **key)
    second = visitor("POST", f"{link}/holds", {"starts_at": TEN}, **key)

    assert first.status_code == 201
    assert first.content == second.content


def test_its_own_time_is_no_hindrance_when_moving(visitor, link, laid):
    window = "from=2026-11-24T08:00:00Z&until=2026-11-24T11:00:00Z"
    shown = f"/meeting-types/{laid.types['single']}/slots?{window}"

    assert NINE in visitor.ok("GET", f"{link}/slots?{window}")["slots"]
    assert NINE not in visitor.ok("GET", shown)["slots"]


def test_it_cancels_with_a_reason_once(visitor, link):
    first = visitor.ok("POST", f"{link}/cancel", {"reason": "Ill"})
    second = visitor.ok("POST", f"{link}/cancel", {})

    assert first["status"] == second["status"] == "cancelled"
    assert second["reason"] == "Ill"
    assert second["ended_by"] == "customer"
    assert second["may"] == {
        "move": False, "cancel": False, "answer": False, "note": False, "reopen": False,
    }  # fmt: skip
    problem(visitor("POST", f"{link}/move", {"starts_at": TEN}), 409, "conflict")


def test_too_late_is_too_late(visitor, link, clock):
    clock.pass_by(days=1, hours=1)

    problem(visitor("POST", f"{link}/cancel", {}), 409, "too-late")
    problem(visitor("POST", f"{link}/move", {"starts_at": TEN}), 409, "too-late")


@pytest.mark.parametrize("asked", [{}, {"starts_at": NINE, "hold_token": "x"}])
def test_a_move_needs_one_target(visitor, link, asked):
    assert fields(visitor("POST", f"{link}/move", asked))


def test_an_attendee_cannot_override(visitor, link):
    asked = {"starts_at": TEN, "override": True}

    assert fields(visitor("POST", f"{link}/move", asked)) == {"override"}


def test_the_calendar_file_holds_the_booking(visitor, made, link):
    answer = visitor("GET", f"{link}/calendar.ics")

    assert answer.headers["content-type"].startswith("text/calendar")
    assert "attachment" in answer.headers["content-disposition"]
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["UID"] == f"{made['id']}@openhours"
    assert event.decoded("DTSTART").isoformat() == "2026-11-24T09:00:00+00:00"
    assert str(event["SUMMARY"]) == "Single with Olga Berg"
    assert event["URL"].endswith(made["manage_link"])


def test_reading_changes_no_row(visitor, link, sqlite_database):
    def changes():
        with sqlite_database.reading() as session:
            return (
                session.connection()
                .exec_driver_sql(
                    "SELECT (SELECT count(*) FROM events), (SELECT max(changed_at) FROM bookings),"
                    " (SELECT count(*) FROM holds), (SELECT count(*) FROM outbox_messages)"
                )
                .one()
            )

    before = changes()
    for method, path, _ in OPERATIONS:
        if method == "GET":
            assert visitor(method, link + path).status_code == 200

    assert changes() == before
