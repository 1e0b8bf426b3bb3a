"""Ways in besides the password, and one's own account, in real browsers with a real mail server."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from sched_app.models.columns import epoch
from tests.counterparts import smtp
from tests.e2e.support import Person, Server
from tests.support.studio import EMAIL, PASSWORD

pytestmark = pytest.mark.browser
Serve = Callable[..., Server]
Someone = Callable[..., Person]


@pytest.fixture
def mails() -> Iterator[smtp.SmtpServer]:
    """A mail server."""
    with smtp.running() as running:
        yield running


def mailed(mails: smtp.SmtpServer, count: int) -> str:
    """Wait for so many mails in all, and give the address that the newest leads to."""
    taken = mails.wait_for(count)[count - 1]
    body = taken.message.get_body(("plain",))
    assert body is not None
    (found,) = re.findall(r"https?://\S+", body.get_content())
    return str(found)


def is_in(page: Page) -> None:
    """Wait for the dashboard."""
    page.wait_for_url("**/dashboard")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def send(page: Page, name: str) -> None:
    """Press a button of a dialog."""
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def test_a_mailed_link_and_a_new_password(
    serve: Serve, someone: Someone, mails: smtp.SmtpServer
) -> None:
    server = serve(SMTP_URL=f"smtp://127.0.0.1:{mails.port}")
    server.studio()
    page = someone().page()
    page.goto(f"{server.url}/sign-in")
    page.get_by_role("button", name="E-mail me a sign-in link").click()
    expect(page.get_by_label("E-mail", exact=True)).to_be_focused()
    page.get_by_label("E-mail", exact=True).fill(EMAIL)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    link = mailed(mails, 1)

    # Whoever only looks, such as a mail server's scanner, uses nothing up.
    for _ in range(2):
        page.goto(link)
        expect(page.get_by_text(EMAIL)).to_be_visible()
    page.get_by_role("button", name="Sign in").click()
    is_in(page)
    other = someone()
    other.expect("404")
    spent = other.page()
    spent.goto(link)
    expect(spent.get_by_role("heading", name="This link is over")).to_be_visible()

    spent.get_by_role("link", name="Back to sign in").click()
    spent.get_by_role("link", name="Forgotten?").click()
    spent.get_by_label("E-mail", exact=True).fill(EMAIL)
    spent.get_by_role("button", name="E-mail me the link").click()
    expect(spent.get_by_text("a link to choose a new password")).to_be_visible()
    spent.goto(mailed(mails, 2))
    spent.get_by_label("Choose a password").fill(f"{EMAIL}")
    spent.get_by_role("button", name="Set password and sign in").click()
    expect(spent.get_by_label("Choose a password")).to_be_focused()
    spent.get_by_label("Choose a password").fill("a lamp beside the door")
    spent.get_by_role("button", name="Set password and sign in").click()
    is_in(spent)

    # The page that was open all along belongs to a sign-in that ended.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()


def test_two_steps_devices_and_another_address(
    serve: Serve, someone: Someone, mails: smtp.SmtpServer
) -> None:
    server = serve(SMTP_URL=f"smtp://127.0.0.1:{mails.port}")
    server.studio()
    page = someone().page()
    enter(page, server)
    is_in(page)
    page.get_by_role("link", name="Ana Ruiz").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()

    page.get_by_role("button", name="Turn on").click()
    page.get_by_label("Present password", exact=True).fill(PASSWORD)
    send(page, "Continue")
    expect(page.get_by_role("img", name="QR code of the key below")).to_be_visible()
    totp = pyotp.TOTP(page.locator(".link-box").inner_text().replace(" ", ""))
    page.get_by_label("Code", exact=True).fill("000000")
    send(page, "Turn on")
    expect(page.get_by_text("That code is wrong")).to_be_visible()
    page.get_by_label("Code", exact=True).fill(totp.at(epoch(datetime.now(UTC))))
    send(page, "Turn on")
    expect(page.locator(".codes code")).to_have_count(10)
    codes = page.locator(".codes code").all_inner_texts()
    send(page, "I have kept them")
    expect(page.get_by_text("Recovery codes left: 10")).to_be_visible()

    phone = someone(width=390, touch=True).page()
    enter(phone, server)
    expect(phone.get_by_role("heading", name="Type your code")).to_be_visible()
    phone.get_by_label("Code", exact=True).fill("000000")
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.locator("#problem")).to_be_focused()
    phone.get_by_label("Code", exact=True).fill(codes[0].upper())
    phone.keyboard.press("Enter")
    is_in(phone)
    phone.get_by_text("More", exact=True).click()
    phone.get_by_role("link", name="Your account").click()
    expect(phone.get_by_text("Recovery codes left: 9")).to_be_visible()

    page.reload()
    page.get_by_role("button", name=re.compile("^Sign out Chrome")).click()
    send(page, "Sign out")
    expect(page.get_by_role("button", name=re.compile("^Sign out Chrome"))).to_have_count(0)
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(phone.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(phone.get_by_text(EMAIL)).to_have_count(0)

    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_label("New e-mail").fill("ana@new.example")
    page.get_by_label("Present password", exact=True).fill(PASSWORD)
    send(page, "Mail both addresses")
    expect(page.get_by_text("Waiting to become ana@new.example")).to_be_visible()
    sent = {mail.recipient: number for number, mail in enumerate(mails.wait_for(3), 1)}
    mailbox = someone().page()
    mailbox.goto(mailed(mails, sent["ana@new.example"]))
    mailbox.get_by_role("button", name="Yes, change it").click()
    expect(mailbox.get_by_role("heading", name="Confirmed here")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Confirmed from the new address")).to_be_visible()
    expect(page.get_by_text(EMAIL, exact=True)).to_be_visible()
    mailbox.goto(mailed(mails, sent[EMAIL]))
    mailbox.get_by_role("button", name="Yes, change it").click()
    expect(mailbox.get_by_role("heading", name="The address is changed")).to_be_visible()
    page.reload()
    expect(page.get_by_text("ana@new.example", exact=True)).to_be_visible()


def enter(page: Page, server: Server) -> None:
    """Sign in by password; Return in its field presses its button, not the one for a link."""
    page.goto(f"{server.url}/sign-in")
    expect(page.get_by_role("button", name="E-mail me a sign-in link")).to_be_visible()
    page.get_by_label("E-mail", exact=True).fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")


def test_without_javascript_the_password_still_signs_in(serve: Serve, browser: Browser) -> None:
    server = serve()
    server.studio()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/sign-in")
    page.get_by_label("E-mail", exact=True).fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url("**/dashboard")
    page.goto(f"{server.url}/sign-in/code")
    page.get_by_label("Code", exact=True).fill("123456")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in?problem=problem.step_over")
    context.close()
