"""Signing in to the API: the token, its renewal, its end; the pages' cookie is not taken."""

import pytest
from sqlmodel import select

from sched_app import texts
from sched_app.models.columns import epoch
from sched_app.models.workspaces import SignIn
from tests.api.conftest import Caller, fields, problem
from tests.support import ground


@pytest.fixture
def signed_in(visitor, laid):
    return visitor.ok("POST", "/sign-ins", {"email": laid.owner, "password": ground.PASSWORD})


def test_a_member_signs_in_and_hears_who_they_are(owner, laid):
    me = owner.ok("GET", "/me")

    assert me["email"] == laid.owner
    assert me["role"] == "owner"
    assert me["member_id"] == laid.members[laid.owner]
    assert me["workspace_slug"] == laid.workspace


@pytest.mark.parametrize("email", ["olga@example.org", "nobody@example.org", "no address"])
def test_a_wrong_password_and_an_unknown_person_sound_alike(visitor, email):
    answer = visitor("POST", "/sign-ins", {"email": email, "password": "wrong"})

    assert problem(answer, 401, "not-signed-in")["detail"] == texts.t("problem.wrong_sign_in")


def test_a_token_ends_after_15_minutes_and_is_renewed(api, visitor, signed_in, clock):
    holder = Caller(api, signed_in["access_token"])
    assert signed_in["expires_at"] == "2026-11-23T08:15:00Z"
    assert holder.ok("GET", "/me")
    clock.pass_by(minutes=15)
    problem(holder("GET", "/me"), 401, "not-signed-in")

    renewed = visitor.ok("POST", "/sign-ins/renew", {"renewal_token": signed_in["renewal_token"]})

    assert Caller(api, renewed["access_token"]).ok("GET", "/me")


def test_renewing_notes_that_the_sign_in_is_in_use(visitor, signed_in, clock, sqlite_database):
    clock.pass_by(minutes=15)

    visitor.ok("POST", "/sign-ins/renew", {"renewal_token": signed_in["renewal_token"]})

    with sqlite_database.reading() as session:
        chosen = select(SignIn.seen_at).where(SignIn.public_id == signed_in["sign_in_id"])
        assert session.exec(chosen).one() == clock.now


def test_ending_a_sign_in_ends_its_tokens(api, visitor, signed_in):
    holder = Caller(api, signed_in["access_token"])

    assert holder("POST", "/sign-ins/end").status_code == 204

    problem(holder("GET", "/me"), 401, "not-signed-in")
    renewal = {"renewal_token": signed_in["renewal_token"]}
    problem(visitor("POST", "/sign-ins/renew", renewal), 401, "not-signed-in")


def test_attempts_are_counted(settings, request, laid):
    settings |= {"OPENHOURS_RATE_LIMITS": True, "OPENHOURS_SIGN_INS_PER_QUARTER": 2}
    visitor = request.getfixturevalue("visitor")
    wrong = {"email": laid.owner, "password": "wrong"}
    for _ in range(2):
        problem(visitor("POST", "/sign-ins", wrong), 401, "not-signed-in")

    answer = visitor("POST", "/sign-ins", wrong | {"password": ground.PASSWORD})

    problem(answer, 429, "too-many")
    assert int(answer.headers["retry-after"]) > 0


def test_the_pages_cookie_is_no_token(visitor, signed_in):
    visitor.client.cookies.set("openhours_sign_in", signed_in["renewal_token"])

    problem(visitor("GET", "/me"), 401, "not-signed-in")
    problem(visitor("GET", "/bookings"), 401, "not-signed-in")


def test_bad_fields_are_named(visitor):
    assert fields(visitor("POST", "/sign-ins", {"email": "", "password": 1, "x": 2})) == {
        "email", "password", "x",
    }  # fmt: skip


def test_the_second_step_is_named_and_then_taken(visitor, laid, clock, totp):
    asked = {"email": laid.owner, "password": ground.PASSWORD}

    lacking = problem(visitor("POST", "/sign-ins", asked), 401, "code-needed")
    assert [fault["field"] for fault in lacking["errors"]] == ["code"]
    wrong = problem(visitor("POST", "/sign-ins", {**asked, "code": "123456"}), 401, "code-needed")
    assert wrong["detail"] != lacking["detail"]
    guessed = visitor("POST", "/sign-ins", {**asked, "password": "no", "code": "123456"})
    problem(guessed, 401, "not-signed-in")
    code = totp.at(epoch(clock.now))
    assert visitor.ok("POST", "/sign-ins", {**asked, "code": code})["access_token"]
    problem(visitor("POST", "/sign-ins", {**asked, "code": code}), 401, "code-needed")


def test_own_sign_ins_are_listed_and_ended(member, owner, organizer, laid):
    other = member(laid.owner)
    listed = owner.ok("GET", "/sign-ins")["items"]
    assert [one["device"] for one in listed] == ["API", "API"]
    assert sorted(one["is_this"] for one in listed) == [False, True]
    (there,) = [one["id"] for one in listed if not one["is_this"]]

    problem(organizer("POST", f"/sign-ins/{there}/end"), 404, "not-found")
    assert owner("POST", f"/sign-ins/{there}/end").status_code == 204

    problem(other("GET", "/me"), 401, "not-signed-in")
    assert owner.ok("GET", "/me")
    assert len(owner.ok("GET", "/sign-ins")["items"]) == 1
