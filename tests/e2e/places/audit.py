"""The places of the audit log."""

from playwright.sync_api import Page, expect

from sched_app import routes
from tests.e2e.places.steps import at, desk


def _narrow(page: Page) -> None:
    """Choose a kind of event that nothing has happened of."""
    page.get_by_label("What happened").select_option("meeting_type_archived")
    expect(page.get_by_role("heading", name="Nothing fits these filters")).to_be_visible()


PLACES = (
    desk("audit", at(routes.AUDIT)),
    desk("audit-nothing", at(routes.AUDIT), _narrow),
)
