"""Two keys and a few letters lead anywhere."""

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


def test_a_customer_is_found_in_two_keys_and_a_page_by_two_letters(
    serve: Callable[..., Server], someone: Callable[..., Person]
):
    server = serve(OPENHOURS_WORKER="false")
    keys = load_or_create(server.folder / "secrets.json")
    seed.open_business(server.database, keys, server.url, datetime.now(UTC))
    member = someone()
    steps.sign_in(member, server.url)
    page = member.page()
    page.goto(server.url + routes.DASHBOARD)
    steps.settle(page)

    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Find or do")
    expect(box).to_be_focused()
    page.keyboard.type("ruth ad")
    option = page.get_by_role("option", name=re.compile("Ruth Adeyemi")).first
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)

    page.keyboard.press("Control+k")
    page.keyboard.type("ruth ad")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ruth Adeyemi", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(routes.CUSTOMERS))

    page.keyboard.press("g")
    page.keyboard.press("b")
    expect(page).to_have_url(re.compile(f"{routes.BOOKINGS}$"))
    expect(page.get_by_role("heading", name="Bookings", level=1)).to_be_visible()
    steps.settle(page)
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Keys")).to_have_count(0)

    page.get_by_role("button", name="Find a page").locator("visible=true").click()
    page.keyboard.type("zzzz")
    expect(page.get_by_text("Nothing fits")).to_be_visible()
