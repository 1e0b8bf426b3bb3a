"""The route that goes from one workspace to another."""

import pytest
from sqlmodel import select

from sched_app import routes
from sched_app.models.workspaces import Role, User, Workspace
from sched_app.services import accounts
from tests.factories import Factory
from tests.support import ground


@pytest.fixture
def away(sqlite_database, laid, now):
    """Olga also hosts elsewhere."""
    with sqlite_database.transaction() as session:
        olga = session.exec(select(User).where(User.email == laid.owner)).one()
        there = session.exec(select(Workspace).where(Workspace.slug == "elsewhere")).one()
        Factory(session, now).member(there, user=olga, role=Role.ORGANIZER)
        return there.public_id


def test_a_browser_goes_from_one_workspace_to_the_other(api, laid, away, sqlite_database, now):
    api.post("/auth/sign-in", data={"email": laid.owner, "password": ground.PASSWORD})
    first = api.cookies[routes.SIGN_IN_COOKIE]

    answer = api.post("/auth/switch", data={"workspace": away})

    assert answer.status_code == 303
    assert answer.headers["location"] == routes.DASHBOARD
    with sqlite_database.reading() as session:
        actor = accounts.actor_of(session, api.cookies[routes.SIGN_IN_COOKIE], now=now)
        assert (actor.role, accounts.me(session, actor=actor).workspace_public_id) == (
            "organizer", away,
        )  # fmt: skip
        assert accounts.actor_of(session, first, now=now) is None


def test_who_is_not_signed_in_goes_nowhere(api, away):
    answer = api.post("/auth/switch", data={"workspace": away})

    assert answer.headers["location"] == "/sign-in?problem=problem.not_signed_in"
    assert api.get("/auth/switch").status_code == 405
