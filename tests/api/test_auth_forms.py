"""The forms of the pages: cookie, redirect, and nothing typed in the address."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from sched_app import routes
from sched_app.models.workspaces import Deployment, User, Workspace
from sched_app.services import accounts, links, workspaces
from tests.support import ground

COOKIE = "openhours_sign_in"


def sent_back(answer):
    """Give the path and the query to which a refused form leads."""
    assert answer.status_code == 303
    assert COOKIE not in answer.headers.get("set-cookie", "")
    parts = urlsplit(answer.headers["location"])
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


@pytest.fixture
def post(api):
    return lambda path, **form: api.post(path, data=form)


@pytest.fixture
def sign_in(post, laid):
    return lambda **more: post(
        "/auth/sign-in", **{"email": laid.owner, "password": ground.PASSWORD, **more}
    )


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(sign_in):
    answer = sign_in()

    assert answer.status_code == 303
    assert answer.headers["location"] == routes.DASHBOARD
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert f"Max-Age={30 * 86400}" in cookie
    assert "Secure" not in cookie


def test_the_cookie_is_for_https_only_where_the_site_is(sign_in, sqlite_database, api):
    with sqlite_database.transaction() as session:
        session.get_one(Deployment, 1).base_url = "https://book.example.org"

    assert "; Secure" in sign_in().headers["set-cookie"]


def test_the_cookie_stands_for_the_person(sign_in, api, sqlite_database, now, laid):
    sign_in()

    with sqlite_database.reading() as session:
        actor = accounts.actor_of(session, api.cookies[COOKIE], now=now)
        assert actor is not None
        assert session.get_one(User, actor.user_id).email == laid.owner


@pytest.mark.parametrize(
    ("after", "to"),
    [
        ("/dashboard/team?x=1", "/dashboard/team?x=1"),
        ("https://evil.test/", routes.DASHBOARD),
        ("//evil.test", routes.DASHBOARD),
        ("/\\evil.test", routes.DASHBOARD),
        ("javascript:alert(1)", routes.DASHBOARD),
        ("/\r\nSet-Cookie: a=b", routes.DASHBOARD),
    ],
)
def test_signing_in_leads_nowhere_but_to_this_site(sign_in, after, to):
    assert sign_in(after=after).headers["location"] == to


def test_a_wrong_password_goes_back_without_what_was_typed(sign_in, laid):
    answer = sign_in(password="not-this-secret", after="/dashboard/team")

    path, query = sent_back(answer)
    assert path == routes.SIGN_IN
    assert query == {"problem": "problem.wrong_sign_in", "after": "/dashboard/team"}
    assert "olga" not in answer.headers["location"]


def test_signing_out_ends_the_sign_in_and_forgets_the_cookie(sign_in, api, sqlite_database, now):
    sign_in()
    token = api.cookies[COOKIE]

    answer = api.post("/auth/sign-out")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    assert 'openhours_sign_in=""' in answer.headers["set-cookie"]
    with sqlite_database.reading() as session:
        assert accounts.actor_of(session, token, now=now) is None
    assert api.post("/auth/sign-out").status_code == 303


def test_a_form_of_another_kind_is_refused(api):
    assert api.post("/auth/sign-in", json={"email": "x"}).status_code == 415
    many = "&".join(f"f{number}=x" for number in range(30))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert api.post("/auth/sign-in", content=many, headers=kind).status_code == 400
    assert api.post("/auth/sign-in", content=b"\xff\xfe=%ff%00", headers=kind).status_code == 303


@pytest.fixture
def set_up_form(secrets):
    return {
        "token": workspaces.set_up_token(secrets),
        "name": "Ina Ort",
        "email": "ina@example.org",
        "password": ground.PASSWORD,
        "workspace_name": "Ort",
        "slug": "ort",
        "timezone": "Europe/Berlin",
        "base_url": "https://ort.example.org",
    }


@pytest.fixture
def nothing_yet(sqlite_database, laid):
    with sqlite_database.transaction() as session:
        session.delete(session.get_one(Deployment, 1))


def test_setting_up_makes_the_workspace_and_signs_its_owner_in(
    post, set_up_form, nothing_yet, sqlite_database
):
    answer = post("/auth/set-up", **set_up_form)

    assert answer.status_code == 303
    assert answer.headers["location"] == routes.DASHBOARD
    assert "; Secure" in answer.headers["set-cookie"]
    with sqlite_database.reading() as session:
        assert session.exec(select(Workspace.name).where(Workspace.slug == "ort")).one() == "Ort"


def test_setting_up_works_once(post, set_up_form, nothing_yet):
    post("/auth/set-up", **set_up_form)

    path, query = sent_back(post("/auth/set-up", **set_up_form))

    assert path == routes.set_up(set_up_form["token"])
    assert query == {"problem": "problem.already_set_up"}


def test_setting_up_names_the_field_at_fault(post, set_up_form, nothing_yet):
    _, query = sent_back(post("/auth/set-up", **set_up_form | {"password": "short"}))

    assert query["field"] == "password"
    assert query["problem"] == "field.password_short"
    assert query["least"] == "10"
    assert "short" not in query.values()


def test_a_forged_set_up_token_does_nothing(post, set_up_form, nothing_yet, sqlite_database):
    _, query = sent_back(post("/auth/set-up", **set_up_form | {"token": "k1.s.deployment.1.x"}))

    assert query == {"problem": "problem.link_unknown"}
    with sqlite_database.reading() as session:
        assert session.get(Deployment, 1) is None


@pytest.fixture
def join_link(sqlite_database, secrets, laid):
    with sqlite_database.transaction() as session:
        user = session.exec(select(User).where(User.email == laid.organizer)).one()
        user.password_hash = None
        return links.derive(secrets, links.Purpose.JOIN, user.public_id, user.link_version)


def test_joining_sets_a_password_and_signs_in_once(post, join_link, laid, api):
    form = {"link": join_link, "password": "a quite new password"}

    first = post("/auth/join", **form)
    second = post("/auth/join", **form)

    assert first.status_code == 303
    assert first.headers["location"] == routes.DASHBOARD
    assert sent_back(second) == (routes.join(join_link), {"problem": "problem.link_unknown"})
    answer = post("/auth/sign-in", email=laid.organizer, password=form["password"])
    assert answer.headers["location"] == routes.DASHBOARD


def test_attempts_to_sign_in_are_counted_here_too(settings, request, laid, clock):
    settings |= {"OPENHOURS_RATE_LIMITS": True, "OPENHOURS_SIGN_INS_PER_QUARTER": 1}
    sign_in = request.getfixturevalue("sign_in")
    sign_in(password="wrong")

    _, query = sent_back(sign_in())
    clock.pass_by(minutes=15)

    assert query["problem"] == "problem.too_many"
    assert int(query["retry_after"]) <= timedelta(minutes=15).total_seconds()
    assert sign_in().headers["location"] == routes.DASHBOARD
