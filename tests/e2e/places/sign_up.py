"""The places of signing up."""

from sched_app import routes
from tests.e2e.places.steps import Place, at

PLACES = (
    Place("sign-up", "sign-up", at(routes.SIGN_UP)),
    Place("sign-up-link", routes.SIGN_UP_LINK_PAGE, lambda business: business.links["sign-up"]),
    Place(
        "sign-up-link-gone", routes.SIGN_UP_LINK_PAGE, at(routes.sign_up_link("gone")), status=404
    ),
)
