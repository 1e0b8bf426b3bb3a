"""Links by mail and the second step, as browsers meet them: cookies, redirects, forged requests."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from sched_app import routes, server, wiring
from sched_app.integrations.protocols import Email, SentInfo
from sched_app.models.accounts import Proof
from sched_app.models.columns import epoch
from sched_app.models.workspaces import SignIn, User
from sched_app.services import access, accounts, delivery, letters, links, messages
from tests.support import ground

SIGN_IN, STEP = routes.SIGN_IN_COOKIE, routes.STEP_COOKIE
POSTS = (
    routes.AUTH_SIGN_IN,
    routes.AUTH_SIGN_IN_ASK,
    routes.AUTH_SIGN_IN_LINK,
    routes.AUTH_SIGN_IN_CODE,
    routes.AUTH_RESET_ASK,
    routes.AUTH_RESET,
    routes.AUTH_SIGN_OUT,
)


@dataclass
class Post:
    """A mail server that keeps what it is given."""

    mails: list[Email] = field(default_factory=list)

    def send(self, email: Email) -> SentInfo:
        """Take a mail."""
        self.mails.append(email)
        return SentInfo("250 Ok")

    def close(self) -> None:
        """Keep nothing open."""


@pytest.fixture
def post_office(api: TestClient) -> Post:
    """Give the deployment a mail server."""
    office = Post()
    wiring.use(replace(wiring.current(), email=office))
    return office


@pytest.fixture
def mailed(post_office: Post, clock: Any, sqlite_database: Any, secrets: Any) -> Callable[[], str]:
    """Deliver what is due, and give the address that the newest mail leads to."""

    def newest() -> str:
        delivery.deliver_due(
            sqlite_database.transaction, post_office,
            secrets=secrets, mail_from="Us <us@example.org>", clock=clock,
        )  # fmt: skip
        (found,) = {word for word in post_office.mails[-1].text.split() if "://" in word}
        return found

    return newest


def back(answer: Any) -> tuple[str, dict[str, str]]:
    """Give the path and the query to which a form leads."""
    assert answer.status_code == 303, answer.text
    parts = urlsplit(answer.headers["location"])
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def link_of(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_mailed_link_signs_in_by_its_button_once(api, post_office, mailed, laid):
    asked = api.post(routes.AUTH_SIGN_IN_ASK, data={"email": laid.owner})
    assert back(asked) == (routes.SIGN_IN_SENT, {"for": "sign_in"})
    address = mailed()
    assert address.startswith(f"{ground.BASE_URL}/sign-in-link/")
    form = {"link": link_of(address)}

    answer = api.post(routes.AUTH_SIGN_IN_LINK, data=form)

    assert back(answer)[0] == routes.DASHBOARD
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert api.cookies[SIGN_IN]
    again = api.post(routes.AUTH_SIGN_IN_LINK, data=form)
    assert back(again)[1] == {"problem": "problem.link_over"}
    assert SIGN_IN not in again.headers.get("set-cookie", "")


@pytest.mark.parametrize("path", [routes.AUTH_SIGN_IN_ASK, routes.AUTH_RESET_ASK])
def test_asking_is_answered_alike_for_everyone(api, post_office, laid, path):
    known, unknown = (
        api.post(path, data={"email": email}) for email in (laid.owner, "nobody@example.org")
    )

    assert known.headers.multi_items() == unknown.headers.multi_items()
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


def test_without_a_mail_server_it_says_so(api, laid):
    _, query = back(api.post(routes.AUTH_SIGN_IN_ASK, data={"email": laid.owner}))

    assert query == {"problem": "problem.no_mail"}


@pytest.mark.parametrize("path", [routes.AUTH_SIGN_IN_ASK, routes.AUTH_RESET_ASK])
def test_a_link_leads_to_our_address_whatever_the_request_says(
    api, post_office, mailed, laid, path
):
    evil = {"Host": "evil.test", "X-Forwarded-Host": "evil.test", "Forwarded": "host=evil.test"}
    api.post(path, data={"email": laid.owner}, headers=evil)

    assert mailed().startswith(f"{ground.BASE_URL}/")
    assert "evil.test" not in post_office.mails[-1].text + post_office.mails[-1].html


def test_the_outbox_page_shows_neither_link_nor_text(
    api, post_office, mailed, laid, owner, sqlite_database, secrets, clock
):
    api.post(routes.AUTH_SIGN_IN_ASK, data={"email": laid.owner})
    link = link_of(mailed())
    with sqlite_database.transaction() as session:
        user = session.exec(select(User).where(User.email == laid.owner)).one()
        token, _ = accounts.open_sign_in(
            session, user, device="", lasts=wiring.current().settings.sign_in_lasts,
            actor=access.visitor(), now=clock.now,
        )  # fmt: skip
    with sqlite_database.reading() as session:
        actor = accounts.actor_of(session, token, now=clock.now)
        listed = messages.list_messages(session, actor=actor)
        head = letters.letterhead(session, secrets=secrets, mail_from="a@example.org")
        shown = messages.view(session, listed.rows[0].public_id, head, actor=actor)
    assert shown.is_private
    assert (shown.text, shown.html) == ("", "")
    assert link not in repr(listed)


def test_a_new_password_by_mail(api, post_office, mailed, laid):
    api.post(routes.AUTH_RESET_ASK, data={"email": laid.owner})
    form = {"link": link_of(mailed()), "password": "short"}
    path, query = back(api.post(routes.AUTH_RESET, data=form))
    assert path == routes.reset(form["link"])
    assert (query["problem"], query["field"]) == ("field.password_short", "password")

    form["password"] = "a quite new password"
    assert back(api.post(routes.AUTH_RESET, data=form))[0] == routes.DASHBOARD

    signed_in = api.post(
        routes.AUTH_SIGN_IN, data={"email": laid.owner, "password": form["password"]}
    )
    assert back(signed_in)[0] == routes.DASHBOARD


def test_the_second_step_stands_between_the_password_and_the_dashboard(api, laid, totp, clock):
    form = {"email": laid.owner, "password": ground.PASSWORD, "after": "/dashboard/team"}
    first = api.post(routes.AUTH_SIGN_IN, data=form)
    assert back(first) == (routes.SIGN_IN_CODE, {"after": "/dashboard/team"})
    assert SIGN_IN not in api.cookies
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Path=/auth" in cookie

    wrong = api.post(routes.AUTH_SIGN_IN_CODE, data={"code": "1", "after": "/dashboard/team"})
    assert back(wrong) == (
        routes.SIGN_IN_CODE,
        {"problem": "problem.code_wrong", "after": "/dashboard/team"},
    )
    code = {"code": totp.at(epoch(clock.now)), "after": "/dashboard/team"}
    assert back(api.post(routes.AUTH_SIGN_IN_CODE, data=code))[0] == "/dashboard/team"
    assert api.cookies[SIGN_IN]
    assert STEP not in api.cookies


def test_without_a_first_step_a_code_opens_nothing(api, laid, totp, clock):
    answer = api.post(routes.AUTH_SIGN_IN_CODE, data={"code": totp.at(epoch(clock.now))})

    assert back(answer) == (routes.SIGN_IN, {"problem": "problem.step_over"})
    assert SIGN_IN not in api.cookies


@pytest.mark.parametrize("after", ["https://evil.test/", "//evil.test", "/\\evil.test"])
def test_the_second_step_leads_nowhere_but_to_this_site(api, laid, totp, clock, after):
    form = {"email": laid.owner, "password": ground.PASSWORD, "after": after}
    first = api.post(routes.AUTH_SIGN_IN, data=form)
    assert "evil" not in first.headers["location"]
    wrong = api.post(routes.AUTH_SIGN_IN_CODE, data={"code": "1", "after": after})
    assert "evil" not in wrong.headers["location"]

    code = {"code": totp.at(epoch(clock.now)), "after": after}
    assert api.post(routes.AUTH_SIGN_IN_CODE, data=code).headers["location"] == routes.DASHBOARD


def test_a_join_link_asks_a_member_for_their_second_step_too(
    api, laid, totp, sqlite_database, secrets
):
    with sqlite_database.reading() as session:
        user = session.exec(select(User).where(User.email == laid.owner)).one()
        link = links.derive(secrets, links.Purpose.JOIN, user.public_id, user.link_version)

    form = {"link": link, "password": "a quite new password"}
    assert back(api.post(routes.AUTH_JOIN, data=form))[0] == routes.SIGN_IN_CODE
    assert SIGN_IN not in api.cookies


@pytest.mark.parametrize("way", ["password", "link", "code"])
def test_a_cookie_set_beforehand_is_never_adopted(
    api, post_office, mailed, laid, clock, request, sqlite_database, way
):
    """Fixation: whoever planted the cookie must not be signed in by it afterwards."""
    planted = "a" * 43
    api.cookies.set(SIGN_IN, planted)
    if way == "password":
        api.post(routes.AUTH_SIGN_IN, data={"email": laid.owner, "password": ground.PASSWORD})
    elif way == "link":
        api.post(routes.AUTH_SIGN_IN_ASK, data={"email": laid.owner})
        api.post(routes.AUTH_SIGN_IN_LINK, data={"link": link_of(mailed())})
    else:
        totp = request.getfixturevalue("totp")
        api.cookies.set(STEP, "k1.t.pf_planted.1.mac", path="/auth")
        api.post(routes.AUTH_SIGN_IN, data={"email": laid.owner, "password": ground.PASSWORD})
        api.post(routes.AUTH_SIGN_IN_CODE, data={"code": totp.at(epoch(clock.now))})

    given = [cookie.value for cookie in api.cookies.jar if cookie.name == SIGN_IN]
    with sqlite_database.reading() as session:
        assert accounts.actor_of(session, planted, now=clock.now) is None
        assert accounts.actor_of(session, given[-1], now=clock.now) is not None


@pytest.fixture
def site(api: TestClient, post_office: Post) -> TestClient:
    """The whole app as it is served, but for the pages: with the layer that looks at Origins."""
    return TestClient(server.create(pages=False), base_url=ground.BASE_URL, follow_redirects=False)


def everything(database: Any) -> str:
    with database.reading() as session:
        tables = (Proof, SignIn, User)
        return repr([[row.model_dump() for row in session.exec(select(t))] for t in tables])


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("origin", ["https://evil.test", "null"])
def test_no_other_site_posts_our_forms(site, mailed, laid, sqlite_database, clock, path, origin):
    """CSRF: a browser sends cookies along with another site's form; we look at its Origin."""
    own = {"Origin": ground.BASE_URL}
    password = {"email": laid.owner, "password": ground.PASSWORD}
    site.post(routes.AUTH_SIGN_IN, data=password, headers=own)
    mails = {}
    for ask, act in (
        (routes.AUTH_SIGN_IN_ASK, routes.AUTH_SIGN_IN_LINK),
        (routes.AUTH_RESET_ASK, routes.AUTH_RESET),
    ):
        assert site.post(ask, data={"email": laid.owner}, headers=own).status_code == 303
        mails[act] = link_of(mailed())
    form = {**password, "link": mails.get(path, ""), "code": "123456"}
    before = everything(sqlite_database)

    answer = site.post(path, data=form, headers={"Origin": origin})

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert everything(sqlite_database) == before
    # The same form from our own pages is heard.
    assert site.post(path, data=form, headers=own).status_code == 303
