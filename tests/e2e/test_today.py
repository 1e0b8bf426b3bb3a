"""Today: sign in, see who asks, answer in one click, and see it go."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from sched_app import routes
from sched_app.secrets_file import load_or_create
from tests.e2e import seed
from tests.e2e.places import steps
from tests.e2e.support import Person, Server

pytestmark = pytest.mark.browser


def test_a_request_is_answered_where_the_day_begins(
    serve: Callable[..., Server], someone: Callable[..., Person]
):
    server = serve(OPENHOURS_WORKER="false")
    secrets = load_or_create(server.folder / "secrets.json")
    seed.open_business(server.database, secrets, server.url, datetime.now(UTC))
    page = someone(zone=seed.ZONE).page()

    sign_in(page, server)
    expect(page.get_by_role("link", name="Today")).to_have_attribute("aria-current", "page")
    expect(page.get_by_text(re.compile("messages? ha(s|ve) waited since"))).to_be_visible()
    page.get_by_role("button", name="Accept Yusuf Karim").click()
    expect(page.get_by_role("button", name="Accept Yusuf Karim")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Accepted")).to_have_count(1)
    page.get_by_role("button", name="Decline Dana Wolff").click()
    expect(page.get_by_role("button", name="Keep waiting")).to_be_focused()
    page.get_by_label("Reason").fill("We are away that week.")
    page.get_by_role("button", name="Decline request").click()
    expect(page.get_by_text("Nothing to answer")).to_be_visible()

    page.get_by_role("button", name="Mine", exact=True).click()
    expect(page.get_by_role("button", name="Mine", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("link", name="See what waits").click()
    page.wait_for_url("**/dashboard/outbox?status=waiting")
    expect(page.get_by_role("tab", name="Waiting")).to_have_attribute("aria-selected", "true")
    page.get_by_role("link", name="Bookings", exact=True).click()
    expect(page.get_by_role("link", name="Yusuf Karim")).to_be_visible()


def sign_in(page: Page, server: Server) -> None:
    """Sign in by the form, and be led to the day."""
    page.goto(server.url + routes.SIGN_IN)
    page.get_by_label("E-mail").fill(seed.OWNER)
    page.get_by_label("Password", exact=True).fill(seed.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/dashboard")
    steps.settle(page)
