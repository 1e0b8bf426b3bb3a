"""Every page in every state: axe, no sideways scroll, no breach of the policy, no console error.

The list is `tests.e2e.places`; a route that the build knows and the list does not fails here.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from sched_app.secrets_file import load_or_create
from tests.e2e import places, seed, support
from tests.e2e.places import PLACES, Place
from tests.e2e.seed import Business
from tests.e2e.support import Person

pytestmark = pytest.mark.browser
SIZES = (1280, 390)
NARROWEST = 360
BAD = ("serious", "critical")
HAS_THEME = "theme => document.documentElement.classList.contains(theme)"
# Colours that have just changed are on their way for a frame or two, even with reduced motion.
STANDS_STILL = """async () => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    await Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)))
}"""
Site = tuple[str, Business]


@pytest.fixture(scope="module")
def seeded(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The business in the middle of its work."""
    folder = tmp_path_factory.mktemp("seeded")
    with support.serving(folder) as server:
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

    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(HAS_THEME, arg=theme)
        for width in SIZES:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(STANDS_STILL)
            wrong += [f"{width} {theme}: {fault}" for fault in violations(page, theme)]
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    wrong += [f"{NARROWEST}: wider than the screen: {what}" for what in too_wide(page)]

    assert not wrong, "\n".join(wrong)


def violations(page: Page, theme: str) -> list[str]:
    """Give what axe finds serious or critical; in the dark only colours can differ."""
    only = {"runOnly": ["color-contrast"]} if theme == "dark" else {}
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
