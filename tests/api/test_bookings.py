"""Bookings over HTTP: made by visitors, seen and changed by members with the right."""

import pytest

from tests.api.conftest import fields, problem

NINE, TEN = "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"
XI = {"name": "Xi Li", "email": "xi@example.org", "timezone": "Europe/Berlin"}


def test_a_free_time_is_booked_in_one_call(book, laid):
    made = book("single", NINE)

    assert made["status"] == "confirmed"
    assert made["starts_at"] == NINE
    assert made["attendee_email"] == "xi@example.org"
    assert made["hosts"] == [{"id": laid.members[laid.owner], "name": "Olga Berg", "email": None}]
    assert made["manage_link"]
    assert made["may"]["cancel"] is True


def test_a_hold_is_booked_once_even_if_it_is_sent_twice(visitor, laid):
    held = {"meeting_type_id": laid.types["single"], "starts_at": NINE}
    token = visitor.ok("POST", "/holds", held)["token"]
    asked = {"hold_token": token, "attendee": XI}

    first = visitor.ok("POST", "/bookings", asked)
    second = visitor.ok("POST", "/bookings", asked)

    assert first["starts_at"] == NINE
    assert second == first


def test_what_is_taken_cannot_be_booked(visitor, book, laid):
    book("single", NINE)
    asked = {"meeting_type_id": laid.types["single"], "starts_at": NINE, "attendee": XI}

    problem(visitor("POST", "/bookings", asked), 409, "slot-taken")


def test_a_hold_that_ran_out_cannot_be_booked(visitor, laid, clock):
    held = {"meeting_type_id": laid.types["single"], "starts_at": NINE}
    token = visitor.ok("POST", "/holds", held)["token"]
    clock.pass_by(minutes=11)

    late = visitor("POST", "/bookings", {"hold_token": token, "attendee": XI})

    problem(late, 409, "hold-expired")


@pytest.mark.parametrize(
    ("asked", "faults"),
    [
        ({"attendee": XI}, {"meeting_type_id", "starts_at"}),
        ({"attendee": XI, "hold_token": "x", "starts_at": NINE}, {"hold_token"}),
        ({"hold_token": "x"}, {"attendee"}),
        ({"hold_token": "x", "attendee": {"name": "", "email": "x@y.org"}}, {
            "attendee.name", "attendee.timezone",
        }),
        ({"hold_token": "x", "attendee": XI | {"name": "x" * 121}}, {"attendee.name"}),
        ({"hold_token": "x", "attendee": XI | {"name": "a\x00b"}}, {"attendee.name"}),
        ({"hold_token": "x", "attendee": XI | {"answers": {"bad": 1}}}, {"attendee.answers.bad"}),
        ({"hold_token": "x", "attendee": XI | {"locale": "x" * 17}}, {"attendee.locale"}),
    ],
)  # fmt: skip
def test_bad_bookings_name_their_fields(visitor, asked, faults):
    found = fields(visitor("POST", "/bookings", asked))

    assert {name.removesuffix(".[key]") for name in found} == faults


def test_the_services_faults_stand_under_the_attendee(visitor, laid):
    asked = {"meeting_type_id": laid.types["approval"], "starts_at": NINE}
    attendee = XI | {"email": "no address", "timezone": "Mars/Olympus"}

    found = fields(visitor("POST", "/bookings", asked | {"attendee": attendee}))

    assert found == {
        "attendee.email",
        "attendee.timezone",
        f"attendee.answers.{laid.question}",
    }


def test_answers_are_kept_with_their_questions_words(book, laid):
    made = book("approval", NINE, attendee={"answers": {laid.question: "Speaking"}})

    assert made["status"] == "requested"
    assert made["request_expires_at"] == "2026-11-24T09:00:00Z"
    assert made["answers"] == [
        {"question": laid.question, "label": "What about?", "kind": "text", "value": "Speaking"}
    ]


@pytest.fixture
def wanted(book, laid):
    return book("approval", NINE, attendee={"answers": {laid.question: "Speaking"}})["id"]


def test_a_request_is_accepted_or_declined(book, owner, laid, wanted):
    other = book("approval", TEN, attendee={"answers": {laid.question: "Reading"}})["id"]

    accepted = owner.ok("POST", f"/bookings/{wanted}/accept")
    declined = owner.ok("POST", f"/bookings/{other}/decline", {"reason": "Away"})

    assert accepted["status"] == "confirmed"
    assert declined["status"] == "declined"
    assert declined["reason"] == "Away"
    problem(owner("POST", f"/bookings/{other}/accept"), 409, "conflict")


