"""Analytics: charts that load on their page alone, wear the theme, and open what they count."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from sched_app import routes
from sched_app.edge.counting import EVERY_SECONDS
from sched_app.secrets_file import load_or_create
from sched_app.services import analytics
from tests.e2e import seed
from tests.e2e.places import steps
from tests.e2e.support import Person, Server, until
from tests.e2e.test_today import sign_in

pytestmark = pytest.mark.browser

LINE = ".plot .tracenow .js-line"
STROKE = "line => getComputedStyle(line).stroke"


@pytest.fixture(scope="module")
def business(server: Server) -> seed.Business:
    """Fernhill Studio, with half a year of bookings."""
    secrets = load_or_create(server.folder / "secrets.json")
    return seed.open_business(server.database, secrets, server.url, datetime.now(UTC))


def opened(someone: Callable[..., Person], server: Server, **about: object) -> Page:
    """Sign in and open the page."""
    who = someone(zone=seed.ZONE, **about)
    page = who.page()
    sign_in(page, server)
    page.goto(server.url + routes.ANALYTICS)
    steps.settle(page)
    expect(page.locator(LINE)).to_be_visible()
    return page


def test_a_number_opens_its_rows_and_they_can_be_loaded_down(
    server: Server, business: seed.Business, someone: Callable[..., Person]
):
    page = opened(someone, server)
    tile = page.get_by_role("button", name="No-shows, see what is behind it")
    tile.click()
    rows = page.locator("dialog[open] tbody tr")
    expect(rows.first.get_by_text("No-show")).to_be_visible()
    count = rows.count()
    with page.expect_download() as loading:
        page.locator("dialog[open]").get_by_role("link", name="CSV").click()
    text = loading.value.path().read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == count + 1

    page.get_by_role("button", name="Close").last.click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(tile).to_be_focused()
    page.get_by_role("button", name="Year", exact=True).click()
    expect(page.get_by_role("button", name="Year", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_point_of_a_chart_and_a_line_of_its_table_open_the_same_rows(
    server: Server, business: seed.Business, someone: Callable[..., Person]
):
    page = opened(someone, server)
    page.locator("summary", has_text="Show as table Bookings by week").click()
    line = page.locator("details[open] tbody tr").last
    words = line.locator("th").inner_text()
    line.get_by_role("button").click()
    title = page.get_by_role("heading", name=f"Week from {words}")
    expect(title).to_be_visible()
    page.keyboard.press("Escape")
    expect(title).to_have_count(0)

    page.locator(".plot").first.scroll_into_view_if_needed()
    page.locator(".plot .tracenow .point").last.hover(force=True)
    page.mouse.down()
    page.mouse.up()
    expect(title).to_be_visible()


def test_the_theme_changes_without_a_new_drawing(
    server: Server, business: seed.Business, someone: Callable[..., Person]
):
    page = opened(someone, server)
    light = page.locator(LINE).evaluate(STROKE)
    page.locator(LINE).evaluate("line => { line.dataset.seen = 'yes' }")

    page.emulate_media(color_scheme="dark")

    expect(page.locator("html")).to_have_class(re.compile("dark"))
    assert page.locator(LINE).evaluate(STROKE) != light
    expect(page.locator(f"{LINE}[data-seen=yes]")).to_have_count(1)


def test_the_charts_follow_the_width_of_a_phone(
    server: Server, business: seed.Business, someone: Callable[..., Person]
):
    page = opened(someone, server)
    page.set_viewport_size({"width": 390, "height": 844})

    page.wait_for_function(
        "() => [...document.querySelectorAll('.plot .main-svg')]"
        ".every(one => one.clientWidth < 360)"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_no_other_page_loads_plotly(
    server: Server, business: seed.Business, someone: Callable[..., Person]
):
    who = someone(zone=seed.ZONE)
    page = who.page()
    sign_in(page, server)
    for path in (routes.DASHBOARD, routes.BOOKINGS, business.book("coaching")):
        asked: list[str] = []
        page.on("response", lambda answer, asked=asked: asked.append(answer.url))
        page.goto(server.url + path)
        steps.settle(page)
        scripts = {url for url in asked if url.endswith(".js")}
        assert scripts
        assert not any("plotly" in httpx.get(url).text.lower() for url in scripts)


def test_a_visit_is_counted_without_a_cookie_and_without_a_name(
    server: Server, business: seed.Business, someone: Callable[..., Person]
):
    who = someone(zone="Asia/Tokyo")
    who.context.set_extra_http_headers({"User-Agent": "Mozilla/5.0 (X11) Firefox/140.0"})
    page = who.page()
    page.goto(server.url + business.book("intro-call"))
    steps.settle(page)
    expect(page.locator(".slot").first).to_be_visible()

    def counted() -> bool:
        with server.database.reading() as session:
            now = datetime.now(UTC)
            first, last = (now.date() + timedelta(days=days) for days in (-1, 1))
            report = analytics.report(
                session, "custom", first.isoformat(), last.isoformat(),
                actor=business.owner, now=now,
            )  # fmt: skip
        return ("Asia/Tokyo", 1) in report.zones

    until(counted, "the visit is counted", seconds=6 * EVERY_SECONDS)
    assert who.context.cookies() == []
