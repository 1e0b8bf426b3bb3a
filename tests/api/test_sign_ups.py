"""Signing up, as browsers meet it: forged requests, other hosts, known addresses."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from sched_app import routes, server, wiring
from sched_app.models.workspaces import Workspace
from sched_app.settings import Settings
from tests.api.test_auth_links import Post, back, link_of, mailed, post_office
from tests.support import ground

__all__ = ["mailed", "post_office"]
EMAIL = "olaf@example.org"
FORM = {
    "name": "Olaf Oak",
    "password": "rain on the roof",
    "workspace_name": "Oak Yard",
    "slug": "oak",
    "timezone": "Europe/Berlin",
}


@pytest.fixture
def settings(settings: dict[str, Any]) -> dict[str, Any]:
    """Everyone may sign up."""
    return {**settings, "SIGNUP": "open", "SMTP_URL": "smtp://localhost:1"}


def workspaces_of(database: Any) -> set[str]:
    with database.reading() as session:
        return set(session.exec(select(Workspace.slug)))


def test_a_stranger_makes_a_workspace_and_is_in(api, post_office, mailed, laid, sqlite_database):
    asked = api.post(routes.AUTH_SIGN_UP_ASK, data={"email": EMAIL})
    assert back(asked) == (routes.SIGN_IN_SENT, {"for": "sign_up"})
    before = workspaces_of(sqlite_database)

    answer = api.post(routes.AUTH_SIGN_UP, data={"link": link_of(mailed()), **FORM})

    assert back(answer)[0] == routes.DASHBOARD
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert workspaces_of(sqlite_database) - before == {"oak"}


def test_asking_is_answered_alike_for_everyone(api, post_office, laid):
    known, unknown = (
        api.post(routes.AUTH_SIGN_UP_ASK, data={"email": email}) for email in (laid.owner, EMAIL)
    )

    assert known.headers.multi_items() == unknown.headers.multi_items()
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


def test_the_link_leads_to_our_address_whatever_the_request_says(api, post_office, mailed, laid):
    evil = {"Host": "evil.test", "X-Forwarded-Host": "evil.test", "Forwarded": "host=evil.test"}
    api.post(routes.AUTH_SIGN_UP_ASK, data={"email": EMAIL}, headers=evil)

    assert mailed().startswith(f"{ground.BASE_URL}/sign-up-link/")
    assert "evil.test" not in post_office.mails[-1].text + post_office.mails[-1].html


def test_what_is_wrong_goes_back_to_the_page_without_what_was_typed(api, post_office, mailed, laid):
    api.post(routes.AUTH_SIGN_UP_ASK, data={"email": EMAIL})
    link = link_of(mailed())

    answer = api.post(routes.AUTH_SIGN_UP, data={"link": link, **FORM, "slug": laid.workspace})

    path, query = back(answer)
    assert path == routes.sign_up_link(link)
    assert query == {"problem": "field.slug_taken", "field": "slug"}


@pytest.mark.parametrize("path", [routes.AUTH_SIGN_UP_ASK, routes.AUTH_SIGN_UP])
def test_another_sites_form_is_refused(api, post_office: Post, laid, path: str):
    whole = server.create(pages=False)
    with TestClient(whole, base_url=ground.BASE_URL, follow_redirects=False) as browser:
        for origin in ("https://evil.test", "null"):
            answer = browser.post(path, data={"email": EMAIL}, headers={"Origin": origin})
            assert answer.status_code == 403
        ours = browser.post(path, data={"email": EMAIL}, headers={"Origin": ground.BASE_URL})
        assert ours.status_code == 303


def test_where_it_is_closed_nobody_is_mailed(api, post_office: Post, laid):
    whole = wiring.current()
    closed = Settings(_env_file=None, OPENHOURS_DATA_DIR=whole.settings.data_dir)  # type: ignore[call-arg]
    wiring.use(replace(whole, settings=closed))

    path, query = back(api.post(routes.AUTH_SIGN_UP_ASK, data={"email": EMAIL}))

    assert (path, query) == (routes.SIGN_UP, {"problem": "problem.not_found"})


def test_open_without_a_mail_server_stops_the_start():
    with pytest.raises(ValueError, match="SIGNUP=open confirms addresses by mail: set SMTP_URL"):
        Settings(_env_file=None, SIGNUP="open")  # type: ignore[call-arg]
