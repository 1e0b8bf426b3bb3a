"""The places of finding bookings, of several at once, and of notes."""

from playwright.sync_api import Page, expect

from sched_app import routes
from tests.e2e.places.steps import Steps, at, button, desk, heading

BOOKINGS = at(routes.BOOKINGS)


def _find(words: str, who: str) -> Steps:
    """Give the step that types words and waits for who is found."""

    def step(page: Page) -> None:
        page.get_by_role("searchbox").fill(words)
        expect(page.get_by_role("row")).to_have_count(2)
        expect(page.get_by_role("link", name=who)).to_be_visible()

    return step


def _pick_three(page: Page) -> None:
    """Pick three by their own boxes: on a phone there is no head with a box for all."""
    for number in range(3):
        page.get_by_role("checkbox", name="Pick ").locator("visible=true").nth(-1 - number).click()
    expect(page.get_by_text("3 bookings picked")).to_be_visible()


def _plan(page: Page) -> None:
    """Look at what cancelling them would do."""
    page.locator(".bulk").get_by_role("button", name="Cancel", exact=True).click()
    heading("Cancel 3 bookings?")(page)


def _name_filter(page: Page) -> None:
    """Ask to save what the list is narrowed to."""
    button(page, "Save this filter")
    heading("Save what the list shows")(page)


PLACES = (
    desk("bookings-found", BOOKINGS, _find("grace", "Grace Mbeki")),
    desk("bookings-filter", BOOKINGS, _find("coaching ruth", "Ruth Adeyemi"), _name_filter),
    desk("bookings-picked", BOOKINGS, _pick_three),
    desk("bookings-plan", BOOKINGS, _pick_three, _plan),
)
