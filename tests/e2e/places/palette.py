"""The places of the command palette."""

from playwright.sync_api import Page, expect

from sched_app import routes
from tests.e2e.places.steps import at, desk


def find(page: Page) -> None:
    """Open the palette and look for somebody."""
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find or do").fill("ruth")
    expect(page.get_by_role("option").first).to_contain_text("Ruth")


def keys(page: Page) -> None:
    """Open the list of keys."""
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()


PLACES = (
    desk("palette", at(routes.DASHBOARD), find),
    desk("palette-keys", at(routes.DASHBOARD), keys),
)
