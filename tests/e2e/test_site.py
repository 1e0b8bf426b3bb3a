"""A workspace's site: what crawlers get, edited beside a preview, written to by visitors."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sched_app import routes
from sched_app.demo import site as demo_site
from sched_app.secrets_file import load_or_create
from sched_app.services import sites
from sched_app.services.site_blocks import BlockView
from sched_app.services.sites import SiteForm
from tests.e2e import seed
from tests.e2e.places import steps
from tests.e2e.support import Person, Server, ask
from tests.services.test_images import encoded

pytestmark = pytest.mark.browser
EVIL = "</title><script>window.planted=1</script><img src=x onerror=window.planted=1>"


@pytest.fixture
def business(serve: Callable[..., Server]) -> tuple[Server, seed.Business]:
    """The seeded business, whose site is filled."""
    server = serve(OPENHOURS_WORKER="false")
    secrets = load_or_create(server.folder / "secrets.json")
    now = datetime.now(UTC)
    made = seed.open_business(server.database, secrets, server.url, now)
    demo_site.wear_logo(server.database, made.owner, server.folder, now)
    return server, made


def test_a_crawler_without_scripts_gets_it_all(business: tuple[Server, seed.Business]):
    server, _ = business

    found = ask("GET", server.url + "/", headers={"Host": "evil.example"})
    head, body = found.text.split("</head>", 1)

    assert "evil.example" not in found.text
    assert f'<link rel="canonical" href="{server.url}/"/>' in head
    assert re.search(rf'property="og:image" content="{server.url}/files/fi_\w+"', head)
    assert 'name="twitter:card"' in head
    assert '<meta property="og:site_name" content="Fernhill Studio"/>' in head
    for words in (
        "Typing, writing and study coaching", "What would help?", "Intro call", "Ines Okafor",
        "My daughter does her homework", "€270", "Do I need an account?", "14 Alma Vale Road",
        "/pages/policies", "/roadmap",
    ):  # fmt: skip
        assert words in body, words
    facts = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', body)[1])
    assert facts[0]["url"] == f"{server.url}/"
    assert facts[1]["mainEntity"][0]["name"] == "Do I need an account?"
    for path, words in (
        ("/pages/policies", "<strong>move or cancel</strong>"),
        ("/roadmap", "Saturday group classes"),
        ("/contact", "Write to us"),
        ("/site/fernhill", "Typing, writing"),
        ("/site/fernhill/policies", "<strong>move or cancel</strong>"),
    ):
        assert words in ask("GET", server.url + path).text, path
    assert f'rel="canonical" href="{server.url}/"' in ask("GET", f"{server.url}/site/fernhill").text
    for path in ("/pages/gone", "/site/nowhere", "/site/fernhill/gone"):
        assert ask("GET", server.url + path).status_code == 404


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/site", "/sign-in", "/booking/forged"])
def test_private_pages_are_not_indexed(server: Server, path: str):
    assert "noindex" in ask("GET", server.url + path).headers["x-robots-tag"]


def test_a_foreign_site_cannot_write_in_a_visitors_name(business: tuple[Server, seed.Business]):
    server, _ = business
    path = f"{server.url}/api/v1/workspaces/fernhill/inquiries"

    answer = ask("POST", path, headers={"Origin": "https://evil.example"}, json={})

    assert answer.status_code == 403


def test_what_is_typed_never_runs(
    business: tuple[Server, seed.Business], someone: Callable[..., Person]
):
    server, made = business
    with server.database.transaction() as session:
        edited = sites.edited(session, actor=made.owner)
        evil = {"hero": {"title": EVIL[:120], "words": EVIL}, "footer": {"words": EVIL}}
        blocks = tuple(
            BlockView(one.kind, one.is_on, evil.get(one.kind, one.texts)) for one in edited.blocks
        )
        form = SiteForm(edited.version, blocks)
        sites.change(session, form, actor=made.owner, now=datetime.now(UTC))
    page = someone().page()

    page.goto(server.url)
    expect(page.locator("h1")).to_contain_text("<script>")

    assert page.evaluate("window.planted") is None
    assert page.locator("main img, footer img").count() == 0


def test_the_site_is_edited_beside_its_preview(
    business: tuple[Server, seed.Business], someone: Callable[..., Person], tmp_path: Path
):
    server, _ = business
    editor = someone(zone=seed.ZONE)
    steps.sign_in(editor, server.url)
    page = editor.page()
    page.goto(server.url + routes.SITE)
    steps.settle(page)
    preview = page.frame_locator("iframe")

    opened(page, "Headline").get_by_label("Heading").fill("Learn to type in peace")
    expect(preview.get_by_role("heading", level=1)).to_have_text("Learn to type in peace")
    page.get_by_role("switch", name="Show Testimonials").uncheck()
    expect(preview.get_by_text("What people say")).to_have_count(0)
    page.get_by_role("button", name="Move Questions up").click()
    block = opened(page, "Questions")
    block.get_by_role("button", name="Add entry").click()
    steps.button(page, "Save")
    expect(block.locator("[aria-invalid=true]")).to_have_count(2)
    block.get_by_label("Question").last.fill("Is there tea?")
    block.get_by_label("Answer").last.fill("Always.")
    expect(preview.get_by_text("Is there tea?")).to_be_visible()
    steps.button(page, "Save")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    logo = tmp_path / "logo.png"
    logo.write_bytes(encoded("PNG", (300, 100)))
    page.locator("input[type=file]").set_input_files(logo)
    expect(page.get_by_role("status").filter(has_text="Logo saved")).to_have_count(1)

    page.goto(server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Learn to type in peace")
    main = page.locator("main").inner_text()
    assert "What people say" not in main
    assert main.index("Is there tea?") < main.index("Prices are per session")
    expect(page.locator("header img")).to_have_js_property("naturalWidth", 300)


def opened(page: Page, name: str):
    """Open a block; give its part of the form."""
    button = page.get_by_role("button", name=name).and_(page.locator("[aria-expanded]"))
    button.click()
    return page.locator(f"#{button.get_attribute('aria-controls')}")


def test_a_page_is_written_and_read(
    business: tuple[Server, seed.Business], someone: Callable[..., Person]
):
    server, _ = business
    editor = someone(zone=seed.ZONE)
    steps.sign_in(editor, server.url)
    page = editor.page()
    page.goto(server.url + routes.SITE_PAGES)
    page.get_by_role("link", name="New page").click()
    page.get_by_label("Title").fill("Imprint")
    page.get_by_label("Text").fill("**Ines Okafor**, Bristol\n\n<script>window.planted=1</script>")
    expect(page.frame_locator("iframe").locator("strong")).to_have_text("Ines Okafor")
    steps.button(page, "Save")
    expect(page.get_by_role("link", name="Imprint")).to_be_visible()

    page.goto(f"{server.url}/pages/imprint")
    expect(page.get_by_role("heading", level=1)).to_have_text("Imprint")
    expect(page).to_have_title("Imprint – Fernhill Studio")
    expect(page.locator("main")).to_contain_text("<script>")
    assert page.evaluate("window.planted") is None
    expect(page.get_by_role("contentinfo").get_by_role("link", name="Imprint")).to_be_visible()


def test_a_message_is_kept_offline_sent_when_back_and_answered(
    business: tuple[Server, seed.Business], someone: Callable[..., Person]
):
    server, _ = business
    visitor = someone(zone=seed.ZONE)
    visitor.expect("ERR_INTERNET_DISCONNECTED|WebSocket|No connection")
    page = visitor.page()
    page.goto(server.url + routes.CONTACT)
    steps.settle(page)
    form = page.locator("[data-island=contact]")
    form.get_by_label("Name").fill("Mina Sato")
    form.get_by_label("E-mail").fill("mina@sato.example")
    form.get_by_label("Message").fill("Do you teach on Sundays?")
    page.reload()
    expect(form.get_by_label("Message")).to_have_value("Do you teach on Sundays?")

    visitor.context.set_offline(True)
    steps.button(page, "Send message")
    expect(form.get_by_role("status")).to_contain_text("You are offline")
    visitor.context.set_offline(False)
    expect(form.get_by_text("Your message has arrived")).to_be_visible()

    owner = someone(zone=seed.ZONE)
    steps.sign_in(owner, server.url)
    desk = owner.page()
    desk.goto(server.url + routes.INQUIRIES)
    desk.get_by_role("button", name="Mina Sato").click()
    desk.get_by_label("Your answer").fill("On Sundays we sleep.")
    steps.button(desk, "Send answer")
    expect(desk.get_by_role("button", name="Mina Sato")).to_have_count(0)
    desk.get_by_role("button", name="Answered", exact=True).click()
    expect(desk.get_by_role("button", name="Mina Sato")).to_be_visible()
    desk.goto(server.url + routes.OUTBOX)
    expect(desk.get_by_text("Your message to Fernhill Studio").first).to_be_visible()
    expect(desk.get_by_text("Mina Sato wrote to you").first).to_be_visible()
