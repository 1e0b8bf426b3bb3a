"""The places of the customers' portal; who is signed in there is a customer besides."""

from playwright.sync_api import Page

from sched_app import routes
from tests.e2e.places.steps import Place, at, desk, heading, press

PORTAL, DATA = at(routes.PORTAL), at(routes.PORTAL_DATA)


def _past(page: Page) -> None:
    page.get_by_role("tab", name="Past").click()
    page.locator(".po-c").first.wait_for()


def _requests(page: Page) -> None:
    page.get_by_role("tab", name="Requests").click()


PLACES = (
    Place("portal-way-in", routes.PORTAL, at(routes.PORTAL)),
    Place("portal-sent", routes.PORTAL_SENT, at(routes.PORTAL_SENT)),
    Place("portal-link", routes.PORTAL_LINK_PAGE, lambda business: business.links["portal"]),
    Place("portal-link-gone", routes.PORTAL_LINK_PAGE, at(routes.portal_link("gone")), status=404),
    desk("portal", PORTAL),
    desk("portal-past", PORTAL, _past),
    desk("portal-requests", PORTAL, _requests),
    desk("portal-data", DATA),
    desk("portal-feed", DATA, press("New address"), heading("Give your feed a new address?")),
    desk("portal-erase", DATA, press("Erase my data"), heading("Erase your data for good?")),
    desk(
        "portal-receipt",
        lambda business: business.links.get("receipt", ""),
        route=routes.RECEIPT_PAGE,
    ),
    desk("portal-receipt-gone", at(routes.receipt("bk_none")), route=routes.RECEIPT_PAGE),
)
