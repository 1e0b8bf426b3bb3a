"""Hours painted by mouse, touch and keys beside the rows; dates chosen in the month."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from sched_app import routes
from sched_app.secrets_file import load_or_create
from tests.e2e import seed
from tests.e2e.places import steps
from tests.e2e.support import Person, Server

pytestmark = pytest.mark.browser


@pytest.fixture
def studio(serve: Callable[..., Server]) -> Server:
    """Fernhill Studio, left alone by the worker."""
    server = serve(OPENHOURS_WORKER="false")
    secrets = load_or_create(server.folder / "secrets.json")
    seed.open_business(server.database, secrets, server.url, datetime.now(UTC))
    return server


def open_page(who: Person, server: Server) -> Page:
    steps.sign_in(who, server.url)
    page = who.page()
    page.goto(server.url + routes.AVAILABILITY)
    steps.settle(page)
    return page


def quarter(page: Page, clock: str) -> Locator:
    return page.get_by_role("gridcell", name=re.compile(f"^Saturday {clock}–"))


def paint(page: Page, first: str, last: str) -> None:
    """Drag from one quarter of Saturday to another."""
    for number, clock in enumerate((first, last)):
        cell = quarter(page, clock)
        cell.scroll_into_view_if_needed()
        box = cell.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def test_the_grid_and_the_rows_edit_the_same_hours(studio, someone):
    page = open_page(someone(zone=seed.ZONE), studio)
    row = page.get_by_role("button", name=re.compile("^Saturday, "))
    expect(row).to_have_accessible_name("Saturday, Closed")

    paint(page, "10:00", "11:45")
    expect(row).to_have_accessible_name("Saturday, 10:00–12:00")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    paint(page, "10:30", "10:45")  # It begins on open time: it closes.
    expect(row).to_have_accessible_name("Saturday, 10:00–10:30, 11:00–12:00")
    page.get_by_role("button", name="Undo last change").click()
    expect(row).to_have_accessible_name("Saturday, 10:00–12:00")

    quarter(page, "10:00").focus()
    page.keyboard.press("Space")
    expect(row).to_have_accessible_name("Saturday, 10:15–12:00")
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(row).to_have_accessible_name("Saturday, 10:00–12:00")

    # The rows write what the grid shows, and it lasts.
    row.click()
    page.get_by_role("textbox", name="Saturday, hours 1, to").fill("13:00")
    page.keyboard.press("Tab")
    expect(quarter(page, "12:45")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    expect(row).to_have_accessible_name("Saturday, 10:00–13:00")


def test_on_a_phone_the_week_is_painted_by_a_finger(studio, someone):
    page = open_page(someone(zone=seed.ZONE, width=390, touch=True), studio)
    row = page.get_by_role("button", name=re.compile("^Saturday, "))
    page.get_by_text("Paint the week").click()
    cell = quarter(page, "09:00")
    cell.scroll_into_view_if_needed()

    cell.tap()

    expect(row).to_have_accessible_name("Saturday, 09:00–09:15")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_date_is_chosen_in_the_month_and_closed(studio, someone):
    page = open_page(someone(zone=seed.ZONE), studio)
    page.get_by_role("button", name="Month after").click()
    date = page.locator(".om td:not(.out) .om-d:not(.own,.none,.off,.shut)").nth(3)
    label = (date.get_attribute("aria-label") or "").split(":")[0]
    date.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Hours of a date")).to_be_visible()
    dialog.get_by_text("Closed", exact=True).click()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name=f"{label}: Closed, other hours")).to_be_visible()
