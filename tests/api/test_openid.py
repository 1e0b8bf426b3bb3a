"""Signing in by OpenID Connect through the app's routes, against a provider over HTTP."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from sched_app import routes, wiring
from sched_app.integrations.openid import IssuerConfig, OpenID
from sched_app.models.workspaces import Deployment, SignIn, User
from sched_app.services import accounts
from tests.counterparts import openid as counterpart
from tests.counterparts.openid import CLIENT, SECRET, Provider, challenge, query_of
from tests.support import ground

COOKIE, TRIP = routes.SIGN_IN_COOKIE, routes.OPENID_COOKIE
START, BACK = "/auth/openid/acme", "/auth/openid/acme/callback"


@pytest.fixture
def now() -> datetime:
    """The provider reads the clock."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def provider(api: TestClient) -> Iterator[Provider]:
    """The issuer `acme`, which the operator trusts, and `other`, which not; Olga is at both."""
    with counterpart.running() as found:
        config = IssuerConfig("acme", "Acme", found.url, CLIENT, SECRET, is_trusted=True)
        other = replace(config, key="other", is_trusted=False)
        issuers = {one.key: OpenID(one) for one in (config, other)}
        wiring.use(replace(wiring.current(), openid=issuers))
        found.know("olga", email="olga@example.org", email_verified=True)
        yield found


@dataclass
class Way:
    """Ways there and back of one browser."""

    api: TestClient
    provider: Provider

    def start(self, path: str = START, **form: str) -> str:
        """Press the button; give the provider's page."""
        answer = self.api.post(path, data={"after": "", **form})
        assert answer.status_code == 200, answer.headers
        (address,) = re.findall(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)
        return unescape(address)

    def come(self, told: dict[str, str], path: str = BACK) -> Any:
        """Come back from it."""
        return self.api.get(path, params=told)

    def go(self, who: str = "olga", path: str = START, **form: str) -> Any:
        """Go there and come back."""
        return self.come(self.provider.agree(self.start(path, **form), who), f"{path}/callback")


@pytest.fixture
def way(api: TestClient, provider: Provider) -> Way:
    return Way(api, provider)


def refused(answer: Any, page: str = routes.SIGN_IN) -> str:
    """Check that an answer leads back without a sign-in; give the problem's key."""
    assert answer.status_code == 303
    assert COOKIE not in answer.headers.get("set-cookie", "")
    parts = urlsplit(answer.headers["location"])
    assert parts.path == page
    return parse_qs(parts.query)["problem"][0]


Whose = Callable[[], str | None]


@pytest.fixture
def whose(api: TestClient, now: datetime) -> Whose:
    """Say whom the browser's cookie stands for."""

    def find() -> str | None:
        with wiring.current().database.reading() as session:
            actor = accounts.actor_of(session, api.cookies.get(COOKIE) or "", now=now)
            return session.get_one(User, actor.user_id).email if actor else None

    return find


def test_the_right_person_is_signed_in(way: Way, whose: Whose):
    answer = way.go()

    assert answer.status_code == 303
    assert answer.headers["location"] == routes.DASHBOARD
    assert answer.headers["cache-control"] == "no-store"
    cookies = answer.headers.get_list("set-cookie")
    (given,) = [one for one in cookies if one.startswith(f"{COOKIE}=")]
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert whose() == "olga@example.org"


def test_the_browser_is_bound_by_a_cookie_that_scripts_cannot_read(way: Way):
    answer = way.api.post(START, data={"after": ""})

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{TRIP}=")
    for part in ("HttpOnly", "SameSite=lax", "Path=/auth/openid/", "Max-Age=600"):
        assert part in cookie
    assert "Secure" not in cookie
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert COOKIE not in cookie


def test_the_cookie_is_for_https_only_where_the_site_is(way: Way):
    with wiring.current().database.transaction() as session:
        session.get_one(Deployment, 1).base_url = "https://book.example.org"

    answer = way.api.post(START, data={"after": ""}, headers={"Host": "evil.test"})

    assert "; Secure" in answer.headers["set-cookie"]
    assert "https%3A%2F%2Fbook.example.org%2Fauth%2Fopenid%2Facme%2Fcallback" in answer.text
    assert "evil" not in answer.text


def test_what_is_sent_fits_together_and_is_fresh_each_time(way: Way):
    way.go()
    way.go()

    asked = [one.query for one in way.provider.of("/oauth2/authorize")]
    sent = [one.form for one in way.provider.of("/oauth2/token")]
    assert [one["code_challenge"] for one in asked] == [
        challenge(one["code_verifier"]) for one in sent
    ]
    for name in ("state", "nonce", "code_challenge"):
        assert len({one[name] for one in asked}) == 2, name
    assert {one["redirect_uri"] for one in asked + sent} == {ground.BASE_URL + BACK}


def test_a_wrong_state_is_refused(way: Way, whose: Whose):
    told = way.provider.agree(way.start(), "olga")

    assert refused(way.come({**told, "state": "another"})) == "problem.openid_lost"
    assert whose() is None
    assert not way.provider.of("/oauth2/token")


