"""The calendar with real mouse and keys: drag, lift, draw, book, close, at both widths."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, select

from sched_app import routes
from sched_app.models.bookings import Booking
from sched_app.models.messages import OutboxMessage
from sched_app.secrets_file import load_or_create
from sched_app.services import cancellations
from tests.e2e import seed
from tests.e2e.places import steps
from tests.e2e.seed import Business
from tests.e2e.support import Person, Server

pytestmark = pytest.mark.browser
HOUR = 52  # Pixels.


@pytest.fixture
def studio(serve: Callable[..., Server]) -> tuple[Server, Business]:
    """Fernhill Studio, left alone by the worker."""
    server = serve(OPENHOURS_WORKER="false")
    secrets = load_or_create(server.folder / "secrets.json")
    return server, seed.open_business(server.database, secrets, server.url, datetime.now(UTC))


def starts_at(server: Server, public_id: str) -> datetime:
    with server.database.reading() as session:
        return session.exec(select(Booking.starts_at).where(Booking.public_id == public_id)).one()


def local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(seed.ZONE))


def open_at(who: Person, server: Server, at: datetime, view: str = "week") -> Page:
    """Sign in and open the calendar around an instant."""
    steps.sign_in(who, server.url)
    page = who.page()
    page.goto(f"{server.url}{routes.CALENDAR}?on={local(at).date()}&view={view}")
    steps.settle(page)
    return page


def entry(page: Page, public_id: str) -> Locator:
    return page.locator(f'button[data-id="{public_id}"]')


def column(page: Page, at: datetime) -> Locator:
    return page.locator(f'[data-on="{local(at).date()}"]')


def drag(page: Page, what: Locator, by: float, *, across: float = 0) -> None:
    """Drag something down by so many hours, with the mouse, in small steps."""
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + min(8, box["height"] / 2)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y + by * HOUR / 2, steps=4)
    page.mouse.move(x + across, y + by * HOUR, steps=4)
    page.mouse.up()


def test_a_booking_is_dragged_lifted_by_keys_and_moved_after_the_dialog(studio, someone):
    server, business = studio
    public_id = business.bookings["Ruth Adeyemi"]
    before = starts_at(server, public_id)
    page = open_at(someone(zone=seed.ZONE), server, before)
    ruth = entry(page, public_id)
    expect(ruth).to_have_accessible_name(re.compile("10:00–11:00, Ruth Adeyemi, Coaching session"))
    dialog = page.get_by_role("dialog")

    drag(page, ruth, 1)
    expect(dialog.get_by_role("heading", name="Move the booking of Ruth Adeyemi?")).to_be_visible()
    expect(dialog).to_contain_text("10:00–11:00")
    expect(dialog).to_contain_text("11:00–12:00")
    expect(dialog).to_contain_text("Ruth Adeyemi and")  # Who will be told.
    expect(dialog.get_by_role("button", name="Keep the time")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert starts_at(server, public_id) == before

    ruth.focus()
    for key in ("Shift+ArrowDown", "Shift+ArrowDown", "Escape"):
        page.keyboard.press(key)
    expect(page.locator(".ev.ghost")).to_have_count(0)
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".ev.ghost")).to_contain_text("11:00–12:00")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name=re.compile("^Move")).click()
    expect(ruth).to_have_accessible_name(re.compile("^11:00–12:00, Ruth Adeyemi"))
    expect(page.get_by_role("status").filter(has_text="Ruth Adeyemi")).not_to_have_count(0)
    assert (starts_at(server, public_id) - before).total_seconds() == 3600
    with server.database.reading() as session:
        told = session.exec(
            select(OutboxMessage.template)
            .join(Booking, col(Booking.id) == col(OutboxMessage.subject_id))
            .where(Booking.public_id == public_id)
        ).all()
    assert {"moved.attendee", "moved.host"} <= set(told)

    # A press without a way opens the booking; what another person does is seen by itself.
    ruth.click()
    expect(dialog.get_by_role("link", name="Open booking")).to_be_focused()
    page.keyboard.press("Escape")
    with server.database.transaction() as session:
        cancellations.cancel(
            session, public_id, reason="", actor=business.owner, now=datetime.now(UTC)
        )
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(ruth).to_have_count(0)


def test_a_drawn_time_is_booked_and_closed_and_keys_lead_through_the_views(studio, someone):
    server, business = studio
    at = starts_at(server, business.bookings["Ivo Marsh"])
    page = open_at(someone(zone=seed.ZONE), server, at)
    dialog = page.get_by_role("dialog")
    day = column(page, at)
    box, first = day.bounding_box(), page.locator(".hrs-ax span").first
    assert box is not None
    top = int(first.text_content()[:2]) - 1  # The first line that is named lies below the top.
    x, y = box["x"] + box["width"] / 2, box["y"] + (14 - top) * HOUR + 2

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + HOUR - 4, steps=6)
    expect(page.locator(".ev.ghost")).to_contain_text("14:00–15:00")
    page.mouse.up()
    expect(dialog.get_by_role("heading", name="Book for a customer")).to_be_visible()
    expect(dialog.get_by_label("Time", exact=True)).to_have_value("14:00")
    expect(dialog.get_by_label("What", exact=True).locator("option:checked")).to_contain_text(
        "60 min"
    )
    dialog.get_by_label("Customer’s name").fill("Hannah Lindqvist")
    dialog.get_by_role("button", name="Book and tell them").click()
    expect(dialog.locator("[aria-invalid=true]")).to_be_focused()
    dialog.get_by_label("E-mail").fill("hannah@lindqvist.example")
    dialog.get_by_role("button", name="Book and tell them").click()
    expect(
        day.get_by_role("button", name=re.compile("14:00–15:00, Hannah Lindqvist"))
    ).to_be_visible()

    page.get_by_role("button", name="Time off", exact=True).click()
    dialog.get_by_label("Reason").fill("Leeds")
    dialog.get_by_role("button", name="Save").click()
    expect(day.get_by_role("button", name=re.compile("Leeds"))).to_be_visible()
    if dialog.is_visible():
        expect(dialog).to_contain_text("in the way")
        page.keyboard.press("Escape")
    day.get_by_role("button", name=re.compile("Leeds")).click(position={"x": 20, "y": 5})
    dialog.get_by_role("button", name="Remove time off").click()
    expect(day.get_by_role("button", name=re.compile("Leeds"))).to_have_count(0)

    page.locator("h1").click()
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Month", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("button", name=re.compile(rf"^\w+ {local(at).day} {local(at):%B}, ")).click()
    expect(page.get_by_role("button", name="Day", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.keyboard.press("ArrowRight")
    page.keyboard.press("t")
    page.keyboard.press("w")
    expect(page.locator(".wkc.week")).to_be_visible()
    today = local(datetime.now(UTC)).date()
    expect(page.locator(f'[data-on="{today}"]')).to_be_visible()


def test_on_a_phone_one_day_is_shown_and_a_booking_moves_by_its_dialog(studio, someone):
    server, business = studio
    public_id = business.bookings["Grace Mbeki"]
    before = starts_at(server, public_id)
    page = open_at(someone(zone=seed.ZONE, width=390), server, before)
    expect(page.locator(".dc:visible")).to_have_count(1)
    other = page.locator(".dh:not(.sel)").first
    other.click()
    expect(entry(page, public_id)).to_be_hidden()
    page.locator(f'.dh:has-text("{local(before).day}")').first.click()
    expect(page.locator("h1")).to_contain_text(f"{local(before).day} {local(before):%B}")

    entry(page, public_id).click()
    page.get_by_role("dialog").get_by_role("button", name="Move").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", name="Move the booking of Grace Mbeki?")).to_be_visible()
    dialog.locator(".mv .chip").last.click()
    dialog.get_by_role("button", name="Move booking").click()
    expect(dialog).to_be_hidden()
    assert starts_at(server, public_id) != before
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
