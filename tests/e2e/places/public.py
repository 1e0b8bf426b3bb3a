"""The places of visitors and attendees, and of those who sign in."""

from sched_app import routes
from tests.e2e.places.steps import (
    Place,
    at,
    book,
    choose_slot,
    choose_time,
    fill_in,
    heading,
    leave_out,
    manage,
    press,
    review,
)
from tests.e2e.seed import Business


def _coaching(business: Business) -> str:
    return business.book("coaching")


PLACES = (
    Place("landing", "index", at(routes.HOME)),
    Place("landing-before-set-up", "index", at(routes.HOME), before_set_up=True),
    Place("not-found", "404", at("/no/such/page"), status=404),
    Place("book-times", routes.BOOK_PAGE, _coaching, (choose_slot,)),
    Place("book-details", routes.BOOK_PAGE, _coaching, (choose_time,)),
    Place("book-faults", routes.BOOK_PAGE, _coaching, (choose_time, leave_out)),
    Place("book-review", routes.BOOK_PAGE, _coaching, (choose_time, fill_in, review)),
    Place("book-done", routes.BOOK_PAGE, _coaching, (choose_time, fill_in, review, book)),
    Place("book-missing", routes.BOOK_PAGE, at(routes.book("fernhill", "gone")), status=404),
    Place("embed", routes.EMBED_PAGE, lambda business: business.embed("intro-call")),
    Place("manage", routes.BOOKING_PAGE, manage("Ruth Adeyemi")),
    Place("manage-requested", routes.BOOKING_PAGE, manage("Yusuf Karim")),
    Place("manage-cancelled", routes.BOOKING_PAGE, manage("Leo Hartmann")),
    Place("manage-other-zone", routes.BOOKING_PAGE, manage("Grace Mbeki")),
    Place(
        "manage-cancel", routes.BOOKING_PAGE, manage("Ruth Adeyemi"),
        (press("Cancel booking"), heading("Cancel this booking?")),
    ),
    Place(
        "manage-times", routes.BOOKING_PAGE, manage("Ruth Adeyemi"),
        (press("Choose another time"), heading("Choose another time")),
    ),
    Place(
        "manage-move", routes.BOOKING_PAGE, manage("Ruth Adeyemi"),
        (
            press("Choose another time"), heading("Choose another time"), choose_time,
            heading("Move your booking?"),
        ),
    ),
    Place("manage-missing", routes.BOOKING_PAGE, at(routes.booking("gone")), status=404),
    Place("sign-in", "sign-in", at(routes.SIGN_IN)),
    Place("sign-in-refused", "sign-in", at(routes.sign_in(problem="problem.wrong_sign_in"))),
    Place("set-up", routes.SET_UP_PAGE, lambda business: business.set_up, before_set_up=True),
    Place("set-up-done", routes.SET_UP_PAGE, lambda business: business.set_up),
    Place("set-up-gone", routes.SET_UP_PAGE, at(routes.set_up("gone")), status=404),
    Place("join", routes.JOIN_PAGE, lambda business: business.join),
    Place("join-gone", routes.JOIN_PAGE, at(routes.join("gone")), status=404),
)  # fmt: skip
