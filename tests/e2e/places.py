"""Every page of the site and the states of it that people see, with the way there."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Page, expect

from sched_app import routes
from sched_app.services import access
from tests.e2e.seed import OWNER, PASSWORD, Business
from tests.e2e.support import Person

Steps = Callable[[Page], None]


def settle(page: Page) -> None:
    """Wait until a page stands: its heading is there, and nothing is being loaded."""
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.evaluate("document.fonts.ready")


@dataclass(frozen=True)
class Place:
    """A page in one of its states; `route` is what Reflex knows it by."""

    name: str
    route: str
    path: Callable[[Business], str]
    steps: tuple[Steps, ...] = ()
    signed_in: bool = False
    status: int = 200
    before_set_up: bool = False
    expected: str = ""

    def open(self, who: Person, url: str, business: Business) -> Page:
        """Go there as a person and wait until it stands."""
        if self.signed_in:
            sign_in(who, url)
        if self.status != 200:
            who.expect(str(self.status))
        if self.expected:
            who.expect(self.expected)
        page = who.page()
        answer = page.goto(url + self.path(business))
        assert answer is not None
        assert answer.status == self.status, self.name
        settle(page)
        for step in self.steps:
            step(page)
            settle(page)
        return page


def sign_in(who: Person, url: str) -> None:
    """Sign the owner in, as the form does."""
    answer = who.context.request.post(
        f"{url}{routes.AUTH_SIGN_IN}", form={"email": OWNER, "password": PASSWORD}
    )
    assert routes.SIGN_IN not in answer.url, "the sign-in was refused"


def choose_time(page: Page) -> None:
    """Take the first free time of the day that is shown, and go on."""
    page.locator(".slot").first.click()
    page.get_by_role("button", name="Continue").locator("visible=true").first.click()
    expect(page.get_by_role("timer")).to_be_visible()


def choose_slot(page: Page) -> None:
    """Choose the last free time of the day (late in the day it is the only one), and stay."""
    page.locator(".slot").last.click()


def fill_in(page: Page) -> None:
    """Type details and answers."""
    page.get_by_label("Name", exact=True).fill("Hannah Lindqvist")
    page.get_by_label("E-mail", exact=True).fill("hannah@lindqvist.example")
    page.get_by_label("What would you like").fill("Type minutes without looking down.")
    page.get_by_text("Some", exact=True).click()


def leave_out(page: Page) -> None:
    """Send the form with an unfinished address."""
    page.get_by_label("E-mail", exact=True).fill("hannah@lindqvist")
    button(page, "Continue")
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()


def button(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()


def press(name: str) -> Steps:
    """Give the step that presses a button."""
    return lambda page: button(page, name)


def heading(name: str) -> Steps:
    """Give the step that waits for a heading."""
    return lambda page: expect(page.get_by_role("heading", name=name)).to_be_visible()


def review(page: Page) -> None:
    """Go on from the form to the review."""
    button(page, "Continue")
    heading("Is this right?")(page)


def book(page: Page) -> None:
    """Book what is reviewed."""
    button(page, "Book this time")
    expect(page.get_by_role("button", name="Add to calendar")).to_be_visible()


def manage(who: str) -> Callable[[Business], str]:
    """Give the path of somebody's manage page."""
    return lambda business: business.manage[who]


def at(path: str) -> Callable[[Business], str]:
    """Give a path that depends on nothing."""
    return lambda _: path


def _coaching(business: Business) -> str:
    return business.book("coaching")


