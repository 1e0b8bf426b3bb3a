"""A deployment with an owner and an organizer, and pages of theirs without a browser."""

import inspect
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
import reflex as rx

from sched_app import wiring
from sched_app.db import Database
from sched_app.secrets_file import Secrets
from sched_app.services import access, accounts, members, workspaces
from sched_app.settings import Settings
from sched_app.state.base import AppState
from sched_app.wiring import Wiring
from tests.support import loops

S = TypeVar("S", bound=AppState)
PASSWORD = "a quiet hedgehog"
BASE_URL = "http://localhost:8000"


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime

    def __call__(self) -> datetime:
        """Give the time that it shows."""
        return self.at


@dataclass
class Desk:
    """A running deployment, seen from its pages."""

    whole: Wiring
    clock: Clock
    tokens: dict[str, str]
    agent: str = ""

    async def page(self, state: type[S], who: str = "owner", path: str = "/", **query: str) -> S:
        """Open a page: a fresh tab with the cookie of `owner`, `organizer` or nobody."""
        root = rx.State(_reflex_internal_init=True)
        token = self.tokens.get(who, "")
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        url = f"{BASE_URL}{path}" + (f"?{asked}" if asked else "")
        root._update_router_vars(
            {
                "pathname": path,
                "asPath": url,
                "query": query,
                "token": "a-tab",
                "ip": "192.0.2.7",
                "headers": {
                    "cookie": f"theme=dark; openhours_sign_in={token}",
                    "accept-language": "en-GB,en;q=0.9",
                    "origin": BASE_URL,
                    "user-agent": self.agent,
                },
            },
            {},
        )
        return await root.get_state(state)

    def end_sign_ins(self) -> None:
        """End the owner's sign-in, as another device would."""
        with self.whole.database.transaction() as session:
            actor = accounts.actor_of(session, self.tokens["owner"], now=self.clock.at)
            assert actor is not None
            assert actor.user_id is not None
            accounts.end_all(session, actor.user_id, actor=actor, now=self.clock.at)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine, beside whatever loop a browser's test has left running."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = pyfuncitem._fixtureinfo.argnames
    loops.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in wanted}))
    return True


@pytest.fixture
def desk(
    sqlite_database: Database, secrets: Secrets, now: datetime, tmp_path: Path
) -> Iterator[Desk]:
    """A deployment that is set up: Ines owns it, Tom is an organizer."""
    clock = Clock(now)
    settings = Settings(OPENHOURS_DATA_DIR=tmp_path, _env_file=None)  # type: ignore[call-arg]
    whole = Wiring(settings, clock, sqlite_database, secrets, None)
    visitor = access.visitor()
    with sqlite_database.transaction() as session:
        form = workspaces.SetUpForm(
            "Ines Okafor", "ines@fernhill.example", PASSWORD, "Fernhill Studio", "fernhill",
            "Europe/London", BASE_URL,
        )  # fmt: skip
        workspaces.set_up(
            session, workspaces.set_up_token(secrets), form, secrets=secrets, actor=visitor, now=now
        )
    tokens = {"owner": _sign_in(whole, "ines@fernhill.example", now)}
    with sqlite_database.transaction() as session:
        owner = accounts.actor_of(session, tokens["owner"], now=now)
        assert owner is not None
        added = members.add_member(
            session,
            members.MemberForm("Tom Weiss", "tom@fernhill.example", "organizer"),
            secrets=secrets,
            has_mail=False,
            actor=owner,
            now=now,
        )
        link = (added.join_path or "").rsplit("/", 1)[1]
        members.join(session, link, PASSWORD, secrets=secrets, actor=visitor, now=now)
    tokens["organizer"] = _sign_in(whole, "tom@fernhill.example", now)
    wiring.use(whole)
    yield Desk(whole, clock, tokens)
    wiring.use(None)


def _sign_in(whole: Wiring, email: str, now: datetime) -> str:
    token, _ = accounts.sign_in(
        whole.database.transaction,
        whole.secrets,
        email,
        PASSWORD,
        device="tests",
        attempts=100,
        lasts=timedelta(days=30),
        actor=access.visitor(),
        now=now,
    )
    return token


@pytest.fixture
def with_mail(desk: Desk) -> None:
    """Let the deployment have a mail server (whom nobody asks here)."""
    wiring.use(replace(desk.whole, email=object()))  # type: ignore[arg-type]


Call = Callable[..., Awaitable[Any]]


@pytest.fixture
def call() -> Call:
    """Call a handler as the page does: `await call(State.save, state, form)`."""

    async def run(handler: Any, state: AppState, *args: Any) -> Any:
        made = handler.fn(state, *args)
        return await made if hasattr(made, "__await__") else made

    return run
