"""The team's journey: invite, join, change a role, and leave with bookings to hand over."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from sched_app import routes
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.workspaces import Membership, User
from sched_app.secrets_file import load_or_create
from tests.e2e import seed
from tests.e2e.places.steps import settle, sign_in
from tests.e2e.support import Person, Server

pytestmark = pytest.mark.browser
PASSWORD = "a kettle on the hob"


def test_invite_join_promote_and_remove_with_a_hand_over(
    serve: Callable[..., Server], someone: Callable[..., Person]
):
    server = serve(OPENHOURS_WORKER="false")
    secrets = load_or_create(server.folder / "secrets.json")
    business = seed.open_business(server.database, secrets, server.url, datetime.now(UTC))
    boss = someone(zone=seed.ZONE)
    sign_in(boss, server.url)
    page = boss.page()
    page.goto(server.url + routes.TEAM)
    settle(page)

    page.get_by_role("button", name="Invite member").click()
    page.get_by_label("E-mail").fill("nobody")
    page.get_by_role("button", name="Invite member").last.click()
    expect(page.locator("[aria-invalid=true]")).to_be_focused()
    page.get_by_label("E-mail").fill("nia@fernhill.example")
    page.get_by_role("button", name="Invite member").last.click()
    link = page.locator("code.link-box").inner_text()
    page.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("strong").filter(has_text="nia@fernhill.example")).to_be_visible()

    guest = someone(zone=seed.ZONE).page()
    guest.goto(link)
    settle(guest)
    expect(guest.get_by_text("Ines Okafor invites you, as an organizer.")).to_be_visible()
    guest.get_by_label("Your name").fill("Nia Hart")
    guest.get_by_label("Choose a password").fill(PASSWORD)
    guest.get_by_role("button", name="Join", exact=True).click()
    guest.wait_for_url("**/dashboard")
    guest.goto(server.url + routes.TEAM)
    settle(guest)
    expect(guest.get_by_role("button", name="Invite member")).to_have_count(0)
    guest.get_by_role("link", name="What roles may do").click()
    expect(guest.get_by_role("row", name=re.compile("^See bookings"))).to_contain_text("Their own")

    page.reload()
    settle(page)
    page.get_by_role("button", name="Actions for Nia Hart").click()
    page.get_by_role("button", name="Change role").locator("visible=true").first.click()
    page.get_by_label("Role", exact=True).select_option("admin")
    page.get_by_role("button", name="Change role").last.click()
    expect(page.locator("li", has_text="Nia Hart").get_by_text("Admin")).to_be_visible()

    page.get_by_role("button", name="Actions for Tom").click()
    page.get_by_role("button", name="Remove from team").locator("visible=true").first.click()
    expect(page.get_by_role("heading", name="Remove Tom Wells?")).to_be_visible()
    choice = page.get_by_label(re.compile("^What becomes of .*Ruth Adeyemi"))
    choice.select_option(label="Nia Hart, hosts other meetings")
    page.get_by_role("button", name="Remove from team").last.click()
    expect(page.get_by_role("status").filter(has_text="Tom Wells has left")).to_have_count(1)
    expect(page.locator("li", has_text="Tom Wells")).to_have_count(0)

    with server.database.reading() as session:
        hosts = session.exec(
            select(User.name)
            .join(Membership, Membership.user_id == User.id)  # type: ignore[arg-type]
            .join(BookingHost, BookingHost.membership_id == Membership.id)  # type: ignore[arg-type]
            .join(Booking, Booking.id == BookingHost.booking_id)  # type: ignore[arg-type]
            .where(Booking.public_id == business.bookings["Ruth Adeyemi"])
        ).all()
    assert hosts == ["Nia Hart"]


def test_who_has_an_account_signs_in_on_the_way_and_joins_with_it(
    serve: Callable[..., Server], someone: Callable[..., Person]
):
    server = serve(OPENHOURS_WORKER="false")
    secrets = load_or_create(server.folder / "secrets.json")
    business = seed.open_business(server.database, secrets, server.url, datetime.now(UTC))
    page = someone(zone=seed.ZONE).page()

    page.goto(server.url + business.join)
    settle(page)
    page.get_by_role("button", name="I have an account").click()
    page.get_by_label("E-mail").fill("tom@fernhill.example")
    page.get_by_label("Password", exact=True).fill(seed.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Tom Wells, tom@fernhill.example")).to_be_visible()
    page.get_by_role("button", name="Join with this account").click()
    expect(page.get_by_text("You are in this team already.")).to_be_visible()
