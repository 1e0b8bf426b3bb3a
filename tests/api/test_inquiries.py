"""Messages from the site over HTTP; what crawlers ask for; files that everyone may read."""

import pytest
from sqlmodel import func, select

from sched_app.integrations.local_files import LocalFiles
from sched_app.models.inquiries import Inquiry
from sched_app.models.workspaces import Membership, Role
from sched_app.services import sites
from sched_app.services.access import Actor, ActorKind
from tests.api.conftest import fields, problem
from tests.services.test_images import encoded
from tests.support.ground import BASE_URL


@pytest.fixture
def at(laid):
    return f"/workspaces/{laid.workspace}"


@pytest.fixture
def written(visitor, at, clock):
    """Ask for the form, and type for a while."""
    token = visitor.ok("GET", f"{at}/inquiry-form")["token"]
    clock.pass_by(seconds=20)
    return {"kind": "contact", "name": "Ruth", "email": "ruth@example.org", "message": "Hello",
            "token": token}  # fmt: skip


def count(database):
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Inquiry)).one()


def test_a_message_is_received_once_under_its_key(visitor, at, written, sqlite_database):
    key = {"Idempotency-Key": "a-key-of-the-page"}
    first = visitor.ok("POST", f"{at}/inquiries", written, **key)
    second = visitor.ok("POST", f"{at}/inquiries", written, **key)

    assert first == second
    assert count(sqlite_database) == 1


def test_one_that_comes_at_once_is_refused(visitor, at, sqlite_database):
    token = visitor.ok("GET", f"{at}/inquiry-form")["token"]
    body = {"kind": "contact", "name": "Ruth", "email": "ruth@example.org", "message": "Hello",
            "token": token}  # fmt: skip

    problem(visitor("POST", f"{at}/inquiries", body), 409, "conflict")
    assert count(sqlite_database) == 0


def test_a_robot_hears_what_people_hear(visitor, at, written, sqlite_database):
    answer = visitor("POST", f"{at}/inquiries", written | {"website": "https://spam.example"})

    assert answer.status_code == 201
    assert set(answer.json()) == {"id"}
    assert count(sqlite_database) == 0


def test_faults_are_told_by_field(visitor, at, written):
    answer = visitor("POST", f"{at}/inquiries", written | {"name": "", "message": " "})

    problem(answer, 422, "invalid")
    assert {one["field"] for one in answer.json()["errors"]} == {"name", "message"}
    assert fields(answer)


def test_an_unknown_workspace_and_a_form_that_is_off_take_nothing(visitor, at, written):
    problem(visitor("POST", "/workspaces/nowhere/inquiries", written), 404, "not-found")
    interest = written | {"kind": "interest"}
    problem(visitor("POST", f"{at}/inquiries", interest), 404, "not-found")


class TestLimits:
    @pytest.fixture
    def settings(self, settings):
        return settings | {"OPENHOURS_RATE_LIMITS": True, "OPENHOURS_INQUIRIES_PER_HOUR": 2}

    def test_the_third_within_an_hour_is_too_many(self, visitor, at, written):
        for number in range(2):
            visitor.ok("POST", f"{at}/inquiries", written | {"name": f"Ruth {number}"})

        answer = visitor("POST", f"{at}/inquiries", written)

        problem(answer, 429, "too-many")
        assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml"])
def test_addresses_for_crawlers_never_come_from_the_request(api, path):
    answer = api.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})

    assert answer.status_code == 200
    assert "evil.example" not in answer.text
    assert BASE_URL in answer.text
    assert "/dashboard" not in answer.text.replace("Disallow: /dashboard", "")


def test_a_logo_is_served_as_what_it_is_and_nothing_else(api, sqlite_database, tmp_path, now):
    with sqlite_database.reading() as session:
        owner = session.exec(select(Membership).where(Membership.role == Role.OWNER.value)).first()
        actor = Actor(
            ActorKind.USER,
            workspace_id=owner.workspace_id,
            user_id=owner.user_id,
            membership_id=owner.id,
            role=owner.role,
        )
    storage = LocalFiles(tmp_path / "files")
    view = sites.upload_logo(
        sqlite_database.transaction, storage, encoded("JPEG"), actor=actor, now=now
    )

    answer = api.get(view.path)

    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.content.startswith(b"\x89PNG")
    for path in ("/files/fi_unknown", "/files/..%2Fsecrets.json", "/files/%2e%2e"):
        assert api.get(path).status_code == 404
