"""A real server in a process of its own, and browsers that watch for faults."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import httpx
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
)

from sched_app.db import Database
from sched_app.secrets_file import load_or_create
from tests.support.ports import free_port
from tests.support.studio import ZONE, Studio, open_studio

ROOT = Path(__file__).parent.parent.parent
READY_SECONDS = 90  # A start takes two; the machine may be busy with other tests.
SLOW_SECONDS = 30  # For an answer, or a step of a page, that takes a tenth on a quiet machine.
# What a browser says while its server is away.
CONNECTION_LOST = "ERR_CONNECTION|ERR_SOCKET|WebSocket|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY|network"
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
# Tells the page's watcher of each breach of the policy; Playwright puts it in before any script.
WATCH_POLICY = """
addEventListener('securitypolicyviolation', e => console.error(
  `CSP ${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile || ''}:${e.lineNumber || ''}`))
"""
HAS_THEME = "theme => document.documentElement.classList.contains(theme)"
# What has just changed is painted a frame or two later.
STANDS_STILL = """async () => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    await Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)))
}"""

T = TypeVar("T")
# A program that asks the server, as patient as the browsers are.
ask = partial(httpx.request, timeout=SLOW_SECONDS)


def until(
    found: Callable[[], T], what: str | Callable[[], str], seconds: float = READY_SECONDS
) -> T:
    """Ask again and again until the answer is true; fail with what was waited for."""
    end = time.monotonic() + seconds
    while True:
        if answer := found():
            return answer
        if time.monotonic() > end:
            missed = what() if callable(what) else what
            raise AssertionError(f"not within {seconds} s: {missed}")
        time.sleep(0.02)


@dataclass
class Server:
    """The app as people run it: `python -m sched_app serve`, with its own data folder."""

    folder: Path
    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ()
    program: tuple[str, ...] = ("-m", "sched_app", "serve")
    process: "subprocess.Popen[bytes] | None" = None
    _database: Database | None = None

    @property
    def url(self) -> str:
        """The address by a host name, as a visitor types it."""
        return f"http://localhost:{self.port}"

    @property
    def database(self) -> Database:
        """The server's database, for seeding and looking."""
        if self._database is None:
            self._database = Database(
                self.settings.get("DATABASE_URL") or f"sqlite:///{self.folder / 'openhours.db'}"
            )
        return self._database

    def studio(self, **values: Any) -> Studio:
        """Set it up with a workspace and one meeting type, under the address of the test.

        It is offered from tomorrow on: the first day is a whole one, at whatever hour a test runs.
        """
        secrets = load_or_create(self.folder / "secrets.json")
        now = datetime.now(UTC)
        tomorrow = now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=1)
        given = {"horizon_days": None, "first_on": tomorrow, "last_on": tomorrow + timedelta(60)}
        return open_studio(self.database, secrets, self.url, now, **{**given, **values})

    @property
    def output(self) -> str:
        """All that the server has printed and logged so far."""
        return (self.folder / "output.log").read_text(errors="replace")

    def start(self) -> None:
        """Start the server and wait until it is ready."""
        env = {
            **os.environ,
            "OPENHOURS_DATA_DIR": str(self.folder),
            "OPENHOURS_HOST": "127.0.0.1",
            "OPENHOURS_LOG_FORMAT": "json",
            "PORT": str(self.port),
            **self.settings,
        }
        with (self.folder / "output.log").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, *self.program, *self.options],
                cwd=ROOT, env=env, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        until(self._is_ready, lambda: f"the server is ready; it said: {self.output[-2000:]}")

    def _is_ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended: {self.output[-3000:]}")
        try:
            return httpx.get(f"{self.url}/ready", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, *, how: int = signal.SIGTERM) -> None:
        """End the server; SIGKILL is the crash."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)
        self.process = None

    def close(self) -> None:
        """Stop it and let go of its database; nobody's address may stand in what it wrote."""
        self.stop()
        if self._database:
            self._database.close()
            self._database = None
        if found := re.findall(r"[\w.+-]+@[\w-]+\.\w+", self.output):
            raise AssertionError(f"addresses in the server's log: {found[:5]}")


@contextmanager
def serving(
    folder: Path, settings: Mapping[str, str] | None = None, *options: str
) -> Iterator[Server]:
    """Run a server for the time of a block; rate limits are off unless a setting turns them on."""
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(folder, {"OPENHOURS_RATE_LIMITS": "false", **(settings or {})}, options=options)
    try:
        server.start()
        yield server
    finally:
        server.close()


def chromium() -> str:
    """Find the browser: CHROMIUM, else Debian's, else whatever bears its name."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise AssertionError("Chromium is missing: apt-get install chromium, or SKIP=browser")
    return found


def launch(playwright: Playwright) -> Browser:
    """Start Chromium without a window."""
    return playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_ARGS))


@dataclass
class Person:
    """One browser of its own: a zone, a language, a screen; `faults` is what went wrong in it."""

    context: BrowserContext
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def page(self) -> Page:
        """Open a tab that is watched."""
        page = self.context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        return page

    def expect(self, pattern: str) -> None:
        """Name a fault that belongs to the test, as a regular expression."""
        self.expected.append(pattern)

    def unexpected(self) -> list[str]:
        """Give the faults that the test did not name."""
        return [f for f in self.faults if not any(re.search(p, f) for p in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" or message.text.startswith("CSP "):
            self.faults.append(f"{message.type}: {message.text} ({message.location.get('url')})")


def person(
    browser: Browser,
    *,
    zone: str = "Europe/Berlin",
    locale: str = "en-GB",
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
    touch: bool = False,
) -> Person:
    """Open a browser context for somebody somewhere; close it by `person.context.close()`."""
    context = browser.new_context(
        timezone_id=zone,
        locale=locale,
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        has_touch=touch,
        reduced_motion="reduce",
    )
    context.set_default_timeout(SLOW_SECONDS * 1000)
    context.add_init_script(WATCH_POLICY)
    return Person(context)


def to_free_day(page: Page) -> None:
    """Press the arrow to the right until the focus is on a free day of the month.

    Each press waits for the focus to move: at a month's end the server is asked in between.
    """
    for _ in range(31):
        focused = page.locator(".month [data-date]:focus")
        expect(focused).to_have_count(1)
        if page.locator(".month .free:focus").count():
            return
        on = date.fromisoformat(focused.get_attribute("data-date") or "") + timedelta(days=1)
        page.keyboard.press("ArrowRight")
        expect(page.locator(f".month [data-date='{on}']:focus")).to_have_count(1)
    raise AssertionError("31 days on, none is free")
