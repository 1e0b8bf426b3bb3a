"""Holds over HTTP: made, given up, left, resumed, replaced, capped, repeated."""

import pytest

from tests.api.conftest import Caller, fields, problem

NINE, TEN = "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"


@pytest.fixture
def asked(laid):
    return {"meeting_type_id": laid.types["single"], "starts_at": NINE}


def test_a_hold_takes_the_time_until_it_is_released(visitor, asked):
    made = visitor.ok("POST", "/holds", asked)
    assert made["starts_at"] == NINE
    assert made["duration_minutes"] == 30
    assert made["expires_at"] == "2026-11-23T08:10:00Z"
    problem(visitor("POST", "/holds", asked), 409, "slot-taken")

    assert visitor("POST", "/holds/release", {"token": made["token"]}).status_code == 204

    assert visitor.ok("POST", "/holds", asked)["id"] != made["id"]


def test_releasing_twice_is_no_error(visitor, asked):
    token = visitor.ok("POST", "/holds", asked)["token"]
    for _ in range(2):
        assert visitor("POST", "/holds/release", {"token": token}).status_code == 204


def test_an_offset_names_the_same_instant(visitor, asked):
    made = visitor.ok("POST", "/holds", asked | {"starts_at": "2026-11-24T14:30:00+05:30"})

    assert made["starts_at"] == NINE


@pytest.mark.parametrize("kind", ["text/plain;charset=UTF-8", "application/json"])
def test_a_page_that_closes_leaves_its_hold_in_plain_text(api, visitor, asked, clock, kind):
    token = visitor.ok("POST", "/holds", asked)["token"]

    left = api.post(
        "/api/v1/holds/leave", content=f'{{"token": "{token}"}}', headers={"Content-Type": kind}
    )

    assert left.status_code == 204
    clock.pass_by(seconds=10)
    resumed = visitor.ok("POST", "/holds/resume", {"token": token})
    assert resumed["expires_at"] == "2026-11-23T08:10:00Z"


def test_a_hold_that_was_left_is_gone_after_some_seconds(visitor, asked, clock):
    token = visitor.ok("POST", "/holds", asked)["token"]
    assert visitor("POST", "/holds/leave", {"token": token}).status_code == 204

    clock.pass_by(seconds=21)

    problem(visitor("POST", "/holds/resume", {"token": token}), 409, "hold-expired")
    assert visitor.ok("POST", "/holds", asked)


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"token": 1}', "\ud83d", '{"token": "a", "b": 1}']
)
def test_leaving_with_a_broken_body_is_told(api, body):
    answer = api.post(
        "/api/v1/holds/leave",
        content=body.encode("utf-8", "surrogatepass"),
        headers={"Content-Type": "text/plain"},
    )

    assert fields(answer)


def test_a_new_hold_replaces_the_earlier_one(visitor, asked):
    first = visitor.ok("POST", "/holds", asked)

    visitor.ok("POST", "/holds", asked | {"starts_at": TEN, "replaces": first["token"]})

    assert visitor.ok("POST", "/holds", asked)


def test_live_holds_are_capped_by_browser(api, visitor, laid, asked):
    ben = Caller(api, browser="browser-of-ben")
    for hour in (9, 10):
        ben.ok("POST", "/holds", asked | {"starts_at": f"2026-11-24T{hour:02}:00:00Z"})
    third = asked | {"starts_at": "2026-11-24T11:00:00Z"}

    answer = ben("POST", "/holds", third)

    problem(answer, 429, "too-many")
    assert int(answer.headers["retry-after"]) > 0
    assert Caller(api, browser="another").ok("POST", "/holds", third)


@pytest.mark.parametrize("browser", ["", "with space", "x" * 201, "tab\t"])
def test_a_browser_token_is_checked(api, asked, browser):
    answer = api.post("/api/v1/holds", json=asked, headers={"OpenHours-Browser": browser})

    assert fields(answer) == {"OpenHours-Browser"}


def test_hours_count_holds_by_address(settings, request, laid):
    settings |= {
        "OPENHOURS_RATE_LIMITS": True,
        "OPENHOURS_HOLDS_PER_HOUR": 2,
    }
    visitor = request.getfixturevalue("visitor")
    for hour in (9, 10, 11):
        asked = {"meeting_type_id": laid.types["single"]}
        answer = visitor("POST", "/holds", asked | {"starts_at": f"2026-11-24T{hour:02}:00:00Z"})

    problem(answer, 429, "too-many")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"starts_at": "2026-11-24T09:00:00"}, "starts_at"),
        ({"starts_at": 1795510800}, "starts_at"),
        ({"duration_minutes": "30"}, "duration_minutes"),
        ({"duration_minutes": 2**63}, "duration_minutes"),
        ({"meeting_type_id": "mt_\x00"}, "meeting_type_id"),
        ({"replaces": "x" * 201}, "replaces"),
        ({"extra": 1}, "extra"),
    ],
)
def test_bad_wishes_name_their_field(visitor, asked, change, fault):
    assert fields(visitor("POST", "/holds", asked | change)) == {fault}


def test_a_time_that_is_not_offered_cannot_be_held(visitor, asked):
    late = visitor("POST", "/holds", asked | {"starts_at": "2026-11-24T09:10:00Z"})

    problem(late, 409, "slot-taken")


def test_a_hidden_or_unknown_type_cannot_be_held(visitor, asked, laid):
    for named in (laid.types["hidden"], "mt_unknown"):
        problem(visitor("POST", "/holds", asked | {"meeting_type_id": named}), 404, "not-found")
