"""Every page in every state: axe, no sideways scroll, no breach of the policy, no console error.

And the whole booking by keyboard, with what a screen reader is told.

The list is `tests.e2e.places`; a route that the build knows and the list does not fails here.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sched_app.secrets_file import load_or_create
from sched_app.services.accents import Theme
from tests.e2e import places, seed, support
from tests.e2e.places import PLACES, steps
from tests.e2e.places.steps import Place
from tests.e2e.seed import Business
from tests.e2e.seed_identities import ISSUERS
from tests.e2e.support import Person
from tests.support import accents

pytestmark = pytest.mark.browser
SIZES = (1280, 390)
NARROWEST = 360
THEMES: tuple[Theme, ...] = ("light", "dark")
BAD = ("serious", "critical")
Site = tuple[str, Business]


@pytest.fixture(scope="module")
def seeded(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The business in the middle of its work; no worker ends what is past while it is seeded."""
    folder = tmp_path_factory.mktemp("seeded")
    settings = {
        "OPENHOURS_WORKER": "false",
        "SMTP_URL": seed.MAIL_SERVER,
        "SIGNUP": "open",
        **ISSUERS,
    }
    with support.serving(folder, settings) as server:
        secrets = load_or_create(folder / "secrets.json")
        now = datetime.now(UTC)
        yield server.url, seed.open_business(server.database, secrets, server.url, now)


@pytest.fixture(scope="module")
def empty(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server before its set-up."""
    folder = tmp_path_factory.mktemp("empty")
    with support.serving(folder) as server:
        yield server.url, seed.nothing_yet(load_or_create(folder / "secrets.json"))


def test_every_page_is_on_the_list(built: Path):
    assert places.registered(built) == places.listed()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_can_be_used_by_everyone(
    place: Place, seeded: Site, empty: Site, someone: Callable[..., Person]
):
    who = someone(zone=seed.ZONE)
    page = place.open(who, *(empty if place.before_set_up else seeded))
    wrong: list[str] = []

    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(support.HAS_THEME, arg=theme)
        for width in SIZES:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(support.STANDS_STILL)
            # In the dark only colours can differ.
            faults = violations(page, only_colours=theme == "dark")
            wrong += [f"{width} {theme}: {fault}" for fault in faults]
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    wrong += [f"{NARROWEST}: wider than the screen: {what}" for what in too_wide(page)]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["book-times", "book-done", "meeting-type-hosts", "availability"])
def test_a_page_can_be_read_in_any_accent(name: str, seeded: Site, someone: Callable[..., Person]):
    (place,) = (place for place in PLACES if place.name == name)
    page = place.open(someone(zone=seed.ZONE), *seeded)
    wrong: list[str] = []

    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(support.HAS_THEME, arg=theme)
        for accent in accents.ODD:
            accents.wear(page, accent)
            for width in SIZES:
                page.set_viewport_size({"width": width, "height": 800})
                page.evaluate(support.STANDS_STILL)
                faults = violations(page, only_colours=True)
                wrong += [f"{accent} {theme} {width}: {fault}" for fault in faults]

    assert not wrong, "\n".join(wrong)


def test_without_motion_the_theme_changes_at_once(seeded: Site, someone: Callable[..., Person]):
    page = someone().page()
    page.emulate_media(color_scheme="light")
    page.goto(seeded[0])
    steps.settle(page)

    before, after = page.evaluate(
        """() => {
            const ink = () => getComputedStyle(document.querySelector('h1')).color
            const was = ink()
            document.documentElement.className = 'dark'
            return [was, ink()]
        }"""
    )

    assert (before, after) == ("rgb(35, 27, 34)", "rgb(244, 239, 241)")


def violations(page: Page, *, only_colours: bool) -> list[str]:
    """Give what axe finds serious or critical, in everything or in the colours."""
    only = {"runOnly": ["color-contrast"]} if only_colours else {}
    options = {"resultTypes": ["violations"], **only}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]} {node['failureSummary']}"
        for one in found
        if one["impact"] in BAD
        for node in one["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """Give the elements that make the page scroll sideways."""
    found: list[str] = page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth
            if (document.documentElement.scrollWidth <= wide) return []
            return [...document.querySelectorAll('body *')]
                .filter(one => one.getBoundingClientRect().right > wide + 1)
                .map(one => one.outerHTML.slice(0, 120))
        }"""
    )
    return found


# Notes what a screen reader is told: each text that comes into a live region, and each focus.
LISTEN = """
window.heard = []
const REGION = '[role=status],[role=alert],[aria-live=polite],[aria-live=assertive]'
const told = region => {
    const words = region.innerText?.replace(/\\s+/g, ' ').trim()
    if (words && heard.at(-1) !== words) heard.push(words)
}
new MutationObserver(changes => {
    for (const { target, addedNodes } of changes) {
        const at = target.nodeType === 1 ? target : target.parentElement
        const regions = new Set([at?.closest(REGION)])
        for (const node of addedNodes)
            if (node.nodeType === 1) node.querySelectorAll(REGION).forEach(one => regions.add(one))
        regions.forEach(one => one && told(one))
    }
}).observe(document, { childList: true, subtree: true, characterData: true })
"""


def test_the_whole_booking_works_by_keyboard_and_is_told(
    seeded: Site, someone: Callable[..., Person]
):
    url, business = seeded
    who = someone(zone="America/New_York")
    who.context.add_init_script(LISTEN)
    page = who.page()
    keys = page.keyboard
    page.goto(url + business.book("coaching"))
    steps.settle(page)

    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    tab_to(page, ".month [data-date]")
    before = page.locator("#month").inner_text()
    keys.press("PageDown")
    expect(page.locator("#month")).not_to_have_text(before)
    expect(page.locator(".month [data-date]:focus")).to_have_count(1)
    is_told(page, page.locator("#month").inner_text())
    support.to_free_day(page)
    label = page.locator(".month .free:focus").get_attribute("aria-label")
    assert label is not None
    assert re.search(r"\d+ times? free$", label)
    keys.press("Enter")
    expect(page.locator(".month [aria-selected=true] :focus")).to_have_count(1)
    is_told(page, r"\d+ times? free, New York time")
    tab_to(page, ".slot")
    keys.press("Enter")
    expect(page.locator(".times .sel button")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Your details", level=1)).to_be_focused()
    expect(page.get_by_role("timer", name="Time left")).to_be_visible()

    tab_to(page, "form button[type=submit]")
    keys.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    expect(page.locator("#f-name")).to_have_attribute("aria-describedby", "f-name-note")
    keys.type("Hannah Lindqvist")
    keys.press("Tab")
    keys.type("hannah@lindqvist.example")
    keys.press("Tab")
    keys.type("Type minutes without looking down.")
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowDown")
    expect(page.get_by_label("Some", exact=True)).to_be_checked()
    tab_to(page, "form button[type=submit]")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Is this right?", level=1)).to_be_focused()
    tab_to(page, "main button.pri")
    keys.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("See you .*Hannah"))).to_be_focused()
    tab_to(page, "main .pop > button")
    keys.press("Enter")
    expect(page.get_by_role("link", name="Calendar file (.ics)")).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_role("button", name="Add to calendar")).to_be_focused()


def tab_to(page: Page, selector: str, *, most: int = 40) -> None:
    """Press Tab until the focus is on what the selector names."""
    for _ in range(most):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{most} times Tab did not lead to {selector}")


def is_told(page: Page, pattern: str) -> None:
    """Wait until a live region says the words."""
    page.wait_for_function(
        "pattern => window.heard.some(words => new RegExp(pattern).test(words))", arg=pattern
    )