PUBLIC = (
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


def _desk(name: str, path: Callable[[Business], str], *steps: Steps, route: str = "") -> Place:
    """Give a place of the dashboard; without `route` its path is its route."""
    return Place(name, route or path(_NOBODY), path, steps, signed_in=True)


def tab(name: str) -> Steps:
    """Give the step that opens a tab."""

    def step(page: Page) -> None:
        chosen = page.get_by_role("tab", name=re.compile(f"^{name}"))
        chosen.click()
        expect(chosen).to_have_attribute("aria-selected", "true")

    return step


def more(who: str, item: str, title: str) -> Steps:
    """Give the step that opens a row's menu and one of its dialogs."""

    def step(page: Page) -> None:
        page.get_by_role("button", name=re.compile(f"^Actions for {who}")).click()
        button(page, item)
        heading(title)(page)

    return step


def decline(who: str) -> Steps:
    """Give the step that opens the dialog in which a request is declined."""

    def step(page: Page) -> None:
        button(page, f"Decline {who}")
        heading("Decline the request")(page)

    return step


def explain(page: Page) -> None:
    """Ask why a Sunday is not offered."""
    sunday = page.evaluate(
        "new Date(Date.now() + (14 - new Date().getUTCDay()) * 864e5).toISOString().slice(0, 10)"
    )
    page.get_by_label("Date", exact=True).fill(sunday)
    page.get_by_label("Time", exact=True).fill("10:00")
    button(page, "Explain")
    expect(page.locator("#verdict")).to_be_visible()


def read_mail(page: Page) -> None:
    """Open the newest message."""
    page.locator(".mails .tname").first.click()
    expect(page.locator("dialog[open] iframe")).to_be_visible()


def _one(who: str) -> Callable[[Business], str]:
    return lambda business: routes.desk_booking(business.bookings[who])


def _type(slug: str) -> Callable[[Business], str]:
    return lambda business: routes.desk_meeting_type(business.types[slug])


_NOBODY = Business(access.visitor())
BOOKINGS = at(routes.BOOKINGS)
ONE, TYPE = routes.DESK_BOOKING_PAGE, routes.MEETING_TYPE_PAGE
DASHBOARD = (
    _desk("today", at(routes.DASHBOARD)),
    _desk("today-decline", at(routes.DASHBOARD), decline("Yusuf Karim")),
    _desk("bookings", BOOKINGS),
    _desk("bookings-to-answer", BOOKINGS, tab("To answer")),
    _desk("bookings-past", BOOKINGS, tab("Past")),
    _desk("bookings-cancel", BOOKINGS, more("Ruth", "Cancel booking", "Cancel the booking of")),
    _desk("bookings-move", BOOKINGS, more("Ruth", "Move to another time", "Move the booking of")),
    _desk("booking", _one("Grace Mbeki"), route=ONE),
    _desk("booking-requested", _one("Yusuf Karim"), route=ONE),
    _desk("booking-cancelled", _one("Leo Hartmann"), route=ONE),
    _desk("booking-missing", at(routes.desk_booking("bk_gone")), route=ONE),
    _desk("meeting-types", at(routes.MEETING_TYPES)),
    _desk("meeting-type-new", at(routes.NEW_MEETING_TYPE)),
    _desk("meeting-type", _type("coaching"), route=TYPE),
    _desk("meeting-type-times", _type("coaching"), tab("Times"), route=TYPE),
    _desk("meeting-type-hosts", _type("coaching"), tab("Hosts"), route=TYPE),
    _desk("meeting-type-questions", _type("coaching"), tab("Questions"), route=TYPE),
    _desk("availability", at(routes.AVAILABILITY)),
    _desk(
        "availability-date",
        at(routes.AVAILABILITY),
        press("Add date"),
        heading("Hours of a date"),
    ),
    _desk("why", at(routes.WHY)),
    _desk("why-answered", at(routes.WHY), explain),
    _desk("outbox", at(routes.OUTBOX)),
    replace(
        _desk("outbox-message", at(routes.OUTBOX), read_mail),
        # A mail is shown in a frame without scripts: the watcher of the policy may not run there.
        expected="Blocked script execution in 'about:srcdoc'",
    ),
    _desk("team", at(routes.TEAM)),
    _desk("team-add", at(routes.TEAM), press("Add member"), heading("Add")),
    _desk("settings", at(routes.SETTINGS)),
)
PLACES = (*PUBLIC, *DASHBOARD)


def registered(built: Path) -> set[str]:
    """Give the routes of a build."""
    return {_bare(route) for route in json.loads((built / "routes.json").read_text())}


def listed() -> set[str]:
    """Give the routes that the places cover."""
    return {_bare(place.route) for place in PLACES}


def _bare(route: str) -> str:
    return route.strip("/") or "index"
