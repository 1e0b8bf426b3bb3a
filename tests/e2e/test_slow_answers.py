"""What is done while the server, or the page itself, is still on its way is newer, and stays."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from sched_app import routes
from tests.e2e.support import Person, Server, until
from tests.support import studio

pytestmark = pytest.mark.browser


class Line:
    """The socket of a page, which can keep the server's answers back for a while."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.is_slow = False
        self.kept: list[str | bytes] = []
        page.route_web_socket(re.compile("/_event"), self._open)

    def _open(self, route: WebSocketRoute) -> None:
        self._route = route
        route.connect_to_server().on_message(self._hear)

    def _hear(self, message: str | bytes) -> None:
        if self.is_slow:
            self.kept.append(message)
        else:
            self._route.send(message)

    def wait_for(self, words: str) -> None:
        """Wait until an answer that holds the words is kept back."""

        def came() -> bool:
            self.page.evaluate("true")  # Meanwhile the driver hears of messages.
            return any(words in str(message) for message in self.kept)

        until(came, f"an answer with {words}")

    def let_go(self) -> None:
        """Pass on what was kept back so far."""
        kept, self.kept = self.kept, []
        for message in kept:
            self._route.send(message)


@pytest.fixture
def line(serve: Callable[..., Server], someone: Callable[..., Person]) -> Line:
    """A page of a signed-in owner with one meeting type, on the way to its server."""
    server = serve()
    made = server.studio()
    owner = someone(zone="Europe/Berlin")
    form = {"email": studio.EMAIL, "password": studio.PASSWORD}
    owner.context.request.post(f"{server.url}{routes.AUTH_SIGN_IN}", form=form)
    line = Line(owner.page())
    line.page.goto(f"{server.url}{routes.desk_meeting_type(made.meeting_type_id)}")
    return line


def test_hours_that_are_changed_while_others_are_being_saved(line: Line):
    page = line.page
    page.get_by_role("link", name="Availability").first.click()
    page.get_by_role("button", name="Tuesday, 09:00–17:00").click()
    to_field = page.get_by_role("textbox", name="Tuesday, hours 1, to")
    elsewhere = page.get_by_role("link", name="Availability").first

    line.is_slow = True
    to_field.fill("16:00")
    elsewhere.focus()  # What is left is saved at once.
    line.wait_for("weekly")
    to_field.fill("15:00")
    elsewhere.focus()
    line.let_go()
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    expect(to_field).to_have_value("15:00")

    line.is_slow = False
    line.let_go()
    line.page.reload()
    expect(page.get_by_role("button", name="Tuesday, 09:00–15:00")).to_be_visible()


def test_text_that_is_typed_while_other_text_is_being_saved(line: Line):
    page = line.page
    about = page.get_by_label("What the client gets")
    expect(about).to_be_visible()

    line.is_slow = True
    about.fill("A plan.")
    page.get_by_role("button", name="Save").click()
    line.wait_for("A plan.")
    about.fill("A plan for the week.")
    line.is_slow = False
    line.let_go()

    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(about).to_have_value("A plan for the week.")
    expect(page.get_by_text("1 change not saved")).to_be_visible()
    page.reload()
    expect(about).to_have_value("A plan for the week.")


def test_what_is_typed_before_the_page_comes_alive_signs_in(
    serve: Callable[..., Server], someone: Callable[..., Person]
):
    server = serve()
    server.studio()
    page = someone().page()
    page.route("**/assets/*.js", lambda _route: None)

    page.goto(server.url + routes.SIGN_IN, wait_until="commit")
    page.get_by_label("E-mail").fill(studio.EMAIL)
    page.get_by_label("Password", exact=True).fill(studio.PASSWORD)
    with page.expect_websocket(lambda socket: "/_event" in socket.url):
        page.unroute("**/assets/*.js")  # The scripts that wait go on.
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/dashboard")
