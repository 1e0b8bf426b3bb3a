"""The calendar file of a booking: the link loads it down, and leaves the page as it is."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from sched_app.secrets_file import load_or_create
from tests.e2e import seed
from tests.e2e.places import steps
from tests.e2e.support import Person, Server

pytestmark = pytest.mark.browser


def test_the_calendar_file_comes_as_a_file(server: Server, someone: Callable[..., Person]):
    secrets = load_or_create(server.folder / "secrets.json")
    business = seed.open_business(server.database, secrets, server.url, datetime.now(UTC))
    page = someone(zone=seed.ZONE).page()
    page.goto(server.url + business.manage["Ruth Adeyemi"])
    steps.settle(page)
    steps.button(page, "Add to calendar")

    with page.expect_download() as loading:
        page.get_by_role("link", name="Calendar file (.ics)").click()

    assert loading.value.path().read_text().startswith("BEGIN:VCALENDAR")
    expect(page.locator("h1").first).to_be_visible()
    assert page.url == server.url + business.manage["Ruth Adeyemi"]
