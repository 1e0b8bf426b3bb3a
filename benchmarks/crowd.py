"""Twenty signed-in dashboards and two hundred visitors at once, on one process.

Each is a websocket of its own that says what a browser says. Visitors come, look at another day and
month, choose a time and give it back; dashboards load their pages and turn them. Then come ten
rounds of two hundred visitors, each of whom leaves: what stays in the memory is what leaks.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks import rows
from benchmarks.tabs import Tab, state, tells
from sched_app import build, routes
from sched_app.secrets_file import load_or_create
from tests.e2e import seed, support

DASHBOARDS, VISITORS, ROUNDS = 20, 200, 10
FIRST = 5
CLOSED_SECONDS = 4  # Ten minutes, made short.
TURNS = 6
PAUSE = 5.0  # Seconds between a person's clicks.
SPREAD = 10.0  # All have come within so many seconds.
MEGA = 1_000_000
BOOKING = state("booking", "booking_state")
DESK = state("bookings_desk", "desk_state")
TODAY = state("today", "today_state")
ZONE = "Europe/London"


@contextmanager
def served() -> Iterator[tuple[support.Server, psutil.Process, str, list[str]]]:
    """Serve a business; give the server, its process, the booking page, and the cookies."""
    build.ensure()
    settings = {"OPENHOURS_CLOSED_TAB_SECONDS": str(CLOSED_SECONDS)}
    with (
        tempfile.TemporaryDirectory(prefix="openhours-bench-") as folder,
        support.serving(Path(folder), settings) as server,
    ):
        secrets = load_or_create(Path(folder) / "secrets.json")
        business = seed.open_business(server.database, secrets, server.url, datetime.now(UTC))
        assert server.process is not None
        cookies = [_sign_in(server.url) for _ in range(DASHBOARDS)]
        yield server, psutil.Process(server.process.pid), business.book("coaching"), cookies


def _sign_in(url: str) -> str:
    answer = httpx.post(
        f"{url}{routes.AUTH_SIGN_IN}", data={"email": seed.OWNER, "password": seed.PASSWORD}
    )
    return f"{routes.SIGN_IN_COOKIE}={answer.cookies[routes.SIGN_IN_COOKIE]}"


def _parcel(path: str, **more: Any) -> dict[str, Any]:
    return {
        "told": {
            "path": path, "fields": {}, "token": "", "starts_at": "", "zone": ZONE,
            "hour12": False, "locale": "en-GB", "browser": more.pop("browser", ""),
            "month": "", "date": "", "step": "", "lost": False, "again": False, **more,
        }
    }  # fmt: skip


async def visit(port: int, path: str, number: int, *, turns: int, late: float) -> Tab:
    """Come to the booking page, turn its pages as often, and stay."""
    await asyncio.sleep(late)
    _, _, workspace, kind = path.split("/")
    tab = Tab(path, {"workspace": workspace, "meeting_type": kind})
    await tab.open(port, until=lambda words: '"is_hydrated_rx_state_":true' in words)
    parcel = _parcel(path, browser=f"{number:032x}")
    await tab.event(f"{BOOKING}.hello", parcel, until=tells("month_words"))
    for turn in range(turns):
        await asyncio.sleep(PAUSE)
        if turn % 2:
            on = datetime.now(UTC).date() + timedelta(days=2 + turn + number % 20)
            payload = {"text": on.isoformat()}
            await tab.event(f"{BOOKING}.pick_date", payload, until=tells("date_words"))
        else:
            await tab.event(
                f"{BOOKING}.set_clock",
                {"which": "24" if turn % 4 else "12"},
                until=lambda words: "booking_state" in words,
            )
    return tab


async def work(port: int, cookie: str, *, turns: int, late: float) -> list[Tab]:
    """Work at a dashboard: today, and the list of bookings by its tabs."""
    await asyncio.sleep(late)
    today = Tab(routes.DASHBOARD, cookie=cookie)
    await today.open(port, until=lambda words: '"is_hydrated_rx_state_":true' in words)
    desk = Tab(routes.BOOKINGS, cookie=cookie)
    await desk.open(port, until=lambda words: '"is_hydrated_rx_state_":true' in words)
    for turn in range(turns):
        await asyncio.sleep(PAUSE)
        which = ("past", "requests", "coming")[turn % 3]
        await desk.event(f"{DESK}.choose_tab", {"tab": which}, until=tells("tab"))
        await today.event(
            f"{TODAY}.choose_whose",
            {"whose": "everyone" if turn % 2 else "mine"},
            until=lambda words: "today_state" in words,
        )
    return [today, desk]


async def _crowd(
    server: support.Server, path: str, cookies: list[str], process: psutil.Process
) -> tuple[list[float], float]:
    """Let all come at once; give what their events took, and the memory of each visitor in MB."""
    before = process.memory_info().rss
    visitors = [
        visit(server.port, path, number, turns=TURNS, late=SPREAD * number / VISITORS)
        for number in range(VISITORS)
    ]
    desks = [
        work(server.port, cookie, turns=TURNS, late=SPREAD * number / DASHBOARDS)
        for number, cookie in enumerate(cookies)
    ]
    found = await asyncio.gather(*visitors, *desks)
    tabs = [tab for one in found for tab in (one if isinstance(one, list) else [one])]
    each = (process.memory_info().rss - before) / len(tabs) / MEGA
    for tab in tabs:
        tab.close()
    return [taken for tab in tabs for taken in tab.taken], each


async def _round(server: support.Server, path: str, first: int, *, count: int = VISITORS) -> None:
    """Let visitors come, look around and leave."""
    tabs = await asyncio.gather(
        *(
            visit(server.port, path, first + number, turns=1, late=SPREAD / 2 * number / count)
            for number in range(count)
        )
    )
    for tab in tabs:
        tab.close()


def _settled(process: psutil.Process) -> float:
    """Give the memory in MB once what was closed has been let go."""
    time.sleep(2 * CLOSED_SECONDS + 4)
    return float(process.memory_info().rss) / MEGA


def _processor(process: psutil.Process) -> float:
    """Give how many seconds of a processor the server has used so far."""
    used = process.cpu_times()
    return float(used.user + used.system)


def main() -> int:
    """Print the table; 1 if a row is short of its bound."""
    with served() as (server, process, path, cookies):
        # What is loaded once is loaded now; few come, so that their memory is not used again.
        asyncio.run(_round(server, path, 10_000, count=FIRST))
        _settled(process)
        spent = _processor(process)
        taken, each = asyncio.run(_crowd(server, path, cookies, process))
        spent = _processor(process) - spent
        _settled(process)
        memory = []
        for number in range(ROUNDS):
            asyncio.run(_round(server, path, 20_000 + number * VISITORS))
            memory.append(_settled(process))
    grown = 100 * (memory[-1] / memory[1] - 1)
    words = len(taken) + VISITORS + 2 * DASHBOARDS
    p95 = statistics.quantiles(taken, n=20)[-1] * 1000
    note = f"median {statistics.median(taken) * 1000:.0f} ms of {len(taken):,} events"
    table = [
        rows.Row("an event, 95th percentile", p95, "ms", 150, note=note),
        rows.Row(
            "  the server's processor, a word answered", spent / words * 1000, "ms",
            note="a page's load counts as one",
        ),
        rows.Row("memory of a tab", each, "MB", 0.5),
        rows.Row(
            f"memory, 2nd to {ROUNDS}th round of {VISITORS} visitors", grown, "%", 5,
            note=f"{memory[1]:.0f} to {memory[-1]:.0f} MB",
        ),
    ]  # fmt: skip
    title = f"{DASHBOARDS} dashboards (two tabs each) and {VISITORS} visitors at once, one process"
    return 0 if rows.show(title, table) else 1


if __name__ == "__main__":
    sys.exit(main())
