"""Signing in with an account elsewhere: connect it, use it, disconnect it."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from sched_app import routes
from tests.counterparts import openid as counterpart
from tests.counterparts.openid import Provider
from tests.e2e.places import steps
from tests.e2e.support import Person, Server
from tests.support import studio

pytestmark = pytest.mark.browser
PROVIDERS_OWN = "picocss|favicon"  # Its page is styled from elsewhere.


@pytest.fixture
def provider() -> Iterator[Provider]:
    with counterpart.running() as found:
        found.know("ana-elsewhere", email="ana@elsewhere.test", email_verified=False)
        yield found


def test_an_account_elsewhere_is_connected_used_and_disconnected(
    serve: Callable[..., Server], someone: Callable[..., Person], provider: Provider
):
    given = {"key": "acme", "name": "Acme", "issuer": provider.url,
             "client_id": counterpart.CLIENT, "client_secret": counterpart.SECRET}  # fmt: skip
    server = serve(OPENHOURS_OPENID=json.dumps([given]))
    server.studio()
    ana = someone()
    ana.expect(PROVIDERS_OWN)
    page = ana.page()

    page.goto(server.url + routes.SIGN_IN)
    page.get_by_role("button", name="Continue with Acme").click()
    agree(page)
    expect(page.locator("#problem")).to_contain_text("not connected")
    expect(page).to_have_url(f"{server.url}/sign-in?problem=problem.openid_unknown")

    page.get_by_label("E-mail").fill(studio.EMAIL)
    page.get_by_label("Password", exact=True).fill(studio.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/dashboard")
    page.goto(server.url + routes.ACCOUNT)
    expect(page.get_by_text("No account is connected yet")).to_be_visible()
    page.get_by_role("button", name="Connect Acme").click()
    agree(page)
    page.wait_for_url("**/dashboard/account")
    expect(page.get_by_text("ana@elsewhere.test").first).to_be_visible()

    phone = someone(width=390)
    phone.expect(PROVIDERS_OWN)
    other = phone.page()
    other.goto(f"{server.url}{routes.DASHBOARD}/team")
    other.wait_for_url("**/sign-in?*")
    other.get_by_role("button", name="Continue with Acme").click()
    agree(other)
    other.wait_for_url("**/dashboard/team")
    expect(other.get_by_text("Ana Ruiz").locator("visible=true").first).to_be_visible()

    page.get_by_role("button", name="Disconnect Acme").click()
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    page.get_by_role("button", name="Disconnect", exact=True).click()
    expect(page.get_by_text("No account is connected yet")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Acme is disconnected")).to_have_count(1)


def agree(page: Page) -> None:
    """Sign in at the provider's own page."""
    page.wait_for_url("**/oauth2/authorize?*")
    page.locator("input[name=sub]").fill("ana-elsewhere")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(lambda url: "/oauth2/" not in url and "/auth/" not in url)
    steps.settle(page)
