"""The first places of the dashboard."""

from collections.abc import Callable
from dataclasses import replace

from sched_app import routes
from tests.e2e.places.steps import at, decline, desk, explain, heading, more, press, read_mail, tab
from tests.e2e.seed import Business


def _one(who: str) -> Callable[[Business], str]:
    return lambda business: routes.desk_booking(business.bookings[who])


def _type(slug: str) -> Callable[[Business], str]:
    return lambda business: routes.desk_meeting_type(business.types[slug])


BOOKINGS = at(routes.BOOKINGS)
ONE, TYPE = routes.DESK_BOOKING_PAGE, routes.MEETING_TYPE_PAGE
PLACES = (
    desk("today", at(routes.DASHBOARD)),
    desk("today-decline", at(routes.DASHBOARD), decline("Yusuf Karim")),
    desk("bookings", BOOKINGS),
    desk("bookings-to-answer", BOOKINGS, tab("To answer")),
    desk("bookings-past", BOOKINGS, tab("Past")),
    desk("bookings-cancel", BOOKINGS, more("Ruth", "Cancel booking", "Cancel the booking of")),
    desk("bookings-move", BOOKINGS, more("Ruth", "Move to another time", "Move the booking of")),
    desk("booking", _one("Grace Mbeki"), route=ONE),
    desk("booking-requested", _one("Yusuf Karim"), route=ONE),
    desk("booking-cancelled", _one("Leo Hartmann"), route=ONE),
    desk("booking-missing", at(routes.desk_booking("bk_gone")), route=ONE),
    desk("meeting-types", at(routes.MEETING_TYPES)),
    desk("meeting-type-new", at(routes.NEW_MEETING_TYPE)),
    desk("meeting-type", _type("coaching"), route=TYPE),
    desk("meeting-type-times", _type("coaching"), tab("Times"), route=TYPE),
    desk("meeting-type-hosts", _type("coaching"), tab("Hosts"), route=TYPE),
    desk("meeting-type-questions", _type("coaching"), tab("Questions"), route=TYPE),
    desk("availability", at(routes.AVAILABILITY)),
    desk(
        "availability-date",
        at(routes.AVAILABILITY),
        press("Add date"),
        heading("Hours of a date"),
    ),
    desk("why", at(routes.WHY)),
    desk("why-answered", at(routes.WHY), explain),
    desk("outbox", at(routes.OUTBOX)),
    replace(
        desk("outbox-message", at(routes.OUTBOX), read_mail),
        # A mail is shown in a frame without scripts: the watcher of the policy may not run there.
        expected="Blocked script execution in 'about:srcdoc'",
    ),
    desk("settings", at(routes.SETTINGS)),
)
