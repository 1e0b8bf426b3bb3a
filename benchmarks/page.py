"""The booking page, first load: bytes, requests, time to a free slot, what the build holds.

Each load is a browser that has never been here: an empty cache, the server beside it.
"""

import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Request, sync_playwright

from benchmarks import rows
from sched_app import build
from sched_app.secrets_file import load_or_create
from tests.e2e import seed, support

LOADS = 5
SLOWER = 4  # How much slower the processor is made to be, for phones.
KILO = 1000
NOT_COUNTED = ("websocket", "eventsource")
ICONS = ("/icon.svg", "/favicon.ico", "/touch-icon.png")
# Notes when the first free time is drawn, from the start of the navigation.
WATCH = """
new MutationObserver((_, watcher) => {
    if (!document.querySelector('.slot')) return
    watcher.disconnect()
    requestAnimationFrame(() => { window.firstSlot = performance.now() })
}).observe(document, { childList: true, subtree: true })
"""


@dataclass
class Load:
    """What one load fetched, and when the first free time stood."""

    paths: list[str] = field(default_factory=list)
    slot_ms: float = 0.0

    def note(self, request: Request) -> None:
        """Count a request of the page, unless it is one that does not count."""
        path = urlsplit(request.url).path
        if request.resource_type not in NOT_COUNTED and path not in ICONS:
            self.paths.append(path)


def first_load(browser: Browser, address: str, *, slower: int = 1) -> Load:
    """Load a page as someone who comes for the first time."""
    load = Load()
    who = support.person(browser, zone=seed.ZONE)
    try:
        page = who.page()
        page.add_init_script(WATCH)
        page.on("request", load.note)
        session = who.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(address)
        page.wait_for_function("() => window.firstSlot", timeout=30_000)
        load.slot_ms = page.evaluate("() => window.firstSlot")
        page.wait_for_load_state("networkidle")
    finally:
        who.context.close()
    assert not who.unexpected(), who.unexpected()
    return load


def sent(url: str, path: str) -> int:
    """Give how many bytes a file takes on the wire, gzipped."""
    with httpx.stream("GET", url + path, headers={"Accept-Encoding": "gzip"}) as answer:
        return sum(map(len, answer.iter_raw()))


def _found(client: Path, word: str, paths: list[str] | None = None) -> int:
    """Count the scripts and styles of the build, or of some paths of it, that hold a word."""
    files = [path for path in client.rglob("*") if path.suffix in (".js", ".css")]
    if paths is not None:
        files = [client / path.lstrip("/") for path in paths if path.endswith((".js", ".css"))]
    return sum(word in file.read_text(errors="replace").lower() for file in files)


def _table(browser: Browser, url: str, path: str, client: Path) -> list[rows.Row]:
    loads = [first_load(browser, url + path) for _ in range(LOADS)]
    slow = [first_load(browser, url + path, slower=SLOWER) for _ in range(LOADS)]
    paths = max((load.paths for load in loads), key=len)
    scripts = sum(sent(url, one) for one in paths if one.endswith(".js"))
    styles = sum(sent(url, one) for one in paths if one.endswith(".css"))
    return [
        rows.Row("JavaScript, gzipped", scripts / KILO, "kB", 215),
        rows.Row("CSS, gzipped", styles / KILO, "kB", 12),
        rows.Row("GETs (no icon, socket, event stream)", len(paths), "", 16),
        rows.Row("first free time shown", _median(loads), "s", 1.5),
        rows.Row(f"first free time shown, {SLOWER}× slower processor", _median(slow), "s", 4),
        rows.Row("files of the build with Radix", _found(client, "radix-"), "", 0),
        rows.Row("files of this page with Plotly", _found(client, "plotly", paths), "", 0),
    ]


def _median(loads: list[Load]) -> float:
    return statistics.median(load.slot_ms for load in loads) / 1000


def main() -> int:
    """Print the table; 1 if a row is short of its bound."""
    built = build.ensure()
    with (
        tempfile.TemporaryDirectory(prefix="openhours-bench-") as folder,
        support.serving(Path(folder)) as server,
        sync_playwright() as driver,
    ):
        secrets = load_or_create(Path(folder) / "secrets.json")
        now = datetime.now(UTC)
        business = seed.open_business(server.database, secrets, server.url, now)
        browser = support.launch(driver)
        first_load(browser, server.url + business.book("coaching"))  # Warms browser and server.
        table = _table(browser, server.url, business.book("coaching"), built / "client")
        browser.close()
    return 0 if rows.show("Booking page, first load (medians)", table) else 1


if __name__ == "__main__":
    sys.exit(main())
