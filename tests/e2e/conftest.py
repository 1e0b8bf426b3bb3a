"""One build and one browser a session; servers and people for each test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from sched_app import build
from tests.e2e import support


@pytest.fixture(scope="session")
def built() -> Path:
    """The build of the present sources, shared with `make run` and with rival test processes."""
    return build.ensure()


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What drives browsers, unless SKIP names them; there is one in a process."""
    if "browser" in os.environ.get("SKIP", "").split(","):
        pytest.skip("left out by SKIP=browser")
    expect.set_options(timeout=support.SLOW_SECONDS * 1000)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    """Chromium, without a window."""
    opened = support.launch(driver)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def server(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[support.Server]:
    """A running app with an empty SQLite database, for the tests of one module."""
    with support.serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def serve(built: Path, tmp_path: Path) -> Iterator[Callable[..., support.Server]]:
    """Start servers with own settings: `serve(SMTP_URL="smtp://…")`."""
    started: list[support.Server] = []

    def start(*options: str, **settings: str) -> support.Server:
        folder = tmp_path / f"server{len(started)}"
        folder.mkdir()
        server = support.Server(
            folder, {"OPENHOURS_RATE_LIMITS": "false", **settings}, options=options
        )
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.close()


@pytest.fixture
def someone(browser: Browser) -> Iterator[Callable[..., support.Person]]:
    """Open browsers of people: `someone(zone="Asia/Tokyo", width=390)`; faults fail the test."""
    opened: list[support.Person] = []

    def new(**about: Any) -> support.Person:
        who = support.person(browser, **about)
        opened.append(who)
        return who

    yield new
    faults = [fault for who in opened for fault in who.unexpected()]
    for who in opened:
        who.context.close()
    assert not faults, "the browser complained:\n" + "\n".join(faults)
