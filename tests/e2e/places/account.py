"""The places of one's own account, and of the ways in besides the password."""

from collections.abc import Callable

from playwright.sync_api import Page

from sched_app import routes
from tests.e2e.places.steps import Place, Steps, at, button, desk, heading, press
from tests.e2e.seed import PASSWORD, Business

ACCOUNT = at(routes.ACCOUNT)


def _mailed(name: str) -> Callable[[Business], str]:
    return lambda business: business.links[name]


def _scan(page: Page) -> None:
    """Open the dialog with the QR code."""
    button(page, "Turn on")
    heading("Turn on two-step sign-in?")(page)
    page.get_by_label("Present password").fill(PASSWORD)
    button(page, "Continue")
    heading("Add it to your app")(page)


def _dialog(name: str, title: str) -> tuple[Steps, Steps]:
    return press(name), heading(title)


PLACES = (
    Place("sign-in-code", "sign-in/code", at(routes.SIGN_IN_CODE)),
    Place("sign-in-forgotten", "sign-in/forgotten", at(routes.FORGOTTEN)),
    Place("sign-in-sent", "sign-in/sent", at(routes.SIGN_IN_SENT)),
    Place("sign-in-link", routes.SIGN_IN_LINK_PAGE, _mailed("sign-in")),
    Place(
        "sign-in-link-gone", routes.SIGN_IN_LINK_PAGE, at(routes.sign_in_link("gone")), status=404
    ),
    Place("reset", routes.RESET_PAGE, _mailed("reset")),
    Place("reset-gone", routes.RESET_PAGE, at(routes.reset("gone")), status=404),
    Place("email-change", routes.EMAIL_CHANGE_PAGE, _mailed("email")),
    Place(
        "email-change-gone", routes.EMAIL_CHANGE_PAGE, at(routes.email_change("gone")), status=404
    ),
    desk("account", ACCOUNT),
    desk("account-email", ACCOUNT, press("Change"), heading("Change your e-mail address?")),
    desk("account-password", ACCOUNT, *_dialog("Change password", "Change your password?")),
    desk("account-scan", ACCOUNT, _scan),
    desk("account-others", ACCOUNT, *_dialog("Sign out all others", "Sign out all other devices?")),
)
