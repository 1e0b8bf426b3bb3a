"""The main job, whole: from nothing to a booked, moved and cancelled time, across two zones.

Two browsers, the server as people run it, a real mail server; the invitations are read by vobject,
which shares no code with the library that wrote them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
import vobject
from playwright.sync_api import Locator, Page, expect

from tests.counterparts import smtp
from tests.counterparts.smtp import SmtpServer
from tests.e2e.support import Person, Server

pytestmark = pytest.mark.browser
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
HALF_AN_HOUR = timedelta(minutes=30)
OWNER, PASSWORD = "ana@example.org", "seven quiet mornings"
VISITOR, SENDER = "vera@example.org", "hello@example.org"


@dataclass(frozen=True)
class Invitation:
    """What a calendar reads in a mail."""

    method: str
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    organizer: str
    attendees: set[str]
    status: str


@pytest.fixture
def post() -> Iterator[SmtpServer]:
    """A real mail server."""
    with smtp.running() as running:
        yield running


def test_the_main_job(
    serve: Callable[..., Server], someone: Callable[..., Person], post: SmtpServer
):
    server = serve(SMTP_URL=f"smtp://127.0.0.1:{post.port}", MAIL_FROM=f"Studio <{SENDER}>")
    owner, visitor = someone(zone=BERLIN.key), someone(zone=NEW_YORK.key, locale="en-US")
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk = set_up(owner.page(), server)
    tuesday = next_weekday(1)
    first = datetime.combine(tuesday, time(10), BERLIN)
    later = datetime.combine(tuesday + timedelta(days=1), time(9), BERLIN)

    sign_in_again(desk, server)
    open_at_ten_on_tuesdays(desk, server)
    link = make_meeting_type(desk, server)
    assert link == f"{server.url}/book/fernhill/first-lesson"

    page = visitor.page()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("First lesson")
    choose(page, first, earlier=first - HALF_AN_HOUR)
    book(page)
    expect(page.get_by_label("Your booking")).to_contain_text(in_new_york(first))
    expect(page.get_by_label("Your booking")).to_contain_text("New York time")
    booked, mail = invitation(post, 2)
    assert (booked.method, booked.sequence, booked.status) == ("REQUEST", 0, "CONFIRMED")
    assert (booked.starts_at, booked.ends_at) == (first, first + HALF_AN_HOUR)
    assert booked.organizer == f"mailto:{SENDER}"
    assert booked.attendees == {f"mailto:{VISITOR}", f"mailto:{OWNER}"}
    expect_row(desk, server, "Coming", first, "Confirmed")

    page = visitor.page()
    page.goto(manage_link(server, mail))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vera")
    press(page, "Choose another time")
    choose(page, later)
    press(page, "Move booking")
    expect(page.get_by_label("Your booking")).to_contain_text(in_new_york(later))
    moved, mail = invitation(post, 4)
    assert (moved.method, moved.uid, moved.starts_at) == ("REQUEST", booked.uid, later)
    assert moved.sequence > booked.sequence
    assert manage_link(server, mail) == page.url.split("?")[0]
    expect_row(desk, server, "Coming", later, "Confirmed")

    press(page, "Cancel booking")
    page.get_by_label("Reason").fill("A cold, sorry.")
    page.get_by_role("dialog").get_by_role("button", name="Cancel booking").click()
    expect(page.get_by_role("heading", name="This booking is cancelled")).to_be_focused()
    gone, _ = invitation(post, 6)
    assert (gone.method, gone.uid, gone.status) == ("CANCEL", booked.uid, "CANCELLED")
    assert gone.sequence > moved.sequence
    expect_row(desk, server, "Past", later, "Cancelled")
    page.goto(link)
    choose(page, later)  # The time is free again.


def set_up(page: Page, server: Server) -> Page:
    """Create the workspace behind the printed address, in the owner's zone."""
    printed = re.search(r"http://localhost:\d+/set-up/\S+", server.output)
    assert printed
    page.goto(printed[0])
    page.get_by_label("Your name").fill("Ana Ruiz")
    page.get_by_label("E-mail").fill(OWNER)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("Name", exact=True).fill("Fernhill")
    expect(page.get_by_label("Short name")).to_have_value("fernhill")
    expect(page.locator("[name=timezone], [id$=-timezone]").first).to_contain_text("Europe/Berlin")
    expect(page.get_by_label("Address of this site")).to_have_value(server.url)
    press(page, "Create workspace")
    expect(page.get_by_role("heading", name="Nothing is booked today")).to_be_visible()
    page.get_by_role("link", name="Bookings", exact=True).click()
    expect(page.get_by_role("tab", name="Coming 0")).to_be_visible()
    return page


