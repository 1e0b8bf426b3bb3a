"""The audit log: what was just done stands there, is found, leads back, and comes as a file."""

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


def test_what_was_done_is_found_and_downloaded(
    serve: Callable[..., Server], someone: Callable[..., Person]
):
    server = serve(OPENHOURS_WORKER="false")
    secrets = load_or_create(server.folder / "secrets.json")
    seed.open_business(server.database, secrets, server.url, datetime.now(UTC))
    who = someone(zone=seed.ZONE)
    steps.sign_in(who, server.url)
    page = who.page()
    page.goto(server.url + routes.DASHBOARD)
    page.get_by_role("button", name="Accept Yusuf Karim").click()
    expect(page.get_by_role("button", name="Accept Yusuf Karim")).to_have_count(0)

    page.get_by_role("link", name="Audit log").click()
    rows = page.locator(".log li")
    expect(rows.nth(0)).to_contain_text("Booking confirmed: Yusuf Karim")
    expect(rows.nth(0)).to_contain_text("Ines Okafor")
    page.get_by_label("What happened").select_option("booking.accepted")
    expect(rows.filter(has_text="Booking confirmed")).to_have_count(0)
    count = rows.count()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download CSV").click()
    lines = waiting.value.path().read_text("utf-8").splitlines()
    assert len(lines) == count + 1
    assert all("Request accepted,booking.accepted,user," in line for line in lines[1:])
    assert "Ines Okafor,booking,bk_" in lines[1]
    rows.get_by_role("link", name="Yusuf Karim").first.click()
    expect(page.get_by_role("heading", level=1, name="Yusuf Karim")).to_be_visible()
