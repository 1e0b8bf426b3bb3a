"""The calendar's places."""

from playwright.sync_api import Page, expect

from sched_app import routes
from tests.e2e.places.steps import at, desk, heading, press

CALENDAR = at(routes.CALENDAR)


def other_month(page: Page) -> None:
    """Show the next month of dates."""
    before = page.locator(".om caption").text_content() or ""
    page.get_by_role("button", name="Month after").click()
    expect(page.locator(".om caption")).not_to_have_text(before)


def paint(page: Page) -> None:
    """Open the painted week, which is open from the start where there is room."""
    if not page.locator(".hg").is_visible():
        page.get_by_text("Paint the week").click()
    expect(page.locator(".hg")).to_be_visible()


def peek(page: Page) -> None:
    """Open the first booking that is shown."""
    page.locator("button.ev[data-id]:visible").first.click()
    expect(page.locator("dialog[open]")).to_be_visible()


PLACES = (
    desk("calendar", CALENDAR),
    desk("calendar-day", CALENDAR, press("Day")),
    desk("calendar-month", CALENDAR, press("Month")),
    desk("calendar-booking", CALENDAR, peek),
    desk("calendar-new", CALENDAR, press("New booking"), heading("Book for a customer")),
    desk("availability-painted", at(routes.AVAILABILITY), paint),
    desk("availability-month", at(routes.AVAILABILITY), other_month),
    desk("calendar-off", CALENDAR, press("Time off"), heading("Time off")),
)
