"""The layers around the pages, seen by a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.support import Person, Server

pytestmark = pytest.mark.browser


def test_the_first_page_comes_alive_without_a_breach_of_the_policy(
    server: Server, someone: Callable[..., Person]
):
    page = someone().page()

    with page.expect_websocket(lambda socket: "/_event" in socket.url) as socket:
        page.goto(server.url)
    expect(page.locator("h1").first).to_be_visible()

    assert socket.value.url.startswith(f"ws://localhost:{server.port}/_event")


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
    expect(page.locator("body")).to_contain_text("404")