def test_an_answer_that_another_browser_was_sent_is_refused(way: Way, whose: Whose):
    told = way.provider.agree(way.start(), "olga")
    way.api.cookies.clear()
    way.start()  # The victim's own browser is on a way of its own.

    assert refused(way.come(told)) == "problem.openid_lost"
    way.api.cookies.clear()
    assert refused(way.come(told)) == "problem.openid_lost"
    assert whose() is None
    assert not way.provider.of("/oauth2/token")


def test_an_answer_works_once(way: Way):
    told = way.provider.agree(way.start(), "olga")
    trip = way.api.cookies[TRIP]
    assert way.come(told).headers["location"] == routes.DASHBOARD
    assert TRIP not in way.api.cookies
    way.api.cookies.clear()
    way.api.cookies.set(TRIP, trip, path="/auth/openid/")

    assert refused(way.come(told)) == "problem.openid_lost"
    assert len(way.provider.of("/oauth2/token")) == 1


@pytest.mark.parametrize("claims", [{"nonce": "another"}, {"aud": "another"}], ids=str)
def test_a_token_of_another_way_or_client_is_refused(way: Way, whose: Whose, claims: Any):
    way.provider.published = [way.provider.key]
    way.provider.forge = lambda given: {**given, **claims}

    assert refused(way.go()) == "problem.openid_failed"
    assert whose() is None


def test_an_unverified_address_takes_nobody_over(way: Way, whose: Whose):
    for subject, verified in (("m1", False), ("m2", None), ("m3", "no")):
        way.provider.know(subject, email="olga@example.org", email_verified=verified)
        assert refused(way.go(subject)) == "problem.openid_unknown"
    assert refused(way.go("olga", "/auth/openid/other")) == "problem.openid_unknown"
    assert whose() is None
    with wiring.current().database.reading() as session:
        assert session.exec(select(SignIn)).all() == []


def test_nobody_is_created(way: Way):
    way.provider.know("new", email="new@example.org", email_verified=True)

    assert refused(way.go("new")) == "problem.openid_unknown"
    with wiring.current().database.reading() as session:
        assert not session.exec(select(User).where(User.email == "new@example.org")).all()


@pytest.mark.parametrize(
    ("after", "to"),
    [
        ("/dashboard/team?x=1", "/dashboard/team?x=1"),
        ("https://evil.test/", routes.DASHBOARD),
        ("//evil.test", routes.DASHBOARD),
        ("/\\evil.test", routes.DASHBOARD),
        ("/\r\nSet-Cookie: a=b", routes.DASHBOARD),
    ],
)
def test_the_way_leads_nowhere_but_to_this_site(way: Way, after: str, to: str):
    assert way.go(after=after).headers["location"] == to


def test_cancelling_there_is_no_fault(way: Way):
    page = way.start()
    # This provider leaves the state out where its person cancels; RFC 6749 (4.1.2.1) wants it.
    told = {"state": query_of(page)["state"], **way.provider.deny(page)}

    assert refused(way.come(told)) == "problem.openid_cancelled"


def test_a_provider_that_is_away_is_told_in_words(way: Way):
    way.provider.answers["/.well-known/openid-configuration"] = (500, {})

    answer = way.api.post(START, data={"after": "/dashboard/team"})

    assert refused(answer) == "problem.openid_failed"
    assert "after=%2Fdashboard%2Fteam" in answer.headers["location"]


def test_an_issuer_that_is_not_configured_is_not_there(way: Way):
    assert refused(way.api.post("/auth/openid/nobody", data={"after": ""})) == "problem.openid_off"
    assert refused(way.api.get("/auth/openid/nobody/callback")) == "problem.openid_off"


def test_a_way_does_not_begin_by_a_link(way: Way):
    assert way.api.get(START).status_code == 405
    assert not way.provider.of("/oauth2/authorize")


def sign_in(way: Way, email: str) -> None:
    answer = way.api.post("/auth/sign-in", data={"email": email, "password": ground.PASSWORD})
    assert answer.headers["location"] == routes.DASHBOARD


def test_who_is_signed_in_links_and_then_signs_in_so(way: Way, whose: Whose, laid: ground.Ground):
    sign_in(way, laid.organizer)
    before = way.api.cookies[COOKIE]

    answer = way.go("mallory@example.org", "/auth/openid/other", link="1")

    assert answer.headers["location"] == routes.ACCOUNT
    assert way.api.cookies[COOKIE] == before
    way.api.cookies.clear()
    way.go("mallory@example.org", "/auth/openid/other")
    assert whose() == laid.organizer


def test_nobody_links_to_the_person_of_another_browser(way: Way, laid: ground.Ground):
    assert refused(way.api.post(START, data={"link": "1"}), routes.ACCOUNT)
    sign_in(way, laid.organizer)
    told = way.provider.agree(way.start(link="1"), "olga")
    trip = way.api.cookies[TRIP]
    way.api.cookies.clear()
    way.api.cookies.set(TRIP, trip, path="/auth/openid/")

    assert refused(way.come(told)) == "problem.not_signed_in"
    way.api.cookies.clear()
    sign_in(way, laid.owner)
    told = way.provider.agree(way.start(link="1"), "ben")
    trip = way.api.cookies[TRIP]
    way.api.cookies.clear()
    sign_in(way, laid.organizer)
    way.api.cookies.set(TRIP, trip, path="/auth/openid/")
    assert refused(way.come(told), routes.ACCOUNT) == "problem.openid_lost"
