"""A person of two workspaces goes from one to the other, and each wears its own accent."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from sched_app import routes
from sched_app.models.workspaces import User
from tests.e2e.places import steps
from tests.e2e.support import Person, Server
from tests.factories import Factory
from tests.support import studio

pytestmark = pytest.mark.browser
ACCENT = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"


@pytest.mark.parametrize("width", [1280, 390])
def test_one_goes_from_one_workspace_to_the_other(
    serve: Callable[..., Server], someone: Callable[..., Person], width: int
):
    server = serve()
    server.studio()
    with server.database.transaction() as session:
        ana = session.exec(select(User).where(User.email == studio.EMAIL)).one()
        make = Factory(session, datetime.now(UTC))
        make.member(make.workspace(name="Oak Yard", accent="#0B6E4F"), user=ana)
    who = someone(width=width)
    form = {"email": studio.EMAIL, "password": studio.PASSWORD}
    who.context.request.post(f"{server.url}{routes.AUTH_SIGN_IN}", form=form)
    page = who.page()
    page.goto(server.url + routes.TEAM)
    steps.settle(page)

    menu = "Change workspace" if width > 900 else "More"
    page.locator("summary").filter(has_text=menu).locator("visible=true").click()
    page.get_by_role("button", name="Go to Oak Yard").locator("visible=true").click()

    page.wait_for_url("**/dashboard")
    steps.settle(page)
    expect(page.get_by_text("Oak Yard").locator("visible=true").first).to_be_visible()
    assert page.evaluate(ACCENT) == "#0B6E4F"
    page.locator("summary").filter(has_text=menu).locator("visible=true").click()
    back = page.get_by_role("button", name="Go to Fernhill Studio").locator("visible=true")
    expect(back).to_be_visible()
