"""Meeting types over HTTP: shown to visitors, edited by who may."""

import pytest

from tests.api.conftest import fields, problem


@pytest.fixture
def asked(laid):
    return {
        "name": "Trial lesson",
        "hosts": [{"member_id": laid.members[laid.owner]}],
        "location_value": "https://meet.example.org/trial",
        "durations": [{"minutes": 45, "price_minor": 5000, "deposit_minor": 1000}, {"minutes": 90}],
        "questions": [{"label": "Level?", "kind": "choice", "options": ["A", "B"]}],
    }


@pytest.fixture
def made(owner, asked):
    return owner.ok("POST", "/meeting-types", asked)


def test_a_type_is_made_and_shown_to_members_and_visitors(owner, visitor, made, laid):
    assert made["slug"] == "trial-lesson"
    assert made["hosts"][0]["schedule_id"] == laid.schedules[laid.owner]
    assert owner.ok("GET", f"/meeting-types/{made['id']}") == made

    shown = visitor.ok("GET", "/workspaces/fernhill/meeting-types/trial-lesson")

    assert shown["id"] == made["id"]
    assert shown["durations"] == made["durations"]
    assert shown["questions"] == made["questions"]
    assert shown["location_value"] == "", "a meeting room's address is told to attendees only"
    assert "hosts" not in shown
    assert "version" not in shown


def test_visitors_see_what_is_public(visitor, owner, laid):
    listed = visitor.ok("GET", "/workspaces/fernhill/meeting-types")["items"]

    assert {one["slug"] for one in listed} == {"single", "robin", "collective", "approval"}
    assert visitor.ok("GET", "/workspaces/fernhill/meeting-types/unlisted")["slug"] == "unlisted"
    problem(visitor("GET", "/workspaces/fernhill/meeting-types/hidden"), 404, "not-found")
    problem(visitor("GET", "/workspaces/nowhere/meeting-types"), 404, "not-found")
    assert len(owner.ok("GET", "/meeting-types")["items"]) == 6


def test_a_change_is_refused_over_a_newer_one(owner, made, asked):
    path = f"/meeting-types/{made['id']}"

    first = owner.ok("PUT", path, asked | {"name": "Trial", "version": made["version"]})

    assert first["name"] == "Trial"
    assert first["version"] == made["version"] + 1
    late = owner("PUT", path, asked | {"version": made["version"]})
    problem(late, 409, "conflict")
    assert owner.ok("PUT", path, asked)["name"] == "Trial lesson"


def test_a_type_is_hidden_shown_and_taken_away(owner, visitor, made):
    path, place = f"/meeting-types/{made['id']}", "/workspaces/fernhill/meeting-types/trial-lesson"

    assert owner.ok("POST", f"{path}/visibility", {"visibility": "inactive"})
    problem(visitor("GET", place), 404, "not-found")
    assert owner.ok("POST", f"{path}/visibility", {"visibility": "unlisted"})
    assert visitor.ok("GET", place)
    assert owner("DELETE", path).status_code == 204
    problem(visitor("GET", place), 404, "not-found")
    problem(owner("GET", path), 404, "not-found")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": ""}, "name"),
        ({"hosts": []}, "hosts"),
        ({"hosts": [{"member_id": "mb_unknown"}]}, "hosts.0.member_id"),
        ({"slug": "Not a slug!"}, "slug"),
        ({"slug": "single"}, "slug"),
        ({"location_value": "no address"}, "location_value"),
        ({"durations": [{"minutes": 7}]}, "durations.0.minutes"),
        ({"durations": [{"minutes": 30, "price_minor": 10**18}]}, "durations.0.price_minor"),
        ({"horizon_days": None}, None),
        ({"first_on": "2026-13-01"}, "first_on"),
        ({"routing": "random"}, "routing"),
        ({"questions": [{"label": "Which?", "kind": "choice"}]}, "questions.0.options"),
        ({"limit_per_day": 0}, "limit_per_day"),
        ({"notice_minutes": 2**62}, "notice_minutes"),
        ({"extra": True}, "extra"),
    ],
)
def test_bad_types_name_their_fields(owner, asked, change, fault):
    found = fields(owner("POST", "/meeting-types", asked | change))

    assert found == ({fault} if fault else {"first_on", "last_on"})


def test_organizers_read_types_and_do_not_edit_them(organizer, visitor, stranger, made, asked):
    path = f"/meeting-types/{made['id']}"

    assert organizer.ok("GET", path) == made
    problem(organizer("PUT", path, asked), 403, "forbidden")
    problem(organizer("POST", "/meeting-types", asked), 403, "forbidden")
    problem(organizer("DELETE", path), 403, "forbidden")
    problem(stranger("GET", path), 404, "not-found")
    problem(stranger("PUT", path, asked), 404, "not-found")
    problem(visitor("GET", path), 401, "not-signed-in")
    problem(visitor("POST", "/meeting-types", asked), 401, "not-signed-in")
