"""What is refused is told as a problem document, whoever refuses it."""

import re

import pytest

from sched_app import errors, texts
from sched_app.api import problems
from tests.api.conftest import V1, fields, problem

JSON = {"Content-Type": "application/json"}


def test_an_unknown_address_is_a_problem(visitor):
    problem(visitor("GET", "/nothing"), 404, "not-found")
    problem(visitor("GET", "/api/nothing"), 404, "not-found")


def test_an_unknown_method_names_those_that_the_resource_takes(visitor):
    answer = visitor("DELETE", "/bookings")

    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("accept", ["text/html", "image/*", "application/json;q=0"])
def test_an_answer_of_another_kind_is_not_given(visitor, accept):
    problem(visitor("GET", "/me", Accept=accept), 406, "not-acceptable")


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html, application/json;q=0.9"])
def test_json_is_given_to_who_takes_it(visitor, accept):
    problem(visitor("GET", "/me", Accept=accept), 401, "not-signed-in")


def test_a_large_body_is_refused_unread(api):
    told = api.post(f"{V1}/holds", content=b"x" * 70_000, headers=JSON)
    streamed = api.post(f"{V1}/holds", content=iter([b"x" * 1000] * 70), headers=JSON)

    problem(told, 413, "too-large")
    problem(streamed, 413, "too-large")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/json"])
def test_a_body_that_is_no_json_is_refused(api, kind):
    """So no form of another site reaches an operation without asking first."""
    answer = api.post(f"{V1}/holds", content=b"{}", headers={"Content-Type": kind})

    problem(answer, 415, "unsupported-media-type")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"token": "\\ud800"}',
        b'{"token": NaN}',
        b'{"token": {"a": 1}}',
        b'{"token": "a", "token": 2}',
    ],
)
def test_broken_bodies_are_told(api, content):
    answer = api.post(f"{V1}/holds/resume", content=content, headers=JSON)

    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("content", [b"[" * 60_000, b'{"token": ' + b"9" * 5000 + b"}"])
def test_hostile_json_is_a_bad_request(api, content):
    answer = api.post(f"{V1}/holds/resume", content=content, headers=JSON)

    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_nested_fields_are_named_by_dots(visitor):
    found = fields(visitor("POST", "/bookings", {"attendee": {"email": 1}}))

    assert {"attendee.name", "attendee.email", "attendee.timezone"} <= found


@pytest.mark.parametrize(
    "given", ["Basic b2xnYTp4", "Bearer", "Bearer x.y.z", "bearer \xe9", "Bearer " + "x" * 5000]
)
def test_a_bad_token_is_refused_on_open_operations_too(api, given):
    window = "from=2026-12-01T00:00:00Z&until=2026-12-02T00:00:00Z"
    for path in ("/me", f"/workspaces/fernhill/meeting-types/single/slots?{window}"):
        answer = api.get(V1 + path, headers={b"Authorization": given.encode("latin-1")})

        problem(answer, 401, "not-signed-in")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_an_unexpected_error_tells_nothing(api, visitor, sqlite_database):
    with sqlite_database.transaction() as session:
        session.connection().exec_driver_sql("ALTER TABLE holds RENAME TO gone")

    answer = visitor("POST", "/holds/resume", {"token": "secret-token"})

    assert answer.status_code in (500, 503)
    assert answer.headers["content-type"] == "application/problem+json"
    assert not re.search("gone|holds|secret|sqlite", answer.text, re.I)


def test_every_kind_has_a_title_and_an_address_that_says_it(visitor):
    def kinds(error):
        yield error.kind
        for below in error.__subclasses__():
            yield from kinds(below)

    found = {*kinds(errors.AppError), *problems.KINDS.values(), "internal", "foreign-origin"}

    for kind in found:
        assert visitor.ok("GET", f"/api/problems/{kind}")["title"] == texts.t(
            f"problem_title.{kind}"
        )
    problem(visitor("GET", "/api/problems/none-such"), 404, "not-found")
