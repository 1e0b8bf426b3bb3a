"""The owner chooses an accent; whoever comes next sees it from the first paint, in both themes."""

import pytest
from playwright.sync_api import Locator, Page, expect

from sched_app import routes
from sched_app.services import accents
from sched_app.services.accents import Theme
from tests.e2e import support
from tests.support import studio

pytestmark = pytest.mark.browser
YELLOW = "#FFD400"
ROLE = "name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`)"


def test_an_accent_is_chosen_and_worn(serve, someone, browser):
    server = serve()
    shop = server.studio()
    owner = someone()
    owner.context.request.post(
        f"{server.url}{routes.AUTH_SIGN_IN}",
        form={"email": studio.EMAIL, "password": studio.PASSWORD},
    )
    page = owner.page()
    page.goto(server.url + routes.SETTINGS)
    choose(page)
    page.reload()
    assert_worn(page, "light")

    visitor = someone(dark=True)
    for path in (routes.HOME, shop.book, shop.embed):
        public = visitor.page()
        public.goto(server.url + path)
        expect(public.locator("h1")).to_be_visible()
        for theme in ("dark", "light"):
            public.emulate_media(color_scheme=theme)
            public.wait_for_function(support.HAS_THEME, arg=theme)
            assert_worn(public, theme)
    public.goto(server.url)
    public.get_by_role("button", name="Switch between light and dark").click()
    public.wait_for_function(support.HAS_THEME, arg="dark")
    assert_worn(public, "dark")

    for theme in ("light", "dark"):  # And where no script runs: that is the first paint.
        plain = browser.new_context(java_script_enabled=False, color_scheme=theme)
        still = plain.new_page()
        still.goto(server.url)
        assert_worn(still, theme)
        plain.close()


def choose(page: Page) -> None:
    """Mistype an accent, see the right one in both themes, and save it."""
    field = page.get_by_label("Accent colour", exact=True)
    expect(field).to_have_value(accents.DEFAULT)
    field.fill("#FFD4")
    field.blur()
    expect(page.get_by_text("Enter # and six digits or letters")).to_be_visible()
    field.fill(YELLOW.lower())
    expect(page.get_by_label("Choose the colour")).to_have_value(YELLOW.lower())
    for theme, look in zip(accents.GROUNDS, page.locator(".looks figure").all(), strict=True):
        roles = accents.derive(YELLOW, theme)
        expect_colour(look.locator(".btn"), "background-color", roles["accent"])
        expect_colour(look.locator(".btn"), "color", roles["on-accent"])
        expect_colour(look.locator(".link"), "color", roles["accent-text"])
    page.get_by_role("button", name="Save", exact=True).click()
    expect(field).to_have_value(YELLOW)
    expect(page.get_by_text("Saved").first).to_be_visible()


def expect_colour(what: Locator, name: str, colour: str) -> None:
    """Wait until something has a colour."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    expect(what).to_have_css(name, f"rgb({red}, {green}, {blue})")


def assert_worn(page: Page, theme: Theme) -> None:
    """See every role of the accent as it is derived."""
    wanted = accents.variables(YELLOW, theme)
    assert {name: page.evaluate(ROLE, name) for name in wanted} == wanted
