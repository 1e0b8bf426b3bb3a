"""The booking page in a real browser: what visitors, rivals, sleep and restarts do to it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from sched_app import routes
from sched_app.models.bookings import Booking
from sched_app.models.schedules import Claim, Hold
from sched_app.services.meeting_type_forms import QuestionForm
from tests.e2e.support import CONNECTION_LOST, Person, Server, to_free_day, until

pytestmark = pytest.mark.browser
Serve = Callable[..., Server]
Someone = Callable[..., Person]

EVERY_KIND = [
    QuestionForm("What is your goal?", "long_text", is_required=True),
    QuestionForm("Where do you live?", "text"),
    QuestionForm("Which language?", "choice", is_required=True, options=["German", "French"]),
    QuestionForm("Which days?", "multiple", options=["Monday", "Tuesday", "Friday"]),
    QuestionForm("Another number", "phone"),
    QuestionForm("How many years?", "number"),
    QuestionForm("Is it your first lesson?", "yes_no", is_required=True),
]


def open_times(page: Page, url: str) -> None:
    """Go to a booking page and wait for its free times."""
    page.goto(url)
    expect(page.locator(".slot").first).to_be_visible()


def choose(page: Page, index: int = 0) -> str:
    """Choose a free time and go on to the details; give its words."""
    words = page.locator(".slot").nth(index).inner_text()
    page.locator(".slot").nth(index).click()
    page.get_by_role("button", name=f"Continue with {words}").locator("visible=true").click()
    expect(page.get_by_role("heading", name="Your details")).to_be_focused()
    return words


def fill(page: Page, name: str = "Vera Visitor", email: str = "vera@example.org") -> None:
    """Type the details."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail", exact=True).fill(email)


def press(page: Page, name: str) -> None:
    """Press a button by its whole name."""
    page.get_by_role("button", name=name, exact=True).click()


def book(page: Page) -> None:
    """Go from the details to the confirmation."""
    press(page, "Continue")
    press(page, "Book this time")
    expect(page.get_by_role("button", name="Add to calendar")).to_be_visible()


def walk(page: Page, key: str, to: str, most: int = 40) -> None:
    """Press a key until the focus is on what a selector names."""
    for _ in range(most):
        expect(page.locator("body :focus")).to_have_count(1)
        if page.locator(f"{to}:focus").count():
            return
        page.keyboard.press(key)
    raise AssertionError(f"{most} times {key} did not lead to {to}")


def all_bookings(server: Server) -> list[Booking]:
    """Read every booking there is."""
    with server.database.reading() as session:
        found = list(session.exec(select(Booking).order_by(col(Booking.id))))
        session.expunge_all()
        return found


def holds(server: Server) -> list[Hold]:
    """Read every hold there is."""
    with server.database.reading() as session:
        found = list(session.exec(select(Hold).order_by(col(Hold.id))))
        session.expunge_all()
        return found


def run_out(server: Server) -> None:
    """Let every hold have run out a minute ago."""
    gone = datetime.now(UTC) - timedelta(minutes=1)
    with server.database.transaction() as session:
        session.connection().execute(
            sa.update(Hold.__table__).values(expires_at=gone, keeps_until=gone)
        )
        session.connection().execute(
            sa.update(Claim.__table__)
            .where(Claim.__table__.c.hold_id.is_not(None))
            .values(expires_at=int(gone.timestamp()))
        )


@pytest.fixture
def shop(serve: Serve) -> Server:
    """A server with one meeting type that asks nothing."""
    server = serve()
    server.studio()
    return server


FIRST_LESSON = routes.book("fernhill", "first-lesson")


