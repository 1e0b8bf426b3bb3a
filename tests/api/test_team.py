"""Members, invitations, hand-overs and the workspace through the API."""

from typing import Any

import pytest

from tests.api.conftest import fields, problem

NINE = "2026-11-24T09:00:00Z"


@pytest.fixture
def ben(laid: Any) -> str:
    return str(laid.members[laid.organizer])


def test_members_are_listed_promoted_and_never_without_an_owner(owner, organizer, laid, ben):
    listed = organizer.ok("GET", "/members")["items"]
    assert [(one["name"], one["role"]) for one in listed] == [
        ("Ben Okafor", "organizer"), ("Olga Berg", "owner")
    ]  # fmt: skip
    problem(organizer("PUT", f"/members/{ben}/role", {"role": "owner"}), 403, "forbidden")
    assert owner.ok("PUT", f"/members/{ben}/role", {"role": "admin"})["role"] == "admin"
    me = laid.members[laid.owner]
    problem(owner("PUT", f"/members/{me}/role", {"role": "admin"}), 409, "conflict")
    problem(owner("POST", f"/members/{me}/remove", {}), 409, "conflict")


def test_an_invitation_is_made_once_under_its_key_and_its_path_is_told_once(
    owner, organizer, visitor
):
    asked = {"email": "New@example.org", "role": "admin", "days": 3}
    first = owner.ok("POST", "/invitations", asked, **{"Idempotency-Key": "k"})
    again = owner.ok("POST", "/invitations", asked, **{"Idempotency-Key": "k"})
    assert first["join_path"].startswith("/join/")
    assert again == first | {"join_path": None}
    assert fields(owner("POST", "/invitations", asked)) == {"email"}
    (listed,) = owner.ok("GET", "/invitations")["items"]
    assert (listed["invited_by"], listed["is_over"]) == ("Olga Berg", False)
    problem(organizer("GET", "/invitations"), 403, "forbidden")

    resent = owner.ok("POST", f"/invitations/{first['id']}/resend")
    assert resent["join_path"] != first["join_path"]
    form = {
        "link": resent["join_path"].removeprefix("/join/"),
        "name": "Nia",
        "password": "rain on the roof",
    }
    answer = visitor.client.post("/auth/join", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard")
    assert "Nia" in {one["name"] for one in owner.ok("GET", "/members")["items"]}
    problem(owner("DELETE", f"/invitations/{first['id']}"), 404, "not-found")


def test_a_booking_is_handed_over(owner, book, ben):
    made = book("single", NINE)["id"]
    seen = owner.ok("GET", f"/bookings/{made}/hand-over")
    assert [(one["name"], one["fit"], one["is_host"]) for one in seen["takers"]] == [
        ("Ben Okafor", "hindered", False)
    ]
    problem(owner("POST", f"/bookings/{made}/hand-over", {}), 409, "conflict")
    given = owner.ok("POST", f"/bookings/{made}/hand-over", {"to_member_id": ben})
    assert [host["name"] for host in given["hosts"]] == ["Ben Okafor"]
    assert given["sequence"] == 1
    both = book("collective", "2026-11-24T11:00:00Z")["id"]
    assert fields(owner("POST", f"/bookings/{both}/hand-over", {})) == {"leaving"}


def test_a_member_is_removed_with_a_choice_for_each_booking(owner, organizer, book, ben, laid):
    first, second = book("unlisted", NINE)["id"], book("unlisted", "2026-11-24T11:00:00Z")["id"]
    seen = owner.ok("GET", f"/members/{ben}/departure")
    assert [one["booking_id"] for one in seen["bookings"]] == [first, second]
    assert {one["name"] for one in seen["meeting_types"] if one["is_last"]} == {
        "Unlisted", "Hidden"
    }  # fmt: skip
    problem(owner("POST", f"/members/{ben}/remove", {}), 409, "conflict")

    left = owner.ok(
        "POST",
        f"/members/{ben}/remove",
        {
            "bookings": [
                {"booking_id": first, "to_member_id": laid.members[laid.owner]},
                {"booking_id": second, "cancel": True},
            ],
            "reason": "Ben has left.",
        },
    )
    assert (left["handed_over"], left["cancelled"], left["inactive"]) == (1, 1, ["Unlisted"])
    problem(organizer("GET", "/me"), 401, "not-signed-in")
    assert owner.ok("GET", f"/bookings/{second}")["status"] == "cancelled"


def test_the_workspace_is_shown_to_the_team_and_changed_by_owners(owner, organizer):
    seen = organizer.ok("GET", "/workspace")
    assert seen["slug"] == "fernhill"
    asked = {name: seen[name] for name in ("slug", "timezone", "accent", "is_listed")}
    problem(organizer("PUT", "/workspace", asked | {"name": "Mine"}), 403, "forbidden")
    assert owner.ok("PUT", "/workspace", asked | {"name": "New name"})["name"] == "New name"
    assert fields(owner("PUT", "/workspace", asked | {"name": "X", "slug": "api"})) == {"slug"}
