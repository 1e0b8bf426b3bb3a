"""What a place is, and the steps that lead into a page's states."""

import re
from collections.abc import Callable
from dataclasses import dataclass

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


NOBODY = Business(access.visitor())


def desk(name: str, path: Callable[[Business], str], *steps: Steps, route: str = "") -> Place:
    """Give a place of the dashboard; without `route` its path is its route."""
    return Place(name, route or path(NOBODY), path, steps, signed_in=True)


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