def test_a_stranger_books_by_keyboard_alone_in_another_zone(shop: Server, someone: Someone):
    page = someone(zone="Asia/Tokyo").page()
    open_times(page, shop.url + FIRST_LESSON)
    keys = page.keyboard

    page.get_by_role("button", name="Month after").focus()
    walk(page, "Tab", ".month button")
    before = page.locator("#month").inner_text()
    keys.press("PageDown")
    expect(page.locator("#month")).not_to_have_text(before)
    to_free_day(page)
    keys.press("Enter")
    expect(page.locator(".month td[aria-selected=true] button:focus")).to_have_count(1)
    walk(page, "Tab", ".slot")
    chosen = page.locator(".slot:focus").inner_text()
    keys.press("Enter")
    expect(page.locator(".sel button")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Your details")).to_be_focused()
    walk(page, "Tab", "#f-name")
    keys.type("Vera Visitor")
    keys.press("Tab")
    keys.type("vera@example.org")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Is this right?")).to_be_focused()
    walk(page, "Tab", "button.pri")
    keys.press("Enter")

    expect(page.get_by_role("heading", name=re.compile("See you .*, Vera"))).to_be_focused()
    (made,) = all_bookings(shop)
    assert made.attendee_timezone == "Asia/Tokyo"
    assert (made.starts_at + timedelta(hours=9)).strftime("%H:%M") == chosen
    expect(page.get_by_label("Your booking")).to_contain_text("Tokyo time")
    expect(page.get_by_label("Your booking")).to_contain_text("in Berlin")


def test_every_kind_of_question_is_asked_checked_at_its_field_and_kept(
    serve: Serve, someone: Someone
):
    server = serve()
    studio = server.studio(questions=EVERY_KIND, location_kind="phone", location_value="")
    page = someone().page()
    open_times(page, server.url + studio.book)
    choose(page)

    press(page, "Continue")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    expect(page.locator("[aria-invalid=true]")).to_have_count(6)
    fill(page, email="vera@example")
    page.get_by_label("Name", exact=True).focus()
    fault = page.locator("#f-email-note")
    expect(fault).to_have_text("Add the ending, such as vera@example.com")
    expect(page.get_by_label("E-mail", exact=True)).to_have_attribute(
        "aria-describedby", "f-email-note"
    )
    fill(page)
    page.get_by_label("Phone").fill("+49 170 1234567")
    page.get_by_label("What is your goal?").fill("Speak\nfreely")
    page.get_by_label("French").check()
    page.get_by_label("Monday").check()
    page.get_by_label("Friday").check()
    page.get_by_label("How many years?").fill("two")
    page.get_by_label("No", exact=True).check()
    press(page, "Continue")
    expect(page.get_by_label("How many years?")).to_be_focused()
    page.get_by_label("How many years?").fill("2,5")
    book(page)

    (made,) = all_bookings(server)
    assert made.attendee_phone == "+49 170 1234567"
    answers = {answer["label"]: answer["value"] for answer in made.answers}
    assert answers == {
        "What is your goal?": "Speak\nfreely",
        "Which language?": "French",
        "Which days?": ["Monday", "Friday"],
        "How many years?": 2.5,
        "Is it your first lesson?": False,
    }


def test_month_and_date_are_in_the_address_and_back_and_reload_follow(
    shop: Server, someone: Someone
):
    page = someone().page()
    open_times(page, shop.url + FIRST_LESSON)
    first = page.url
    days = page.locator(".month button.free:not(.sel)")
    if days.count() == 0:
        page.get_by_role("button", name="Month after").click()
        expect(days.first).to_be_visible()
    date = days.first.get_attribute("data-date") or ""
    days.first.click()
    expect(page).to_have_url(re.compile(f"month={date[:7]}&date={date}$"))
    heading = page.locator("#day")
    words = heading.inner_text()

    page.reload()
    expect(heading).to_have_text(words)
    page.go_back()
    expect(page).to_have_url(first)
    expect(heading).not_to_have_text(words)
    page.go_forward()
    expect(heading).to_have_text(words)
    choose(page)
    page.go_back()
    expect(page.locator(".slot").first).to_be_visible()
    expect(heading).to_have_text(words)


def test_another_zone_keeps_the_instant_and_says_so(shop: Server, someone: Someone):
    page = someone(zone="Europe/Berlin").page()
    open_times(page, shop.url + FIRST_LESSON)
    expect(page.locator(".slot").first).to_have_text("09:00")

    page.get_by_role("button", name=re.compile("Time zone: Berlin")).click()
    page.keyboard.type("london")
    page.keyboard.press("Enter")

    expect(page.locator(".slot").first).to_have_text("08:00")
    expect(page.locator("#live")).to_have_text("Times now in London")
    press(page, "12 h")
    expect(page.locator(".slot").first).to_have_text("8:00 am")
    page.reload()
    expect(page.locator(".slot").first).to_have_text("8:00 am")


def test_a_double_click_books_once(shop: Server, someone: Someone):
    page = someone().page()
    open_times(page, shop.url + FIRST_LESSON)
    choose(page)
    fill(page)
    press(page, "Continue")

    confirm = page.get_by_role("button", name="Book this time", exact=True)
    confirm.evaluate("button => { for (let i = 0; i < 5; i += 1) button.click() }")

    expect(page.get_by_role("button", name="Add to calendar")).to_be_visible()
    assert len(all_bookings(shop)) == 1


def test_a_time_taken_elsewhere_disappears_and_comes_back(shop: Server, someone: Someone):
    rival, page = someone(zone="Asia/Tokyo").page(), someone().page()
    open_times(page, shop.url + FIRST_LESSON)
    open_times(rival, shop.url + FIRST_LESSON)
    gone = page.locator(".slot").first.inner_text()
    expect(page.get_by_role("button", name=gone, exact=True)).to_be_visible()

    choose(rival)
    expect(page.get_by_role("button", name=gone, exact=True)).to_be_hidden()

    press(rival, "Choose another time")
    expect(page.get_by_role("button", name=gone, exact=True)).to_be_visible()


def test_leaving_the_page_gives_the_time_up(shop: Server, someone: Someone):
    page = someone().page()
    open_times(page, shop.url + FIRST_LESSON)
    choose(page)
    (held,) = holds(shop)
    assert held.expires_at == held.keeps_until

    page.goto("about:blank")

    soon = timedelta(seconds=30)
    until(
        lambda: all(row.expires_at <= datetime.now(UTC) + soon for row in holds(shop)),
        "the hold is left to run out soon",
    )


def test_a_reload_keeps_the_time_and_what_was_typed(shop: Server, someone: Someone):
    page = someone().page()
    open_times(page, shop.url + FIRST_LESSON)
    choose(page)
    fill(page)

    page.reload()

    expect(page.get_by_label("E-mail", exact=True)).to_have_value("vera@example.org")
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"9:\d\d|10:00"))
    until(
        lambda: [row.expires_at == row.keeps_until for row in holds(shop)] == [True],
        "the hold has its full time again, also if the word of leaving came late",
    )
    book(page)


