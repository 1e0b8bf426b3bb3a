"""Customers: found as one types, noted, imported, taken back, erased; all by the pages."""

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


def test_an_owner_works_with_customers(
    serve: Callable[..., Server], someone: Callable[..., Person]
) -> None:
    server = serve(OPENHOURS_WORKER="false")
    secrets = load_or_create(server.folder / "secrets.json")
    seed.open_business(server.database, secrets, server.url, datetime.now(UTC))
    who = someone(zone=seed.ZONE)
    steps.sign_in(who, server.url)
    page = who.page()

    page.goto(server.url + routes.CUSTOMERS)
    steps.settle(page)
    found = page.locator("table.tcard tbody tr")
    page.get_by_role("searchbox").press_sequentially("zoe dup")
    expect(found).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="1 found")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.get_by_role("combobox", name="Tag").select_option("VIP")
    expect(found).to_have_count(2)
    with page.expect_download() as given:
        page.get_by_role("button", name="Export CSV").click()
    text = given.value.path().read_text("utf-8-sig")
    assert text.startswith("Name,E-mail,Phone")
    assert text.count("\n") == 3

    page.get_by_role("link", name="Ruth Adeyemi").click()
    page.get_by_role("textbox", name="Note").fill("Bring the blue folder")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".notes").get_by_text("Bring the blue folder")).to_have_count(1)
    page.get_by_role("button", name="Remove note").first.click()
    expect(page.locator(".notes").get_by_text("Bring the blue folder")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".notes").get_by_text("Bring the blue folder")).to_have_count(1)
    page.get_by_role("button", name="Edit contact").click()
    page.get_by_role("textbox", name="Phone").fill("12")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("textbox", name="Phone")).to_have_attribute("aria-invalid", "true")

    page.goto(server.url + routes.CUSTOMER_IMPORT)
    steps.settle(page)
    rows = "Name;E-mail\nAda Lovelace;ada@lovelace.example\n;nobody\n".encode("utf-16")
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": rows}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_text("1 new customer")).to_be_visible()
    expect(page.get_by_text("1 row left out")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("1 added, 1 left out").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo")).first.click()
    expect(page.get_by_text("Undone", exact=True)).to_be_visible()

    page.goto(server.url + routes.CUSTOMERS + "?q=elif")
    page.get_by_role("link", name="Elif Demir").click()
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Erase their data").click()
    expect(page.get_by_role("button", name="Keep the data")).to_be_focused()
    page.get_by_role("button", name="Erase", exact=True).click()
    expect(page.get_by_role("heading", name="Erased customer")).to_be_visible()
    page.goto(server.url + routes.CUSTOMERS + "?q=elif")
    expect(page.get_by_role("heading", name="Nobody found")).to_be_visible()