def test_a_booking_is_moved_to_a_time_and_cancelled(book, owner):
    made = book("single", NINE)["id"]
    book("single", TEN)

    moved = owner.ok("POST", f"/bookings/{made}/move", {"starts_at": "2026-11-24T09:30:00Z"})
    blocked = owner("POST", f"/bookings/{made}/move", {"starts_at": TEN, "override": True})
    cancelled = owner.ok("POST", f"/bookings/{made}/cancel", {"reason": "Ill"})

    assert moved["starts_at"] == "2026-11-24T09:30:00Z"
    assert moved["sequence"] == 1
    problem(blocked, 409, "slot-taken")
    assert cancelled["status"] == "cancelled"
    assert cancelled["ended_by"] == "user"


@pytest.mark.parametrize("asked", [{}, {"starts_at": NINE, "hold_token": "x"}])
def test_a_move_needs_one_target(book, owner, asked):
    made = book("single", NINE)["id"]

    assert fields(owner("POST", f"/bookings/{made}/move", asked))


def test_after_the_time_it_is_completed_or_missed_and_can_be_undone(
    book, owner, clock, member, laid
):
    made = book("single", NINE)["id"]
    problem(owner("POST", f"/bookings/{made}/complete"), 409, "conflict")
    clock.pass_by(days=1, hours=2)
    owner = member(laid.owner)  # The first token is over by now.

    assert owner.ok("POST", f"/bookings/{made}/complete")["status"] == "completed"
    assert owner.ok("POST", f"/bookings/{made}/no-show")["status"] == "no_show"
    assert owner.ok("POST", f"/bookings/{made}/reopen")["status"] == "confirmed"


def test_pages_show_each_booking_once_in_order(book, owner):
    made = [book("single", f"2026-11-24T{hour:02}:00:00Z")["id"] for hour in range(7)]
    seen, cursor = [], ""
    while cursor is not None:
        page = owner.ok("GET", f"/bookings?limit=3{cursor and '&cursor=' + cursor}")
        assert len(page["items"]) <= 3
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]

    assert seen == made
    backwards = owner.ok("GET", "/bookings?which=all")["items"]
    assert [item["id"] for item in backwards] == made[::-1]


@pytest.mark.parametrize(
    "query", ["cursor=nonsense", "cursor=%00", "limit=0", "limit=101", "which=never", "limit=9e9"]
)
def test_bad_pages_are_refused(owner, query):
    assert fields(owner("GET", f"/bookings?{query}")) == {query.split("=", maxsplit=1)[0]}


def test_an_organizer_sees_their_own_and_a_stranger_nothing(book, organizer, owner, stranger):
    olgas, bens = book("single", NINE)["id"], book("unlisted", NINE)["id"]

    assert [item["id"] for item in organizer.ok("GET", "/bookings")["items"]] == [bens]
    assert len(owner.ok("GET", "/bookings")["items"]) == 2
    assert stranger.ok("GET", "/bookings")["items"] == []
    problem(organizer("GET", f"/bookings/{olgas}"), 403, "forbidden")
    problem(organizer("POST", f"/bookings/{olgas}/cancel", {}), 403, "forbidden")
    problem(stranger("GET", f"/bookings/{olgas}"), 404, "not-found")
    problem(stranger("POST", f"/bookings/{olgas}/cancel", {}), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/{}"),
        *(("POST", f"/{{}}/{act}") for act in ("accept", "complete", "no-show", "reopen")),
    ],
)
def test_visitors_must_sign_in(visitor, book, method, path):
    made = book("single", NINE)["id"]

    answer = visitor(method, "/bookings" + path.format(made))

    problem(answer, 401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_bookings_are_counted_by_address_and_by_mail(settings, request, laid):
    settings |= {"OPENHOURS_RATE_LIMITS": True, "OPENHOURS_BOOKINGS_PER_EMAIL_DAY": 1}
    visitor = request.getfixturevalue("visitor")
    asked = {"meeting_type_id": laid.types["single"], "attendee": XI}
    visitor.ok("POST", "/bookings", asked | {"starts_at": NINE})

    answer = visitor("POST", "/bookings", asked | {"starts_at": TEN})

    problem(answer, 429, "too-many")
    assert int(answer.headers["retry-after"]) > 0
