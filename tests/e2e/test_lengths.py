"""An address that chooses for the visitor: length, date and time, what they typed elsewhere."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from sched_app.services.meeting_type_forms import DurationForm, QuestionForm
from tests.e2e.support import Person, Server
from tests.e2e.test_booking_page import FIRST_LESSON, all_bookings, book, choose, open_times

pytestmark = pytest.mark.browser
ASKED = [
    QuestionForm("Is it your first lesson?", "yes_no", is_required=True),
    QuestionForm("Who told you of us?", shown_if=0, shown_values=["yes"], is_required=True),
]


def test_a_link_fills_in_what_its_maker_knew(
    serve: Callable[..., Server], someone: Callable[..., Person]
):
    server = serve()
    server.studio(durations=[DurationForm(30, 3000), DurationForm(60, 5000)], questions=ASKED)
    visitor = someone()
    page = visitor.page()

    open_times(
        page, f"{server.url}{FIRST_LESSON}?duration=60&name=Vera+Visitor&email=vera%40example.org"
    )
    expect(page.get_by_role("button", name="60 min · €50.00")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page).not_to_have_url(re.compile("vera"))
    page.get_by_role("button", name="30 min · €30.00").click()
    expect(page).to_have_url(re.compile("duration=30"))
    page.get_by_role("button", name="60 min · €50.00").click()
    expect(page).to_have_url(re.compile("duration=60"))

    chosen = page.locator(".slot").nth(1).inner_text()
    page.goto(f"{page.url}&time={chosen}")
    expect(page.get_by_role("button", name=f"Continue with {chosen}").first).to_be_attached()
    choose(page)

    expect(page.get_by_label("Name", exact=True)).to_have_value("Vera Visitor")
    expect(page.get_by_label("Who told you of us?")).to_have_count(0)
    page.get_by_text("Yes", exact=True).click()
    page.get_by_label("Who told you of us?").fill("My aunt")
    page.reload()
    expect(page.get_by_label("Who told you of us?")).to_have_value("My aunt")
    book(page)

    (made,) = all_bookings(server)
    assert (made.duration_minutes, made.price_minor) == (60, 5000)
    assert [answer["value"] for answer in made.answers] == [True, "My aunt"]
