"""Every page at 1280 and 390 px, light and dark, into screenshots/: `python -m tests.screenshots`.

Names after it choose pages: `python -m tests.screenshots book-times manage`; `--accent '#FFD400'`
gives the business that accent; `--calm` first sends what waits, as in the README's pictures. The
business is the demo's, and the server's clock begins at one instant, so that two runs can be
compared.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from sched_app import build, start, wiring
from sched_app.demo.making import Making
from sched_app.secrets_file import load_or_create
from sched_app.services.accents import Theme
from sched_app.settings import Settings
from tests.e2e import places, seed, support
from tests.e2e.places.steps import Place
from tests.e2e.seed import Business
from tests.e2e.seed_identities import ISSUERS
from tests.support import accents

FOLDER = support.ROOT / "screenshots"
BEGIN = datetime(2026, 9, 8, 9, 24, tzinfo=UTC)  # Tuesday, 10:24 in London.
SIZES = {1280: 900, 390: 844}
THEMES: tuple[Theme, ...] = ("light", "dark")


@contextmanager
def _server(
    folder: Path, *, seeded: bool, accent: str = "", calm: bool = False
) -> Iterator[tuple[str, Business]]:
    settings = {
        "OPENHOURS_RATE_LIMITS": "false",
        "OPENHOURS_WORKER": "false",
        "SMTP_URL": seed.MAIL_SERVER,
        **ISSUERS,
    }
    program = ("-m", "tests.screenshots", "--serve")  # It serves by the clock of this module.
    server = support.Server(folder, settings, program=program)
    folder.mkdir()
    try:
        server.start()
        secrets = load_or_create(folder / "secrets.json")
        if seeded:
            business = seed.open_business(server.database, secrets, server.url, BEGIN)
            if accent:
                accents.brand(server.database, accent)
            if calm:
                Making(server.database, secrets, BEGIN, business).deliver(days=0)
        else:
            business = seed.nothing_yet(secrets)
        yield server.url, business
    finally:
        server.close()


def take(browser: Browser, place: Place, url: str, business: Business, accent: str) -> list[str]:
    """Take the four pictures of a place; give what the browser complained of."""
    faults = []
    for width, height in SIZES.items():
        who = support.person(browser, zone=seed.ZONE, width=width, height=height)
        who.context.clock.set_fixed_time(BEGIN)
        try:
            page = place.open(who, url, business)
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                page.wait_for_function(support.HAS_THEME, arg=theme)
                name = "-".join(filter(None, (place.name, str(width), theme, accent.lstrip("#"))))
                _picture(page, FOLDER / f"{name}.png", width)
            faults += [f"{place.name} at {width}: {fault}" for fault in who.unexpected()]
        except (AssertionError, Error) as error:
            faults.append(
                f"{place.name} at {width}: {error}"
            )  # The other pictures are worth having.
        finally:
            who.context.close()
    return faults


def _picture(page: Page, path: Path, width: int) -> None:
    """Take the whole page in a window of its height, so that bars stand at the bottom."""
    page.mouse.move(0, 0)
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, SIZES[width])})
    page.evaluate(support.STANDS_STILL)
    page.screenshot(path=path, animations="disabled", caret="hide")


def shoot(names: list[str], accent: str, calm: bool) -> int:
    """Take the pictures of the named places, or of all; give the exit code."""
    chosen = [place for place in places.PLACES if not names or place.name in names]
    FOLDER.mkdir(exist_ok=True)
    build.ensure()
    faults: list[str] = []
    with (
        tempfile.TemporaryDirectory() as temporary,
        sync_playwright() as driver,
        _server(Path(temporary) / "seeded", seeded=True, accent=accent, calm=calm) as seeded,
        _server(Path(temporary) / "empty", seeded=False) as empty,
    ):
        browser = support.launch(driver)
        for place in chosen:
            where = empty if place.before_set_up else seeded
            faults += take(browser, place, *where, accent)
            print(place.name, flush=True)
        browser.close()
    print("\n".join([f"{len(chosen)} places in {FOLDER}", *faults]))
    return 1 if faults else 0


def serve() -> int:
    """Serve by a clock that begins at BEGIN and runs on."""
    began = time.monotonic()

    def clock() -> datetime:
        return BEGIN + timedelta(seconds=time.monotonic() - began)

    wiring.use(replace(wiring.build(Settings()), clock=clock))
    return start.serve(port=int(os.environ["PORT"]), pages=True, may_build=False)


def main() -> int:
    """Take pictures, or serve for those who do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--accent", default="", help="a colour instead of ours, such as #FFD400")
    parser.add_argument("--calm", action="store_true", help="send first what waits in the outbox")
    parser.add_argument("names", nargs="*", help="places; all if none is named")
    arguments = parser.parse_args()
    return serve() if arguments.serve else shoot(arguments.names, arguments.accent, arguments.calm)


if __name__ == "__main__":
    sys.exit(main())
