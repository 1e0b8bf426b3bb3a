"""A customer's way: booked, entered by a mailed link, moved, subscribed, taken along, erased."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.counterparts import smtp
from tests.e2e.support import Person, Server
from tests.e2e.test_booking_page import book, choose, fill, open_times

pytestmark = pytest.mark.browser
Serve = Callable[..., Server]
Someone = Callable[..., Person]
EMAIL = "vera@example.org"


@pytest.fixture
def mails() -> Iterator[smtp.SmtpServer]:
    """A mail server."""
    with smtp.running() as running:
        yield running


def mailed(mails: smtp.SmtpServer, subject: str) -> str:
    """Wait for a mail to the customer, and give the address of ours that it leads to."""
    for count in range(1, 9):
        message = mails.wait_for(count)[count - 1].message
        if subject in str(message["Subject"]) and EMAIL in str(message["To"]):
            body = message.get_body(("plain",))
            assert body is not None
            return str(re.findall(r"https?://\S+/portal-link/\S+", body.get_content())[0])
    raise AssertionError(f"no mail about {subject}")


def manage_page(mails: smtp.SmtpServer) -> str:
    """Wait for the confirmation, and give the address of the booking's page."""
    for mail in mails.wait_for(2):
        body = mail.message.get_body(("plain",))
        assert body is not None
        if found := re.findall(r"https?://\S+/booking/\S+", body.get_content()):
            return str(found[0])
    raise AssertionError("no confirmation")


def expect_heading(page: Page, name: str) -> None:
    """Wait for a page by its heading."""
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_from_a_booking_to_an_empty_portal(
    serve: Serve, someone: Someone, mails: smtp.SmtpServer
) -> None:
    server = serve(SMTP_URL=f"smtp://127.0.0.1:{mails.port}")
    studio = server.studio()
    page = someone().page()
    open_times(page, f"{server.url}{studio.book}")
    choose(page, 1)
    fill(page, "Vera Visitor", EMAIL)
    book(page)

    page.goto(manage_page(mails))
    page.get_by_role("link", name="All your bookings").click()
    expect_heading(page, "Your bookings")
    page.get_by_label("E-mail", exact=True).fill("nobody")
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_label("E-mail", exact=True)).to_be_focused()
    page.get_by_label("E-mail", exact=True).fill(EMAIL)
    page.get_by_role("button", name="Mail me a link").click()
    expect_heading(page, "Look into your mailbox")
    link = mailed(mails, "Your bookings with")
    for _ in range(2):  # Looking uses nothing up.
        page.goto(link)
        expect(page.get_by_text(EMAIL)).to_be_visible()
    page.get_by_role("button", name="Show my bookings").click()
    expect_heading(page, "Hello Vera")

    row = page.locator(".po-c")
    was = row.get_by_role("heading").inner_text()
    row.get_by_role("link", name="Move or cancel").click()
    page.get_by_role("button", name="Choose another time").click()
    page.locator(".slot").last.click()
    page.get_by_role("button", name="Continue").locator("visible=true").first.click()
    page.get_by_role("button", name="Move booking").click()
    expect(page.get_by_role("button", name="Add to calendar")).to_be_visible()
    page.goto(f"{server.url}/portal")
    expect(row.get_by_role("heading")).not_to_have_text(was)

    page.get_by_role("link", name="Your data").click()
    expect_heading(page, "Your data")
    page.get_by_label("Name", exact=True).fill("Vera Visser")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.get_by_role("button", name="Make a calendar feed").click()
    path = page.locator(".po-feed code").inner_text()
    answer = page.context.request.get(server.url + path)
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    calendar = Calendar.from_ical(answer.body())
    assert [str(one["SUMMARY"]) for one in calendar.walk("VEVENT")] != []
    assert path not in server.output
    page.get_by_role("button", name="End the feed").click()
    page.get_by_role("dialog").get_by_role("button", name="End the feed").click()
    expect(page.get_by_role("button", name="Make a calendar feed")).to_be_visible()
    assert page.context.request.get(server.url + path).status == 404

    with page.expect_download() as given:
        page.get_by_role("button", name="Download my data").click()
    with zipfile.ZipFile(io.BytesIO(given.value.path().read_bytes())) as files:
        assert b"Vera Visser" in files.read("customer.json")

    page.get_by_role("button", name="Erase my data").click()
    expect(page.get_by_role("dialog").get_by_text("You have 1 booking to come.")).to_be_visible()
    page.get_by_role("button", name="Keep my data").click()
    page.get_by_role("link", name="Bookings", exact=True).click()
    row.get_by_role("link", name="Move or cancel").click()
    page.get_by_role("button", name="Cancel booking").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel booking").click()
    expect(page.get_by_role("link", name="Book another time")).to_be_visible()
    page.goto(f"{server.url}/portal")
    page.get_by_role("tab", name="Past").click()
    expect(row.get_by_role("link", name="Book again")).to_have_attribute(
        "href", f"{studio.book}?duration=30"
    )
    page.goto(f"{server.url}/portal/data")
    page.get_by_role("button", name="Erase my data").click()
    page.get_by_role("button", name="Erase for good").click()
    expect_heading(page, "Your data are erased")
    page.goto(f"{server.url}/portal")
    expect_heading(page, "Your bookings")
