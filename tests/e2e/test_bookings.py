"""Bookings: found, a filter saved, several cancelled at once, a note; then the system page."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from sched_app import routes
from sched_app.secrets_file import load_or_create
from tests.e2e import seed
from tests.e2e.places import steps
from tests.e2e.support import Person, Server

pytestmark = pytest.mark.browser


def test_found_saved_cancelled_and_noted(
    serve: Callable[..., Server], someone: Callable[..., Person]
):
    server = serve(OPENHOURS_WORKER="false")
    secrets = load_or_create(server.folder / "secrets.json")
    seed.open_business(server.database, secrets, server.url, datetime.now(UTC))
    who = someone(zone=seed.ZONE)
    steps.sign_in(who, server.url)
    page = who.page()
    page.goto(server.url + routes.BOOKINGS)

    page.get_by_role("searchbox").fill("intro call")
    expect(page.get_by_role("link", name="Noor Saleh")).to_be_visible()
    expect(page.get_by_role("link", name="Ruth Adeyemi")).to_have_count(0)
    page.get_by_role("button", name="Save this filter").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Calls")
    page.get_by_role("button", name="Save filter").click()
    expect(page.get_by_role("button", name="Calls", exact=True)).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("link", name="Ruth Adeyemi")).to_be_visible()

    for name in ("Ruth Adeyemi", "Yusuf Karim"):
        page.get_by_role("checkbox", name=re.compile(f"^Pick {name}")).click()
    expect(page.get_by_text("2 bookings picked")).to_be_visible()
    page.locator(".bulk").get_by_role("button", name="Cancel", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Will be cancelled")).to_have_count(1)
    expect(dialog.get_by_text("Stays: closed, or a request")).to_have_count(1)
    expect(dialog.get_by_role("button", name="Leave as they are")).to_be_focused()
    dialog.get_by_role("button", name="Cancel bookings").click()
    expect(dialog.get_by_role("heading", name="1 booking changed")).to_be_visible()
    dialog.get_by_text("Close", exact=True).click()

    page.get_by_role("link", name="Ruth Adeyemi").click()
    expect(page.get_by_text("Cancelled by Ines Okafor")).to_be_visible()
    page.get_by_label("New note").fill("Wants to come again in spring.")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".tl-m").get_by_text("Wants to come again in spring.")).to_be_visible()
    expect(page.get_by_label("New note")).to_have_value("")
    page.get_by_role("button", name="Remove this note").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove note").click()
    expect(page.get_by_text("Wants to come again in spring.")).to_have_count(0)

    page.get_by_role("link", name="See what to do").click()
    expect(page.get_by_role("heading", level=1, name="System")).to_be_visible()
    expect(page.get_by_text("Lets times go that visitors kept")).to_be_visible()
    page.get_by_role("link", name="Messages", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Outbox")).to_be_visible()
