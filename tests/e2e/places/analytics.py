"""The places of the analytics page."""

from playwright.sync_api import Page, expect

from sched_app import routes
from tests.e2e.places.steps import at, button, desk


def _drawn(page: Page) -> None:
    """Wait until every chart stands."""
    expect(page.locator(".plot .main-svg").first).to_be_visible()
    expect(page.locator(".plot .barlayer .point").first).to_be_attached()


def _rows(page: Page) -> None:
    page.get_by_role("button", name="Bookings, see what is behind it").click()
    expect(page.locator("dialog[open] tbody tr").first).to_be_visible()


def _dates(page: Page) -> None:
    button(page, "Dates")
    expect(page.get_by_label("First day")).to_be_visible()


def _tables(page: Page) -> None:
    for summary in page.locator("summary", has_text="Show as table").all():
        summary.click()


ANALYTICS = at(routes.ANALYTICS)
EMPTY = at(f"{routes.ANALYTICS}?period=custom&first=2019-01-01&last=2019-01-31")
PLACES = (
    desk("analytics", ANALYTICS, _drawn),
    desk("analytics-rows", ANALYTICS, _drawn, _rows),
    desk("analytics-tables", ANALYTICS, _drawn, _tables),
    desk("analytics-dates", ANALYTICS, _drawn, _dates),
    desk("analytics-empty", EMPTY, route=routes.ANALYTICS),
)
