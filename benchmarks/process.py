"""The whole running app by `make run`, worker included: processes, memory, time to be ready."""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
from playwright.sync_api import sync_playwright

from benchmarks import rows
from benchmarks.page import first_load
from sched_app.db import Database
from sched_app.secrets_file import load_or_create
from tests.counterparts import smtp
from tests.e2e import seed, support

STARTS = 5
MEGA = 1_000_000
QUIET_PERCENT = 3.0  # Of one core: less is idle.


@dataclass
class Running:
    """One `make run`: its shell, the app's process in it, and how long it took to be ready."""

    url: str
    make: "subprocess.Popen[bytes]"
    app: psutil.Process
    seconds: float

    def memory(self) -> float:
        """Give the resident memory in megabytes once the app does nothing."""
        support.until(lambda: self.app.cpu_percent(interval=1.0) < QUIET_PERCENT, "it is idle", 60)
        return float(self.app.memory_info().rss) / MEGA


@contextmanager
def make_run(folder: Path, port: int, sink: str) -> Iterator[Running]:
    """Type `make run`, wait for /ready, and end it as Ctrl C does."""
    url = f"http://localhost:{port}"
    env = {
        **os.environ,
        "PORT": str(port),
        "OPENHOURS_DATA_DIR": str(folder),
        "OPENHOURS_HOST": "127.0.0.1",
        "SMTP_URL": sink,
    }
    begin = time.perf_counter()
    with (folder / "output.log").open("ab") as out:
        make = subprocess.Popen(
            ["make", "-s", "run"], cwd=support.ROOT, env=env, stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip
    try:
        support.until(lambda: _is_ready(make, url, folder), "make run is ready", 300)
        seconds = time.perf_counter() - begin
        # The app is the one process that make waits for.
        (app,) = psutil.Process(make.pid).children()
        yield Running(url, make, app, seconds)
    finally:
        if make.poll() is None:
            os.killpg(make.pid, signal.SIGINT)
            make.wait(20)


def _is_ready(make: "subprocess.Popen[bytes]", url: str, folder: Path) -> bool:
    if make.poll() is not None:
        raise AssertionError((folder / "output.log").read_text()[-2000:])
    try:
        return httpx.get(f"{url}/ready", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def _table(folder: Path, sink: str) -> list[rows.Row]:
    port = support.free_port()  # One for all: the address that was chosen at set-up must stay.
    with make_run(folder, port, sink) as first:  # Installs, migrates and builds what is missing.
        database = Database(f"sqlite:///{folder / 'openhours.db'}")
        secrets = load_or_create(folder / "secrets.json")
        business = seed.open_business(database, secrets, first.url, datetime.now(UTC))
        database.close()
    seconds = []
    for _ in range(STARTS):
        with make_run(folder, port, sink) as again:
            seconds.append(again.seconds)
    with make_run(folder, port, sink) as last, sync_playwright() as driver:
        count = 1 + len(last.app.children(recursive=True))
        fresh = last.memory()
        browser = support.launch(driver)
        for _ in range(3):
            first_load(browser, last.url + business.book("coaching"))
        browser.close()
        used = last.memory()
    return [
        rows.Row("processes", count, "", 1),
        rows.Row("idle memory, just started", fresh, "MB", 150),
        rows.Row("idle memory, after visitors", used, "MB", 150),
        rows.Row("a second `make run` is ready", statistics.median(seconds), "s", 2.5),
    ]


def main() -> int:
    """Print the table; 1 if a row is short of its bound."""
    with (
        tempfile.TemporaryDirectory(prefix="openhours-bench-") as folder,
        smtp.running() as post,
    ):
        table = _table(Path(folder), f"smtp://127.0.0.1:{post.port}")
    return 0 if rows.show("The running app, worker included (medians)", table) else 1


if __name__ == "__main__":
    sys.exit(main())