def test_a_restart_that_forgets_the_visit_loses_nothing_typed(shop: Server, someone: Someone):
    visitor = someone(zone="Asia/Tokyo")
    visitor.expect(CONNECTION_LOST)
    page = visitor.page()
    open_times(page, shop.url + FIRST_LESSON)
    choose(page)
    fill(page)

    shop.stop()
    for kept in (shop.folder / "states").glob("*"):
        kept.unlink()
    shop.start()
    book(page)

    (made,) = all_bookings(shop)
    assert made.attendee_timezone == "Asia/Tokyo"
    assert made.attendee_email == "vera@example.org"


def test_a_hold_that_ran_out_is_offered_again_with_the_form_filled(shop: Server, someone: Someone):
    page = someone().page()
    page.clock.install()
    open_times(page, shop.url + FIRST_LESSON)
    choose(page)
    fill(page)
    panel = page.get_by_label("Summary")
    said = panel.get_by_role("status")

    began = datetime.now(UTC)
    page.clock.set_system_time(began + timedelta(minutes=5, seconds=2))
    expect(said).to_have_text(re.compile("5 more minutes"))
    page.clock.set_system_time(began + timedelta(minutes=8, seconds=10))
    expect(panel).to_contain_text("finish soon")
    run_out(shop)
    page.clock.set_system_time(began + timedelta(minutes=11))
    expect(panel).to_contain_text("No longer kept")
    expect(page.get_by_label("E-mail", exact=True)).to_have_value("vera@example.org")
    press(page, "Try to keep it again")

    expect(panel.get_by_role("timer")).to_be_visible()
    book(page)
    assert len(all_bookings(shop)) == 1


