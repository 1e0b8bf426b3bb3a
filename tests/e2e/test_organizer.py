"""The organizer's journey: set up, set hours, offer a meeting, answer, move and cancel."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from sched_app.models.workspaces import SignIn
from sched_app.services import access, availability, bookings, meeting_types
from sched_app.services.attendees import Details
from sched_app.services.holds import Terms
from tests.e2e.support import Server, until

pytestmark = pytest.mark.browser
PASSWORD = "a quiet hedgehog"


def set_up(page: Page, server: Server) -> None:
    """Create the workspace by the printed address, as its owner does."""
    address = re.search(r"/set-up/\S+", server.output)
    assert address is not None
    page.goto(server.url + address[0])
    page.get_by_label("Your name").fill("Ines Okafor")
    page.get_by_label("E-mail").fill("ines@fernhill.example")
    page.get_by_label("Choose a password").fill("short")
    page.get_by_label("Name", exact=True).fill("Fernhill Studio")
    page.get_by_role("button", name="Create workspace").click()

    expect(page.get_by_label("Choose a password")).to_be_focused()
    expect(page.get_by_text("Use 10 characters or more.")).to_be_visible()
    expect(page.get_by_label("Short name")).to_have_value("fernhill-studio")
    expect(page.get_by_label("Address of this site")).to_have_value(server.url)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Create workspace").click()
    page.wait_for_url("**/dashboard")
    expect(page.get_by_role("heading", name="Nothing is booked today")).to_be_visible()
    page.get_by_role("link", name="Bookings", exact=True).click()
    expect(page.get_by_role("heading", name="No bookings ahead")).to_be_visible()


def offer(page: Page, server: Server) -> None:
    """Make a meeting type that needs an answer, from an example."""
    page.goto(f"{server.url}/dashboard/meeting-types")
    page.get_by_role("link", name=re.compile("^Consultation")).click()
    page.get_by_label("Where it takes place").select_option("place")
    page.get_by_role("button", name="Create").click()
    place = page.get_by_label("Place", exact=True)
    expect(place).to_be_focused()
    place.fill("Studio 2, Bristol")
    page.get_by_role("tab", name="Times and limits").click()
    page.get_by_label("Book at least this long ahead").select_option("0")
    page.get_by_role("button", name="Create").click()
    page.wait_for_url("**/dashboard/meeting-types")
    expect(page.get_by_role("link", name="Consultation")).to_be_visible()
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()


def ask(server: Server, name: str, number: int) -> None:
    """Ask for a free time of the coming week, from tomorrow on, as a client."""
    now = datetime.now(UTC)
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
    visitor = access.visitor()
    with server.database.transaction() as session:
        key = meeting_types.key_by_slug(session, "fernhill-studio", "consultation")
        free = availability.open_times(
            session, key, tomorrow, tomorrow + timedelta(days=7), actor=visitor, now=now
        )
        bookings.book(
            session,
            details=Details(name=name, email="hannah@lindqvist.example", timezone="Asia/Tokyo"),
            actor=visitor,
            terms=Terms(limited=False),
            now=now,
            source="page",
            meeting_type_id=key,
            starts_at=datetime.fromtimestamp(free.times[number], UTC),
        )


def test_from_set_up_to_a_cancelled_booking(serve, someone):
    server = serve()
    page = someone(zone="Europe/London").page()
    set_up(page, server)
    offer(page, server)
    ask(server, "Hannah Lindqvist", 0)
    ask(server, "Grace Mbeki", 8)

    page.goto(f"{server.url}/dashboard/bookings")
    page.get_by_role("tab", name=re.compile("To answer")).click()
    page.get_by_role("button", name="Accept Hannah Lindqvist").click()
    expect(page.get_by_role("button", name="Accept Hannah Lindqvist")).to_have_count(0)
    page.get_by_role("button", name="Decline Grace Mbeki").click()
    expect(page.get_by_role("button", name="Keep waiting")).to_be_focused()
    page.get_by_label("Reason").fill("We are away that week.")
    page.get_by_role("button", name="Decline request").click()
    expect(page.get_by_role("heading", name="Nothing to answer")).to_be_visible()

    page.get_by_role("tab", name=re.compile("Coming")).click()
    page.get_by_role("link", name="Hannah Lindqvist").click()
    expect(page.get_by_role("heading", level=1, name="Hannah Lindqvist")).to_be_visible()
    expect(page.get_by_text("Accepted by Ines Okafor")).to_be_visible()
    page.get_by_role("button", name="Move", exact=True).click()
    chosen = page.get_by_role("group", name="Free times on this date").get_by_role("button").last
    label = chosen.inner_text()
    chosen.click()
    page.get_by_role("button", name="Move booking").click()
    expect(page.get_by_text(re.compile(f", {label}–")).first).to_be_visible()
    expect(page.get_by_text(re.compile("^Moved by Ines Okafor"))).to_be_visible()

    page.get_by_role("button", name="Cancel booking").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Hannah Lindqvist and Ines Okafor")).to_be_visible()
    dialog.get_by_role("button", name="Cancel booking").click()
    expect(page.get_by_text("Cancelled", exact=True)).to_be_visible()

    page.goto(f"{server.url}/dashboard/outbox")
    expect(page.get_by_text("No mail server is set")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Cancelled: Consultation")).click()
    expect(page.frame_locator("iframe").get_by_text("Your booking is cancelled")).to_be_visible()


def test_the_weeks_hours_by_keyboard_alone(serve, someone):
    server = serve()
    page = someone(zone="Europe/London").page()
    set_up(page, server)
    page.goto(f"{server.url}/dashboard/availability")
    day = page.get_by_role("button", name="Tuesday, 09:00–17:00")
    day.focus()
    page.keyboard.press("Enter")
    until = page.get_by_role("textbox", name="Tuesday, hours 1, to")
    expect(until).to_be_visible()

    until.focus()
    until.fill("1215")
    page.keyboard.press("Enter")
    expect(until).to_have_value("12:15")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Add hours", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    since = page.get_by_role("textbox", name="Tuesday, hours 2, from")
    expect(since).to_be_focused()

    page.keyboard.type("noon")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Enter a time, such as 9, 9:15 or 5pm.")).to_be_visible()
    since.fill("12:00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Overlaps 09:00–12:15. Start at 12:15 or later.")).to_be_visible()
    expect(since).to_have_attribute("aria-invalid", "true")
    since.fill("2pm")
    page.keyboard.press("Enter")
    expect(since).to_have_value("14:00")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(since).to_have_value("12:45")
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()

    handle = page.get_by_role("slider", name="Tuesday, hours 1, to")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    expect(handle).to_have_attribute("aria-valuetext", "09:00 to 12:00")
    page.get_by_role("button", name="Copy Tuesday to other days").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Monday", exact=True)).to_be_focused()
    page.get_by_role("button", name="Copy", exact=True).focus()
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("button", name=re.compile("^Friday, 09:00–12:00, 12:45"))
    ).to_be_visible()
    expect(page.get_by_role("button", name="Sunday, Closed")).to_be_visible()
    expect(page.get_by_role("button", name="Copy Tuesday to other days")).to_be_focused()

    # It saves by itself; the reload waits for the last words of it.
    page.get_by_role("button", name="Sunday, Closed").focus()
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    until_saved(page, server)
    page.reload()
    expect(
        page.get_by_role("button", name=re.compile("^Friday, 09:00–12:00, 12:45"))
    ).to_be_visible()


def until_saved(page: Page, server: Server) -> None:
    """Wait until the database holds Friday's two ranges."""

    def friday() -> bool:
        with server.database.reading() as session:
            weekly = session.connection().execute(sa.text("SELECT weekly FROM schedules")).scalar()
        return str(weekly).count("[4,") == 2

    until(friday, "Friday's hours are saved")


def test_an_ended_sign_in_empties_the_page_and_keeps_what_was_typed(serve, someone):
    server = serve()
    page = someone(zone="Europe/London").page()
    set_up(page, server)
    offer(page, server)
    page.get_by_role("link", name="Consultation").click()
    page.get_by_label("What the client gets").fill("A plan for the week.")
    expect(page.get_by_text("1 change not saved")).to_be_visible()
    with server.database.transaction() as session:
        session.connection().execute(sa.update(SignIn).values(ended_at=datetime.now(UTC)))

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(page.get_by_text("Consultation")).to_have_count(0)
    dialog.get_by_label("E-mail").fill("ines@fernhill.example")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()

    expect(page.get_by_label("What the client gets")).to_have_value("A plan for the week.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{server.url}/")
