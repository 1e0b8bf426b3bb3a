"""The API in this process on a database of its own, and clients for each kind of caller."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from sched_app import wiring
from sched_app.api import app
from sched_app.db import Database
from sched_app.models.columns import epoch
from sched_app.models.workspaces import User
from sched_app.secrets_file import Secrets
from sched_app.services import second_steps
from sched_app.settings import Settings
from sched_app.wiring import Wiring
from tests.support import ground
from tests.support.ground import Ground

V1 = "/api/v1"


@dataclass
class Clock:
    """A clock that tests set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@dataclass
class Caller:
    """Someone who calls the API, with or without a token."""

    client: TestClient
    token: str = ""
    browser: str = ""

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.browser:
            headers["OpenHours-Browser"] = self.browser
        where = path if path.startswith(("/api", "/auth")) else V1 + path
        return self.client.request(method, where, json=body, headers=headers)

    def ok(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call and expect success; give the answer's JSON."""
        answer = self(method, path, body, **headers)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def laid(sqlite_database: Database, now: datetime) -> Ground:
    return ground.lay(sqlite_database, now)


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, Any]:
    """Settings by their environment names; tests change them before they ask for `api`."""
    return {"OPENHOURS_DATA_DIR": tmp_path, "OPENHOURS_RATE_LIMITS": False}


@pytest.fixture
def api(
    sqlite_database: Database,
    laid: Ground,
    secrets: Secrets,
    clock: Clock,
    settings: dict[str, Any],
) -> Iterator[TestClient]:
    given = Settings(_env_file=None, **settings)
    wiring.use(Wiring(given, clock, sqlite_database, secrets, None))
    try:
        with TestClient(
            app.create(), raise_server_exceptions=False, follow_redirects=False
        ) as client:
            yield client
    finally:
        wiring.use(None)


@pytest.fixture
def visitor(api: TestClient) -> Caller:
    return Caller(api)


@pytest.fixture
def member(api: TestClient) -> Callable[[str], Caller]:
    """Sign a member in by e-mail."""

    def sign_in(email: str) -> Caller:
        asked = {"email": email, "password": ground.PASSWORD}
        return Caller(api, Caller(api).ok("POST", "/sign-ins", asked)["access_token"])

    return sign_in


@pytest.fixture
def owner(member: Callable[[str], Caller], laid: Ground) -> Caller:
    return member(laid.owner)


@pytest.fixture
def organizer(member: Callable[[str], Caller], laid: Ground) -> Caller:
    return member(laid.organizer)


@pytest.fixture
def stranger(member: Callable[[str], Caller], laid: Ground) -> Caller:
    return member(laid.stranger)


@pytest.fixture
def totp(sqlite_database: Database, secrets: Secrets, laid: Ground, clock: Clock) -> pyotp.TOTP:
    """Turn the owner's second step on; its code of now is not used yet."""
    with sqlite_database.transaction() as session:
        key = session.exec(select(User.id).where(User.email == laid.owner)).one() or 0
        given = second_steps.begin(
            session, secrets, key, account=laid.owner, issuer="x", now=clock.now
        )
        made = pyotp.TOTP(given.secret)
        second_steps.confirm(session, secrets, key, made.at(epoch(clock.now)), now=clock.now)
    clock.pass_by(minutes=5)
    return made


@pytest.fixture
def book(visitor: Caller, laid: Ground) -> Callable[..., Any]:
    """Book a time as a visitor: `book("single", "2026-11-24T09:00:00Z")`."""

    def call(kind: str, at: str, **more: Any) -> Any:
        attendee = {"name": "Xi Li", "email": "xi@example.org", "timezone": "Europe/Berlin"}
        attendee |= more.pop("attendee", {})
        asked = {"meeting_type_id": laid.types[kind], "starts_at": at, "attendee": attendee}
        return visitor.ok("POST", "/bookings", asked | more)

    return call


def problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    """Check that an answer is a problem document of a kind; give it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"/api/problems/{kind}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def fields(answer: Any) -> set[str]:
    """Name the fields that an answer finds fault with."""
    return {fault["field"] for fault in problem(answer, 422, "invalid")["errors"]}
