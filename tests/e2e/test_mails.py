"""The mails as a browser draws them: nothing scrolls sideways, and everyone can read them."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from sched_app.services import mail_texts
from sched_app.services.mail_facts import Kind
from sched_app.services.mail_layout import Mail
from tests.services.mails import BEN, CASES, FACTS, INES, SENDER, URLS

pytestmark = pytest.mark.browser


def mail(name: str, *, to_host: bool = False, **changes: object) -> Mail:
    """Write a mail of the snapshots' cases."""
    kind, facts = CASES[name]
    facts = replace(facts, **changes)
    if to_host:
        return mail_texts.to_host(kind, facts, 0, URLS, SENDER)
    return mail_texts.to_attendee(kind, facts, URLS, SENDER)


MAILS = {
    "confirmed": mail("confirmed"),
    "requested": mail("requested", to_host=True),
    "moved": mail("moved-by-host"),
    "cancelled": mail("cancelled-by-host"),
    "yellow": mail("declined", accent="#FFD400"),
    "white": mail("declined", accent="#FFFFFF"),
    "grey": mail("declined", accent="#808080"),
    "join": mail_texts.to_new_member(
        name="Ben Adeyemi",
        address=BEN.email,
        workspace="Fernhill Studio",
        accent="#111111",
        locale="en",
        url=URLS.manage,
    ),
    "long": mail_texts.to_host(
        Kind.CONFIRMED,
        replace(
            FACTS,
            workspace_name="Donaudampfschifffahrtsgesellschaft" * 3,
            meeting="Rindfleischetikettierung" * 5,
            attendee_name="Wolfeschlegelsteinhausenbergerdorff" * 3,
            attendee_email=f"{'w' * 60}@{'x' * 60}.example",
            hosts=(INES, BEN),
            location_kind="link",
            location_value="https://meet.example.org/" + "x" * 200,
            answers=(("Q" * 120, "A" * 300),),
        ),
        0,
        URLS,
        SENDER,
    ),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_mails_fit_a_small_phone_and_break_no_rule_of_accessibility(browser: Browser, theme: str):
    context = browser.new_context(
        viewport={"width": 360, "height": 700}, color_scheme="dark" if theme == "dark" else "light"
    )
    page = context.new_page()
    for name, written in MAILS.items():
        page.set_content(written.html)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{name} is {width} px wide"
        faults = Axe().run(page).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == [], name
    context.close()
