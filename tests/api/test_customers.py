"""Customers over the API: searched, added once, changed, merged, erased; uploads and downloads."""

from collections.abc import Callable
from typing import Any

from tests.api.conftest import Caller, fields, problem

HANNAH = {"name": "Hannah Lindqvist", "email": "hannah@example.org", "phone": "+44 20 7946 0000"}


def test_a_customer_is_added_once_found_and_changed(owner: Caller) -> None:
    once = {"Idempotency-Key": "k1"}
    made = [owner("POST", "/customers", HANNAH, **once) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json() == made[1].json()
    path = f"/customers/{made[0].json()['id']}"

    assert fields(owner("POST", "/customers", HANNAH)) == {"email"}
    assert fields(owner("PUT", path, {"name": "H", "phone": "x"})) == {"phone"}
    changed = owner.ok("PUT", path, {"name": "Hannah Berg", "email": "hannah@example.org"})
    assert (changed["name"], changed["phone"], changed["counts"]["booked"]) == (
        "Hannah Berg",
        "",
        0,
    )
    (row,) = owner.ok("GET", "/customers?q=berg")["items"]
    assert row["id"] == changed["id"]
    assert owner.ok("GET", "/customers?q=lindqvist")["items"] == []


def test_two_are_merged_and_one_is_erased(owner: Caller) -> None:
    one, two = (owner.ok("POST", "/customers", {"name": name})["id"] for name in ("One", "Two"))
    problem(owner("POST", f"/customers/{one}/merge", {"customer_id": one}), 409, "conflict")
    owner.ok("POST", f"/customers/{one}/merge", {"customer_id": two})
    assert owner.ok("GET", f"/customers/{two}")["merged_into"] == one
    assert owner.ok("POST", f"/customers/{one}/erase")["name"] == ""
    problem(owner("POST", f"/customers/{one}/erase"), 409, "conflict")


def test_organizers_and_others_get_no_further_than_their_own(
    owner: Caller, organizer: Caller, stranger: Caller, book: Callable[..., Any]
) -> None:
    one = owner.ok("POST", "/customers", HANNAH)["id"]
    assert organizer.ok("GET", "/customers")["items"] == []
    problem(organizer("GET", f"/customers/{one}"), 403, "forbidden")
    problem(organizer("POST", "/customers", {"name": "X"}), 403, "forbidden")
    assert stranger.ok("GET", "/customers")["items"] == []
    problem(stranger("GET", f"/customers/{one}"), 404, "not-found")
