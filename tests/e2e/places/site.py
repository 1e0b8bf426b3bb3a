"""The places of a workspace's site, and of the dashboard's pages about it."""

from playwright.sync_api import Page, expect

from sched_app import routes
from tests.e2e.places.steps import Place, Steps, at, button, desk, heading, press
from tests.e2e.seed import SLUG


def _opened(name: str) -> Steps:
    """Give the step that opens a block."""

    def step(page: Page) -> None:
        page.get_by_role("button", name=name).and_(page.locator("[aria-expanded]")).click()
        expect(page.locator("[aria-expanded=true]")).to_have_count(1)

    return step


def _previewed(page: Page) -> None:
    expect(page.frame_locator("iframe").locator("h1")).to_be_visible()


def _page(page: Page) -> None:
    page.get_by_role("link", name="Policies", exact=True).click()
    expect(page.get_by_label("Title")).to_have_value("Policies")


def _message(page: Page) -> None:
    page.get_by_role("button", name="Amara Nwosu").click()
    expect(page.get_by_label("Your answer")).to_be_visible()


def _faults(page: Page) -> None:
    button(page, "Send message")
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()


FORM = heading("Write to us")
PLACES = (
    Place("site", routes.SITE_PAGE, at(routes.site(SLUG)), (heading("Typing, writing"),)),
    Place("site-contact", routes.SITE_SUB_PAGE, at(routes.site_page(SLUG, "contact")), (FORM,)),
    Place("site-page", routes.OWN_PAGE, at("/pages/policies"), (heading("Policies"),)),
    Place("site-page-missing", routes.OWN_PAGE, at("/pages/gone"), status=404),
    Place("contact", "contact", at(routes.CONTACT), (FORM,)),
    Place("contact-faults", "contact", at(routes.CONTACT), (FORM, _faults)),
    Place("roadmap", "roadmap", at(routes.ROADMAP)),
    desk("desk-site", at(routes.SITE), _previewed),
    desk("desk-site-block", at(routes.SITE), _opened("Questions")),
    desk("desk-site-pages", at(routes.SITE_PAGES)),
    desk("desk-site-page-delete", at(routes.SITE_PAGES), press("Delete page Policies"),
         heading("Delete this page?")),
    desk("desk-site-page", at(routes.SITE_PAGES), _page, route=routes.DESK_SITE_PAGE),
    desk("desk-site-page-new", at(routes.NEW_SITE_PAGE), route=routes.DESK_SITE_PAGE),
    desk("desk-messages", at(routes.INQUIRIES)),
    desk("desk-message", at(routes.INQUIRIES), _message),
)  # fmt: skip
