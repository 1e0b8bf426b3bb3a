"""The layers around the pages, seen by a real browser."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from sched_app import texts
from tests.e2e.support import (
    CHROMIUM_ARGS,
    CONNECTION_LOST,
    WATCH_POLICY,
    Person,
    Server,
    ask,
    chromium,
    until,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_one_build_comes_alive_behind_any_host_without_a_breach_of_the_policy(
    server: Server, someone: Callable[..., Person], host: str
):
    page = someone().page()

    with page.expect_websocket(lambda socket: "/_event" in socket.url) as socket:
        page.goto(f"http://{host}:{server.port}")
    expect(page.locator("h1").first).to_be_visible()

    assert socket.value.url.startswith(f"ws://{host}:{server.port}/_event")


def test_a_planted_script_is_stopped(server: Server, someone: Callable[..., Person]):
    visitor = someone()
    visitor.expect("CSP script-src|Content Security Policy")
    page = visitor.page()
    page.goto(server.url)

    page.evaluate(
        """() => {
            const script = document.createElement('script')
            script.textContent = 'window.planted = true'
            document.body.append(script)
            const image = document.createElement('div')
            image.innerHTML = '<img src="data:," onerror="window.planted = true">'
            document.body.append(image)
        }"""
    )

    page.wait_for_function("() => document.querySelector('img[onerror]').complete")
    assert page.evaluate("window.planted") is None
    assert len([fault for fault in visitor.faults if "CSP script-src" in fault]) >= 2


def test_an_unknown_path_has_a_page_and_status_404(server: Server, someone: Callable[..., Person]):
    visitor = someone()
    visitor.expect("404")
    page = visitor.page()

    answer = page.goto(f"{server.url}/no/such/page")

    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_title(texts.t("home.not_found_title"))


def test_a_page_of_a_row_bears_its_name_before_and_after_it_comes_alive(
    serve: Callable[..., Server], someone: Callable[..., Person]
):
    server = serve()
    studio = server.studio(name="First <b>lesson</b>", slug="first-lesson")
    page = someone().page()

    head = ask("GET", server.url + studio.book).text.split("</head>")[0]
    page.goto(server.url + studio.book)
    expect(page.get_by_role("heading", level=1)).to_contain_text("First <b>lesson</b>")

    assert "<title>First &lt;b&gt;lesson&lt;/b&gt; – Fernhill Studio</title>" in head
    assert 'property="og:description" content="Half an hour' in head
    expect(page).to_have_title("First <b>lesson</b> – Fernhill Studio")
    page.goto(server.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_title("Fernhill Studio")


def test_an_open_page_goes_on_after_a_restart(
    serve: Callable[..., Server], someone: Callable[..., Person]
):
    server = serve()
    studio = server.studio()
    visitor = someone()
    visitor.expect(CONNECTION_LOST)
    page = visitor.page()
    page.goto(server.url + studio.book)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("First lesson")
    month = page.locator("#month")
    before = month.inner_text()

    server.stop()
    expect(page.get_by_role("status").filter(has_text="No connection")).to_be_visible()
    server.start()

    expect(page.get_by_role("status").filter(has_text="No connection")).to_be_hidden()
    page.get_by_role("button", name="Month after").click()
    expect(month).not_to_have_text(before)
    expect(heading).to_contain_text("First lesson")


FRAME = """<!doctype html><html lang="en"><title>Another site</title><h1>Another site</h1>
<iframe src="{src}" title="Booking" width="700" height="900"></iframe></html>"""


@contextmanager
def another_site(html: str) -> Iterator[str]:
    """Serve one page from another site than the app's: by address, not by name."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}/"
        site.shutdown()


@contextmanager
def strict_browser(driver: Playwright, folder: Path) -> Iterator[Person]:
    """Open a browser whose owner blocks what third parties would store."""
    settings = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}
    (folder / "Default").mkdir(parents=True)
    (folder / "Default" / "Preferences").write_text(json.dumps(settings))
    context = driver.chromium.launch_persistent_context(
        folder, executable_path=chromium(), args=list(CHROMIUM_ARGS), timezone_id="UTC"
    )
    context.add_init_script(WATCH_POLICY)
    yield Person(context)
    context.close()


def test_the_embedded_page_lives_in_a_foreign_frame_without_storage(
    serve: Callable[..., Server], driver: Playwright, tmp_path: Path
):
    server = serve()
    studio = server.studio()
    with (
        another_site(FRAME.format(src=server.url + studio.embed)) as address,
        strict_browser(driver, tmp_path / "profile") as visitor,
    ):
        page = visitor.page()
        page.goto(address)
        inside = page.frame_locator("iframe")

        expect(inside.get_by_role("heading", level=1)).to_contain_text("First lesson")
        month = inside.locator("#month")
        before = month.inner_text()
        inside.get_by_role("button", name="Month after").click()
        expect(month).not_to_have_text(before)
        expect(inside.get_by_text(re.compile("reload", re.I))).to_be_visible()
        frame = page.frames[1]
        assert frame.evaluate("document.documentElement.dataset.storage") == "none"
        assert visitor.unexpected() == []


def test_other_pages_cannot_be_framed(server: Server, someone: Callable[..., Person]):
    visitor = someone()
    visitor.expect("frame-ancestors|X-Frame-Options|chrome-error")
    with another_site(FRAME.format(src=f"{server.url}/sign-in")) as address:
        page = visitor.page()
        page.goto(address)
        until(lambda: visitor.faults, "the browser refuses the frame")

    assert any("frame-ancestors" in fault for fault in visitor.faults)