def test_losing_the_race_shows_what_is_free_and_keeps_what_was_typed(
    shop: Server, someone: Someone
):
    page, rival = someone().page(), someone().page()
    open_times(page, shop.url + FIRST_LESSON)
    words = choose(page)
    fill(page)
    press(page, "Continue")
    run_out(shop)
    open_times(rival, shop.url + FIRST_LESSON)
    assert choose(rival) == words
    fill(rival, "Rita Rival", "rita@example.org")
    book(rival)

    press(page, "Book this time")
    expect(page.get_by_role("heading", name="That time has just been taken")).to_be_focused()
    page.locator(".alt button").first.click()
    expect(page.get_by_label("E-mail", exact=True)).to_have_value("vera@example.org")
    book(page)

    starts = {made.attendee_name: made.starts_at for made in all_bookings(shop)}
    assert starts["Vera Visitor"] - starts["Rita Rival"] == timedelta(minutes=30)


def test_a_request_says_that_it_is_not_confirmed_yet(serve: Serve, someone: Someone):
    server = serve()
    studio = server.studio(needs_approval=True)
    page = someone().page()
    open_times(page, server.url + studio.book)
    choose(page)
    fill(page)
    press(page, "Continue")
    press(page, "Send the request")

    expect(page.get_by_role("heading", name="Your request is sent, Vera")).to_be_focused()
    expect(page.get_by_text("Requested", exact=True)).to_be_visible()
    expect(page.get_by_text("It is not confirmed yet.")).to_be_visible()
    assert [made.status for made in all_bookings(server)] == ["requested"]


def test_a_robot_that_fills_the_hidden_field_books_nothing(shop: Server, someone: Someone):
    page = someone().page()
    open_times(page, shop.url + FIRST_LESSON)
    choose(page)
    fill(page)
    page.locator("#website").evaluate(
        "f => { f.value = 'x'; f.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    press(page, "Continue")
    press(page, "Book this time")

    expect(page.get_by_role("alert")).to_be_visible()
    assert all_bookings(shop) == []


def test_the_manage_link_only_shows_until_a_button_is_pressed(shop: Server, someone: Someone):
    page = someone().page()
    open_times(page, shop.url + FIRST_LESSON)
    choose(page)
    fill(page)
    book(page)
    (before,) = all_bookings(shop)
    page.get_by_role("link", name="Manage booking").click()
    expect(page).to_have_url(re.compile("/booking/"))
    expect(page.get_by_role("heading", name=re.compile("See you"))).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=re.compile("See you"))).to_be_visible()
    assert all_bookings(shop)[0].changed_at == before.changed_at

    press(page, "Choose another time")
    expect(page.locator(".slot").first).to_be_visible()
    page.locator(".slot").first.click()
    page.get_by_role("button", name=re.compile("^Continue with")).click()
    expect(page.get_by_role("heading", name="Move your booking?")).to_be_focused()
    press(page, "Move booking")
    expect(page.get_by_role("heading", name="Your booking is moved")).to_be_focused()
    (moved,) = all_bookings(shop)
    assert moved.starts_at == before.starts_at + timedelta(minutes=30)

    press(page, "Cancel booking")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Keep booking")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Cancel booking")).to_be_focused()
    press(page, "Cancel booking")
    dialog.get_by_label("Reason").fill("I am ill")
    dialog.get_by_role("button", name="Cancel booking").click()
    expect(page.get_by_role("heading", name="This booking is cancelled")).to_be_focused()
    (gone,) = all_bookings(shop)
    assert (gone.status, gone.reason) == ("cancelled", "I am ill")


def test_the_first_load_is_light(shop: Server, someone: Someone):
    page = someone().page()
    loaded: list[Any] = []
    page.on("response", lambda answer: loaded.append(answer))
    open_times(page, shop.url + FIRST_LESSON)

    def weight(kind: str) -> int:
        found = [answer for answer in loaded if answer.request.resource_type == kind]
        return sum(int(answer.headers["content-length"]) for answer in found)

    apart = ("websocket", "eventsource")
    gets = [
        answer.url
        for answer in loaded
        if answer.request.resource_type not in apart and "icon" not in answer.url
    ]
    assert weight("script") <= 215_000
    assert weight("stylesheet") <= 12_000
    assert len(gets) <= 16
    assert not [url for url in gets if "radix" in url or "plotly" in url]
