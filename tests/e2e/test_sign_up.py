"""A stranger signs up in a real browser, with a real mail server."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from sched_app.models.workspaces import Membership, User, Workspace
from tests.counterparts import smtp
from tests.e2e.support import Person, Server
from tests.e2e.test_account import is_in, mailed
from tests.support.studio import EMAIL

pytestmark = pytest.mark.browser
Serve = Callable[..., Server]
Someone = Callable[..., Person]


@pytest.fixture
def mails() -> Iterator[smtp.SmtpServer]:
    """A mail server."""
    with smtp.running() as running:
        yield running


def test_from_the_sign_in_page_to_a_workspace_of_ones_own(
    serve: Serve, someone: Someone, mails: smtp.SmtpServer
) -> None:
    server = serve(SMTP_URL=f"smtp://127.0.0.1:{mails.port}", SIGNUP="open")
    server.studio()
    page = someone(zone="Europe/Berlin").page()
    page.goto(f"{server.url}/sign-in")
    page.get_by_role("link", name="Create your own workspace").click()
    # The page before has such a field too.
    expect(page.get_by_role("heading", name="Create your own workspace")).to_be_visible()
    page.get_by_label("E-mail", exact=True).fill("olaf@oak.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    expect(page.get_by_text("nothing is made before you follow it")).to_be_visible()

    link = mailed(mails, 1)
    for _ in range(2):  # Whoever only looks uses nothing up.
        page.goto(link)
        expect(page.get_by_text("olaf@oak.example")).to_be_visible()
    page.get_by_label("Your name").fill("Olaf Oak")
    page.get_by_label("Choose a password").fill("rain on the roof")
    page.get_by_label("Name", exact=True).fill("Oak Yard")
    address = page.get_by_label("Short name")
    expect(address).to_have_value("oak-yard")
    address.fill("fernhill")
    page.get_by_role("button", name="Create workspace").click()
    expect(address).to_be_focused()
    expect(page.get_by_text("taken")).to_be_visible()
    address.fill("oak")
    page.get_by_role("button", name="Create workspace").click()
    is_in(page)
    with server.database.reading() as session:
        made = session.exec(select(Workspace).where(Workspace.slug == "oak")).one()
        owner = session.exec(
            select(User.name)
            .join(Membership, col(Membership.user_id) == col(User.id))
            .where(Membership.workspace_id == made.id)
        ).one()
        told = (made.name, made.timezone, made.is_listed, owner)
    assert told == ("Oak Yard", "Europe/Berlin", False, "Olaf Oak")

    other = someone(width=390, touch=True)
    other.expect("404")
    spent = other.page()
    spent.goto(link)
    expect(spent.get_by_role("heading", name="This link is over")).to_be_visible()
    spent.get_by_role("link", name="Ask for another link").click()
    expect(spent.get_by_role("button", name="E-mail me a link")).to_be_visible()
    spent.get_by_label("E-mail", exact=True).fill(EMAIL)  # Who has an account keeps it.
    spent.get_by_role("button", name="E-mail me a link").click()
    expect(spent.get_by_role("heading", name="Look into your mail")).to_be_visible()
    spent.goto(mailed(mails, 2))
    expect(spent.get_by_text("There is an account with this address")).to_be_visible()
    expect(spent.get_by_label("Choose a password")).to_have_count(0)
    spent.get_by_label("Name", exact=True).fill("Second Yard")
    spent.get_by_role("button", name="Create workspace").click()
    is_in(spent)


def test_where_it_is_closed_there_is_no_page(serve: Serve, someone: Someone) -> None:
    server = serve()
    server.studio()
    who = someone()
    who.expect("404")
    page = who.page()
    page.goto(f"{server.url}/sign-in")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("link", name="Create your own workspace")).to_have_count(0)

    answer = page.goto(f"{server.url}/sign-up")

    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Signing up is closed")).to_be_visible()
