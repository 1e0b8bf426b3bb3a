"""Schedules, overrides and time off over HTTP."""

import pytest

from tests.api.conftest import fields, problem

WEEK = [[[540, 720], [780, 1020]], [[540, 1020]], [], [], [[1320, 120]], [], []]
SCHEDULE = {"name": "Mornings", "timezone": "Europe/Berlin", "weekly": WEEK}
AWAY = {"starts_at": "2026-12-01T00:00:00Z", "ends_at": "2026-12-03T00:00:00Z"}


@pytest.fixture
def made(organizer):
    return organizer.ok("POST", "/schedules", SCHEDULE)


def test_a_schedule_is_made_read_changed_and_deleted(organizer, made, laid):
    path = f"/schedules/{made['id']}"
    assert made["weekly"] == WEEK
    assert made["member_id"] == laid.members[laid.organizer]
    assert made["is_default"] is False
    assert organizer.ok("GET", path) == made

    changed = organizer.ok("PUT", path, SCHEDULE | {"name": "Later", "weekly": [[]] * 7})
    assert changed["name"] == "Later"
    assert changed["weekly"] == [[]] * 7
    assert organizer.ok("POST", f"{path}/default")["is_default"] is True
    assert organizer("DELETE", path).status_code == 204
    problem(organizer("GET", path), 404, "not-found")


def test_a_schedule_in_use_cannot_be_deleted(owner, laid):
    path = f"/schedules/{laid.schedules[laid.owner]}"

    assert "Robin" in problem(owner("DELETE", path), 409, "conflict")["detail"]


def test_dates_get_other_hours_and_lose_them(organizer, made):
    place = f"/schedules/{made['id']}/overrides/2026-12-24"

    closed = organizer.ok("PUT", place, {"hours": []})
    short = organizer.ok("PUT", place, {"hours": [[540, 600]]})
    back = organizer.ok("DELETE", place)

    assert closed["overrides"] == [{"on": "2026-12-24", "hours": []}]
    assert short["overrides"] == [{"on": "2026-12-24", "hours": [[540, 600]]}]
    assert back["overrides"] == []
    problem(organizer("DELETE", place), 404, "not-found")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": ""}, "name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"weekly": [[]] * 6}, "weekly"),
        ({"weekly": [[[541, 600]], *[[]] * 6]}, "weekly.0.0.0"),
        ({"weekly": [[[540]], *[[]] * 6]}, "weekly.0.0"),
        ({"weekly": [[[540, 660], [600, 720]], *[[]] * 6]}, "weekly.0.1"),
        ({"extra": 1}, "extra"),
    ],
)
def test_bad_hours_name_their_place(organizer, change, fault):
    assert fields(organizer("POST", "/schedules", SCHEDULE | change)) == {fault}


@pytest.mark.parametrize("on", ["2026-02-30", "1999-12-31", "tomorrow", "2026-12-24T00:00:00Z"])
def test_a_date_that_is_none_is_not_found(organizer, made, on):
    problem(
        organizer("PUT", f"/schedules/{made['id']}/overrides/{on}", {"hours": []}), 404, "not-found"
    )


def test_an_owner_reaches_all_schedules_an_organizer_their_own(owner, organizer, stranger, laid):
    bens, olgas = laid.schedules[laid.organizer], laid.schedules[laid.owner]

    assert {one["id"] for one in owner.ok("GET", "/schedules")["items"]} == {bens, olgas}
    assert [one["id"] for one in organizer.ok("GET", "/schedules")["items"]] == [bens]
    of_ben = f"/schedules?member_id={laid.members[laid.organizer]}"
    assert [one["id"] for one in owner.ok("GET", of_ben)["items"]] == [bens]
    assert owner.ok("PUT", f"/schedules/{bens}", SCHEDULE)["name"] == "Mornings"
    for asked in ("GET", None), ("PUT", SCHEDULE), ("DELETE", None):
        problem(organizer(asked[0], f"/schedules/{olgas}", asked[1]), 403, "forbidden")
        problem(stranger(asked[0], f"/schedules/{olgas}", asked[1]), 404, "not-found")
    for_olga = SCHEDULE | {"member_id": laid.members[laid.owner]}
    problem(organizer("POST", "/schedules", for_olga), 403, "forbidden")


def test_time_off_tells_what_lies_in_its_way(organizer, book, visitor):
    booked = book("unlisted", "2026-12-02T09:00:00Z")

    made = organizer.ok("POST", "/time-off", AWAY | {"reason": "Skiing"})

    assert made["reason"] == "Skiing"
    assert [one["booking_id"] for one in made["in_the_way"]] == [booked["id"]]
    window = "from=2026-12-01T00:00:00Z&until=2026-12-04T00:00:00Z"
    shown = visitor.ok("GET", f"/workspaces/fernhill/meeting-types/unlisted/slots?{window}")
    assert shown["slots"][0] == "2026-12-03T00:00:00Z"


def test_time_off_is_read_changed_and_taken_back(organizer, owner, stranger, laid):
    path = f"/time-off/{organizer.ok('POST', '/time-off', AWAY)['id']}"
    later = AWAY | {"ends_at": "2026-12-05T00:00:00Z"}

    assert organizer.ok("GET", path)["ends_at"] == "2026-12-03T00:00:00Z"
    assert owner.ok("PUT", path, later)["ends_at"] == "2026-12-05T00:00:00Z"
    assert len(organizer.ok("GET", "/time-off")["items"]) == 1
    of_olga = f"/time-off?member_id={laid.members[laid.owner]}"
    assert owner.ok("GET", of_olga)["items"] == []
    problem(stranger("GET", path), 404, "not-found")
    problem(stranger("DELETE", path), 404, "not-found")
    assert organizer("DELETE", path).status_code == 204
    problem(organizer("GET", path), 404, "not-found")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"ends_at": AWAY["starts_at"]}, "ends_at"),
        ({"starts_at": "2026-12-01"}, "starts_at"),
        ({"starts_at": "2201-01-01T00:00:00Z"}, "starts_at"),
        ({"reason": "x" * 201}, "reason"),
        ({"member_id": "nobody"}, "member_id"),
    ],
)
def test_bad_absences_name_their_field(organizer, change, fault):
    assert fields(organizer("POST", "/time-off", AWAY | change)) == {fault}


@pytest.mark.parametrize("path", ["/schedules", "/time-off"])
def test_visitors_see_no_hours(visitor, path):
    problem(visitor("GET", path), 401, "not-signed-in")
    problem(visitor("POST", path, SCHEDULE if path == "/schedules" else AWAY), 401, "not-signed-in")