def sign_in_again(page: Page, server: Server) -> None:
    """Sign out, and in by the form."""
    press(page, "Sign out")
    expect(page).to_have_url(f"{server.url}/")
    page.goto(f"{server.url}/dashboard/availability")
    page.get_by_label("E-mail").fill(OWNER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    expect(page).to_have_url(f"{server.url}/dashboard/availability")


def open_at_ten_on_tuesdays(page: Page, server: Server) -> None:
    """Change the hours of one weekday by its fields."""
    tuesday = page.locator("[data-day='1']")
    tuesday.get_by_role("button", name=re.compile("^Tuesday")).click()
    tuesday.locator(".ed input").first.fill("10")
    tuesday.locator(".ed input").first.press("Enter")
    expect(page.get_by_text(re.compile(r"^Saved \d"))).to_be_visible()
    page.reload()
    expect(tuesday).to_contain_text("10:00–17:00")


def make_meeting_type(page: Page, server: Server) -> str:
    """Create a meeting type with its usual rules; give what “Copy link” copies."""
    page.goto(f"{server.url}/dashboard/meeting-types")
    page.get_by_role("link", name="Create a meeting type").first.click()
    page.get_by_label("Name", exact=True).fill("First lesson")
    page.get_by_label("Address of the meeting room").fill("https://meet.example.org/ana")
    press(page, "Create")
    expect(page.get_by_role("listitem").filter(has_text="First lesson")).to_contain_text("Public")
    press(page, "Copy link")
    expect(page.get_by_role("button", name="Copied").first).to_be_visible()
    copied: str = page.evaluate("navigator.clipboard.readText()")
    return copied


def choose(page: Page, at: datetime, *, earlier: datetime | None = None) -> None:
    """Choose an instant on the visitor's clock, and go on; `earlier` must not be offered."""
    on = at.astimezone(NEW_YORK).date()
    day = page.locator(f"[data-date='{on}']")
    expect(page.locator(".month .free").first).to_be_visible()
    while not day.count():
        before = page.locator("#month").inner_text()
        press(page, "Month after")
        expect(page.locator("#month")).not_to_have_text(before)
    day.click()
    # The server chooses the day, and sends its times with it: those before are another day's.
    expect(page.locator("td[aria-selected=true]").locator(day)).to_have_count(1)
    slot = page.locator(".slot").filter(has_text=re.compile(f"^{twelve(at)}$"))
    expect(slot).to_be_visible()
    if earlier:
        assert twelve(earlier) not in page.locator(".slot").all_inner_texts()
    slot.click()
    page.get_by_role("button", name=f"Continue with {twelve(at)}").locator("visible=true").click()
    expect(page.get_by_role("timer")).to_be_visible()


def book(page: Page) -> None:
    """Fill in the details and book."""
    page.get_by_label("Name", exact=True).fill("Vera Visitor")
    page.get_by_label("E-mail", exact=True).fill(VISITOR)
    press(page, "Continue")
    press(page, "Book this time")
    expect(page.get_by_role("heading", name=re.compile("See you .*, Vera"))).to_be_focused()


def press(page: Page, name: str) -> None:
    """Press a visible button by its whole name."""
    found: Locator = page.get_by_role("button", name=name, exact=True)
    found.locator("visible=true").first.click()


def expect_row(page: Page, server: Server, tab: str, at: datetime, status: str) -> None:
    """See the booking in the organizer's list, on the organizer's clock."""
    page.goto(f"{server.url}/dashboard/bookings")
    page.get_by_role("tab", name=re.compile(f"^{tab}")).click()
    row = page.get_by_role("row").filter(has_text="Vera Visitor")
    local, end = at.astimezone(BERLIN), (at + HALF_AN_HOUR).astimezone(BERLIN)
    expect(row).to_contain_text(f"{local:%H:%M}–{end:%H:%M}")
    expect(row).to_contain_text(f"{local:%a} {local.day} {local:%b}")
    expect(row).to_contain_text(status)


def invitation(post: SmtpServer, mails: int) -> tuple[Invitation, EmailMessage]:
    """Wait for so many mails; read the visitor's newest, and see that the host's agrees."""
    newest = {mail.recipient: mail.message for mail in post.wait_for(mails, timeout=90)}
    assert set(newest) == {OWNER, VISITOR}
    read = {recipient: parsed(message) for recipient, message in newest.items()}
    assert read[OWNER] == read[VISITOR]
    return read[VISITOR], newest[VISITOR]


def parsed(message: EmailMessage) -> Invitation:
    """Read the iTIP part of a mail; its METHOD stands alike in the MIME header and the body."""
    (part,) = (one for one in message.walk() if one.get_content_type() == "text/calendar")
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    calendar = vobject.readOne(raw.decode())
    event = calendar.vevent
    assert part.get_param("method") == calendar.method.value
    starts_at, ends_at = event.dtstart.value, event.dtend.value
    assert starts_at.utcoffset() is not None
    return Invitation(
        calendar.method.value,
        event.uid.value,
        int(event.sequence.value),
        starts_at.astimezone(UTC),
        ends_at.astimezone(UTC),
        event.organizer.value.lower(),
        {one.value.lower() for one in event.attendee_list},
        event.status.value,
    )


def manage_link(server: Server, message: EmailMessage) -> str:
    """Find the link that moves and cancels in the mail's plain text."""
    text = message.get_body(("plain",))
    assert text is not None
    found = re.search(rf"{server.url}/booking/\S+", text.get_content())
    assert found
    return found[0]


def next_weekday(weekday: int) -> date:
    """Give the first such weekday in Berlin that is three days away or more."""
    day = datetime.now(BERLIN).date() + timedelta(days=3)
    while day.weekday() != weekday:
        day += timedelta(days=1)
    return day


def twelve(at: datetime) -> str:
    """Give a time as New Yorkers read it: "4:00 am"."""
    local = at.astimezone(NEW_YORK)
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


def in_new_york(at: datetime) -> str:
    """Give half an hour from an instant as New Yorkers read it: "4:00–4:30 am"."""
    return f"{twelve(at)[:-3]}–{twelve(at + HALF_AN_HOUR)}"
