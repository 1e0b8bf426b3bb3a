"""A workspace at its own domain, in a real browser: what stands there, and what does not."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest
from playwright.sync_api import expect
from sqlmodel import select

from sched_app.models.workspaces import Workspace
from tests.counterparts import smtp
from tests.e2e.support import Person, Server, until
from tests.e2e.test_booking_page import book, fill
from tests.factories import Factory

pytestmark = pytest.mark.browser
Serve = Callable[..., Server]
Someone = Callable[..., Person]
DOMAIN = "fern.localhost"  # Browsers look such names up nowhere (RFC 6761, section 6.3).


@pytest.fixture
def mails() -> Iterator[smtp.SmtpServer]:
    """A mail server."""
    with smtp.running() as running:
        yield running


def test_a_visitor_books_at_a_domain_and_members_sign_in_elsewhere(
    serve: Serve, someone: Someone, mails: smtp.SmtpServer
) -> None:
    server = serve(SMTP_URL=f"smtp://127.0.0.1:{mails.port}")
    studio = server.studio()
    with server.database.transaction() as session:
        fern = session.exec(select(Workspace)).one()
        fern.domain = DOMAIN
        make = Factory(session, datetime.now(UTC))
        oak = make.workspace(slug="oak", name="Oak Yard", is_listed=True)
        make.meeting_type(oak, [make.member(oak)], slug="talk", name="Oak talk")
    here = f"http://{DOMAIN}:{server.port}"
    who = someone()
    page = who.page()

    # The outermost layer looks at the list of domains once a second.
    named = {"host": f"{DOMAIN}:{server.port}"}
    until(lambda: DOMAIN in httpx.get(server.url, headers=named).text, "the domain")

    page.goto(here)
    expect(page.get_by_role("link", name=re.compile("First lesson")).first).to_be_visible()
    expect(page.locator(".soon a").first).to_be_visible()  # It came alive, by the socket.
    expect(page.get_by_text("Oak")).to_have_count(0)
    canonical = page.locator("link[rel=canonical]")
    assert canonical.get_attribute("href") == f"https://{DOMAIN}/"

    page.goto(f"{here}{studio.book}")
    expect(page.locator(".slot").first).to_be_visible()
    words = page.locator(".slot").first.inner_text()
    page.locator(".slot").first.click()
    page.get_by_role("button", name=f"Continue with {words}").locator("visible=true").click()
    expect(page.get_by_role("heading", name="Your details")).to_be_visible()
    fill(page)
    book(page)
    to_visitor = [one for one in mails.wait_for(2) if one.recipient == "vera@example.org"]
    body = to_visitor[0].message.get_body(("plain",))
    assert body is not None
    link = re.search(rf"https://{re.escape(DOMAIN)}(/booking/\S+)", body.get_content())
    assert link
    page.goto(here + link[1])
    expect(page.get_by_role("button", name=re.compile("Cancel")).first).to_be_visible()

    for path in ("/sign-in", "/dashboard", "/book/oak/talk", "/site/oak"):
        page.goto(here + path)
        assert page.url.startswith(server.url), path
    assert [one["domain"] for one in who.context.cookies() if "sign_in" in one["name"]] == []
    answer = httpx.post(f"{server.url}/auth/sign-in", data={"email": "x"}, headers=named)
    assert answer.status_code == 404
